"""A sheet on a phone: writing on it, with and without a line, and what the phone and the school then have."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from sqlmodel import col

from app.db import reading
from app.models import Draft, Letter
from tests.browser.conftest import PATIENCE
from tests.browser.school import School
from tests.browser.screens import PHONE

DEAR = re.compile("^Dear Ms. Rivera")
SEND = "Send to Ms. Rivera"
WAITS = "This letter is on this phone only. It goes by itself when there is a line again."
A_SAVE = 3_000
"""Milliseconds after which a text that is not typed on is with the school."""


def letters(school: School) -> list[str | None]:
    """The texts of all letters that the school has."""
    with reading(school.cast.database) as session:
        return list(session.scalars(select(col(Letter.body)).order_by(col(Letter.received_at))))


def drafts(school: School) -> list[str]:
    """The texts of all drafts that the school has."""
    with reading(school.cast.database) as session:
        return sorted(session.scalars(select(col(Draft.body))))


def saved(school: School, *texts: str) -> None:
    """These are the drafts that the school has, or will have in a moment."""
    until = time.monotonic() + PATIENCE / 1000
    while drafts(school) != sorted(texts) and time.monotonic() < until:
        time.sleep(0.1)
    assert drafts(school) == sorted(texts)


def on_the_phone(page: Page) -> list[dict[str, Any]]:
    """What this phone has."""
    found: list[dict[str, Any]] = page.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open("everyletter");
          asked.onsuccess = () => {
            const all = asked.result.transaction("letters").objectStore("letters").getAll();
            all.onsuccess = () => { asked.result.close(); done(all.result); };
          };
        })"""
    )
    return found


def write(page: Page, text: str) -> None:
    """Type at the end of the sheet, key by key."""
    page.get_by_label(DEAR).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def ready(page: Page) -> None:
    """The worker is there."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")


def sheet_of(school: School, page: Page) -> Page:
    school.come_in(page, school.cast.ana)
    page.goto("/write")
    expect(page.get_by_label(DEAR)).to_be_visible()
    ready(page)
    return page


@contextmanager
def another_phone(browser: Browser, url: str) -> Iterator[Page]:
    with browser.new_context(base_url=url, viewport=PHONE, has_touch=True, is_mobile=True) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


def kill(page: Page) -> None:
    """The tab is gone, and nothing of it runs any more."""
    context = page.context
    page.close()
    context.new_page().wait_for_timeout(1_500)  # what a browser runs of it after it was closed


def worker_wakes(page: Page, url: str) -> None:
    """The browser tells the worker that there is a line again, as it does by itself some time after."""
    session = page.context.new_cdp_session(page)
    found: list[str] = []

    def note(told: dict[str, Any]) -> None:
        found.extend(one["registrationId"] for one in told["registrations"])

    session.on("ServiceWorker.workerRegistrationUpdated", note)
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    which = {"origin": url, "registrationId": found[0], "tag": "everyletter", "lastChance": True}
    session.send("ServiceWorker.dispatchSyncEvent", which)


def comes_back(page: Page) -> None:
    """She comes back to this tab from another window: a browser without a screen has no other that could have hidden
    it."""
    page.evaluate("() => { dispatchEvent(new Event('focus')); }")


def without_a_line(context: BrowserContext) -> None:
    context.set_offline(True)


def with_a_line(context: BrowserContext) -> None:
    context.set_offline(False)
