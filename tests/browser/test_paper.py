"""A pile of photos, put to students by keyboard alone; and the answers on paper, a sheet a student."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update
from sqlmodel import col

from app.db import reading, transaction
from app.models import Letter
from app.models.letter import Via
from app.models.page import Page as Leaf
from tests.browser.paper_walks import READY, lay, photos
from tests.browser.school import School
from tests.cast import DAY

NAME = "Who wrote this page?"


@pytest.fixture
def pile(school: School, desktop: Page) -> Page:
    """Ms. Rivera, with a pile of five photos, the first one before her."""
    school.sign_in(desktop, school.cast.rivera)
    lay(desktop, school, photos(5))
    expect(desktop.locator("#progress")).to_have_text("Page 1 of 5")
    return desktop


def put(school: School) -> dict[str, int]:
    """How many pages each student's letters on paper have."""
    with reading(school.cast.database) as session:
        rows = session.execute(
            select(col(Letter.writer_id), func.count(col(Leaf.id)))
            .join(Leaf, col(Leaf.letter_id) == col(Letter.id))
            .where(col(Letter.via) == Via.PAPER)
            .group_by(col(Letter.writer_id))
        ).all()
    called = {student.id: student.goes_by for student in (school.cast.ana, school.cast.bo, school.cast.linh)}
    return {called[writer_id]: many for writer_id, many in rows}


def is_at(page: Page, number: int, of: int = 5) -> None:
    """A page lies before her, and she can type a name at once."""
    expect(page.locator("#progress")).to_have_text(f"Page {number} of {of}")
    expect(page.get_by_role("combobox", name=NAME)).to_be_focused()


def test_a_pile_is_put_to_students_without_a_mouse(school: School, pile: Page) -> None:
    keys = pile.keyboard
    is_at(pile, 1)
    keys.type("liñh")  # accents are forgiven, and half a name is enough
    expect(pile.get_by_role("option", name="Linh Tran")).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    expect(pile.locator("#done")).to_have_text("The last page went to Linh.")
    is_at(pile, 2)
    keys.press("Enter")  # Enter alone: the same student
    is_at(pile, 3)
    keys.press("Escape")
    keys.press("s")  # and so does one key
    is_at(pile, 4)
    assert put(school) == {"Linh": 3}
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    expect(pile.get_by_role("option", name="Bo Lindqvist")).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    is_at(pile, 5)
    keys.press("Escape")
    keys.press("z")  # undo: it was not Bo's
    is_at(pile, 4)
    keys.type("ana")
    keys.press("Enter")
    is_at(pile, 5)
    keys.press("Escape")
    keys.press("x")  # the last one is no letter
    expect(pile.get_by_text("All 4 pages are with their students (2).")).to_be_visible()
    assert put(school) == {"Linh": 3, "Ana": 1}


def test_skipping_goes_round_and_a_closed_lid_loses_nothing(school: School, pile: Page) -> None:
    pile.get_by_label("Handed in on").fill((school.cast.today() - DAY).isoformat())
    pile.get_by_role("combobox", name=NAME).fill("ana")
    pile.keyboard.press("Enter")
    is_at(pile, 2)
    pile.keyboard.press("Escape")
    pile.keyboard.press("j")
    is_at(pile, 3)
    pile.goto("/queue")
    pile.goto(f"/classes/{school.cast.period_3.id}/paper")
    is_at(pile, 2)
    expect(pile.get_by_label("Handed in on")).to_have_value((school.cast.today() - DAY).isoformat())
    expect(pile.get_by_role("button", name="Same student as before: Ana")).to_be_visible()


def test_a_name_that_nobody_has_puts_the_page_to_nobody(school: School, pile: Page) -> None:
    pile.keyboard.type("zzz")
    expect(pile.get_by_text("Nobody here is called that.")).to_be_visible()
    pile.keyboard.press("Enter")
    is_at(pile, 1)
    assert put(school) == {}


def test_a_file_that_is_no_page_is_said_and_the_others_are_there(school: School, desktop: Page) -> None:
    school.sign_in(desktop, school.cast.rivera)
    files = photos(2)
    files[0].write_bytes(b"PK\x03\x04 a text")
    desktop.goto(f"/classes/{school.cast.period_3.id}/paper")
    desktop.get_by_label("Photos, scans or a PDF").set_input_files(files)
    expect(desktop.get_by_text("page-2.jpg: is here")).to_be_visible(timeout=READY)
    expect(desktop.get_by_text(re.compile("page-1.jpg: That file is no picture"))).to_be_visible()
    desktop.get_by_role("link", name="Go on with those that are here").click()
    expect(desktop.locator("#progress")).to_have_text("Page 1 of 1", timeout=READY)


DROP = """(files) => {
  const carried = new DataTransfer();
  for (const [name, body] of files) carried.items.add(new File([new Uint8Array(body)], name, { type: "image/jpeg" }));
  document.querySelector("h1").dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true }));
}"""


def test_files_that_are_dropped_anywhere_on_the_page_go_in_the_order_of_their_names(
    school: School, desktop: Page
) -> None:
    school.is_in(desktop, school.cast.rivera)
    desktop.goto(f"/classes/{school.cast.period_3.id}/paper")
    desktop.evaluate(DROP, [["10.jpg", [*photos(1)[0].read_bytes()]], ["9.jpg", [*b"PK a text"]]])
    expect(desktop.locator("[data-sending] li")).to_have_text([re.compile("^9.jpg: That file"), "10.jpg: is here"])
    desktop.get_by_role("link", name="Go on with those that are here").click()
    expect(desktop.locator("#progress")).to_have_text("Page 1 of 1", timeout=READY)


def test_who_is_signed_out_while_she_sends_a_pile_is_told_and_sends_it_on_once_she_is_back(
    school: School, desktop: Page
) -> None:
    school.is_in(desktop, school.cast.rivera)
    desktop.goto(f"/classes/{school.cast.period_3.id}/paper")
    desktop.context.clear_cookies()
    desktop.get_by_label("Photos, scans or a PDF").set_input_files(photos(1))
    expect(desktop.get_by_text("you are signed out. Sign in in another window, then try again.")).to_be_visible()
    school.is_in(desktop, school.cast.rivera)
    desktop.get_by_role("button", name="Try again").click()
    expect(desktop.locator("#progress")).to_have_text("Page 1 of 1", timeout=READY)


def test_where_the_line_is_cut_the_file_is_sent_again(school: School, desktop: Page) -> None:
    school.sign_in(desktop, school.cast.rivera)
    desktop.goto(f"/classes/{school.cast.period_3.id}/paper")
    desktop.route("**/paper/pages", lambda route: route.abort(), times=1)
    desktop.get_by_label("Photos, scans or a PDF").set_input_files(photos(2))
    desktop.get_by_role("button", name="Try again").click()
    expect(desktop.locator("#progress")).to_have_text(re.compile("Page 1 of [12]"), timeout=READY)


def test_without_javascript_it_is_a_form(school: School, pile: Page) -> None:
    with pile.context.browser.new_context(base_url=school.url, java_script_enabled=False) as plain:  # type: ignore[union-attr]
        page = plain.new_page()
        school.sign_in(page, school.cast.rivera)
        page.goto(f"/classes/{school.cast.period_3.id}/paper")
        expect(page.get_by_role("combobox", name=NAME)).to_be_focused()
        page.get_by_role("combobox", name=NAME).select_option("Bo Lindqvist")
        page.get_by_role("button", name="It is by this student").click()
        page.get_by_role("button", name="Same student as before: Bo").click()
        expect(page.locator("#progress")).to_have_text("Page 3 of 5")
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#progress")).to_have_text("Page 2 of 5")
    assert put(school) == {"Bo": 1}


def test_each_student_has_a_sheet_of_her_own_on_paper(school: School, desktop: Page) -> None:
    cast = school.cast
    for student in (cast.ana, cast.bo, cast.linh):
        letter = school.writes(student, "Dear Ms. Rivera,", ago=3 * DAY)
        school.answers(cast.rivera, letter, f"Dear {student.goes_by},\n\nthank you.", cast.at - DAY)
    with transaction(cast.database) as session:
        session.execute(update(Letter).values(via=Via.PAPER))
    school.sign_in(desktop, cast.rivera)
    desktop.goto(f"/classes/{cast.period_3.id}/answers")
    printed = desktop.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 3
    desktop.get_by_role("button", name="They are printed").click()
    expect(desktop.get_by_role("status")).to_contain_text("these are on paper")
    expect(desktop.get_by_role("button", name="They are printed")).to_have_count(0)
