"""Answers on paper: which ones a reader may print, and that they are printed."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.addition import added_since, addition_on_its_way
from app.models.answer import Answer, AnswerKind
from app.models.classroom import Part, classes_of
from app.models.viewer import Viewer
from app.models.visibility import answers_visible_to
from app.models.writing import rows_changed


def printable_by(viewer: Viewer) -> ColumnElement[bool]:
    """True for the written answers that have gone out and that the viewer may print: her own, and those of the classes
    where she is a reader. What is on its way could still be undone, and stays off the paper."""
    return and_(
        answers_visible_to(viewer),
        col(Answer.kind) == AnswerKind.WRITTEN,
        col(Answer.deliver_at) <= viewer.at,
        ~addition_on_its_way(viewer),
        or_(col(Answer.by_id) == viewer.person_id, col(Answer.classroom_id).in_(classes_of(viewer, Part.READER))),
    )


def never_printed(viewer: Viewer) -> ColumnElement[bool]:
    """True for the answers that were never printed, or not since a P.S. to them."""
    return or_(col(Answer.printed_at).is_(None), added_since(viewer, Answer.printed_at))


def say_printed(session: Session, viewer: Viewer, answer_ids: Collection[UUID]) -> int:
    """Write down that answers are on paper, all with the same moment: they are one lot. Returns how many were new; one
    that was printed before keeps its moment."""
    new = printable_by(viewer), col(Answer.id).in_(answer_ids), never_printed(viewer)
    return rows_changed(session, update(Answer).where(*new).values(printed_at=viewer.at))
