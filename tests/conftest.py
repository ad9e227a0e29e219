"""The databases and the cast that tests ask for by name."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from app.db import Database, transaction
from app.models.calendar import now
from tests.cast import NOW, Cast, build
from tests.copied import cast_now
from tests.databases import fresh_postgresql, fresh_sqlite
from tests.web import Site

WORKERS = 3
"""How many processes pyproject.toml has pytest start."""

# The same examples every time: a failure in CI is one that can be run again here.
settings.register_profile(
    "tests", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser wait more than they work: all workers but one begin with a part of them, and that one with the
    others, the longest first, of which whoever is done takes some."""
    share = -(-len(items) // WORKERS)
    browser = [item for item in items if item.path.parent.name == "browser"]
    others = [item for item in items if item.path.parent.name != "browser"]
    others.sort(key=lambda item: item.path.stem != "test_benchmarks")
    part = max(1, -(-len(browser) // (WORKERS - 1)))
    items.clear()
    for first in range(0, len(browser), part):
        mine = browser[first : first + part]
        rest = len(others) - max(0, share - len(mine))
        items += mine + others[rest:]
        del others[rest:]
    items += others


def pytest_collection_finish() -> None:
    """What is loaded by now stays: whoever looks for garbage need not look through it each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database; the test runs once on each kind."""
    database = fresh_sqlite(tmp_path) if request.param == "sqlite" else fresh_postgresql()
    yield database
    database.close()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated SQLite database, where one kind is enough."""
    database = fresh_sqlite(tmp_path)
    yield database
    database.close()


@pytest.fixture
def cast(database: Database) -> Cast:
    """The cast in `database`, on a Tuesday: for models and queries, which are told what time it is."""
    return cast_now(database)


@pytest.fixture
def cast_today(sqlite_database: Database) -> Cast:
    """The cast in `sqlite_database`, at this real moment: for what asks the clock itself."""
    return build(sqlite_database, now())


@pytest.fixture
def session(cast: Cast) -> Iterator[Session]:
    """One transaction on the cast's database."""
    with transaction(cast.database) as session:
        yield session


@pytest.fixture
def site(sqlite_database: Database) -> Iterator[Site]:
    """The application over the cast, on that Tuesday; time goes on from there."""
    with time_machine.travel(NOW, tick=True) as clock:
        yield Site(cast_now(sqlite_database), clock)
