"""A teacher's P.S. to an answer of hers. It goes out as an answer does, and can be taken back until then."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, and_, delete, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from app.models.answer import Answer, AnswerKind
from app.models.columns import Moment, Row, points_to, table_args
from app.models.draft import Draft
from app.models.outbox import MailKind, post
from app.models.person import wants_notice
from app.models.quiet import goes_out_at
from app.models.receipt import Receipt
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, fold, taken
from app.models.writing import rows_changed


class Addition(Row, table=True):
    """A teacher's P.S. to an answer of hers."""

    __table_args__ = table_args(
        points_to("answer", "answer_id"),
        Index(None, "school_id", "answer_id"),
        Index(None, "school_id", "deliver_at"),  # few are on their way
    )

    answer_id: UUID
    body: str
    folded: str
    at: datetime = Field(sa_type=Moment)
    deliver_at: datetime = Field(sa_type=Moment)
    """From this moment the student sees it; until then its writer can take it back."""


def add_to_answer(session: Session, viewer: Viewer, answer: Answer, addition_id: UUID, body: str) -> None:
    """Add a P.S. to an answer that the viewer wrote. It goes out with the answer, where that is still on its way, and
    not in her quiet hours. A form that comes twice adds it once. Raises Refused, with nothing written."""
    body = taken(body)
    if answer.kind is not AnswerKind.WRITTEN:
        raise Refused(Reason.NO_LETTER)
    used = Receipt.use(session, viewer, addition_id, body)
    if used.before:
        if used.same_text:
            return
        raise Refused(Reason.SENT_BEFORE)
    deliver_at = max(answer.deliver_at, goes_out_at(session, viewer))
    session.add(
        Addition(
            school_id=viewer.school_id,
            id=addition_id,
            answer_id=answer.id,
            body=body,
            folded=fold(body),
            at=viewer.at,
            deliver_at=deliver_at,
        )
    )
    if wants_notice(session, viewer.school_id, answer.to_id):
        post(session, viewer.school_id, MailKind.YOU_HAVE_MAIL, answer.to_id, addition_id, deliver_at)


def take_addition_back(session: Session, viewer: Viewer, answer: Answer, addition_id: UUID) -> bool:
    """Take back a P.S. to an answer of the viewer's own before it has gone out: its text is a draft to this student.

    Returns False, with nothing changed, where it has gone out or was taken back.
    """
    this = [*_to(answer), col(Addition.id) == addition_id, col(Addition.deliver_at) > viewer.at]
    body: str | None = session.scalar(select(col(Addition.body)).where(*this).with_for_update())
    if body is None or not rows_changed(session, delete(Addition).where(*this)):
        return False
    Draft.keep(session, viewer, answer.classroom_id, answer.to_id, body)
    return True


def additions_out(session: Session, answer: Answer) -> list[str]:
    """Take the P.S. of an answer out of it, oldest first: they are part of its text again."""
    words = session.scalars(select(col(Addition.body)).where(*_to(answer)).order_by(col(Addition.at))).all()
    rows_changed(session, delete(Addition).where(*_to(answer)))
    return list(words)


def see_answer(session: Session, viewer: Viewer, answer_id: UUID) -> None:
    """Write down that the viewer has opened an answer to her, the first time, and again when a P.S. has come since."""
    rows_changed(
        session,
        update(Answer)
        .where(
            col(Answer.school_id) == viewer.school_id,
            col(Answer.id) == answer_id,
            col(Answer.to_id) == viewer.person_id,
            or_(col(Answer.seen_at).is_(None), added_since(viewer, Answer.seen_at)),
        )
        .values(seen_at=viewer.at),
    )


def added_since(viewer: Viewer, moment: Any) -> ColumnElement[bool]:
    """True for the answers to which a P.S. has gone out after a moment of theirs."""
    return _addition(col(Addition.deliver_at) > col(moment), col(Addition.deliver_at) <= viewer.at)


def addition_on_its_way(viewer: Viewer) -> ColumnElement[bool]:
    """True for the answers of which a P.S. is still on its way."""
    return _addition(col(Addition.deliver_at) > viewer.at)


def _addition(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    of_answer = and_(col(Addition.school_id) == col(Answer.school_id), col(Addition.answer_id) == col(Answer.id))
    return select(col(Addition.id)).where(of_answer, *conditions).correlate(Answer).exists()


def _to(answer: Answer) -> tuple[ColumnElement[bool], ...]:
    return col(Addition.school_id) == answer.school_id, col(Addition.answer_id) == answer.id
