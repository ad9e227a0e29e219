"""Worries: what is copied, into whose hands one comes, what is done with it, and that it keeps its letter from being
deleted."""

from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Event, Letter, Opening, Outbox, Page, Person, Receipt, Worry, WorryPage
from app.models.handing_on import Telling, handle, open_again, pass_on, take_over, tell_student
from app.models.letter import add_postscript
from app.models.page import PageKind, PageState
from app.models.paper import take_page_back
from app.models.settling import take_back
from app.models.words import Reason, Refused
from app.queries.worries import choices, worry
from tests.cast import DAY, HOUR, MINUTE, Cast
from tests.grants import named
from tests.piles import lays, puts
from tests.worries import SAW, acts, free_for, handed_on, no_longer_named, seen_by


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def page_of(session: Session, letter: Letter) -> Page:
    page = Page(
        school_id=letter.school_id, by_id=letter.writer_id, letter_id=letter.id, kind=PageKind.PHOTO,
        state=PageState.READY, place=1, sha256="a" * 64, at=letter.received_at,
    )  # fmt: skip
    session.add(page)
    session.flush()
    return page


def everybody(cast: Cast) -> list[Person]:
    return [
        cast.rivera, cast.park, cast.okoye, cast.haddad, cast.lund, cast.bell, cast.strand, cast.ana, cast.bo, cast.eva
    ]  # fmt: skip


def test_the_copy_holds_the_letter_with_its_ps_its_pages_and_its_times(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, "We sleep in the car.", cast.at - 2 * DAY)
    for number in (1, 2):
        add_postscript(session, cast.viewer(cast.ana, cast.at - DAY + number * HOUR), letter, uuid4(), f"No. {number}")
    page = page_of(session, letter)
    kept = session.get_one(Worry, (cast.school.id, handed_on(session, cast, letter)))
    assert kept.body == "We sleep in the car.\n\nP.S. No. 1\n\nP.S. No. 2"
    assert kept.sha256 == sha256(kept.body.encode()).hexdigest()
    assert (kept.received_at, kept.opened_at) == (cast.at - 2 * DAY, cast.at)
    assert (kept.saw, kept.told_on, kept.why_not) == (SAW, None, "She is not at school today.")
    assert (kept.student_id, kept.by_id, kept.named_id) == (cast.ana.id, cast.rivera.id, cast.bell.id)
    [copied] = session.scalars(select(WorryPage))
    assert (copied.page_id, copied.sha256, copied.place) == (page.id, "a" * 64, 1)


def test_handing_on_opens_the_letter_and_ends_no_waiting(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    handed_on(session, cast, letter)
    session.refresh(letter)
    assert letter.waiting
    assert letter.opened_at == cast.at
    assert count(session, Opening) == 1
    assert not take_back(session, cast.viewer(cast.ana, cast.at + HOUR), letter)


def test_what_comes_later_does_not_reach_the_copy(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, "First.")
    worry_id = handed_on(session, cast, letter)
    add_postscript(session, cast.viewer(cast.ana, cast.at + HOUR), letter, uuid4(), "And later.")
    session.flush()
    shown = worry(session, cast.viewer(cast.bell), worry_id)
    assert shown
    assert shown.body == "First."
    assert shown.unchanged
    session.get_one(Worry, (cast.school.id, worry_id)).body = "Another."
    session.flush()
    again = worry(session, cast.viewer(cast.bell), worry_id)
    assert again
    assert not again.unchanged, "Whoever changes it in the database is found out."


def test_it_is_put_into_no_wrong_hands(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    for person in (cast.rivera, cast.ana):
        named(session, cast, person)
    silent = Person.named(cast.school.id, "Signe Ness")
    session.add(silent)
    session.flush()
    named(session, cast, silent)  # who can't sign in
    gone = session.get_one(Person, (cast.school.id, cast.okoye.id))
    named(session, cast, gone)
    gone.ended_on = cast.today() - DAY
    for nobody in (cast.rivera, cast.ana, silent, gone, cast.park, cast.lund, cast.strand):
        with pytest.raises(Refused) as refused:
            handed_on(session, cast, letter, nobody)
        assert refused.value.reason is Reason.NO_NAMED_PERSON
    assert [one.name for one in choices(session, cast.viewer(cast.rivera), [cast.ana.id])] == ["Mr. Bell"]
    assert count(session, Worry) == count(session, Receipt) - 1 == 0


@pytest.mark.parametrize(
    ("telling", "reason"),
    [
        (Telling(told=None), Reason.TOLD_OR_NOT),
        (Telling(told=False, why_not="  "), Reason.WHY_NOT_YET),
        (Telling(told=True), Reason.WHICH_DAY),
    ],
)
def test_whether_the_student_was_told_has_to_be_said(
    cast: Cast, session: Session, telling: Telling, reason: Reason
) -> None:
    with pytest.raises(Refused) as refused:
        handed_on(session, cast, cast.writes(session, cast.ana), telling=telling)
    assert refused.value.reason is reason
    assert count(session, Worry) == count(session, Event) == count(session, Outbox) == count(session, Opening) == 0


def test_she_was_not_told_on_a_day_to_come_and_was_told_today(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    with pytest.raises(Refused) as refused:
        handed_on(session, cast, letter, telling=Telling(told=True, on_day=cast.today() + timedelta(1)))
    assert refused.value.reason is Reason.FUTURE_DAY
    told = handed_on(session, cast, letter, telling=Telling(told=True, on_day=cast.today()))
    assert session.get_one(Worry, (cast.school.id, told)).told_on == cast.today()


def test_a_form_that_comes_twice_hands_on_once_and_another_text_is_refused(cast: Cast, session: Session) -> None:
    letter, worry_id = cast.writes(session, cast.ana), uuid4()
    for _ in range(2):
        handed_on(session, cast, letter, worry_id=worry_id)
    assert count(session, Worry) == count(session, Outbox) == count(session, Event) == 1
    with pytest.raises(Refused) as refused:
        handed_on(session, cast, letter, worry_id=worry_id, saw="Something else.")
    assert refused.value.reason is Reason.HANDED_ON_BEFORE
    assert session.get_one(Worry, (cast.school.id, worry_id)).saw == SAW


def test_it_is_handled_with_a_word_and_opened_again_with_a_reason(cast: Cast, session: Session) -> None:
    worry_id = handed_on(session, cast, cast.writes(session, cast.ana))
    for verb in (handle, open_again):
        with pytest.raises(Refused) as refused:
            verb(session, cast.viewer(cast.bell), worry_id, " ")
        assert refused.value.reason is Reason.EMPTY
    later = [cast.viewer(cast.bell, cast.at + number * MINUTE) for number in range(4)]
    assert not open_again(session, later[0], worry_id, "It is open already.")
    assert handle(session, later[1], worry_id, "I rang her aunt.")
    assert not handle(session, later[2], worry_id, "Twice is once.")
    assert open_again(session, later[3], worry_id, "She came again.")
    session.flush()
    assert acts(session, worry_id) == [
        ("handed on", "Mr. Bell"), ("handled", "I rang her aunt."), ("opened again", "She came again.")
    ]  # fmt: skip


def test_nobody_but_the_named_person_handles_it(cast: Cast, session: Session) -> None:
    named(session, cast, cast.haddad)
    worry_id = handed_on(session, cast, cast.writes(session, cast.ana))
    for person in everybody(cast):
        if person is cast.bell:
            continue
        viewer = cast.viewer(person)
        assert not handle(session, viewer, worry_id, "Done.")
        assert not take_over(session, viewer, worry_id)
        with suppress(Refused):  # at another school there is nobody to choose
            assert not pass_on(session, viewer, worry_id, cast.haddad.id, "It is about me.", [])
    no_longer_named(session, cast.bell)
    assert not handle(session, cast.viewer(cast.bell), worry_id, "Done.")


def test_who_handed_it_on_can_say_later_that_the_student_was_told(cast: Cast, session: Session) -> None:
    worry_id = handed_on(session, cast, cast.writes(session, cast.ana))
    assert not tell_student(session, cast.viewer(cast.bell), worry_id)
    assert not tell_student(session, cast.viewer(cast.park), worry_id)
    assert tell_student(session, cast.viewer(cast.rivera, cast.at + DAY), worry_id)
    assert not tell_student(session, cast.viewer(cast.rivera, cast.at + 2 * DAY), worry_id)
    session.flush()
    assert session.get_one(Worry, (cast.school.id, worry_id)).told_on == cast.today() + DAY
    assert acts(session, worry_id)[1:] == [("told the student", "")]


def test_what_is_about_her_goes_to_another_and_never_comes_back(cast: Cast, session: Session) -> None:
    for person in (cast.haddad, cast.okoye, cast.rivera):
        named(session, cast, person)
    worry_id = handed_on(session, cast, cast.writes(session, cast.ana))
    but = [cast.ana.id, cast.rivera.id]
    bell, haddad = cast.viewer(cast.bell, cast.at + MINUTE), cast.viewer(cast.haddad, cast.at + HOUR)
    assert [one.name for one in choices(session, bell, but, worry_id)] == ["Mr. Okoye", "Dr. Haddad"]
    for wrong in (cast.bell, cast.rivera, cast.ana, cast.park):
        with pytest.raises(Refused):
            pass_on(session, bell, worry_id, wrong.id, "It is about me.", but)
    with pytest.raises(Refused):
        pass_on(session, bell, worry_id, cast.haddad.id, "", but)
    assert pass_on(session, bell, worry_id, cast.haddad.id, "It is about me.", but)
    session.flush()
    assert seen_by(session, cast, cast.bell) == set()
    assert seen_by(session, cast, cast.haddad) == {worry_id}
    assert [one.name for one in choices(session, haddad, but, worry_id)] == ["Mr. Okoye"]
    with pytest.raises(Refused):
        pass_on(session, haddad, worry_id, cast.bell.id, "He knows her.", but)
    no_longer_named(session, cast.haddad)
    assert free_for(session, cast, cast.bell) == set(), "It is about him, and stays so."
    assert free_for(session, cast, cast.okoye) == {worry_id}
    assert acts(session, worry_id)[1:] == [("passed on", "Dr. Haddad\nIt is about me.")]


def test_each_hand_over_to_another_person_posts_a_mail_to_that_one(cast: Cast, session: Session) -> None:
    named(session, cast, cast.haddad)
    worry_id = handed_on(session, cast, cast.writes(session, cast.ana))
    pass_on(session, cast.viewer(cast.bell), worry_id, cast.haddad.id, "It is about me.", [])
    session.flush()
    posted = session.execute(select(col(Outbox.kind), col(Outbox.to_id), col(Outbox.about_id))).all()
    assert set(posted) == {("worry", cast.bell.id, worry_id), ("worry", cast.haddad.id, worry_id)}


def test_the_database_keeps_a_letter_and_a_page_that_a_worry_points_to(cast: Cast, session: Session) -> None:
    words, pictured = cast.writes(session, cast.ana), cast.writes(session, cast.bo)
    page_of(session, pictured)
    for letter in (words, pictured):
        handed_on(session, cast, letter)
    session.execute(delete(Opening))
    this_letter, this_page = delete(Letter).where(col(Letter.id) == words.id), delete(Page)
    for deleting in (this_letter, this_page):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(deleting)
    session.execute(delete(WorryPage))
    session.execute(delete(Worry))
    for deleting in (this_letter, this_page):
        session.execute(deleting)
    assert (count(session, Letter), count(session, Page)) == (1, 0), "Nothing but the worries held them."


def test_a_page_of_paper_that_was_handed_on_does_not_go_back_to_the_pile(cast: Cast, session: Session) -> None:
    page_id = lays(session, cast, "a page")
    puts(session, cast, page_id, cast.ana)
    letter = session.scalars(select(Letter)).one()
    handed_on(session, cast, letter)
    with pytest.raises(Refused) as refused:
        take_page_back(session, cast.viewer(cast.rivera), cast.period_3.id, page_id)
    assert refused.value.reason is Reason.PAGE_STAYS
    assert session.get_one(Page, (cast.school.id, page_id)).letter_id == letter.id
