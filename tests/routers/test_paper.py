"""A pile of photos comes in and is put to students with plain forms; each step is kept, nothing is refused silently."""

import re
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Letter, Membership, Page
from app.models.calendar import now
from app.models.letter import Via
from app.photos.making import make_all
from tests import pictures
from tests.cast import DAY
from tests.web import Site, form_of, says


def address(site: Site) -> str:
    return f"/classes/{site.cast.period_3.id}/paper"


def lays(site: Site, browser: TestClient, *files: bytes, accept: str = "text/html", **fields: str) -> httpx.Response:
    """Files are chosen in the form, and sent."""
    chosen = [("files", (f"{number}.jpg", body)) for number, body in enumerate(files)]
    return browser.post(f"{address(site)}/pages", files=chosen, data=fields, headers={"accept": accept})


def makes(site: Site) -> None:
    """The pictures of all that has come are made."""
    make_all(site.cast.database, now())


@pytest.fixture
def rivera(site: Site) -> TestClient:
    """Ms. Rivera, with a pile of three pages that are ready."""
    browser = site.as_(site.cast.rivera)
    assert lays(site, browser, *(pictures.photo() for _ in range(3))).status_code == 303
    makes(site)
    return browser


def letters(site: Site) -> list[Letter]:
    return [row for row in site.all(Letter) if isinstance(row, Letter)]


def pages(site: Site) -> list[Page]:
    return sorted((row for row in site.all(Page) if isinstance(row, Page)), key=lambda page: (page.place, page.leaf))


def put(site: Site, browser: TestClient, student: UUID, **fields: str) -> httpx.Response:
    form = form_of(browser.get(address(site)).text, "/paper")
    return form.press(browser, student=str(student), **fields)


def test_an_empty_pile_says_what_it_is_for(site: Site) -> None:
    drawn = site.as_(site.cast.rivera).get(address(site)).text
    assert "Photograph or scan what your students wrote by hand" in says(drawn)
    assert "Page 1 of" not in says(drawn)


def test_a_page_is_put_to_a_student_and_the_next_lies_before_her(site: Site, rivera: TestClient) -> None:
    assert "Page 1 of 3" in says(rivera.get(address(site)).text)
    went = put(site, rivera, site.cast.ana.id)
    assert went.status_code == 303
    drawn = rivera.get(went.headers["location"]).text
    assert "Page 2 of 3" in says(drawn)
    assert "The last page went to Ana." in says(drawn)
    (letter,) = letters(site)
    assert (letter.writer_id, letter.via) == (site.cast.ana.id, Via.PAPER)
    assert "Ana Morales" in says(rivera.get("/queue").text)
    assert "On paper" in says(site.as_(site.cast.ana).get("/letters").text)


def test_the_same_student_as_before_is_one_button(site: Site, rivera: TestClient) -> None:
    put(site, rivera, site.cast.ana.id, day="2026-11-10")
    drawn = rivera.get(address(site)).text
    form = form_of(drawn, "/paper")
    assert form["day"] == "2026-11-10"
    same = re.search(r'name="same" value="([0-9a-f-]+)"', drawn)
    assert same
    form.press(rivera, same=same[1])
    (letter,) = letters(site)
    assert len([page for page in pages(site) if page.letter_id == letter.id]) == 2


def test_her_letter_shows_its_pages_to_her_and_on_the_desk(site: Site, rivera: TestClient) -> None:
    put(site, rivera, site.cast.ana.id)
    (letter,) = letters(site)
    page_id = next(page.id for page in pages(site) if page.letter_id)
    picture = f"/pages/{page_id}/small"
    ana, bo = site.as_(site.cast.ana), site.as_(site.cast.bo)
    assert picture in ana.get(f"/letters/{letter.id}").text
    assert f"/pages/{page_id}/" in rivera.get(f"/desk/{letter.id}", follow_redirects=True).text
    assert (ana.get(picture).status_code, bo.get(picture).status_code) == (200, 404)


def test_undo_brings_the_page_back_to_lie_before_her(site: Site, rivera: TestClient) -> None:
    put(site, rivera, site.cast.ana.id)
    back = form_of(rivera.get(address(site)).text, "/paper/back").press(rivera)
    drawn = rivera.get(back.headers["location"]).text
    assert "Page 1 of 3" in says(drawn)
    assert not letters(site)
    assert "Undo" not in says(drawn)


def test_what_is_no_letter_is_thrown_away_and_can_come_back(site: Site, rivera: TestClient) -> None:
    form = form_of(rivera.get(address(site)).text, "/paper")
    went = form.press(rivera, "Not a letter: throw away X")
    drawn = rivera.get(went.headers["location"]).text
    assert "Page 1 of 2" in says(drawn)
    assert "The last page is thrown away." in says(drawn)
    form_of(drawn, "/paper/back").press(rivera)
    assert "Page 1 of 3" in says(rivera.get(address(site)).text)


def test_a_page_can_be_skipped_and_the_order_goes_on_from_there(site: Site, rivera: TestClient) -> None:
    first, second, third = pages(site)
    drawn = rivera.get(f"{address(site)}?leaf={second.id}").text
    assert "Page 2 of 3" in says(drawn)
    went = form_of(drawn, "/paper").press(rivera, student=str(site.cast.bo.id))
    assert went.headers["location"].endswith(f"leaf={third.id}")
    assert form_of(rivera.get(address(site)).text, "/paper")["page"] == str(first.id)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("2026-11-18", "has not come yet"), ("", "A day is missing"), ("2026-01-01", "was not in this class yet")],
)
def test_a_day_that_cannot_be_comes_back_with_the_student_still_chosen(
    site: Site, rivera: TestClient, day: str, sentence: str
) -> None:
    refused = put(site, rivera, site.cast.bo.id, day=day)
    assert refused.status_code == 422
    assert sentence in says(refused.text)
    assert re.search(rf'value="{site.cast.bo.id}"[^>]* selected', refused.text)
    assert not letters(site)


def test_without_a_student_it_comes_back(site: Site, rivera: TestClient) -> None:
    refused = form_of(rivera.get(address(site)).text, "/paper").press(rivera)
    assert refused.status_code == 422
    assert "Choose one from the list." in says(refused.text)


def test_who_has_left_is_not_in_the_list_and_refused_in_words(site: Site, rivera: TestClient) -> None:
    with transaction(site.cast.database) as session:
        left = update(Membership).where(col(Membership.person_id) == site.cast.bo.id)
        session.execute(left.values(until_day=site.cast.today() - DAY))
    assert "Bo Lindqvist" not in rivera.get(address(site)).text
    assert "does not write in this class any more" in says(put(site, rivera, site.cast.bo.id).text)


def test_a_form_that_comes_twice_puts_the_page_once(site: Site, rivera: TestClient) -> None:
    form = form_of(rivera.get(address(site)).text, "/paper")
    form.press(rivera, student=str(site.cast.ana.id))
    again = form.press(rivera, student=str(site.cast.ana.id))
    assert "said" not in again.headers["location"]
    other = form.press(rivera, student=str(site.cast.bo.id))
    assert "not on the pile any more" in says(rivera.get(other.headers["location"]).text)
    assert len(letters(site)) == 1


def test_one_file_that_is_no_page_keeps_no_other_out(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    refused = lays(site, rivera, pictures.photo(), b"PK\x03\x04 a text", pictures.photo())
    assert refused.status_code == 422
    assert "File 2" in says(refused.text)
    assert "can’t be a page" in says(refused.text)
    assert len(pages(site)) == 2


def test_no_file_and_a_voice_are_refused_in_words(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    assert "Choose a file first." in says(lays(site, rivera).text)
    assert "That is a voice." in says(lays(site, rivera, b"OggS and a song").text)


def test_files_come_one_by_one_each_once(site: Site) -> None:
    rivera, body, id_ = site.as_(site.cast.rivera), pictures.photo(), str(uuid4())
    for _ in range(2):
        came = lays(site, rivera, body, accept="application/json", id=id_)
        assert came.status_code == 201
    assert [str(page.id) for page in pages(site)] == [id_]
    cut = lays(site, rivera, pictures.photo(), accept="application/json", sha256="0" * 64)
    assert cut.status_code == 422
    assert "lost on the way" in cut.json()["words"]


def test_a_scan_of_many_leaves_is_a_pile_by_itself(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    lays(site, rivera, pictures.scan(5))
    assert "1 file is being made ready." in says(rivera.get(address(site)).text)
    makes(site)
    assert "Page 1 of 5" in says(rivera.get(address(site)).text)
    for student in (site.cast.ana, site.cast.ana, site.cast.bo, site.cast.bo, site.cast.linh):
        put(site, rivera, student.id)
    drawn = says(rivera.get(address(site)).text)
    assert "All 5 pages are with their students (3)." in drawn
    assert len(letters(site)) == 3


def test_a_file_that_cannot_be_opened_is_said_and_thrown_away(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    lays(site, rivera, b"\xff\xd8\xff and nothing more")
    makes(site)
    drawn = rivera.get(address(site)).text
    assert "can’t be opened" in says(drawn)
    assert "Who wrote this page?" not in drawn
    form_of(drawn, "/paper/thrown").press(rivera, "Throw away X")
    assert "Photograph or scan" in says(rivera.get(address(site)).text)


def test_where_only_covered_there_is_no_pile(site: Site) -> None:
    with transaction(site.cast.database) as session:
        of_park = update(Membership).where(col(Membership.person_id) == site.cast.park.id)
        session.execute(of_park.values(part="cover"))
    park = site.as_(site.cast.park)
    assert park.get(address(site)).status_code == 404
    assert park.get(f"/classes/{site.cast.period_3.id}/answers").status_code == 200


def test_the_students_page_leads_there(site: Site) -> None:
    drawn = site.as_(site.cast.rivera).get("/students").text
    assert address(site) in drawn
    assert f"/classes/{site.cast.period_3.id}/answers" in drawn
