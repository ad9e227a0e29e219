"""Letters that a school already has: whose they may be, which of them are here, and what came into a class so far."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.letter_file import (
    Columns,
    DayOrder,
    Here,
    Plan,
    Register,
    Student,
    Table,
    guess,
    plan,
    read_letters,
)
from app.models import ExternalId, Letter, Membership, Person
from app.models.classroom import Part
from app.models.letter import Via
from app.models.viewer import Viewer


@dataclass(frozen=True)
class SoFar:
    """How many letters of a class came from a file, and how many of those wait."""

    came: int
    waiting: int


@dataclass(frozen=True)
class Look:
    """A file, and what bringing its letters in would do."""

    table: Table
    plan: Plan


def import_letters(
    session: Session,
    viewer: Viewer,
    raw: bytes,
    classrooms: Sequence[UUID],
    choose: Callable[[Table, Columns], Columns],
    order: DayOrder | None = None,
) -> Look:
    """What the letters in a file would do in `classrooms`: a student of several of them writes in the first one.
    `choose` gives the columns, from those that seem right. Raises Unreadable, and whatever `choose` raises."""
    students = writers(session, viewer, classrooms)
    register = Register(students, classrooms[0])
    table = read_letters(raw, register)
    columns = choose(table, guess(table, register))
    return Look(table, plan(table, columns, register, here_already(session, viewer, students), viewer, order))


def so_far(session: Session, viewer: Viewer, classroom_id: UUID) -> SoFar:
    """What came into a class so far."""
    came, waiting = session.execute(
        select(func.count(), func.count().filter(Letter.waiting)).where(
            col(Letter.school_id) == viewer.school_id,
            col(Letter.classroom_id) == classroom_id,
            col(Letter.via) == Via.IMPORT,
            col(Letter.body).is_not(None),
        )
    ).one()
    return SoFar(came, waiting)


def writers(session: Session, viewer: Viewer, classrooms: Collection[UUID]) -> list[Student]:
    """The students who write in `classrooms` today, with the names, the address and the numbers that they have."""
    rows = session.execute(
        select(
            col(Person.id), col(Person.name), col(Person.goes_by), col(Person.email), col(Membership.classroom_id),
            col(ExternalId.value),
        )
        .join(
            Membership,
            (col(Membership.school_id) == col(Person.school_id)) & (col(Membership.person_id) == col(Person.id)),
        )
        .outerjoin(
            ExternalId,
            (col(ExternalId.school_id) == col(Person.school_id)) & (col(ExternalId.person_id) == col(Person.id)),
        )
        .where(
            col(Person.school_id) == viewer.school_id,
            col(Membership.classroom_id).in_(classrooms),
            col(Membership.part) == Part.WRITER,
            Membership.on(viewer.today),
        )
        .order_by(col(Person.sort_name), col(Person.id))
    ).all()  # fmt: skip
    places: dict[UUID, set[UUID]] = {}
    numbers: dict[UUID, set[str]] = {}
    for id_, _, _, _, classroom_id, number in rows:
        places.setdefault(id_, set()).add(classroom_id)
        numbers.setdefault(id_, set()).update({number} - {None})
    people = {row.id: row for row in rows}
    return [
        Student(id_, row.name, row.goes_by, row.email, tuple(sorted(numbers[id_])), tuple(places[id_]))
        for id_, row in people.items()
    ]


def here_already(session: Session, viewer: Viewer, students: Sequence[Student]) -> Here:
    """What tells the letters that these students have here already from new ones."""
    rows = session.execute(
        select(col(Letter.source_key), col(Letter.writer_id), col(Letter.sha256), col(Letter.received_at)).where(
            col(Letter.school_id) == viewer.school_id,
            col(Letter.writer_id).in_([student.id for student in students]),
            col(Letter.via) == Via.IMPORT,
        )
    ).all()
    return Here(
        frozenset(key for key, _, _, _ in rows if key),
        frozenset((writer_id, sha256, received_at) for _, writer_id, sha256, received_at in rows),
    )
