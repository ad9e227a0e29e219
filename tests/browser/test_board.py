"""The board on paper, on a phone and by its buttons: a hundred students, in black and white, on A4 and on Letter."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, expect
from sqlalchemy.orm import Session

from app.db import transaction
from app.models import Classroom, Membership, Person
from app.models.calendar import now
from app.models.classroom import Part
from app.models.letter import Wants
from app.models.settling import mark_read, record_talk
from tests.browser.school import School, open_school
from tests.browser.screens import DESKTOP, PHONE
from tests.cast import DAY, HOUR, MEMBERS_FOR, Cast, desk_for
from tests.last_year import answered_then, last_years_class, wrote_then

HUNDRED = 100
FEWEST_PAGES, MOST_PAGES = 3, 5
"""What a hundred rows take that a person can read, and that do not waste paper."""

PAPER: ViewportSize = {"width": round((210 / 25.4 - 0.8) * 96), "height": 1000}
"""An A4 page between Chromium's own margins of 0.4 in, in CSS pixels (96 an inch): the narrowest of the two."""

CUT_OFF = """() => [...document.querySelectorAll("main, main *")].filter((element) => {
  const box = element.getBoundingClientRect();
  return box.width > 1 && (box.right > document.documentElement.clientWidth + 0.5 || box.left < -0.5);
}).map((element) => element.outerHTML.slice(0, 120))"""
"""What a page of paper would cut off."""

LOOKS = """() => Object.fromEntries([...document.querySelectorAll("td .dot")].map((dot) => {
  const ring = getComputedStyle(dot, "::before");
  const shape = dot.querySelector("svg")?.innerHTML ?? (Number(dot.textContent) ? "number" : dot.textContent.trim());
  return [[...dot.classList].join(" ") + (shape.includes('fill="currentColor"') ? " today" : ""),
          [shape, ring.borderTopStyle, ring.borderTopWidth].join("|")];
}))"""
"""What each kind of cell looks like without its colour."""

COLOURS = """() => [...new Set([...document.querySelectorAll("td .dot")].flatMap((dot) => [
  getComputedStyle(dot).color, getComputedStyle(dot, "::before").backgroundColor]))]"""


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A school in which Ms Rivera has a hundred students this year, and had them last year."""
    with open_school(tmp_path_factory.mktemp("school")) as school:
        with transaction(school.cast.database) as session:
            _a_hundred(session, school.cast)
        yield school


def _a_hundred(session: Session, cast: Cast) -> None:
    """Letters in every standing, this year and last."""
    room = last_years_class(session, cast)
    students = [
        Person.named(cast.school.id, f"Wilhelmina Featherstonehaugh {number:03}") for number in range(HUNDRED - 3)
    ]
    session.add_all(students)
    session.flush()
    assert room.ended_on
    for student in students:
        _joins(session, cast.period_3, student, cast.today() - MEMBERS_FOR, None)
        _joins(session, room, student, date(room.year, 9, 1), room.ended_on)
    session.flush()
    for month in (9, 10, 11, 12, 1, 2, 3, 4, 5):
        answered_then(session, cast, room, students[0], month)
    wrote_then(session, cast, room, students[1], 2)
    at = now()
    for student, days in ((cast.bo, 6), (cast.ana, 2), (students[2], 0)):
        cast.writes(session, student, at=at - days * DAY)
    rivera = cast.viewer(cast.rivera, at - HOUR)
    answered, going, talked, read = (
        cast.writes(session, student, at=at - 2 * HOUR, wants=wants)
        for student, wants in zip(students[3:7], [Wants.ANSWER, Wants.ANSWER, Wants.TALK, Wants.READ], strict=True)
    )
    cast.answers(session, cast.rivera, answered, at=at - HOUR)
    answer = cast.answers(session, cast.rivera, going, at=at)
    answer.deliver_at = at + DAY
    record_talk(session, rivera, desk_for(session, talked), rivera.today, "")
    mark_read(session, rivera, desk_for(session, read))


def _joins(session: Session, room: Classroom, student: Person, since: date, until: date | None) -> None:
    session.add(
        Membership(
            school_id=student.school_id, classroom_id=room.id, person_id=student.id, part=Part.WRITER, from_day=since,
            until_day=until,
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def signed_in(browser: Browser, big: School) -> StorageState:
    """Ms Rivera, for every page of this module."""
    with browser.new_context(base_url=big.url) as context:
        page = context.new_page()
        big.sign_in(page, big.cast.rivera)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return context.storage_state()


def _page(
    browser: Browser, big: School, signed_in: StorageState, size: ViewportSize, *, javascript: bool = True
) -> Iterator[Page]:
    with browser.new_context(
        base_url=big.url, viewport=size, storage_state=signed_in, java_script_enabled=javascript, bypass_csp=True
    ) as context:
        yield context.new_page()


@pytest.fixture
def paper(browser: Browser, big: School, signed_in: StorageState) -> Iterator[Page]:
    """A page as wide as the narrowest paper, drawn as it is printed."""
    for page in _page(browser, big, signed_in, PAPER):
        page.emulate_media(media="print")
        yield page


@pytest.fixture
def desk_screen(browser: Browser, big: School, signed_in: StorageState) -> Iterator[Page]:
    yield from _page(browser, big, signed_in, DESKTOP)


@pytest.fixture
def small_screen(browser: Browser, big: School, signed_in: StorageState) -> Iterator[Page]:
    yield from _page(browser, big, signed_in, PHONE)


BOARDS = ["/board", "/board?year=last", "/board?order=class"]


def _go(page: Page, big: School, address: str) -> None:
    page.goto(address.replace("last", str(big.cast.period_3.year - 1)))


@pytest.mark.parametrize("address", BOARDS)
@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_a_hundred_students_are_a_few_pages(
    desk_screen: Page, big: School, address: str, size: Literal["A4", "Letter"], tmp_path: Path
) -> None:
    _go(desk_screen, big, address)
    printed = desk_screen.pdf(path=tmp_path / "board.pdf", format=size)
    assert FEWEST_PAGES <= len(re.findall(rb"/Type /Page\b", printed)) <= MOST_PAGES


@pytest.mark.parametrize("address", BOARDS)
def test_paper_cuts_nothing_off_and_has_every_month_of_everyone(paper: Page, big: School, address: str) -> None:
    _go(paper, big, address)
    assert paper.evaluate(CUT_OFF) == []
    months = paper.locator("thead abbr").count()
    assert months == (12 if "last" in address else months)
    lines = HUNDRED + ("last" not in address)  # who waits from last year has a line in her old class too
    expect(paper.locator("tbody tr:not(.group)")).to_have_count(lines)
    cells = paper.locator("td.cell").all()
    assert len(cells) == lines * months
    assert all(cell.is_visible() for cell in cells[: 2 * months])
    expect(paper.locator(".legend")).to_be_visible()
    expect(paper.locator(".printed")).to_contain_text("Period 2, last year" if "last" in address else "Period 3")
    for left_out in (".bar", ".tools", ".first >> nth=0", ".unprinted >> nth=0"):
        if paper.locator(left_out).count():
            expect(paper.locator(left_out)).to_be_hidden()


def test_the_head_stands_on_every_page_and_no_row_is_split(paper: Page, big: School) -> None:
    _go(paper, big, "/board")
    expect(paper.locator("thead")).to_have_css("display", "table-header-group")
    expect(paper.locator("thead th").first).to_have_css("position", "static")
    for row in paper.locator("tbody tr").all()[:5]:
        expect(row).to_have_css("break-inside", "avoid")
    expect(paper.locator("tr.group").first).to_have_css("break-after", "avoid")


def test_every_sign_is_a_shape_of_its_own_in_black_and_white_and_the_legend_tells_it(paper: Page, big: School) -> None:
    _go(paper, big, "/board")
    looks = paper.evaluate(LOOKS)
    letters = {"waiting", "waiting longest", "waiting today", "on-its-way", "answered", "talked", "read"}
    kinds = letters | {"nothing", "not-enrolled"}
    assert {kind.removeprefix("dot ") for kind in looks} == kinds
    assert len(set(looks.values())) == len(looks), "Two kinds of cells look the same without colour."
    assert set(paper.evaluate(COLOURS)) == {"rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"}, "Ink and paper, and nothing else."
    expect(paper.locator(".legend li")).to_have_count(len(kinds) - 1)  # the longest is a waiting one


def test_a_dark_screen_prints_black_on_white_too(paper: Page, big: School) -> None:
    paper.emulate_media(media="print", color_scheme="dark")
    _go(paper, big, "/board")
    assert set(paper.evaluate(COLOURS)) == {"rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"}
    expect(paper.locator("tbody th a").first).to_have_css("color", "rgb(0, 0, 0)")


def test_the_button_prints(desk_screen: Page, big: School) -> None:
    desk_screen.add_init_script("window.print = () => { document.body.dataset.printed = 'yes'; }")
    _go(desk_screen, big, "/board")
    desk_screen.get_by_role("button", name="Print").click()
    expect(desk_screen.locator("body")).to_have_attribute("data-printed", "yes")


def test_without_javascript_there_is_no_button_that_does_nothing(
    browser: Browser, big: School, signed_in: StorageState
) -> None:
    for page in _page(browser, big, signed_in, DESKTOP, javascript=False):
        _go(page, big, "/board")
        expect(page.get_by_role("link", name="Save as a table")).to_be_visible()
        expect(page.get_by_role("button", name="Print")).to_be_hidden()


def test_the_table_is_saved_as_it_is_shown(desk_screen: Page, big: School) -> None:
    _go(desk_screen, big, "/board?order=name&year=last")
    with desk_screen.expect_download() as saving:
        desk_screen.get_by_role("link", name="Save as a table").click()
    saved = saving.value
    assert saved.suggested_filename == f"everyone-{big.cast.period_3.year - 1}-{big.cast.today().isoformat()}.csv"
    _, *rows = csv.reader(io.StringIO(Path(saved.path()).read_text(encoding="utf-8-sig"), newline=""))
    assert [row[0] for row in rows] == [
        name.split("\n")[0] for name in desk_screen.locator("tbody th").all_inner_texts()
    ]


def test_on_a_phone_each_row_that_has_no_letter_has_a_way_to_write_first(small_screen: Page, big: School) -> None:
    _go(small_screen, big, "/board")
    rows = small_screen.locator("#not-this-month tr:not(.group)")
    links = rows.get_by_role("link", name=re.compile("^Write to .* first$"))
    expect(links).to_have_count(rows.count())
    for link in links.all()[:3]:
        box = link.bounding_box()
        assert box
        assert box["height"] >= 43.99
        assert 0 <= box["x"] <= PHONE["width"] - box["width"]
    links.first.click()
    expect(small_screen.get_by_label(re.compile("^Your letter to "))).to_be_visible()


def test_on_a_phone_an_earlier_year_shows_its_months_each_with_its_name(small_screen: Page, big: School) -> None:
    _go(small_screen, big, "/board?year=last")
    first = small_screen.locator("tbody tr:not(.group)").first
    assert [cell.is_visible() for cell in first.locator("td.cell").all()] == [True] * 12
    assert {cell.get_attribute("data-month") for cell in first.locator("td.cell").all()} >= {"Aug", "Feb", "Jul"}
    assert small_screen.evaluate(CUT_OFF) == []
