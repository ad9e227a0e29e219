"""A simple drawing on the sheet: ink, eraser, undo; and it is handed over as a PNG on white."""

import base64
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.school import School
from tests.browser.test_voice import TAKES, handed

INK = (34, 38, 46)
WHITE = (255, 255, 255)


@pytest.fixture
def sheet(phone: Page, school: School) -> Page:
    """Ana's sheet; what is handed over is taken."""
    school.come_in(phone, school.cast.ana)
    phone.goto("/write")
    phone.locator("[data-pages]").evaluate(TAKES)
    return phone


def button(page: Page, name: str) -> Any:
    return page.get_by_role("dialog").get_by_role("button", name=name, exact=True)


def opens(page: Page) -> Locator:
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page.locator("dialog canvas")


def draws(page: Page, canvas: Locator, *, across: float = 0.5) -> None:
    """A line from the left to the right, at this part of the height."""
    box = canvas.bounding_box()
    assert box
    height = box["y"] + box["height"] * across
    page.mouse.move(box["x"] + box["width"] * 0.1, height)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, height, steps=8)
    page.mouse.up()


def colour(canvas: Locator, across: float = 0.5) -> tuple[int, ...]:
    """What is in the middle of the sheet, at this part of the height."""
    return tuple(
        canvas.evaluate(
            """(canvas, across) => [...canvas.getContext("2d")
                .getImageData(canvas.width / 2, Math.round(canvas.height * across), 1, 1).data.slice(0, 3)]""",
            across,
        )
    )


def test_what_is_drawn_is_handed_over_as_a_picture_on_white(sheet: Page) -> None:
    canvas = opens(sheet)
    expect(button(sheet, "Keep it")).to_be_disabled()
    draws(sheet, canvas)
    assert colour(canvas) == INK
    button(sheet, "Keep it").click()
    expect(sheet.get_by_role("button", name="Draw", exact=True)).to_be_focused()
    (drawing,) = handed(sheet)
    picture = Image.open(BytesIO(base64.b64decode(drawing["bytes"])))
    assert (drawing["kind"], picture.format, picture.size) == ("drawing", "PNG", (1200, 1500))
    assert picture.convert("RGB").getpixel((600, 750)) == INK
    assert picture.convert("RGB").getpixel((10, 10)) == WHITE


def test_a_stroke_is_undone_and_what_was_cleared_comes_back(sheet: Page) -> None:
    canvas = opens(sheet)
    draws(sheet, canvas)
    draws(sheet, canvas, across=0.25)
    button(sheet, "Undo").click()
    assert (colour(canvas), colour(canvas, 0.25)) == (INK, WHITE)
    button(sheet, "Clear").click()
    assert colour(canvas) == WHITE
    expect(button(sheet, "Keep it")).to_be_disabled()
    sheet.keyboard.press("Control+z")
    assert colour(canvas) == INK


def test_there_are_four_inks_and_an_eraser(sheet: Page) -> None:
    canvas = opens(sheet)
    seen = set()
    for name in ("Black", "Blue", "Red", "Green"):
        sheet.get_by_role("radio", name=name).check()
        draws(sheet, canvas)
        seen.add(colour(canvas))
    assert len(seen) == 4
    sheet.get_by_role("radio", name="Eraser").check()
    draws(sheet, canvas)
    assert colour(canvas) == WHITE


def test_a_drawing_that_is_closed_is_still_there(sheet: Page) -> None:
    draws(sheet, opens(sheet))
    sheet.keyboard.press("Escape")
    expect(sheet.get_by_role("dialog")).to_have_count(0)
    expect(sheet.get_by_role("button", name="Draw", exact=True)).to_be_focused()
    assert handed(sheet) == []
    assert colour(opens(sheet)) == INK


def test_a_finger_draws(sheet: Page) -> None:
    canvas = opens(sheet)
    box = canvas.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    sheet.touchscreen.tap(x, y)
    assert colour(canvas) == INK
    assert canvas.evaluate("(canvas) => getComputedStyle(canvas).touchAction") == "none"


def test_it_says_that_nobody_has_to_draw(sheet: Page) -> None:
    opens(sheet)
    expect(sheet.get_by_role("dialog", name="A drawing")).to_contain_text("Nobody has to draw")
    expect(sheet.get_by_role("img", name="The white sheet")).to_be_visible()


def test_the_inks_are_no_part_of_the_letter(sheet: Page) -> None:
    opens(sheet)
    sheet.get_by_role("radio", name="Red").check()
    names = sheet.locator("form[data-sheet]").evaluate("(form) => [...new FormData(form).keys()]")
    assert "ink" not in names


def test_where_something_else_sends_pages_the_field_for_files_stays_empty(phone: Page, school: School) -> None:
    school.come_in(phone, school.cast.ana)
    phone.goto("/write")
    pages = phone.locator("[data-pages]")
    for ready, files in ((True, 0), (False, 1)):
        pages.evaluate(
            "(pages, ready) => { if (ready) pages.dataset.ready = ''; else delete pages.dataset.ready; }", ready
        )
        draws(phone, opens(phone))
        button(phone, "Keep it").click()
        expect(phone.get_by_role("dialog")).to_have_count(0)
        assert pages.locator("input[type=file]").evaluate("(field) => field.files.length") == files
