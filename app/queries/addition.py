"""A P.S. to an answer: the answer as it went out, and to whom."""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, Person
from app.models.viewer import Viewer
from app.queries.sheet import Kind, Sheet
from app.queries.sheets import answer_sheets


def answer_to_add_to(session: Session, viewer: Viewer, answer: Answer) -> tuple[Person, Sheet] | None:
    """The student and the answer; None where it is no written one."""
    sheet = next(iter(answer_sheets(session, viewer, _this, answer.id)), None)
    if sheet is None or sheet.kind is not Kind.ANSWER:
        return None
    return session.get_one(Person, (viewer.school_id, answer.to_id)), sheet


def _this(answer_id: UUID) -> ColumnElement[bool]:
    return col(Answer.id) == answer_id
