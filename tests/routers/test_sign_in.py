"""Coming in by card and by password, what limits guessing, and what ends a session."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import transaction
from app.deps import COOKIE
from app.models import Attempt, Card, Letter, Membership, Person
from app.models.door import CardState, DoorKind
from app.security import (
    WRONG_CODES_A_MINUTE,
    WRONG_PASSWORDS_A_MINUTE,
    WRONG_TRIES_AT_ONE_DOOR,
    count_wrong_try,
    folded_email,
    lookup,
    new_code,
)
from tests.cast import KEY, NOW, PASSWORD, give_card
from tests.web import Site, form_of, says, texts_of, where

A_CLASS = 35


def shows_card(browser: TestClient, code: str, **fields: str) -> int:
    return form_of(browser.get("/card").text).press(browser, code=code, **fields).status_code


def shows_password(browser: TestClient, email: str, password: str) -> int:
    return form_of(browser.get("/sign-in").text).press(browser, email=email, password=password).status_code


def test_a_code_opens_in_any_spelling(site: Site) -> None:
    code = site.cast.code[site.cast.ana.id]
    plain = code.replace("-", "")
    misread = plain.replace("0", "o").replace("1", "l")
    for spelling in (code, code.lower(), plain, f" {code} ", "-".join(plain), f"{plain[:6]} {plain[6:]}", misread):
        assert shows_card(site.nobody, spelling) == 303, spelling


@pytest.mark.parametrize("typed", ["", "A", "AAAAA-AAAAA-AAA", "<script>", "ñ" * 13, "0" * 40])
def test_a_code_with_a_wrong_check_opens_nothing_and_is_never_counted(site: Site, typed: str) -> None:
    assert shows_card(site.nobody, typed) == 422
    assert site.count(Attempt) == 0


def test_a_code_with_one_wrong_character_comes_back_to_be_mended(site: Site) -> None:
    code = site.cast.code[site.cast.ana.id]
    typed = ("B" if code[0] == "A" else "A") + code[1:]
    browser = site.nobody
    page = form_of(browser.get("/card").text).press(browser, code=typed)
    assert page.status_code == 422
    assert form_of(page.text)["code"] == typed
    assert "That code opens nothing" in says(page.text)


def test_codes_that_could_be_real_are_limited_and_the_limit_ends_with_the_minute(site: Site) -> None:
    browser, code = site.nobody, site.cast.code[site.cast.ana.id]
    sheet = form_of(browser.get("/card").text)
    for _ in range(WRONG_CODES_A_MINUTE):
        assert sheet.press(browser, code=new_code(KEY)).status_code == 422
    assert sheet.press(browser, code=code).status_code == 429
    site.later(seconds=60)
    assert sheet.press(browser, code=code).status_code == 303


def test_a_whole_class_signs_in_at_once_while_some_mistype(site: Site) -> None:
    with transaction(site.cast.database) as session:
        codes = []
        for number in range(A_CLASS):
            student = Person.named(site.cast.school.id, f"Student {number}")
            session.add(student)
            session.flush()
            site.joins(session, student, site.cast.period_3)
            codes.append(give_card(session, student, NOW))

    def comes_in(number: int) -> list[int]:
        phone = site.nobody
        phone.portal = server.portal  # one server, as many phones
        tries = [codes[number][:-1] + "U", codes[number]] if number % 5 == 0 else [codes[number]]
        return [phone.post("/card", data={"code": code}).status_code for code in tries]

    with TestClient(site.app) as server, ThreadPoolExecutor(A_CLASS) as pool:
        came = list(pool.map(comes_in, range(A_CLASS)))
    assert {tries[-1] for tries in came} == {303}
    assert site.count(Attempt) == 0


def test_a_teacher_comes_in_with_her_address_in_any_case(site: Site) -> None:
    browser = site.nobody
    assert shows_password(browser, " Rivera@School.Example ", PASSWORD) == 303
    assert where(browser.get("/")) == "/queue"


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(site: Site) -> None:
    browser = site.nobody
    sheet = form_of(browser.get("/sign-in").text)
    wrong = sheet.press(browser, email="rivera@school.example", password="no")
    unknown = sheet.press(browser, email="nobody@school.example", password="no")
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("rivera@", "nobody@") == unknown.text
    assert "no" not in [value for name, value in form_of(wrong.text).fields if name == "password"]


def test_wrong_passwords_for_one_address_are_limited_and_for_another_are_not(site: Site) -> None:
    bucket = lookup(KEY, DoorKind.EMAIL, folded_email("rivera@school.example"))
    with transaction(site.cast.database) as session:
        for _ in range(WRONG_TRIES_AT_ONE_DOOR - 1):
            count_wrong_try(session, "password", NOW, within=bucket)
    browser = site.nobody
    assert shows_password(browser, "rivera@school.example", "no") == 422
    assert shows_password(browser, "Rivera@school.example", PASSWORD) == 429
    assert shows_password(browser, "park@school.example", PASSWORD) == 303
    site.later(seconds=660)
    assert shows_password(browser, "rivera@school.example", PASSWORD) == 303


def test_wrong_passwords_over_all_are_limited(site: Site) -> None:
    with transaction(site.cast.database) as session:
        for number in range(WRONG_PASSWORDS_A_MINUTE):
            count_wrong_try(session, "password", NOW, within=f"address {number}")
    browser = site.nobody
    assert shows_password(browser, "park@school.example", PASSWORD) == 429
    site.later(seconds=60)
    assert shows_password(browser, "park@school.example", PASSWORD) == 303


def test_a_dead_card_ends_its_session_at_once_and_opens_no_more(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    with transaction(site.cast.database) as session:
        session.execute(update(Card).where(col(Card.person_id) == site.cast.ana.id).values(state=CardState.DEAD))
    assert where(ana.get("/letters")) == "/card"
    assert shows_card(site.nobody, site.cast.code[site.cast.ana.id]) == 422


def test_a_card_that_is_not_printed_yet_opens_nothing(site: Site) -> None:
    with transaction(site.cast.database) as session:
        code = give_card(session, site.cast.ana, NOW, CardState.PENDING)
    assert shows_card(site.nobody, code) == 422


def test_the_end_of_a_person_ends_her_session(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    with transaction(site.cast.database) as session:
        yesterday = site.cast.today() - timedelta(days=1)
        session.execute(update(Person).where(col(Person.id) == site.cast.rivera.id).values(ended_on=yesterday))
    assert where(rivera.get("/queue")) == "/sign-in"


def test_the_end_of_a_membership_ends_the_session(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    with transaction(site.cast.database) as session:
        mine = col(Membership.person_id) == site.cast.ana.id
        session.execute(update(Membership).where(mine).values(until_day=site.cast.today() - timedelta(days=1)))
    assert where(ana.get("/letters")) == "/card"


def test_ones_own_phone_is_remembered_for_months_and_another_one_until_it_closes(site: Site) -> None:
    code = site.cast.code[site.cast.ana.id]
    own, other = site.nobody, site.nobody
    sheet = form_of(own.get("/card").text)
    assert "max-age" in sheet.press(own, code=code).headers["set-cookie"].lower()
    assert "max-age" not in sheet.press(other, code=code, not_mine="yes").headers["set-cookie"].lower()
    site.later(days=1)
    assert own.get("/letters").status_code == 200
    assert where(other.get("/letters")) == "/card"
    site.later(days=90)
    assert where(own.get("/letters")) == "/card"


def test_saying_that_it_is_not_my_phone_later_makes_the_session_end_with_the_browser(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    said = form_of(ana.get("/letters").text, to="/not-my-phone").press(ana)
    assert "max-age" not in said.headers["set-cookie"].lower()
    assert "You are signed out when the browser closes" in says(ana.get(said.headers["location"]).text)
    site.later(days=1)
    assert where(ana.get("/letters")) == "/card"


def test_signing_out_ends_the_session_and_has_the_browser_forget(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    token = rivera.cookies[COOKIE]
    out = form_of(rivera.get("/queue").text, to="/sign-out").press(rivera)
    assert out.headers["clear-site-data"] == '"cache"'
    assert "max-age=0" in out.headers["set-cookie"].lower()
    rivera.cookies.set(COOKIE, token)
    assert where(rivera.get("/queue")) == "/sign-in"


def test_every_sign_in_makes_a_new_session_and_ends_the_one_before(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    before = ana.cookies[COOKIE]
    assert shows_card(ana, site.cast.code[site.cast.ana.id]) == 303
    assert ana.cookies[COOKIE] != before
    thief = site.nobody
    thief.cookies.set(COOKIE, before)
    assert where(thief.get("/letters")) == "/card"


def test_somebody_elses_card_asks_before_it_replaces_a_session(site: Site) -> None:
    browser = site.as_(site.cast.ana)
    asked = form_of(browser.get("/card").text).press(browser, code=site.cast.code[site.cast.bo.id], not_mine="yes")
    assert "Ana is signed in here" in says(asked.text)
    assert "Bo" not in says(asked.text)
    came_in = form_of(asked.text).press(browser)
    assert came_in.status_code == 303
    assert "max-age" not in came_in.headers["set-cookie"].lower()
    assert form_of(browser.get("/write").text, to="/letters")["writer"] == str(site.cast.bo.id)


def test_a_text_outlasts_the_question_whose_card_it_is(site: Site) -> None:
    browser = site.as_(site.cast.ana)
    sheet = form_of(browser.get("/write").text)
    browser.cookies.clear()
    ended = sheet.press(browser, body="It took a month.")
    browser.cookies = site.as_(site.cast.bo).cookies  # in another window, somebody came in
    asked = form_of(ended.text).press(browser, code=site.cast.code[site.cast.ana.id])
    assert "Bo is signed in here" in says(asked.text)
    assert texts_of(form_of(asked.text).press(browser).text) == ["It took a month."]


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\\[",
     "javascript:alert(1)", "evil.example", "/\r\nset-cookie: a=b", " //evil.example", "/\x00"],
)  # fmt: skip
def test_signing_in_never_leads_out_of_the_house(site: Site, address: str) -> None:
    browser = site.nobody
    came_in = form_of(browser.get("/card").text).press(browser, code=site.cast.code[site.cast.ana.id], next=address)
    assert came_in.headers["location"] == "/"


def test_signing_in_leads_to_the_page_that_was_asked_for(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    browser = site.nobody
    door = browser.get(browser.get(f"/letters/{letter}?said=kept").headers["location"])
    came_in = form_of(door.text).press(browser, code=site.cast.code[site.cast.ana.id])
    assert came_in.headers["location"] == f"/letters/{letter}?said=kept"


def test_a_text_that_meets_an_ended_session_goes_along_and_is_sent_once(site: Site) -> None:
    browser = site.as_(site.cast.ana)
    sheet = form_of(browser.get("/write").text)
    site.later(days=91)
    text = '\nDear "Ms. Rivera",\n\n  it took <me> a month & a day. 🐈\n'
    ended = sheet.press(browser, body=text)
    assert ended.status_code == 401
    assert texts_of(ended.text) == [text]
    mistyped = form_of(ended.text).press(browser, code="nonsense")
    assert mistyped.status_code == 422
    back = form_of(mistyped.text).press(browser, code=site.cast.code[site.cast.ana.id])
    assert site.count(Letter) == 0
    go_on = form_of(back.text)
    for _ in range(2):
        assert where(go_on.press(browser)) == "/letters"
    assert site.count(Letter) == 1
    letter = site.all(Letter)[0]
    assert isinstance(letter, Letter)
    assert letter.body == text


def test_a_teachers_answer_goes_along_through_her_password(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    rivera.get(f"/desk/{letter}")
    desk = form_of(rivera.get(f"/desk/{letter}").text)
    rivera.cookies.clear()
    ended = desk.press(rivera, body="Dear Ana, tell me more.")
    back = form_of(ended.text).press(rivera, email="rivera@school.example", password=PASSWORD)
    assert texts_of(back.text) == ["Dear Ana, tell me more."]
    assert form_of(back.text).press(rivera).status_code == 303
    assert not site.letter(letter).waiting


@pytest.mark.parametrize("kept", ["no json", "[1]", "[[", '[["body"]]', "[" * 100_000, '[["body", "\\ud800"]]', "{}"])
def test_kept_fields_that_nobody_can_read_are_no_error(site: Site, kept: str) -> None:
    browser, code = site.nobody, site.cast.code[site.cast.ana.id]
    assert browser.post("/card", data={"code": code, "kept": kept, "resume": "/letters"}).status_code == 200
