"""How one gets to the screens of a worry."""

from playwright.sync_api import Page, expect

from tests.browser.furnished import Furnished
from tests.browser.walks import to


def handed_on_already(furnished: Furnished, page: Page) -> None:
    """The page of a letter that Ms. Rivera has handed on before."""
    to("/letters/{f.two.id}/worry", "rivera")(furnished, page)
    expect(page.get_by_role("link", name="Look at it").first).to_be_visible()


def refused(furnished: Furnished, page: Page) -> None:
    """The same, come back because nobody was chosen."""
    handed_on_already(furnished, page)
    page.get_by_label("What did you see?").fill("He writes that nobody is at home.")
    page.get_by_role("button", name="Hand it on").click()
    expect(page.get_by_role("alert")).to_be_visible()


def unfolded(furnished: Furnished, page: Page) -> None:
    """A worry in Mr. Bell's hands, with all that he can do."""
    to("/worries/{f.worry}", "bell")(furnished, page)
    page.get_by_text("It is about me, or somebody else has to do it").click()
