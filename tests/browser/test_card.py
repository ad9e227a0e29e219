"""The card: its QR code, typing its code, and that the code is in nothing that goes over the line but the form."""

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.school import School
from tests.browser.screens import PHONE

CODE = "The code on your card"


def test_a_scanned_card_fills_the_form_and_clears_the_address_bar(school: School, phone: Page) -> None:
    code = school.cast.code[school.cast.ana.id]
    phone.goto(f"/card#{code}")
    expect(phone.get_by_label(CODE)).to_have_value(code)
    expect(phone).to_have_url(f"{school.url}/card")
    expect(phone.get_by_role("button", name="Come in")).to_be_focused()
    phone.get_by_role("button", name="Come in").tap()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone).to_have_url(f"{school.url}/letters")


@pytest.mark.parametrize("code", ["%", "%E0%A4%A", "<b>no</b>"])
def test_a_broken_qr_code_leaves_a_form_to_type_into(school: School, phone: Page, code: str) -> None:
    wrong: list[Exception] = []

    def note(problem: Exception) -> None:
        wrong.append(problem)

    phone.on("pageerror", note)
    phone.goto(f"/card#{code}")
    school.come_in(phone, school.cast.ana)
    expect(phone).to_have_url(f"{school.url}/letters")
    assert wrong == []


def test_without_javascript_the_code_is_typed_in_any_case_and_spacing(school: School, browser: Browser) -> None:
    code = school.cast.code[school.cast.ana.id]
    with browser.new_context(base_url=school.url, viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"/card#{code}")
        expect(page.get_by_label(CODE)).to_have_value("")
        page.get_by_label(CODE).fill(f" {code.lower().replace('-', ' ')} ")
        page.get_by_role("button", name="Come in").click()
        expect(page).to_have_url(f"{school.url}/letters")


def test_a_wrong_code_comes_back_with_what_was_typed(school: School, phone: Page) -> None:
    phone.goto("/card")
    phone.get_by_label(CODE).fill("7K3M9-QX2TA-4H")
    phone.get_by_role("button", name="Come in").tap()
    expect(phone.get_by_role("alert")).to_contain_text("That code opens nothing.")
    expect(phone.get_by_label(CODE)).to_have_value("7K3M9-QX2TA-4H")


def test_a_second_card_asks_before_it_replaces_who_is_signed_in(school: School, phone: Page) -> None:
    cast = school.cast
    school.come_in(phone, cast.ana)
    phone.goto(f"/card#{cast.code[cast.bo.id]}")
    phone.get_by_role("button", name="Come in").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Ana is signed in here")
    phone.get_by_role("link", name="No, I am Ana").tap()
    expect(phone).to_have_url(f"{school.url}/letters")
    phone.goto("/you")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Ana")

    phone.goto(f"/card#{cast.code[cast.bo.id]}")
    phone.get_by_role("button", name="Come in").tap()
    phone.get_by_role("button", name="Yes, this is my card").tap()
    expect(phone).to_have_url(f"{school.url}/letters")
    phone.goto("/you")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bo")


def test_the_code_is_in_no_address_and_no_referer(school: School, phone: Page) -> None:
    cast = school.cast
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    phone.on("request", note)
    code = cast.code[cast.ana.id]
    phone.goto(f"/card#{code}")
    phone.get_by_role("button", name="Come in").tap()
    expect(phone).to_have_url(f"{school.url}/letters")
    phone.get_by_role("link", name="Who can read them").tap()
    expect(phone.get_by_role("heading", name="Who can read this")).to_be_visible()
    # What stands after a # is not sent (RFC 9110, section 4.2.5), though the browser tells us of it.
    addresses = [request.url.split("#")[0] for request in asked]
    referers = [request.header_value("referer") or "" for request in asked]
    assert len(addresses) >= 5
    assert any(referer.startswith(school.url) for referer in referers)
    assert [text for text in addresses + referers if code in text] == []
