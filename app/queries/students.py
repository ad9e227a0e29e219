"""Students: the ones a teacher has, and whether a person is one of them."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Classroom, Letter, Membership, Person
from app.models.classroom import Part, classes_of
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.models.words import fold
from app.queries.notices import Notice, notices, with_notices


def students(session: Session, viewer: Viewer, classrooms: list[UUID], name: str = "") -> list[Row[Any]]:
    """The students who write in `classrooms` today, by name: id, name, goes_by, classroom (id) and classroom name.

    `name` leaves those whose name, or what they go by, has it somewhere; case and accents forgiven.
    """
    school_id, writes = col(Membership.school_id), col(Membership.part) == Part.WRITER
    asked: Any = (
        select(
            col(Person.id), col(Person.name), col(Person.goes_by), col(Classroom.id).label("classroom_id"),
            col(Classroom.name).label("classroom"),
        )
        .join(Membership, (school_id == col(Person.school_id)) & (col(Membership.person_id) == col(Person.id)))
        .join(Classroom, (col(Classroom.school_id) == school_id) & (col(Classroom.id) == col(Membership.classroom_id)))
        .where(
            school_id == viewer.school_id, col(Membership.classroom_id).in_(classrooms), writes,
            Membership.on(viewer.today),
        )
        .order_by(col(Person.sort_name), col(Person.id))
    )  # fmt: skip
    if name.strip():
        wanted = fold(name.strip())
        return [row for row in session.execute(asked) if wanted in fold(f"{row.name} {row.goes_by}")]
    return list(session.execute(asked))


def is_student_of(
    session: Session, viewer: Viewer, person_id: UUID | None, classrooms: list[UUID]
) -> tuple[Person, dict[UUID, bool], list[Notice]] | None:
    """The person; in which of `classrooms` she writes today or waits (True), or where the viewer is a reader has once
    written (False); and who else may read her letters, or could of late. None where in none of the classes."""
    rows = _in_classes(session, viewer, person_id, classrooms).all()
    return (rows[0][0], {row[1]: bool(row[2]) for row in rows}, notices(viewer, rows)) if rows else None


@prepared
def _in_classes(viewer: Viewer, person_id: UUID | None, classrooms: list[UUID]) -> Any:
    """The person, each of the classes in which she is or was, whether she is there today, and the notices on her."""
    wrote = select(col(Membership.classroom_id)).where(
        col(Membership.school_id) == viewer.school_id,
        col(Membership.person_id) == person_id,
        col(Membership.part) == Part.WRITER,
        col(Membership.from_day) <= viewer.today,
    )
    waits = select(col(Letter.queue_id)).where(
        col(Letter.school_id) == viewer.school_id, col(Letter.writer_id) == person_id, Letter.waiting
    )
    here = or_(col(Classroom.id).in_(wrote.where(Membership.on(viewer.today))), col(Classroom.id).in_(waits))
    once = and_(col(Classroom.id).in_(wrote), col(Classroom.id).in_(classes_of(viewer, Part.READER)))
    asked: Any = select(Person, col(Classroom.id), here)
    asked = asked.join(Classroom, col(Classroom.school_id) == col(Person.school_id)).where(
        col(Person.school_id) == viewer.school_id,
        col(Person.id) == person_id,
        col(Classroom.id).in_(classrooms),
        or_(here, once),
    )
    return with_notices(asked, viewer)
