"""When the database can't be had, or guessing is noticed: a calm page that gives everything back."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx2 as httpx
import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.requests import Request

from app import db
from app.db import Database, is_out_of_reach, transaction
from app.models import Answer, Letter
from app.pages import page
from app.schema import migrate
from tests.cast import NOW, PASSWORD, build
from tests.servers import postgres_cluster
from tests.web import PageForm, Site, form_of, forms_of, says, texts_of

TITLE = "Not at this moment"
QUICKLY = 200
"""Milliseconds that a write waits here for a file that is held."""


@contextmanager
def held(site: Site) -> Iterator[None]:
    """Another program writes to the SQLite file, and does not end."""
    path = site.cast.database.url.database
    assert path
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.fixture
def hasty(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The site over a database that does not wait long for a file that is held."""
    monkeypatch.setattr(db, "BUSY_MS", QUICKLY)
    database = Database(site.cast.database.url.render_as_string(hide_password=False))
    site.app.state.database = database
    yield site
    database.close()


def check_page(response: httpx.Response) -> str:
    """A page that says what happened, when to come back, and that nothing is lost; its text."""
    assert response.status_code == 503
    assert response.headers["retry-after"] == "30"
    assert response.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert TITLE in says(response.text)
    assert "Nothing is lost" in says(response.text)
    return response.text


def again_of(page: str) -> PageForm:
    """The form that sends it again."""
    (form,) = [form for form in forms_of(page) if form.buttons.get("Send it again")]
    return form


def test_a_letter_that_meets_a_locked_file_comes_back_whole_and_goes_when_the_file_is_free(hasty: Site) -> None:
    body = "\nDear Ms. Rivera,\n\n“we moved” <b>again</b> & again. 🐌\n"
    ana = hasty.as_(hasty.cast.ana)
    sheet = form_of(ana.get("/write").text, to="/letters")
    with held(hasty):
        page = check_page(sheet.press(ana, body=body, wants="read"))
        assert texts_of(page) == [body]
        again = again_of(page)
        assert (again.action, again["id"], again["wants"]) == ("/letters", sheet["id"], "read")
        assert again_of(check_page(again.press(ana)))["body"] == body, "A second time it is as it was."
        assert hasty.count(Letter) == 0
    assert again.press(ana).status_code == 303
    assert again.press(ana).status_code == 303
    (letter,) = hasty.all(Letter)
    assert isinstance(letter, Letter)
    assert letter.body == body


def test_an_answer_that_meets_a_locked_file_comes_back_whole_and_settles_when_the_file_is_free(hasty: Site) -> None:
    letter = hasty.letter_of(hasty.cast.ana)
    rivera = hasty.as_(hasty.cast.rivera)
    desk = form_of(rivera.get(f"/desk/{letter}", follow_redirects=True).text, to="/answers")
    with held(hasty):
        page = check_page(desk.press(rivera, body="Dear Ana,", word="By the bus."))
        assert texts_of(page) == ["Dear Ana,", "By the bus."] or texts_of(page) == ["By the bus.", "Dear Ana,"]
        assert hasty.letter(letter).waiting
    again_of(page).press(rivera)
    assert not hasty.letter(letter).waiting
    assert hasty.count(Answer) == 1


def test_reading_goes_on_while_another_program_writes(hasty: Site) -> None:
    letter = hasty.letter_of(hasty.cast.ana)
    rivera = hasty.as_(hasty.cast.rivera)
    with held(hasty):
        assert rivera.get("/queue").status_code == 200
        assert rivera.get("/board").status_code == 200
        first_look = check_page(rivera.get(f"/desk/{letter}?draft=x"))  # it would be written down
        assert f'href="/desk/{letter}?draft=x"' in first_look, "Trying again asks for the same page."
    assert rivera.get(f"/desk/{letter}", follow_redirects=True).status_code == 200


def test_a_page_that_saves_by_itself_is_told_by_the_status(hasty: Site) -> None:
    letter = hasty.letter_of(hasty.cast.ana)
    rivera = hasty.as_(hasty.cast.rivera)
    desk = form_of(rivera.get(f"/desk/{letter}", follow_redirects=True).text, to="/answers")
    with held(hasty):
        assert desk.press(rivera, "Keep", accept="application/json", body="Dear").status_code == 503


@pytest.mark.parametrize(
    ("door", "secret", "fields"),
    [("/sign-in", PASSWORD, {"email": "rivera@school.example", "password": PASSWORD}), ("/card", "", {})],
)
def test_a_secret_is_never_written_into_the_page_but_asked_for_once_more(
    hasty: Site, door: str, secret: str, fields: dict[str, str]
) -> None:
    code = hasty.cast.code[hasty.cast.ana.id]
    fields, secret = (fields, secret) if secret else ({"code": code}, code)
    nobody = hasty.nobody
    kept = '[["body", "Dear Ms. Rivera, I was signed out."]]'
    with held(hasty):
        page = check_page(nobody.post(door, data={**fields, "kept": kept, "resume": "/letters"}))
    assert secret not in page
    again = again_of(page)
    assert again["kept"] == kept, "What was written before the door goes along."
    came_in = again.press(nobody, **{name: fields[name] for name in ("password", "code") if name in fields})
    assert came_in.status_code == 200
    assert texts_of(came_in.text) == ["Dear Ms. Rivera, I was signed out."]


def test_leaving_works_by_trying_again(hasty: Site) -> None:
    ana = hasty.as_(hasty.cast.ana)
    with held(hasty):
        page = check_page(ana.post("/sign-out"))
    assert again_of(page).press(ana).status_code == 303
    assert ana.get("/letters").status_code == 303


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_error_of_ours_is_still_an_error_and_no_excuse(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text)
    with transaction(site.cast.database) as session:
        session.execute(text("DROP TABLE preference"))
    assert sheet.press(ana, body="Dear Ms. Rivera,").status_code == 500


@pytest.fixture
def doomed() -> Iterator[tuple[Site, ExitStack]]:
    """The site over a PostgreSQL of its own, that is stopped by closing the stack."""
    with ExitStack() as running, time_machine.travel(NOW, tick=True) as clock:
        database = Database(running.enter_context(postgres_cluster()))
        migrate(database)
        yield Site(build(database, NOW), clock), running
        database.close()


def test_a_postgresql_that_was_stopped_loses_nothing(doomed: tuple[Site, ExitStack]) -> None:
    site, running = doomed
    ana, rivera = site.as_(site.cast.ana), site.as_(site.cast.rivera)
    sheet = form_of(ana.get("/write").text, to="/letters")
    running.close()
    page = check_page(sheet.press(ana, body="Dear Ms. Rivera, we moved."))
    assert texts_of(page) == ["Dear Ms. Rivera, we moved."]
    assert dict(again_of(page).fields) == {**dict(sheet.fields), "body": "Dear Ms. Rivera, we moved."}
    check_page(rivera.get("/queue"))
    assert site.nobody.get("/readyz").status_code == 503
    assert site.nobody.get("/healthz").status_code == 200
    assert site.nobody.get("/card").status_code == 200, "The door needs no database."


def test_a_postgresql_that_refuses_to_be_reached_is_said_at_once(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    site.app.state.database = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    check_page(rivera.get("/queue"))
    site.app.state.database.close()


def test_a_connection_that_was_cut_is_taken_up_again_without_a_word(doomed: tuple[Site, ExitStack]) -> None:
    site, _ = doomed
    rivera = site.as_(site.cast.rivera)
    assert rivera.get("/queue").status_code == 200
    with site.cast.database.writes.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        connection.exec_driver_sql(others)
    assert rivera.get("/queue").status_code == 200


def test_no_connection_left_is_out_of_reach_and_a_broken_rule_is_not() -> None:
    assert is_out_of_reach(NoConnection("QueuePool limit"))
    assert is_out_of_reach(OperationalError("SELECT 1", {}, _sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT)))
    assert is_out_of_reach(OperationalError("SELECT 1", {}, _sqlite(sqlite3.SQLITE_FULL)))
    assert not is_out_of_reach(OperationalError("SELECT 1", {}, _sqlite(sqlite3.SQLITE_ERROR)))
    assert not is_out_of_reach(IntegrityError("SELECT 1", {}, _sqlite(sqlite3.SQLITE_CONSTRAINT)))


def _sqlite(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode, error.sqlite_errorname = code, "SQLITE_SOMETHING"
    return error


def test_the_page_names_nobody_and_has_one_loud_button(site: Site) -> None:
    scope = {"type": "http", "app": site.app, "path": "/x", "headers": [], "query_string": b"", "method": "POST"}
    drawn = bytes(page(Request(scope), "not_now", to="/x", posts=True, fields=[], secrets=[]).body).decode()
    assert drawn.count("button main") == 1
