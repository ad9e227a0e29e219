"""A talk: which of a student's letters it can answer, without a word of them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Letter, Postscript
from app.models.letter import Wants
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.models.visibility import letters_visible_to


@dataclass
class Waits:
    """A letter that waits: as much of it as one needs to say that a talk has answered it."""

    id: UUID
    revision: int
    since: datetime
    day: date
    unopened: bool
    wants: Wants
    later: list[str] = field(default_factory=list)
    """The P.S. that came since a form showed it."""


def waiting_letters(session: Session, viewer: Viewer, student_id: UUID, classroom_id: UUID) -> list[Waits]:
    """The letters of a student that wait in the queue of a class, oldest first."""
    return [
        Waits(row.id, row.revision, row.received_at, viewer.day(row.received_at), row.opened_at is None, row.wants)
        for row in _waiting(session, viewer, student_id, classroom_id)
    ]


def postscripts(session: Session, viewer: Viewer, letter_id: UUID, newest: int) -> list[str]:
    """The newest P.S. of a letter that the viewer may see, in their order."""
    return list(reversed([row.body for row in _postscripts(session, viewer, letter_id, newest)]))


@prepared
def _waiting(viewer: Viewer, student_id: UUID, classroom_id: UUID) -> Any:
    columns: list[Any] = [Letter.id, Letter.revision, Letter.received_at, Letter.opened_at, Letter.wants]
    return (
        select(*columns)
        .where(
            letters_visible_to(viewer),
            col(Letter.writer_id) == student_id,
            col(Letter.queue_id) == classroom_id,
            Letter.waiting,
        )
        .order_by(col(Letter.received_at), col(Letter.id))
    )


@prepared
def _postscripts(viewer: Viewer, letter_id: UUID, newest: int) -> Any:
    return (
        select(col(Postscript.body))
        .join(Letter, (col(Letter.school_id) == col(Postscript.school_id)) & (col(Letter.id) == Postscript.letter_id))
        .where(letters_visible_to(viewer), col(Postscript.letter_id) == letter_id)
        .order_by(col(Postscript.at).desc(), col(Postscript.id).desc())
        .limit(newest)
    )
