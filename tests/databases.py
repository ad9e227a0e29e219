"""Empty, migrated databases for tests: SQLite as a copy of a file, PostgreSQL as a cluster that is emptied."""

import atexit
import shutil
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from app.db import Database
from app.models import metadata
from app.schema import migrate
from tests.servers import postgres_cluster

until_the_end = ExitStack()
atexit.register(until_the_end.close)

_EMPTYING = ";".join(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables))
"""Of every table in one go: a journey for each would take longer than what is done there."""


def fresh_sqlite(folder: Path) -> Database:
    """A new SQLite database in a folder."""
    path = folder / "everyletter.db"
    shutil.copyfile(_template(), path)
    return _knowing(Database(f"sqlite:///{path}"), _template())


def rewind(database: Database, file: Path) -> None:
    """Let a SQLite database be what a file holds. Its engines stay, with every statement that they have compiled."""
    database.close()
    there = Path(str(database.url.database))
    for ending in ("-wal", "-shm"):
        there.with_name(f"{there.name}{ending}").unlink(missing_ok=True)
    shutil.copyfile(file, there)


def called(database: Database, table: str, other: str) -> None:
    """Call a table otherwise: whoever looks for it fails as on a disk that can't be read, until it is called back."""
    with database.writes.begin() as connection:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" RENAME TO "{other}"')


def fresh_postgresql() -> Database:
    """The PostgreSQL database of this process, emptied. One at a time."""
    database = _knowing(Database(_migrated()), _migrated())
    with database.writes.begin() as connection:
        # A test that left a transaction open fails here instead of hanging.
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        connection.exec_driver_sql(_EMPTYING)
    return database


def _knowing(database: Database, first: Path | str) -> Database:
    """With every statement that tests before have compiled: a server that runs for a day compiles each once, too, and
    it is a third of the work of a test that asks for pages. The dialect is a part of the name under which one is kept.
    """
    for engine, known in zip((database.writes, database.reads), _first_engines(first), strict=True):
        engine.dialect = known.dialect
        engine.update_execution_options(compiled_cache=_compiled)
    return database


_compiled: dict[Any, Any] = {}


@cache
def _first_engines(address: Path | str) -> tuple[Engine, Engine]:
    """Of a process, on SQLite or PostgreSQL; a dialect learns with its first connection whom it speaks to."""
    first = Database(f"sqlite:///{address}" if isinstance(address, Path) else address)
    for engine in (first.writes, first.reads):
        engine.connect().close()
    first.close()
    return first.writes, first.reads


@cache
def cluster() -> str:
    """The address of this process's PostgreSQL, which starts when it is first needed."""
    return until_the_end.enter_context(postgres_cluster())


@cache
def _migrated() -> str:
    database = Database(cluster())
    migrate(database)
    database.close()
    return cluster()


@cache
def _template() -> Path:
    """An empty database that was migrated once; a copy is quicker than a migration."""
    folder = until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="everyletter-"))
    path = Path(folder) / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path
