"""The office's people: everyone by name, found and sorted by what they are, and added."""

import re
from html import unescape

import pytest
from sqlalchemy import delete
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import transaction
from app.models import ExternalId, Password, Person
from app.people import ROSTER
from app.queries.people import PAGE
from tests.routers.test_person import changes, lund
from tests.test_statements import MOST, counted
from tests.web import Site, form_of, says, where


def names(browser: TestClient, address: str = "/school/people") -> list[str]:
    """The names on the list."""
    found = re.findall(r'<li><a href="/school/people/[^"]*"><span>(.*?)</span>', browser.get(address).text, re.DOTALL)
    return [says(unescape(name)).strip() for name in found]


def test_everyone_is_there_by_name_with_what_they_are(site: Site) -> None:
    page = says(lund(site).get("/school/people").text)
    assert names(lund(site))[:3] == ["Ana Morales", "Bo Lindqvist", "Carmen Rivera Ms. Rivera"]
    for line in (
        "Ana Morales student in Period 3", "Ms. Rivera teaches Period 3 · is coached in Coaching",
        "Mrs. Lund administrator", "Mr. Bell someone students can turn to", "Dr. Haddad coach · coaches in Coaching",
    ):  # fmt: skip
        assert line in page
    assert "Eva" not in page
    assert "Strand" not in page


@pytest.mark.parametrize("typed", ["ÁNA", "ana mor", " moráles ", "1042"])
def test_somebody_is_found_without_accents_and_by_her_own_number(site: Site, typed: str) -> None:
    ana = site.cast.ana
    with transaction(site.cast.database) as session:
        session.add(ExternalId(school_id=ana.school_id, person_id=ana.id, source=ROSTER, value="1042"))
    assert names(lund(site), f"/school/people?name={typed}") == ["Ana Morales"]
    assert "Nobody there is called “Xyz”." in says(lund(site).get("/school/people?name=Xyz").text)


def test_the_list_shows_only_those_with_a_part(site: Site) -> None:
    browser = lund(site)
    parts = {part: names(browser, f"/school/people?part={part}") for part in ("teachers", "students", "office", "left")}
    assert parts["students"] == ["Ana Morales", "Bo Lindqvist", "Cy Adler", "Linh Tran"]
    assert parts["teachers"] == [
        "Carmen Rivera Ms. Rivera", "Chidi Okoye Mr. Okoye", "Daniel Park Mr. Park", "Samira Haddad Dr. Haddad",
    ]  # fmt: skip
    assert parts["office"] == ["Ingrid Lund Mrs. Lund", "Samira Haddad Dr. Haddad", "Thomas Bell Mr. Bell"]
    assert parts["left"] == []
    changes(site, site.cast.park, "/leave#leave", last_day="2026-11-16")
    assert names(browser, "/school/people?part=left") == ["Daniel Park Mr. Park"]
    assert "Daniel Park Mr. Park" not in names(browser)


def test_the_list_says_who_cannot_sign_in_yet_and_why(site: Site) -> None:
    school, browser = site.cast.school.id, lund(site)
    niamh = Person.named(school, "Niamh O'Dwyer", email="niamh@school.example")
    with transaction(site.cast.database) as session:
        session.add(niamh)
        session.flush()
        session.execute(delete(Password).where(col(Password.person_id) == site.cast.okoye.id))
    page = says(browser.get("/school/people").text)
    assert "Niamh O'Dwyer no part yet · not invited yet" in page
    assert "Mr. Okoye teaches Period 5 · not invited yet" in page
    assert page.count("not invited yet") == 2, "Who has a password, and a student, has nothing to wait for."
    changes(site, site.cast.okoye, "/invite")
    assert "Mr. Okoye teaches Period 5 · has a link, no password yet" in says(browser.get("/school/people").text)


def test_a_thousand_people_come_in_pages_and_take_no_more_statements(site: Site) -> None:
    with transaction(site.cast.database) as session:
        for number in range(1000):
            session.add(Person.named(site.cast.school.id, f"Zoë {number:04}"))
    browser = lund(site)
    with counted(site) as seen:
        page = browser.get("/school/people")
    assert len(seen["statements"]) <= MOST
    assert "1,010 people, page 1 of 11" in says(page.text)
    assert len(names(browser)) == PAGE
    assert names(browser, "/school/people?page=11")[-1] == "Zoë 0999"
    assert len(names(browser, "/school/people?page=9999")) == len(names(browser, "/school/people?page=11"))
    assert len(names(browser, "/school/people?page=x&part=nobody")) == PAGE
    assert 'page=2&amp;part=all&amp;name=zoe"' in browser.get("/school/people?name=zoe").text


def test_a_person_is_added_and_a_namesake_is_asked_about(site: Site) -> None:
    browser = lund(site)
    form = form_of(browser.get("/school/people").text, to="/school/people#add")
    added = form.press(browser, name="Siobhán O’Neill", email="oneill@school.example", number="7")
    assert "Added." in says(browser.get(added.headers["location"]).text)
    assert where(form.press(browser, name="Siobhán O’Neill")) == where(added), "The same form twice adds one person."
    again = form_of(browser.get("/school/people").text, to="/school/people#add").press(browser, name="siobhan o’neill")
    assert again.status_code == 422
    assert "Somebody of that name is at the school already" in says(again.text)
    other = form_of(again.text, to="/school/people#add")
    assert other["name"] == "siobhan o’neill"
    assert other.press(browser, same_name="yes").status_code == 303
    assert len(names(browser, "/school/people?name=oneill")) == 0
    assert len(names(browser, "/school/people?name=o’neill")) == 2
