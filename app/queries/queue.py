"""The queue: the students who wait for an answer, longest first, without a word of any letter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Classroom, Draft, Letter, Person
from app.models.letter import Wants
from app.models.prepared import prepared
from app.models.viewer import Viewer


@dataclass
class Waiter:
    """A student who waits in a class's queue, from the day of her first letter that has no answer."""

    letter_id: UUID
    """That first letter: where the desk opens."""
    student_id: UUID
    name: str
    goes_by: str
    classroom_id: UUID
    classroom: str
    since: datetime
    days: int
    letters: int = 0
    unopened: int = 0
    draft: bool = False
    """Whether the viewer has begun an answer."""
    wants: Wants = Wants.ANSWER
    """What the newest letter asks for."""


def queue(session: Session, viewer: Viewer, classrooms: Sequence[UUID]) -> list[Waiter]:
    """Who waits in the queues of `classrooms`, longest first."""
    waiters: dict[tuple[UUID, UUID], Waiter] = {}
    for row in _waiting(session, viewer, classrooms):
        who = (row.writer_id, row.queue_id)
        waiter = waiters.get(who)
        if waiter is None:
            waiter = waiters[who] = Waiter(
                letter_id=row.id,
                student_id=row.writer_id,
                name=row.name,
                goes_by=row.goes_by,
                classroom_id=row.queue_id,
                classroom=row.classroom,
                since=row.received_at,
                days=viewer.days_since(row.received_at),
                draft=row.draft,
            )
        waiter.letters += 1
        waiter.unopened += row.unopened
        waiter.wants = row.wants
    return list(waiters.values())


@prepared
def _waiting(viewer: Viewer, classrooms: Sequence[UUID]) -> Any:
    """The letters that wait in those queues, oldest first."""
    begun = (
        select(col(Draft.id))
        .where(
            col(Draft.school_id) == col(Letter.school_id),
            col(Draft.author_id) == viewer.person_id,
            col(Draft.to_id) == col(Letter.writer_id),
            col(Draft.classroom_id) == col(Letter.queue_id),
        )
        .exists()
    )
    return (
        select(
            col(Letter.id), col(Letter.writer_id), col(Letter.queue_id), col(Letter.received_at),
            col(Letter.opened_at).is_(None).label("unopened"), col(Letter.wants), col(Person.name), col(Person.goes_by),
            col(Classroom.name).label("classroom"), begun.label("draft"),
        )
        .join(Person, (col(Person.school_id) == col(Letter.school_id)) & (col(Person.id) == col(Letter.writer_id)))
        .join(
            Classroom, (col(Classroom.school_id) == col(Letter.school_id)) & (col(Classroom.id) == col(Letter.queue_id))
        )
        .where(
            col(Letter.school_id) == viewer.school_id, col(Letter.queue_id).in_(classrooms), Letter.waiting
        )
        .order_by(col(Letter.received_at), col(Letter.id))
    )  # fmt: skip


def first_month(viewer: Viewer, classrooms: Collection[UUID]) -> Any:
    """The month of the first letter that waits in the queues of `classrooms`, as part of a query; null where none."""
    waiting = Letter.waiting, col(Letter.school_id) == viewer.school_id, col(Letter.queue_id).in_(classrooms)
    return select(func.min(Letter.month)).where(*waiting).correlate(None).scalar_subquery()


def next_after(waiters: Sequence[Waiter], since: datetime) -> Waiter | None:
    """Whom to open after one who has waited since then: the next in line, else whoever waits longest."""
    return next((waiter for waiter in waiters if waiter.since > since), waiters[0] if waiters else None)
