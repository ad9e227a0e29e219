"""Ids of forms: a form that comes twice does its work once, whatever has become of it since."""

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, Draft, Letter, Receipt
from app.models.addition import add_to_answer
from app.models.draft import DraftLetter
from app.models.letter import Sending, Wants, add_postscript, open_letter, send_letter
from app.models.receipt import Used
from app.models.settling import Answering, dispute, record_talk, send_answer, take_back, undo, was_undone
from app.models.words import Refused
from tests.cast import DAY, HOUR, MINUTE, Cast, desk_for
from tests.models.look import kept, letters_by, postscripts, waits


def test_an_id_is_new_once(cast: Cast, session: Session) -> None:
    ana, bo, id_ = cast.viewer(cast.ana), cast.viewer(cast.bo), uuid4()
    assert Receipt.use(session, ana, id_, "one") == Used(before=False)
    assert Receipt.use(session, ana, id_, "one") == Used(before=True, same_text=True)
    assert Receipt.use(session, ana, id_, "two") == Used(before=True, same_text=False)
    assert Receipt.use(session, bo, id_, "one") == Used(before=True, same_text=False)
    Receipt.forget(session, ana, id_)
    assert Receipt.use(session, bo, id_, "one") == Used(before=False)


def test_an_id_is_forgotten_alone_and_of_its_own_school(cast: Cast, session: Session) -> None:
    ana, eva, id_, other = cast.viewer(cast.ana), cast.viewer(cast.eva), uuid4(), uuid4()
    for viewer, used in ((ana, id_), (ana, other), (eva, id_)):
        assert Receipt.use(session, viewer, used, "one") == Used(before=False)
    assert Receipt.use(session, eva, id_, "one") == Used(before=True, same_text=True)
    Receipt.forget(session, ana, id_)
    assert Receipt.use(session, ana, other, "one") == Used(before=True, same_text=True)
    assert Receipt.use(session, eva, id_, "one") == Used(before=True, same_text=True)
    assert Receipt.use(session, ana, id_, "one") == Used(before=False)


def test_the_same_id_in_two_schools_is_two_ids(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    abroad = cast.writes(session, cast.eva, letter_id=letter.id)
    assert (letter.id, letter.school_id) != (abroad.id, abroad.school_id)
    open_letter(session, cast.viewer(cast.rivera), letter.id)
    session.refresh(letter)
    session.refresh(abroad)
    assert (letter.opened_at, abroad.opened_at) == (cast.at, None)
    cast.answers(session, cast.strand, abroad)
    assert waits(session, letter)


def test_a_refused_form_leaves_no_trace(cast: Cast, session: Session) -> None:
    id_ = uuid4()
    with pytest.raises(Refused):
        send_letter(session, cast.viewer(cast.ana), cast.period_3, id_, "  ", Wants.ANSWER)
    assert session.scalar(select(func.count()).select_from(Receipt)) == 0
    cast.writes(session, cast.ana, "Now with words.", letter_id=id_)


def test_a_late_retry_does_not_revive_a_letter_that_was_taken_back(cast: Cast, session: Session) -> None:
    letter, ana = cast.writes(session, cast.ana, "Not this."), cast.viewer(cast.ana, cast.at + HOUR)
    assert take_back(session, ana, letter)
    late = send_letter(session, ana, cast.period_3, letter.id, "Not this.", Wants.ANSWER)
    assert late is Sending.ALREADY_HERE
    assert not waits(session, letter)
    assert letter.body is None
    assert kept(session, cast.ana) == ["Not this."]
    changed = send_letter(session, ana, cast.period_3, letter.id, "But this.", Wants.ANSWER)
    assert changed is Sending.KEPT_AS_DRAFT
    assert sorted(kept(session, cast.ana)) == ["But this.", "Not this."]


def test_a_letter_is_taken_back_only_before_it_was_opened_and_only_once(cast: Cast, session: Session) -> None:
    opened, mine = cast.writes(session, cast.ana), cast.writes(session, cast.ana, "Mine.")
    open_letter(session, cast.viewer(cast.park), opened.id)
    assert not take_back(session, cast.viewer(cast.ana), opened)
    assert waits(session, opened)
    assert opened.body
    assert take_back(session, cast.viewer(cast.ana), mine)
    session.refresh(mine)
    assert not take_back(session, cast.viewer(cast.ana), mine)
    assert kept(session, cast.ana) == ["Mine."]


def test_a_letter_that_is_taken_back_takes_its_own_ps_along_and_no_other(cast: Cast, session: Session) -> None:
    mine, another = cast.writes(session, cast.ana, "Mine."), cast.writes(session, cast.ana, "Another.")
    bos, abroad = cast.writes(session, cast.bo), cast.writes(session, cast.eva, letter_id=mine.id)
    for writer, letter in ((cast.ana, mine), (cast.ana, another), (cast.bo, bos), (cast.eva, abroad)):
        add_postscript(session, cast.viewer(writer), letter, uuid4(), f"P.S. by {writer.called}")
    assert take_back(session, cast.viewer(cast.ana), mine)
    assert kept(session, cast.ana) == ["Mine.\n\nP.S. by Ana"]
    there = [postscripts(session, letter) for letter in (mine, another, bos, abroad)]
    assert there == [[], ["P.S. by Ana"], ["P.S. by Bo"], ["P.S. by Eva"]]


def test_a_letter_that_is_taken_back_is_on_the_sheet_as_it_was_sent(cast: Cast, session: Session) -> None:
    ana, id_ = cast.viewer(cast.ana), uuid4()
    send_letter(session, ana, cast.period_3, id_, "Querida maestra,", Wants.READ, "es", helper="Mr. O'Neil")
    assert take_back(session, ana, session.get_one(Letter, (cast.school.id, id_)))
    draft = session.scalars(select(Draft)).one()
    assert (draft.body, draft.wants, draft.language, draft.helper) == (
        "Querida maestra,", Wants.READ, "es", "Mr. O'Neil"
    )  # fmt: skip


def test_an_answered_letter_cannot_be_taken_back_even_if_the_answer_is_undone(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    answer = cast.answers(session, cast.rivera, letter)
    assert not take_back(session, cast.viewer(cast.ana), letter)
    assert undo(session, cast.viewer(cast.rivera), answer)
    session.refresh(letter)
    assert not take_back(session, cast.viewer(cast.ana), letter)  # it was read, or nobody could have answered it
    assert waits(session, letter)


def test_a_ps_sent_twice_is_one(cast: Cast, session: Session) -> None:
    letter, id_, ana = cast.writes(session, cast.ana), uuid4(), cast.viewer(cast.ana)
    assert add_postscript(session, ana, letter, id_, "P.S. Thanks!") is Sending.RECEIVED
    assert add_postscript(session, ana, letter, id_, "P.S. Thanks!") is Sending.ALREADY_HERE
    assert add_postscript(session, ana, letter, id_, "P.S. No thanks!") is Sending.KEPT_AS_DRAFT
    session.refresh(letter)
    assert (postscripts(session, letter), letter.revision) == (["P.S. Thanks!"], 2)
    assert kept(session, cast.ana) == ["P.S. No thanks!"]


def test_a_ps_while_an_answer_is_on_its_way_is_a_letter_that_waits(cast: Cast, session: Session) -> None:
    letter, id_, ana = cast.writes(session, cast.ana), uuid4(), cast.viewer(cast.ana, cast.at + MINUTE / 2)
    cast.answers(session, cast.rivera, letter)
    assert add_postscript(session, ana, letter, id_, "P.S. Wait!") is Sending.RECEIVED
    assert add_postscript(session, ana, letter, id_, "P.S. Wait!") is Sending.ALREADY_HERE
    first, second = letters_by(session, cast.ana)
    assert (first.id, second.id, second.body) == (letter.id, id_, "P.S. Wait!")
    assert not waits(session, first)
    assert waits(session, second)
    assert postscripts(session, letter) == []


def test_undo_brings_the_letters_back_from_their_first_day(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, at=cast.at - 9 * DAY)
    answer = cast.answers(session, cast.rivera, letter, body="Dear Ana, oops")
    assert not undo(session, cast.viewer(cast.park), answer)
    assert undo(session, cast.viewer(cast.rivera, cast.at + MINUTE / 2), answer)
    assert waits(session, letter)
    assert letter.received_at == cast.at - 9 * DAY
    assert kept(session, cast.rivera) == ["Dear Ana, oops"]
    assert session.get(Answer, (cast.school.id, answer.id)) is None


def test_undo_brings_the_letters_of_one_answer_back_and_no_others(cast: Cast, session: Session) -> None:
    earlier, letter = cast.writes(session, cast.ana, at=cast.at - DAY), cast.writes(session, cast.ana)
    before = cast.answers(session, cast.rivera, earlier)
    answer = cast.answers(session, cast.rivera, letter, body="Dear Ana, oops")
    assert undo(session, cast.viewer(cast.rivera), answer)
    assert (waits(session, earlier), waits(session, letter)) == (False, True)
    assert earlier.settled_by_id == before.id
    assert kept(session, cast.rivera) == ["Dear Ana, oops"]
    assert list(session.scalars(select(col(DraftLetter.letter_id)))) == [letter.id], "It is to the same letter again."


def test_undo_makes_one_text_of_an_answer_and_its_ps(cast: Cast, session: Session) -> None:
    answer, rivera = cast.answers(session, cast.rivera, cast.writes(session, cast.ana)), cast.viewer(cast.rivera)
    add_to_answer(session, rivera, answer, uuid4(), "P.S. And the dog?")
    assert undo(session, rivera, answer)
    assert kept(session, cast.rivera) == ["Dear Ana, how is the new house?\n\nP.S. And the dog?"]


def test_only_who_sent_it_is_told_that_it_was_undone(cast: Cast, session: Session) -> None:
    answer = cast.answers(session, cast.rivera, cast.writes(session, cast.ana))
    assert not was_undone(session, cast.viewer(cast.rivera), answer.id)
    assert undo(session, cast.viewer(cast.rivera), answer)
    abroad = replace(desk_for(session, cast.writes(session, cast.eva)), id=answer.id)
    assert send_answer(session, cast.viewer(cast.strand), abroad, "Kjære Eva,") is Answering.SENT
    told = [
        who.called for who in (cast.rivera, cast.park, cast.strand) if was_undone(session, cast.viewer(who), abroad.id)
    ]
    assert told == ["Ms. Rivera"]


def test_an_answer_that_was_delivered_cannot_be_undone(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    answer = cast.answers(session, cast.rivera, letter)
    assert not undo(session, cast.viewer(cast.rivera, answer.deliver_at), answer)
    assert not waits(session, letter)
    assert kept(session, cast.rivera) == []


def test_a_late_retry_does_not_bring_back_an_answer_that_was_undone(cast: Cast, session: Session) -> None:
    letter, rivera = cast.writes(session, cast.ana), cast.viewer(cast.rivera)
    desk = desk_for(session, letter)
    assert send_answer(session, rivera, desk, "Dear Ana,") is Answering.SENT
    assert undo(session, rivera, session.get_one(Answer, (cast.school.id, desk.id)))
    assert send_answer(session, rivera, desk, "Dear Ana,") is Answering.ALREADY_HERE
    assert waits(session, letter)
    assert kept(session, cast.rivera) == ["Dear Ana,"]


def test_we_have_not_talked_lets_it_wait_again_from_its_first_day(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, at=cast.at - 5 * DAY)
    desk = desk_for(session, letter)
    record_talk(session, cast.viewer(cast.rivera), desk, cast.today(), "In the hall.")
    talk = session.get_one(Answer, (cast.school.id, desk.id))
    assert not dispute(session, cast.viewer(cast.ana, cast.at + MINUTE / 2), talk)  # she can't know of it yet
    assert not dispute(session, cast.viewer(cast.bo, cast.at + HOUR), talk)
    assert dispute(session, cast.viewer(cast.ana, cast.at + HOUR), talk)
    assert not dispute(session, cast.viewer(cast.ana, cast.at + HOUR), talk)
    session.refresh(talk)
    assert talk.disputed_at == cast.at + HOUR
    assert waits(session, letter)
    assert letter.received_at == cast.at - 5 * DAY


def test_we_have_not_talked_is_said_of_one_talk_as_soon_as_it_is_seen(cast: Cast, session: Session) -> None:
    talks = []
    for letter in (cast.writes(session, cast.ana), cast.writes(session, cast.ana, "And again.")):
        desk = desk_for(session, letter)
        record_talk(session, cast.viewer(cast.rivera), desk, cast.today(), "")
        talks.append(session.get_one(Answer, (cast.school.id, desk.id)))
    assert dispute(session, cast.viewer(cast.ana, talks[0].deliver_at), talks[0])
    for talk in talks:
        session.refresh(talk)
    assert [talk.disputed_at for talk in talks] == [talks[0].deliver_at, None]


def test_only_a_talk_can_be_disputed(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    answer = cast.answers(session, cast.rivera, letter)
    assert not dispute(session, cast.viewer(cast.ana, cast.at + DAY), answer)
    assert not waits(session, letter)
    assert session.scalar(select(func.count()).select_from(Letter)) == 1
