"""A link from the office, with which somebody chooses her password and comes in."""

import pytest

from app.db import transaction
from app.invitations import invite, who_is_invited
from app.models import Attempt, Person
from app.security import WRONG_CODES_A_MINUTE, WRONG_TRIES_AT_ONE_DOOR, new_code
from tests.cast import KEY, NOW, PASSWORD
from tests.web import Site, form_of, says, where

NEW = "a sentence that is newer"


def code_for(site: Site, person: Person) -> str:
    """An invitation that Mrs. Lund has made."""
    with transaction(site.cast.database) as session:
        invited = session.get_one(Person, (person.school_id, person.id))
        return invite(session, KEY, site.cast.viewer(site.cast.lund), invited)


def shows(site: Site, code: str) -> int:
    browser = site.nobody
    return form_of(browser.get("/welcome").text).press(browser, code=code).status_code


def test_an_invitation_leads_to_a_password_and_in(site: Site) -> None:
    browser, code = site.nobody, code_for(site, site.cast.rivera)
    shown = form_of(browser.get("/welcome").text).press(browser, code=f" {code.lower()} ")
    assert shown.status_code == 200
    assert "Welcome, Ms. Rivera" in says(shown.text)
    choose = form_of(shown.text)
    assert choose["email"] == "rivera@school.example"
    assert where(choose.press(browser, password=NEW)) == "/"
    assert where(browser.get("/")) == "/queue"
    other = site.nobody
    door = form_of(other.get("/sign-in").text)
    assert door.press(other, email="rivera@school.example", password=PASSWORD).status_code == 422
    assert door.press(other, email="rivera@school.example", password=NEW).status_code == 303


def test_looking_at_an_invitation_does_not_use_it_up(site: Site) -> None:
    code = code_for(site, site.cast.rivera)
    assert [shows(site, code), shows(site, code)] == [200, 200]


def test_a_password_that_is_too_short_can_be_chosen_anew(site: Site) -> None:
    browser, code = site.nobody, code_for(site, site.cast.rivera)
    choose = form_of(form_of(browser.get("/welcome").text).press(browser, code=code).text)
    short = choose.press(browser, password="too short", not_mine="yes")
    assert short.status_code == 422
    assert "A password needs at least 12 characters." in says(short.text)
    again = form_of(short.text)
    assert (again["password"], again["not_mine"]) == ("", "yes")
    came_in = again.press(browser, password=NEW)
    assert came_in.status_code == 303
    assert "max-age" not in came_in.headers["set-cookie"].lower()


def test_a_link_that_was_used_says_so_also_in_another_window(site: Site) -> None:
    browser, code = site.nobody, code_for(site, site.cast.rivera)
    choose = form_of(form_of(browser.get("/welcome").text).press(browser, code=code).text)
    choose.press(browser, password=NEW)
    late = choose.press(site.nobody, password="yet another sentence")
    assert late.status_code == 422
    assert "This link has been used or is more than a week old." in says(late.text)
    assert shows(site, code) == 422
    door = form_of(site.nobody.get("/sign-in").text)
    assert door.press(site.nobody, email="rivera@school.example", password=NEW).status_code == 303


def test_a_link_is_open_for_a_week(site: Site) -> None:
    code = code_for(site, site.cast.rivera)
    site.later(days=6.9)
    assert shows(site, code) == 200
    site.later(days=0.2)
    assert shows(site, code) == 422


def test_setting_a_password_signs_out_everywhere_else_and_whoever_was_signed_in_here(site: Site) -> None:
    elsewhere, here = site.as_(site.cast.rivera), site.as_(site.cast.park)
    parks = here.cookies["everyletter"]
    code = code_for(site, site.cast.rivera)
    choose = form_of(form_of(here.get("/welcome").text).press(here, code=code).text)
    assert choose.press(here, password=NEW).status_code == 303
    assert where(elsewhere.get("/queue")) == "/sign-in"
    assert "Ms. Rivera" in says(here.get("/you").text)
    thief = site.nobody
    thief.cookies.set("everyletter", parks)
    assert where(thief.get("/queue")) == "/sign-in"


def test_an_administrator_who_was_locked_out_is_in_her_office_again(site: Site) -> None:
    browser, code = site.nobody, code_for(site, site.cast.lund)
    form_of(form_of(browser.get("/welcome").text).press(browser, code=code).text).press(browser, password=NEW)
    assert where(browser.get("/")) == "/school"


def test_somebody_without_a_class_has_her_password_and_is_told_what_is_missing(site: Site) -> None:
    with transaction(site.cast.database) as session:
        new = Person.named(site.cast.school.id, "Nora Berg", email="berg@school.example")
        session.add(new)
    browser, code = site.nobody, code_for(site, new)
    choose = form_of(form_of(browser.get("/welcome").text).press(browser, code=code).text)
    kept = choose.press(browser, password=NEW)
    assert kept.status_code == 200
    assert "You belong to no class yet" in says(kept.text)
    assert "set-cookie" not in kept.headers


@pytest.mark.parametrize("typed", ["", "A", "AAAAA-AAAAA-AAA", "<script>", "ñ" * 13])
def test_a_slip_of_the_finger_comes_back_to_be_mended_and_is_not_counted(site: Site, typed: str) -> None:
    browser = site.nobody
    page = form_of(browser.get("/welcome").text).press(browser, code=typed)
    assert page.status_code == 422
    assert form_of(page.text)["code"] == typed
    assert "That code opens nothing." in says(page.text)
    assert site.count(Attempt) == 0


def test_guessing_is_limited_over_all(site: Site) -> None:
    code = code_for(site, site.cast.rivera)
    browser = site.nobody
    sheet = form_of(browser.get("/welcome").text)
    for _ in range(WRONG_CODES_A_MINUTE):
        assert sheet.press(browser, code=new_code(KEY)).status_code == 422
    assert sheet.press(browser, code=code).status_code == 429
    site.later(seconds=60)
    assert sheet.press(browser, code=code).status_code == 200


def test_a_password_can_not_be_set_with_a_guess_and_such_guesses_count_too(site: Site) -> None:
    guess = new_code(KEY)
    for _ in range(WRONG_TRIES_AT_ONE_DOOR):
        assert site.nobody.post("/welcome/password", data={"code": guess, "password": NEW}).status_code == 422
    assert site.nobody.post("/welcome/password", data={"code": guess, "password": NEW}).status_code == 429


def test_the_sign_in_says_what_to_do_about_a_password_that_was_forgotten(site: Site) -> None:
    assert "Forgot your password? The office makes a link for you." in says(site.nobody.get("/sign-in").text)


def test_a_students_card_is_no_invitation(site: Site) -> None:
    code = site.cast.code[site.cast.ana.id]
    assert shows(site, code) == 422
    with transaction(site.cast.database) as session:
        assert who_is_invited(session, KEY, code, NOW) is None
