"""What the doctor looks at in the database itself: whether it answers, is whole, and is as new as the program."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url
from sqlalchemy.exc import DBAPIError

from app.config import Settings
from app.db import BUSY_MS
from app.doctor.finding import Finding, look, well, wrong
from app.schema import newest, revision_of

OLDEST_POSTGRESQL = 14
"""Earlier ones get no security updates any more (postgresql.org, Versioning Policy)."""

RESTORE = "Stop Everyletter, keep the file as it is for later, and restore the newest backup."


def engine_for(config: Settings) -> Engine | None:
    """An engine that changes nothing, not even how a file keeps its journal; None where there is no database."""
    url = make_url(config.database)
    if url.get_backend_name() != "sqlite":
        options = "-c default_transaction_read_only=on"
        return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"options": options})
    path = Path(url.database or "")
    if not path.is_file():
        return None
    address = f"file:{quote(str(path.resolve()))}?mode=ro"
    return create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, timeout=BUSY_MS / 1000, isolation_level=None),
        poolclass=NullPool,
        hide_parameters=True,
    )


def look_at_database(engine: Engine | None) -> Iterator[Finding]:
    """Whether it answers, whether it is whole, and whether it stands at the newest migration."""
    if engine is None:
        yield wrong(
            "There is no database yet where the settings look for one.",
            "Start Everyletter once (`everyletter serve`), or mend EVERYLETTER_DATA_FOLDER.",
        )
        return
    try:
        with engine.connect() as connection:
            yield from _look_at_file(connection) if engine.dialect.name == "sqlite" else _look_at_server(connection)
            yield from _look_at_revision(connection)
    except DBAPIError as problem:
        yield _broken(problem.orig)


def _broken(problem: BaseException | None) -> Finding:
    if isinstance(problem, sqlite3.OperationalError):
        return wrong(
            f"The database file can't be opened: {problem}.",
            "Give the data folder and all in it to the account that Everyletter runs as.",
        )
    if isinstance(problem, sqlite3.DatabaseError):
        return wrong("The database file is damaged.", RESTORE)
    return wrong(
        f"The database does not answer: {' '.join(str(problem).split()).rstrip('?.')}.",
        "Is it running, and are EVERYLETTER_DATABASE_URL and its password right?",
    )


def has_schema(engine: Engine) -> bool:
    """Whether it stands at the newest migration, so that its rows can be looked at."""
    try:
        with engine.connect() as connection:
            return revision_of(connection) == newest()
    except DBAPIError:
        return False


def _look_at_file(connection: Connection) -> Iterator[Finding]:
    whole = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check(1)")] == ["ok"]
    pointless = len(connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()) if whole else 0
    if not whole:
        yield wrong("The database file is damaged (PRAGMA quick_check).", RESTORE)
    elif pointless:
        yield wrong(f"{pointless} rows of the database point to nothing (PRAGMA foreign_key_check).", RESTORE)
    else:
        yield well(f"The database answers, and its file is whole (SQLite {sqlite3.sqlite_version}).")
    journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    if journal != "wal":
        yield look(
            f"The database keeps its journal as {journal!r} instead of 'wal'.",
            "The next start mends that, unless the data folder lies on a network drive: it needs a disk of its own.",
        )


def _look_at_server(connection: Connection) -> Iterator[Finding]:
    def says(setting: str) -> str:
        return str(connection.exec_driver_sql(f"SHOW {setting}").scalar_one())

    version, encoding = int(says("server_version_num")) // 10_000, says("server_encoding")
    yield well(f"The database answers (PostgreSQL {version}).")
    if version < OLDEST_POSTGRESQL:
        yield look(f"PostgreSQL {version} gets no security updates any more.", "Bring it up to a newer version.")
    if encoding != "UTF8":
        yield wrong(
            f"The database is encoded as {encoding}, which holds few of the world's scripts.",
            "Make a new database with ENCODING 'UTF8', and bring a dump of this one into it.",
        )
    hasty = [setting for setting in ("fsync", "synchronous_commit", "full_page_writes") if says(setting) == "off"]
    if hasty:
        yield look(
            f"PostgreSQL says that a letter is kept before it is on the disk ({', '.join(hasty)} is off).",
            "A power cut would lose letters that students were told have arrived: switch it on.",
        )


def _look_at_revision(connection: Connection) -> Iterator[Finding]:
    revision = revision_of(connection)
    if revision == newest():
        yield well("The database is up to date.")
    else:
        yield wrong(
            f"The database stands at {revision or 'nothing'}, and this program needs {newest()}.",
            "Start this Everyletter once (`everyletter serve`). If a newer one has served it, go on with that one.",
        )
