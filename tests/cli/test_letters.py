"""everyletter import-letters: what would come is said in words, and comes when somebody says so."""

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col
from typer.testing import Result

from app.cli import progress
from app.config import ROOT
from app.db import Database, reading, transaction
from app.models import Answer, Classroom, Letter, Membership
from app.models.answer import AnswerKind
from app.models.calendar import now
from tests.cast import DAY, Cast, build
from tests.commands import Terminal, settings_for
from tests.letter_files import forms_csv

ROWS = [
    ["2026-11-02 20:41:07", "Ana Morales", "Dear Ms. Rivera,\n\nmy dog limps; he is back.\n"],
    ["2026-11-03 07:05:00", "Lindqvist, Bo", "We moved again. I counted the stairs: 42."],
]
WORDS = ["limps", "stairs"]


class Importing:
    """A file, somebody who brings it in, and the school to which it comes."""

    def __init__(self, database: Database, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.cast: Cast = build(database, now())
        self.terminal = Terminal(folder, settings_for(database, folder), patch)

    def types(self, *words: str, rows: Sequence[Sequence[str]] = ROWS, heading: Sequence[str] | None = None) -> Result:
        """The command for Period 3 of Roosevelt High, over a file with these rows."""
        file = self.terminal.folder / "letters.csv"
        file.write_text(forms_csv(rows, heading) if heading else forms_csv(rows), encoding="utf-8", newline="")
        return self.terminal.types("import-letters", file, "--class", "period 3", "--school", "Roosevelt High", *words)

    def letters(self) -> list[Letter]:
        with reading(self.cast.database) as session:
            return list(session.scalars(select(Letter).order_by(col(Letter.received_at))))


@pytest.fixture
def importing(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Importing:
    return Importing(sqlite_database, tmp_path, monkeypatch)


def test_what_would_come_is_said_and_nothing_comes_before_somebody_says_yes(importing: Importing) -> None:
    said = importing.types()
    assert said.exit_code == 0, said.output
    assert '"Timestamp" (when it was written), "Your name" (who wrote it)' in said.output
    assert "2 letters of 2 students would come, from 2026-11-02 to 2026-11-03." in said.output
    assert "2 would wait for an answer" in said.output
    assert "Say --yes" in said.output
    assert importing.letters() == []


def test_they_come_with_yes_once_and_no_word_of_them_is_shown(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing = Importing(database, tmp_path, monkeypatch)
    came, again = importing.types("--yes"), importing.types("--yes")
    assert (came.exit_code, again.exit_code) == (0, 0), came.output + again.output
    assert "2 letters came in, and 2 of them wait for an answer." in came.output
    assert "2 letters of the file are here already." in again.output
    assert "nothing new" in again.output
    assert [letter.body for letter in importing.letters()] == [row[2] for row in ROWS]
    assert not [word for word in WORDS if word in came.output + again.output]


def test_what_was_answered_on_paper_is_said_by_a_reader_of_the_class(importing: Importing) -> None:
    by = importing.cast.park.email.upper()
    came = importing.types("--yes", "--answered-until", "2026-11-02", "--answered-by", by)
    assert came.exit_code == 0, came.output
    assert "1 of them was answered on paper, up to 2026-11-02." in came.output
    assert "2 letters came in, and 1 of them waits for an answer." in came.output
    with reading(importing.cast.database) as session:
        answer = session.scalars(select(Answer)).one()
    assert (answer.kind, answer.by_id) == (AnswerKind.BEFORE, importing.cast.park.id)
    assert [letter.waiting for letter in importing.letters()] == [False, True]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--answered-until", "2026-11-02"], "--answered-by belong together"),
        (["--answered-by", "rivera@school.example"], "--answered-by belong together"),
        (["--answered-until", "2026-11-02", "--answered-by", "okoye@school.example"], "nobody who reads letters in"),
        (["--answered-until", "2026-11-02", "--answered-by", "lund@school.example"], "nobody who reads letters in"),
        (["--answered-until", "the second"], "Invalid value"),
        (["--answered-until", "2100-01-01", "--answered-by", "rivera@school.example"], "has not come yet"),
        (["--class", "Period 9"], "There is no one class called Period 9"),
        (["--school", "Nowhere"], "Which school is it for?"),
        (["--text", "Nothing"], 'There is no one column called "Nothing"'),
    ],
)
def test_a_wrong_word_is_said_and_changes_nothing(importing: Importing, words: list[str], said: str) -> None:
    wrong = importing.types("--yes", *words)
    assert wrong.exit_code == 2, wrong.output
    assert said in wrong.output
    assert importing.letters() == []


def test_rows_that_cannot_come_are_left_out_only_when_somebody_says_so(importing: Importing) -> None:
    rows = [*ROWS, ["2026-11-04 08:00:00", "Cy Adler", "I am in another class."], ["soon", "Ana", "When?"]]
    stopped = importing.types("--yes", rows=rows)
    assert stopped.exit_code == 1
    assert '  row 4, "Cy Adler": no student of the class has that name or number' in stopped.output
    assert '  row 5, "Ana": the time can\'t be read' in stopped.output
    assert importing.letters() == []
    came = importing.types("--yes", "--without-broken", rows=rows)
    assert came.exit_code == 0, came.output
    assert len(importing.letters()) == 2
    both = importing.types("--yes", "--without-broken", "--class", "Period 5", rows=rows)
    assert "1 letter of 1 student would come" in both.output
    assert {letter.queue_id for letter in importing.letters()} == {
        importing.cast.period_3.id,
        importing.cast.period_5.id,
    }


def test_an_order_that_is_not_sure_is_asked_for(importing: Importing) -> None:
    rows = [["3/4/2026 20:41:07", "Ana Morales", "It is spring."]]
    asked = importing.types("--yes", rows=rows)
    assert (asked.exit_code, importing.letters()) == (2, [])
    assert "say --day-first or --month-first" in asked.output
    assert importing.types("--yes", "--day-first", rows=rows).exit_code == 0
    assert importing.letters()[0].received_at.month == 4


def test_columns_can_be_named(importing: Importing) -> None:
    rows = [[row[0], row[0], row[2], row[1], "And this."] for row in ROWS]
    heading = ["Sent", "Begun", "One", "Who", "Two"]
    words = ["--time", "Sent", "--student", "D", "--text", "one", "--text", "Two"]
    came = importing.types("--yes", *words, rows=rows, heading=heading)
    assert came.exit_code == 0, came.output
    assert [letter.body for letter in importing.letters()] == [f"{row[2]}\n\nAnd this." for row in ROWS]
    assert 'Stays behind: "Begun".' in came.output


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "nothing in the file"), (b"%PDF", "no table"), (b"a,b\r\n", "no row below")]
)
def test_a_file_that_is_none_is_said(importing: Importing, content: bytes, said: str) -> None:
    file = importing.terminal.folder / "broken.csv"
    file.write_bytes(content)
    wrong = importing.terminal.types("import-letters", file, "--class", "Period 3", "--school", "Roosevelt High")
    assert wrong.exit_code == 2
    assert said in wrong.output
    gone = importing.terminal.types("import-letters", "gone.csv", "--class", "Period 3")
    assert (gone.exit_code, "can't be read" in gone.output) == (2, True)


def test_nothing_comes_into_a_class_without_a_reader(importing: Importing) -> None:
    cast = importing.cast
    with transaction(cast.database) as session:
        readers = select(Membership).where(col(Membership.person_id).in_([cast.rivera.id, cast.park.id]))
        for membership in session.scalars(readers):
            membership.until_day = cast.today() - DAY
    stopped = importing.types("--yes")
    assert (stopped.exit_code, importing.letters()) == (1, [])
    assert "Nobody reads letters in the class at present." in stopped.output


def test_of_two_classes_of_one_name_it_is_this_years(importing: Importing) -> None:
    cast = importing.cast
    with transaction(cast.database) as session:
        session.add(Classroom(school_id=cast.school.id, name="Period 3", year=cast.period_3.year - 1))
    assert importing.types("--yes").exit_code == 0
    with transaction(cast.database) as session:
        session.add(Classroom(school_id=cast.school.id, name="Period 3", year=cast.period_3.year))
    assert importing.types("--yes").exit_code == 2


def test_what_takes_long_shows_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(progress.patiently([1, 2, 3], "Counting")) == [1, 2, 3]
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(progress, "PATIENCE", 0)
    assert list(progress.patiently([1, 2, 3], "Counting")) == [1, 2, 3]
    assert "Counting" in capsys.readouterr().err


def test_on_a_terminal_it_asks(importing: Importing) -> None:
    rows = [*ROWS, ["2026-11-04 08:00:00", "Cy Adler", "I am in another class."]]
    importing.types(rows=rows)  # writes the file
    assert _asked(importing, b"n\n") == 1
    assert _asked(importing, b"y\nn\n") == 0
    assert importing.letters() == []
    assert _asked(importing, b"y\ny\n") == 0
    assert len(importing.letters()) == 2


def _asked(importing: Importing, answers: bytes) -> int:
    """The exit code, where somebody at a real terminal answers."""
    ours, theirs = pty.openpty()
    try:
        os.write(ours, answers)
        return subprocess.run(
            [
                sys.executable, "-c", "from app.cli import main; main()", "import-letters", "letters.csv",
                "--class", "Period 3", "--school", "Roosevelt High",
            ],
            stdin=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=60,
            cwd=importing.terminal.folder,
            env={**os.environ, **importing.terminal.env, "PYTHONPATH": str(ROOT)},
        ).returncode  # fmt: skip
    finally:
        os.close(ours)
        os.close(theirs)
