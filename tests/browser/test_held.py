"""The draft stays on the teacher's device while there is no line: nothing typed is lost, and nothing overwritten."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.school import School
from tests.browser.screens import DESKTOP, PHONE
from tests.browser.sheets import drafts, kill, on_the_phone
from tests.cast import DAY, HOUR, PASSWORD
from tests.line import line

SECRET = "Dear Bo, only you should read this."
KEPT_HERE = "Your text is kept on this device; send it when the line is back."


@pytest.fixture
def desk(school: School, desktop: Page) -> Page:
    """Ms. Rivera at her desk, with Bo's letter before her; Ana's comes after it."""
    school.writes(school.cast.bo, "Dear Ms. Rivera, our dog has come back.", ago=3 * DAY)
    school.writes(school.cast.ana, "Dear Ms. Rivera, we moved.", ago=DAY)
    return _begin(school, desktop)


@pytest.fixture
def phone_of_hers(school: School, browser: Browser) -> Iterator[Page]:
    """Ms. Rivera's phone, beside her computer."""
    with browser.new_context(base_url=school.url, viewport=PHONE, has_touch=True, is_mobile=True) as context:
        yield context.new_page()


def _begin(school: School, page: Page) -> Page:
    school.sign_in(page, school.cast.rivera)
    page.get_by_role("link", name="Begin with Bo").click()
    expect(page.get_by_label("Your answer")).to_be_visible()
    page.wait_for_load_state()
    return page


def _is_saved(page: Page) -> None:
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def _texts(page: Page) -> list[str]:
    return [text["body"] for text in on_the_phone(page)]


def test_what_is_typed_without_a_line_is_in_the_box_after_a_crash(school: School, desk: Page) -> None:
    context, box = desk.context, desk.get_by_label("Your answer")
    box.fill("Dear Bo,")
    _is_saved(desk)
    context.set_offline(True)
    box.press("End")
    desk.keyboard.type(" where had he been?")
    expect(desk.get_by_text("On this device only")).to_be_visible()
    address = desk.url
    kill(desk)
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.get_by_label("Your answer")).to_have_value("Dear Bo, where had he been?")
    _is_saved(again)
    expect(again.locator(".kept")).to_have_count(0)
    assert drafts(school) == ["Dear Bo, where had he been?"]
    again.wait_for_timeout(500)
    assert _texts(again) == [], "The school has it: it is not here any more."


def test_a_text_that_never_reached_the_school_is_there_after_a_crash(school: School, desk: Page) -> None:
    context, address = desk.context, desk.url
    context.set_offline(True)
    desk.get_by_label("Your answer").press_sequentially(SECRET)
    expect(desk.get_by_text("On this device only")).to_be_visible()
    kill(desk)
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.get_by_label("Your answer")).to_have_value(SECRET)
    assert drafts(school) == [SECRET]


def test_sending_without_a_line_says_so_and_sends_nothing_until_it_is_back(school: School, desk: Page) -> None:
    desk.context.set_offline(True)
    desk.get_by_label("Your answer").press_sequentially("Dear Bo, where had he been?")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("alert").filter(has_text=KEPT_HERE)).to_be_visible()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Bo")
    desk.context.set_offline(False)
    expect(desk.get_by_text(KEPT_HERE)).to_be_hidden()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ana")
    expect(desk.locator(".undo")).to_contain_text("Your answer to Bo is on its way.")
    desk.wait_for_timeout(2_000)
    assert _texts(desk) == []
    assert drafts(school) == []


def test_after_a_session_has_ended_the_text_is_there_again(school: School, desk: Page) -> None:
    box = desk.get_by_label("Your answer")
    desk.context.clear_cookies()
    box.press_sequentially("Dear Bo, where")
    expect(desk.get_by_text("You are signed out: sign in in another tab.")).to_be_visible()
    address, context = desk.url, desk.context
    kill(desk)
    again = context.new_page()
    again.goto(address)
    again.get_by_label("E-mail address").fill(school.cast.rivera.email or "")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    expect(again.get_by_label("Your answer")).to_have_value("Dear Bo, where")


def test_of_two_devices_the_newer_text_is_offered_and_the_older_kept_beside(
    school: School, browser: Browser, phone_of_hers: Page
) -> None:
    school.writes(school.cast.bo, "Dear Ms. Rivera, our dog has come back.", ago=3 * DAY)
    with line(school.url) as between, browser.new_context(base_url=between.url, viewport=DESKTOP) as context:
        desk = _begin(school, context.new_page())
        address = desk.url
        desk.get_by_label("Your answer").fill("Dear Bo,")
        _is_saved(desk)
        between.instead = (b"POST", b"")  # nothing comes through any more, also not as the tab goes
        desk.get_by_label("Your answer").fill("Dear Bo, from the bus, older.")
        expect(desk.get_by_text("On this device only")).to_be_visible()
        kill(desk)
        _begin(school, phone_of_hers)
        box = phone_of_hers.get_by_label("Your answer")
        expect(box).to_have_value("Dear Bo,")
        expect(phone_of_hers.locator("[data-saved]")).to_contain_text("on another device")
        box.fill("Dear Bo, from home, newer.")
        _is_saved(phone_of_hers)
        between.instead = None
        again = context.new_page()
        again.goto(address)
        expect(again.locator(".kept .words")).to_have_text("Dear Bo, from the bus, older.")
        expect(again.get_by_label("Your answer")).to_have_value("Dear Bo, from home, newer.")
        assert drafts(school) == ["Dear Bo, from home, newer.", "Dear Bo, from the bus, older."]
    phone_of_hers.goto(f"{school.url}{urlsplit(address).path}")
    expect(phone_of_hers.get_by_label("Your answer")).to_have_value("Dear Bo, from home, newer.")
    phone_of_hers.locator(".kept summary").click()
    expect(phone_of_hers.locator(".kept .words")).to_have_text("Dear Bo, from the bus, older.")
    expect(phone_of_hers.locator(".kept summary")).to_contain_text("on another device")


def test_a_second_window_takes_nothing_from_one_that_is_still_written_in(school: School, desk: Page) -> None:
    desk.context.set_offline(True)
    desk.get_by_label("Your answer").press_sequentially("Dear Bo, in the first window.")
    expect(desk.get_by_text("On this device only")).to_be_visible()
    desk.route("**/draft", lambda route: route.abort())
    desk.context.set_offline(False)
    second = desk.context.new_page()
    second.goto(desk.url)
    second.wait_for_timeout(2_500)
    expect(second.get_by_label("Your answer")).to_have_value("")
    expect(desk.get_by_label("Your answer")).to_have_value("Dear Bo, in the first window.")


def test_who_signs_out_leaves_nothing_and_loses_nothing(school: School, desk: Page) -> None:
    desk.get_by_label("Your answer").press_sequentially(SECRET)
    desk.get_by_role("button", name="Sign out").click()
    expect(desk).to_have_url(re.compile("/card"))
    left = desk.evaluate(
        "async () => [(await indexedDB.databases()).length, localStorage.length, document.cookie.length]"
    )
    assert left == [0, 0, 0]
    assert drafts(school) == [SECRET]


def test_a_computer_that_is_not_ones_own_keeps_nothing(school: School, browser: Browser) -> None:
    school.writes(school.cast.bo, "Dear Ms. Rivera, our dog has come back.", ago=2 * HOUR)
    with browser.new_context(base_url=school.url, viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(school.cast.rivera.email or "")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("This is not my computer").check()
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Begin with Bo").click()
        page.wait_for_url("/desk/*")  # with its scripts
        context.set_offline(True)
        page.get_by_label("Your answer").press_sequentially(SECRET)
        expect(page.get_by_text("Not saved yet")).to_be_visible()
        assert page.evaluate("async () => [(await indexedDB.databases()).length, localStorage.length]") == [0, 0]
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("alert")).to_contain_text("Leave this page open: your text is only here.")
