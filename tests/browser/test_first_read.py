"""First read in a browser: by keyboard alone, on a phone by thumb, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.school import School
from tests.browser.screens import PHONE
from tests.cast import DAY

LONG = "Dear Ms. Rivera,\n\n" + "From the new window one sees the freight trains. " * 120


@pytest.fixture
def unopened(school: School) -> School:
    """Three letters that nobody has opened; the first one is long."""
    cast = school.cast
    for student, body, days in ((cast.bo, LONG, 3), (cast.ana, "Our dog is back.", 2), (cast.linh, "He can walk.", 1)):
        school.writes(student, body, ago=days * DAY)
    return school


def is_with(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    page.wait_for_load_state()


def test_all_that_is_new_is_read_by_keyboard_alone(unopened: School, desktop: Page) -> None:
    unopened.sign_in(desktop, unopened.cast.rivera)
    desktop.get_by_role("link", name="Read what is new").click()
    is_with(desktop, "Bo")
    desktop.keyboard.press("f")
    expect(desktop.get_by_role("status")).to_have_text("You will come back to Bo first.")
    desktop.wait_for_load_state()
    desktop.keyboard.press("n")
    is_with(desktop, "Ana")
    desktop.keyboard.press("k")
    is_with(desktop, "Bo")
    desktop.keyboard.press("?")
    expect(desktop.get_by_role("dialog", name="Keys")).to_contain_text("the one before")
    desktop.keyboard.press("n")
    is_with(desktop, "Bo")
    desktop.keyboard.press("Escape")
    desktop.keyboard.press("j")
    is_with(desktop, "Linh")
    desktop.go_back()
    is_with(desktop, "Bo")
    desktop.go_forward()
    is_with(desktop, "Linh")
    desktop.keyboard.press("n")
    is_with(desktop, "All that is new has been read.")
    desktop.get_by_role("link", name="To the letters").click()
    is_with(desktop, "3 students are waiting")


def test_space_goes_down_the_text_and_leafs_on_only_at_its_end(unopened: School, desktop: Page) -> None:
    unopened.sign_in(desktop, unopened.cast.rivera)
    desktop.goto("/first-read")
    is_with(desktop, "Bo")
    presses = 0
    while desktop.evaluate("scrollY + innerHeight < document.documentElement.scrollHeight - 2"):
        before = desktop.evaluate("scrollY")
        desktop.keyboard.press("Space")
        expect(desktop.get_by_role("heading", level=1)).to_have_text("Bo")
        desktop.wait_for_function("before => scrollY > before", arg=before)
        desktop.wait_for_timeout(400)  # it scrolls smoothly
        presses += 1
    assert presses > 1
    desktop.keyboard.press("Space")
    is_with(desktop, "Ana")


def test_r_opens_the_desk_of_the_letter(unopened: School, desktop: Page) -> None:
    unopened.sign_in(desktop, unopened.cast.rivera)
    desktop.goto("/first-read")
    is_with(desktop, "Bo")
    desktop.keyboard.press("r")
    expect(desktop).to_have_url(re.compile("/desk/"))
    is_with(desktop, "Bo")


def test_on_a_phone_the_buttons_stay_under_the_thumb_while_the_letter_scrolls(unopened: School, phone: Page) -> None:
    unopened.sign_in(phone, unopened.cast.rivera)
    phone.goto("/first-read")
    is_with(phone, "Bo")
    for down in (0, 900, 100_000):
        phone.evaluate("down => scrollTo(0, down)", down)
        button = phone.get_by_role("link", name="Next").bounding_box()
        assert button
        assert button["height"] >= 44
        assert button["y"] > PHONE["height"] * 0.8
        assert button["y"] + button["height"] <= PHONE["height"]
    phone.get_by_role("button", name="Come back to this first").tap()
    expect(phone.get_by_role("status")).to_be_visible()
    phone.get_by_role("link", name="Next").tap()
    is_with(phone, "Ana")


class TestWithoutJavaScript:
    """The same with links and a form alone."""

    @pytest.fixture
    def javascript(self) -> bool:
        return False

    def test_everything_is_a_link_or_a_button(self, unopened: School, phone: Page) -> None:
        unopened.sign_in(phone, unopened.cast.rivera)
        phone.goto("/first-read")
        is_with(phone, "Bo")
        phone.get_by_role("button", name="Come back to this first").tap()
        phone.get_by_role("button", name="Not first after all").tap()
        phone.get_by_role("link", name="Next").tap()
        is_with(phone, "Ana")
        phone.get_by_role("link", name="The one before").tap()
        is_with(phone, "Bo")
        phone.get_by_role("link", name="Next").tap()
        phone.get_by_role("link", name="That was all").tap()
        is_with(phone, "All that is new has been read.")
