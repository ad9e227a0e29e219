"""What a page costs: the CPU of this process while the application answers, asked through ASGI without a network."""

import gc
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import event
from starlette.types import ASGIApp, Message

from app.config import Settings
from app.db import Database
from app.deps import COOKIE
from app.main import create_app
from benchmarks.school import KEY

WARM = 8
"""Rounds before the first one that counts; no more than count."""

MS = 1000.0
HOUSEKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")

Asking = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU, of each round."""

    rounds: list[float]

    @property
    def middle(self) -> float:
        """The median, in milliseconds."""
        return median(self.rounds) * MS

    @property
    def spread(self) -> float:
        """Half the distance between the quartiles, in milliseconds: half of all rounds lie within it."""
        lower, _, upper = quantiles(self.rounds, n=4)
        return (upper - lower) / 2 * MS

    def __str__(self) -> str:
        return f"{self.middle:.2f} ±{self.spread:.2f} ms"


@dataclass
class Browser:
    """Somebody who asks an application: with her session, and for packed pages, as browsers do."""

    app: ASGIApp
    token: str = ""
    packed: bool = True

    async def get(self, address: str) -> bytes:
        """The body of a page. Raises AssertionError for anything but 200."""
        return await self.ask("GET", address, b"", expected=200)

    async def ask(self, method: str, address: str, body: bytes, *, expected: int, kind: str = "text/plain") -> bytes:
        """One request; gives the body of its answer, as it would go over the line."""
        parts = urlsplit(address)
        headers = {
            "host": "everyletter.example", "accept-language": "en-US,en;q=0.5", "cookie": f"{COOKIE}={self.token}",
            "sec-fetch-site": "same-origin", "content-type": kind, "content-length": str(len(body)),
        }  # fmt: skip
        if self.packed:
            headers["accept-encoding"] = "gzip, deflate, br"
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": parts.path,
            "raw_path": parts.path.encode(), "query_string": parts.query.encode(), "root_path": "", "scheme": "http",
            "server": ("everyletter.example", 80), "client": ("192.0.2.1", 1), "state": {},
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        came: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            came.append(message)

        await self.app(scope, receive, send)
        status = came[0]["status"]
        assert status == expected, f"{method} {address} gave {status}"
        return b"".join(message.get("body", b"") for message in came[1:])


def application(database: Database) -> ASGIApp:
    """The whole application over a database, as it is served, without its log."""
    given = Settings(_env_file=None, server_key=KEY, log_level="WARNING")  # type: ignore[call-arg,arg-type,unused-ignore]
    return create_app(given, database)


async def compare(
    asked: Mapping[str, Asking], rounds: int, clock: Callable[[], float] = time.process_time
) -> dict[str, Cost]:
    """What each costs, asked in turns (floor, page, floor, page, …), so that a busy machine slows all alike."""
    for _ in range(min(WARM, rounds)):
        for ask in asked.values():
            await ask()
    spent: dict[str, list[float]] = {name: [] for name in asked}
    gc.collect()
    for _ in range(rounds):
        for name, ask in asked.items():
            began = clock()
            await ask()
            spent[name].append(clock() - began)
    return {name: Cost(rounds) for name, rounds in spent.items()}


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The SQL that runs on a database while the block does, and each COMMIT of it."""
    seen: list[str] = []

    def statement(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if not sql.startswith(HOUSEKEEPING):
            seen.append(sql)

    def commit(_: Any) -> None:
        seen.append("COMMIT")

    engines = (database.reads, database.writes)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", statement)
        event.listen(engine, "commit", commit)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def cpu_with(processes: list[int]) -> Callable[[], float]:
    """A clock of the CPU that this process and others, by their ids, have spent: a database's, say.

    The first number of /proc/<pid>/schedstat is the time on a CPU in nanoseconds (Linux, sched-stats.txt).
    """
    counts = [Path(f"/proc/{process}/schedstat") for process in processes]
    return lambda: time.process_time() + sum(int(count.read_text().split()[0]) for count in counts) / 1e9
