"""The database: two engines, one that only reads, and transaction(), the only commit in the program."""

import asyncio
import fcntl
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeGuard

from sqlalchemy import URL, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    import psycopg

CONNECTIONS = 20
"""Connections kept for reading on PostgreSQL, and as many for writing."""
READERS = 6
"""Connections kept for reading on SQLite. Each holds 1.7 MB of pages and statements of its own, and no page is drawn
sooner by more of them than the machine has cores; a long read holds up only what is left of them."""

BUSY_MS = 10_000
"""How long a write waits for another process (a backup, a command) that writes to the same SQLite file."""


CONNECT_SECONDS = 5
"""How long PostgreSQL may take to take up a connection. Without it a machine that is off is waited for for minutes."""

OUT_OF_REACH = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL,
}  # fmt: skip
"""What SQLite says when the file is held, full or gone. Its other errors are ours."""
PRIMARY = 0xFF
"""The bits of an SQLite result code that say which kind it is (sqlite.org/rescode.html)."""


class AlreadyServed(RuntimeError):
    """Another process serves this SQLite file."""


class Database:
    """The engines, and the turns: who has to wait for a connection waits without holding a thread, in order.

    SQLite has one writer, so that writes take turns one by one; PostgreSQL has as many as there are connections.
    """

    def __init__(self, address: str) -> None:
        self.url = make_url(address)
        self.on_sqlite = self.url.get_backend_name() == "sqlite"
        if self.on_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self.writes = _engine(self.url, read_only=False)
        self.reads = _engine(self.url, read_only=True)
        self.write_turns = asyncio.Semaphore(1 if self.on_sqlite else CONNECTIONS)
        self.read_turns = asyncio.Semaphore(READERS if self.on_sqlite else CONNECTIONS)
        self._lock: IO[str] | None = None

    def hold(self) -> None:
        """Be the only process that serves this SQLite file, until close(). Raises AlreadyServed."""
        if not self.on_sqlite or not self.url.database:
            return
        self._lock = Path(f"{self.url.database}.lock").open("w", encoding="ascii")  # noqa: SIM115 -- held until close()
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            self._lock.close()
            raise AlreadyServed(self.url.database) from held

    def close(self) -> None:
        """Give every connection back."""
        self.reads.dispose()
        self.writes.dispose()
        if self._lock:
            self._lock.close()


@contextmanager
def transaction(database: Database) -> Iterator[Session]:
    """A session whose work is committed when the block ends without an exception, and durable then; else undone."""
    with Session(database.writes, expire_on_commit=False) as session:
        yield session
        session.commit()


@contextmanager
def reading(database: Database) -> Iterator[Session]:
    """A session that can only read."""
    with Session(database.reads) as session:
        yield session


def is_out_of_reach(problem: SQLAlchemyError) -> bool:
    """Whether the database can't be had at the moment: locked, full, stopped, or not to be reached. Nothing of what was
    asked has been written then."""
    if not isinstance(problem, DBAPIError):
        return isinstance(problem, NoConnection)
    if isinstance(problem.orig, sqlite3.Error):
        return getattr(problem.orig, "sqlite_errorcode", 0) & PRIMARY in OUT_OF_REACH
    return problem.connection_invalidated or isinstance(problem, OperationalError)


def what_broke(problem: BaseException) -> dict[str, str]:
    """What a log may say of a database error: its class, its SQLSTATE (or SQLite's name of it) and the constraint.
    Never its message: PostgreSQL quotes the row."""
    error = (isinstance(problem, DBAPIError) and problem.orig) or problem
    said = {"error": type(error).__name__}
    if _is_postgresqls(error):
        said |= {"sqlstate": error.sqlstate or "", "constraint": error.diag.constraint_name or ""}
    elif isinstance(error, sqlite3.Error):
        said |= {"sqlstate": getattr(error, "sqlite_errorname", "")}
    return {name: value for name, value in said.items() if value}


def _is_postgresqls(error: object) -> "TypeGuard[psycopg.Error]":
    """Whether an error is one of psycopg, which is 4 MB that SQLite doesn't need: SQLAlchemy loads it."""
    psycopg = sys.modules.get("psycopg")
    return psycopg is not None and isinstance(error, psycopg.Error)


def _without_the_row(context: ExceptionContext) -> None:
    """PostgreSQL says in an error's DETAIL which row it was about, word for word; hide_parameters hides only what was
    asked. Whoever prints the error, a traceback too, prints its name alone. (Of connecting, the message is kept.)"""
    error = context.original_exception
    if context.statement is None or not _is_postgresqls(error):
        return
    error.args = (" ".join(what_broke(error).values()),)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = error.args


def _engine(url: URL, *, read_only: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        # READ ONLY is set on the connection; a stray write on a GET is an error, not a surprise.
        options = {"options": "-c default_transaction_read_only=on"} if read_only else {}
        on_postgresql = create_engine(
            url,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_SECONDS, **options},
            hide_parameters=True,  # an error is logged, and a letter is a parameter
        )
        event.listen(on_postgresql, "handle_error", _without_the_row)
        return on_postgresql
    engine = create_engine(
        url,
        pool_size=READERS if read_only else 1,
        # Commands and tests may use several threads at once; requests take turns before they come here.
        max_overflow=0 if read_only else -1,
        connect_args={"isolation_level": None, "check_same_thread": False},
        hide_parameters=True,  # an error is logged, and a letter is a parameter
    )

    @event.listens_for(engine, "connect")
    def pragmas(connection: Any, _: Any) -> None:
        """WAL, and an fsync at every commit: "sent" is a promise. Deleted words are overwritten."""
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")
        if read_only:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        """A write takes the lock at once: one that began by reading can't lose an update."""
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
