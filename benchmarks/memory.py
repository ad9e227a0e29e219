"""The memory of one process that serves a school of a thousand, after everybody has been on every screen, in each
language."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from fastapi.routing import APIRoute, iter_route_contexts

from app.config import Settings
from app.db import Database
from app.deps import COOKIE
from app.i18n import LANGUAGES
from app.main import create_app
from benchmarks.accepting import BOUNDARY, form
from benchmarks.school import KEY, STUDENTS, Measured, open_school
from benchmarks.serving import serve_everyletter
from benchmarks.table import Add, Row
from tests.databases import fresh_sqlite

MOST_MB = 150
MANY = 50
"""Screens at least: whose address needs the id of what this school has not (a roster, a pile, a worry) give 404."""
AT_ONCE = 20
"""People who ask at the same moment."""


def memory(add: Add, teachers: int, rounds: int) -> None:
    """One row: the proportional set size (PSS), and what is resident (RSS). Each round is in the next language."""
    with TemporaryDirectory(prefix="everyletter-") as given:
        folder = Path(given)
        database = fresh_sqlite(folder)
        measured = open_school(database, teachers)
        asked = _addresses(database, measured)
        database.close()
        with serve_everyletter(folder) as (port, process), ThreadPoolExecutor(AT_ONCE) as people:
            for tag in islice(cycle(LANGUAGES), rounds):
                for sent in people.map(lambda of: _send(port, measured, of), range(AT_ONCE)):
                    assert sent < 400, f"a letter gave {sent}"
                drawn = list(people.map(partial(_get, port, tag), asked))
                assert all(status < 500 for status in drawn), "a screen is broken"
            screens = len(
                {address for (address, _), status in zip(asked, drawn, strict=True) if status == HTTPStatus.OK}
            )
            assert screens >= MANY, f"hardly a screen was drawn: {screens}"
            pss, rss = _megabytes(process, "Pss"), _megabytes(process, "Rss")
    what = f"memory, {teachers * STUDENTS:,} students, every screen"
    add(Row(what, f"{pss:.0f} MB (PSS), {rss:.0f} MB resident", f"≤ {MOST_MB} MB (PSS)", pss <= MOST_MB))


def _addresses(database: Database, measured: Measured) -> list[tuple[str, str]]:
    """Every address that can be read, for a teacher, a student and the office, each with the token of who asks."""
    app = create_app(Settings(_env_file=None, server_key=KEY), database)  # type: ignore[call-arg,arg-type,unused-ignore]
    routes = [found.original_route for found in iter_route_contexts(app.routes)]
    paths = sorted({route.path for route in routes if isinstance(route, APIRoute) and "GET" in (route.methods or ())})
    asked = []
    for path in paths:
        for token, letter in (
            (measured.teacher, measured.waiting),
            (measured.student, measured.answered),
            (measured.office, None),
        ):
            address = path.replace("{student_id}", str(measured.students[0])).replace("{letter_id}", str(letter))
            address = address.replace("{classroom_id}", str(measured.classrooms[0]))
            asked.append((re.sub(r"{\w+}", str(uuid4()), address), token))
    return asked


def _get(port: int, tag: str, asked: tuple[str, str]) -> int:
    return _ask(port, "GET", *asked, tag)


def _send(port: int, measured: Measured, student: int) -> int:
    letter = form(uuid4(), measured.students[student], measured.classrooms[student])
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return _ask(port, "POST", "/letters", measured.tokens[student], LANGUAGES[0], letter, kind)


def _ask(
    port: int, method: str, address: str, token: str, tag: str, body: bytes = b"", kind: str = "text/plain"
) -> int:
    line = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": f"{COOKIE}={token}", "Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip"}
    line.request(method, address, body, headers | {"Accept-Language": tag, "Content-Type": kind})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status


def _megabytes(process: int, of: str) -> float:
    """From /proc/<pid>/smaps_rollup (Linux, Documentation/filesystems/proc.rst), which counts in KB."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(rf"^{of}:\s+(\d+) kB", rollup, re.MULTILINE)
    assert found, f"smaps_rollup says no {of}"
    return int(found[1]) / 1024
