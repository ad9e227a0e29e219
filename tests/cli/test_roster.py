"""everyletter import-roster: the same words as on the page, and exit codes that a script can go by."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from sqlmodel import col
from typer.testing import CliRunner, Result

from app.cli import roster as command
from app.cli.console import cli
from app.db import transaction
from app.models import Event, Membership, Person
from tests.cast import KEY, NOW, Cast
from tests.roster.lists import in_class, people

LIST = """Student Name,Class,Role,E-mail,Password
"Morales, Ana",Period 3,,,hunter2
Zoe <b> & Adams,Period 3,,,
Nadia Haddad,Period 7,teacher,nadia@school.example,
"""

Run = Callable[..., Result]


@pytest.fixture
def run(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command, on the cast's database, for the cast's school, on that Tuesday."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVERYLETTER_DATABASE_URL", cast.database.url.render_as_string(hide_password=False))
    monkeypatch.setenv("EVERYLETTER_SERVER_KEY", KEY.decode())

    def run(text: str | bytes, *options: str, school: str = "roosevelt high", typed: str | None = None) -> Result:
        file = tmp_path / "list.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CliRunner().invoke(cli, ["import-roster", str(file), "--school", school, *options], input=typed)

    with time_machine.travel(NOW, tick=True):
        yield run


def names(cast: Cast) -> set[str]:
    with transaction(cast.database) as session:
        return set(session.scalars(select(col(Person.name))))


def test_a_list_is_shown_and_nothing_is_done_without_a_yes(cast: Cast, run: Run) -> None:
    shown = run(LIST)
    assert shown.exit_code == 0
    for words in (
        "Student Name: full name", "Never read, and kept nowhere: Password.", "1 new class:\n  Period 7",
        "1 new student:\n  Zoe <b> & Adams: Period 3", "Nadia Haddad: Period 7; signs in with nadia@school.example",
        "2 people are in a class, and not in the list of it", "Linh Tran, Period 3",
        "1 person of the list is here already", "--yes imports it",
    ):  # fmt: skip
        assert words in shown.output
    assert "hunter2" not in shown.output
    assert "Nadia Haddad" not in names(cast)


def test_yes_imports_it_once(cast: Cast, run: Run) -> None:
    done = run(LIST, "--yes")
    assert (done.exit_code, "The list is imported." in done.output) == (0, True)
    again = run(LIST, "--yes")
    assert (again.exit_code, "Nothing changes." in again.output) == (0, True)
    with transaction(cast.database) as session:
        assert len(people(session, cast, "Zoe <b> & Adams")) == 1
        assert in_class(session, cast, "Period 3") == ["Ana Morales", "Bo Lindqvist", "Linh Tran", "Zoe <b> & Adams"]
        kept = session.scalars(select(Event).where(col(Event.act) == "imported a roster")).all()
        assert [event.actor_id for event in kept] == [None]


@pytest.mark.parametrize(("typed", "there"), [("y\n", True), ("n\n", False)])
def test_a_terminal_is_asked(cast: Cast, run: Run, monkeypatch: pytest.MonkeyPatch, typed: str, there: bool) -> None:
    monkeypatch.setattr(command, "_is_a_terminal", lambda: True)
    assert run(LIST, typed=typed).exit_code == 0
    assert ("Nadia Haddad" in names(cast)) is there


def test_broken_rows_are_named_and_stop_it(cast: Cast, run: Run) -> None:
    text = LIST + "Mia Ek,,,,\n"
    stopped = run(text, "--yes")
    assert stopped.exit_code == 1
    assert "Row 5, Mia Ek: there is no class." in stopped.output
    assert "Nadia Haddad" not in names(cast)
    assert run(text, "--yes", "--without-broken").exit_code == 0
    assert "Nadia Haddad" in names(cast)


def test_who_is_missing_leaves_only_when_told(cast: Cast, run: Run) -> None:
    text = "Name,Class\nAna Morales,Period 3\n"
    assert "stays where she is" in run(text + "Zoe,Period 3\n", "--yes").output
    with transaction(cast.database) as session:
        assert session.scalars(select(Membership).where(col(Membership.until_day).is_not(None))).all() == []
    assert run(text + "Zoe,Period 3\n", "--yes", "--end-missing").exit_code == 0
    with transaction(cast.database) as session:
        assert in_class(session, cast, "Period 3") == ["Ana Morales", "Zoe"]


def test_the_last_teacher_is_not_ended(cast: Cast, run: Run) -> None:
    with transaction(cast.database) as session:
        session.get_one(Person, (cast.school.id, cast.park.id)).ended_on = cast.today()
    stopped = run("Teacher,Class\nDaniel Park,Period 5\n", "--yes", "--end-missing")
    assert stopped.exit_code == 1
    assert "nobody would read in Period 5" in stopped.output


def test_columns_are_corrected_by_their_headings_or_their_places(cast: Cast, run: Run) -> None:
    text = "Who,Where,Name\nZoe Adams,Period 3,x\n"
    done = run(text, "--column", "name=who", "--column", "class=2", "--yes")
    assert done.exit_code == 0
    assert "Name: not used" in done.output
    assert "Zoe Adams" in names(cast)
    assert (
        run("Mia Ek\nTia Ek\n", "--headings", "0", "--column", "name=1", "--class", "Period 3", "--yes").exit_code == 0
    )
    assert {"Mia Ek", "Tia Ek"} <= names(cast)


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        (LIST, ["--column", "name=Nowhere"], "there is no such column"),
        (LIST, ["--column", "name=Password"], "What is never read can't be asked for."),
        (LIST, ["--column", "pony=Class"], "a column holds one of"),
        (LIST, ["--column", "=Class"], "a column holds one of"),
        ("Who\nZoe\n", [], "Which column holds the names?"),
        ("Name\nZoe\n", [], "Which column holds the classes?"),
        ("", [], "There is no list yet."),
        (b"PK\x03\x04", [], "This file is no plain list."),
        ('Name,Class\n"Zoe,8b\n', [], "It opens in row 2."),
    ],
)
def test_a_wrong_argument_is_exit_code_2_and_a_sentence(
    run: Run, text: str | bytes, options: list[str], words: str
) -> None:
    stopped = run(text, *options)
    assert stopped.exit_code == 2
    assert words in stopped.output


def test_a_school_or_a_file_that_there_is_not_is_exit_code_2(run: Run) -> None:
    assert run(LIST, school="Nowhere").exit_code == 2
    missing = CliRunner().invoke(cli, ["import-roster", "nowhere.csv"])
    assert (missing.exit_code, "nowhere.csv can't be read" in missing.output) == (2, True)


def test_a_list_can_come_through_a_pipe(cast: Cast, run: Run) -> None:
    run(LIST)  # the folder and the settings are as the others have them
    piped = CliRunner().invoke(cli, ["import-roster", "-", "--school", "Roosevelt High", "--yes"], input=LIST)
    assert piped.exit_code == 0
    assert "Nadia Haddad" in names(cast)


def test_a_bar_appears_only_for_who_has_to_wait(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Importing" not in run(LIST, "--yes").output
    monkeypatch.setattr(command, "PATIENCE", -1.0)
    waited = run("Name,Class\nMia Ek,Period 3\n", "--yes")
    assert (waited.exit_code, "Importing" in waited.output) == (0, True)
