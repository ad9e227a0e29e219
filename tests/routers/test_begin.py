"""The first page of all: whoever has the code from the terminal makes the school; nobody else can, and nobody twice."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from app.beginning import Beginning
from app.cli import serve
from app.config import Settings
from app.db import Database, reading, transaction
from app.main import create_app
from app.models import Attempt, Office, Person, School
from app.models.person import OfficePart
from app.security import WRONG_CODES_A_MINUTE, new_code
from tests.cast import KEY, NOW, PASSWORD, build
from tests.web import OURS, PageForm, Site, form_of, says, where

FILLED: dict[str, Any] = {
    "school": "O'Neil & Sons", "zone": "Europe/Oslo", "year_start": "8", "language": ["en", "nb"],
    "name": "Ingrid Lund", "goes_by": "Mrs. Lund", "email": "Lund@school.example", "password": PASSWORD,
}  # fmt: skip


class House:
    """An installation without a school, at a moment that moves."""

    def __init__(self, database: Database, clock: time_machine.Traveller) -> None:
        self.database, self.clock = database, clock
        config = Settings(_env_file=None, server_key=KEY.decode())  # type: ignore[call-arg,arg-type,unused-ignore]
        self.app = create_app(config, database)
        self.beginning: Beginning = self.app.state.beginning

    @property
    def code(self) -> str:
        """What the terminal shows."""
        return self.beginning.code

    def browser(self) -> TestClient:
        """Somebody who has never been here."""
        return TestClient(
            self.app, "http://everyletter.example", follow_redirects=False, headers=OURS, raise_server_exceptions=False
        )

    def all(self, model: type[School] | type[Person] | type[Office] | type[Attempt]) -> list[object]:
        with reading(self.database) as session:
            return list(session.query(model))


def sheet(browser: TestClient) -> PageForm:
    return form_of(browser.get("/begin").text)


@pytest.fixture
def house(sqlite_database: Database) -> Iterator[House]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield House(sqlite_database, clock)


@pytest.mark.parametrize("door", ["/", "/card", "/sign-in"])
def test_without_a_school_every_door_leads_to_its_beginning(house: House, door: str) -> None:
    browser = house.browser()
    assert where(browser.get(door)) == "/begin"
    assert browser.get("/begin").status_code == 200


def test_a_school_begins_and_its_administrator_is_signed_in(house: House) -> None:
    browser = house.browser()
    begun = sheet(browser).press(browser, code=house.code.lower(), **FILLED)
    assert where(begun) == "/school"
    assert where(browser.get("/")) == "/school"
    page = browser.get(begun.headers["location"])
    assert "The school is made, and you are signed in." in says(page.text)
    assert "O'Neil & Sons" in says(page.text)
    (school,), (lund,), (office,) = house.all(School), house.all(Person), house.all(Office)
    assert isinstance(school, School)
    assert (school.zone, school.year_start, school.languages) == ("Europe/Oslo", 8, ["en", "nb"])
    assert isinstance(lund, Person)
    assert (lund.name, lund.goes_by, lund.email) == ("Ingrid Lund", "Mrs. Lund", "Lund@school.example")
    assert isinstance(office, Office)
    assert (office.person_id, office.part) == (lund.id, OfficePart.ADMINISTRATOR)


def test_she_comes_in_again_with_her_password(house: House) -> None:
    sheet(house.browser()).press(house.browser(), code=house.code, **FILLED)
    browser = house.browser()
    door = form_of(browser.get("/sign-in").text)
    assert where(door.press(browser, email="lund@SCHOOL.example", password=PASSWORD)) == "/"
    assert where(browser.get("/")) == "/school"


def test_once_there_is_a_school_there_is_no_beginning_any_more(house: House) -> None:
    browser, stranger = house.browser(), house.browser()
    sheet(browser).press(browser, code=house.code, **FILLED)
    assert stranger.get("/begin").status_code == 404
    assert stranger.get("/begin").content == stranger.get("/nowhere").content
    assert where(stranger.get("/")) == "/card"
    assert stranger.get("/card").status_code == 200


def test_whoever_was_slower_is_told_and_changes_nothing(house: House) -> None:
    one, other = house.browser(), house.browser()
    slower = sheet(other)
    sheet(one).press(one, code=house.code, **FILLED)
    told = slower.press(other, code=house.code, **FILLED | {"name": "Somebody Else"})
    assert told.status_code == 409
    assert "The school is there already" in says(told.text)
    assert slower.press(other, code=new_code(KEY), **FILLED).status_code == 404
    assert len(house.all(School)) == len(house.all(Person)) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "AAAAA-AAAAA-AAA"}, "That is not the code."),
        ({"school": " "}, "What is the school called?"),
        ({"zone": ""}, "In which time zone is the school?"),
        ({"zone": "Mars/Olympus"}, "In which time zone is the school?"),
        ({"year_start": "13"}, "In which month does the school year begin?"),
        ({"language": None}, "Choose a language, at least one."),
        ({"language": ["xx"]}, "Choose a language, at least one."),
        ({"name": ""}, "A name is missing."),
        ({"goes_by": "x" * 200}, "longer than 120 characters"),
        ({"email": "lund"}, "That is no e-mail address."),
        ({"password": "eleven char"}, "A password needs at least 12 characters."),
    ],
)
def test_an_error_comes_back_with_all_that_was_typed_but_the_password(
    house: House, wrong: dict[str, str | list[str] | None], said: str
) -> None:
    browser = house.browser()
    typed: dict[str, Any] = {"code": house.code} | FILLED | wrong
    page = sheet(browser).press(browser, **typed)
    assert page.status_code == 422
    assert said in says(page.text)
    again = form_of(page.text)
    for name in ("code", "school", "name", "goes_by", "email"):
        assert again[name] == typed[name]
    assert again["password"] == ""
    assert PASSWORD not in page.text
    assert again.all("language") == ([] if "language" in wrong else FILLED["language"])
    assert house.all(School) == house.all(Person) == []


def test_codes_that_are_guessed_are_limited_and_slips_of_the_finger_are_not(house: House) -> None:
    browser = house.browser()
    form = sheet(browser).filled(**FILLED)
    for _ in range(WRONG_CODES_A_MINUTE + 1):
        assert form.press(browser, code="AAAAA-AAAAA-AAA").status_code == 422
    for _ in range(WRONG_CODES_A_MINUTE):
        assert form.press(browser, code=new_code(KEY)).status_code == 422
    limited = form.press(browser, code=house.code)
    assert limited.status_code == 429
    assert form_of(limited.text)["school"] == FILLED["school"]
    house.clock.shift(60)
    assert where(form.press(browser, code=house.code)) == "/school"


def test_the_code_of_another_start_opens_nothing(house: House) -> None:
    before = house.code
    later = House(house.database, house.clock)
    browser = later.browser()
    assert sheet(browser).press(browser, code=before, **FILLED).status_code == 422


def test_nothing_that_is_posted_without_a_form_begins_a_school(house: House) -> None:
    assert house.browser().post("/begin").status_code == 422
    foreign = house.browser().post("/begin", headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert house.all(School) == []


def test_the_terminal_shows_the_code_as_long_as_there_is_no_school(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    serve._open(house.database, house.beginning, "http://127.0.0.1:8000/")
    told = capsys.readouterr().out
    assert "Open http://127.0.0.1:8000/begin and type this code:" in told
    assert f"http://127.0.0.1:8000/begin#{house.code}" in told
    with transaction(house.database) as session:
        session.add(School(name="Roosevelt High", zone="America/Los_Angeles"))
    serve._open(house.database, house.beginning, "http://127.0.0.1:8000/")
    assert capsys.readouterr().out == "Everyletter is at http://127.0.0.1:8000/\n"


def test_a_school_that_is_there_when_everyletter_starts_has_no_beginning(sqlite_database: Database) -> None:
    with time_machine.travel(NOW, tick=True) as clock:
        site = Site(build(sqlite_database, NOW), clock)
        code = site.app.state.beginning.code
        assert site.nobody.get("/begin").status_code == 404
        assert site.nobody.post("/begin", data={"code": code, "password": PASSWORD}).status_code in {409, 422}
        assert len(site.all(School)) == 2
