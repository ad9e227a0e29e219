"""How a school begins, in a browser: the link from the terminal, the zone of the browser, with and without scripts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.school import House, School, open_house
from tests.browser.screens import PHONE
from tests.cast import PASSWORD


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An installation whose school has not begun."""
    with open_house(tmp_path / "house") as house:
        yield house


def fill_in(page: Page) -> None:
    page.get_by_label("Name of the school").fill("O'Neil & Sons")
    page.get_by_label("Your full name").fill("Ingrid Lund")
    page.get_by_label("E-mail address").fill("lund@school.example")
    page.get_by_label("Password").fill(PASSWORD)


def test_the_link_from_the_terminal_fills_the_code_and_the_browser_knows_the_zone(
    browser: Browser, house: House
) -> None:
    with browser.new_context(base_url=house.url, timezone_id="Pacific/Auckland") as context:
        page, asked = context.new_page(), list[Request]()

        def note(request: Request) -> None:
            asked.append(request)

        page.on("request", note)
        page.goto(f"/begin#{house.code}")
        expect(page.get_by_label("The code from the terminal")).to_have_value(house.code)
        expect(page).to_have_url(f"{house.url}/begin")
        expect(page.get_by_label("Name of the school")).to_be_focused()
        expect(page.get_by_label("Time zone")).to_have_value("Pacific/Auckland")
        fill_in(page)
        page.get_by_label("Show what I type").check()
        expect(page.get_by_label("Password")).to_have_attribute("type", "text")
        page.get_by_role("button", name="Begin").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("O'Neil & Sons")
        expect(page.locator(".button.main")).to_have_text(re.compile("Add the classes"))
        assert not [request.url for request in asked if house.code in request.url.split("#")[0]]


def test_a_school_begins_without_scripts(browser: Browser, house: House) -> None:
    with browser.new_context(base_url=house.url, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("The code from the terminal").fill(house.code.lower())
        page.get_by_label("Time zone").select_option(label="Los Angeles")
        expect(page.get_by_label("Show what I type")).to_be_hidden()
        page.get_by_text("More languages").click()
        page.get_by_label("Español").check()
        fill_in(page)
        page.get_by_role("button", name="Begin").click()
        expect(page).to_have_url(f"{house.url}/school?said=begun")
        expect(page.locator(".steps")).to_contain_text("its families speak 2 languages")


def test_a_zone_that_was_chosen_stays_when_the_form_comes_back(browser: Browser, house: House) -> None:
    with browser.new_context(base_url=house.url, timezone_id="Pacific/Auckland") as context:
        page = context.new_page()
        page.goto("/begin")
        page.get_by_label("The code from the terminal").fill("AAAAA-AAAAA-AAA")
        page.get_by_label("Time zone").select_option("Europe/Oslo")
        fill_in(page)
        page.get_by_role("button", name="Begin").click()
        expect(page.get_by_role("alert")).to_contain_text("That is not the code.")
        expect(page.get_by_label("Time zone")).to_have_value("Europe/Oslo")


def test_an_invitation_is_opened_from_its_link(school: School, desktop: Page) -> None:
    code = school.invites(school.cast.lund)
    desktop.goto(f"/welcome#{code}")
    expect(desktop).to_have_url(f"{school.url}/welcome")
    expect(desktop.get_by_role("button", name="Go on")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Welcome, Mrs. Lund")
    desktop.get_by_label("Your new password").fill("a sentence that is newer")
    desktop.get_by_role("button", name="Keep it and come in").click()
    expect(desktop).to_have_url(f"{school.url}/school")
