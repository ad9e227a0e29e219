"""A language chosen on the first page, by its own name: the round is walked in it, also without scripts."""

import pytest
from playwright.sync_api import Page, expect

from app import cldr, i18n
from tests.browser.school import School
from tests.cast import PASSWORD

LETTER = "كل شيء بخير يا Ms. Rivera."


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """A language is chosen both ways."""
    return bool(request.param)


def words(tag: str, message: str, **names: str) -> str:
    """A message as a page says it in a language."""
    with i18n.speaking(tag):
        return i18n.gettext(message) % {name: cldr.within(value) for name, value in names.items()}


def comes_in(page: Page, tag: str, code: str) -> None:
    """Choose a language on the first page, by its own name, and type a card's code."""
    page.goto("/card")
    page.get_by_role("button", name=i18n.own_name(tag)).click()
    expect(page.locator("html")).to_have_attribute("lang", tag)
    page.get_by_label(words(tag, "The code on your card")).fill(code)
    page.get_by_role("button", name=words(tag, "Come in")).click()
    page.wait_for_url("**/letters")


@pytest.mark.parametrize(("tag", "runs"), [("es", "ltr"), ("ar", "rtl")])
def test_a_letter_goes_round_in_a_language_chosen_on_the_first_page(
    school: School, phone: Page, desktop: Page, tag: str, runs: str
) -> None:
    cast = school.cast
    comes_in(phone, tag, cast.code[cast.ana.id])
    expect(phone.locator("html")).to_have_attribute("lang", tag)
    expect(phone.locator("html")).to_have_attribute("dir", runs)
    phone.get_by_role("link", name=words(tag, "Write to %(name)s", name="Ms. Rivera")).click()
    phone.get_by_label(words(tag, "Dear %(name)s,", name="Ms. Rivera")).fill(LETTER)
    phone.get_by_role("button", name=words(tag, "Send to %(name)s", name="Ms. Rivera")).click()
    expect(phone.get_by_role("status")).to_have_text(words(tag, "Your letter has arrived."))

    assert cast.rivera.email
    desktop.goto("/sign-in")
    desktop.get_by_role("button", name=i18n.own_name(tag)).click()
    desktop.get_by_label(words(tag, "E-mail address")).fill(cast.rivera.email)
    desktop.get_by_label(words(tag, "Password")).fill(PASSWORD)
    desktop.get_by_role("button", name=words(tag, "Sign in")).click()
    desktop.get_by_role("link", name=words(tag, "Begin with %(name)s", name="Ana")).click()
    expect(desktop.locator(".words").first).to_have_text(LETTER)
    desktop.get_by_label(words(tag, "Your answer")).fill("Dear Ana, so am I.")
    desktop.get_by_role("button", name=words(tag, "Send"), exact=True).click()
    expect(desktop.locator(".undo")).to_contain_text(words(tag, "Your answer to %(name)s is on its way.", name="Ana"))


def test_her_language_comes_along_to_another_phone_and_what_a_device_chose_stays_there(
    school: School, phone: Page, desktop: Page
) -> None:
    ana = school.cast.ana
    comes_in(phone, "ar", school.cast.code[ana.id])
    school.come_in(desktop, ana)
    expect(desktop.locator("html")).to_have_attribute("lang", "ar")
    desktop.goto("/you")
    desktop.get_by_role("button", name="Español").click()
    expect(desktop).to_have_url(f"{school.url}/you")
    expect(desktop.locator("html")).to_have_attribute("lang", "es")
    phone.goto("/letters")
    expect(phone.locator("html")).to_have_attribute("lang", "ar")
