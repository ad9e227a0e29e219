"""everyletter cards: a file to print, beside a server that runs, and nothing opens before it is said to be printed."""

import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col
from typer.testing import CliRunner, Result

from app.cli.console import cli
from app.db import Database, reading, transaction
from app.models import Card, Classroom, Event
from app.models.door import CardState
from app.security import who_has_card
from tests.cast import KEY, Cast, build
from tests.cast import NOW as WHEN

CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{3}")
ADDRESS = ["--address", "https://letters.school.example/"]

Run = Callable[..., Result]


@pytest.fixture
def cast(tmp_path: Path, sqlite_database: Database) -> Cast:
    """The cast, in the database that the command finds by the settings."""
    return build(sqlite_database, WHEN)


@pytest.fixture
def run(tmp_path: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `everyletter cards` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVERYLETTER_DATABASE_URL", cast.database.url.render_as_string())
    monkeypatch.setenv("EVERYLETTER_SERVER_KEY", KEY.decode())
    return lambda *arguments, say="": CliRunner().invoke(cli, ["cards", *arguments], input=say)


ROOSEVELT = ["--school", "Roosevelt High"]


def opens(cast: Cast, code: str) -> bool:
    with reading(cast.database) as session:
        return who_has_card(session, KEY, code) is not None


def states(session: Session) -> list[CardState]:
    return sorted(session.scalars(select(col(Card.state))))


def test_the_cards_are_written_and_open_when_they_are_said_to_be_printed(run: Run, cast: Cast, tmp_path: Path) -> None:
    done = run("Period 3", *ADDRESS, *ROOSEVELT, say="y\n")
    assert done.exit_code == 0, done.output
    file = tmp_path / "cards.html"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "It holds codes."
    html = file.read_text()
    codes = CODE.findall(html)
    assert len(codes) == 3
    assert "letters.school.example/card" in html
    assert all(opens(cast, code) for code in codes)
    assert not opens(cast, cast.code[cast.ana.id])
    assert opens(cast, cast.code[cast.cy.id])
    assert not CODE.findall(done.output), "A terminal keeps what it showed."


def test_the_file_needs_nothing_but_itself(run: Run, tmp_path: Path) -> None:
    run("Period 3", *ADDRESS, *ROOSEVELT, "--large", "--to", "large.html", "--printed")
    html = (tmp_path / "large.html").read_text()
    assert not re.findall(r"(?:src|href)=|url\(|@import", html)
    assert html.count('class="sheet-of-cards large"') == 2
    assert "@page" in html


@pytest.mark.parametrize("say", ["n\n", ""])
def test_without_a_yes_they_are_pending_and_the_old_ones_still_open(
    run: Run, cast: Cast, tmp_path: Path, say: str
) -> None:
    done = run("period 3 ", *ADDRESS, *ROOSEVELT, say=say)
    assert done.exit_code == 0
    assert "They open nothing yet" in done.output
    assert f"https://letters.school.example/classes/{cast.period_3.id}/cards" in done.output
    assert opens(cast, cast.code[cast.ana.id])
    assert not opens(cast, CODE.findall((tmp_path / "cards.html").read_text())[0])


def test_what_the_machine_did_is_in_the_log_by_nobody(run: Run, cast: Cast) -> None:
    run("Period 3", *ADDRESS, *ROOSEVELT, "--printed")
    with reading(cast.database) as session:
        acts = session.execute(select(col(Event.act), col(Event.actor_id))).all()
    assert sorted(acts) == [("card made", None)] * 3 + [("card printed", None)] * 3


def test_only_those_who_have_none_get_one_if_that_is_wanted(run: Run, cast: Cast, tmp_path: Path) -> None:
    everyone = run("Period 3", *ADDRESS, *ROOSEVELT, "--missing")
    assert (everyone.exit_code, (tmp_path / "cards.html").exists()) == (0, False)
    assert "Everyone in Period 3 has a card." in everyone.output
    with transaction(cast.database) as session:
        for card in session.scalars(select(Card).where(col(Card.person_id) == cast.ana.id)):
            card.state = CardState.DEAD
    run("Period 3", *ADDRESS, *ROOSEVELT, "--missing", "--printed")
    html = (tmp_path / "cards.html").read_text()
    assert len(CODE.findall(html)) == 1
    assert "Ana Morales" in html


def test_a_file_that_is_there_is_never_overwritten_and_nothing_is_made(run: Run, cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "cards.html").write_text("mine")
    done = run("Period 3", *ADDRESS, *ROOSEVELT, "--printed")
    assert done.exit_code == 1
    assert "is there already" in done.output
    assert (tmp_path / "cards.html").read_text() == "mine"
    with reading(cast.database) as session:
        assert states(session) == [CardState.LIVE] * 5


def test_a_file_that_cannot_be_written_makes_nothing_and_a_class_without_students_says_so(
    run: Run, cast: Cast, tmp_path: Path
) -> None:
    there = tmp_path / "no-such-folder" / "cards.html"
    done = run("Period 3", *ADDRESS, *ROOSEVELT, "--to", str(there))
    assert (done.exit_code, "Nothing was changed." in done.output) == (1, True)
    with reading(cast.database) as session:
        assert states(session) == [CardState.LIVE] * 5
    with transaction(cast.database) as session:
        session.add(Classroom(school_id=cast.school.id, name="Period 7", year=cast.period_3.year))
    done = run("Period 7", *ADDRESS, *ROOSEVELT)
    assert (done.exit_code, done.output) == (1, "There are no students in Period 7 yet.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["Period 9", *ADDRESS, *ROOSEVELT], "There is no class 'Period 9'. The classes: Period 3, Period 5."),
        (["Coaching", *ADDRESS, *ROOSEVELT], "There is no class 'Coaching'."),
        (["8B", *ADDRESS, *ROOSEVELT], "There is no class '8B'."),
        (["Period 3", *ADDRESS], "Which school is it for?"),
        (["Period 3", "--address", "letters.school.example", *ROOSEVELT], "--address"),
        (["Period 3", "--address", "https://x.example/?a=b", *ROOSEVELT], "--address"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_is_made(
    run: Run, cast: Cast, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert sentence in done.output
    assert not (tmp_path / "cards.html").exists()
    with reading(cast.database) as session:
        assert states(session) == [CardState.LIVE] * 5


def test_without_an_address_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    done = run("Period 3", *ROOSEVELT, "--printed", say="http://10.0.0.5:8000\n")
    assert done.exit_code == 0
    assert "10.0.0.5:8000/card" in (tmp_path / "cards.html").read_text()
