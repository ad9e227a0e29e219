"""A photographed page on the table: larger, turned, brighter, and the next one, by button and by key."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from app.db import transaction
from app.models import Draft
from app.models.calendar import now
from app.models.pages import add_page
from app.photos.arriving import arriving
from app.photos.making import make_all
from tests.browser.school import School
from tests.cast import DAY
from tests.drawn import picture

STEP = 1.25
"""How much larger one press makes it."""


@pytest.fixture
def table(school: School, desktop: Page) -> Page:
    """Ms. Rivera, with the first of two photos of Ana's before her."""
    cast, at = school.cast, now() - DAY
    with transaction(cast.database) as session:
        draft = Draft.keep(session, cast.viewer(cast.ana, at), cast.period_3.id, None, "")
        for ink in ("navy", "darkred"):
            add_page(session, cast.viewer(cast.ana, at), draft.id, uuid4(), arriving(picture(ink=ink)))
        cast.writes(session, cast.ana, "", at, letter_id=draft.id)
    make_all(cast.database, now() + DAY)
    school.is_in(desktop, cast.rivera)
    desktop.goto(f"/desk/{draft.id}")
    desktop.get_by_role("link", name="Page 1").click()
    _is_at(desktop, 1)
    return desktop


def _is_at(page: Page, number: int) -> None:
    expect(page.get_by_text(f"Page {number} of 2")).to_be_visible()
    page.wait_for_load_state()


def _size(page: Page) -> tuple[float, float]:
    """How wide and how high the photo lies there, in pixels."""
    box = page.locator("[data-table] img").bounding_box()
    assert box
    return box["width"], box["height"]


def test_a_photo_is_made_larger_and_smaller_again_by_button_and_by_key(table: Page) -> None:
    width, height = _size(table)
    table.get_by_role("button", name="Larger").click()
    assert _size(table) == pytest.approx((STEP * width, STEP * height), abs=1)
    table.keyboard.press("+")
    assert _size(table) == pytest.approx((STEP**2 * width, STEP**2 * height), abs=1)
    for _ in range(3):
        table.keyboard.press("-")
    assert _size(table) == pytest.approx((width, height), abs=1), "It is never smaller than the table."


def test_a_photo_that_lies_on_its_side_is_turned_upright_and_a_pale_one_made_brighter(table: Page) -> None:
    width, height = _size(table)
    light = "(picture) => getComputedStyle(picture).filter"
    assert height > width
    table.get_by_role("button", name="Turn").click()
    assert _size(table) == pytest.approx((width, width * width / height), abs=1), "It fills the table, lying."
    for _ in range(3):
        table.keyboard.press("t")
    assert _size(table) == pytest.approx((width, height), abs=1)
    photo = table.locator("[data-table] img")
    pale = photo.evaluate(light)
    table.keyboard.press("b")
    assert photo.evaluate(light) != pale
    table.keyboard.press("b")
    table.get_by_role("button", name="Brighter").click()
    assert photo.evaluate(light) == pale, "And round again."


def test_the_next_page_and_the_way_back_to_the_letter_are_one_key_and_no_key_where_one_writes(table: Page) -> None:
    table.keyboard.press("j")
    _is_at(table, 2)
    table.get_by_text("Say in words what is on it").click()
    words = table.get_by_role("textbox")
    words.press_sequentially("just a kitten, both times")
    expect(words).to_have_value("just a kitten, both times")
    _is_at(table, 2)
    table.locator("[data-table]").focus()
    table.keyboard.press("k")
    _is_at(table, 1)
    table.keyboard.press("Escape")
    expect(table.get_by_role("heading", level=1)).to_have_text("Ana")
