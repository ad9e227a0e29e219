"""Two at once over a worry, with real threads and real transactions: one has it, and the copy is whole."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Event, Letter, Opening, Worry
from app.models.handing_on import handle, pass_on, take_over
from app.models.letter import add_postscript
from app.models.settling import take_back
from app.models.worry import Act, WorryState
from tests.cast import Cast
from tests.grants import named
from tests.test_races import Move, Race
from tests.test_races_of_the_office import tries
from tests.worries import handed_on, no_longer_named

ROUNDS = 10
"""Of each race, on each database."""


@pytest.fixture
def race(cast: Cast) -> Iterator[Race]:
    with ThreadPoolExecutor(2) as threads:
        yield Race(cast, threads)


def a_letter(race: Race, cast: Cast, body: str = "We moved.") -> Letter:
    with race.session() as session:
        return cast.writes(session, cast.ana, body)


def a_worry(race: Race, cast: Cast, letter: Letter) -> Worry:
    with race.session() as session:
        worry_id = handed_on(session, cast, session.get_one(Letter, (letter.school_id, letter.id)))
        return session.get_one(Worry, (letter.school_id, worry_id))


def now(race: Race, worry: Worry) -> Worry:
    with race.session() as session:
        return session.get_one(Worry, (worry.school_id, worry.id))


def test_of_two_who_take_over_one_has_it(race: Race, cast: Cast) -> None:
    with race.session() as session:
        for person in (cast.haddad, cast.okoye):
            named(session, cast, person)
    worries = [a_worry(race, cast, a_letter(race, cast)) for _ in range(ROUNDS)]
    with race.session() as session:
        no_longer_named(session, cast.bell)

    for worry in worries:

        def taking(viewer: object, id_: object = worry.id) -> Move:
            return lambda session: take_over(session, viewer, id_)  # type: ignore[arg-type]

        done = race.run(taking(cast.viewer(cast.haddad)), taking(cast.viewer(cast.okoye)))
        assert sorted(map(bool, done)) == [False, True]
        assert now(race, worry).named_id == (cast.haddad.id if done[0] else cast.okoye.id)
        with race.session() as session:
            of_it = col(Event.subject_id) == worry.id, col(Event.act) == Act.TAKEN_OVER
            assert len(session.scalars(select(Event).where(*of_it)).all()) == 1


def test_what_is_handled_and_passed_on_at_once_is_one_of_the_two(race: Race, cast: Cast) -> None:
    with race.session() as session:
        named(session, cast, cast.haddad)
    bell = cast.viewer(cast.bell)
    for _ in range(ROUNDS):
        worry = a_worry(race, cast, a_letter(race, cast))

        def handling(session: Session, worry: Worry = worry) -> object:
            return handle(session, bell, worry.id, "Done.")

        def passing(session: Session, worry: Worry = worry) -> object:
            return pass_on(session, bell, worry.id, cast.haddad.id, "It is about me.", [])

        done = race.run(handling, passing)
        assert sorted(map(bool, done)) == [False, True]
        after = now(race, worry)
        assert (after.state is WorryState.HANDLED, after.named_id == cast.haddad.id) == tuple(map(bool, done))


def test_a_ps_that_comes_at_that_moment_is_in_the_copy_or_comes_after_it(race: Race, cast: Cast) -> None:
    for _ in range(ROUNDS):
        letter, worry_id = a_letter(race, cast), uuid4()

        def handing(session: Session, letter: Letter = letter, worry_id: object = worry_id) -> object:
            mine = session.get_one(Letter, (letter.school_id, letter.id))
            return handed_on(session, cast, mine, worry_id=worry_id)  # type: ignore[arg-type]

        def adding(session: Session, letter: Letter = letter) -> object:
            mine = session.get_one(Letter, (letter.school_id, letter.id))
            return add_postscript(session, cast.viewer(cast.ana), mine, uuid4(), "And more.")

        race.run(handing, adding)
        with race.session() as session:
            kept = session.get_one(Worry, (letter.school_id, worry_id))
            assert kept.body in {"We moved.", "We moved.\n\nP.S. And more."}


def test_a_letter_is_handed_on_or_taken_back_and_never_both(race: Race, cast: Cast) -> None:
    for _ in range(ROUNDS):
        letter = a_letter(race, cast)

        def handing(session: Session, letter: Letter = letter) -> object:
            return handed_on(session, cast, session.get_one(Letter, (letter.school_id, letter.id)))

        def taking(session: Session, letter: Letter = letter) -> object:
            return take_back(session, cast.viewer(cast.ana), session.get_one(Letter, (letter.school_id, letter.id)))

        handed, taken = race.run(tries(handing), taking)
        assert bool(handed) != bool(taken)
        with race.session() as session:
            of_it = session.scalars(select(Worry).where(col(Worry.letter_id) == letter.id)).all()
            assert [worry.body for worry in of_it] == (["We moved."] if handed else [])
            opened = session.scalars(select(Opening).where(col(Opening.letter_id) == letter.id)).all()
            assert len(opened) == bool(handed), "What is refused has written nothing."
