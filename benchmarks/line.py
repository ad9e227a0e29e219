"""How long a page keeps one waiting on a slow line: in a real Chromium, at 400 kbit/s and 400 ms from the server,
beside a bare page of as many bytes and requests over the same line."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from fastapi import FastAPI, Response
from playwright.sync_api import Browser, Page, sync_playwright

from app.models import Person
from benchmarks.table import Add, Row
from tests.browser.school import School, open_school
from tests.browser.screens import PHONE, start
from tests.browser.test_weight import weigh
from tests.servers import Missing
from tests.serving import served

MOST_SECONDS = 2.0
LINE = {"offline": False, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8, "latency": 400}
"""What Chromium is told, in bytes a second and milliseconds (Chrome DevTools Protocol, Network domain)."""
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
FIELD = "input:not([type=hidden]), textarea"
LOADED = """() => new Promise((resolve) => {
  const [page] = performance.getEntriesByType("navigation");
  new PerformanceObserver((painted) => {
    for (const { name, startTime } of painted.getEntries()) {
      if (name === "first-contentful-paint") resolve(Math.max(page.domContentLoadedEventEnd, startTime) / 1000);
    }
  }).observe({ type: "paint", buffered: true });
})"""
"""Seconds until it was drawn, with its style, and its scripts had run (W3C, Navigation Timing and Paint Timing)."""


@dataclass
class Waits:
    """How long one waited for a page, with an empty cache and with what the first visit left, in seconds."""

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{median(self.cold):.2f} s, again {median(self.warm):.2f} s"


def line(add: Add, visits: int) -> None:
    """A row for the first page and one for the sheet, each after so many visits with an empty cache."""
    figure = f"≤ {MOST_SECONDS:g} s"
    try:
        with _school() as (browser, school):
            for what, address, who in (
                ("a student's first page", "/card", None),
                ("the sheet", "/write", school.cast.ana),
            ):
                here, floor = _wait(browser, school, address, who, visits)
                cold = median(here.cold)
                ratio = f"{cold / median(floor.cold):.2f}×"
                add(Row(f"{what}, on a slow line", str(here), figure, cold <= MOST_SECONDS, str(floor), ratio))
    except Missing as missing:
        add(Row("pages on a slow line", f"not measured: {missing} is not installed", figure))


@contextmanager
def _school() -> Iterator[tuple[Browser, School]]:
    with ExitStack() as until_the_end:
        browser = until_the_end.enter_context(start(until_the_end.enter_context(sync_playwright())))
        folder = Path(until_the_end.enter_context(TemporaryDirectory(prefix="everyletter-")))
        school = until_the_end.enter_context(open_school(folder))
        school.writes_to_all(school.cast.rivera, "Dear all, this month I am learning to swim.", "What is new with you?")
        yield browser, school


def _wait(browser: Browser, school: School, address: str, who: Person | None, visits: int) -> tuple[Waits, Waits]:
    """The page and its floor, in turns."""
    with _phone(browser, school, who) as page:
        there, *others = weigh(page, address).asked
        body = there.sizes()["responseBodySize"]
        beside = [(other.resource_type, other.sizes()["responseBodySize"]) for other in others]
    here, floor = Waits(), Waits()
    with served(_bare(body, beside)) as bare:
        for _ in range(visits):
            for base, waits in ((f"{school.url}{address}", here), (f"{bare}/", floor)):
                with _phone(browser, school, who) as page:
                    session = page.context.new_cdp_session(page)
                    session.send("Network.enable")
                    session.send("Network.emulateNetworkConditions", LINE)
                    waits.cold.append(_load(page, base))
                    page.goto("about:blank")
                    waits.warm.append(_load(page, base))
    return here, floor


@contextmanager
def _phone(browser: Browser, school: School, who: Person | None) -> Iterator[Page]:
    """A phone with nothing in its cache, whose student has a sign-in session. Its worker would go around the line."""
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "service_workers": "block"}
    with browser.new_context(base_url=school.url, **phone) as context:  # type: ignore[arg-type]
        page = context.new_page()
        if who:
            school.is_in(page, who)
        yield page


def _load(page: Page, address: str) -> float:
    page.goto(address, wait_until="domcontentloaded")
    there = page.locator(FIELD).first
    there.fill("7K3M9")
    assert there.input_value() == "7K3M9", "the field takes no text"
    seconds: float = page.evaluate(LOADED)
    return seconds


def _bare(body: int, beside: list[tuple[str, int]]) -> FastAPI:
    """A page of so many bytes with one field, and what it asks for, each of so many bytes. What isn't needed for that
    is a comment; nothing is packed."""
    app = FastAPI()
    links = {"stylesheet": '<link rel="stylesheet" href="/{}">', "script": '<script type="module" src="/{}"></script>'}
    head = "".join(links[kind].format(number) for number, (kind, _) in enumerate(beside))
    page = f'<!doctype html><title>Bare</title><link rel="icon" href="data:,">{head}<input><!--'

    @app.get("/")
    async def bare() -> Response:
        return Response(page.ljust(body - 3) + "-->", media_type="text/html")

    @app.get("/{number}")
    async def part(number: int) -> Response:
        kind, size = beside[number]
        media = {"stylesheet": "text/css", "script": "text/javascript"}[kind]
        return Response(f"/*{'':{size - 4}}*/", media_type=media, headers=KEPT)

    return app
