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
    comes_back,
    drafts,
    kill,
    letters,
    on_the_phone,
    saved,
    sheet_of,
    with_a_line,
    without_a_line,
    write,
)

A_SECOND = 1_100
"""Milliseconds, and some more: which of two texts was written last is told by the second."""


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
        other.wait_for_timeout(A_SECOND)
        write(other, " At home, later.")
        saved(school, "On the first phone. At home, later.")
        context = sheet.context
        kill(sheet)  # what it does yet may reach the school: later than the newer text did
        with_a_line(context)
        sheet = context.new_page()
        for _ in range(2):  # also with the next visit, when the school has both
            sheet.goto("/write")
            expect(sheet.locator("details.kept")).to_contain_text("On the first phone. Offline on the bus.")
            expect(sheet.get_by_label(DEAR)).to_have_value("On the first phone. At home, later.")
            saved(school, "On the first phone. At home, later.", "On the first phone. Offline on the bus.")
        sheet.get_by_role("button", name=SEND).tap()
        expect(sheet).to_have_url(re.compile("/letters"))
        assert letters(school) == ["On the first phone. At home, later."]
        assert drafts(school) == ["On the first phone. Offline on the bus."]


def test_what_was_written_last_is_on_the_sheet_also_where_it_had_no_line(
    school: School, browser: Browser, sheet: Page
) -> None:
    write(sheet, "On the first phone.")
    saved(school, "On the first phone.")
    with another_phone(browser, school.url) as other:
        sheet_of(school, other)
        write(other, " At home.")
        saved(school, "On the first phone. At home.")
    context = sheet.context
    without_a_line(context)
    sheet.wait_for_timeout(A_SECOND)
    write(sheet, " And last on the bus.")
    kill(sheet)
    with_a_line(context)
    sheet = context.new_page()
    sheet.goto("/write")
    expect(sheet.get_by_label(DEAR)).to_have_value("On the first phone. And last on the bus.")
    expect(sheet.locator("details.kept")).to_contain_text("On the first phone. At home.")
    saved(school, "On the first phone. At home.", "On the first phone. And last on the bus.")


def test_who_comes_back_to_the_first_phone_finds_what_she_wrote_on_the_second_in_the_box(
    school: School, browser: Browser, sheet: Page
) -> None:
    write(sheet, "On the first phone.")
    saved(school, "On the first phone.")
    with another_phone(browser, school.url) as other:
        sheet_of(school, other)
        write(other, " At home.")
        saved(school, "On the first phone. At home.")
    comes_back(sheet)
    expect(sheet.get_by_label(DEAR)).to_have_value("On the first phone. At home.")
    expect(sheet.locator("details.kept")).to_have_count(0)  # it goes on from there: there is one text
    write(sheet, " And on the first again.")
    saved(school, "On the first phone. At home. And on the first again.")


@pytest.mark.parametrize("killed", [False, True])
def test_what_the_second_phone_has_written_anew_is_in_the_box_and_the_older_text_is_kept(
    school: School, browser: Browser, sheet: Page, killed: bool
) -> None:
    write(sheet, "On the first phone.")
    saved(school, "On the first phone.")
    with another_phone(browser, school.url) as other:
        sheet_of(school, other)
        other.get_by_label(DEAR).fill("All new.")
        saved(school, "All new.")
    if killed:
        context = sheet.context
        kill(sheet)
        sheet = context.new_page()
        sheet.goto("/write")
    else:
        comes_back(sheet)
    expect(sheet.get_by_label(DEAR)).to_have_value("All new.")
    expect(sheet.locator("details.kept")).to_contain_text("On the first phone.")
    saved(school, "All new.", "On the first phone.")
    sheet.goto("/write")
    expect(sheet.get_by_label(DEAR)).to_have_value("All new.")
    expect(sheet.locator("details.kept")).to_contain_text("On the first phone.")


def test_who_comes_back_to_a_letter_that_was_sent_from_another_phone_is_told_that_it_has_arrived(
    school: School, browser: Browser, sheet: Page
) -> None:
    write(sheet, "On the first phone.")
    saved(school, "On the first phone.")
    with another_phone(browser, school.url) as other:
        sheet_of(school, other)
        write(other, " Sent at home.")
        other.get_by_role("button", name=SEND).tap()
        expect(other).to_have_url(re.compile("/letters"))
    comes_back(sheet)
    expect(sheet.get_by_role("status")).to_have_text("Your letter has arrived.")
    assert letters(school) == ["On the first phone. Sent at home."]
    assert drafts(school) == []
    assert on_the_phone(sheet) == []


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
