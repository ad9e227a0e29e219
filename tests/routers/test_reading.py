"""The room of requests to read: who walks in, who asks, who agrees and who ends it."""

from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Event, Person, ReadingGrant
from app.queries.reading import MOST_FOUND
from tests.cast import DAY
from tests.grants import WHY, a_grant, a_request
from tests.test_statements import MOST, busy, counted
from tests.web import Site, form_of, says, texts_of, title_of, where

ROOM = "/school/reading"


def asks(site: Site, browser: TestClient, student: Person, about: str = "nobody", reason: str = WHY) -> str:
    """Fill in the form for a student; the address of the request."""
    sheet = form_of(browser.get(f"{ROOM}/students/{student.id}").text)
    came = sheet.press(browser, reason=reason, about=about)
    assert came.status_code == 303, came.text
    return where(came)


def press(browser: TestClient, address: str, to: str) -> str:
    """Press the button of a page whose form goes to `to`, and go where it sends; what is said there."""
    came = form_of(browser.get(address).text, to).press(browser)
    assert came.status_code == 303, came.text
    return says(browser.get(came.headers["location"]).text)


def test_one_asks_another_agrees_and_the_letters_lie_open(site: Site) -> None:
    cast = site.cast
    site.letter_of(cast.ana, "Dear Ms. Rivera, I sleep at the bus station.", days_ago=1)
    lund, bell = site.as_(cast.lund), site.as_(cast.bell)
    found = lund.get(ROOM, params={"name": "MORA"}).text
    assert f"{ROOM}/students/{cast.ana.id}" in found
    address = asks(site, lund, cast.ana)
    assert "Nothing is open." in says(lund.get(address).text)
    assert address in bell.get(ROOM).text
    assert "Agreed." in press(bell, address, "/agree")
    opened = form_of(lund.get(address).text, "/open").press(lund)
    assert opened.status_code == 200
    assert "Dear Ms. Rivera, I sleep at the bus station." in texts_of(opened.text)
    assert "Ana" not in title_of(opened.text)


def test_a_form_without_a_reason_comes_back(site: Site) -> None:
    lund = site.as_(site.cast.lund)
    sheet = form_of(lund.get(f"{ROOM}/students/{site.cast.ana.id}").text)
    came = sheet.press(lund, about=str(site.cast.park.id), reason="  ")
    assert came.status_code == 422
    assert "There is nothing written yet." in says(came.text)
    assert form_of(came.text)["about"] == str(site.cast.park.id)
    assert site.count(ReadingGrant) == site.count(Event) == 0


@pytest.mark.parametrize("about", [None, "", "rivera", "not-an-id"])
def test_a_form_that_does_not_say_whom_it_is_about_comes_back_with_its_text(site: Site, about: str | None) -> None:
    """Else who was forgotten would be told."""
    lund = site.as_(site.cast.lund)
    sheet = form_of(lund.get(f"{ROOM}/students/{site.cast.ana.id}").text)
    came = sheet.press(lund, reason=WHY, about=about)
    assert came.status_code == 422
    assert "choose the person, or nobody" in says(came.text)
    assert form_of(came.text)["reason"] == WHY
    stranger = sheet.press(lund, reason=WHY, about=str(site.cast.okoye.id))
    assert stranger.status_code == 422
    assert site.count(ReadingGrant) == 0


def test_a_form_pressed_twice_asks_once(site: Site) -> None:
    lund = site.as_(site.cast.lund)
    sheet = form_of(lund.get(f"{ROOM}/students/{site.cast.ana.id}").text)
    addresses = {where(sheet.press(lund, reason=WHY, about="nobody")) for _ in range(2)}
    assert len(addresses) == 1
    assert site.count(ReadingGrant) == 1


def test_the_form_offers_her_readers_and_says_who_can_agree(site: Site) -> None:
    said = says(site.as_(site.cast.lund).get(f"{ROOM}/students/{site.cast.ana.id}").text)
    assert "About Mr. Park, who is not told" in said
    assert "About Ms. Rivera" in said
    assert "About Mr. Okoye" not in said
    assert "Who can agree: Mr. Bell." in said


def test_where_nobody_could_agree_the_form_says_so(site: Site) -> None:
    said = says(site.as_(site.cast.bell).get(f"{ROOM}/students/{site.cast.ana.id}").text)
    assert "Who can agree: Mrs. Lund." in said
    with transaction(site.cast.database) as session:
        session.get_one(Person, (site.cast.school.id, site.cast.lund.id)).ended_on = site.cast.today() - DAY
    said = says(site.as_(site.cast.bell).get(f"{ROOM}/students/{site.cast.ana.id}").text)
    assert "There is nobody yet who could agree" in said


def test_who_asked_can_end_it_and_it_opens_no_more(site: Site) -> None:
    grant_id, lund = a_grant(site), site.as_(site.cast.lund)
    lund.post(f"{ROOM}/{grant_id}/open")
    assert "It is over." in press(lund, f"{ROOM}/{grant_id}", "/end")
    assert where(lund.post(f"{ROOM}/{grant_id}/open")) == f"{ROOM}/{grant_id}"
    said = says(lund.get(f"{ROOM}/{grant_id}").text)
    assert "Mrs. Lund could read these letters until November 17." in said
    assert "Mrs. Lund ended it" in said
    assert "Open the letters" not in said


def test_a_request_that_was_withdrawn_says_so(site: Site) -> None:
    grant_id = a_request(site)
    assert "Mrs. Lund withdrew it" in press(site.as_(site.cast.lund), f"{ROOM}/{grant_id}", "/end")
    bell = site.as_(site.cast.bell)
    assert "had been decided already" in says(bell.get(bell.post(f"{ROOM}/{grant_id}/agree").headers["location"]).text)


def test_declining_is_said_to_the_one_who_asked(site: Site) -> None:
    grant_id = a_request(site)
    assert "Declined." in press(site.as_(site.cast.bell), f"{ROOM}/{grant_id}", "/decline")
    said = says(site.as_(site.cast.lund).get(f"{ROOM}/{grant_id}").text)
    assert "Mr. Bell declined" in said
    assert "nothing was opened" in said


def test_a_named_person_finds_the_way_in_the_bar_and_a_teacher_has_none(site: Site) -> None:
    assert f'href="{ROOM}"' in site.as_(site.cast.bell).get("/you").text
    for who in (site.cast.rivera, site.cast.haddad, site.cast.ana):
        assert ROOM not in site.as_(who).get("/you").text


def test_a_search_forgives_accents_and_finds_students_alone(site: Site) -> None:
    cast, lund = site.cast, site.as_(site.cast.lund)
    with transaction(cast.database) as session:
        site_jose = Person.named(cast.school.id, "José O'Brien", goes_by="Pepé")
        session.add(site_jose)
        session.flush()
        site.joins(session, site_jose, cast.period_3)
    for name in ("jose", "O'Br", "PEPE", " pepé "):
        assert str(site_jose.id) in lund.get(ROOM, params={"name": name}).text, name
    for name in ("Rivera", "Eva", "Nobody's", "%", "_"):
        assert f"No student here is called “{name}”" in says(lund.get(ROOM, params={"name": name}).text)
    assert "/students/" not in lund.get(ROOM).text  # nobody leafs through a school
    assert "/students/" not in lund.get(ROOM, params={"name": " "}).text


def test_a_search_shows_few_and_says_that_there_are_more(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        for number in range(MOST_FOUND + 5):
            student = Person.named(cast.school.id, f"Kim {number:02}")
            session.add(student)
            session.flush()
            site.joins(session, student, cast.period_3)
    page = site.as_(cast.lund).get(ROOM, params={"name": "kim"}).text
    assert page.count(f"{ROOM}/students/") == MOST_FOUND
    assert "There are more." in says(page)


def test_one_cannot_ask_for_a_teacher_nor_for_another_schools_student(site: Site) -> None:
    cast, lund = site.cast, site.as_(site.cast.lund)
    for who in (cast.rivera.id, cast.okoye.id, cast.eva.id, cast.lund.id, uuid4()):
        assert lund.get(f"{ROOM}/students/{who}").status_code == 404
        assert lund.post(f"{ROOM}/students/{who}", data={"reason": WHY, "about": "nobody"}).status_code == 404


@pytest.mark.parametrize("room", [ROOM, f"{ROOM}?name=a", "students", "grant", "open"])
def test_each_screen_takes_few_statements_and_no_more_with_more_letters(site: Site, room: str) -> None:
    busy(site.cast, 2)
    grant_id, lund = a_grant(site), site.as_(site.cast.lund)
    rooms = {"students": f"students/{site.cast.ana.id}", "grant": str(grant_id), "open": f"{grant_id}/open"}
    address = f"{ROOM}/{rooms[room]}" if room in rooms else room

    def taken() -> int:
        with counted(site) as seen:
            drawn = lund.post(address) if room == "open" else lund.get(address)
        assert drawn.status_code == 200
        assert len(seen["commits"]) == (1 if room == "open" else 0)
        return len(seen["statements"])

    first = taken()
    assert first <= MOST
    busy(site.cast, 6)
    for _ in range(3):
        a_grant(site)
        a_request(site, site.cast.bell)
    assert taken() == first
