"""How a school begins, without the web: once, whole, and with two who try at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import delete, func, select
from sqlmodel import SQLModel

from app.beginning import AlreadyBegun, Beginning, Founder, begin, there_is_a_school
from app.db import Database, reading, transaction
from app.invitations import hash_chosen
from app.models import Door, Event, Office, Password, Person, School
from app.models.school import About
from app.models.words import Reason, Refused
from app.security import new_code, who_has_email
from tests.cast import KEY, NOW, PASSWORD
from tests.patience import together

ABOUT = About("Roosevelt High", "America/Los_Angeles", 8, ["en", "es"])
LUND = Founder("Ingrid Lund", "Mrs. Lund", "Lund@school.example")
MADE: tuple[type[SQLModel], ...] = (School, Person, Office, Password, Door, Event)
ROUNDS = 20


def rows(database: Database) -> list[int | None]:
    """How many there are of each kind of row that a beginning makes."""
    with reading(database) as session:
        return [session.scalar(select(func.count()).select_from(model)) for model in MADE]


@pytest.fixture(scope="module")
def hashed() -> str | None:
    return hash_chosen(PASSWORD)


def test_a_school_begins_with_its_first_administrator(database: Database, hashed: str) -> None:
    with transaction(database) as session:
        knock = begin(session, KEY, ABOUT, LUND, hashed, NOW)
    assert rows(database) == [1] * len(MADE)
    with reading(database) as session:
        found = who_has_email(session, KEY, "lund@school.example")
        assert found == (knock, hashed)
        assert session.get_one(School, knock.school_id).languages == ["en", "es"]
        assert session.scalars(select(Office)).one().from_day.isoformat() == "2026-11-17"


@pytest.mark.parametrize(
    ("about", "founder", "reason"),
    [
        (About("", "America/Los_Angeles", 8, ["en"]), LUND, Reason.NO_SCHOOL_NAME),
        (ABOUT, Founder(" ", "", "lund@school.example"), Reason.NO_NAME),
        (ABOUT, Founder("Ingrid Lund", "x" * 121, "lund@school.example"), Reason.LONG_NAME),
        (ABOUT, Founder("Ingrid Lund", "", ""), Reason.NO_ADDRESS),
        (ABOUT, Founder("Ingrid Lund", "", "lund"), Reason.NO_ADDRESS),
    ],
)
def test_what_is_refused_makes_nothing(
    sqlite_database: Database, hashed: str, about: About, founder: Founder, reason: Reason
) -> None:
    with pytest.raises(Refused) as refused, transaction(sqlite_database) as session:
        begin(session, KEY, about, founder, hashed, NOW)
    assert refused.value.reason is reason
    assert rows(sqlite_database) == [0] * len(MADE)


def test_a_password_that_was_too_short_makes_nothing(sqlite_database: Database) -> None:
    with pytest.raises(Refused, match="short password"), transaction(sqlite_database) as session:
        begin(session, KEY, ABOUT, LUND, hash_chosen("eleven char"), NOW)
    assert rows(sqlite_database) == [0] * len(MADE)


def test_of_two_who_begin_at_once_one_does_and_the_other_is_told(database: Database, hashed: str) -> None:
    with ThreadPoolExecutor(2) as threads:
        for _ in range(ROUNDS):
            barrier = together(2)

            def one(name: str, barrier: Barrier = barrier) -> str:
                barrier.wait()
                try:
                    with transaction(database) as session:
                        begin(session, KEY, ABOUT, Founder(name, "", f"{name}@school.example"), hashed, NOW)
                except AlreadyBegun:
                    return "told"
                return "begun"

            assert sorted(threads.map(one, ["lund", "park"])) == ["begun", "told"]
            assert rows(database) == [1] * len(MADE)
            with transaction(database) as session:
                for model in (Event, Password, Office, Door, Person, School):
                    session.execute(delete(model))


def test_the_code_is_this_process_own_and_read_in_any_spelling() -> None:
    beginning, other = Beginning(KEY), Beginning(KEY)
    assert beginning.is_code(f" {beginning.code.lower().replace('-', ' ')} ")
    assert not beginning.is_code(other.code)
    assert not beginning.is_code("")
    assert beginning.is_guess(new_code(KEY))
    assert not beginning.is_guess("AAAAA-AAAAA-AAA")
    assert not beginning.is_guess(beginning.code)


def test_once_there_is_a_school_the_beginning_is_over(sqlite_database: Database, hashed: str) -> None:
    beginning = Beginning(KEY)
    with transaction(sqlite_database) as session:
        assert not beginning.is_over(session)
        begin(session, KEY, ABOUT, LUND, hashed, NOW)
        assert there_is_a_school(session)
    with reading(sqlite_database) as session:
        assert beginning.is_over(session)
