"""The same letter in two windows and on two phones: neither overwrites the other, and one letter is sent."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.school import School
from tests.browser.sheets import (
    A_SAVE,
    DEAR,
    SEND,
    another_phone,
    drafts,
    kill,
    letters,
    on_the_phone,
    sheet_of,
    with_a_line,
    without_a_line,
    write,
)


@pytest.fixture
def sheet(school: School, phone: Page) -> Page:
    """Ana's sheet, on her own phone, with its worker."""
    return sheet_of(school, phone)


def test_of_two_windows_neither_overwrites_the_other(school: School, sheet: Page) -> None:
    write(sheet, "Both begin so.")
    sheet.wait_for_timeout(A_SAVE)
    other = sheet.context.new_page()
    other.goto("/write")
    expect(other.get_by_label(DEAR)).to_have_value("Both begin so.")
    write(other, " The newer one.")
    other.wait_for_timeout(A_SAVE)
    write(sheet, " The older one.")
    beside = sheet.locator("[data-beside]")
    expect(beside).to_contain_text("Both begin so. The newer one.")
    beside.get_by_role("button", name="Go on with this one").tap()
    expect(sheet.get_by_label(DEAR)).to_have_value("Both begin so. The newer one.")
    expect(sheet.locator("[data-beside]")).to_contain_text("The older one.")
    sheet.get_by_role("button", name=SEND).tap()
    expect(sheet).to_have_url(re.compile("/letters"))
    expect(other).to_have_url(re.compile("/letters"))
    assert letters(school) == ["Both begin so. The newer one."]
    assert "Both begin so. The older one." in drafts(school) + [one["body"] for one in on_the_phone(sheet)]


def test_of_two_phones_neither_overwrites_the_other(school: School, browser: Browser, sheet: Page) -> None:
    write(sheet, "On the first phone.")
    sheet.wait_for_timeout(A_SAVE)
    without_a_line(sheet.context)
    write(sheet, " Offline on the bus.")
    with another_phone(browser, school.url) as other:
        sheet_of(school, other)
        expect(other.get_by_label(DEAR)).to_have_value("On the first phone.")
        write(other, " At home, later.")
        other.wait_for_timeout(A_SAVE)
        context = sheet.context
        kill(sheet)
        with_a_line(context)
        sheet = context.new_page()
        sheet.goto("/write")
        both = {"On the first phone. At home, later.", "On the first phone. Offline on the bus."}
        other_text = sheet.locator("details.kept")
        expect(other_text).to_contain_text("On the first phone.")
        in_the_box = sheet.get_by_label(DEAR).input_value()
        (beside,) = both - {in_the_box}
        expect(other_text).to_contain_text(beside)
        sheet.get_by_role("button", name=SEND).tap()
        expect(sheet).to_have_url(re.compile("/letters"))
        assert letters(school) == [in_the_box]
        assert drafts(school) == [beside]


def test_a_letter_that_went_on_elsewhere_meanwhile_is_offered_where_it_is_written(
    school: School, browser: Browser, sheet: Page
) -> None:
    write(sheet, "On the first phone.")
    sheet.wait_for_timeout(A_SAVE)
    with another_phone(browser, school.url) as other:
        sheet_of(school, other)
        write(other, " At home.")
        other.wait_for_timeout(A_SAVE)
    write(sheet, " On the bus.")
    beside = sheet.locator("[data-beside]")
    expect(beside).to_contain_text("On the first phone. At home.")
    assert drafts(school) == ["On the first phone. At home.", "On the first phone. On the bus."]
    beside.get_by_role("button", name="Go on with this one").tap()
    sheet.get_by_role("button", name=SEND).tap()
    expect(sheet).to_have_url(re.compile("/letters"))
    assert letters(school) == ["On the first phone. At home."]
