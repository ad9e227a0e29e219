"""Cards on the screen: who makes them, what is printed, and that a code is shown once."""

import re

import pytest
import segno
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Card, Membership
from app.models.classroom import Part
from app.models.door import CardState
from tests.cast import Cast
from tests.web import Site, form_of, says, where

CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{3}\b")


def cards_of(cast: Cast) -> str:
    return f"/classes/{cast.period_3.id}/cards"


def make(browser: TestClient, site: Site, whom: str = "everyone", **fields: str | list[str] | None) -> str:
    """The page with the cards themselves."""
    sheet = form_of(browser.get(cards_of(site.cast)).text, to="/cards")
    made = sheet.filled(**fields).press(browser, whom=whom)
    assert made.status_code == 200, says(made.text)
    return made.text


def say_printed(browser: TestClient, html: str) -> str:
    """Press the button on the page with the cards; what the next page says."""
    done = form_of(html, to="/cards/printed").press(browser)
    assert where(done).endswith("/cards")
    return says(browser.get(done.headers["location"]).text)


def comes_in(site: Site, code: str) -> bool:
    browser = site.nobody
    return form_of(browser.get("/card").text).press(browser, code=code).status_code == 303


def test_a_teacher_prints_cards_for_her_class_and_they_open_when_she_says_so(site: Site) -> None:
    rivera, cast = site.as_(site.cast.rivera), site.cast
    ana = site.as_(cast.ana)
    html = make(rivera, site)
    codes = CODE.findall(says(html))
    assert len(codes) == 3
    assert not comes_in(site, codes[0])
    assert ana.get("/letters").status_code == 200
    assert "The new cards open now" in say_printed(rivera, html)
    assert [comes_in(site, code) for code in codes] == [True] * 3
    assert not comes_in(site, cast.code[cast.ana.id])
    assert where(ana.get("/letters")) == "/card", "Whoever came in with the old card is signed out."


def test_each_card_says_whose_it_is_and_where_to_type_its_code(site: Site) -> None:
    told = says(make(site.as_(site.cast.rivera), site))
    for name in ("Ana Morales", "Bo Lindqvist", "Linh Tran"):
        assert name in told
    assert told.count("Period 3") >= 3
    assert told.count("everyletter.example/card") == 3
    assert told.count("Keep it to yourself") == 3


def test_a_printed_qr_code_is_the_address_with_the_code_behind_a_sharp(site: Site) -> None:
    html = make(site.as_(site.cast.rivera), site)
    codes, drawn = (
        CODE.findall(says(html)),
        re.findall(r'<svg class="qr" viewBox="0 0 (\d+) \d+".*?<path d="([^"]+)"', html),
    )
    assert len(codes) == len(drawn) == 3
    for code, (side, path) in zip(codes, drawn, strict=True):
        matrix = segno.make(f"http://everyletter.example/card#{code}", micro=False, error="m").matrix
        assert int(side) == len(matrix) + 8, "Four empty modules on each side."
        assert dark(path) == {(x + 4, y + 4) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def dark(path: str) -> set[tuple[int, int]]:
    """The modules that a path fills."""
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
    assert "".join(f"M{x} {y}h{n}v1h-{n}z" for x, y, n in runs) == path
    return {(int(x) + step, int(y)) for x, y, n in runs for step in range(int(n))}


def test_behind_https_the_cards_lead_to_https(site: Site) -> None:
    secure = Site(site.cast, site.clock, https=True)
    rivera = secure.as_(site.cast.rivera)
    assert "They lead to https://everyletter.example." in says(make(rivera, secure))


def test_an_address_that_no_phone_can_reach_is_said_out_loud(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    warning = "which no phone can reach"
    assert warning not in says(rivera.get(cards_of(site.cast)).text)
    for host in ("localhost:8000", "127.0.0.1:8000", "[::1]:8000"):
        assert warning in says(rivera.get(cards_of(site.cast), headers={"host": host}).text)


def test_eight_are_on_a_page_and_two_in_large_print(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    assert make(rivera, site).count('class="sheet-of-cards"') == 1
    assert make(rivera, site, size="large").count('class="sheet-of-cards large"') == 2


def test_a_student_without_a_card_gets_one_and_the_others_keep_theirs(site: Site) -> None:
    cast, rivera = site.cast, site.as_(site.cast.rivera)
    kill(site, CardState.DEAD)
    page = rivera.get(cards_of(cast)).text
    assert "1 of 3 students has no card." in says(page)
    html = make(rivera, site, whom="without")
    assert CODE.findall(says(html)) == CODE.findall(says(html))[:1]
    say_printed(rivera, html)
    assert comes_in(site, cast.code[cast.bo.id])
    assert "All 3 students have a card." in says(rivera.get(cards_of(cast)).text)


def kill(site: Site, state: CardState) -> None:
    """Ana's card is in another state."""
    with transaction(site.cast.database) as session:
        session.execute(update(Card).where(col(Card.person_id) == site.cast.ana.id).values(state=state))


def test_cards_that_are_pending_are_said_to_be_waiting_and_can_be_made_again_or_opened_later(site: Site) -> None:
    rivera, park = site.as_(site.cast.rivera), site.as_(site.cast.park)
    jammed = make(rivera, site)
    told = says(rivera.get(cards_of(site.cast)).text)
    assert "3 new cards wait to be printed" in told
    assert "If the paper jammed, make them again" in told
    assert "a new one waits, made by Ms. Rivera, November 17" in told
    again = make(rivera, site)
    assert "Not all of these cards open" in say_printed(rivera, jammed)
    assert "The new cards open now" in say_printed(park, park.get(cards_of(site.cast)).text)
    assert comes_in(site, CODE.findall(says(again))[0])
    assert not comes_in(site, CODE.findall(says(jammed))[0])


def test_a_lost_card_is_shut_before_the_new_one_is_printed(site: Site) -> None:
    cast, rivera = site.cast, site.as_(site.cast.rivera)
    html = make(rivera, site, whom="ticked", student=str(cast.ana.id), lost="yes")
    assert len(CODE.findall(says(html))) == 1
    assert not comes_in(site, cast.code[cast.ana.id])
    assert comes_in(site, cast.code[cast.bo.id])


def test_a_form_without_a_name_comes_back_with_what_was_chosen(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    sheet = form_of(rivera.get(cards_of(site.cast)).text, to="/cards")
    back = sheet.press(rivera, whom="ticked", size="large", lost="yes")
    assert back.status_code == 422
    assert "Nobody is chosen yet." in says(back.text)
    form = form_of(back.text, to="/cards")
    assert (form["size"], form["lost"]) == ("large", "yes")
    assert site.count(Card) == 5


@pytest.mark.parametrize("student", ["cy", "eva", "rivera"])
def test_a_student_of_another_class_or_school_is_nobody_here(site: Site, student: str) -> None:
    rivera = site.as_(site.cast.rivera)
    sheet = form_of(rivera.get(cards_of(site.cast)).text, to="/cards")
    ticked = sheet.press(rivera, whom="ticked", student=str(getattr(site.cast, student).id))
    assert ticked.status_code == 422
    assert site.count(Card) == 5


def test_the_office_prints_cards_and_sees_no_letter_on_the_way(site: Site) -> None:
    site.letter_of(site.cast.ana, "A word of mine.")
    lund = site.as_(site.cast.lund)
    classes = lund.get("/school/cards").text
    assert "Period 3 all 3 students have a card" in says(classes)
    assert "8B" not in says(classes)
    html = make(lund, site)
    assert len(CODE.findall(says(html))) == 3
    say_printed(lund, html)
    for page in (classes, html, lund.get(cards_of(site.cast)).text):
        assert "A word of mine." not in page
        assert f"/students/{site.cast.ana.id}" not in page


def test_who_only_covers_makes_no_cards(site: Site) -> None:
    with transaction(site.cast.database) as session:
        parks = col(Membership.person_id) == site.cast.park.id
        session.execute(update(Membership).where(parks).values(part=Part.COVER))
    park = site.as_(site.cast.park)
    assert park.get(cards_of(site.cast)).status_code == 404
    assert park.get(f"/classes/{site.cast.period_3.id}/families").status_code == 404
    students = park.get("/students").text
    assert cards_of(site.cast) not in students
    assert f"/classes/{site.cast.period_3.id}/letter" in students


def test_the_readers_of_a_class_are_told_who_made_new_cards(site: Site) -> None:
    rivera, park = site.as_(site.cast.rivera), site.as_(site.cast.park)
    say_printed(park, make(park, site))
    told = says(rivera.get("/queue").text)
    assert "Mr. Park has made new cards for 3 students of Period 3." in told
    assert "has made new cards" not in says(park.get("/queue").text)


def test_ids_that_nobody_can_read_print_nothing(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    page = make(rivera, site)
    assert "The new cards open now" not in says(rivera.get(cards_of(site.cast)).text)
    form = form_of(page, to="/cards/printed")
    for wrong in ("x y", "\x00", "'; DROP TABLE card", "0" * 5000):
        assert where(form.press(rivera, cards=wrong)).endswith("/cards")
    assert comes_in(site, site.cast.code[site.cast.ana.id])
