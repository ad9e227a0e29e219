"""The same pages of one teacher while the school around her grows: they may not feel it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, make_url, text

from app.db import Database
from app.schema import migrate
from benchmarks.cpu import Browser, application, compare, cpu_with, statements
from benchmarks.pages import addresses
from benchmarks.school import LETTERS, Measured, open_school
from benchmarks.table import Add, Row
from tests.databases import fresh_sqlite
from tests.servers import Missing, postgres_cluster

MOST = 1.15
"""Times what the page costs in the smallest school: DESIGN.md, "Figures to reach"."""


async def growth(add: Add, on: str, schools: Sequence[int], rounds: int) -> None:
    """A row for each page, over schools with so many times one teacher's letters; `on` is "SQLite" or "PostgreSQL".

    On PostgreSQL its own CPU is counted too.
    """
    opened = _on_sqlite if on == "SQLite" else _on_postgresql
    try:
        with opened(schools) as (grown, clock):
            sizes = ", ".join(f"{LETTERS * times:,}" for times in schools)
            for name in addresses(grown[0]):
                add(await _grows(f"{name}, {on}, {sizes} letters", name, grown, rounds, clock))
    except Missing as missing:
        add(Row(f"the pages on {on}", f"not measured: {missing} is not installed", f"≤ {MOST:g}×"))


async def _grows(what: str, name: str, grown: Sequence[Measured], rounds: int, clock: Callable[[], float]) -> Row:
    asked, said = {}, []
    for place, measured in enumerate(grown):
        address, token = addresses(measured)[name]
        browser = Browser(application(measured.database), token)
        await browser.get(address)
        with statements(measured.database) as seen:
            await browser.get(address)
        said.append(seen)
        asked[str(place)] = partial(browser.get, address)
    costs = list((await compare(asked, rounds, clock)).values())
    ratios = [cost.middle / costs[0].middle for cost in costs]
    same = all(seen == said[0] for seen in said)
    return Row(
        what,
        ", ".join(f"{cost.middle:.2f}" for cost in costs) + f" ms; SQL {'the same' if same else 'differs'}",
        f"≤ {MOST:g}×",
        max(ratios) <= MOST and same,
        ratio=", ".join(f"{ratio:.2f}×" for ratio in ratios[1:]),
    )


@contextmanager
def _on_sqlite(schools: Sequence[int]) -> Iterator[tuple[list[Measured], Callable[[], float]]]:
    with ExitStack() as until_the_end:
        grown = []
        for teachers in schools:
            folder = until_the_end.enter_context(TemporaryDirectory(prefix="everyletter-"))
            database = fresh_sqlite(Path(folder))
            until_the_end.callback(database.close)
            grown.append(open_school(database, teachers))
        yield grown, cpu_with([])


@contextmanager
def _on_postgresql(schools: Sequence[int]) -> Iterator[tuple[list[Measured], Callable[[], float]]]:
    """A database for each school in one cluster; the clock counts the CPU of the processes that serve them, too."""
    with postgres_cluster() as address, ExitStack() as until_the_end:
        grown, servants = [], []
        cluster = create_engine(address, isolation_level="AUTOCOMMIT")
        until_the_end.callback(cluster.dispose)
        for teachers in schools:
            with cluster.connect() as connection:
                connection.execute(text(f"CREATE DATABASE school_{teachers}"))
            named = make_url(address).set(database=f"school_{teachers}")
            database = Database(named.render_as_string(hide_password=False))
            until_the_end.callback(database.close)
            migrate(database)
            grown.append(open_school(database, teachers))
            with database.reads.connect() as connection:  # the connection on which the pages will be read
                servants.append(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
        yield grown, cpu_with(servants)
