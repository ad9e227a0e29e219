"""How the database goes about the statements of a screen: by indexes that end at what is shown, and never through all
letters of a school. Without statistics SQLite takes `school_id` alone for choosy; a query is built so that it can't."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.db import reading
from tests.test_statements import busy, statements_of
from tests.web import Site, desk_of, form_of

GROW = {"addition", "answer", "draft", "letter", "mark", "opening", "page", "page_file", "postscript", "receipt"}
"""Tables that grow with every month."""
ALL_OF_IT = re.compile(r"SCAN (\w+)|SEARCH (\w+) USING (?:COVERING )?INDEX \w+ \(school_id=\?\)")
ALL_THAT_WAITS = "SEARCH letter USING INDEX ix_letter_waiting (school_id=? AND queue_id=?)"
"""In one class."""
NUMBER = re.compile(r"_\d+$")
"""Of an alias: letter_2 is a letter."""
WORDS = re.compile(r"'(?:[^']|'')*'|[(),]|\w+")


@contextmanager
def asked(site: Site) -> Iterator[list[tuple[str, Any]]]:
    """Every statement on both engines while the block runs, with what was given to it."""
    said: list[tuple[str, Any]] = []

    def keep(_c: Any, _cursor: Any, sql: str, given: Any, *_: Any) -> None:
        if sql.startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            said.append((sql, given))

    engines = (site.cast.database.reads, site.cast.database.writes)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", keep)
    yield said
    for engine in engines:
        event.remove(engine, "before_cursor_execute", keep)


def steps(site: Site, sql: str, given: Any) -> list[str]:
    """How SQLite goes about a statement."""
    with reading(site.cast.database) as session:
        return [step.detail for step in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)]


def read_whole(site: Site, said: list[tuple[str, Any]]) -> list[str]:
    """Which steps of SQLite's plans read a whole table that grows, or all of it that one school has."""
    found = []
    for sql, given in said:
        for step in steps(site, sql, given):
            whole = ALL_OF_IT.match(step)
            if whole and NUMBER.sub("", whole[1] or whole[2]) in GROW:
                found.append(f"{step}: {sql}")
    return found


def joins_by_nothing(sql: str) -> bool:
    """Whether tables stand beside each other with a comma between: each row of one with each of the other."""
    clauses = [""]
    for word in WORDS.findall(sql):
        if word == "(":
            clauses.append("")
        elif word == ")":
            clauses.pop()
        elif word in {"SELECT", "FROM", "WHERE", "GROUP", "ORDER", "LIMIT", "UNION", "SET"}:
            clauses[-1] = word
        elif word == "," and clauses[-1] == "FROM":
            return True
    return False


def test_a_comma_between_tables_is_found_however_deep() -> None:
    assert joins_by_nothing("SELECT a, (SELECT b FROM letter JOIN page ON f(x, y), answer WHERE c) AS d FROM draft")
    assert not joins_by_nothing("SELECT a, b FROM letter JOIN page ON f(x, y) WHERE c IN (1, 2) ORDER BY a, b")


def test_a_screen_reads_what_it_shows_and_not_all_that_the_school_wrote(site: Site) -> None:
    letter = busy(site.cast, 2)
    with asked(site) as said:
        statements_of(site, letter)
    assert not read_whole(site, said)
    assert not [sql for sql, _ in said if joins_by_nothing(sql)]


def test_a_letter_and_its_answer_read_what_they_are_about_and_not_all_that_the_school_wrote(site: Site) -> None:
    ana, rivera = site.as_(site.cast.ana), site.as_(site.cast.rivera)
    busy(site.cast, 2)
    with asked(site) as said:
        assert form_of(ana.get("/write").text).press(ana, body="Dear Ms. Rivera,").status_code == 303
        assert desk_of(rivera, site.letter_of(site.cast.ana)).press(rivera, body="Dear Ana,").status_code == 303
        assert form_of(rivera.get("/find").text, to="/find").press(rivera, words="moved").status_code in {200, 307}
        assert form_of(rivera.get("/find").text, to="/find").press(rivera, words="moved").status_code == 200
    assert not read_whole(site, said)
    assert not [sql for sql, _ in said if joins_by_nothing(sql)]


def test_the_line_goes_through_all_that_waits_once_and_not_again_for_each_student(site: Site) -> None:
    letter = busy(site.cast, 2)
    rivera = site.as_(site.cast.rivera)
    for address in ("/queue", f"/desk/{letter}"):
        with asked(site) as said:
            assert rivera.get(address).status_code == 200
        (line,) = [(sql, given) for sql, given in said if sql.startswith("WITH waiters")]
        assert steps(site, *line).count(ALL_THAT_WAITS) == 1, address
