"""The language of the interface: the phone's at first, chosen by its own name, kept on the device and for her."""

import pytest
from starlette.testclient import TestClient

from app import i18n
from app.db import reading, transaction
from app.models import Person
from tests.cast import PASSWORD
from tests.web import Site, form_of, says, where


def spoken(browser: TestClient, address: str = "/card") -> str:
    """The language of a page, by what it says of itself."""
    html = browser.get(address).text
    return html.partition('<html lang="')[2].partition('"')[0]


def chooses(browser: TestClient, tag: str, address: str = "/card") -> str:
    """Choose a language on a page; where one is led."""
    chosen = form_of(browser.get(address).text, "/language").press(browser, language=tag)
    assert chosen.status_code == 303
    return chosen.headers["location"]


def comes_in(site: Site, browser: TestClient, student: Person, **fields: str) -> None:
    """Type the code of a student's card."""
    code = site.cast.code[student.id]
    assert form_of(browser.get("/card").text).press(browser, code=code, **fields).status_code == 303


def cookie(browser: TestClient) -> str:
    return browser.cookies.get(i18n.COOKIE) or ""


def kept_for(browser: TestClient) -> int | None:
    """Until when the browser keeps the language; None where it ends with the browser."""
    [found] = [one for one in browser.cookies.jar if one.name == i18n.COOKIE]
    return found.expires


def language_of(site: Site, person: Person) -> str:
    with reading(site.cast.database) as session:
        return session.get_one(Person, (person.school_id, person.id)).language


def has_language(site: Site, person: Person, tag: str) -> None:
    with transaction(site.cast.database) as session:
        session.get_one(Person, (person.school_id, person.id)).language = tag


@pytest.mark.parametrize(
    ("asked", "heard"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("ar-EG,ar;q=0.9", "ar"),
        ("nb-NO,nb;q=0.9,es;q=0.5", "es"),
        ("zh-CN", "en"),
        ("", "en"),
        ("*", "en"),
        (",,;q=", "en"),
    ],
)
def test_at_first_a_page_speaks_what_the_phone_asks_for(site: Site, asked: str, heard: str) -> None:
    browser = site.nobody
    browser.headers["accept-language"] = asked
    assert spoken(browser) == heard


@pytest.mark.parametrize("address", ["/card", "/sign-in", "/welcome"])
def test_each_language_is_offered_by_its_own_name_before_anybody_has_signed_in(site: Site, address: str) -> None:
    page = says(site.nobody.get(address).text)
    assert "English Español العربية" in page


@pytest.mark.parametrize("address", ["/card", "/sign-in?next=%2Fboard", "/welcome"])
def test_choosing_one_comes_back_to_the_page_where_one_was(site: Site, address: str) -> None:
    browser = site.nobody
    assert chooses(browser, "es", address) == address
    assert spoken(browser, address) == "es"


def test_what_was_just_said_is_not_said_again(site: Site) -> None:
    assert chooses(site.nobody, "es", "/card?said=signed-out") == "/card"


def test_arabic_runs_from_right_to_left(site: Site) -> None:
    browser = site.nobody
    chooses(browser, "ar")
    assert '<html lang="ar" dir="rtl">' in browser.get("/card").text


def test_a_wrong_code_is_told_in_the_language_that_was_chosen(site: Site) -> None:
    browser = site.nobody
    chooses(browser, "es")
    came = form_of(browser.get("/card").text).press(browser, code="no")
    assert "Ese código no abre nada." in says(came.text)
    assert form_of(came.text, "/language").press(browser, language="en").headers["location"] == "/card"


def test_a_language_chosen_at_the_door_ends_with_the_browser_until_somebody_comes_in_on_her_own_phone(
    site: Site,
) -> None:
    browser = site.nobody
    chooses(browser, "es")
    assert kept_for(browser) is None
    comes_in(site, browser, site.cast.ana)
    assert kept_for(browser) is not None
    assert spoken(browser, "/letters") == "es"


def test_a_language_chosen_at_the_door_becomes_hers_where_she_had_none(site: Site) -> None:
    browser = site.nobody
    chooses(browser, "es")
    comes_in(site, browser, site.cast.ana)
    assert language_of(site, site.cast.ana) == "es"


def test_a_language_chosen_at_the_door_leaves_the_one_that_she_chose_before(site: Site) -> None:
    has_language(site, site.cast.ana, "ar")
    browser = site.nobody
    chooses(browser, "es")
    comes_in(site, browser, site.cast.ana)
    assert language_of(site, site.cast.ana) == "ar"
    assert spoken(browser, "/letters") == "es", "on this device"


@pytest.mark.parametrize("who", ["ana", "rivera", "lund"])
def test_whoever_is_signed_in_chooses_on_her_own_page_and_it_is_kept_for_her(site: Site, who: str) -> None:
    person: Person = getattr(site.cast, who)
    browser = site.as_(person)
    assert chooses(browser, "es", "/you") == "/you"
    assert language_of(site, person) == "es"
    assert kept_for(browser) is not None


def test_her_language_comes_along_to_another_phone(site: Site) -> None:
    chooses(site.as_(site.cast.ana), "es", "/you")
    other = site.nobody
    assert spoken(other) == "en"
    comes_in(site, other, site.cast.ana)
    assert spoken(other, "/letters") == "es"
    assert cookie(other) == "", "that phone has not chosen"


def test_a_teachers_language_comes_along_too(site: Site) -> None:
    has_language(site, site.cast.rivera, "ar")
    browser = site.nobody
    form = form_of(browser.get("/sign-in").text)
    assert site.cast.rivera.email
    form.press(browser, email=site.cast.rivera.email, password=PASSWORD)
    assert spoken(browser, "/queue") == "ar"


def test_what_was_chosen_on_a_device_wins_there(site: Site) -> None:
    has_language(site, site.cast.ana, "es")
    browser = site.as_(site.cast.ana)
    assert spoken(browser, "/letters") == "es"
    chooses(browser, "en", "/you")
    has_language(site, site.cast.ana, "ar")
    assert spoken(browser, "/letters") == "en"


def test_a_language_that_we_do_not_speak_yet_leaves_that_of_the_phone(site: Site) -> None:
    has_language(site, site.cast.ana, "so")
    browser = site.as_(site.cast.ana)
    assert spoken(browser, "/letters") == "en"
    assert language_of(site, site.cast.ana) == "so"


def test_on_a_phone_that_is_not_ones_own_it_ends_with_the_session(site: Site) -> None:
    browser = site.nobody
    comes_in(site, browser, site.cast.ana, not_mine="yes")
    chooses(browser, "es", "/you")
    assert kept_for(browser) is None
    browser.post("/sign-out")
    assert spoken(browser) == "en"


def test_on_ones_own_phone_it_stays_after_signing_out(site: Site) -> None:
    browser = site.as_(site.cast.ana)
    chooses(browser, "es", "/you")
    browser.post("/sign-out")
    assert spoken(browser) == "es"


def test_saying_that_this_is_not_my_phone_has_the_language_end_with_the_browser_too(site: Site) -> None:
    browser = site.as_(site.cast.ana)
    chooses(browser, "es", "/you")
    browser.post("/not-my-phone")
    assert (cookie(browser), kept_for(browser)) == ("es", None)


@pytest.mark.parametrize("tag", ["", "xx", "EN", "../es", "so", "é"])
def test_what_is_no_language_of_ours_changes_nothing(site: Site, tag: str) -> None:
    browser = site.as_(site.cast.ana)
    answer = browser.post("/language", data={"language": tag, "back": "/you"})
    assert (answer.status_code, where(answer)) == (303, "/you")
    assert (cookie(browser), language_of(site, site.cast.ana)) == ("", "")


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "", "evil"])
def test_it_leads_nowhere_else(site: Site, back: str) -> None:
    answer = site.nobody.post("/language", data={"language": "es", "back": back})
    assert answer.headers["location"] == "/"


def test_a_cookie_that_names_no_language_is_left_aside(site: Site) -> None:
    browser = site.nobody
    browser.cookies.set(i18n.COOKIE, "tlh")
    browser.headers["accept-language"] = "es"
    assert spoken(browser) == "es"


def test_a_text_that_met_a_closed_door_is_not_left_behind_for_a_language(site: Site) -> None:
    browser = site.as_(site.cast.ana)
    sheet = form_of(browser.get("/write").text)
    browser.post("/sign-out")
    kept = sheet.press(browser, body="Dear Ms. Rivera,")
    assert kept.status_code == 401
    wrong = form_of(kept.text).press(browser, code="no")
    assert 'action="/language"' not in wrong.text
