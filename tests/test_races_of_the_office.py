"""Two administrators at once, with real threads and real transactions: nobody is left out of the count."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Membership, Office, Person
from app.models.classroom import Part
from app.models.handover import NobodyLeft
from app.models.office import end_office, give_office, leave_school
from app.models.person import OfficePart
from app.models.taking_part import end_part, give_part
from app.models.words import Refused
from tests.cast import Cast
from tests.models.test_handover import membership
from tests.models.test_office import here, office
from tests.models.test_taking_part import room
from tests.test_races import Move, Race

ROUNDS = 15
"""Of each race, on each database: each begins with an office that is as it was."""


@pytest.fixture
def race(cast: Cast) -> Iterator[Race]:
    with ThreadPoolExecutor(2) as threads:
        yield Race(cast, threads)


def tries(verb: Callable[[Session], object]) -> Move:
    """A move that says whether it was done."""

    def move(session: Session) -> bool:
        try:
            verb(session)
        except (Refused, NobodyLeft):
            return False
        return True

    return move


def test_of_two_administrators_who_end_each_other_one_stays(race: Race, cast: Cast) -> None:
    with race.session() as session:
        part = OfficePart.ADMINISTRATOR
        give_office(session, cast.viewer(cast.lund), here(session, cast.okoye), part, cast.today(), None)

    def ending(by: Person, whose: Person) -> Move:
        viewer, day = cast.viewer(by), cast.today()
        return tries(lambda session: end_office(session, viewer, office(session, whose, part), day, None))

    for _ in range(ROUNDS):
        done = race.run(ending(cast.lund, cast.okoye), ending(cast.okoye, cast.lund))
        assert sorted(map(bool, done)) == [False, True]
        with race.session() as session:
            session.execute(update(Office).values(until_day=None))


def test_two_last_readers_do_not_both_go(race: Race, cast: Cast) -> None:
    def ending(whose: Person) -> Move:
        lund, day = cast.viewer(cast.lund), cast.today()
        return tries(lambda session: end_part(session, lund, membership(session, whose, cast.period_3), day, None))

    for _ in range(ROUNDS):
        done = race.run(ending(cast.rivera), ending(cast.park))
        assert sorted(map(bool, done)) == [False, True]
        with race.session() as session:
            session.execute(update(Membership).values(until_day=None))


def test_who_leaves_at_this_moment_takes_nothing_over(race: Race, cast: Cast) -> None:
    lund, day = cast.viewer(cast.lund), cast.today()

    def taken_over(session: Session) -> None:
        okoyes = membership(session, cast.okoye, cast.period_5)
        end_part(session, lund, okoyes, day, None, here(session, cast.park))

    def leaving(session: Session) -> None:
        leave_school(session, lund, here(session, cast.park), day, {})

    for _ in range(ROUNDS):
        done = race.run(tries(taken_over), tries(leaving))
        assert sorted(map(bool, done)) == [False, True]
        with race.session() as session:
            session.execute(update(Person).values(ended_on=None))
            session.execute(update(Membership).values(until_day=None))
            period_5 = col(Membership.classroom_id) == cast.period_5.id
            for extra in session.scalars(select(Membership).where(period_5, col(Membership.person_id) == cast.park.id)):
                session.delete(extra)


def test_of_two_who_put_somebody_into_a_class_one_does(race: Race, cast: Cast) -> None:
    lund, day = cast.viewer(cast.lund), cast.today()

    def joining(session: Session) -> None:
        give_part(session, lund, room(session, cast.period_5), here(session, cast.ana), Part.WRITER, day)

    for _ in range(ROUNDS):
        race.run(tries(joining), tries(joining))
        with race.session() as session:
            mine = col(Membership.classroom_id) == cast.period_5.id, col(Membership.person_id) == cast.ana.id
            assert session.scalar(select(func.count()).select_from(Membership).where(*mine)) == 1
            session.delete(session.scalars(select(Membership).where(*mine)).one())
