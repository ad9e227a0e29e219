"""I am worried: the page on which a teacher hands a letter on, with every refusal."""

from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Event, Opening, Outbox, Worry
from app.models.school import Wording
from app.models.words import LONGEST
from tests.web import Site, form_of, says, texts_of, where
from tests.worries import SAW, ceases

DUTY = "Ring the county: 555-0142."
HELP = "Room 12, at any hour."


def says_words(site: Site, **texts: str) -> None:
    with transaction(site.cast.database) as session:
        Wording.say(session, site.cast.viewer(site.cast.lund), "en", texts)


def hands_on(site: Site, browser: TestClient, letter: UUID, **typed: str | None) -> str:
    """Fill in the form for a letter; the address of the worry."""
    sheet = form_of(browser.get(f"/letters/{letter}/worry").text, to="/worry")
    filled: dict[str, Any] = {"saw": SAW, "named": str(site.cast.bell.id), "told": "yes", **typed}
    came = sheet.press(browser, **filled)
    assert came.status_code == 303, says(came.text)
    return where(came)


def test_the_desk_and_the_timeline_lead_there_and_a_coachs_desk_does_not(site: Site) -> None:
    cast = site.cast
    letter = site.letter_of(cast.ana)
    rivera = site.as_(cast.rivera)
    rivera.get(f"/desk/{letter}")
    for page in (f"/desk/{letter}", f"/students/{cast.ana.id}"):
        assert f'href="/letters/{letter}/worry"' in rivera.get(page).text
    with transaction(cast.database) as session:
        hers = cast.writes(session, cast.rivera, "Dear Dr. Haddad,", to=cast.coaching).id
    haddad = site.as_(cast.haddad)
    haddad.get(f"/desk/{hers}")
    for page in (f"/desk/{hers}", f"/students/{cast.rivera.id}"):
        assert haddad.get(page).status_code == 200
        assert "/worry" not in haddad.get(page).text
    assert haddad.get(f"/letters/{hers}/worry").status_code == 404


def test_a_browser_that_only_prefetches_opens_no_letter(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    got = site.as_(site.cast.rivera).get(f"/letters/{letter}/worry", headers={"sec-purpose": "prefetch"})
    assert got.status_code == 204
    assert site.count(Opening) == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"saw": " "}, "There is nothing written yet."),
        ({"saw": "\x00 worse"}, "can't be kept"),
        ({"saw": "x" * (LONGEST + 1)}, "longer than"),
        ({"named": None}, "Choose one of the people below."),
        ({"named": "not-an-id"}, "Choose one of the people below."),
        ({"told": None}, "Say whether you have told the student"),
        ({"told": "not-yet"}, "Say in a word why the student has not been told yet."),
        ({"told_on": "2026-11-18"}, "That day has not come yet."),
        ({"told_on": "soon"}, "A day is missing"),
    ],
)
def test_a_form_that_is_refused_comes_back_whole(site: Site, typed: dict[str, str | None], said: str) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    rivera.get(f"/letters/{letter}/worry")
    filled: dict[str, Any] = {"saw": SAW, "named": str(site.cast.bell.id), "told": "yes", **typed}
    back = form_of(rivera.get(f"/letters/{letter}/worry").text, to="/worry").press(rivera, **filled)
    assert back.status_code == 422
    assert said in says(back.text)
    again = form_of(back.text, to="/worry")
    assert again["saw"] == filled["saw"]
    if filled["named"] == str(site.cast.bell.id):
        assert again["named"] == filled["named"]
    assert site.count(Worry) == site.count(Event) == site.count(Outbox) == 0


def test_pressed_twice_it_is_handed_on_once_and_a_changed_text_comes_back_to_go_as_another(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera, bell = site.as_(site.cast.rivera), str(site.cast.bell.id)
    rivera.get(f"/letters/{letter}/worry")
    form = form_of(rivera.get(f"/letters/{letter}/worry").text, to="/worry")
    came = {where(form.press(rivera, saw=SAW, named=bell, told="yes")) for _ in range(2)}
    assert len(came) == 1
    changed = form.press(rivera, saw="And her brother.", named=bell, told="yes")
    assert changed.status_code == 422
    assert "it goes as another one" in says(changed.text)
    assert where(form_of(changed.text, to="/worry").press(rivera)) not in came
    assert site.count(Worry) == 2


def test_the_page_of_a_letter_says_that_it_was_handed_on_and_how_it_stands(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    rivera.get(f"/letters/{letter}/worry")
    address = hands_on(site, rivera, letter, told="not-yet", why_not="She has gone home.")
    page = rivera.get(f"/letters/{letter}/worry").text
    assert "You have handed this letter on to Mr. Bell, November 17. It is open." in says(page)
    assert address in page
    assert "because: She has gone home." in says(rivera.get(address).text)
    assert "was told today" in says(
        rivera.get(form_of(rivera.get(address).text, "/told").press(rivera).headers["location"]).text
    )
    assert "Ana was told, November 17." in says(rivera.get(address).text)
    park = site.as_(site.cast.park)
    park.get(f"/letters/{letter}/worry")
    assert "You have handed" not in park.get(f"/letters/{letter}/worry").text, "A colleague knows nothing of it."


def test_where_the_school_has_said_nothing_the_page_says_so_and_the_office_is_told(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera, lund = site.as_(site.cast.rivera), site.as_(site.cast.lund)
    says_words(site, help=HELP)
    rivera.get(f"/letters/{letter}/worry")
    page = rivera.get(f"/letters/{letter}/worry").text
    assert "Your school has not written down yet what the law asks of you" in says(page)
    assert HELP in texts_of(page)
    missing = "whom to ring, is not written yet"
    assert missing in says(lund.get("/school").text)
    form_of(lund.get("/school/wording").text).press(lund, duty=DUTY)
    assert missing not in says(lund.get("/school").text)
    assert DUTY in texts_of(rivera.get(f"/letters/{letter}/worry").text)
    for student in (site.cast.ana, site.cast.bo):
        assert DUTY not in site.as_(student).get("/readers").text + site.as_(student).get("/turn-to").text


def test_where_nobody_can_be_chosen_there_is_no_form(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    ceases(site, site.cast.bell)
    rivera = site.as_(site.cast.rivera)
    rivera.get(f"/letters/{letter}/worry")
    page = rivera.get(f"/letters/{letter}/worry").text
    assert "There is nobody here into whose hands you could put it" in says(page)
    assert 'name="saw"' not in page
