"""The only ways in which a waiting ends, and the two that bring it back.

Each ending is an Answer and a conditional UPDATE: it names the letters and the revisions that the form showed, and
where one of them has changed (a P.S., a take-back, a colleague's answer) nothing is settled and the text is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, func, select, true, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.addition import additions_out
from app.models.answer import DELIVERED_AFTER, Answer, AnswerKind
from app.models.draft import Draft
from app.models.letter import Letter, Postscript, Via, Wants, is_letter
from app.models.outbox import MailKind, bring_forward, post
from app.models.pages import come_back, has_pages
from app.models.person import wants_notice
from app.models.quiet import goes_out_at
from app.models.receipt import Receipt
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, fold, taken
from app.models.writing import rows_changed


@dataclass(frozen=True)
class OnDesk:
    """What the form of an answer carries: to whom, from which class, and what its writer has in front of her."""

    classroom_id: UUID
    to_id: UUID
    id: UUID = field(default_factory=uuid4)
    """The id of the answer, and until then of its draft."""
    revision: int = 0
    """The draft's revision that the form began from; 0 where there was none."""
    seen: Mapping[UUID, int] = field(default_factory=dict)
    """The letters that it answers, each with the revision that was shown."""


class Answering(StrEnum):
    """What became of an answer's form."""

    SENT = "sent"
    ALREADY_HERE = "already here"
    STOPPED = "stopped"
    """Something came between: a P.S., a take-back, a colleague's answer. The text is kept as a draft."""


def send_answer(session: Session, viewer: Viewer, desk: OnDesk, body: str) -> Answering:
    """Answer the letters on the desk, with the pages of the draft; with no letter there, write first. In the viewer's
    quiet hours it goes out in the morning. Raises Refused, with nothing written."""
    words = taken(body, may_be_empty=has_pages(session, viewer, draft_id=desk.id))
    answer = _answer(viewer, desk, AnswerKind.WRITTEN, words)
    answer.deliver_at = goes_out_at(session, viewer)
    return _settle(session, viewer, desk, answer)


def record_talk(session: Session, viewer: Viewer, desk: OnDesk, on_day: date | None, word: str) -> Answering:
    """Record that a student was answered in person on a day, with an optional word that she sees; with no letter on
    the desk, a talk alone. Raises Refused, with nothing written: for no day, and for one that has not come yet.
    """
    if on_day is None:
        raise Refused(Reason.NO_SUCH_DAY)
    if on_day > viewer.today:
        raise Refused(Reason.FUTURE_DAY)
    answer = _answer(viewer, desk, AnswerKind.IN_PERSON, taken(word, may_be_empty=True))
    answer.on_day = on_day
    return _settle(session, viewer, desk, answer)


def mark_read(session: Session, viewer: Viewer, desk: OnDesk) -> Answering:
    """Say that the letters on the desk were read, whose writer asked for no more; any other among them stops it.

    Raises Refused for an empty desk.
    """
    if not desk.seen:
        raise Refused(Reason.NO_LETTER)
    answer = _answer(viewer, desk, AnswerKind.READ)
    return _settle(session, viewer, desk, answer, col(Letter.wants) == Wants.READ)


def settle_before(session: Session, viewer: Viewer, desk: OnDesk) -> bool:
    """Say that letters which were brought in from elsewhere were answered on paper, before: at once, with nothing on
    its way. Returns False, with nothing changed, where any other letter is among them."""
    answer = _answer(viewer, desk, AnswerKind.BEFORE)
    answer.deliver_at = viewer.at
    return _settle_all(session, desk, answer, col(Letter.via) == Via.IMPORT)


def take_back(session: Session, viewer: Viewer, letter: Letter) -> bool:
    """Take the viewer's own letter back before it was opened: its text, with its P.S., becomes a draft of hers.

    Returns False, with nothing changed, where a reader has opened it or it was settled.
    """
    body, classroom_id, wants = letter.body or "", letter.classroom_id, letter.wants
    answer = _answer(viewer, OnDesk(classroom_id, viewer.person_id), AnswerKind.TAKEN_BACK)
    answer.deliver_at = viewer.at
    with session.begin_nested() as attempt:
        session.add(answer)
        session.flush()
        gone = rows_changed(
            session,
            update(Letter)
            .where(is_letter(letter), Letter.waiting, col(Letter.opened_at).is_(None))
            .values(settled_by_id=answer.id, body=None, folded=""),
        )
        if gone == 0:
            attempt.rollback()
            return False
    whole = "\n\n".join([body, *_postscripts_out(session, letter)])
    draft = Draft.keep(
        session, viewer, classroom_id, None, whole, wants=wants, language=letter.language, helper=letter.helper
    )
    come_back(session, viewer, draft.id, sent_id=letter.id)
    return True


def undo(session: Session, viewer: Viewer, answer: Answer) -> bool:
    """Undo the viewer's own answer while it is on its way: its letters wait as before, its text is a draft again.

    Returns False, with nothing changed, where it has been delivered or undone.
    """
    mine = and_(_is(answer), col(Answer.by_id) == viewer.person_id, col(Answer.deliver_at) > viewer.at)
    on_its_way = session.execute(
        select(col(Answer.classroom_id), col(Answer.to_id), col(Answer.body)).where(mine).with_for_update()
    ).one_or_none()
    if on_its_way is None:
        return False
    classroom_id, to_id, body = on_its_way
    seen = dict(session.execute(select(col(Letter.id), col(Letter.revision)).where(_settled_by(answer))).all())
    _wait_again(session, answer)
    whole = "\n\n".join([body, *additions_out(session, answer)])
    if whole.strip() or has_pages(session, viewer, sent_id=answer.id):
        draft = Draft.keep(session, viewer, classroom_id, to_id, whole, seen=seen)
        come_back(session, viewer, draft.id, sent_id=answer.id)
    rows_changed(session, delete(Answer).where(mine))
    session.expunge(answer)
    return True


def send_now(session: Session, viewer: Viewer, answer: Answer) -> bool:
    """Let the viewer's own answer, that would go out in the morning, go out at once; not before the while is over in
    which it can be undone. Returns False, with nothing changed, where it has gone out already."""
    soon = max(viewer.at, answer.sent_at + DELIVERED_AFTER)
    later = col(Answer.by_id) == viewer.person_id, col(Answer.deliver_at) > soon
    if not rows_changed(session, update(Answer).where(_is(answer), *later).values(deliver_at=soon)):
        return False
    bring_forward(session, viewer.school_id, answer.id, soon)
    return True


def was_undone(session: Session, viewer: Viewer, answer_id: UUID) -> bool:
    """Whether the viewer sent something under this id that is no more: an answer that she has undone."""
    used = and_(col(Receipt.school_id) == viewer.school_id, col(Receipt.id) == answer_id)
    mine = select(col(Receipt.id)).where(used, col(Receipt.by_id) == viewer.person_id)
    kept = (
        select(col(model.id)).where(col(model.school_id) == viewer.school_id, col(model.id) == answer_id)
        for model in (Answer, Letter, Postscript)
    )
    return session.scalar(mine.where(*(~one.exists() for one in kept))) is not None


def dispute(session: Session, viewer: Viewer, answer: Answer) -> bool:
    """The viewer says "we have not talked": her letters wait again, from their first day. The row stays, disputed.

    Returns False, with nothing changed, where there is nothing to dispute (any more).
    """
    disputed = rows_changed(
        session,
        update(Answer)
        .where(
            _is(answer),
            col(Answer.to_id) == viewer.person_id,
            col(Answer.kind) == AnswerKind.IN_PERSON,
            col(Answer.deliver_at) <= viewer.at,
            col(Answer.disputed_at).is_(None),
        )
        .values(disputed_at=viewer.at),
    )
    if disputed == 0:
        return False
    _wait_again(session, answer)
    return True


def _answer(viewer: Viewer, desk: OnDesk, kind: AnswerKind, body: str = "") -> Answer:
    return Answer(
        school_id=viewer.school_id,
        id=desk.id,
        classroom_id=desk.classroom_id,
        by_id=viewer.person_id,
        to_id=desk.to_id,
        kind=kind,
        body=body,
        folded=fold(body),
        sent_at=viewer.at,
        deliver_at=viewer.at + DELIVERED_AFTER,
    )


def _settle(
    session: Session, viewer: Viewer, desk: OnDesk, answer: Answer, only: ColumnElement[bool] | None = None
) -> Answering:
    body = answer.body
    used = Receipt.use(session, viewer, desk.id, body)
    if used.before:
        new_pages = has_pages(session, viewer, draft_id=desk.id)
        if (used.same_text or not body.strip()) and not new_pages:
            return Answering.ALREADY_HERE
        # Under an id of its own: this one has done its work, and nothing more could be sent under it.
        kept = keep_answer(session, viewer, replace(desk, id=uuid4(), revision=0), "" if used.same_text else body)
        if new_pages:
            Draft.drop(session, viewer, desk.id, draft_id=kept.id)
        return Answering.STOPPED
    if not _settle_all(session, desk, answer, true() if only is None else only):
        Receipt.forget(session, viewer, desk.id)
        _keep(session, viewer, desk, body)
        return Answering.STOPPED
    Draft.drop(session, viewer, desk.id, answer_id=answer.id)
    if answer.kind is AnswerKind.WRITTEN and wants_notice(session, viewer.school_id, desk.to_id):
        post(session, viewer.school_id, MailKind.YOU_HAVE_MAIL, desk.to_id, answer.id, answer.deliver_at)
    return Answering.SENT


def _settle_all(session: Session, desk: OnDesk, answer: Answer, only: ColumnElement[bool]) -> bool:
    with session.begin_nested() as attempt:
        session.add(answer)
        session.flush()
        for letter_id, revision in sorted(desk.seen.items()):  # in one order, so that two of them can't deadlock
            settled = rows_changed(
                session,
                update(Letter)
                .where(
                    col(Letter.school_id) == answer.school_id,
                    col(Letter.id) == letter_id,
                    col(Letter.revision) == revision,
                    col(Letter.writer_id) == desk.to_id,
                    col(Letter.queue_id) == desk.classroom_id,
                    Letter.waiting,
                    only,
                )
                # Who answers has read it: also where it was never opened, or an undone answer would seem unread again.
                .values(settled_by_id=answer.id, opened_at=func.coalesce(col(Letter.opened_at), answer.sent_at)),
            )
            if settled == 0:
                attempt.rollback()
                return False
    return True


def keep_answer(session: Session, viewer: Viewer, desk: OnDesk, body: str) -> Draft:
    """Keep the text of an answer, with those letters on the desk that are this student's. Raises Refused."""
    hers = select(col(Letter.id)).where(
        col(Letter.school_id) == viewer.school_id,
        col(Letter.writer_id) == desk.to_id,
        col(Letter.id).in_(list(desk.seen)),
    )
    seen = {letter_id: desk.seen[letter_id] for letter_id in session.scalars(hers)}
    return Draft.keep(
        session, viewer, desk.classroom_id, desk.to_id, body, draft_id=desk.id, revision=desk.revision, seen=seen
    )


def _keep(session: Session, viewer: Viewer, desk: OnDesk, body: str) -> None:
    if body.strip():
        keep_answer(session, viewer, desk, body)


def _wait_again(session: Session, answer: Answer) -> None:
    rows_changed(session, update(Letter).where(_settled_by(answer)).values(settled_by_id=None))


def _postscripts_out(session: Session, letter: Letter) -> list[str]:
    mine = and_(col(Postscript.school_id) == letter.school_id, col(Postscript.letter_id) == letter.id)
    words = session.scalars(select(col(Postscript.body)).where(mine).order_by(col(Postscript.at))).all()
    rows_changed(session, delete(Postscript).where(mine))
    return list(words)


def _is(answer: Answer) -> ColumnElement[bool]:
    return and_(col(Answer.school_id) == answer.school_id, col(Answer.id) == answer.id)


def _settled_by(answer: Answer) -> ColumnElement[bool]:
    return and_(col(Letter.school_id) == answer.school_id, col(Letter.settled_by_id) == answer.id)
