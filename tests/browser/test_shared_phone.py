"""A phone that several hold: nobody's words are shown or sent under another's name, and who goes leaves nothing."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.school import School
from tests.browser.sheets import (
    DEAR,
    SEND,
    WAITS,
    another_phone,
    drafts,
    letters,
    on_the_phone,
    ready,
    saved,
    sheet_of,
    with_a_line,
    without_a_line,
    write,
)
from tests.line import line

SECRET = "I tell only you."
LEFT = """async () => [
  (await indexedDB.databases()).map((one) => one.name), await caches.keys(),
  (await navigator.serviceWorker.getRegistrations()).length,
]"""


def test_what_waits_is_neither_sent_nor_shown_under_another_persons_session(school: School, phone: Page) -> None:
    cast = school.cast
    sheet_of(school, phone)
    without_a_line(phone.context)
    write(phone, SECRET)
    phone.get_by_role("button", name=SEND).tap()
    expect(phone.get_by_text(WAITS)).to_be_visible()
    phone.context.clear_cookies()  # her session ends, and Bo takes the phone
    with_a_line(phone.context)
    school.come_in(phone, cast.bo)
    for address in ("/letters", "/write"):
        phone.goto(address)
        phone.wait_for_timeout(500)
        expect(phone.locator("body")).not_to_contain_text(SECRET)
        expect(phone.get_by_text(SECRET)).to_have_count(0)
    without_a_line(phone.context)
    phone.goto("/write")
    expect(phone.get_by_label(DEAR)).to_have_value("")
    with_a_line(phone.context)
    phone.goto("/letters")
    assert letters(school) == []
    assert [one["body"] for one in on_the_phone(phone)] == [SECRET]

    phone.goto(f"/card#{cast.code[cast.ana.id]}")
    phone.get_by_role("button", name="Come in").tap()
    phone.get_by_role("button", name="Yes, this is my card").tap()
    expect(phone.get_by_role("status")).to_have_text("Your letter has arrived.")
    assert letters(school) == [SECRET]


def test_without_a_line_nobodys_sheet_opens_once_another_door_was_tried(school: School, phone: Page) -> None:
    sheet_of(school, phone)
    write(phone, SECRET)
    phone.context.clear_cookies()
    phone.goto("/card")
    phone.get_by_label("The code on your card").fill("no such code")
    phone.get_by_role("button", name="Come in").tap()
    expect(phone.get_by_role("alert")).to_be_visible()
    without_a_line(phone.context)
    phone.goto("/write")
    expect(phone.get_by_text("Nobody has written on this phone as their own yet")).to_be_visible()
    expect(phone.get_by_text(SECRET)).to_have_count(0)


def test_this_is_not_my_phone_leaves_nothing_but_loses_nothing(school: School, phone: Page) -> None:
    sheet_of(school, phone)
    write(phone, SECRET)
    phone.goto("/letters")
    ready(phone)
    phone.get_by_role("button", name="This is not my phone").tap()
    expect(phone.get_by_role("button", name="Sign out")).to_be_visible()
    assert phone.evaluate(LEFT) == [[], [], 0]
    assert drafts(school) == [SECRET]


NOT_NOW = (b"POST /drafts ", b"HTTP/1.1 503 Not now\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize("stays", [True, False], ids=["it stays", "it is deleted"])
def test_who_goes_while_the_school_cannot_have_a_text_chooses_what_becomes_of_it(
    school: School, browser: Browser, stays: bool
) -> None:
    with line(school.url) as between, another_phone(browser, between.url) as phone:
        sheet_of(school, phone)
        between.instead = NOT_NOW
        write(phone, SECRET)
        phone.goto("/letters")
        expect(phone.get_by_role("article").filter(has_text="On this phone only")).to_contain_text(SECRET)
        phone.get_by_role("button", name="This is not my phone").tap()
        phone.get_by_role("button", name="Let it stay, and go" if stays else "Delete it, and go").tap()
        phone.get_by_role("button", name="Sign out").tap()
        if stays:  # it is asked again: this is the door that she goes through
            phone.get_by_role("button", name="Let it stay, and go").tap()
            expect(phone.get_by_role("status")).to_contain_text("What could not be sent is still on this phone, hidden")
            expect(phone.get_by_text(SECRET)).to_have_count(0)
        expect(phone).to_have_url(re.compile("/card"))
        if not stays:
            assert phone.evaluate(LEFT) == [[], [], 0]
        between.instead = None
        school.come_in(phone, school.cast.ana)
        phone.goto("/write")
        expect(phone.get_by_label(DEAR)).to_have_value(SECRET if stays else "")
        assert letters(school) == []


def comes_in_for_now(school: School, phone: Page) -> None:
    """Ana comes in on a phone that is not hers."""
    phone.goto("/card")
    phone.get_by_label("The code on your card").fill(school.cast.code[school.cast.ana.id])
    phone.get_by_label("This is not my phone").check()
    phone.get_by_role("button", name="Come in").tap()
    expect(phone).to_have_url(re.compile("/letters"))


def test_who_leaves_the_sheet_in_the_middle_of_a_word_finds_it_again_where_a_phone_keeps_nothing(
    school: School, phone: Page
) -> None:
    comes_in_for_now(school, phone)
    phone.goto("/write")
    write(phone, SECRET)
    phone.goto("/letters")
    saved(school, SECRET)
    phone.goto("/write")
    expect(phone.get_by_label(DEAR)).to_have_value(SECRET)


def test_a_phone_that_is_not_ones_own_keeps_nothing(school: School, phone: Page) -> None:
    comes_in_for_now(school, phone)
    phone.goto("/write")
    write(phone, SECRET)
    phone.wait_for_timeout(3_000)
    assert drafts(school) == [SECRET]
    assert phone.evaluate(LEFT) == [[], [], 0]
    phone.get_by_role("button", name=SEND).tap()
    expect(phone).to_have_url(re.compile("/letters"))
    assert phone.evaluate(LEFT) == [[], [], 0]
    assert letters(school) == [SECRET]


def test_a_guest_on_anothers_phone_takes_nothing_of_its_owner(school: School, phone: Page) -> None:
    cast = school.cast
    sheet_of(school, phone)
    without_a_line(phone.context)
    write(phone, SECRET)
    phone.get_by_role("button", name=SEND).tap()
    expect(phone.get_by_text(WAITS)).to_be_visible()
    phone.context.clear_cookies()
    with_a_line(phone.context)
    school.come_in(phone, cast.bo)
    phone.goto("/letters")
    phone.get_by_role("button", name="This is not my phone").tap()
    phone.get_by_role("button", name="Sign out").tap()
    expect(phone).to_have_url(re.compile("/card"))
    assert [one["body"] for one in on_the_phone(phone)] == [SECRET]


def test_the_worker_keeps_files_and_an_empty_sheet_and_no_page_of_anybodys(school: School, phone: Page) -> None:
    cast = school.cast
    school.writes(cast.ana, SECRET)
    sheet_of(school, phone)
    write(phone, "And this too.")
    phone.goto("/letters")
    phone.goto("/letters/copy")
    kept: dict[str, str] = phone.evaluate(
        """async () => {
          const found = {};
          for (const name of await caches.keys()) {
            const shelf = await caches.open(name);
            for (const asked of await shelf.keys()) {
              found[new URL(asked.url).pathname] = await (await shelf.match(asked)).text();
            }
          }
          return found;
        }"""
    )
    private = (SECRET, "And this too.", "Ana", "Rivera", "Period 3", str(cast.ana.id), str(cast.period_3.id))
    pages = [path for path in kept if not path.startswith("/static/")]
    assert pages == ["/write/offline"]
    assert len(kept) >= 4
    assert [word for word in private for text in kept.values() if word in text] == []
