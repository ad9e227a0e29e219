"""The cast at NOW, copied from one that is built once a process: most tests begin with it, and a copy is quicker."""

import pickle
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from app.db import Database
from app.models import metadata
from tests.cast import NOW, Cast, build
from tests.databases import fresh_sqlite, until_the_end


def cast_now(database: Database) -> Cast:
    """The whole cast in a fresh database that nobody has opened yet, as build() puts it there."""
    file, rows, people = _built()
    if database.on_sqlite:
        shutil.copyfile(file, str(database.url.database))
    else:
        with database.writes.begin() as connection:
            for table, there in rows.items():
                connection.execute(table.insert(), there)
    return Cast(database=database, **pickle.loads(people))  # everybody anew: a test may change whom it likes


@cache
def _built() -> tuple[Path, Mapping[Table, Sequence[dict[str, Any]]], bytes]:
    """A file of SQLite with the cast, the rows of each table, and all that Cast says of it but the database."""
    folder = until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="everyletter-"))
    database = fresh_sqlite(Path(folder))
    cast = build(database, NOW)
    with database.reads.connect() as connection:
        rows = {
            table: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }
    database.close()
    people = {part.name: getattr(cast, part.name) for part in fields(cast) if part.name != "database"}
    return (
        Path(str(database.url.database)),
        {table: there for table, there in rows.items() if there},
        pickle.dumps(people),
    )
