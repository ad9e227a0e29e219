"""The board as a table for a spreadsheet: everyone, in words, and no cell that runs."""

import csv
import io

import httpx2 as httpx
import pytest
from sqlalchemy import update
from sqlmodel import col

from app.config import ROOT
from app.db import transaction
from app.models import Classroom, Person
from app.models.settling import OnDesk, record_talk
from app.models.words import fold
from app.spreadsheet import csv_row
from tests.cast import DAY, NOW
from tests.last_year import answered_then, last_years_class
from tests.web import Site

FORMULAS = ROOT.parent / "shared/data/text/csv_formula_names.txt"
HEAD = ["Student", "Goes by", "Class"]
RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def table_of(response: httpx.Response) -> list[list[str]]:
    """The rows, as a program reads them that knows RFC 4180 and the byte order mark."""
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), strict=True))


def rows_of(site: Site, address: str = "/board.csv") -> dict[str, list[str]]:
    """Each student's row of Ms Rivera's table, by her name."""
    head, *rows = table_of(site.as_(site.cast.rivera).get(address))
    assert {len(row) for row in rows} <= {len(head)}
    return {row[0]: row[1:] for row in rows}


def test_it_is_a_file_that_spreadsheets_open_with_the_date_in_its_name(site: Site) -> None:
    saved = site.as_(site.cast.rivera).get("/board.csv")
    assert saved.headers["content-type"] == "text/csv; charset=utf-8"
    assert saved.headers["content-disposition"] == 'attachment; filename="everyone-2026-11-17.csv"'
    assert saved.headers["cache-control"] == "no-store"
    assert saved.content.startswith(b"\xef\xbb\xbf")
    lines = saved.content.decode("utf-8-sig").split("\r\n")
    assert lines.pop() == ""
    assert len(lines) == 1 + 3
    assert "\n" not in "".join(lines)


def test_it_says_of_everyone_and_every_month_in_words_what_the_board_shows(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        answered = cast.writes(session, cast.ana, at=NOW - 40 * DAY)
        cast.answers(session, cast.rivera, answered, at=NOW - 39 * DAY)
        record_talk(session, cast.viewer(cast.rivera), OnDesk(cast.period_3.id, cast.bo.id), cast.today(), "")
    site.letter_of(cast.ana, days_ago=6)
    site.letter_of(cast.linh)
    head, *_ = table_of(site.as_(cast.rivera).get("/board.csv"))
    months = ["August 2026", "September 2026", "October 2026", "November 2026"]
    assert head == [*HEAD, *months, "Last letter from you"]
    assert rows_of(site) == {
        "Ana Morales": ["Ana", "Period 3", "no letter", "no letter", "answered", "waiting 6 days", "2026-10-09"],
        "Linh Tran": ["Linh", "Period 3", "no letter", "no letter", "no letter", "waiting since today", ""],
        "Bo Lindqvist": ["Bo", "Period 3", *["no letter"] * 3, "answered in person", "2026-11-17"],
    }


def test_it_is_for_a_class_for_all_classes_and_for_an_earlier_year(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        room = last_years_class(session, cast)
        answered_then(session, cast, room, cast.ana, 10)
    assert set(rows_of(site)) == {"Ana Morales", "Bo Lindqvist", "Linh Tran"}
    assert rows_of(site, f"/board.csv?class={room.id}") == {}, "Nobody of last year's class writes there today."
    saved = site.as_(cast.rivera).get("/board.csv?year=2025&order=name")
    assert saved.headers["content-disposition"] == 'attachment; filename="everyone-2025-2026-11-17.csv"'
    head, *rows = table_of(saved)
    assert head[3:15:11] == ["August 2025", "July 2026"]
    assert [row[0] for row in rows] == ["Ana Morales", "Bo Lindqvist", "Linh Tran"]
    assert rows[0][5] == "answered"


def test_a_student_of_two_classes_has_a_row_in_each(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        site.joins(session, cast.rivera, cast.period_5)
        site.joins(session, cast.linh, cast.coaching)
    _, *rows = table_of(site.as_(cast.haddad).get("/board.csv?order=class"))
    assert [(row[0], row[2]) for row in rows] == [("Carmen Rivera", "Coaching"), ("Linh Tran", "Coaching")]


def test_no_word_of_a_letter_is_in_it(site: Site) -> None:
    site.letter_of(site.cast.ana, "Quetzal, said the letter.")
    assert "uetzal" not in site.as_(site.cast.rivera).get("/board.csv").text


def names() -> list[str]:
    if not FORMULAS.exists():
        pytest.skip(f"the names that are formulas are not beside the project ({FORMULAS.name})")
    return FORMULAS.read_text(encoding="utf-8").splitlines()


def harmless(cell: str) -> bool:
    """Whether no program takes the cell, or a part of it, for a formula: also one that parts cells at ; or at tabs."""
    parts = cell.replace("\t", ";").replace("\r", ";").replace("\n", ";").split(";")
    return not cell.startswith(RUNS) and not any(part.lstrip().startswith(RUNS) for part in parts)


def test_names_that_are_formulas_stand_there_as_names(site: Site) -> None:
    cast = site.cast
    for name in names():
        with transaction(cast.database) as session:
            anas = update(Person).where(col(Person.id) == cast.ana.id)
            session.execute(anas.values(name=name, goes_by=name, sort_name=fold(name)))
            session.execute(update(Classroom).where(col(Classroom.id) == cast.period_3.id).values(name=name))
        _, *rows = table_of(site.as_(cast.rivera).get("/board.csv"))
        (row,) = [row for row in rows if row[1] not in {"Bo", "Linh"}]
        for cell in row:
            assert harmless(cell), cell
        assert row[0].replace("'", "") == name.replace("'", ""), "Nothing but an apostrophe was added."


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("=1+1", "'=1+1"), ("+49 170", "'+49 170"), ("-", "'-"), ("@ana", "'@ana"), ("\tAna", "'\tAna"),
        ("\rAna", "'\rAna"), (" =1", "' =1"), ("＝1", "'＝1"), ("Ana;=1", "Ana;'=1"), ("O'Neill", "O'Neill"),
        ("Al-Masri", "Al-Masri"), ('Ana "Nana" Tran', 'Ana ""Nana"" Tran'), ("", ""), ("Zając, Aga", "Zając, Aga"),
    ],
)  # fmt: skip
def test_a_cell_that_would_run_gets_an_apostrophe_and_no_other_does(given: str, kept: str) -> None:
    assert csv_row([given, "x"]) == f'"{kept}","x"\r\n'
