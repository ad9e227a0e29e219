"""Who may see a letter and an answer: people of the class, as long as they are, and nobody else."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, Draft, Letter, Membership, Page, Person
from app.models.answer import DELIVERED_AFTER
from app.models.classroom import Part
from app.models.handover import end_membership, hand_over, join
from app.models.pages import Arriving, add_page
from app.models.settling import OnDesk, record_talk, send_answer, take_back
from app.models.viewer import Viewer
from app.models.visibility import answers_visible_to, letters_visible_to, pages_visible_to
from tests.cast import DAY, MINUTE, Cast, desk_for


def letters_seen(session: Session, viewer: Viewer) -> set[UUID]:
    return set(session.scalars(select(col(Letter.id)).where(letters_visible_to(viewer))))


def answers_seen(session: Session, viewer: Viewer) -> set[UUID]:
    return set(session.scalars(select(col(Answer.id)).where(answers_visible_to(viewer))))


def covers(session: Session, cast: Cast, person: Person, since: date | None = None) -> None:
    """From today on, in Period 3."""
    join(session, cast.viewer(cast.lund), cast.period_3.id, person.id, Part.COVER, since or cast.today())


def everybody(cast: Cast) -> list[Person]:
    return [
        cast.rivera, cast.park, cast.ana, cast.bo, cast.linh, cast.okoye, cast.cy, cast.haddad, cast.lund, cast.bell,
        cast.strand, cast.eva,
    ]  # fmt: skip


def test_a_letter_is_seen_by_its_writer_and_the_readers_of_her_class(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    seen_by = [who.called for who in everybody(cast) if letter.id in letters_seen(session, cast.viewer(who))]
    assert seen_by == ["Ms. Rivera", "Mr. Park", "Ana"]


def test_a_teachers_letter_to_her_coach_is_seen_by_the_coach(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.rivera, "Dear Dr. Haddad,", to=cast.coaching)
    seen_by = [who.called for who in everybody(cast) if letter.id in letters_seen(session, cast.viewer(who))]
    assert seen_by == ["Ms. Rivera", "Dr. Haddad"]


def test_who_reads_where_she_wrote_sees_the_answer_to_herself_only_once_it_is_delivered(
    cast: Cast, session: Session
) -> None:
    letter = cast.writes(session, cast.rivera, "Dear Dr. Haddad,", to=cast.coaching)
    join(session, cast.viewer(cast.lund), cast.coaching.id, cast.rivera.id, Part.READER, cast.today())
    answer = cast.answers(session, cast.haddad, letter, at=cast.at)
    assert answer.id not in answers_seen(session, cast.viewer(cast.rivera))
    assert answer.id in answers_seen(session, cast.viewer(cast.haddad))
    assert answer.id in answers_seen(session, cast.viewer(cast.rivera, cast.at + DELIVERED_AFTER))


def test_another_school_sees_nothing_ever(cast: Cast, session: Session) -> None:
    answer = cast.answers(session, cast.rivera, cast.writes(session, cast.ana))
    there = cast.answers(session, cast.strand, cast.writes(session, cast.eva))
    for at in (cast.at, cast.at + 400 * DAY):
        for who in (cast.eva, cast.strand):
            assert answer.id not in answers_seen(session, cast.viewer(who, at))
            assert len(letters_seen(session, cast.viewer(who, at))) == 1
        assert there.id not in answers_seen(session, cast.viewer(cast.rivera, at))
    # Nor with the id of a person of the other school.
    mixed = Viewer(cast.school.id, cast.eva.id, cast.viewer(cast.ana).zone, cast.at + DAY)
    assert letters_seen(session, mixed) == answers_seen(session, mixed) == set()


def test_an_answer_is_seen_by_the_student_from_its_delivery_on(cast: Cast, session: Session) -> None:
    answer = cast.answers(session, cast.rivera, cast.writes(session, cast.ana))
    just_before = cast.at + DELIVERED_AFTER - MINUTE / 60
    assert answers_seen(session, cast.viewer(cast.ana, just_before)) == set()
    assert answers_seen(session, cast.viewer(cast.ana, cast.at + DELIVERED_AFTER)) == {answer.id}
    seen_by = [who.called for who in everybody(cast) if answers_seen(session, cast.viewer(who, cast.at + DAY))]
    assert seen_by == ["Ms. Rivera", "Mr. Park", "Ana"]


def test_a_page_is_seen_by_who_sees_its_letter_and_by_nobody_who_chose_the_same_id_abroad(
    cast: Cast, session: Session
) -> None:
    ana, letter_id = cast.viewer(cast.ana), uuid4()
    Draft.keep(session, ana, cast.period_3.id, None, "", draft_id=letter_id)
    page_id = add_page(session, ana, letter_id, uuid4(), Arriving(b"a photo", "image/jpeg"))
    cast.writes(session, cast.ana, letter_id=letter_id)
    cast.writes(session, cast.eva, letter_id=letter_id)
    seen_by = [
        who.called
        for who in everybody(cast)
        if page_id in set(session.scalars(select(col(Page.id)).where(pages_visible_to(cast.viewer(who)))))
    ]
    assert seen_by == ["Ms. Rivera", "Mr. Park", "Ana"]


def test_a_letter_that_was_taken_back_is_seen_by_nobody(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    assert take_back(session, cast.viewer(cast.ana), letter)
    for who in everybody(cast):
        assert letters_seen(session, cast.viewer(who)) == set()
        assert answers_seen(session, cast.viewer(who)) == set()


def test_who_reads_no_more_sees_no_more(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    answer = cast.answers(session, cast.park, letter)
    mine = (col(Membership.person_id) == cast.park.id, col(Membership.part) == Part.READER)
    membership = session.scalars(select(Membership).where(*mine)).one()
    end_membership(session, cast.viewer(cast.lund), membership, cast.today())
    assert letters_seen(session, cast.viewer(cast.park)) == {letter.id}  # her last day is one of hers
    tomorrow = cast.viewer(cast.park, cast.at + DAY)
    assert letters_seen(session, tomorrow) == answers_seen(session, tomorrow) == set()
    assert answers_seen(session, cast.viewer(cast.rivera, cast.at + DAY)) == {answer.id}


def test_a_student_who_left_the_class_keeps_her_letters(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    answer = cast.answers(session, cast.rivera, letter)
    membership = session.scalars(select(Membership).where(col(Membership.person_id) == cast.ana.id)).one()
    end_membership(session, cast.viewer(cast.lund), membership, cast.today())
    next_year = cast.viewer(cast.ana, cast.at + 300 * DAY)
    assert (letters_seen(session, next_year), answers_seen(session, next_year)) == ({letter.id}, {answer.id})


def test_a_teachers_first_letter_is_closed_on_a_phone_that_is_not_known(cast: Cast, session: Session) -> None:
    first = OnDesk(cast.period_3.id, cast.ana.id)
    send_answer(session, cast.viewer(cast.rivera), first, "Dear Ana, how are you?")
    ana = cast.viewer(cast.ana, cast.at + DAY)
    assert answers_seen(session, ana) == {first.id}
    assert answers_seen(session, replace(ana, known=False, phone_id=uuid4())) == set()


def test_a_cover_sees_what_waits_with_the_last_exchange(cast: Cast, session: Session) -> None:
    for days in (30, 20):
        older = cast.writes(session, cast.ana, f"{days} days ago", cast.at - days * DAY)
        last = cast.answers(session, cast.rivera, older, at=cast.at - (days - 1) * DAY)
    answered = cast.writes(session, cast.bo, at=cast.at - 9 * DAY)
    cast.answers(session, cast.rivera, answered, at=cast.at - 8 * DAY)
    waits = cast.writes(session, cast.ana, at=cast.at - DAY)
    covers(session, cast, cast.okoye)
    okoye = cast.viewer(cast.okoye)
    assert letters_seen(session, okoye) == {waits.id, older.id}
    assert answers_seen(session, okoye) == {last.id}
    yesterday = cast.viewer(cast.okoye, cast.at - DAY)
    assert letters_seen(session, yesterday) == answers_seen(session, yesterday) == set()


def test_a_cover_of_two_classes_sees_an_exchange_only_of_the_one_in_which_a_student_waits(
    cast: Cast, session: Session
) -> None:
    elsewhere = cast.writes(session, cast.ana, at=cast.at - 9 * DAY, to=cast.period_5)
    cast.answers(session, cast.okoye, elsewhere, at=cast.at - 8 * DAY)
    waits = cast.writes(session, cast.ana, at=cast.at - DAY)
    covers(session, cast, cast.haddad)
    join(session, cast.viewer(cast.lund), cast.period_5.id, cast.haddad.id, Part.COVER, cast.today())
    haddad = cast.viewer(cast.haddad)
    assert (letters_seen(session, haddad), answers_seen(session, haddad)) == ({waits.id}, set())


def test_a_cover_sees_what_she_answered_herself(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana)
    covers(session, cast, cast.okoye)
    answer = cast.answers(session, cast.okoye, letter)
    okoye = cast.viewer(cast.okoye, cast.at + DAY)
    assert (letters_seen(session, okoye), answers_seen(session, okoye)) == ({letter.id}, {answer.id})
    elsewhere = cast.writes(session, cast.bo)
    cast.answers(session, cast.park, elsewhere)
    assert letters_seen(session, okoye) == {letter.id}


def test_a_cover_does_not_see_an_earlier_talk(cast: Cast, session: Session) -> None:
    talked = cast.writes(session, cast.ana, at=cast.at - 9 * DAY)
    desk = desk_for(session, talked)
    record_talk(session, cast.viewer(cast.rivera, cast.at - 8 * DAY), desk, cast.today() - 8 * DAY, "A private word.")
    waits = cast.writes(session, cast.ana)
    covers(session, cast, cast.okoye)
    assert letters_seen(session, cast.viewer(cast.okoye)) == {waits.id}
    assert answers_seen(session, cast.viewer(cast.okoye)) == set()


def test_a_letter_handed_over_is_seen_in_both_classes(cast: Cast, session: Session) -> None:
    before = cast.writes(session, cast.ana, at=cast.at - 9 * DAY)
    cast.answers(session, cast.rivera, before, at=cast.at - 8 * DAY)
    letter = cast.writes(session, cast.ana)
    hand_over(session, cast.viewer(cast.lund), cast.ana.id, cast.period_3.id, cast.period_5.id)
    session.refresh(letter)
    assert letters_seen(session, cast.viewer(cast.okoye)) == {letter.id}
    assert letters_seen(session, cast.viewer(cast.rivera)) == {before.id, letter.id}
    answer = cast.answers(session, cast.okoye, letter)
    seen = answers_seen(session, cast.viewer(cast.okoye, cast.at + DAY))
    assert seen == {answer.id}


@pytest.mark.parametrize("stranger", ["cy", "okoye", "haddad", "lund", "bell", "eva", "strand"])
def test_an_invented_person_and_a_stranger_see_the_same(cast: Cast, session: Session, stranger: str) -> None:
    cast.answers(session, cast.rivera, cast.writes(session, cast.ana))
    cast.writes(session, cast.bo)
    nobody = Viewer(cast.school.id, uuid4(), cast.viewer(cast.ana).zone, cast.at + DAY)
    someone = cast.viewer(getattr(cast, stranger), cast.at + DAY)
    assert letters_seen(session, nobody) == letters_seen(session, someone) == set()
    assert answers_seen(session, nobody) == answers_seen(session, someone) == set()
