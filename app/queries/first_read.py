"""First read: one letter by itself, what is still unopened after it, and what was read before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, distinct, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Letter, Opening, Person
from app.models.mark import Mark, MarkKind, mark_holds
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.models.visibility import letters_visible_to
from app.queries.sheet import Sheet
from app.queries.sheets import letter_sheets

SITTING = timedelta(hours=12)
"""How far back one leafs: what was opened longer ago belongs to another evening."""


@dataclass(frozen=True)
class Unopened:
    """What nobody has opened in the queues of a reader, but for the letter before her."""

    letters: int = 0
    next_id: UUID | None = None
    """The oldest of them."""


@dataclass(frozen=True)
class FirstRead:
    """What one sees of a letter at first: itself, and no other."""

    letter: Sheet
    student: Person
    first: bool
    """Whether the viewer comes back to it before all others."""
    after: Unopened
    before_id: UUID | None
    """The letter that she opened just before this one, and that still waits."""


def first_read(
    session: Session, viewer: Viewer, letter_id: UUID | None, classrooms: Sequence[UUID]
) -> FirstRead | None:
    """A letter to the viewer, opened or not, with the line of what is unopened in the queues of `classrooms`; None
    where she may not see it, or wrote it herself."""
    named = _named(session, viewer, letter_id).one_or_none()
    if named is None:
        return None
    (letter,) = letter_sheets(session, viewer, _this, letter_id)
    student, first = named
    before = _before(session, viewer, classrooms, letter_id).scalar()
    return FirstRead(letter, student, bool(first), unopened(session, viewer, classrooms, letter_id), before)


def unopened(session: Session, viewer: Viewer, classrooms: Sequence[UUID], but: UUID | None = None) -> Unopened:
    """What nobody has opened in the queues of `classrooms`, but for one letter."""
    row = _unopened(session, viewer, classrooms, but).one_or_none()
    return Unopened(row.letters, row.id) if row else Unopened()


def how_many_wait(session: Session, viewer: Viewer, classrooms: Sequence[UUID]) -> int:
    """How many students wait in the queues of `classrooms`."""
    return int(_how_many_wait(session, viewer, classrooms).scalar_one())


@prepared
def _named(viewer: Viewer, letter_id: UUID | None) -> Any:
    """The writer of a letter, and whether the viewer comes back to it first."""
    first = select(col(Mark.id)).where(mark_holds(viewer), col(Mark.kind) == MarkKind.FIRST).exists()
    return (
        select(Person, first)
        .join(Letter, (col(Person.school_id) == col(Letter.school_id)) & (col(Person.id) == col(Letter.writer_id)))
        .where(letters_visible_to(viewer), col(Letter.id) == letter_id, col(Letter.writer_id) != viewer.person_id)
    )


def _this(letter_id: UUID | None) -> ColumnElement[bool]:
    return col(Letter.id) == letter_id


def _waits_for(viewer: Viewer, classrooms: Sequence[UUID]) -> ColumnElement[bool]:
    """True for the letters that wait for the viewer in the queues of `classrooms`."""
    return and_(
        col(Letter.school_id) == viewer.school_id,
        col(Letter.queue_id).in_(classrooms),
        col(Letter.writer_id) != viewer.person_id,
        Letter.waiting,
    )


@prepared
def _unopened(viewer: Viewer, classrooms: Sequence[UUID], but: UUID | None) -> Any:
    """The oldest of them, and how many there are."""
    asked = select(col(Letter.id), func.count().over().label("letters")).where(
        _waits_for(viewer, classrooms), col(Letter.opened_at).is_(None)
    )
    if but:
        asked = asked.where(col(Letter.id) != but)
    return asked.order_by(col(Letter.received_at), col(Letter.id)).limit(1)


@prepared
def _before(viewer: Viewer, classrooms: Sequence[UUID], letter_id: UUID | None) -> Any:
    """Of the letters that wait, the one that the viewer opened last before another."""
    here = aliased(Opening)
    mine = and_(
        col(Opening.school_id) == col(Letter.school_id),
        col(Opening.letter_id) == col(Letter.id),
        col(Opening.person_id) == viewer.person_id,
        col(Opening.at) > viewer.at - SITTING,
    )
    earlier = or_(
        col(Opening.at) < col(here.at),
        and_(col(Opening.at) == col(here.at), col(Opening.letter_id) < col(here.letter_id)),
    )
    return (
        select(col(Letter.id))
        .join(Opening, mine)
        .join(here, (col(here.school_id) == col(Letter.school_id)) & (col(here.person_id) == viewer.person_id))
        .where(_waits_for(viewer, classrooms), col(here.letter_id) == letter_id, earlier)
        .order_by(col(Opening.at).desc(), col(Opening.letter_id).desc())
        .limit(1)
    )


@prepared
def _how_many_wait(viewer: Viewer, classrooms: Sequence[UUID]) -> Any:
    return select(func.count(distinct(col(Letter.writer_id)))).where(_waits_for(viewer, classrooms))
