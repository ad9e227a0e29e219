"""The roster's room: everything is shown before it changes, and only what was shown is done."""

from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import reading, transaction
from app.guards import LARGEST_FORM
from app.models import Event, Membership, Person
from app.models.handover import leave
from app.roster.sheet import LARGEST
from tests.test_statements import MOST, counted
from tests.web import PageForm, Site, form_of, says, where

LIST = """Name,Class,Role,E-mail,Date of birth
Ana Morales,Period 3,,,2010-01-01
Zoe Adams,Period 3,,,2010-02-02
Nadia Haddad,Period 7,teacher,nadia@school.example,
"""


@pytest.fixture
def lund(site: Site) -> TestClient:
    """Mrs. Lund's browser."""
    return site.as_(site.cast.lund)


def start_of(browser: TestClient) -> PageForm:
    return form_of(browser.get("/school/roster").text, to="/school/roster")


def look(browser: TestClient, text: str) -> httpx.Response:
    """The page that says what a pasted list would change."""
    return start_of(browser).press(browser, roster=text)


def upload(browser: TestClient, content: bytes, **fields: str) -> httpx.Response:
    """The same for a file, as a browser sends it: with every other field of the form too."""
    parts: list[tuple[str, Any]] = [("file", ("list.csv", content, "text/csv"))]
    parts += [(name, (None, value)) for name, value in {"roster": "", **fields}.items()]
    return browser.post("/school/roster", files=parts)


def preview_of(page: httpx.Response) -> PageForm:
    return form_of(page.text, to="/import")


def do(browser: TestClient, page: httpx.Response, **fields: Any) -> httpx.Response:
    return preview_of(page).press(browser, "Import the list", **fields)


def names(site: Site) -> list[str]:
    """Everybody, by name."""
    return sorted(row.name for row in site.all(Person) if isinstance(row, Person))


def test_a_pasted_list_is_shown_and_then_done(site: Site, lund: TestClient) -> None:
    before = names(site)
    page = look(lund, LIST)
    assert page.status_code == 200
    for words in (
        "Nothing has been changed yet.", "1 new class", "1 new student", "Zoe Adams: Period 3",
        "Nadia Haddad: Period 7; signs in with nadia@school.example", "1 person of the list is here already",
        "Never read, and kept nowhere: Date of birth.",
    ):  # fmt: skip
        assert words in says(page.text)
    assert "2010" not in page.text
    assert names(site) == before
    done = do(lund, page)
    assert where(done) == "/school/roster"
    told = says(lund.get(done.headers["location"]).text)
    assert "The list is imported." in told
    assert "1 new teacher can sign in as soon as you have invited them." in told
    assert "by Mrs. Lund:" in told
    assert "2 new people" in told
    assert names(site) == sorted([*before, "Zoe Adams", "Nadia Haddad"])


def test_a_second_import_changes_nothing_and_says_so(site: Site, lund: TestClient) -> None:
    do(lund, look(lund, LIST))
    before = site.count(Event)
    page = look(lund, LIST.replace("Zoe", "zoe"))
    assert "Everyone of the list is here, just so." in says(page.text)
    assert where(do(lund, page)) == "/school/roster"
    assert site.count(Event) == before
    again = look(
        lund, "Name,Class\nAna Morales,Period 3\nBo Lindqvist,Period 3\nLinh Tran,Period 3\nZoe Adams,Period 3\n"
    )
    assert "Nothing changes: everyone of the list is here, just so." in says(again.text)
    assert "Import the list" not in preview_of(again).buttons


def test_broken_rows_are_named_and_stop_everything_until_one_goes_on_without_them(site: Site, lund: TestClient) -> None:
    before = names(site)
    page = look(lund, LIST + "Mia Ek,,,,\n")
    assert "Row 5, Mia Ek: there is no class." in says(page.text)
    stopped = do(lund, page)
    assert stopped.status_code == 422
    assert "Nothing was imported, because some rows can't be read." in says(stopped.text)
    assert names(site) == before
    assert do(lund, stopped, without_broken="yes").status_code == 303
    assert "Zoe Adams" in names(site)
    assert "Mia Ek" not in names(site)


def test_a_wrong_guess_is_corrected(site: Site, lund: TestClient) -> None:
    page = look(lund, "Who,Where\nZoe Adams,Period 3\n")
    assert page.status_code == 422
    assert "Which column holds the names?" in says(page.text)
    assert "Zoe Adams" in says(page.text)
    half = preview_of(page).press(lund, "Read it again", column=["name", ""])
    assert "Which column holds the classes?" in says(half.text)
    whole = preview_of(half).press(lund, "Read it again", column=["name", "class"])
    assert whole.status_code == 200
    assert preview_of(whole).all("column") == ["name", "class"]
    do(lund, whole)
    assert "Zoe Adams" in names(site)


def test_a_list_of_names_alone_is_one_class(site: Site, lund: TestClient) -> None:
    page = look(lund, "Zoe Adams\nMia Ek\n")
    again = preview_of(page).press(lund, "Read it again", column="name", classroom=" Period  3 ", headings="0")
    assert "2 new students" in says(again.text)
    assert preview_of(again)["classroom"] == "Period 3"
    do(lund, again)
    assert {"Zoe Adams", "Mia Ek"} <= set(names(site))


def test_a_wrong_row_of_headings_loses_nothing(lund: TestClient) -> None:
    page = look(lund, "Name,Class\n\nZoe Adams,Period 3\nMia Ek,Period 5\n")
    for row, found in (("2", "1 new student"), ("99", "Which column holds the names?"), ("1", "2 new students")):
        column = ["name", "class"] if row != "99" else ["", ""]
        page = preview_of(page).press(lund, "Read it again", headings=row, column=column)
        assert found in says(page.text)


def test_columns_that_nobody_could_have_chosen_are_guessed(site: Site, lund: TestClient) -> None:
    page = preview_of(look(lund, LIST)).press(lund, "Read it again", column=["a pony", "class"])
    assert page.status_code == 200
    assert preview_of(page).all("column") == ["name", "class", "part", "email"]


def test_who_is_not_in_the_list_is_asked_about_and_stays(site: Site, lund: TestClient) -> None:
    page = look(lund, "Name,Class\nAna Morales,Period 3\nBo Lindqvist,Period 5\nCy Adler,Period 5\n")
    assert "Bo Lindqvist, Period 3 (in the list: Period 5)" in says(page.text)
    assert preview_of(page).all("end") == []
    do(lund, page)
    with reading(site.cast.database) as session:
        assert session.scalars(select(Membership).where(col(Membership.until_day).is_not(None))).all() == []


def test_who_is_ticked_leaves_the_class_today_and_nobody_else(site: Site, lund: TestClient) -> None:
    cast = site.cast
    with reading(cast.database) as session:
        by_person = {row.person_id: row.id for row in session.scalars(select(Membership))}
    ticked = [str(by_person[cast.linh.id]), str(by_person[cast.eva.id]), str(by_person[cast.ana.id]), "no-id"]
    do(lund, look(lund, "Name,Class\nAna Morales,Period 3\n"), end=ticked)
    with reading(cast.database) as session:
        ended = session.scalars(select(Membership).where(col(Membership.until_day).is_not(None))).all()
        assert [(row.person_id, row.until_day) for row in ended] == [(cast.linh.id, cast.today())]


def test_all_who_are_missing_can_leave_with_one_tick(site: Site, lund: TestClient) -> None:
    cast = site.cast
    text = "Name,Class\nZoe Adams,Period 3\nMia Ek,Period 5\n"
    page = look(lund, text)
    assert "All of them" in says(page.text)
    do(lund, page, end_all="yes")
    with reading(cast.database) as session:
        ended = session.scalars(select(Membership).where(col(Membership.until_day).is_not(None))).all()
        assert {row.person_id for row in ended} == {cast.ana.id, cast.bo.id, cast.linh.id, cast.cy.id}


def test_the_last_teacher_of_a_class_stays_and_the_list_comes_back_with_its_ticks(site: Site, lund: TestClient) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        park = session.get_one(Person, (cast.school.id, cast.park.id))
        leave(session, cast.viewer(cast.lund), park, cast.today())
    page = look(lund, "Name,Class,Role\nDaniel Park,Period 5,teacher\n")
    with reading(cast.database) as session:
        (okoyes,) = session.scalars(select(col(Membership.id)).where(col(Membership.person_id) == cast.okoye.id))
    stopped = do(lund, page, end=[str(okoyes)])
    assert stopped.status_code == 422
    assert "a class would be left without a teacher" in says(stopped.text)
    assert "The class is Period 5." in says(stopped.text)
    assert preview_of(stopped).all("end") == [str(okoyes)]
    assert site.count(Event) == 0


def test_what_changed_meanwhile_is_shown_before_anything_is_done(site: Site, lund: TestClient) -> None:
    page = look(lund, LIST)
    do(lund, look(lund, "Name,Class\nZoe Adams,Period 5\n"))
    before = site.count(Membership)
    stopped = do(lund, page)
    assert stopped.status_code == 422
    assert "something has changed here since you saw what the list would do" in says(stopped.text)
    assert "Zoe Adams writes in Period 3" in says(stopped.text)
    assert site.count(Membership) == before
    assert do(lund, stopped).status_code == 303


@pytest.mark.parametrize("content", [b"PK\x03\x04" + bytes(99), b"\xd0\xcf\x11\xe0" + bytes(99)])
def test_a_spreadsheet_is_told_from_a_list(lund: TestClient, content: bytes) -> None:
    page = upload(lund, content)
    assert page.status_code == 422
    assert "save or download it as “CSV”" in says(page.text)


def test_nothing_chosen_and_nothing_pasted_is_said(lund: TestClient) -> None:
    for page in (
        upload(lund, b""),
        look(lund, " \n "),
        lund.post("/school/roster"),
        lund.post("/school/roster/import"),
    ):
        assert page.status_code == 422
        assert "There is no list yet." in says(page.text)


def test_an_open_quotation_mark_is_named_and_the_text_comes_back(lund: TestClient) -> None:
    page = look(lund, 'Name,Class\n"Ana,8b\nBo,8b\n')
    assert page.status_code == 422
    assert "It opens in row 2." in says(page.text)
    assert form_of(page.text, to="/school/roster")["roster"] == 'Name,Class\n"Ana,8b\nBo,8b\n'


def test_what_is_too_large_is_said_in_words(site: Site, lund: TestClient) -> None:
    page = upload(lund, b"Name,Class\n" + b"x" * LARGEST)
    assert page.status_code == 422
    assert "This list is larger than 4 MB." in says(page.text)
    assert upload(lund, b"x" * (LARGEST_FORM + 1)).status_code == 413
    grows = "Name,Class\n" + f"{'é' * 600},8b\n" * 6000  # fits as Windows-1252, and not as UTF-8
    assert upload(lund, grows.encode("cp1252")).status_code == 422
    two = [("file", (f"{name}.csv", b"Name,Class\n", "text/csv")) for name in "ab"]
    assert lund.post("/school/roster", files=two).status_code == 413


def test_only_the_roster_takes_a_file(site: Site, lund: TestClient) -> None:
    for address in ("/you", "/school/roster/import"):
        assert lund.post(address, files=[("file", ("list.csv", b"x", "text/csv"))]).status_code == 413


def test_a_thousand_students_are_shown_and_imported(site: Site, lund: TestClient) -> None:
    rows = "".join(f"Student {number},Class {number % 40},S{number}\n" for number in range(1000))
    page = upload(lund, f"Name,Class,ID\n{rows}".encode())
    assert "1,000 new students" in says(page.text)
    assert do(lund, page).status_code == 303
    assert len([name for name in names(site) if name.startswith("Student ")]) == 1000
    assert "1,000 people of the list are here" not in says(page.text)


def test_a_look_takes_few_statements_and_writes_nothing(site: Site, lund: TestClient) -> None:
    counts = []
    for many in (10, 300):
        form = start_of(lund)
        teachers = "".join(f"Teacher {number},Period 3,teacher,t{number}@school.example\n" for number in range(many))
        text = "Name,Class,Role,E-mail\n" + teachers
        with counted(site) as seen:
            form.press(lund, roster=text)
        assert not seen["commits"]
        counts.append(len(seen["statements"]))
    assert counts[0] == counts[1] <= MOST


def test_an_import_is_one_commit(site: Site, lund: TestClient) -> None:
    form = preview_of(look(lund, LIST))
    with counted(site) as seen:
        assert form.press(lund, "Import the list").status_code == 303
    assert len(seen["commits"]) == 1


def test_a_list_outlives_a_session_that_has_ended(site: Site, lund: TestClient) -> None:
    form = preview_of(look(lund, LIST))
    lund.cookies.clear()
    door = form.press(lund, "Import the list")
    assert door.status_code == 401
    again = form_of(door.text, to="/sign-in").press(lund, email="lund@school.example", password=site.cast.password)
    assert form_of(again.text, to="/import").press(lund, "Go on").status_code == 303
    assert "Zoe Adams" in names(site)
