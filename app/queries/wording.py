"""The school's own words in one language: what is said now, and what was said before, by whom and from when on."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Event, Person, Wording
from app.models.school import WordingKind
from app.models.viewer import Viewer


@dataclass(frozen=True)
class Said:
    """One wording, from a day on."""

    kind: WordingKind
    text: str
    since: date
    by: str
    """Who wrote it; empty where nobody signed it."""


@dataclass
class Words:
    """What the school says in a language."""

    now: dict[WordingKind, str]
    history: list[Said] = field(default_factory=list)
    """What it says and what it said before, the newest first."""


def wording(session: Session, viewer: Viewer, language: str) -> Words:
    """The school's words in a language."""
    rows = session.execute(
        select(
            col(Wording.kind), col(Wording.text), col(Wording.from_at), col(Person.goes_by), col(Person.name)
        )
        .outerjoin(Event, (col(Event.school_id) == col(Wording.school_id)) & (col(Event.subject_id) == col(Wording.id)))
        .outerjoin(Person, (col(Person.school_id) == col(Event.school_id)) & (col(Person.id) == col(Event.actor_id)))
        .where(col(Wording.school_id) == viewer.school_id, col(Wording.language) == language)
        .order_by(col(Wording.from_at).desc())
    )  # fmt: skip
    words = Words({})
    for kind, text, from_at, goes_by, name in rows:
        if kind not in words.now:
            words.now[kind] = text
        words.history.append(Said(kind, text, viewer.day(from_at), goes_by or name or ""))
    return words


def languages_said(session: Session, viewer: Viewer) -> dict[str, set[WordingKind]]:
    """Of which kinds there are words in each language."""
    newest = session.execute(
        select(col(Wording.language), col(Wording.kind), col(Wording.text) != "")
        .where(col(Wording.school_id) == viewer.school_id)
        .order_by(col(Wording.from_at))
    )
    said = {(language, kind): is_said for language, kind, is_said in newest}
    languages: dict[str, set[WordingKind]] = {}
    for (language, kind), is_said in said.items():
        if is_said:
            languages.setdefault(language, set()).add(kind)
    return languages
