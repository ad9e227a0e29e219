"""How one gets to the screens of paper: a pile with pages to put, and answers to print."""

from pathlib import Path
from tempfile import mkdtemp

from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlmodel import col

from app.db import transaction
from app.models import Answer, Letter
from app.models.letter import Via
from tests import pictures
from tests.browser.furnished import Furnished
from tests.browser.school import School

READY = 60_000
"""Milliseconds in which a small picture is made, on a machine that others share."""


def photos(many: int) -> list[Path]:
    """Photos of sheets, as files."""
    folder = Path(mkdtemp())
    files = [folder / f"page-{number}.jpg" for number in range(1, many + 1)]
    for file in files:
        file.write_bytes(pictures.photo(f"Dear Ms. Rivera, this is {file.stem}"))
    return files


def lay(page: Page, school: School, files: list[Path]) -> None:
    """Ms. Rivera lays files on her pile in Period 3, and waits until they can be looked at."""
    page.goto(f"{school.url}/classes/{school.cast.period_3.id}/paper")
    fold = page.locator("details:has(form.adding):not([open]) > summary")
    if fold.count():
        fold.click()
    page.get_by_label("Photos, scans or a PDF").set_input_files(files)
    expect(page.locator("#progress")).to_be_visible(timeout=READY)
    for _ in range(READY // 500):  # those behind it come while the first one can be looked at
        if page.get_by_text("being made ready").count() == 0:
            break
        page.wait_for_timeout(500)
        page.reload()


def to_put(furnished: Furnished, page: Page) -> None:
    """A pile of two, of which the first is put to Ana."""
    school = furnished.school
    school.is_in(page, school.cast.rivera)
    lay(page, school, photos(3))
    page.get_by_role("combobox", name="Who wrote this page?").fill("ana")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_be_visible()


def refused_day(furnished: Furnished, page: Page) -> None:
    """A page that is put without its day."""
    to_put(furnished, page)
    page.get_by_label("Handed in on").fill("")
    page.get_by_role("button", name="Same student as before").click()
    expect(page.get_by_role("alert")).to_be_visible()


def to_print(furnished: Furnished, page: Page) -> None:
    """An answer to a letter that came on paper."""
    school = furnished.school
    with transaction(school.cast.database) as session:
        session.execute(update(Letter).where(col(Letter.id) == furnished.answered.id).values(via=Via.PAPER))
        session.execute(update(Answer).values(printed_at=None))
    school.is_in(page, school.cast.rivera)
    page.goto(f"/classes/{school.cast.period_3.id}/answers")
    expect(page.get_by_role("button", name="They are printed")).to_be_visible()
