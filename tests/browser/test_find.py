"""Search in a browser: a slash leads there, the first look is written down on the way, and the way back is short."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.school import School
from tests.cast import DAY


def test_a_slash_leads_from_the_queue_and_the_desk_to_the_box_and_enter_finds(school: School, desktop: Page) -> None:
    cast = school.cast
    school.writes(cast.bo, "Dear Ms. Rivera, our dog has come back.", ago=3 * DAY)
    school.writes(cast.ana, "Über the freight trains.\n\nI counted them.", ago=2 * DAY)
    school.sign_in(desktop, cast.rivera)
    desktop.wait_for_load_state()
    desktop.keyboard.press("/")
    box = desktop.get_by_label("Words of a letter")
    expect(box).to_be_focused()
    desktop.keyboard.type("uber TRAINS")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("mark")).to_have_text(["Über", "trains"])
    assert desktop.url == f"{school.url}/find"
    desktop.get_by_role("link", name=re.compile("^Ana")).click()
    expect(desktop).to_have_url(re.compile("#sheet-"))
    expect(desktop.get_by_text("I counted them.")).to_be_in_viewport()
    desktop.go_back()
    expect(desktop.locator("mark")).to_have_text(["Über", "trains"])
    desktop.reload()
    expect(desktop.locator("mark")).to_have_text(["Über", "trains"])
    assert desktop.url == f"{school.url}/find"
    desktop.goto("/queue")
    desktop.get_by_role("link", name="Bo Lindqvist").click()
    expect(desktop.get_by_label("Your answer")).to_be_visible()
    desktop.wait_for_load_state()
    desktop.keyboard.press("/")
    expect(box).to_be_focused()


def test_one_comes_back_from_a_letter_to_the_older_ones_too(school: School, desktop: Page) -> None:
    for number in range(22):
        school.writes(school.cast.ana, f"Train number {number}.", ago=(number + 1) * DAY)
    school.sign_in(desktop, school.cast.rivera)
    desktop.goto("/find")
    desktop.get_by_label("Words of a letter").fill("train")
    desktop.get_by_role("button", name="Find").click()
    desktop.get_by_role("button", name="Older ones").click()
    expect(desktop.locator(".hits li")).to_have_count(2)
    desktop.locator(".hits a").first.click()
    expect(desktop).to_have_url(re.compile("#sheet-"))
    desktop.go_back()
    expect(desktop.locator(".hits li")).to_have_count(2)
    desktop.go_back()
    expect(desktop.locator(".hits li")).to_have_count(20)
    desktop.go_back()
    expect(desktop.locator(".hits li")).to_have_count(0)
    expect(desktop.get_by_label("Words of a letter")).to_have_value("")


class TestWithoutJavaScript:
    """The form alone, from the page of the students."""

    @pytest.fixture
    def javascript(self) -> bool:
        return False

    def test_a_form_finds_and_leafs_to_older_ones(self, school: School, phone: Page) -> None:
        for number in range(22):
            school.writes(school.cast.ana, f"Train number {number}.", ago=(number + 1) * DAY)
        school.sign_in(phone, school.cast.rivera)
        phone.goto("/students")
        phone.get_by_label("Find words in letters").fill("train")
        phone.get_by_role("button", name="Find in letters").tap()
        expect(phone.locator(".hits li")).to_have_count(20)
        phone.get_by_role("button", name="Older ones").tap()
        expect(phone.locator(".hits li")).to_have_count(2)
        expect(phone.get_by_label("Words of a letter")).to_have_value("train")
