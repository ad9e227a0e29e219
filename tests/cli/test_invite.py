"""everyletter invite: a link for whoever is locked out, made on the machine itself, also beside a running server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlmodel import col
from typer.testing import CliRunner, Result

from app.cli.console import cli
from app.db import Database, transaction
from app.invitations import who_is_invited
from app.models import Event, Invitation, Person, School
from app.models.calendar import now
from tests.cast import KEY, Cast, build
from tests.databases import fresh_sqlite

ADDRESS = "https://letters.school.example"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and the settings of a person who has run nothing yet."""
    monkeypatch.setenv("EVERYLETTER_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("EVERYLETTER_SERVER_KEY", KEY.decode())
    monkeypatch.delenv("EVERYLETTER_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def served(folder: Path) -> Iterator[Cast]:
    """The cast, in a database that a server holds."""
    database = fresh_sqlite(folder)
    database.hold()
    yield build(database, now())
    database.close()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["invite", *arguments])


def link_of(result: Result) -> str:
    (found,) = re.findall(r"https?://\S+", result.stdout)
    return str(found)


def test_a_link_is_printed_beside_a_running_server_and_opens(served: Cast) -> None:
    result = run("Lund@School.example", "--address", f"{ADDRESS}/", "--school", "roosevelt high")
    assert result.exit_code == 0, result.stderr
    link = link_of(result)
    assert link.startswith(f"{ADDRESS}/welcome#")
    assert "Ingrid Lund (lund@school.example), Roosevelt High" in result.stdout.replace("Lund@", "lund@")
    with transaction(served.database) as session:
        invited = who_is_invited(session, KEY, link.partition("#")[2], now())
        assert invited is not None
        assert invited.person_id == served.lund.id
        assert session.scalars(select(Invitation)).one().made_by_id is None
        event = session.scalars(select(Event)).one()
        assert (event.act, event.actor_id, event.subject_id) == ("invited", None, served.lund.id)


def test_the_address_is_this_machine_where_none_is_given(served: Cast) -> None:
    assert link_of(run("rivera@school.example", "--school", "Roosevelt High")).startswith(
        "http://127.0.0.1:8000/welcome#"
    )


def test_where_there_are_several_schools_one_is_named(served: Cast) -> None:
    result = run("lund@school.example")
    assert result.exit_code == 2
    assert result.stderr == "Which school is it for? Say --school with one of: Fjordby skole, Roosevelt High.\n"
    assert run("lund@school.example", "--school", "Fjordby skole").exit_code == 1


def test_whom_nobody_knows_gets_no_link(served: Cast) -> None:
    result = run("nobody@school.example", "--school", "Roosevelt High")
    assert result.exit_code == 1
    assert result.stderr == ("Nobody at Roosevelt High signs in with nobody@school.example. Nothing was changed.\n")
    assert result.stdout == ""


def test_whoever_has_left_gets_no_link(served: Cast) -> None:
    with transaction(served.database) as session:
        yesterday = served.today().replace(year=served.today().year - 1)
        session.execute(update(Person).where(col(Person.id) == served.park.id).values(ended_on=yesterday))
    result = run("park@school.example", "--school", "Roosevelt High")
    assert result.exit_code == 1
    assert "Daniel Park left Roosevelt High on" in result.stderr


@pytest.mark.parametrize("address", ["letters.school.example", "ftp://letters.school.example", "https://", ""])
def test_an_address_that_no_browser_opens_is_refused(served: Cast, address: str) -> None:
    result = run("lund@school.example", "--school", "Roosevelt High", "--address", address)
    assert result.exit_code == 2
    assert "begins with http:// or https://" in result.stderr
    with transaction(served.database) as session:
        assert session.scalars(select(Invitation)).all() == []


def test_without_a_school_there_is_nobody_to_invite(folder: Path) -> None:
    fresh_sqlite(folder).close()
    result = run("lund@school.example")
    assert result.exit_code == 1
    assert "There is no school yet." in result.stderr


def test_a_database_that_was_never_served_is_left_alone(folder: Path) -> None:
    result = run("lund@school.example")
    assert result.exit_code == 1
    assert "Start Everyletter once" in result.stderr


def test_it_does_the_same_on_both_databases(database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = build(database, now())
    monkeypatch.setenv("EVERYLETTER_DATABASE_URL", database.url.render_as_string(hide_password=False))
    result = run("strand@other.example", "--school", "Fjordby skole")
    assert result.exit_code == 0, result.stderr
    with transaction(database) as session:
        invited = who_is_invited(session, KEY, link_of(result).partition("#")[2], now())
        assert invited is not None
        assert invited.person_id == cast.strand.id
        assert session.get_one(School, cast.other_school.id).name == "Fjordby skole"
