"""Exceptional reading: asking needs a reason, opening a second person, and nobody decides about herself."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.db import transaction
from app.models import Event, Membership, Office, Person, ReadingGrant
from app.models.grant import (
    LASTS,
    Act,
    agree,
    ask,
    decline,
    end,
    look,
    office_people,
    readers_of,
    students_to_ask_for,
)
from app.models.handover import hand_over
from app.models.person import OfficePart
from app.models.viewer import Viewer
from app.models.words import Reason, Refused
from app.queries.reading import history, readers_past_and_present, readings, students_named, who_can_agree
from tests.cast import DAY, Cast
from tests.grants import acts, agreed, asked, named, seen, told
from tests.patience import together


def test_asking_opens_nothing_and_is_written_down(cast: Cast, session: Session) -> None:
    cast.writes(session, cast.ana)
    grant_id = asked(session, cast)
    assert seen(session, cast.viewer(cast.lund), grant_id) == set()
    assert not look(session, cast.viewer(cast.lund), grant_id)
    assert acts(session, grant_id) == [Act.ASKED]
    assert told(session, cast, cast.rivera) == []


def test_asking_needs_a_reason(cast: Cast, session: Session) -> None:
    for reason in ("", " \n ", "a\x00b"):
        with pytest.raises(Refused):
            ask(session, cast.viewer(cast.lund), uuid4(), cast.ana.id, reason)
    assert session.scalar(select(func.count()).select_from(ReadingGrant)) == 0
    assert session.scalar(select(func.count()).select_from(Event)) == 0


def test_a_form_that_comes_twice_asks_once(cast: Cast, session: Session) -> None:
    grant_id = asked(session, cast)
    asked(session, cast, grant_id=grant_id)
    asked(session, cast, cast.bell, grant_id=grant_id)
    assert [reading.asked_by for reading in readings(session, cast.viewer(cast.lund))] == ["Mrs. Lund"]
    assert acts(session, grant_id) == [Act.ASKED]


def test_it_can_be_about_who_reads_or_read_the_student_and_nobody_else(cast: Cast, session: Session) -> None:
    for who in (cast.okoye, cast.haddad, cast.bell, cast.bo, cast.strand, cast.lund):
        with pytest.raises(Refused) as refused:
            asked(session, cast, about=who)
        assert refused.value.reason is Reason.NO_READER
    assert asked(session, cast, about=cast.park)
    cast.writes(session, cast.ana)
    hand_over(session, cast.viewer(cast.lund), cast.ana.id, cast.period_3.id, cast.period_5.id)
    assert asked(session, cast, about=cast.okoye)


def test_it_can_be_about_a_reader_who_has_left(cast: Cast, session: Session) -> None:
    parks = session.scalars(select(Membership).where(col(Membership.person_id) == cast.park.id)).one()
    parks.until_day = cast.today() - 9 * DAY
    session.flush()
    assert asked(session, cast, about=cast.park)


def test_who_asks_cannot_say_that_it_is_about_herself(cast: Cast, session: Session) -> None:
    named(session, cast, cast.park)
    with pytest.raises(Refused):
        asked(session, cast, cast.park, about=cast.park)
    assert cast.park.id not in set(session.scalars(readers_of(cast.viewer(cast.park), cast.ana.id)))


def test_one_can_ask_for_students_of_the_school_and_for_no_teacher(cast: Cast, session: Session) -> None:
    students = set(session.scalars(students_to_ask_for(cast.viewer(cast.lund))))
    assert students == {cast.ana.id, cast.bo.id, cast.linh.id, cast.cy.id}


def test_nobody_agrees_to_a_request_of_her_own(cast: Cast, session: Session) -> None:
    grant_id = asked(session, cast)
    assert not agree(session, cast.viewer(cast.lund), grant_id)
    assert not decline(session, cast.viewer(cast.lund), grant_id)
    assert acts(session, grant_id) == [Act.ASKED]


@pytest.mark.parametrize("verb", [agree, decline])
def test_only_the_office_and_the_named_persons_decide(
    cast: Cast, session: Session, verb: Callable[[Session, Viewer, UUID], bool]
) -> None:
    grant_id = asked(session, cast)
    people = [cast.rivera, cast.park, cast.okoye, cast.haddad, cast.ana, cast.bo, cast.strand, cast.eva]
    assert [who.called for who in people if verb(session, cast.viewer(who), grant_id)] == []
    # Nor a person of another school's office, nor one whose part has ended.
    session.add(
        Office(
            school_id=cast.strand.school_id, person_id=cast.strand.id, part=OfficePart.ADMINISTRATOR,
            from_day=cast.today(),
        )
    )  # fmt: skip
    bells = session.scalars(select(Office).where(col(Office.person_id) == cast.bell.id)).one()
    bells.until_day = cast.today() - DAY
    session.flush()
    assert not verb(session, cast.viewer(cast.strand), grant_id)
    assert not verb(session, cast.viewer(cast.bell), grant_id)


def test_a_coach_is_not_of_the_office_here(cast: Cast, session: Session) -> None:
    assert set(session.scalars(office_people(cast.viewer(cast.lund)))) == {cast.lund.id, cast.bell.id}


def test_the_student_neither_decides_nor_knows(cast: Cast, session: Session) -> None:
    named(session, cast, cast.ana)
    grant_id, ana = asked(session, cast), cast.viewer(cast.ana)
    assert readings(session, ana) == []
    assert not agree(session, ana, grant_id)


def test_declining_ends_it(cast: Cast, session: Session) -> None:
    grant_id = asked(session, cast)
    assert decline(session, cast.viewer(cast.bell), grant_id)
    assert not decline(session, cast.viewer(cast.bell), grant_id)
    assert not agree(session, cast.viewer(cast.bell), grant_id)
    assert seen(session, cast.viewer(cast.lund), grant_id) == set()
    assert sorted(acts(session, grant_id)) == sorted([Act.ASKED, Act.DECLINED])
    assert told(session, cast, cast.rivera) == []


def test_who_asked_can_withdraw_and_then_nobody_can_agree(cast: Cast, session: Session) -> None:
    grant_id = asked(session, cast)
    assert not end(session, cast.viewer(cast.bell), grant_id)  # not one of the two yet
    assert end(session, cast.viewer(cast.lund), grant_id)
    assert not end(session, cast.viewer(cast.lund), grant_id)
    assert not agree(session, cast.viewer(cast.bell), grant_id)


@pytest.mark.parametrize("who", ["lund", "bell"])
def test_each_of_the_two_can_end_it_early(cast: Cast, session: Session, who: str) -> None:
    cast.writes(session, cast.ana)
    named(session, cast, cast.haddad)
    grant_id = agreed(session, cast)
    assert not end(session, cast.viewer(cast.haddad), grant_id)
    assert end(session, cast.viewer(getattr(cast, who)), grant_id)
    assert seen(session, cast.viewer(cast.lund), grant_id) == set()
    assert not end(session, cast.viewer(cast.bell), grant_id)


def test_what_has_ended_by_itself_cannot_be_ended(cast: Cast, session: Session) -> None:
    grant_id = agreed(session, cast)
    assert not end(session, cast.viewer(cast.lund, cast.at + LASTS), grant_id)
    assert session.get_one(ReadingGrant, (cast.school.id, grant_id)).ended_at is None


def test_another_school_knows_nothing_of_it(cast: Cast, session: Session) -> None:
    grant_id = agreed(session, cast)
    named(session, cast, cast.strand, OfficePart.ADMINISTRATOR)
    assert readings(session, cast.viewer(cast.strand)) == []
    assert not end(session, cast.viewer(cast.strand), grant_id)
    assert set(session.scalars(students_to_ask_for(cast.viewer(cast.strand)))) == {cast.eva.id}


@pytest.mark.parametrize("other", [agree, decline])
def test_of_two_who_decide_at_once_one_does(cast: Cast, other: Callable[[Session, Viewer, UUID], bool]) -> None:
    with transaction(cast.database) as session:
        named(session, cast, cast.haddad)
        grants = [asked(session, cast) for _ in range(20)]
    barrier = together(2)

    def move(who: Person, verb: Callable[[Session, Viewer, UUID], bool], grant_id: UUID) -> bool:
        barrier.wait()
        with transaction(cast.database) as session:
            return verb(session, cast.viewer(who), grant_id)

    with ThreadPoolExecutor(2) as threads:
        for grant_id in grants:
            moves = [
                threads.submit(move, cast.bell, agree, grant_id),
                threads.submit(move, cast.haddad, other, grant_id),
            ]
            assert sorted(running.result() for running in moves) == [False, True]
    with transaction(cast.database) as session:
        assert {len(acts(session, grant_id)) for grant_id in grants} == {2}


def test_the_form_offers_students_by_name_her_readers_and_who_can_agree(cast: Cast, session: Session) -> None:
    lund = cast.viewer(cast.lund)
    assert [(found.name, found.classes) for found in students_named(session, lund, "áNA")] == [
        ("Ana Morales", ["Period 3"])
    ]
    assert [who.name for who in readers_past_and_present(session, lund, cast.ana.id)] == ["Ms. Rivera", "Mr. Park"]
    assert who_can_agree(session, lund, [cast.lund.id, None]) == ["Mr. Bell"]


def test_a_named_person_can_ask_and_an_administrator_agree(cast: Cast, session: Session) -> None:
    grant_id = asked(session, cast, cast.bell)
    assert agree(session, cast.viewer(cast.lund), grant_id)
    assert look(session, cast.viewer(cast.bell), grant_id)
    assert not look(session, cast.viewer(cast.lund), grant_id)
    session.flush()
    happened = [(event.act, event.by) for event in history(session, cast.viewer(cast.lund), grant_id)]
    assert sorted(happened) == [
        (Act.AGREED, "Mrs. Lund"),
        (Act.ASKED, "Mr. Bell"),
        (Act.READ, "Mr. Bell"),
    ]
