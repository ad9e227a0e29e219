"""Photographed pages: chosen, made small, put in order, and with the school, whatever the line does."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlmodel import col

from app.db import reading
from app.models import Page as LetterPage
from app.models import PageFile
from app.models.calendar import now
from app.models.page import PageSize
from app.photos.making import make_all
from tests.browser.laid import (
    PATIENT,
    choose,
    has_gone,
    here,
    laid_out,
    numbers,
    pages_on_the_phone,
    pages_there,
    send,
    waiting,
)
from tests.browser.pictures import NUMBERS, REAL, as_sent, number_on, photo
from tests.browser.school import School
from tests.browser.sheets import (
    DEAR,
    WAITS,
    another_phone,
    kill,
    letters,
    on_the_phone,
    sheet_of,
    with_a_line,
    without_a_line,
    write,
)
from tests.cast import DAY
from tests.line import line

LONGEST = 2000


@pytest.fixture
def sheet(school: School, phone: Page) -> Page:
    """Ana's sheet, on her own phone, with its worker and all that lies beside it."""
    return laid_out(sheet_of(school, phone))


def test_ten_photos_that_are_chosen_at_once_arrive_in_their_order(school: School, sheet: Page) -> None:
    choose(sheet, *(photo(number) for number in NUMBERS))
    here(sheet, 10)
    assert pages_on_the_phone(sheet) == 0
    send(sheet)
    has_gone(sheet)
    assert numbers(school) == [list(NUMBERS)]
    assert letters(school) == [""]


def test_pages_are_put_elsewhere_and_removed_by_button(school: School, sheet: Page) -> None:
    write(sheet, "In another order.")
    choose(sheet, *(photo(number) for number in (1, 2, 3, 4)))
    here(sheet, 4)
    sheet.get_by_role("button", name="Page 4: earlier").click()
    expect(sheet.get_by_role("status").get_by_text("Page 3 of 4")).to_be_visible()
    expect(sheet.get_by_role("button", name="Page 3: earlier")).to_be_focused()
    sheet.get_by_role("button", name="Page 1: later").click()
    sheet.get_by_role("button", name="Page 1: remove").click()
    expect(sheet.locator("[data-pages] li")).to_have_count(3)
    sheet.wait_for_timeout(3_000)
    sheet.reload()  # the school has them so, too
    expect(sheet.locator("[data-pages] li")).to_have_count(3)
    laid_out(sheet)
    send(sheet)
    has_gone(sheet)
    assert numbers(school) == [[1, 4, 3]]
    assert pages_there(school) == 3


def test_two_pages_that_are_chosen_twice_quickly_lie_there_four_times_in_order(school: School, sheet: Page) -> None:
    choose(sheet, photo(1), photo(2))
    choose(sheet, photo(3), photo(4))
    send(sheet)
    has_gone(sheet)
    assert numbers(school) == [[1, 2, 3, 4]]


def test_a_photo_is_made_small_and_upright_and_says_nothing_of_its_place(school: School, sheet: Page) -> None:
    choose(sheet, photo(5, size=(4000, 3000), orientation=6, place=True))
    here(sheet, 1)
    with reading(school.cast.database) as session:
        sent = session.scalars(select(col(PageFile.body)).where(col(PageFile.size) == PageSize.SENT)).all()
        large = session.scalars(select(col(PageFile.body)).where(col(PageFile.size) == PageSize.LARGE)).all()
    for body in [*sent, *large]:
        picture = as_sent(body)
        assert max(picture.size) <= LONGEST
        assert picture.height > picture.width  # it lay on its side, and said so
        assert not picture.getexif()
        assert b"Exif" not in body
        assert number_on(picture) == 5


@pytest.mark.parametrize("name", ["IMG_5195.HEIC", "crazyones.pdf", "portrait_6.jpg", "page03.jpg"])
def test_real_files_go_whether_the_browser_can_read_them_or_not(school: School, sheet: Page, name: str) -> None:
    file = REAL / name
    if not file.exists():
        pytest.skip("the real files are not here")
    choose(sheet, {"name": name, "mimeType": "", "buffer": file.read_bytes()})
    here(sheet, 1)
    if not name.endswith(".jpg"):
        with reading(school.cast.database) as session:
            first = session.scalars(select(col(LetterPage.sha256)).order_by(col(LetterPage.place))).first()
        assert first == as_it_is(file)
    send(sheet)
    has_gone(sheet)
    make_all(school.cast.database, now() + DAY)
    with reading(school.cast.database) as session:
        assert set(session.scalars(select(col(LetterPage.state)))) == {"ready"}


def as_it_is(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def test_what_can_be_no_page_says_why_and_holds_the_letter_until_it_is_removed(school: School, sheet: Page) -> None:
    choose(sheet, photo(1), {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Hello."})
    refused = sheet.locator("[data-pages] [data-state=refused]")
    expect(refused).to_have_count(1)
    expect(refused.get_by_role("button", name="Try again")).to_be_visible()
    here(sheet, 1)
    send(sheet)
    expect(sheet.get_by_text("One page can’t be sent. Try it again, or remove it.")).to_be_visible()
    assert letters(school) == []
    sheet.get_by_role("button", name="Page 2: remove").click()
    send(sheet)
    has_gone(sheet)
    assert numbers(school) == [[1]]


def test_without_a_line_a_letter_waits_with_its_pages_and_goes_once_with_all_of_them(
    school: School, sheet: Page
) -> None:
    without_a_line(sheet.context)
    write(sheet, "On paper this time.")
    choose(sheet, *(photo(number) for number in (1, 2, 3)))
    waiting(sheet, 3)
    sheet.get_by_role("button", name="Page 3: earlier").click()
    send(sheet)
    expect(sheet.get_by_text(WAITS)).to_be_visible()
    assert pages_on_the_phone(sheet) == 3
    with_a_line(sheet.context)
    has_gone(sheet)
    assert letters(school) == ["On paper this time."]
    assert numbers(school) == [[1, 3, 2]]
    assert pages_on_the_phone(sheet) == 0
    assert on_the_phone(sheet) == []


def test_a_killed_tab_loses_no_page(school: School, sheet: Page) -> None:
    context = sheet.context
    without_a_line(context)
    choose(sheet, photo(1), photo(2))
    waiting(sheet, 2)
    sheet.wait_for_timeout(500)
    kill(sheet)
    page = context.new_page()
    page.goto("/write")  # still no line
    expect(page.locator("[data-pages] li")).to_have_count(2)
    choose(laid_out(page), photo(3))
    waiting(page, 3)
    page.wait_for_timeout(500)
    kill(page)
    with_a_line(context)
    page = context.new_page()
    page.goto("/write")
    here(page, 3)
    send(page)
    has_gone(page)
    assert numbers(school) == [[1, 2, 3]]
    assert pages_on_the_phone(page) == 0


def test_a_killed_tab_with_a_letter_that_waits_loses_no_page_either(school: School, sheet: Page) -> None:
    context = sheet.context
    without_a_line(context)
    write(sheet, "It waits.")
    choose(sheet, photo(1), photo(2))
    waiting(sheet, 2)
    send(sheet)
    expect(sheet.get_by_text(WAITS)).to_be_visible()
    kill(sheet)
    with_a_line(context)
    page = context.new_page()
    page.goto("/letters")
    expect(page.get_by_role("status")).to_have_text("Your letter has arrived.", timeout=PATIENT)
    assert letters(school) == ["It waits."]
    assert numbers(school) == [[1, 2]]


@pytest.mark.parametrize("part", [0, 0.01, 0.5, 0.99, 1])
def test_a_line_that_is_cut_within_a_page_makes_one_letter_with_all_pages(
    school: School, browser: Browser, part: float
) -> None:
    with line(school.url) as between, another_phone(browser, between.url) as phone:
        laid_out(sheet_of(school, phone))
        between.cut_within = (b"POST /pages ", part)
        choose(phone, *(photo(number) for number in (1, 2, 3)))
        send(phone)
        has_gone(phone)
        assert between.cuts >= 1
        assert pages_on_the_phone(phone) == 0
        assert on_the_phone(phone) == []
    assert numbers(school) == [[1, 2, 3]]
    assert pages_there(school) == 3


def test_on_a_phone_that_is_not_hers_no_page_is_kept_and_the_letter_waits_for_its_pages(
    school: School, browser: Browser
) -> None:
    with line(school.url) as between, another_phone(browser, between.url) as phone:
        phone.goto("/card")
        phone.get_by_label("The code on your card").fill(school.cast.code[school.cast.ana.id])
        phone.get_by_label("This is not my phone").check()
        phone.get_by_role("button", name="Come in").click()
        phone.goto("/write")
        laid_out(phone)
        between.cut_within = (b"POST /pages ", 0.5)
        choose(phone, photo(1), photo(2))
        send(phone)
        has_gone(phone)
        assert not phone.evaluate("async () => (await indexedDB.databases()).length")
    assert numbers(school) == [[1, 2]]


def test_without_javascript_a_plain_file_field_does_it(school: School, browser: Browser) -> None:
    with browser.new_context(base_url=school.url, java_script_enabled=False) as context:
        page = context.new_page()
        school.come_in(page, school.cast.ana)
        page.goto("/write")
        page.get_by_label(DEAR).fill("By hand.")
        choose(page, photo(1), photo(2))
        page.get_by_role("button", name="Add them").click()
        page.get_by_role("button", name="Page 2: earlier").click()
        choose(page, photo(3))
        send(page)
        has_gone(page)
    assert letters(school) == ["By hand."]
    assert numbers(school) == [[2, 1, 3]]


def test_an_answer_with_a_photo_reaches_the_student(school: School, desktop: Page, phone: Page) -> None:
    letter = school.writes(school.cast.ana, "Dear Ms. Rivera, what does it look like?", ago=3 * DAY)
    school.sign_in(desktop, school.cast.rivera)
    desktop.goto(f"/desk/{letter.id}")
    desktop.get_by_text("Add a photo, a drawing or a voice").click()
    choose(laid_out(desktop), photo(7), photo(8))
    desktop.get_by_label("Your answer").fill("Like this.")
    here(desktop, 2)
    desktop.get_by_role("button", name="Page 2: earlier").click()
    desktop.locator("[data-send]").click()
    expect(desktop).to_have_url(re.compile("/queue|/desk"))
    expect(desktop.locator("[data-undo]")).to_be_visible()
    school.time_passes()
    make_all(school.cast.database, now() + DAY)
    school.come_in(phone, school.cast.ana)
    phone.goto(f"/letters/{letter.id}")
    expect(phone.get_by_text("Like this.")).to_be_visible()
    pictures = phone.locator(".from-teacher .pages img")
    expect(pictures).to_have_count(2)
    addresses = pictures.evaluate_all("(all) => all.map((one) => one.src)")
    assert [number_on(as_sent(phone.request.get(address).body())) for address in addresses] == [8, 7]
