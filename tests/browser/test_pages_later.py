"""A letter with pages that is sent without a line goes later, by itself: once, with all its pages in their order."""

import time

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import select
from sqlmodel import col

from app.db import reading
from app.models import Letter
from app.models import Page as LetterPage
from app.models.calendar import now
from app.photos.making import make_all
from tests.browser.laid import (
    PATIENT,
    choose,
    has_gone,
    here,
    laid_out,
    pages_on_the_phone,
    pages_there,
    send,
    waiting,
)
from tests.browser.pictures import picture_of
from tests.browser.school import School
from tests.browser.sheets import (
    WAITS,
    another_phone,
    drafts,
    kill,
    letters,
    on_the_phone,
    sheet_of,
    with_a_line,
    without_a_line,
    worker_wakes,
    write,
)
from tests.cast import DAY
from tests.drawn import picture
from tests.line import line

INKS = ["red", "green", "blue"]


def photos() -> list[FilePayload]:
    """Three photographed sheets, each with a mark of another colour."""
    return [
        {"name": f"{ink}.jpg", "mimeType": "image/jpeg", "buffer": picture(900, 1200, ink=ink, quality=90)}
        for ink in INKS
    ]


def inks(school: School) -> list[list[str]]:
    """The colours of the marks on the pages of each letter that the school has."""
    make_all(school.cast.database, now() + DAY)
    with reading(school.cast.database) as session:
        mine = select(col(LetterPage.id)).order_by(col(LetterPage.place))
        of = {
            letter: session.scalars(mine.where(col(LetterPage.letter_id) == letter)).all()
            for letter in session.scalars(select(col(Letter.id)).order_by(col(Letter.received_at)))
        }
        return [[_ink(picture_of(session, page).getpixel((20, 20))) for page in pages] for pages in of.values()]


def _ink(seen: object) -> str:
    assert isinstance(seen, tuple)
    return INKS[max(range(3), key=lambda which: seen[which])]


def goes(school: School, many: int = 1) -> None:
    """So many letters have come, or come in a moment; and no more after that."""
    until = time.monotonic() + PATIENT / 1000
    while len(letters(school)) < many and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)
    assert len(letters(school)) == many


def left(page: Page) -> tuple[int, int]:
    """How many texts and pages are on the phone yet."""
    return len(on_the_phone(page)), pages_on_the_phone(page)


def sends_without_a_line(school: School, phone: Page) -> Page:
    """Ana's sheet with a letter of three photos, which waits."""
    sheet = laid_out(sheet_of(school, phone))
    without_a_line(sheet.context)
    write(sheet, "On paper this time.")
    choose(sheet, *photos())
    waiting(sheet, 3)
    send(sheet)
    expect(sheet.get_by_text(WAITS)).to_be_visible()
    assert left(sheet) == (1, 3)
    return sheet


@pytest.fixture
def waits(school: School, phone: Page) -> Page:
    """Ana has sent a letter with three photos without a line."""
    return sends_without_a_line(school, phone)


def test_the_worker_sends_a_letter_with_all_its_pages_without_a_page_of_ours(school: School, waits: Page) -> None:
    context = waits.context
    kill(waits)
    with_a_line(context)
    page = context.new_page()
    page.goto("/healthz")
    worker_wakes(page, school.url)
    goes(school)
    worker_wakes(page, school.url)
    goes(school)
    assert (letters(school), inks(school)) == (["On paper this time."], [INKS])
    assert (drafts(school), left(page), pages_there(school)) == ([], (0, 0), 3)


def test_the_worker_and_a_page_that_send_the_same_letter_at_once_send_it_once(school: School, waits: Page) -> None:
    context = waits.context
    page = context.new_page()
    with_a_line(context)
    page.goto("/healthz")
    worker_wakes(page, school.url)
    another = context.new_page()
    another.goto("/letters")
    goes(school)
    assert (letters(school), inks(school)) == (["On paper this time."], [INKS])
    assert (drafts(school), left(page), pages_there(school)) == ([], (0, 0), 3)


@pytest.mark.parametrize("cut", [b"POST /drafts ", b"POST /pages ", b"POST /letters "])
def test_a_letter_with_pages_whose_line_is_cut_at_each_step_goes_once_when_it_is_back(
    school: School, browser: Browser, cut: bytes
) -> None:
    with line(school.url) as between, another_phone(browser, between.url) as phone:
        sends_without_a_line(school, phone)
        between.cut_after = cut  # the school gets each, and its answer never comes
        with_a_line(phone.context)
        phone.wait_for_timeout(2_000)
        assert between.cuts
        assert left(phone)[0] == 1
        context = phone.context
        kill(phone)
        between.cut_after = b""
        page = context.new_page()
        page.goto("/letters")
        expect(page.get_by_role("status")).to_have_text("Your letter has arrived.", timeout=PATIENT)
        goes(school)
        assert left(page) == (0, 0)
    assert (letters(school), inks(school)) == (["On paper this time."], [INKS])
    assert (drafts(school), pages_there(school)) == ([], 3)


def test_a_letter_that_waits_is_no_draft_again_when_its_pages_have_gone_ahead(school: School, browser: Browser) -> None:
    with line(school.url) as between, another_phone(browser, between.url) as phone:
        sends_without_a_line(school, phone)
        between.cut_after = b"POST /letters "
        with_a_line(phone.context)
        expect(phone.locator("[data-pages] [data-state=here]")).to_have_count(3, timeout=PATIENT)
        phone.wait_for_timeout(1_000)
        assert [text["state"] for text in on_the_phone(phone)] == ["waiting"], "Else it would never go."


def test_a_page_that_was_removed_can_be_put_back_as_long_as_one_is_there(school: School, phone: Page) -> None:
    sheet = laid_out(sheet_of(school, phone))
    choose(sheet, *photos())
    here(sheet, 3)
    back = sheet.get_by_role("button", name="Put the removed page back")
    expect(back).to_be_hidden()
    for _ in range(2):
        sheet.get_by_role("button", name="Page 2: remove").click()
    expect(sheet.get_by_text("The page is removed.")).to_be_visible()
    back.click()
    expect(sheet.get_by_role("button", name="Page 2: remove")).to_be_focused()
    back.click()
    expect(back).to_be_hidden()
    sheet.get_by_role("button", name="Page 1: remove").click()
    sheet.wait_for_timeout(3_000)  # it was with the school all the while
    assert pages_there(school) == 3
    send(sheet)
    has_gone(sheet)
    assert inks(school) == [INKS[1:]]
    assert (pages_there(school), left(sheet)) == (2, (0, 0))


@pytest.mark.parametrize("how", ["left", "killed"])
def test_a_page_that_was_removed_is_gone_once_one_has_left(school: School, phone: Page, how: str) -> None:
    sheet = laid_out(sheet_of(school, phone))
    choose(sheet, *photos())
    here(sheet, 3)
    sheet.get_by_role("button", name="Page 2: remove").click()
    sheet.wait_for_timeout(500)
    context = sheet.context
    if how == "left":
        sheet.goto("/letters")
    else:
        kill(sheet)
        sheet = context.new_page()
    sheet.goto("/write")
    laid_out(sheet)
    expect(sheet.locator("[data-pages] [data-order] > li")).to_have_count(2)
    sheet.wait_for_timeout(1_000)
    assert (pages_there(school), pages_on_the_phone(sheet)) == (2, 0)


def test_a_page_that_was_removed_without_a_line_is_put_back_and_goes_with_the_letter(
    school: School, phone: Page
) -> None:
    sheet = laid_out(sheet_of(school, phone))
    without_a_line(sheet.context)
    choose(sheet, *photos())
    waiting(sheet, 3)
    sheet.get_by_role("button", name="Page 1: remove").click()
    sheet.get_by_role("button", name="Page 1: remove").click()
    sheet.get_by_role("button", name="Put the removed page back").click()
    expect(sheet.locator("[data-pages] [data-order] > li")).to_have_count(2)
    send(sheet)
    expect(sheet.get_by_text(WAITS)).to_be_visible()
    with_a_line(sheet.context)
    has_gone(sheet)
    assert inks(school) == [INKS[1:]]
    assert (pages_there(school), left(sheet)) == (2, (0, 0))


def test_a_page_of_an_answer_that_was_removed_can_be_put_back(school: School, desktop: Page) -> None:
    letter = school.writes(school.cast.ana, "Dear Ms. Rivera, what does it look like?", ago=3 * DAY)
    school.sign_in(desktop, school.cast.rivera)
    desktop.goto(f"/desk/{letter.id}")
    desktop.get_by_text("Add a photo, a drawing or a voice").click()
    choose(laid_out(desktop), *photos())
    here(desktop, 3)
    for number in (3, 1):
        desktop.get_by_role("button", name=f"Page {number}: remove").click()
    desktop.get_by_role("button", name="Put the removed page back").click()
    desktop.goto("/queue")
    desktop.wait_for_timeout(2_000)
    desktop.goto(f"/desk/{letter.id}")
    expect(desktop.locator("[data-pages] [data-order] > li")).to_have_count(2)
    assert pages_there(school) == 2
