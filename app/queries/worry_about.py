"""The page on which a teacher hands a letter on: the letter alone, as she reads it."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Classroom, Letter
from app.models.classroom import ClassroomKind
from app.models.viewer import Viewer
from app.queries.sheet import Sheet
from app.queries.sheets import letter_sheets


def letter_to_hand_on(session: Session, viewer: Viewer, letter_id: UUID | None) -> Sheet | None:
    """A student's letter that the viewer reads; None for any other, and for a teacher's letter to her coach."""
    return next(iter(letter_sheets(session, viewer, _of_a_student, viewer, letter_id)), None)


def _of_a_student(viewer: Viewer, letter_id: UUID | None) -> ColumnElement[bool]:
    classes = select(col(Classroom.id)).where(
        col(Classroom.school_id) == viewer.school_id, col(Classroom.kind) == ClassroomKind.CLASS
    )
    return and_(
        col(Letter.id) == letter_id,
        col(Letter.writer_id) != viewer.person_id,
        col(Letter.classroom_id).in_(classes),
    )
