"""How one gets to the screens of first read, of a talk and of search."""

from playwright.sync_api import Page, expect

from tests.browser.furnished import Furnished
from tests.browser.walks import to


def comes_first(furnished: Furnished, page: Page) -> None:
    to("/first-read/{f.two.id}", "rivera")(furnished, page)
    if page.get_by_role("button", name="Come back to this first").count():
        page.get_by_role("button", name="Come back to this first").click()
    expect(page.get_by_role("status")).to_have_text("You will come back to Bo first.")
