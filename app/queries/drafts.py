"""The drafts that a person has kept, newest first."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Draft, DraftLetter, Membership
from app.models.classroom import Part
from app.models.viewer import Viewer
from app.models.words import digest


@dataclass(frozen=True)
class KeptDraft:
    """A text that isn't sent, and for an answer the letters it is for, with the revision of each that was seen."""

    id: UUID
    classroom_id: UUID
    body: str
    wants: str
    revision: int
    day: date
    at: datetime
    seen: dict[UUID, int] = field(default_factory=dict)


def drafts_to(session: Session, viewer: Viewer, student_id: UUID, classroom_id: UUID) -> list[KeptDraft]:
    """The viewer's drafts to a student, in a class."""
    return _drafts(session, viewer, (col(Draft.to_id) == student_id) & (col(Draft.classroom_id) == classroom_id))


def my_drafts(session: Session, viewer: Viewer) -> list[KeptDraft]:
    """The viewer's drafts of letters of her own, which go to the readers of a class; on a phone that is not known to
    be hers, those of this phone."""
    on_this_phone = true() if viewer.known else col(Draft.phone_id) == viewer.phone_id
    return _drafts(session, viewer, col(Draft.to_id).is_(None) & on_this_phone & ~_to_a_class(viewer))


def class_drafts(session: Session, viewer: Viewer, classroom_id: UUID) -> list[KeptDraft]:
    """The viewer's drafts of a letter to a whole class; `wants` is the open question."""
    to_this_class = (col(Draft.classroom_id) == classroom_id) & _to_a_class(viewer)
    return _drafts(session, viewer, col(Draft.to_id).is_(None) & to_this_class)


def revision_of_sent(session: Session, viewer: Viewer, draft_id: UUID | None, sent: Collection[str]) -> int | None:
    """The revision of the viewer's draft where its text is one of those that her phone `sent`, by their SHA-256, and
    got no answer for; None where it is another text, or there is no such draft."""
    draft = session.get(Draft, (viewer.school_id, draft_id)) if draft_id and sent else None
    ours = draft is not None and draft.author_id == viewer.person_id and digest(draft.body) in sent
    return draft.revision if draft and ours else None


def same_text(
    session: Session, viewer: Viewer, classroom_id: UUID, body: str, draft_id: UUID | None, revision: int
) -> KeptDraft | None:
    """The viewer's draft that has this very text already, where keeping it would make another one beside `draft_id`:
    a phone that got no answer, or had no line for a while, keeps the same text again."""
    draft = session.get(Draft, (viewer.school_id, draft_id)) if draft_id else None
    if draft is not None and draft.revision == revision:
        return None
    to_class = (col(Draft.classroom_id) == classroom_id) & col(Draft.to_id).is_(None)
    return next(iter(_drafts(session, viewer, to_class & (col(Draft.body) == body))), None)


def _to_a_class(viewer: Viewer) -> ColumnElement[bool]:
    """True for what is written in a class where the viewer reads, or ever did: it goes to the students there."""
    read = select(col(Membership.classroom_id)).where(
        col(Membership.school_id) == viewer.school_id,
        col(Membership.person_id) == viewer.person_id,
        col(Membership.part) != Part.WRITER,
    )
    return col(Draft.classroom_id).in_(read)


def _drafts(session: Session, viewer: Viewer, asked: Any) -> list[KeptDraft]:
    rows = session.execute(
        select(
            col(Draft.id), col(Draft.classroom_id), col(Draft.body), col(Draft.wants), col(Draft.revision),
            col(Draft.updated_at), col(DraftLetter.letter_id), col(DraftLetter.seen_revision),
        )
        .outerjoin(
            DraftLetter,
            (col(DraftLetter.school_id) == col(Draft.school_id)) & (col(DraftLetter.draft_id) == col(Draft.id)),
        )
        .where(col(Draft.school_id) == viewer.school_id, col(Draft.author_id) == viewer.person_id, asked)
        .order_by(col(Draft.updated_at).desc(), col(Draft.id))
    )  # fmt: skip
    drafts: dict[UUID, KeptDraft] = {}
    for row in rows:
        day = viewer.day(row.updated_at)
        draft = drafts.setdefault(
            row.id, KeptDraft(row.id, row.classroom_id, row.body, row.wants, row.revision, day, row.updated_at)
        )
        if row.letter_id:
            draft.seen[row.letter_id] = row.seen_revision
    return list(drafts.values())
