"""The desk on a 360 px phone, by touch: ten letters in a row, and the letter in reach while one writes."""

from playwright.sync_api import Page, expect

from tests.browser.school import School
from tests.browser.screens import PHONE
from tests.cast import HOUR

NAMES = ["Ada", "Ben", "Chi", "Dov", "Efe", "Fay", "Gus", "Hua", "Ivo", "Jun"]
KEYBOARD = 360
"""Pixels that a keyboard takes of the phone's height."""


def test_ten_letters_are_answered_in_a_row_by_touch(school: School, phone: Page) -> None:
    for place, name in enumerate(NAMES):
        school.writes(school.takes_in(f"{name} Marlow"), f"Dear Ms. Rivera, {name} writes.", ago=(20 - place) * HOUR)
    school.sign_in(phone, school.cast.rivera)
    phone.get_by_role("link", name="Begin with Ada").tap()
    for name in NAMES:
        expect(phone.get_by_role("heading", level=1)).to_have_text(name)
        phone.wait_for_load_state()
        phone.get_by_label("Your answer").tap()
        phone.keyboard.insert_text(f"Dear {name}, thank you.")
        phone.get_by_role("button", name="Send").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nobody is waiting")
    expect(phone.locator(".undo")).to_contain_text("Your answer to Jun is on its way.")


def test_with_the_keyboard_open_the_button_is_in_reach_and_the_letter_is_read_by_scrolling(
    school: School, phone: Page
) -> None:
    school.writes(school.cast.bo, "Dear Ms. Rivera,\n\n" + "Our dog has come back from the woods. " * 30, ago=3 * HOUR)
    school.sign_in(phone, school.cast.rivera)
    phone.get_by_role("link", name="Begin with Bo").tap()
    phone.get_by_label("Your answer").tap()
    phone.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"] - KEYBOARD})
    phone.keyboard.insert_text("Dear Bo,\n\n" + "so he found his way home by himself. " * 12)
    expect(phone.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.locator(".desk .read .words").first.scroll_into_view_if_needed()
    expect(phone.locator(".desk .read .words").first).to_be_in_viewport()
    expect(phone.get_by_label("Your answer")).to_be_focused()
