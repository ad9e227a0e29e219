"""What the viewer has written and what has not gone out yet: answers, and P.S. to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, null, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Addition, Answer, Person
from app.models.answer import AnswerKind
from app.models.prepared import prepared
from app.models.viewer import Viewer


@dataclass(frozen=True)
class Going:
    """One that is on its way, without a word of it."""

    answer_id: UUID
    student_id: UUID
    name: str
    goes_by: str
    goes_out: datetime
    """By the school's clock."""
    addition_id: UUID | None = None
    """For a P.S.: its id."""


def on_the_way(session: Session, viewer: Viewer) -> list[Going]:
    """The viewer's answers and P.S. that have not gone out yet, those first that go first."""
    rows = [*_answers(session, viewer), *_additions(session, viewer)]
    going = [
        Going(
            row.answer_id, row.student_id, row.name, row.goes_by, row.deliver_at.astimezone(viewer.zone),
            row.addition_id,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(going, key=lambda one: (one.goes_out, one.name, one.addition_id is not None))


_TO_WHOM: list[Any] = [
    col(Answer.id).label("answer_id"),
    col(Person.id).label("student_id"),
    Person.name,
    Person.goes_by,
]
_TO = (col(Person.school_id) == col(Answer.school_id)) & (col(Person.id) == col(Answer.to_id))


@prepared
def _answers(viewer: Viewer) -> Any:
    columns: list[Any] = [*_TO_WHOM, Answer.deliver_at, null().label("addition_id")]
    return select(*columns).join(Person, _TO).where(*_mine(viewer), col(Answer.deliver_at) > viewer.at)


@prepared
def _additions(viewer: Viewer) -> Any:
    columns: list[Any] = [*_TO_WHOM, Addition.deliver_at, col(Addition.id).label("addition_id")]
    to_answer = (col(Addition.school_id) == col(Answer.school_id)) & (col(Addition.answer_id) == col(Answer.id))
    asked = select(*columns).join(Person, _TO).join(Addition, to_answer)
    return asked.where(*_mine(viewer), col(Addition.deliver_at) > viewer.at)


def _mine(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    written = col(Answer.kind) == AnswerKind.WRITTEN
    return col(Answer.school_id) == viewer.school_id, col(Answer.by_id) == viewer.person_id, written
