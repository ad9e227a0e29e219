"""Runs every benchmark, prints the table and writes it to README.md: what `make bench` starts."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.accepting import accepting
from benchmarks.find import finding
from benchmarks.growth import growth
from benchmarks.line import line
from benchmarks.long_queue import long_queue
from benchmarks.memory import memory
from benchmarks.pages import pages
from benchmarks.photos import photos
from benchmarks.school import open_school
from benchmarks.sending import sending
from benchmarks.table import Table
from benchmarks.weight import weight
from tests.databases import fresh_sqlite


@dataclass(frozen=True)
class Effort:
    """How much is measured."""

    rounds: int = 100
    """Of each page."""
    on_sqlite: tuple[int, ...] = (1, 10, 100)
    """Schools with so many times one teacher's letters; so is the next."""
    on_postgresql: tuple[int, ...] = (1, 10, 1000)
    waiting: int = 5000
    """Students in the long queue."""
    seconds: float = 4.0
    """Of each rush of senders."""
    phones: int = 35
    """That send letters with photos, each at a moment of its own..."""
    minute: float = 60.0
    """...within so many seconds."""
    students: int = 97
    """In the queue that is weighed, beside the cast's three."""
    loads: int = 5
    """Of a page on a slow line, with an empty cache."""
    answers: int = 20
    """That are sent by key, one after the other."""
    teachers: int = 10
    """Of a school of a thousand students."""
    visits: int = 6
    """Of everybody on every screen, each in the next language."""


def run(effort: Effort) -> Table:
    """Measure everything; gives the table, which is printed line by line meanwhile."""
    table = Table()
    table.begin()
    with TemporaryDirectory(prefix="everyletter-") as folder:
        database = fresh_sqlite(Path(folder))
        asyncio.run(pages(table.add, open_school(database), effort.rounds))
        database.close()
    asyncio.run(long_queue(table.add, effort.waiting, effort.rounds))
    with TemporaryDirectory(prefix="everyletter-") as folder:
        database = fresh_sqlite(Path(folder))
        asyncio.run(finding(table.add, database, effort.rounds))
        database.close()
    asyncio.run(growth(table.add, "SQLite", effort.on_sqlite, effort.rounds))
    asyncio.run(growth(table.add, "PostgreSQL", effort.on_postgresql, effort.rounds))
    asyncio.run(accepting(table.add, effort.seconds))
    asyncio.run(photos(table.add, effort.phones, effort.minute))
    weight(table.add, effort.students)
    line(table.add, effort.loads)
    sending(table.add, effort.answers)
    memory(table.add, effort.teachers, effort.visits)
    return table


if __name__ == "__main__":
    os.environ["EVERYLETTER_LOG_LEVEL"] = "WARNING"
    run(Effort()).write()
