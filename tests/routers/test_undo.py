"""Undo, pressed twice: the second press comes to the same page, and says the same. Nobody else's is undone by it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Answer, Membership
from app.models.letter import Wants
from tests.web import PageForm, Site, desk_of, form_of, says

SAID = "Taken back. Nothing has gone out."


def undo_of(browser: TestClient) -> PageForm:
    return form_of(browser.get("/queue").text, to="/undo")


def twice(browser: TestClient, undo: PageForm) -> str:
    """Where both presses come to: the same page, which says that it was taken back."""
    first, second = undo.press(browser), undo.press(browser)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert SAID in says(browser.get(second.headers["location"]).text)
    return second.headers["location"].partition("?")[0]


@pytest.mark.parametrize("button", ["", "I have read it"])
def test_the_second_press_comes_to_the_same_desk(site: Site, button: str) -> None:
    with transaction(site.cast.database) as session:
        letter = site.cast.writes(session, site.cast.ana, wants=Wants.READ).id
    rivera = site.as_(site.cast.rivera)
    desk_of(rivera, letter).press(rivera, button, body="" if button else "Dear Ana,")
    assert not site.letter(letter).waiting
    assert twice(rivera, undo_of(rivera)) == f"/desk/{letter}"
    assert site.letter(letter).waiting


def test_after_a_talk_too(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    desk_of(rivera, letter)
    talk = form_of(rivera.get(f"/students/{site.cast.ana.id}/talk?back=board").text, to="/talks")
    talk.press(rivera, about="letters")
    assert not site.letter(letter).waiting
    assert twice(rivera, undo_of(rivera)) == f"/desk/{letter}"
    assert site.letter(letter).waiting


@pytest.mark.parametrize(("at", "to"), [("", "/letters"), ("/talk", "/talks")])
def test_the_second_press_comes_to_the_same_student_where_no_letter_waits(site: Site, at: str, to: str) -> None:
    ana = site.cast.ana.id
    rivera = site.as_(site.cast.rivera)
    form_of(rivera.get(f"/students/{ana}{at}").text, to=to).press(rivera, body="Dear Ana,")
    assert twice(rivera, undo_of(rivera)) == f"/students/{ana}"
    assert site.count(Answer) == 0


def test_a_press_after_it_went_out_says_so_also_the_second_time(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    desk_of(rivera, letter).press(rivera, body="Dear Ana,")
    undo = undo_of(rivera)
    site.later(seconds=41)
    for _ in range(2):
        assert undo.press(rivera).headers["location"] == f"/desk/{letter}?said=delivered"
    assert not site.letter(letter).waiting


def test_what_she_never_sent_or_another_sent_is_not_there(site: Site) -> None:
    cast = site.cast
    letter = site.letter_of(cast.ana)
    rivera, park = site.as_(cast.rivera), site.as_(cast.park)
    desk_of(rivera, letter).press(rivera, body="Dear Ana,")
    undo = undo_of(rivera)
    undo.press(rivera)
    assert undo.press(park).status_code == 404, "Mr. Park did not send it."
    assert undo.press(rivera, student=str(cast.cy.id)).status_code == 404, "Cy is not hers."
    assert undo.press(rivera, student=str(uuid4())).status_code == 404
    assert undo.press(rivera, student=None).status_code == 404
    never = rivera.post(f"/answers/{uuid4()}/undo", data={"student": str(cast.ana.id)})
    assert never.status_code == 404
    coaching = form_of(rivera.get("/write").text, to="/letters")
    coaching.press(rivera, body="Dear Dr. Haddad,")
    hers = rivera.post(f"/answers/{coaching['id']}/undo", data={"student": str(cast.ana.id)})
    assert hers.status_code == 404, "A letter of her own is no answer."


def test_where_the_letter_is_hers_no_more_the_second_press_finds_nothing(site: Site) -> None:
    cast = site.cast
    letter = site.letter_of(cast.ana)
    rivera = site.as_(cast.rivera)
    desk_of(rivera, letter).press(rivera, body="Dear Ana,")
    undo = undo_of(rivera)
    undo.press(rivera)
    with transaction(cast.database) as session:
        for row in session.query(Membership).filter_by(person_id=cast.rivera.id, classroom_id=cast.period_3.id):
            row.until_day = cast.today() - timedelta(days=1)
    assert undo.press(rivera).status_code == 404
