"""Two at once, in two browsers: each sees within five seconds what the other does, and asks no more often than that."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, Request, Response, expect

from app.db import transaction
from app.models import Letter
from app.models.letter import add_postscript
from tests.browser.school import School
from tests.browser.screens import DESKTOP
from tests.cast import DAY

EVERY = 5_000
SLOW_MACHINE = 3_000
"""Milliseconds beyond the five seconds: what a machine that others share may need."""
A_TURN = 50
"""Milliseconds by which it is heard of later here than it was asked."""
A_SMALL_REQUEST = 1_024
"""Bytes of an answer's body."""

HIDDEN = """(hidden) => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
"""Without a window no tab is ever hidden: the page is told so."""


@pytest.fixture
def letter(school: School) -> Letter:
    """A letter of Bo's."""
    return school.writes(school.cast.bo, "Dear Ms. Rivera, our dog has come back.", ago=3 * DAY)


@pytest.fixture
def rivera(school: School, desktop: Page, letter: Letter) -> Page:
    """Ms. Rivera at her desk, with Bo's letter before her."""
    school.sign_in(desktop, school.cast.rivera)
    desktop.get_by_role("link", name="Begin with Bo").click()
    expect(desktop.get_by_label("Your answer")).to_be_visible()
    return desktop


@pytest.fixture
def park(school: School, browser: Browser, letter: Letter) -> Iterator[Page]:
    """Mr. Park at his, with the same letter."""
    with browser.new_context(base_url=school.url, viewport=DESKTOP) as context:
        page = context.new_page()
        school.sign_in(page, school.cast.park)
        page.get_by_role("link", name="Begin with Bo").click()
        expect(page.get_by_label("Your answer")).to_be_visible()
        yield page


@contextmanager
def asked(page: Page) -> Iterator[list[float]]:
    """When the page asks for news, in milliseconds."""
    times: list[float] = []

    def note(request: Request) -> None:
        if "/news" in request.url:
            times.append(time.monotonic() * 1_000)

    page.on("request", note)
    yield times
    page.remove_listener("request", note)


def test_within_five_seconds_each_sees_that_the_other_writes(rivera: Page, park: Page) -> None:
    park.get_by_label("Your answer").press("D")
    expect(rivera.locator("[data-told]")).to_have_text("Mr. Park is writing to Bo.", timeout=EVERY + SLOW_MACHINE)
    rivera.get_by_label("Your answer").press("D")
    expect(park.locator("[data-told]")).to_have_text("Ms. Rivera is writing to Bo.", timeout=EVERY + SLOW_MACHINE)
    park.reload()
    expect(park.locator("[data-told]")).to_have_text("Ms. Rivera is writing to Bo.", timeout=100)


def test_the_page_asks_once_in_five_seconds_and_never_while_nobody_looks(rivera: Page) -> None:
    answers: list[Response] = []
    rivera.on("response", lambda answer: answers.append(answer) if "/news" in answer.url else None)
    with asked(rivera) as times:
        rivera.wait_for_timeout(2 * EVERY + 1_500)
        assert len(times) == 2
        rivera.evaluate(HIDDEN, True)
        rivera.wait_for_timeout(EVERY + 1_500)
        assert len(times) == 2
        rivera.evaluate(HIDDEN, False)
        rivera.wait_for_timeout(500)
        assert len(times) == 3, "Who comes back is told at once."
        rivera.evaluate(HIDDEN, True)
        rivera.evaluate(HIDDEN, False)
        rivera.wait_for_timeout(1_000)
        assert len(times) == 3, "And who comes and goes asks no more often."
    assert min(later - earlier for earlier, later in pairwise(times)) >= EVERY - A_TURN
    assert all(answer.status == 204 for answer in answers)


def test_what_is_told_is_put_there_once_and_is_small(rivera: Page, park: Page) -> None:
    rivera.evaluate("""() => {
      window.told = 0;
      const count = new MutationObserver(() => { window.told += 1; });
      count.observe(document.querySelector('[data-told]'), { childList: true });
    }""")
    with rivera.expect_response(lambda answer: "/news" in answer.url and answer.status == 200) as first:
        park.get_by_label("Your answer").press("D")
    assert len(first.value.body()) < A_SMALL_REQUEST
    with rivera.expect_response(lambda answer: "/news" in answer.url and answer.status == 200):
        pass
    rivera.wait_for_timeout(300)
    assert rivera.evaluate("window.told") == 1
    expect(rivera.get_by_role("status").filter(has_text="Mr. Park is writing to Bo.")).to_have_count(1)


def test_an_answer_that_went_out_meanwhile_is_told_and_the_text_stays(rivera: Page, park: Page) -> None:
    rivera.get_by_label("Your answer").fill("Dear Bo, from Ms. Rivera.")
    park.get_by_label("Your answer").fill("Dear Bo, from Mr. Park.")
    park.keyboard.press("Control+Enter")
    expect(rivera.locator("[data-told]")).to_have_text(
        "Mr. Park has answered Bo meanwhile. Your text is kept.", timeout=EVERY + SLOW_MACHINE
    )
    expect(rivera.get_by_label("Your answer")).to_have_value("Dear Bo, from Ms. Rivera.")
    rivera.get_by_role("button", name="Send").click()
    expect(rivera.get_by_text("Nothing was sent")).to_be_visible()
    expect(rivera.locator(".kept .words")).to_have_text("Dear Bo, from Ms. Rivera.")


def test_a_postscript_is_read_by_its_link_with_the_text_saved_first(
    school: School, rivera: Page, letter: Letter
) -> None:
    rivera.get_by_label("Your answer").fill("Dear Bo, where had he been?")
    expect(rivera.get_by_text("Saved", exact=True)).to_be_visible()
    seen = rivera.locator("form.answer [name=letter]")
    expect(seen).to_have_value(f"{letter.id}:1")
    with transaction(school.cast.database) as session:
        bo = school.cast.viewer(school.cast.bo)
        add_postscript(session, bo, session.get_one(Letter, (bo.school_id, letter.id)), uuid4(), "His name is Lasso.")
    told = rivera.locator("[data-told]")
    expect(told).to_contain_text("Bo added a P.S. since you began.", timeout=EVERY + SLOW_MACHINE)
    expect(seen).to_have_value(f"{letter.id}:1")
    rivera.get_by_label("Your answer").press("End")
    rivera.keyboard.type(" And why?")
    told.get_by_role("link").click()
    expect(rivera.get_by_text("His name is Lasso.")).to_be_visible()
    expect(rivera.get_by_label("Your answer")).to_have_value("Dear Bo, where had he been? And why?")
    expect(seen).to_have_value(f"{letter.id}:2")
    rivera.get_by_role("button", name="Send").click()
    expect(rivera.locator(".undo")).to_contain_text("Your answer to Bo is on its way.")


def test_a_letter_that_went_elsewhere_is_told_and_the_text_stays_in_the_box(
    school: School, rivera: Page, letter: Letter
) -> None:
    rivera.get_by_label("Your answer").fill("Dear Bo, where had he been?")
    expect(rivera.get_by_text("Saved", exact=True)).to_be_visible()
    with transaction(school.cast.database) as session:
        session.get_one(Letter, (letter.school_id, letter.id)).queue_id = school.cast.period_5.id
    # Who reads where it was written still sees it: she may look, and no more.
    expect(rivera.locator("[data-told]")).to_contain_text(
        "This letter is not with you any more.", timeout=EVERY + SLOW_MACHINE
    )
    expect(rivera.get_by_label("Your answer")).to_have_value("Dear Bo, where had he been?")
    with asked(rivera) as times:
        rivera.wait_for_timeout(EVERY + 1_000)
    assert times == [], "There is nothing more to ask."


def test_who_writes_on_is_saved_at_the_first_key_and_every_few_seconds(rivera: Page) -> None:
    saved: list[float] = []
    rivera.on("request", lambda request: saved.append(0) if re.search("/draft$", request.url) else None)
    box = rivera.get_by_label("Your answer")
    box.press("D")
    rivera.wait_for_timeout(600)
    assert len(saved) == 1, "The first key is saved at once."
    box.press_sequentially(
        "ear Bo, and so on, and so on, " * 3, delay=75, timeout=30_000
    )  # some seven seconds without a pause
    assert 3 <= len(saved) <= 4


def test_a_sentence_that_went_to_another_is_pointed_out_once_the_draft_is_saved(school: School, rivera: Page) -> None:
    glad = "I was so glad to hear about your grandmother and her garden."
    school.answers(school.cast.rivera, school.writes(school.cast.ana, "Dear Ms. Rivera, we moved."), glad)
    box, copied = rivera.get_by_label("Your answer"), rivera.locator("[data-copied]")
    box.fill(f"Dear Bo, {glad}")
    sentence = re.compile("You wrote “Dear Bo, I was so glad to hear .*” to 1 other student, too. Students compare.")
    expect(copied).to_have_text(sentence)
    rivera.reload()
    expect(copied).to_have_text(sentence)
    box.fill("Dear Bo, where had he been?")
    expect(copied).to_be_empty()
