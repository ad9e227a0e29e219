"""How one gets to the screens of first read, of a talk and of search."""

from playwright.sync_api import Page, expect

from tests.browser.furnished import Furnished
from tests.browser.walks import to


def comes_first(furnished: Furnished, page: Page) -> None:
    to("/first-read/{f.two.id}", "rivera")(furnished, page)
    if page.get_by_role("button", name="Come back to this first").count():
        page.get_by_role("button", name="Come back to this first").click()
    expect(page.get_by_role("status")).to_have_text("You will come back to Bo first.")


def talk_without_its_day(furnished: Furnished, page: Page) -> None:
    to("/students/{cast.bo.id}/talk?back=board", "rivera")(furnished, page)
    page.get_by_label("Day", exact=True).fill("")
    page.get_by_role("button", name="Answered in person").click()
    expect(page.get_by_role("alert")).to_be_visible()


def looked_for(furnished: Furnished, page: Page, words: str) -> None:
    to("/find", "rivera")(furnished, page)
    page.get_by_label("Words of a letter").fill(words)
    with page.expect_navigation():
        page.get_by_role("button", name="Find").click()


def found(furnished: Furnished, page: Page) -> None:
    looked_for(furnished, page, "em")
    expect(page.locator("mark").first).to_be_visible()


def nothing_found(furnished: Furnished, page: Page) -> None:
    looked_for(furnished, page, "zilpzalp")
    expect(page.get_by_role("status")).to_contain_text("has all of these words")


def no_word(furnished: Furnished, page: Page) -> None:
    looked_for(furnished, page, "")
    expect(page.get_by_role("alert")).to_be_visible()
