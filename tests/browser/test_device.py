"""What the device asks for is respected: stronger contrast, colours of its own, nothing that moves, larger text."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from app.scripts import STATIC
from tests.browser.school import School
from tests.browser.screens import PHONE, THEMES, Theme
from tests.browser.test_aloud import VOICES, speaks
from tests.browser.test_axe import violations
from tests.browser.test_translate import RAIN, TRANSLATOR

COLOUR = "(element) => getComputedStyle(element).color"


@pytest.mark.parametrize("style", sorted(path.name for path in STATIC.glob("*.css")))
def test_no_style_moves_anything_and_no_size_of_text_is_in_pixels(style: str) -> None:
    rules = re.sub(r"/\*.*?\*/", "", (STATIC / style).read_text(), flags=re.DOTALL)
    assert not re.findall(r"(?:transition|animation|scroll-behavior)[a-z-]*:", rules)
    assert not re.findall(r"font(?:-size)?:[^;]*\dpx", rules)


def test_with_stronger_contrast_quiet_words_are_as_dark_as_the_others(school: School, phone: Page) -> None:
    school.come_in(phone, school.cast.ana)
    soft = phone.locator(".soft").first
    quiet = soft.evaluate(COLOUR)
    phone.emulate_media(contrast="more")
    assert quiet != soft.evaluate(COLOUR) == phone.locator("h1").evaluate(COLOUR)


def test_with_the_devices_own_colours_the_loud_button_and_the_inks_can_still_be_told(
    school: School, phone: Page
) -> None:
    phone.emulate_media(forced_colors="active")
    school.come_in(phone, school.cast.ana)
    phone.goto("/write")
    assert phone.locator(".button.main").first.evaluate("(button) => getComputedStyle(button).borderTopWidth") == "2px"
    phone.get_by_role("button", name="Draw", exact=True).click()
    expect(phone.get_by_role("dialog")).to_be_visible()
    inks = phone.locator("dialog i").evaluate_all("(inks) => inks.map((ink) => getComputedStyle(ink).backgroundColor)")
    assert len(set(inks)) == 5


def test_the_sheet_for_a_drawing_fits_a_narrow_phone_with_text_at_200_percent(school: School, phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    school.come_in(phone, school.cast.ana)
    phone.goto("/write")
    phone.get_by_role("button", name="Draw", exact=True).click()
    dialog = phone.get_by_role("dialog")
    expect(dialog).to_be_visible()
    phone.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    assert dialog.evaluate("(dialog) => dialog.scrollWidth - dialog.clientWidth") <= 0
    small = dialog.locator("button, label").evaluate_all(
        "(all) => all.filter((one) => one.getBoundingClientRect().height < 43.99).map((one) => one.textContent)"
    )
    assert small == []


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_the_sheet_for_a_drawing_nor_beside_a_letter(
    browser: Browser, school: School, theme: Theme
) -> None:
    speaks(school, school.writes(school.cast.ana, RAIN), "es")
    with browser.new_context(base_url=school.url, viewport=PHONE, color_scheme=theme, bypass_csp=True) as context:
        page = context.new_page()
        page.add_init_script(f"({VOICES})()")
        page.add_init_script(f"({TRANSLATOR})()")
        school.come_in(page, school.cast.ana)
        page.goto("/letters")
        page.get_by_role("button", name="In English").click()
        page.get_by_role("button", name="Listen").first.click()
        expect(page.get_by_role("group", name="Translated by this browser")).to_be_visible()
        assert violations(page) == []
        page.goto("/write")
        page.get_by_role("button", name="Draw", exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert violations(page) == []
