"""What a page costs over the line: requests and bytes, on a phone that has never been here."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request

from app.main import PACKED
from tests.browser.school import School
from tests.browser.screens import PHONE
from tests.cast import HOUR

KB = 1024
NEW: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "service_workers": "block"}
"""A phone with nothing in its cache. What a worker has brought already would not be weighed."""


@dataclass
class Line:
    """What a page asked for until one could use it; not its icon, for which no page waits."""

    asked: list[Request] = field(default_factory=list)
    later: list[Request] = field(default_factory=list)
    """What it asked for after that; what the worker and the browser itself ask for is not told to a page."""
    usable: bool = False

    def note(self, request: Request) -> None:
        """One request more."""
        if "icon" not in request.url:
            (self.later if self.usable else self.asked).append(request)

    def is_usable(self, _: Page) -> None:
        """The page has all that it waits for, and its scripts have run."""
        self.usable = True

    @property
    def addresses(self) -> list[str]:
        return [request.url for request in self.asked]

    @property
    def size(self) -> int:
        """Bytes that came over the line: bodies, as they were packed, and headers."""
        sizes = [request.sizes() for request in self.asked]
        return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


def weigh(page: Page, address: str) -> Line:
    """Open a page with nothing in the cache."""
    page.wait_for_load_state("networkidle")  # what the page before still asks for is not this one's
    line, session = Line(), page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.on("request", line.note)
    page.on("domcontentloaded", line.is_usable)
    page.goto(address, wait_until="networkidle")
    return line


@pytest.fixture
def slow_phone(browser: Browser, school: School) -> Iterator[Page]:
    """A phone that has never been here."""
    with browser.new_context(base_url=school.url, **NEW) as context:
        yield context.new_page()


def test_the_first_page_is_three_requests_and_15_kb_at_most(slow_phone: Page) -> None:
    line = weigh(slow_phone, "/card")
    assert len(line.addresses) <= 3, line.addresses
    assert KB < line.size <= 15 * KB


def test_the_sheet_is_three_requests_and_15_kb_at_most(school: School, slow_phone: Page) -> None:
    school.writes_to_all(school.cast.rivera, "Dear all, this month I am learning to swim.", "What is new with you?")
    school.come_in(slow_phone, school.cast.ana)
    line = weigh(slow_phone, "/write")
    assert len(line.addresses) <= 3, line.addresses
    assert KB < line.size <= 15 * KB


def test_what_a_phone_keeps_is_15_kb_at_most_and_so_is_what_comes_beside_the_sheet(
    school: School, slow_phone: Page
) -> None:
    """The worker with its empty sheet, the manifest and the icons; and, once one can write, the scripts of what lies
    beside: other texts, pages, two more buttons."""
    school.come_in(slow_phone, school.cast.ana)
    line = weigh(slow_phone, "/write")
    names = {urlsplit(request.url).path for request in line.later}
    assert names == {"/static/beside.js", "/static/making.js", "/static/pages.js"}
    worker = str(slow_phone.locator("body").get_attribute("data-worker"))
    manifest = str(slow_phone.locator("link[rel=manifest]").get_attribute("href"))
    files = [worker, "/write/offline", manifest, "/static/icon-192.png", "/static/icon-512.png"]
    assert sum(packed(slow_phone.request.get(file).body()) for file in files) <= 15 * KB
    assert sum(request.sizes()["responseBodySize"] for request in line.later) <= 15 * KB


def packed(body: bytes) -> int:
    """Bytes of a text as the server packs it."""
    return len(gzip.compress(body, PACKED))


def test_a_queue_of_a_hundred_is_25_kb_at_most(school: School, slow_phone: Page) -> None:
    for place in range(100):
        student = school.takes_in(f"Student {place} Marlow")
        school.writes(student, f"Dear Ms. Rivera, this is letter {place}.", ago=place * HOUR)
    school.sign_in(slow_phone, school.cast.rivera)
    line = weigh(slow_phone, "/queue")
    assert slow_phone.locator("[data-waiter]").count() == 100
    assert KB < line.size <= 25 * KB
