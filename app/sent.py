"""Doorways to what a teacher has sent herself: an answer, to undo it, to send it now, or to add a P.S."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select
from sqlmodel import col

from app.deps import Form, Session, Teacher, found
from app.models import Answer
from app.models.settling import was_undone
from app.models.visibility import answers_visible_to
from app.posted import as_id
from app.queries.students import is_student_of


@dataclass(frozen=True)
class ToUndo:
    """An answer that the teacher gave herself; None where she has undone it a moment ago, and the form came twice."""

    answer: Answer | None
    student_id: UUID


def get_answer_to_undo(answer_id: str, me: Teacher, session: Session, form: Form) -> ToUndo:
    """An answer that the teacher gave herself, also one that she has undone: the form says to which student."""
    if answer := _answer_of_mine(answer_id, me, session):
        return ToUndo(answer, answer.to_id)
    id_, student_id = as_id(answer_id), form.id("student")
    gone = id_ is not None and was_undone(session, me.viewer, id_)
    hers = gone and student_id and is_student_of(session, me.viewer, student_id, list(me.reading))
    return ToUndo(None, found(student_id if hers else None))


def get_answer_of_mine(answer_id: str, me: Teacher, session: Session) -> Answer:
    """An answer that the teacher gave herself."""
    return found(_answer_of_mine(answer_id, me, session))


def _answer_of_mine(answer_id: str, me: Teacher, session: Session) -> Answer | None:
    mine = col(Answer.id) == as_id(answer_id), col(Answer.by_id) == me.viewer.person_id
    return session.scalars(select(Answer).where(answers_visible_to(me.viewer), *mine)).one_or_none()


Undoing = Annotated[ToUndo, Depends(get_answer_to_undo)]
AnswerOfMine = Annotated[Answer, Depends(get_answer_of_mine)]
