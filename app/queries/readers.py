"""Who reads what a student writes in a class, from the memberships as they are; and whom else she can turn to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Away, Classroom, Membership, Office, Person, Wording
from app.models.classroom import Part
from app.models.person import OfficePart
from app.models.prepared import prepared
from app.models.school import WordingKind
from app.models.viewer import Viewer

SOON = timedelta(days=60)
"""How far ahead a student is told that somebody will be away."""


@dataclass(frozen=True, order=True)
class Absence:
    """Days on which somebody does not read."""

    from_day: date
    until_day: date
    name: str
    """What students call her; empty where the whole school is away: holidays."""
    why: str

    def near(self, today: date) -> bool:
        """Whether it is now, or within a week: then whoever begins a letter should know."""
        return self.from_day <= today + timedelta(days=7)


@dataclass
class Readers:
    """The people who read in one class, each by what the students call them."""

    classroom_id: UUID
    classroom: str
    ids: list[UUID] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    """Who owes the answers; the first one is who answers as a rule."""
    covers: list[str] = field(default_factory=list)
    away: list[Absence] = field(default_factory=list)
    """When somebody of them does not read, or nobody does: now and in the time to come, in order."""

    @property
    def first(self) -> str:
        """Whom a letter is addressed to."""
        return (self.readers or self.covers or [self.classroom])[0]


def readers(session: Session, viewer: Viewer, classrooms: Sequence[UUID]) -> list[Readers]:
    """The readers of each of `classrooms` today, in the order of the classes' names.

    First stands who answers the viewer as a rule: whom the office chose, while she reads here; else who has read here
    longest.
    """
    by_class: dict[UUID, Readers] = {}
    for row in _reading(session, viewer, classrooms):
        id_, classroom, part, person_id, goes_by, name, is_mine, from_day, until_day, away_id, why = row
        of_class = by_class.setdefault(id_, Readers(id_, classroom))
        if from_day:
            absence = Absence(from_day, until_day, (goes_by or name) if away_id else "", why)
            of_class.away = sorted({*of_class.away, absence})
        if person_id not in of_class.ids:
            of_class.ids.append(person_id)
            listed = of_class.readers if part is Part.READER else of_class.covers
            listed.insert(0 if is_mine else len(listed), goes_by or name)
    return list(by_class.values())


@prepared
def _reading(viewer: Viewer, classrooms: Sequence[UUID]) -> Any:
    """Who reads or covers in those classes today, each with the days on which she is away."""
    mine = aliased(Membership)
    answers_me = (
        select(col(mine.answered_by_id))
        .where(
            col(mine.school_id) == col(Classroom.school_id),
            col(mine.classroom_id) == col(Classroom.id),
            col(mine.person_id) == viewer.person_id,
            col(mine.part) == Part.WRITER,
            col(mine.from_day) <= viewer.today,
            or_(col(mine.until_day).is_(None), col(mine.until_day) >= viewer.today),
        )
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            col(Classroom.id), col(Classroom.name), col(Membership.part), col(Person.id), col(Person.goes_by),
            col(Person.name), func.coalesce(answers_me == col(Person.id), false()), col(Away.from_day),
            col(Away.until_day), col(Away.person_id), col(Away.why),
        )
        .join(
            Membership,
            (col(Membership.school_id) == col(Classroom.school_id))
            & (col(Membership.classroom_id) == col(Classroom.id))
            & Membership.on(viewer.today),
        )
        .join(
            Person, (col(Person.school_id) == col(Membership.school_id)) & (col(Person.id) == col(Membership.person_id))
        )
        .outerjoin(
            Away,
            (col(Away.school_id) == col(Person.school_id))
            & or_(col(Away.person_id) == col(Person.id), col(Away.person_id).is_(None))
            & (col(Away.until_day) >= viewer.today)
            & (col(Away.from_day) <= viewer.today + SOON),
        )
        .where(
            col(Classroom.school_id) == viewer.school_id,
            col(Classroom.id).in_(classrooms),
            col(Membership.part).in_([Part.READER, Part.COVER]),
            or_(col(Person.ended_on).is_(None), col(Person.ended_on) >= viewer.today),
        )
        # Who covers and has come to stay is a reader.
        .order_by(
            col(Classroom.name), col(Membership.part) == Part.COVER, col(Membership.from_day), col(Person.sort_name)
        )
    )  # fmt: skip


def helpers(session: Session, viewer: Viewer) -> list[str]:
    """The school's people whom a student can turn to, by what she calls them."""
    rows = session.execute(
        select(col(Person.goes_by), col(Person.name))
        .join(Office, (col(Office.school_id) == col(Person.school_id)) & (col(Office.person_id) == col(Person.id)))
        .where(
            col(Person.school_id) == viewer.school_id,
            col(Office.part) == OfficePart.HELPER,
            col(Office.from_day) <= viewer.today,
            or_(col(Office.until_day).is_(None), col(Office.until_day) >= viewer.today),
            or_(col(Person.ended_on).is_(None), col(Person.ended_on) >= viewer.today),
        )
        .order_by(col(Person.sort_name))
    )
    return [goes_by or name for goes_by, name in rows]


def wordings(session: Session, viewer: Viewer, language: str) -> dict[WordingKind, str]:
    """The school's newest words of each kind, in `language` where it has them, else in whichever it wrote last. What
    it says no more (an empty text) is left out."""
    rows = session.execute(
        select(col(Wording.kind), col(Wording.language), col(Wording.text))
        .where(col(Wording.school_id) == viewer.school_id, col(Wording.from_at) <= viewer.at)
        .order_by(col(Wording.from_at))
    ).all()
    newest: dict[tuple[WordingKind, str], str] = {}
    for kind, tag, text in rows:
        newest.pop((kind, tag), None)
        if text:
            newest[kind, tag] = text
    words = {kind: text for (kind, _), text in newest.items()}
    return words | {kind: text for (kind, tag), text in newest.items() if tag == language}
