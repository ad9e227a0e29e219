"""One piece of writing that a student opens: a letter of hers, an answer to her, or a letter to her class."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, ClassLetter, Letter, Receipt
from app.models.viewer import Viewer
from app.queries.asked import answers_to, letters_of, to_classes
from app.queries.sheet import Sheet
from app.queries.sheets import answer_sheets, class_letter_sheets, letter_sheets


@dataclass(frozen=True)
class Exchange:
    """What was asked for, and what belongs to it: letters first, then the answer to them."""

    sheet: Sheet
    sheets: list[Sheet]


def exchange(session: Session, viewer: Viewer, id_: UUID | None, classrooms: Sequence[UUID]) -> Exchange | None:
    """The student's own letter with what settled it, an answer to her with the letters that it settles, or a letter
    to one of her classes; None where it is none of these."""
    me = viewer.person_id
    if letters := letter_sheets(session, viewer, _letter, me, id_):
        answered_by = letters[0].settled_by_id
        answers = answer_sheets(session, viewer, _answer, me, answered_by) if answered_by else []
        return Exchange(letters[0], [*letters, *answers])
    if answers := answer_sheets(session, viewer, _answer, me, id_):
        return Exchange(answers[0], [*letter_sheets(session, viewer, _settled, me, id_), *answers])
    if letters := class_letter_sheets(session, viewer, _class_letter, classrooms, id_):
        return Exchange(letters[0], letters)
    return None


def _letter(writer_id: UUID, id_: UUID | None) -> ColumnElement[bool]:
    return letters_of(writer_id) & (col(Letter.id) == id_)


def _answer(to_id: UUID, id_: UUID | None) -> ColumnElement[bool]:
    return answers_to(to_id) & (col(Answer.id) == id_)


def _settled(writer_id: UUID, answer_id: UUID | None) -> ColumnElement[bool]:
    return letters_of(writer_id) & (col(Letter.settled_by_id) == answer_id)


def _class_letter(classrooms: Sequence[UUID], id_: UUID | None) -> ColumnElement[bool]:
    return to_classes(classrooms) & (col(ClassLetter.id) == id_)


def my_receipt(session: Session, viewer: Viewer, id_: UUID | None) -> Receipt | None:
    """What is written down of a form of the viewer's own that was taken, whatever became of it."""
    mine = (col(Receipt.school_id) == viewer.school_id, col(Receipt.by_id) == viewer.person_id, col(Receipt.id) == id_)
    return session.scalars(select(Receipt).where(*mine)).one_or_none()
