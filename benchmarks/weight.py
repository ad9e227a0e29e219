"""What pages weigh over the line, in a real Chromium with an empty cache: the way of tests/browser/test_weight.py."""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from benchmarks.table import Add, Row
from tests.browser.school import open_school
from tests.browser.screens import start
from tests.browser.test_weight import KB, NEW, Line, weigh
from tests.cast import HOUR
from tests.servers import Missing

MOST_KB, MOST_REQUESTS, QUEUE_KB = 15, 3, 25


def weight(add: Add, students: int) -> None:
    """A row for the first page, the sheet and the queue of a class with so many students beside the cast's three."""
    try:
        _weigh_all(add, students)
    except Missing as missing:
        figure = f"≤ {MOST_KB} KB, ≤ {MOST_REQUESTS} requests"
        add(Row("what pages weigh", f"not measured: {missing} is not installed", figure))


def _weigh_all(add: Add, students: int) -> None:
    with ExitStack() as until_the_end:
        browser = until_the_end.enter_context(start(until_the_end.enter_context(sync_playwright())))
        school = until_the_end.enter_context(
            open_school(Path(until_the_end.enter_context(TemporaryDirectory(prefix="everyletter-"))))
        )
        page = until_the_end.enter_context(browser.new_context(base_url=school.url, **NEW)).new_page()
        add(_row("a student's first page", weigh(page, "/card")))
        cast = school.cast
        school.writes_to_all(cast.rivera, "Dear all, this month I am learning to swim.", "What is new with you?")
        school.come_in(page, cast.ana)
        add(_row("the sheet", weigh(page, "/write")))
        everyone = [cast.ana, cast.bo, cast.linh]
        everyone += [school.takes_in(f"Student {place} Marlow") for place in range(students)]
        for place, student in enumerate(everyone):
            school.writes(student, f"Dear Ms. Rivera, this is letter {place}.", ago=place * HOUR)
        desk = until_the_end.enter_context(browser.new_context(base_url=school.url, **NEW)).new_page()
        school.sign_in(desk, cast.rivera)
        size = weigh(desk, "/queue").size / KB
        add(Row(f"the queue, {len(everyone)} rows", f"{size:.1f} KB", f"≤ {QUEUE_KB} KB", size <= QUEUE_KB))


def _row(what: str, line: Line) -> Row:
    size, requests = line.size, len(line.addresses)
    return Row(
        what,
        f"{size / KB:.1f} KB, {requests} requests",
        f"≤ {MOST_KB} KB, ≤ {MOST_REQUESTS} requests",
        size <= MOST_KB * KB and requests <= MOST_REQUESTS,
    )
