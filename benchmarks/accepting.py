"""Accepting letters: how many commits one takes, how many come in a second, and how long the slowest sender waits."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from sqlalchemy import text

from app.deps import COOKIE
from benchmarks.cpu import Browser, application, statements
from benchmarks.school import BODY, Measured, open_school
from benchmarks.serving import serve_bare, serve_everyletter
from benchmarks.table import Add, Row
from tests.databases import fresh_sqlite

SENDERS = 50
SLOWEST_MS = 500
LEAST_OF_BARE = 0.5
TURNS = 4
"""How often each server has its turn: a machine that is busy for a while slows both."""
FULL = 2
"""What PRAGMA synchronous says where every commit waits for the disk (SQLite's documentation, "PRAGMA synchronous")."""
BOUNDARY = "everyletter-benchmark"


@dataclass
class Line:
    """One sender's line to a server, kept open, over which she sends letter after letter."""

    port: int
    token: str
    writer: UUID
    classroom: UUID
    waits: list[float] = field(default_factory=list)
    """Seconds until each letter was acknowledged."""

    async def send_until(self, end: float) -> None:
        """Send letters until a moment of the loop's clock."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while time.perf_counter() < end:
            letter = form(uuid4(), self.writer, self.classroom)
            began = time.perf_counter()
            writer.write(_head(self.token, len(letter)) + letter)
            answer = await reader.readuntil(b"\r\n\r\n")
            self.waits.append(time.perf_counter() - began)
            assert answer.startswith(b"HTTP/1.1 303"), answer
            assert b"content-length: 0" in answer, answer
        writer.close()
        await writer.wait_closed()


@dataclass
class Rush:
    """What came of some senders."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Letters a second."""
        return len(self.waits) / self.seconds

    @property
    def slowest(self) -> float:
        """Milliseconds within which 99 of 100 letters were acknowledged."""
        return quantiles(self.waits, n=100)[98] * 1000

    async def go_on(self, measured: Measured, port: int, senders: int, seconds: float) -> None:
        """Let so many senders send for some seconds more."""
        people = list(zip(measured.tokens, measured.students, measured.classrooms, strict=True))
        lines = [Line(port, *person) for person in people[:senders]]
        await asyncio.gather(*(line.send_until(time.perf_counter() + seconds / 10) for line in lines))  # warm
        for line in lines:
            line.waits.clear()
        began = time.perf_counter()
        await asyncio.gather(*(line.send_until(began + seconds) for line in lines))
        self.seconds += time.perf_counter() - began
        self.waits += [wait for line in lines for wait in line.waits]


async def accepting(add: Add, seconds: float) -> None:
    """The rows; each of the four rushes takes so many seconds, in turns."""
    with TemporaryDirectory(prefix="everyletter-") as given:
        folder = Path(given)
        database = fresh_sqlite(folder)
        measured = open_school(database)
        add(await _commits(measured))
        database.close()
        with ExitStack() as served:
            here, _ = served.enter_context(serve_everyletter(folder))
            bare, _ = served.enter_context(serve_bare(folder))
            for senders in (1, SENDERS):
                rushes = {here: Rush(), bare: Rush()}
                for _ in range(TURNS):
                    for port, rush in rushes.items():
                        await rush.go_on(measured, port, senders, seconds / TURNS)
                add(_rates(senders, rushes[here], rushes[bare]))


async def _commits(measured: Measured) -> Row:
    browser = Browser(application(measured.database), measured.tokens[0])
    letter = form(uuid4(), measured.students[0], measured.classrooms[0])
    with statements(measured.database) as seen:
        await browser.ask("POST", "/letters", letter, expected=303, kind=f"multipart/form-data; boundary={BOUNDARY}")
    with measured.database.writes.connect() as connection:
        durable = connection.execute(text("PRAGMA synchronous")).scalar_one() == FULL
    commits = seen.count("COMMIT")
    said = f"{commits} commit, {'' if durable else 'not '}durable, {len(seen) - commits} statements"
    return Row("a letter is accepted", said, "1 durable commit", commits == 1 and durable)


def _rates(senders: int, here: Rush, bare: Rush) -> Row:
    share = here.rate / bare.rate
    figure, reached = f"≥ {LEAST_OF_BARE:g}×", share >= LEAST_OF_BARE
    if senders == SENDERS:
        figure, reached = f"{figure}, 99 of 100 in {SLOWEST_MS} ms", reached and here.slowest <= SLOWEST_MS
    return Row(
        f"letters a second, {senders} sender{'s' if senders > 1 else ''}",
        f"{here.rate:.0f}, 99 of 100 in {here.slowest:.0f} ms",
        figure,
        reached,
        f"{bare.rate:.0f}, 99 of 100 in {bare.slowest:.0f} ms",
        f"{share:.2f}×",
    )


def form(letter_id: UUID, writer: UUID, classroom: UUID) -> bytes:
    """A letter as a browser posts it from the sheet."""
    fields: Sequence[tuple[str, str]] = (
        ("id", str(letter_id)), ("writer", str(writer)), ("classroom", str(classroom)), ("revision", "0"),
        ("body", BODY), ("wants", "answer"), ("answer_in", ""),
    )  # fmt: skip
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields
    ]
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()


def _head(token: str, length: int) -> bytes:
    return (
        f"POST /letters HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {COOKIE}={token}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Accept-Language: en\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()
