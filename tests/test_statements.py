"""SQL statements, counted: a screen takes as many with three times the letters, and a letter is one commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from app.db import transaction
from app.models import Draft
from app.models.letter import add_postscript, open_letter
from tests.cast import DAY, NOW, Cast, desk_for
from tests.web import Site, form_of

MOST = 6
"""Statements of one screen, however many rows it has."""
HOUSEKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")

SCREENS = [
    "/queue",
    "/desk/{letter}",
    "/board",
    "/students/{student}",
    "/students",
    "/classes/{classroom}/import",
    "/letters",
    "/letters/{letter}",
    "/write",
]


@contextmanager
def counted(site: Site) -> Iterator[dict[str, list[str]]]:
    """Every statement and every commit on both engines while the block runs."""
    seen: dict[str, list[str]] = {"statements": [], "commits": []}

    def statement(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if not sql.startswith(HOUSEKEEPING):
            seen["statements"].append(sql)

    def commit(_: Any) -> None:
        seen["commits"].append("COMMIT")

    engines = (site.cast.database.reads, site.cast.database.writes)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", statement)
        event.listen(engine, "commit", commit)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def busy(cast: Cast, months: int) -> str:
    """Some months of letters and answers for each student, and one letter of Ana's that waits, opened by Ms Rivera,
    with a P.S. and a draft; its id."""
    with transaction(cast.database) as session:
        for student in (cast.ana, cast.bo, cast.linh):
            for month in range(months):
                letter = cast.writes(session, student, "It was a long month.", NOW - (30 * month + 5) * DAY)
                cast.answers(session, cast.rivera, letter, at=NOW - (30 * month + 4) * DAY)
        letter = cast.writes(session, cast.ana, "Dear Ms. Rivera, we moved.", NOW - DAY)
        cast.writes(session, cast.bo, "I wait too.", NOW - 2 * DAY)
        for number in range(months):
            add_postscript(session, cast.viewer(cast.ana), letter, uuid4(), f"P.S. number {number}")
        open_letter(session, cast.viewer(cast.rivera), letter.id)
        seen = desk_for(session, letter).seen
        Draft.keep(session, cast.viewer(cast.rivera), cast.period_3.id, cast.ana.id, "Dear Ana,", seen=seen)
        Draft.keep(session, cast.viewer(cast.ana), cast.period_3.id, None, "And also")
        return str(letter.id)


def statements_of(site: Site, screen: str, letter: str) -> int:
    """How many statements a screen takes."""
    person = site.cast.ana if screen.startswith(("/letters", "/write")) else site.cast.rivera
    browser = site.as_(person)
    address = screen.format(letter=letter, student=site.cast.ana.id, classroom=site.cast.period_3.id)
    with counted(site) as seen:
        drawn = browser.get(address)
    assert drawn.status_code == 200, drawn.headers.get("location")
    assert not seen["commits"], "A page that is only looked at writes nothing."
    return len(seen["statements"])


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_takes_few_statements_and_no_more_with_three_times_the_letters(site: Site, screen: str) -> None:
    first = statements_of(site, screen, busy(site.cast, 2))
    assert first <= MOST
    assert statements_of(site, screen, busy(site.cast, 6)) == first


def test_a_letter_is_one_commit(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text)
    with counted(site) as seen:
        assert sheet.press(ana, body="Dear Ms. Rivera,").status_code == 303
    assert len(seen["commits"]) == 1


def test_an_answer_is_one_commit(site: Site) -> None:
    letter = busy(site.cast, 2)
    rivera = site.as_(site.cast.rivera)
    desk = form_of(rivera.get(f"/desk/{letter}").text)
    with counted(site) as seen:
        assert desk.press(rivera, body="Dear Ana,").status_code == 303
    assert len(seen["commits"]) == 1


def test_the_first_look_at_a_letter_is_one_commit(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    with counted(site) as seen:
        rivera.get(f"/desk/{letter}")
    assert len(seen["commits"]) == 1
