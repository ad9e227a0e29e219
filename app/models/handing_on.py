"""What is done with a worry: it is handed on, or a student turns to somebody; it is handled, opened again, passed on.

None of it ends a waiting: the letter waits for its answer as before. Everything is written down with the worry.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.calendar import chosen_day
from app.models.letter import Letter, Postscript, open_letter
from app.models.outbox import MailKind, post
from app.models.page import Page
from app.models.person import Event, Office, Person
from app.models.receipt import Receipt
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, digest, taken
from app.models.worry import (
    Act,
    Worry,
    WorryPage,
    WorryState,
    to_choose,
    worries_in_hands_of,
    worries_to_take_over,
    worries_visible_to,
)
from app.models.writing import rows_changed


@dataclass(frozen=True)
class Telling:
    """Whether the student was told that her letter is handed on, as the form says it: on which day, or why not yet."""

    told: bool | None
    """None where the form doesn't say."""
    on_day: date | None = None
    why_not: str = ""

    def checked(self, viewer: Viewer) -> tuple[date | None, str]:
        """The day, or the reason. Raises Refused."""
        if self.told is None:
            raise Refused(Reason.TOLD_OR_NOT)
        if not self.told:
            if not self.why_not.strip():
                raise Refused(Reason.WHY_NOT_YET)
            return None, taken(self.why_not)
        if chosen_day(self.on_day) > viewer.today:
            raise Refused(Reason.FUTURE_DAY)
        return self.on_day, ""


def hand_on(
    session: Session, viewer: Viewer, letter: Letter, worry_id: UUID, named_id: UUID | None, saw: str, telling: Telling
) -> None:
    """Put a letter that the viewer reads into the hands of a named person, with what she saw and a copy that nobody
    changes. It counts as opened, and waits as before. A form that comes twice hands it on once.

    Raises Refused, with nothing written.
    """
    saw = taken(saw)
    named = _named(session, viewer, named_id, [letter.writer_id])
    told_on, why_not = telling.checked(viewer)
    # Its row is held: a P.S. that comes now, a take-back or a page that goes waits until the copy is whole.
    session.refresh(letter, with_for_update={"key_share": True})
    if letter.body is None:
        raise Refused(Reason.CHANGED_MEANWHILE)
    if _came_before(session, viewer, worry_id, f"{named.id} {letter.id} {told_on} {why_not} {saw}"):
        return
    opened_at = letter.opened_at or viewer.at
    open_letter(session, viewer, letter.id)
    body = "\n\n".join([letter.body, *(f"P.S. {words}" for words in _postscripts(session, letter))])
    session.add(
        Worry(
            school_id=viewer.school_id,
            id=worry_id,
            student_id=letter.writer_id,
            letter_id=letter.id,
            by_id=viewer.person_id,
            named_id=named.id,
            saw=saw,
            body=body,
            sha256=digest(body),
            received_at=letter.received_at,
            opened_at=opened_at,
            told_on=told_on,
            why_not=why_not,
            at=viewer.at,
        )
    )
    session.flush()
    _copy_pages(session, letter, worry_id)
    Event.keep(session, viewer, Act.HANDED_ON, worry_id, named.called)
    _tell(session, viewer, named.id, worry_id)


def turn_to(session: Session, viewer: Viewer, worry_id: UUID, named_id: UUID | None, words: str) -> None:
    """Put a student's own words into the hands of a named person whom she chose. A form that comes twice does so once.

    Raises Refused, with nothing written.
    """
    words = taken(words)
    named = _named(session, viewer, named_id, [])
    if _came_before(session, viewer, worry_id, f"{named.id} {words}"):
        return
    session.add(
        Worry(
            school_id=viewer.school_id,
            id=worry_id,
            student_id=viewer.person_id,
            by_id=viewer.person_id,
            named_id=named.id,
            saw=words,
            sha256=digest(""),
            at=viewer.at,
        )
    )
    session.flush()
    Event.keep(session, viewer, Act.TURNED, worry_id, str(viewer.phone_id))
    _tell(session, viewer, named.id, worry_id)


def tell_student(session: Session, viewer: Viewer, worry_id: UUID) -> bool:
    """Write down that the viewer, who handed a letter on, has told the student today. Returns False, with nothing
    changed, where it isn't hers to say, or she has said it."""
    untold = and_(
        worries_visible_to(viewer),
        col(Worry.by_id) == viewer.person_id,
        col(Worry.letter_id).is_not(None),
        col(Worry.told_on).is_(None),
    )
    return _change(session, viewer, worry_id, untold, {"told_on": viewer.today}, Act.TOLD)


def handle(session: Session, viewer: Viewer, worry_id: UUID, what: str) -> bool:
    """Say what was done, and that it is handled. Returns False, with nothing changed, where it isn't in the viewer's
    hands or is handled already. Raises Refused without a word on it."""
    what = taken(what)
    still_open = and_(worries_in_hands_of(viewer), col(Worry.state) == WorryState.OPEN)
    return _change(session, viewer, worry_id, still_open, {"state": WorryState.HANDLED}, Act.HANDLED, what)


def open_again(session: Session, viewer: Viewer, worry_id: UUID, why: str) -> bool:
    """Open a worry that was handled. Returns False, with nothing changed, where it isn't in the viewer's hands or is
    open already. Raises Refused without a reason."""
    why = taken(why)
    handled = and_(worries_in_hands_of(viewer), col(Worry.state) == WorryState.HANDLED)
    return _change(session, viewer, worry_id, handled, {"state": WorryState.OPEN}, Act.OPENED_AGAIN, why)


def pass_on(
    session: Session, viewer: Viewer, worry_id: UUID, named_id: UUID | None, why: str, but: Collection[UUID]
) -> bool:
    """Put an open worry into the hands of another named person, none of `but`, its student and who handed it on: the
    viewer doesn't see it any more. Returns False, with nothing changed, where it isn't in her hands (any more).

    Raises Refused, with nothing written.
    """
    why = taken(why)
    named = _named(session, viewer, named_id, but, worry_id)
    still_open = and_(worries_in_hands_of(viewer), col(Worry.state) == WorryState.OPEN)
    reason = f"{named.called}\n{why}"
    if not _change(session, viewer, worry_id, still_open, {"named_id": named.id}, Act.PASSED_ON, reason):
        return False
    _tell(session, viewer, named.id, worry_id)
    return True


def take_over(session: Session, viewer: Viewer, worry_id: UUID | None) -> bool:
    """Take a worry that lies with nobody into the viewer's hands. Returns False, with nothing changed, where there is
    none that she can take over (any more)."""
    this = and_(worries_to_take_over(viewer), col(Worry.id) == worry_id)
    before = session.scalars(
        select(Person)
        .join(Worry, (col(Worry.school_id) == col(Person.school_id)) & (col(Worry.named_id) == col(Person.id)))
        .where(this)
    ).one_or_none()
    if before is None or worry_id is None:
        return False
    values = {"named_id": viewer.person_id}
    return _change(session, viewer, worry_id, worries_to_take_over(viewer), values, Act.TAKEN_OVER, before.called)


def _named(
    session: Session, viewer: Viewer, named_id: UUID | None, but: Collection[UUID], worry_id: UUID | None = None
) -> Person:
    """The named person who was chosen. Raises Refused where she can't be."""
    chosen = to_choose(viewer, but, worry_id).where(col(Office.person_id) == named_id).limit(1)
    if named_id is None or session.scalar(chosen) is None:
        raise Refused(Reason.NO_NAMED_PERSON)
    return session.get_one(Person, (viewer.school_id, named_id))


def _came_before(session: Session, viewer: Viewer, worry_id: UUID, form: str) -> bool:
    """Whether this very form was taken before. Raises Refused where its id was, for another text or person."""
    used = Receipt.use(session, viewer, worry_id, form)
    if used.before and not used.same_text:
        raise Refused(Reason.HANDED_ON_BEFORE)
    return used.before


def _postscripts(session: Session, letter: Letter) -> Sequence[str]:
    return session.scalars(
        select(col(Postscript.body))
        .where(col(Postscript.school_id) == letter.school_id, col(Postscript.letter_id) == letter.id)
        .order_by(col(Postscript.at), col(Postscript.id))
    ).all()


def _copy_pages(session: Session, letter: Letter, worry_id: UUID) -> None:
    pages = session.execute(
        select(col(Page.id), col(Page.sha256))
        .where(col(Page.school_id) == letter.school_id, col(Page.letter_id) == letter.id)
        .order_by(col(Page.place), col(Page.leaf))
    )
    for place, (page_id, sha256) in enumerate(pages.all(), start=1):
        session.add(
            WorryPage(
                school_id=letter.school_id, worry_id=worry_id, page_id=page_id, place=place, sha256=sha256
            )
        )  # fmt: skip


def _change(
    session: Session,
    viewer: Viewer,
    worry_id: UUID,
    where: ColumnElement[bool],
    values: Mapping[str, Any],
    act: Act,
    reason: str = "",
) -> bool:
    """Change a worry on a condition, and write it down."""
    if not rows_changed(session, update(Worry).where(where, col(Worry.id) == worry_id).values(**values)):
        return False
    Event.keep(session, viewer, act, worry_id, reason)
    return True


def _tell(session: Session, viewer: Viewer, named_id: UUID, worry_id: UUID) -> None:
    """A mail that something was put into her hands: no name, and no word."""
    post(session, viewer.school_id, MailKind.WORRY, named_id, worry_id, viewer.at, again=uuid4())
