"""What a page costs over the line: requests and bytes, on a phone that has never been here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.browser.school import School
from tests.browser.screens import PHONE
from tests.cast import HOUR

KB = 1024


@dataclass
class Line:
    """What came over the line: each address but the icon's, which no page waits for; and the bytes, headers too."""

    asked: dict[str, str] = field(default_factory=dict)
    carried: dict[str, float] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        session.on("Network.requestWillBeSent", self._ask)
        session.on("Network.loadingFinished", self._carry)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    @property
    def addresses(self) -> list[str]:
        return [address for address in self.asked.values() if "icon" not in address]

    @property
    def size(self) -> int:
        return int(sum(self.carried[id_] for id_, address in self.asked.items() if "icon" not in address))

    def _ask(self, event: dict[str, dict[str, str]]) -> None:
        self.asked[str(event["requestId"])] = event["request"]["url"]

    def _carry(self, event: dict[str, float]) -> None:
        self.carried[str(event["requestId"])] = event["encodedDataLength"]


@contextmanager
def _weighing(page: Page) -> Iterator[Line]:
    line, session = Line(), page.context.new_cdp_session(page)
    line.listen(session)
    yield line
    page.wait_for_load_state("networkidle")
    session.detach()


@pytest.fixture
def slow_phone(browser: Browser, school: School) -> Iterator[Page]:
    """A phone with nothing in its cache."""
    with browser.new_context(base_url=school.url, viewport=PHONE, has_touch=True, is_mobile=True) as context:
        yield context.new_page()


def test_the_first_page_is_three_requests_and_15_kb_at_most(slow_phone: Page) -> None:
    with _weighing(slow_phone) as line:
        slow_phone.goto("/card")
    assert len(line.addresses) <= 3, line.addresses
    assert line.size <= 15 * KB


def test_the_sheet_is_three_requests_and_15_kb_at_most(school: School, slow_phone: Page) -> None:
    school.writes_to_all(school.cast.rivera, "Dear all, this month I am learning to swim.", "What is new with you?")
    school.come_in(slow_phone, school.cast.ana)
    with _weighing(slow_phone) as line:
        slow_phone.goto("/write")
    assert len(line.addresses) <= 3, line.addresses
    assert line.size <= 15 * KB


def test_a_queue_of_a_hundred_is_25_kb_at_most(school: School, slow_phone: Page) -> None:
    for place in range(100):
        student = school.takes_in(f"Student {place} Marlow")
        school.writes(student, f"Dear Ms. Rivera, this is letter {place}.", ago=place * HOUR)
    school.sign_in(slow_phone, school.cast.rivera)
    with _weighing(slow_phone) as line:
        slow_phone.goto("/queue")
    assert slow_phone.locator("[data-waiter]").count() == 100
    assert line.size <= 25 * KB
