"""Letters on paper: a reader's pile of scanned pages, which she puts to students, one page after another.

Nothing waits to be sent: the first page that is put to a student makes her letter, and the next ones go along with it.
What is not put yet lies in her pile (pile.py).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.calendar import ONE_DAY, chosen_day, month_of, noon_of, start_of
from app.models.classroom import Classroom, Membership, Part
from app.models.columns import Row
from app.models.draft import Draft, DraftLetter
from app.models.handover import Handover
from app.models.letter import Letter, Opening, Postscript, Via
from app.models.page import Page
from app.models.person import Person
from app.models.pile import empty_thrown, forget_step, hold_pile, in_pile, is_ready, pile_of, remember_step, thrown_by
from app.models.receipt import Receipt
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, digest
from app.models.worry import WorryPage
from app.models.writing import rows_changed


class Putting(StrEnum):
    """What became of a page that was put to a student. THERE: it was hers already, the form came twice. GONE: it is
    not in the pile any more, or not ready yet."""

    PUT = "put"
    THERE = "there"
    GONE = "gone"


def put_page(
    session: Session,
    viewer: Viewer,
    classroom_id: UUID,
    page_id: UUID | None,
    student_id: UUID | None,
    day: date | None,
) -> Putting:
    """Put a page of the viewer's pile to a student: it goes along with the letter that she put to her for that day, as
    long as that one waits, or makes one, which waits from that day on.

    Raises Refused, with nothing written: for no day, one to come, and one on which the student did not write here.
    """
    received_at = _received(viewer, day)
    on = viewer.day(received_at)
    _may_write(session, viewer, classroom_id, student_id, on)
    assert student_id is not None  # noqa: S101 -- nobody is no writer
    with session.begin_nested() as attempt:
        hold_pile(session, viewer, classroom_id)
        letter_id = _extended(session, viewer, classroom_id, student_id, on)
        if letter_id is None:
            letter_id = _new_letter(session, viewer, classroom_id, student_id, received_at)
        place = select(func.coalesce(func.max(col(Page.place)), 0) + 1).where(_with_letter(viewer, letter_id))
        ready = in_pile(viewer, classroom_id), col(Page.id) == page_id, is_ready(viewer)
        home = {"draft_id": None, "letter_id": letter_id, "place": session.scalar(place), "leaf": 1}
        moved = rows_changed(session, update(Page).where(*ready).values(**home))
        if not moved:
            attempt.rollback()
    if not moved:
        return _put_before(session, viewer, page_id, student_id)
    empty_thrown(session, viewer, classroom_id)
    remember_step(session, viewer, classroom_id, page_id, on)
    return Putting.PUT


def take_page_back(session: Session, viewer: Viewer, classroom_id: UUID, page_id: UUID | None) -> bool:
    """Take a page back to the front of the pile: one that the viewer put to a student, or threw away last. A letter of
    which nothing is left goes with it. Returns False where there is nothing to take back (any more).

    Raises Refused, with nothing changed: where the letter doesn't wait any more, for the last page of one that
    somebody else has opened, and for a page of which a worry holds a copy.
    """
    with session.begin_nested():
        hold_pile(session, viewer, classroom_id)
        this = _hers(viewer, page_id)
        front = select(func.coalesce(func.min(col(Page.place)), 1) - 1).where(in_pile(viewer, classroom_id))
        home = {"draft_id": pile_of(viewer, classroom_id), "letter_id": None, "place": session.scalar(front), "leaf": 1}
        thrown = col(Page.draft_id) == thrown_by(viewer, classroom_id)
        if not rows_changed(session, update(Page).where(this, thrown).values(**home)):
            letter_id = session.scalar(
                select(col(Page.letter_id)).where(this, col(Page.letter_id).in_(_on_paper(viewer, classroom_id)))
            )
            if letter_id is None:
                return False
            _shorten(session, viewer, letter_id)
            copied = col(WorryPage.school_id) == viewer.school_id, col(WorryPage.page_id) == page_id
            if session.scalar(select(col(WorryPage.id)).where(*copied).limit(1)):
                raise Refused(Reason.PAGE_STAYS)
            rows_changed(session, update(Page).where(this, col(Page.letter_id) == letter_id).values(**home))
            _remove_empty(session, viewer, letter_id)
        forget_step(session, viewer, classroom_id, page_id)
    return True


def _received(viewer: Viewer, day: date | None) -> datetime:
    day = chosen_day(day)
    if day > viewer.today:
        raise Refused(Reason.FUTURE_DAY)
    return viewer.at if day == viewer.today else noon_of(day, viewer.zone)


def _may_write(session: Session, viewer: Viewer, classroom_id: UUID, student_id: UUID | None, day: date) -> None:
    """Raise Refused where nobody would read the letter, or the student writes here no more, or did not on that day."""
    if student_id is None:
        raise Refused(Reason.NOTHING_CHOSEN)
    classroom = session.get_one(Classroom, (viewer.school_id, classroom_id))
    if classroom.ended_on and classroom.ended_on < viewer.today:
        raise Refused(Reason.CLASS_ENDED)
    parts = session.execute(
        select(Membership.on(viewer.today), Membership.on(day))
        .join(Person, (col(Person.school_id) == col(Membership.school_id)) & (col(Person.id) == Membership.person_id))
        .where(
            col(Membership.school_id) == viewer.school_id,
            col(Membership.classroom_id) == classroom_id,
            col(Membership.person_id) == student_id,
            col(Membership.part) == Part.WRITER,
            or_(col(Person.ended_on).is_(None), col(Person.ended_on) >= viewer.today),
        )
    ).all()
    if not any(today for today, _ in parts):
        raise Refused(Reason.NOT_IN_CLASS)
    if not any(then for _, then in parts):
        raise Refused(Reason.NOT_HERE_THEN)


def _extended(session: Session, viewer: Viewer, classroom_id: UUID, student_id: UUID, day: date) -> UUID | None:
    """The letter that the viewer put to a student for a day, grown by one; None where there is none that waits."""
    fits = [
        col(Letter.id).in_(_on_paper(viewer, classroom_id)),
        col(Letter.school_id) == viewer.school_id,
        col(Letter.queue_id) == classroom_id,
        col(Letter.writer_id) == student_id,
        col(Letter.received_at) >= start_of(day, viewer.zone),
        col(Letter.received_at) < start_of(day + ONE_DAY, viewer.zone),
        Letter.waiting,
    ]
    newest = select(col(Letter.id)).where(*fits).order_by(col(Letter.received_at).desc(), col(Letter.id)).limit(1)
    letter_id = session.scalar(newest)
    grown = update(Letter).where(_is_letter(viewer, letter_id), Letter.waiting).values(revision=Letter.revision + 1)
    return letter_id if letter_id and rows_changed(session, grown) else None


def _new_letter(session: Session, viewer: Viewer, classroom_id: UUID, student_id: UUID, received_at: datetime) -> UUID:
    letter = Letter(
        school_id=viewer.school_id,
        classroom_id=classroom_id,
        queue_id=classroom_id,
        writer_id=student_id,
        body="",
        sha256=digest(""),
        folded="",
        via=Via.PAPER,
        received_at=received_at,
        month=month_of(viewer.day(received_at)),
    )
    # Its id is used, as those of forms are: nobody can send another letter under it.
    used = Receipt(school_id=viewer.school_id, id=letter.id, by_id=student_id, sha256=letter.sha256, at=viewer.at)
    session.add_all([letter, used])
    session.flush()
    return letter.id


def _put_before(session: Session, viewer: Viewer, page_id: UUID | None, student_id: UUID) -> Putting:
    hers = select(col(Letter.id)).where(
        col(Letter.school_id) == viewer.school_id, col(Letter.writer_id) == student_id, col(Letter.via) == Via.PAPER
    )
    there = select(col(Page.id)).where(_hers(viewer, page_id), col(Page.letter_id).in_(hers))
    return Putting.THERE if session.scalar(there) else Putting.GONE


def _shorten(session: Session, viewer: Viewer, letter_id: UUID) -> None:
    """A page goes from a letter that waits: whoever writes an answer is told. Raises Refused where it doesn't."""
    waits = _is_letter(viewer, letter_id), Letter.waiting
    # Its row is held first: on PostgreSQL somebody who opens it now has to wait, and is not overlooked.
    session.execute(select(col(Letter.id)).where(*waits).with_for_update())
    if not rows_changed(session, update(Letter).where(*waits).values(revision=Letter.revision + 1)):
        raise Refused(Reason.ANSWERED_MEANWHILE)


def _remove_empty(session: Session, viewer: Viewer, letter_id: UUID) -> None:
    """Remove a letter of which nothing is left. Raises Refused where somebody else has seen it."""

    def of_it(model: Any) -> ColumnElement[bool]:
        return and_(col(model.school_id) == viewer.school_id, col(model.letter_id) == letter_id)

    if any(session.scalar(select(col(model.id)).where(of_it(model)).limit(1)) for model in (Page, Postscript)):
        return
    my_drafts = select(col(Draft.id)).where(
        col(Draft.school_id) == viewer.school_id, col(Draft.author_id) == viewer.person_id
    )
    rows_changed(session, delete(DraftLetter).where(of_it(DraftLetter), col(DraftLetter.draft_id).in_(my_drafts)))
    rows_changed(session, delete(Opening).where(of_it(Opening), col(Opening.person_id) == viewer.person_id))
    seen_by_others: list[type[Row]] = [Opening, Handover, DraftLetter]
    if any(session.scalar(select(col(model.id)).where(of_it(model)).limit(1)) for model in seen_by_others):
        raise Refused(Reason.OPENED_MEANWHILE)
    rows_changed(session, delete(Letter).where(_is_letter(viewer, letter_id), Letter.waiting))
    Receipt.forget(session, viewer, letter_id)


def _on_paper(viewer: Viewer, classroom_id: UUID) -> Select[UUID]:
    """The letters that the viewer has put to students of a class."""
    put = select(col(Page.letter_id)).where(
        col(Page.school_id) == viewer.school_id, col(Page.by_id) == viewer.person_id, col(Page.letter_id).is_not(None)
    )
    return select(col(Letter.id)).where(
        col(Letter.school_id) == viewer.school_id,
        col(Letter.classroom_id) == classroom_id,
        col(Letter.via) == Via.PAPER,
        col(Letter.id).in_(put),
    )


def _is_letter(viewer: Viewer, letter_id: UUID | None) -> ColumnElement[bool]:
    return and_(col(Letter.school_id) == viewer.school_id, col(Letter.id) == letter_id)


def _with_letter(viewer: Viewer, letter_id: UUID) -> ColumnElement[bool]:
    return and_(col(Page.school_id) == viewer.school_id, col(Page.letter_id) == letter_id)


def _hers(viewer: Viewer, page_id: UUID | None) -> ColumnElement[bool]:
    return and_(col(Page.school_id) == viewer.school_id, col(Page.id) == page_id, col(Page.by_id) == viewer.person_id)
