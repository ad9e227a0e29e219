"""The desk in a browser: the letter stays in sight, and a draft that can't be saved says so and waits its turn."""

import re

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from app.deps import COOKIE
from app.models.answer import UNDO_OFFERED
from app.models.calendar import now
from tests.browser.school import School
from tests.browser.screens import DESKTOP, PHONE
from tests.cast import DAY, MINUTE

LONG = "Dear Ms. Rivera,\n\n" + "From the new window one sees the freight trains. " * 80
HALF = 0.5
"""Of the window, for the letter."""

SIGNED_OUT = "You are signed out: sign in in another tab. Your text is still here."


@pytest.fixture
def desk(school: School, desktop: Page) -> Page:
    """Ms. Rivera at her desk, with a long letter of Ana's before her."""
    school.writes(school.cast.ana, LONG, ago=3 * DAY)
    school.sign_in(desktop, school.cast.rivera)
    desktop.get_by_role("link", name="Begin with Ana").click()
    expect(desktop.get_by_label("Your answer")).to_be_visible()
    return desktop


def test_the_letter_has_half_of_the_window(desk: Page) -> None:
    letter = desk.locator(".desk .read").bounding_box()
    assert letter
    assert letter["height"] >= HALF * DESKTOP["height"]


def test_t_keeps_what_is_written_and_asks_when_they_talked(desk: Page) -> None:
    desk.get_by_label("Your answer").fill("Dear Ana, do you count")
    desk.keyboard.press("t")
    expect(desk.get_by_label("Your answer")).to_have_value("Dear Ana, do you countt")
    desk.keyboard.press("Backspace")
    desk.keyboard.press("Escape")
    desk.keyboard.press("t")
    expect(desk.get_by_role("heading", level=1)).to_have_text("When did you talk with Ana?")
    desk.get_by_role("link", name="Not now").click()
    expect(desk.get_by_label("Your answer")).to_have_value("Dear Ana, do you count")
    desk.keyboard.press("t")
    desk.get_by_role("button", name="Answered in person").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Nobody is waiting")
    expect(desk.locator(".undo")).to_contain_text("Your talk with Ana is written down.")


def test_we_talked_needs_no_javascript(school: School, browser: Browser) -> None:
    school.writes(school.cast.ana, LONG, ago=3 * DAY)
    for size in (DESKTOP, PHONE):
        with browser.new_context(base_url=school.url, viewport=size, java_script_enabled=False) as context:
            page = context.new_page()
            school.sign_in(page, school.cast.rivera)
            page.get_by_role("link", name="Begin with Ana").click()
            page.get_by_label("Your answer").fill("Dear Ana, do you count")
            page.get_by_role("button", name="We talked").click()
            expect(page.get_by_role("button", name="Answered in person")).to_be_in_viewport(ratio=1)
            page.get_by_role("link", name="Not now").click()
            expect(page.get_by_label("Your answer")).to_have_value("Dear Ana, do you count")


def test_who_is_signed_out_is_told_and_the_page_asks_no_more_until_she_writes_on(school: School, desk: Page) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/draft"):
            asked.append(request.url)

    desk.on("request", note)
    desk.context.clear_cookies(name=COOKIE)
    box = desk.get_by_label("Your answer")
    box.fill("Dear Ana, do you count")
    expect(desk.get_by_text(SIGNED_OUT)).to_be_visible()
    desk.wait_for_timeout(3500)  # what would have been two more
    assert len(asked) == 1
    expect(box).to_have_value("Dear Ana, do you count")

    other = desk.context.new_page()
    school.sign_in(other, school.cast.rivera)
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    box.press("End")
    desk.keyboard.type(" the wagons?")
    expect(desk.get_by_text("Saved", exact=True)).to_be_visible()
    expect(desk.get_by_text(SIGNED_OUT)).to_be_hidden()
    desk.reload()
    expect(box).to_have_value("Dear Ana, do you count the wagons?")


def test_who_comes_back_to_the_tab_signed_in_has_her_text_saved_without_a_key(school: School, desk: Page) -> None:
    desk.context.clear_cookies(name=COOKIE)
    desk.get_by_label("Your answer").fill("Dear Ana, do you count the wagons?")
    expect(desk.get_by_text(SIGNED_OUT)).to_be_visible()
    other = desk.context.new_page()
    school.sign_in(other, school.cast.rivera)
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # without a window no tab is ever hidden
    expect(desk.get_by_text("Saved", exact=True)).to_be_visible()


def test_a_server_that_does_not_answer_is_asked_less_and_less_often(desk: Page) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    desk.route(re.compile("/draft$"), lambda route: route.fulfill(status=503))
    desk.on("request", note)
    desk.get_by_label("Your answer").fill("Dear Ana, do you count the wagons?")
    desk.wait_for_timeout(9000)
    assert 2 <= len([url for url in asked if url.endswith("/draft")]) <= 3
    desk.unroute_all()
    desk.get_by_label("Your answer").press("End")
    desk.keyboard.type(" I always did.")
    expect(desk.get_by_text("Saved", exact=True)).to_be_visible()


def test_undo_pressed_twice_without_javascript_comes_to_the_desk(school: School, browser: Browser) -> None:
    school.writes(school.cast.ana, LONG, ago=3 * DAY)
    with browser.new_context(base_url=school.url, viewport=DESKTOP, java_script_enabled=False) as context:
        page = context.new_page()
        school.sign_in(page, school.cast.rivera)
        page.get_by_role("link", name="Begin with Ana").click()
        page.get_by_label("Your answer").fill("Dear Ana, too soon.")
        page.get_by_role("button", name="Send").click()
        page.get_by_role("button", name="Undo").dblclick()
        expect(page.locator("[role=status].said")).to_have_text("Taken back. Nothing has gone out.")
        expect(page.get_by_label("Your answer")).to_have_value("Dear Ana, too soon.")


def test_undo_is_offered_as_long_as_it_can_be_done_and_then_goes_by_itself(school: School, desktop: Page) -> None:
    letter = school.writes(school.cast.ana, LONG, ago=3 * DAY)
    school.is_in(desktop, school.cast.rivera)
    school.answers(school.cast.rivera, letter, "Dear Ana, do you count the wagons?", now() - UNDO_OFFERED + MINUTE / 20)
    desktop.goto("/queue")
    expect(desktop.get_by_role("button", name="Undo")).to_be_visible()
    expect(desktop.get_by_role("button", name="Undo")).to_have_count(0)
