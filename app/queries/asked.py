"""What can be asked of letters, answers and letters to a class: conditions, from ids that are named at each call."""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import col

from app.models import Answer, ClassLetter, Letter
from app.models.answer import AnswerKind
from app.models.viewer import Viewer
from app.models.visibility import answers_visible_to

Asked = Callable[..., ColumnElement[bool]]
"""Such a condition. sheets.py draws what fits it: letter_sheets(session, viewer, letters_of, student_id)."""

FROM_PERSON_TO_PERSON = or_(col(Answer.kind) == AnswerKind.WRITTEN, col(Answer.kind) == AnswerKind.IN_PERSON)
"""The answers that a student reads: written ones, and talks."""


def letters_of(student_id: UUID) -> ColumnElement[bool]:
    """The letters that a student wrote."""
    return col(Letter.writer_id) == student_id


def answers_to(student_id: UUID) -> ColumnElement[bool]:
    """The answers that a student was sent."""
    return col(Answer.to_id) == student_id


def to_classes(classrooms: Sequence[UUID]) -> ColumnElement[bool]:
    """The letters to whole classes."""
    return col(ClassLetter.classroom_id).in_(classrooms)


def last_answer_to(viewer: Viewer, student_id: UUID) -> ColumnElement[bool]:
    """The newest answer to a student that the viewer may see; one that she disputed is none."""
    newest = (
        select(col(Answer.id))
        .where(
            answers_visible_to(viewer),
            FROM_PERSON_TO_PERSON,
            col(Answer.to_id) == student_id,
            col(Answer.disputed_at).is_(None),
        )
        .order_by(col(Answer.sent_at).desc(), col(Answer.id))
        .limit(1)
        .correlate(None)
        .scalar_subquery()
    )
    return col(Answer.id) == newest
