"""Never lose a word: with no line, a killed tab, a full phone, a session that has ended, answers that are not ours."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.db import reading
from app.models import Letter
from tests.browser.school import School
from tests.browser.sheets import (
    A_SAVE,
    DEAR,
    SEND,
    WAITS,
    another_phone,
    drafts,
    kill,
    letters,
    on_the_phone,
    ready,
    saved,
    sheet_of,
    with_a_line,
    without_a_line,
    worker_wakes,
    write,
)
from tests.line import line


@pytest.fixture
def sheet(school: School, phone: Page) -> Page:
    """Ana's sheet, on her own phone, with its worker."""
    return sheet_of(school, phone)


def test_a_letter_that_is_sent_without_a_line_waits_says_so_and_goes_by_itself_once(
    school: School, sheet: Page
) -> None:
    without_a_line(sheet.context)
    write(sheet, "Dear Ms. Rivera, we moved again.")
    sheet.get_by_role("button", name=SEND).tap()
    expect(sheet.get_by_text(WAITS)).to_be_visible()
    assert letters(school) == []
    with_a_line(sheet.context)
    expect(sheet.get_by_role("status")).to_have_text("Your letter has arrived.")
    expect(sheet).to_have_url(re.compile("/letters"))
    assert letters(school) == ["Dear Ms. Rivera, we moved again."]
    assert on_the_phone(sheet) == []
    assert drafts(school) == []


def test_what_waits_goes_with_the_next_visit(school: School, sheet: Page) -> None:
    context = sheet.context
    without_a_line(context)
    write(sheet, "I write on the bus.")
    sheet.get_by_role("button", name=SEND).tap()
    expect(sheet.get_by_text(WAITS)).to_be_visible()
    sheet.close()
    with_a_line(context)
    page = context.new_page()
    page.goto("/letters")
    expect(page.get_by_role("status")).to_have_text("Your letter has arrived.")
    assert letters(school) == ["I write on the bus."]


def test_the_worker_sends_what_waits_without_a_page(school: School, sheet: Page) -> None:
    context = sheet.context
    without_a_line(context)
    write(sheet, "I sleep, and it goes.")
    sheet.get_by_role("button", name=SEND).tap()
    expect(sheet.get_by_text(WAITS)).to_be_visible()
    sheet.close()
    with_a_line(context)
    page = context.new_page()
    page.goto("/healthz")  # no script of ours
    worker_wakes(page, school.url)
    page.wait_for_timeout(1500)
    assert letters(school) == ["I sleep, and it goes."]
    assert on_the_phone(page) == []


def test_a_letter_that_waits_can_be_written_further(school: School, sheet: Page) -> None:
    without_a_line(sheet.context)
    write(sheet, "One sentence.")
    sheet.get_by_role("button", name=SEND).tap()
    sheet.get_by_role("button", name="Go on writing").tap()
    write(sheet, " And another.")
    with_a_line(sheet.context)
    sheet.get_by_role("button", name=SEND).tap()
    expect(sheet).to_have_url(re.compile("/letters"))
    assert letters(school) == ["One sentence. And another."]


def test_where_she_goes_on_writing_the_sheet_is_there_before_the_first_key(school: School, sheet: Page) -> None:
    without_a_line(sheet.context)
    write(sheet, "One sentence.")
    sheet.get_by_role("button", name=SEND).tap()
    there = sheet.get_by_role("button", name="Go on writing").evaluate(
        "(button) => { button.click(); return document.activeElement.name; }"  # nothing comes between the two
    )
    assert there == "body"
    sheet.keyboard.type(" And another.")
    expect(sheet.get_by_label(DEAR)).to_have_value("One sentence. And another.")
    kill(sheet)
    page = sheet.context.new_page()
    page.goto("/write")
    expect(page.get_by_label(DEAR)).to_have_value("One sentence. And another.")
    assert letters(school) == []


def test_a_killed_tab_loses_no_word(school: School, sheet: Page) -> None:
    context = sheet.context
    write(sheet, "The first half")
    sheet.wait_for_timeout(A_SAVE)
    without_a_line(context)
    write(sheet, " and the second.")
    kill(sheet)
    with_a_line(context)
    page = context.new_page()
    page.goto("/write")
    expect(page.get_by_label(DEAR)).to_have_value("The first half and the second.")
    page.get_by_role("button", name=SEND).tap()
    expect(page).to_have_url(re.compile("/letters"))
    assert letters(school) == ["The first half and the second."]
    assert drafts(school) == []


def test_a_reload_without_a_line_has_the_sheet_and_the_text(school: School, sheet: Page) -> None:
    without_a_line(sheet.context)
    write(sheet, "Still here")
    for address in ("/", "/letters", "/write"):
        sheet.goto(address)
        expect(sheet.get_by_label(DEAR)).to_have_value("Still here")
    expect(
        sheet.get_by_text("There is no line at the moment, so your letters can’t be shown. You can write")
    ).to_be_visible()
    write(sheet, ", and more.")
    sheet.reload()
    expect(sheet.get_by_label(DEAR)).to_have_value("Still here, and more.")
    with_a_line(sheet.context)
    sheet.get_by_role("button", name=SEND).tap()
    expect(sheet).to_have_url(re.compile("/letters"))
    assert letters(school) == ["Still here, and more."]
    assert drafts(school) == []


def test_what_a_page_kept_as_it_went_away_is_known_again_without_a_line(school: School, sheet: Page) -> None:
    write(sheet, "Still here")
    sheet.goto("/letters")  # the school keeps it, and nobody is left to hear that
    saved(school, "Still here")
    without_a_line(sheet.context)
    sheet.goto("/write")
    write(sheet, ", and more.")
    with_a_line(sheet.context)
    sheet.get_by_role("button", name=SEND).tap()
    expect(sheet).to_have_url(re.compile("/letters"))
    assert letters(school) == ["Still here, and more."]
    assert drafts(school) == []


def test_who_has_several_teachers_chooses_without_a_line_too_whom_it_goes_to(school: School, phone: Page) -> None:
    cast = school.cast
    school.joins(cast.ana, cast.period_5)
    school.come_in(phone, cast.ana)
    ready(phone)
    without_a_line(phone.context)
    phone.goto("/write")
    phone.get_by_label(re.compile("^To ")).select_option("Dear Mr. Okoye,")
    phone.get_by_role("textbox", name="Dear Mr. Okoye").fill("The frogs are back.")
    phone.get_by_role("button", name="Send to Mr. Okoye").tap()
    expect(phone.get_by_text(WAITS)).to_be_visible()
    with_a_line(phone.context)
    expect(phone.get_by_role("status")).to_have_text("Your letter has arrived.")
    with reading(cast.database) as session:
        (letter,) = session.scalars(select(Letter))
        assert (letter.body, letter.classroom_id) == ("The frogs are back.", cast.period_5.id)


def test_after_a_session_has_ended_the_text_is_there_again(school: School, sheet: Page) -> None:
    write(sheet, "I have been")
    sheet.wait_for_timeout(A_SAVE)
    sheet.context.clear_cookies()
    write(sheet, " signed out.")
    expect(sheet.get_by_text("You are signed out. What you wrote stays here.")).to_be_visible()
    sheet.get_by_role("link", name="Sign in again").tap()
    sheet.get_by_label("The code on your card").fill(school.cast.code[school.cast.ana.id])
    sheet.get_by_role("button", name="Come in").tap()
    expect(sheet.get_by_label(DEAR)).to_have_value("I have been signed out.")
    sheet.get_by_role("button", name=SEND).tap()
    expect(sheet).to_have_url(re.compile("/letters"))
    assert letters(school) == ["I have been signed out."]


FULL = 'IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError"); };'
FORBIDDEN = 'Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("", "SecurityError"); } });'


@pytest.mark.parametrize("trouble", [FULL, FORBIDDEN], ids=["full", "forbidden"])
def test_a_phone_that_can_keep_nothing_says_so_and_the_school_keeps_it(
    school: School, phone: Page, trouble: str
) -> None:
    phone.context.add_init_script(trouble)
    school.come_in(phone, school.cast.ana)
    phone.goto("/write")
    write(phone, "No room here.")
    expect(phone.get_by_text("This phone has no room to keep what you write.")).to_be_visible()
    phone.wait_for_timeout(A_SAVE)
    assert drafts(school) == ["No room here."]
    without_a_line(phone.context)
    phone.get_by_role("button", name=SEND).tap()
    expect(phone.get_by_text("There is no line at the moment. Leave this page open")).to_be_visible()
    with_a_line(phone.context)
    phone.get_by_role("button", name=SEND).tap()
    expect(phone).to_have_url(re.compile("/letters"))
    assert letters(school) == ["No room here."]


SIGN_IN = b"<!doctype html><title>Sign in</title><p>Welcome to the free net."
NOT_OURS = {
    "a page with 200": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(SIGN_IN)
    + SIGN_IN,
    "a redirect": b"HTTP/1.1 303 See Other\r\nLocation: /card\r\nContent-Length: 0\r\n\r\n",
    "an error": b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
    "another text": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
}


@pytest.mark.parametrize("answer", NOT_OURS)
def test_only_the_schools_own_word_lets_the_phone_forget(school: School, browser: Browser, answer: str) -> None:
    with line(school.url) as between, another_phone(browser, between.url) as phone:
        sheet_of(school, phone)
        write(phone, "Who has it?")
        between.instead = (b"POST /letters ", NOT_OURS[answer])
        phone.get_by_role("button", name=SEND).tap()
        expect(phone.get_by_text(WAITS)).to_be_visible()
        assert [one["body"] for one in on_the_phone(phone)] == ["Who has it?"]
        assert letters(school) == []
        between.instead = None
        phone.get_by_role("button", name="Send it now").tap()
        expect(phone).to_have_url(re.compile("/letters"))
        assert on_the_phone(phone) == []
        assert letters(school) == ["Who has it?"]


def test_a_line_that_is_cut_after_the_letter_came_makes_no_second_one(school: School, browser: Browser) -> None:
    with line(school.url) as between, another_phone(browser, between.url) as phone:
        sheet_of(school, phone)
        write(phone, "Did it arrive?")
        between.cut_after = b"POST /letters "
        phone.get_by_role("button", name=SEND).tap()
        expect(phone.get_by_text(WAITS)).to_be_visible()
        assert between.cuts
        assert letters(school) == ["Did it arrive?"]
        assert len(on_the_phone(phone)) == 1
        between.cut_after = b""
        phone.goto("/letters")
        expect(phone.get_by_role("status")).to_have_text("Your letter has arrived.")
        assert on_the_phone(phone) == []
        assert letters(school) == ["Did it arrive?"]


def test_a_draft_whose_keeping_was_not_answered_is_kept_once(school: School, browser: Browser) -> None:
    with line(school.url) as between, another_phone(browser, between.url) as phone:
        sheet_of(school, phone)
        between.cut_after = b"POST /drafts "
        write(phone, "Once")
        phone.wait_for_timeout(A_SAVE)
        assert drafts(school) == ["Once"]
        between.cut_after = b""
        write(phone, " and no more.")
        phone.wait_for_timeout(2 * A_SAVE)
        assert drafts(school) == ["Once and no more."]
