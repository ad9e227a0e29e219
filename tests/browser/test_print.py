"""What comes out of the printer: cards, so many to a page, that a phone can scan; and a page for each language."""

import re
from base64 import b64encode
from typing import Literal

import pytest
import segno
from playwright.sync_api import Browser, Page, expect

from app.db import transaction
from app.models import School as Model
from tests.browser.school import School
from tests.browser.screens import DESKTOP

CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{3}")
A_CLASS = 25

DARK_MODULES = """async ({ picture, side }) => {
  const image = await createImageBitmap(await (await fetch(picture)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const module = image.width / side;
  const dark = [];
  for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) {
    const [r, g, b] = context.getImageData((x + 0.5) * module, (y + 0.5) * module, 1, 1).data;
    if (r + g + b < 384) dark.push(`${x} ${y}`);
  }
  return dark;
}"""
"""The dark modules of a photographed QR code: the middle of each is looked at, as a scanner does."""


OVERRUN = """cards => cards.filter(
  (card) => card.scrollHeight > card.clientHeight || card.scrollWidth > card.clientWidth
).length"""
"""How many cards are too small for what stands on them."""


@pytest.fixture
def a_class(school: School) -> School:
    """Period 3 has 25 students, some with long names."""
    for place in range(A_CLASS - 3):
        school.takes_in(f"Ana María de los Ángeles {place} Fernández-O'Castañeda")
    return school


def cards_of(school: School, page: Page, *, large: bool = False) -> None:
    """Ms. Rivera makes cards for the whole class."""
    school.sign_in(page, school.cast.rivera)
    expect(page).to_have_url(re.compile("/queue"))
    page.goto(f"/classes/{school.cast.period_3.id}/cards")
    if large:
        page.get_by_label("Large print").check()
    page.get_by_role("button", name="Make new cards for everyone").click()
    expect(page.locator(".card")).to_have_count(A_CLASS)


def pages(pdf: bytes) -> int:
    """How many pages a PDF has: each is an object of the type Page (ISO 32000-1, section 7.7.3.3)."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize(("large", "sheets"), [(False, 4), (True, 13)], ids=["normal", "large print"])
def test_twenty_five_students_are_four_pages_of_eight_and_thirteen_in_large_print(
    a_class: School, desktop: Page, paper: Literal["A4", "Letter"], large: bool, sheets: int
) -> None:
    cards_of(a_class, desktop, large=large)
    assert pages(desktop.pdf(format=paper)) == sheets


def test_on_paper_there_are_cards_and_nothing_else_and_no_text_runs_out_of_one(a_class: School, desktop: Page) -> None:
    cards_of(a_class, desktop)
    desktop.emulate_media(media="print", color_scheme="dark")
    for unprinted in (desktop.get_by_role("banner"), desktop.get_by_role("button", name="They are printed")):
        expect(unprinted).to_be_hidden()
    assert desktop.locator(".card").evaluate_all(OVERRUN) == 0
    expect(desktop.locator(".card").first).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(desktop.locator(".card").first).to_have_css("color", "rgb(0, 0, 0)")


def test_the_qr_code_that_is_drawn_is_the_one_of_the_address(a_class: School, browser: Browser, desktop: Page) -> None:
    """No decoder is among the parts, so that the picture is compared with the code's own modules, one by one."""
    cards_of(a_class, desktop)
    desktop.emulate_media(media="print")
    card = desktop.locator(".card").first
    code = CODE.findall(card.inner_text())[0]
    picture = card.locator(".qr").screenshot(scale="device")
    matrix = segno.make(f"{a_class.url}/card#{code}", micro=False, error="m").matrix
    expected = {f"{x + 4} {y + 4}" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert _modules(browser, picture, len(matrix) + 8) == expected


def _modules(browser: Browser, picture: bytes, side: int) -> set[str]:
    with browser.new_context() as context:
        address = f"data:image/png;base64,{b64encode(picture).decode()}"
        return set(context.new_page().evaluate(DARK_MODULES, {"picture": address, "side": side}))


def test_the_button_prints_and_is_not_there_without_scripts(school: School, browser: Browser, desktop: Page) -> None:
    school.sign_in(desktop, school.cast.rivera)
    expect(desktop).to_have_url(re.compile("/queue"))
    address = f"/classes/{school.cast.period_3.id}/families"
    desktop.add_init_script("window.print = () => { document.title = 'printed'; }")
    desktop.goto(address)
    desktop.get_by_role("button", name="Print").click()
    expect(desktop).to_have_title("printed")
    state = desktop.context.storage_state()
    with browser.new_context(base_url=school.url, storage_state=state, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("button", name="Print")).to_be_hidden()


def test_the_page_for_families_is_one_sheet_of_paper_for_each_language(school: School, desktop: Page) -> None:
    with transaction(school.cast.database) as session:
        session.get_one(Model, school.cast.school.id).languages = ["en", "es", "ar"]
    school.sign_in(desktop, school.cast.rivera)
    expect(desktop).to_have_url(re.compile("/queue"))
    desktop.goto(f"/classes/{school.cast.period_3.id}/families")
    assert pages(desktop.pdf(format="Letter")) == 3


def test_a_letter_to_the_class_keeps_itself_with_its_question(school: School, browser: Browser) -> None:
    with browser.new_context(base_url=school.url, viewport=DESKTOP) as context:
        page = context.new_page()
        school.sign_in(page, school.cast.rivera)
        expect(page).to_have_url(re.compile("/queue"))
        page.goto(f"/classes/{school.cast.period_3.id}/letter")
        page.get_by_label("Your letter").fill("Dear all,")
        expect(page.locator("[data-saved]")).to_have_text("Saved")
        page.get_by_label("An open question").fill("What is new with you?")
        expect(page.locator("[data-saved]")).to_have_text("Not saved yet")
        expect(page.locator("[data-saved]")).to_have_text("Saved")
        page.goto("/queue")
        page.goto(f"/classes/{school.cast.period_3.id}/letter")
        expect(page.get_by_label("Your letter")).to_have_value("Dear all,")
        expect(page.get_by_label("An open question")).to_have_value("What is new with you?")
