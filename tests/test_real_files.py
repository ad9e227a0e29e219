"""Letters that people really wrote, in a form's file: brought in over the page and by the command, each comes back as
it was written, on the timeline, on the desk and in the student's copy; and a second time changes nothing."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.db import Database, reading
from app.models import Answer, Letter
from app.models.calendar import now
from tests.cast import Cast, build
from tests.commands import Terminal, settings_for
from tests.letter_files import forms_csv, upload
from tests.test_real_texts import DATA, LETTERS, texts
from tests.web import Site, form_of, texts_of

FILES = ["english.csv", "spanish.csv", "other.csv"]
WRITTEN_AS = {"english.csv": "%m/%d/%Y %H:%M:%S", "spanish.csv": "%d/%m/%Y %H:%M:%S", "other.csv": "%Y-%m-%d %H:%M:%S"}
"""How a sheet writes its times in each place."""

pytestmark = pytest.mark.skipif(
    not DATA.exists(),
    reason="The real texts are no part of the project: they lie in ../shared/data, which is not here.",
)


def file_of(cast: Cast, name: str) -> tuple[str, dict[str, list[str]]]:
    """The texts of a file as a form's answers, over the last forty days; and whose they are."""
    written = texts(LETTERS / name)
    names = [cast.ana.name, "Lindqvist, Bo", "Linh"]
    ended, apart = cast.at.astimezone(ZoneInfo(cast.school.zone)), timedelta(days=40) / len(written)
    times = [ended - apart * ago for ago in range(1, len(written) + 1)][::-1]
    rows = [
        [at.strftime(WRITTEN_AS[name]), names[place % 3], text]
        for place, (at, text) in enumerate(zip(times, written, strict=True))
    ]
    return forms_csv(rows, quote_all=name != "spanish.csv"), {who: written[place::3] for place, who in enumerate(names)}


def letters_in(database: Database) -> list[dict[str, object]]:
    """Every letter, whole, the oldest first."""
    with reading(database) as session:
        return [letter.model_dump() for letter in session.scalars(select(Letter).order_by(col(Letter.received_at)))]


@pytest.mark.parametrize("name", FILES)
def test_every_real_letter_of_a_file_comes_back_as_it_was_written(site: Site, name: str) -> None:
    cast, rivera = site.cast, site.as_(site.cast.rivera)
    content, told = file_of(cast, name)
    address = f"/classes/{cast.period_3.id}/import"

    def bring_in() -> int:
        page = upload(rivera, form_of(rivera.get(address).text, to="/import"), content)
        assert page.status_code == 200
        if "Bring" not in page.text:
            return 200
        return form_of(page.text, to="/imports").press(rivera).status_code

    assert bring_in() == 303
    before = letters_in(cast.database)
    assert [letter["body"] for letter in before] == texts(LETTERS / name)
    for student, written in zip((cast.ana, cast.bo, cast.linh), told.values(), strict=True):
        browser = site.as_(student)
        copy = browser.get("/letters/copy.txt").content.decode()
        assert all(f"\n\n{text}\n" in copy for text in written)
        assert copy.count("----------------------------------------\n") >= len(written)
        assert texts_of(browser.get("/letters/copy").text) == written
        assert texts_of(rivera.get(f"/students/{student.id}").text) == written[::-1]
        first = next(letter["id"] for letter in before if letter["writer_id"] == student.id)
        rivera.get(f"/desk/{first}")  # the first look is written down
        assert texts_of(rivera.get(f"/desk/{first}").text) == written
    opened = letters_in(cast.database)
    assert bring_in() == 200
    assert letters_in(cast.database) == opened


@pytest.mark.parametrize("name", FILES)
def test_the_command_brings_the_same_letters_and_none_of_them_twice(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    cast = build(sqlite_database, now())
    terminal = Terminal(tmp_path, settings_for(sqlite_database, tmp_path), monkeypatch)
    content, _ = file_of(cast, name)
    file = tmp_path / "answers.csv"
    file.write_text(content, encoding="utf-8", newline="")
    until = (cast.at - timedelta(days=20)).date().isoformat()
    words: list[str | Path] = ["import-letters", file, "--class", "Period 3", "--school", cast.school.name, "--yes"]
    said = terminal.types(*words, "--answered-until", until, "--answered-by", cast.rivera.email)
    assert said.exit_code == 0, said.output
    before = letters_in(sqlite_database)
    assert [letter["body"] for letter in before] == texts(LETTERS / name)
    waiting = [letter["settled_by_id"] is None for letter in before]
    assert waiting == sorted(waiting), "What is older than that day was answered, and the rest waits."
    assert len(set(waiting)) == 2
    again = terminal.types(*words)
    assert "nothing new" in again.output
    assert letters_in(sqlite_database) == before
    with reading(sqlite_database) as session:
        assert len(session.scalars(select(Answer)).all()) == 3
