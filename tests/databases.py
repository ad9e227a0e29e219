"""Empty, migrated databases for tests: SQLite as a copy of a file, PostgreSQL as a cluster that is emptied."""

import atexit
import shutil
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from app.db import Database
from app.models import metadata
from app.schema import migrate
from tests.servers import postgres_cluster

_until_the_end = ExitStack()
atexit.register(_until_the_end.close)


def fresh_sqlite(folder: Path) -> Database:
    """A new SQLite database in a folder."""
    path = folder / "everyletter.db"
    shutil.copyfile(_template(), path)
    return Database(f"sqlite:///{path}")


def fresh_postgresql() -> Database:
    """The PostgreSQL database of this process, emptied. One at a time."""
    database = Database(_migrated())
    with database.writes.begin() as connection:
        # A test that left a transaction open fails here instead of hanging.
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return database


@cache
def cluster() -> str:
    """The address of this process's PostgreSQL, which starts when it is first needed."""
    return _until_the_end.enter_context(postgres_cluster())


@cache
def _migrated() -> str:
    database = Database(cluster())
    migrate(database)
    database.close()
    return cluster()


@cache
def _template() -> Path:
    """An empty database that was migrated once; a copy is quicker than a migration."""
    folder = _until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="everyletter-"))
    path = Path(folder) / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path
