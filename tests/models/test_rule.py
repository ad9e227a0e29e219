"""The promise: a letter waits until one of four things happens, and nothing else ends it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, Draft, Letter, Membership
from app.models.answer import DELIVERED_AFTER, AnswerKind
from app.models.classroom import Part
from app.models.draft import DraftLetter
from app.models.handover import end_membership, hand_over, join
from app.models.letter import Sending, Wants, add_postscript, open_letter, send_letter
from app.models.settling import Answering, OnDesk, mark_read, record_talk, send_answer, take_back
from app.models.words import Reason, Refused
from app.queries.board import board
from app.queries.queue import queue
from tests.cast import DAY, HOUR, MINUTE, Cast, desk_for
from tests.models.look import kept, letters_by, waits


def membership_of(session: Session, cast: Cast) -> Membership:
    """Ana's, in Period 3."""
    mine = (col(Membership.person_id) == cast.ana.id, col(Membership.part) == Part.WRITER)
    return session.scalars(select(Membership).where(*mine)).one()


def test_a_letter_waits_from_the_moment_that_it_is_received(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    assert waits(session, letter)
    assert letter.received_at == cast.at
    assert letter.month == date(2026, 11, 1)


def test_a_new_letter_waits_before_any_database_has_seen_it(cast: Cast) -> None:
    new = Letter(
        school_id=uuid4(), classroom_id=uuid4(), queue_id=uuid4(), writer_id=uuid4(), body="", sha256="", folded="",
        received_at=cast.at, month=cast.today(),
    )  # fmt: skip
    assert new.waiting


def test_opening_does_not_end_the_waiting(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    open_letter(session, cast.viewer(cast.rivera), letter.id)
    open_letter(session, cast.viewer(cast.rivera, cast.at + HOUR), letter.id)
    open_letter(session, cast.viewer(cast.park, cast.at + HOUR), letter.id)
    assert waits(session, letter)
    assert letter.opened_at == cast.at


def test_a_draft_does_not_end_the_waiting(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    viewer = cast.viewer(cast.rivera)
    Draft.keep(session, viewer, letter.queue_id, cast.ana.id, "Dear Ana,", draft_id=uuid4(), seen={letter.id: 1})
    assert waits(session, letter)


def test_a_second_letter_does_not_set_the_clock_back(cast: Cast, session: Session) -> None:
    first = cast.writes(session, cast.ana, at=cast.at - 9 * DAY)
    second = cast.writes(session, cast.ana, "One more thing.", at=cast.at - DAY)
    (waiter,) = queue(session, cast.viewer(cast.park), [cast.period_3.id]).waiters
    assert (waiter.since, waiter.days, waiter.letters) == (first.received_at, 9, 2)
    assert waits(session, first)
    assert waits(session, second)


def test_the_end_of_a_month_and_of_a_school_year_do_not_end_the_waiting(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    next_year = cast.viewer(cast.rivera, cast.at + 300 * DAY)
    (waiter,) = queue(session, next_year, [cast.period_3.id]).waiters
    (line,) = board(session, next_year, {cast.period_3.id: "Period 3"}, 8).waiting
    assert (waiter.letter_id, line.since, line.days) == (letter.id, letter.received_at, 300)


def test_the_end_of_a_class_does_not_end_the_waiting(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, at=cast.at - 10 * DAY)
    cast.period_3.ended_on = cast.today() - 2 * DAY
    session.merge(cast.period_3)
    assert waits(session, letter)
    with pytest.raises(Refused) as refused:
        cast.writes(session, cast.ana, "Too late?")
    assert refused.value.reason is Reason.CLASS_ENDED
    assert cast.answers(session, cast.rivera, letter).kind is AnswerKind.WRITTEN


def test_a_class_takes_letters_until_its_last_day_is_over(cast: Cast, session: Session) -> None:
    cast.period_3.ended_on = cast.today()
    session.merge(cast.period_3)
    assert waits(session, cast.writes(session, cast.ana, "On the last day."))
    with pytest.raises(Refused):
        cast.writes(session, cast.ana, "Too late?", cast.at + DAY)


def test_leaving_a_class_does_not_end_the_waiting(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    viewer = cast.viewer(cast.lund)
    end_membership(session, viewer, membership_of(session, cast), cast.today())
    join(session, viewer, cast.period_5.id, cast.ana.id, Part.WRITER, cast.today() + DAY)
    assert waits(session, letter)
    assert letter.queue_id == cast.period_3.id


def test_a_hand_over_does_not_end_the_waiting(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, at=cast.at - 3 * DAY)
    assert hand_over(session, cast.viewer(cast.lund), cast.ana.id, cast.period_3.id, cast.period_5.id) == 1
    assert waits(session, letter)
    assert (letter.queue_id, letter.classroom_id) == (cast.period_5.id, cast.period_3.id)
    assert letter.received_at == cast.at - 3 * DAY


def test_an_answer_ends_the_waiting_of_all_letters_that_it_names(cast: Cast, session: Session) -> None:
    first, second = cast.writes(session, cast.ana), cast.writes(session, cast.ana, "And a second one.")
    third = cast.writes(session, cast.ana, "And a third one.")
    answer = cast.answers(session, cast.rivera, first, second)
    assert (first.settled_by_id, second.settled_by_id) == (answer.id, answer.id)
    assert answer.deliver_at == cast.at + DELIVERED_AFTER
    assert waits(session, third)


def test_a_talk_on_a_day_ends_the_waiting(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, at=cast.at - 3 * DAY)
    desk, yesterday = desk_for(session, letter), cast.today() - DAY
    assert record_talk(session, cast.viewer(cast.rivera), desk, yesterday, "At the bus.") is Answering.SENT
    assert not waits(session, letter)
    talk = session.get_one(Answer, (cast.school.id, desk.id))
    assert (talk.kind, talk.on_day, talk.body) == (AnswerKind.IN_PERSON, yesterday, "At the bus.")


@pytest.mark.parametrize(("days", "reason"), [(None, Reason.NO_SUCH_DAY), (1, Reason.FUTURE_DAY)])
def test_a_talk_needs_a_day_that_has_come(cast: Cast, session: Session, days: int | None, reason: Reason) -> None:
    letter = cast.writes(session, cast.ana)
    on_day = None if days is None else cast.today() + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        record_talk(session, cast.viewer(cast.rivera), desk_for(session, letter), on_day, "")
    assert refused.value.reason is reason
    assert waits(session, letter)


def test_reading_ends_the_waiting_only_where_no_more_was_asked(cast: Cast, session: Session) -> None:
    to_read = cast.writes(session, cast.ana, wants=Wants.READ)
    to_answer = cast.writes(session, cast.ana, "Please write back.")
    both = desk_for(session, to_read, to_answer)
    assert mark_read(session, cast.viewer(cast.rivera), both) is Answering.STOPPED
    assert waits(session, to_read)
    assert mark_read(session, cast.viewer(cast.rivera), desk_for(session, to_read)) is Answering.SENT
    assert not waits(session, to_read)
    assert waits(session, to_answer)
    with pytest.raises(Refused):
        mark_read(session, cast.viewer(cast.rivera), OnDesk(cast.period_3.id, cast.ana.id))


def test_a_letter_that_asks_for_a_talk_can_be_empty_and_waits(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, "", wants=Wants.TALK)
    assert waits(session, letter)
    with pytest.raises(Refused):
        cast.writes(session, cast.ana, " \n ")


def test_taking_it_back_ends_the_waiting_and_the_text_is_a_draft(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, "Not yet.")
    add_postscript(session, cast.viewer(cast.ana), letter, uuid4(), "P.S. Or never.")
    assert take_back(session, cast.viewer(cast.ana), letter)
    assert not waits(session, letter)
    assert (letter.body, letter.folded) == (None, "")
    assert kept(session, cast.ana) == ["Not yet.\n\nP.S. Or never."]


def test_the_same_form_twice_makes_one_letter(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, "Once.")
    again = send_letter(session, cast.viewer(cast.ana), cast.period_3, letter.id, "Once.", Wants.ANSWER)
    assert again is Sending.ALREADY_HERE
    assert letters_by(session, cast.ana) == [letter]
    more = "Once more.", Wants.TALK, "es"
    other = send_letter(session, cast.viewer(cast.ana), cast.period_3, letter.id, *more, helper="my aunt")
    assert other is Sending.KEPT_AS_DRAFT
    assert kept(session, cast.ana) == ["Once more."]
    chosen = select(col(Draft.wants), col(Draft.language), col(Draft.helper))
    assert tuple(session.execute(chosen).one()) == (Wants.TALK, "es", "my aunt"), "As it was sent."
    assert letters_by(session, cast.ana) == [letter]


def test_the_id_of_another_students_letter_is_no_way_to_it(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, "Mine.")
    sent = send_letter(session, cast.viewer(cast.bo), cast.period_3, letter.id, "Mine.", Wants.ANSWER)
    assert sent is Sending.KEPT_AS_DRAFT
    assert kept(session, cast.bo) == ["Mine."]
    session.refresh(letter)
    assert letter.writer_id == cast.ana.id


def test_the_same_answer_twice_is_one_answer(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    desk, viewer = desk_for(session, letter), cast.viewer(cast.rivera)
    assert send_answer(session, viewer, desk, "Dear Ana,") is Answering.SENT
    assert send_answer(session, viewer, desk, "Dear Ana,") is Answering.ALREADY_HERE
    assert send_answer(session, viewer, desk, "Dear Ana, once more,") is Answering.STOPPED
    assert session.scalar(select(func.count()).select_from(Answer)) == 1
    assert kept(session, cast.rivera) == ["Dear Ana, once more,"]


def test_of_two_answers_the_second_is_kept_as_a_draft(cast: Cast, session: Session) -> None:
    cast.writes(session, cast.ana, "One that neither of them answers.")
    letter = cast.writes(session, cast.ana)
    desk = desk_for(session, letter)
    first = cast.answers(session, cast.rivera, letter)
    assert send_answer(session, cast.viewer(cast.park), desk, "Hello Ana.") is Answering.STOPPED
    session.refresh(letter)
    assert letter.settled_by_id == first.id
    assert kept(session, cast.park) == ["Hello Ana."]
    # She can send what was kept, without the letter: her form's id is free again.
    again = OnDesk(desk.classroom_id, cast.ana.id, id=desk.id, revision=1)
    assert send_answer(session, cast.viewer(cast.park), again, "Hello Ana.") is Answering.SENT
    assert kept(session, cast.park) == []


def test_a_ps_stops_an_answer_that_has_not_seen_it(cast: Cast, session: Session) -> None:
    letter, other = cast.writes(session, cast.ana), cast.writes(session, cast.ana, "Another.")
    desk = desk_for(session, letter, other)
    added = add_postscript(session, cast.viewer(cast.ana, cast.at + MINUTE), letter, uuid4(), "P.S. My dog died.")
    assert added is Sending.RECEIVED
    assert send_answer(session, cast.viewer(cast.rivera), desk, "How nice!") is Answering.STOPPED
    assert waits(session, letter)
    assert waits(session, other)
    assert kept(session, cast.rivera) == ["How nice!"]
    assert cast.answers(session, cast.rivera, letter, other).to_id == cast.ana.id


def test_a_ps_is_to_one_letter_and_no_other_is_changed_by_it(cast: Cast, session: Session) -> None:
    settled, mine = cast.writes(session, cast.ana, "One."), cast.writes(session, cast.ana, "Two.")
    bos = cast.writes(session, cast.bo)
    abroad = cast.writes(session, cast.eva, letter_id=mine.id)
    cast.answers(session, cast.rivera, settled)
    to_settled = add_postscript(session, cast.viewer(cast.ana), settled, uuid4(), "P.S. It waits, and by itself.")
    assert to_settled is Sending.RECEIVED
    assert "P.S. It waits, and by itself." in [letter.body for letter in letters_by(session, cast.ana)]
    add_postscript(session, cast.viewer(cast.ana), mine, uuid4(), "P.S.")
    for letter in (mine, bos, abroad):
        session.refresh(letter)
    assert [mine.revision, bos.revision, abroad.revision] == [2, 1, 1]


def test_an_answer_to_another_students_letter_is_impossible(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    to_bo = OnDesk(cast.period_3.id, cast.bo.id, seen={letter.id: 1})
    assert send_answer(session, cast.viewer(cast.rivera), to_bo, "Dear Bo,") is Answering.STOPPED
    assert waits(session, letter)
    assert kept(session, cast.rivera) == ["Dear Bo,"]
    assert session.scalar(select(func.count()).select_from(DraftLetter)) == 0, "Nor will what was kept be to hers."
    answer = cast.answers(session, cast.rivera, cast.writes(session, cast.bo))
    by_hand = update(Letter).where(col(Letter.id) == letter.id).values(settled_by_id=answer.id)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(by_hand)
    assert waits(session, letter)


def test_an_answer_from_another_queue_or_school_settles_nothing(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    elsewhere = OnDesk(cast.period_5.id, cast.ana.id, seen={letter.id: 1})
    assert send_answer(session, cast.viewer(cast.okoye), elsewhere, "Dear Ana,") is Answering.STOPPED
    abroad = OnDesk(cast.other_class.id, cast.eva.id, seen={letter.id: 1})
    assert send_answer(session, cast.viewer(cast.strand), abroad, "Kjære Eva,") is Answering.STOPPED
    assert kept(session, cast.strand) == ["Kjære Eva,"]
    assert waits(session, letter)


def test_writing_first_settles_nothing(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.linh)
    first = OnDesk(cast.period_3.id, cast.linh.id)
    assert send_answer(session, cast.viewer(cast.rivera), first, "Dear Linh, I saw you dance.") is Answering.SENT
    assert waits(session, letter)
