"""The database: two engines, one that only reads, and transaction(), the only commit in the program."""

import asyncio
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

CONNECTIONS = 20
"""Connections kept for reading, and as many for writing on PostgreSQL."""

BUSY_MS = 10_000
"""How long a write waits for another process (a backup, a command) that writes to the same SQLite file."""


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
        self.read_turns = asyncio.Semaphore(CONNECTIONS)
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


def _engine(url: URL, *, read_only: bool) -> Engine:
    if url.get_backend_name() != "sqlite":
        # READ ONLY is set on the connection; a stray write on a GET is an error, not a surprise.
        options = {"options": "-c default_transaction_read_only=on"} if read_only else {}
        return create_engine(
            url,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args=options,
            hide_parameters=True,  # an error is logged, and a letter is a parameter
        )
    engine = create_engine(
        url,
        pool_size=CONNECTIONS if read_only else 1,
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
