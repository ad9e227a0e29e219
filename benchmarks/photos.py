"""A class after lunch: phones that send letters with photos within one minute, each page by itself, then the letter."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import httpx2 as httpx
from PIL import Image
from sqlalchemy import func, select
from sqlmodel import col

from app.db import Database, reading
from app.deps import COOKIE
from app.models import Page
from app.models.page import PageState
from benchmarks.school import BODY, Measured, open_school
from benchmarks.serving import serve_everyletter
from benchmarks.table import Add, Row
from tests.databases import fresh_sqlite

PAGES = 3
PAGE = (1500, 2000)
"""Pixels of a page as a phone sends it, its longest side shrunk to 2,000."""
MADE_WITHIN = 180.0
"""Seconds after the last letter in which every picture must be made: else the benchmark is over all the same."""


@dataclass
class Phone:
    """One student's phone."""

    address: str
    token: str
    writer: UUID
    classroom: UUID
    photo: bytes
    seconds: float = 0.0
    """From the first page until the letter was acknowledged."""
    sent: bool = False

    async def send(self, after: float) -> None:
        """Send a letter with its pages, some seconds from now."""
        await asyncio.sleep(after)
        began = time.perf_counter()
        headers = {"sec-fetch-site": "same-origin", "accept": "application/json"}
        async with httpx.AsyncClient(
            base_url=self.address, headers=headers, cookies={COOKIE: self.token}, timeout=120
        ) as line:
            letter = {"id": str(uuid4()), "writer": str(self.writer), "classroom": str(self.classroom), "body": BODY}
            kept = await line.post("/drafts", data=letter)
            draft, pages = kept.json()["id"], []
            for _ in range(PAGES):
                form = {"id": str(uuid4()), "draft": draft, "sha256": sha256(self.photo).hexdigest()}
                came = await line.post("/pages", data=form, files={"file": ("page.jpg", self.photo)})
                assert came.json()["sha256"] == form["sha256"]
                pages.append(form["id"])
            told = await line.post("/letters", data=letter | {"id": draft, "page": pages})
            self.sent = told.json()["id"] == draft
        self.seconds = time.perf_counter() - began


async def photos(add: Add, phones: int, minute: float) -> None:
    """The rows: how long a letter takes, and when every picture was made."""
    with TemporaryDirectory(prefix="everyletter-") as given:
        folder = Path(given)
        database = fresh_sqlite(folder)
        measured = open_school(database)
        database.close()
        photo = _photo()
        with serve_everyletter(folder) as (port, _):
            lines = [_phone(measured, port, photo, place) for place in range(phones)]
            by_chance = random.Random(1)
            await asyncio.gather(*(line.send(by_chance.uniform(0, minute)) for line in lines))
            ended = time.perf_counter()
            with _beside(database) as looked:
                await asyncio.to_thread(_wait_for, looked, phones * PAGES)
            made = time.perf_counter() - ended
            with _beside(database) as looked:
                ready = _ready(looked)
    waits = [line.seconds for line in lines]
    whole = all(line.sent for line in lines) and ready == phones * PAGES
    said = f"{sum(line.sent for line in lines)} letters, {ready} pages of {len(photo) / 1024:.0f} KB"
    took = f"a letter in {median(waits) * 1000:.0f} ms, the slowest in {max(waits) * 1000:.0f} ms"
    figure = f"{phones} letters, {phones * PAGES} pages"
    add(Row(f"photos, {phones} phones in {minute:g} s", f"{said}; {took}; pictures {made:.0f} s later", figure, whole))


def _phone(measured: Measured, port: int, photo: bytes, place: int) -> Phone:
    address = f"http://127.0.0.1:{port}"
    return Phone(address, measured.tokens[place], measured.students[place], measured.classrooms[place], photo)


def _photo() -> bytes:
    """A page with something like handwriting and the noise of a camera, as a JPEG."""
    noise = Image.effect_noise(PAGE, 24).convert("RGB")
    out = BytesIO()
    noise.save(out, "JPEG", quality=60)
    return out.getvalue()


@contextmanager
def _beside(database: Database) -> Iterator[Database]:
    """The same file, read while it is served."""
    beside = Database(str(database.url))
    yield beside
    beside.close()


def _ready(database: Database) -> int:
    with reading(database) as session:
        return session.scalar(select(func.count()).where(col(Page.state) == PageState.READY)) or 0


def _wait_for(database: Database, pages: int) -> None:
    until = time.perf_counter() + MADE_WITHIN
    while _ready(database) < pages and time.perf_counter() < until:
        time.sleep(0.2)
