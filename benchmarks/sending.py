"""Send and open the next: from the key until the next letter's heading is seen, in a real Chromium on this machine."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import delete, select, update
from sqlmodel import col

from app.db import Database, transaction
from app.deps import COOKIE
from app.models import Letter, Opening
from benchmarks.school import open_school
from benchmarks.serving import serve_bare_desk, serve_everyletter
from benchmarks.table import Add, Row
from tests.browser.screens import DESKTOP, start
from tests.databases import fresh_sqlite
from tests.servers import Missing

MOST_MS = 200
"""Milliseconds: issue "A Sunday evening with a hundred letters"."""
WARM = 3
"""Rounds before the first one that counts; no more than count."""
A_KEY = 25
"""Milliseconds from one key to the next."""
BOX = "Your answer"

STOPWATCH = """
addEventListener("keydown", ({ key, ctrlKey }) => {
  if (key === "Enter" && ctrlKey) sessionStorage.setItem("began", performance.timeOrigin + performance.now());
}, true);
const look = () => {
  if (!document.querySelector("h1")?.getClientRects().length) return requestAnimationFrame(look);
  requestAnimationFrame(() => setTimeout(() => { // it is painted
    window.took = performance.timeOrigin + performance.now() - Number(sessionStorage.getItem("began"));
  }));
};
requestAnimationFrame(look);
"""


def sending(add: Add, rounds: int) -> None:
    """A row: the median and the best of so many answers in a row, each from the key to the next letter; beside it the
    same key, form and redirect to a page of the same bytes from a bare application, in turns."""
    warm = min(WARM, rounds)
    try:
        with _desks() as (desk, bare):
            took = [(_send(desk), _send(bare)) for _ in range(warm + rounds)][warm:]
    except Missing as missing:
        add(Row("send and open the next", f"not measured: {missing} is not installed", f"≤ {MOST_MS} ms"))
        return
    ours, floor = ([round_[place] for round_ in took] for place in (0, 1))
    add(
        Row(
            "send and open the next, 100 waiting",
            f"{median(ours):.0f} ms, at best {min(ours):.0f} ms",
            f"≤ {MOST_MS} ms",
            median(ours) <= MOST_MS,
            f"{median(floor):.0f} ms, at best {min(floor):.0f} ms",
            f"{median(ours) / median(floor):.2f}×",
        )
    )


def _send(page: Page) -> float:
    """Write an answer and send it by the key; the milliseconds until the next letter is seen."""
    page.keyboard.press("r")
    expect(page.get_by_label(BOX)).to_be_focused()
    page.keyboard.type("Dear you, thank you.", delay=A_KEY)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    for _ in range(100):
        if took := page.evaluate("window.took"):
            return float(took)
        page.wait_for_timeout(20)
    raise AssertionError("the next letter does not come")


@contextmanager
def _desks() -> Iterator[tuple[Page, Page]]:
    """A teacher's desk with a hundred who wait, and the bare one with the same page, each in a browser of its own."""
    with ExitStack() as until_the_end:
        browser = until_the_end.enter_context(start(until_the_end.enter_context(sync_playwright())))
        folder = Path(until_the_end.enter_context(TemporaryDirectory(prefix="everyletter-")))
        database = fresh_sqlite(folder)
        measured = open_school(database)
        _close_letters(database)
        database.close()
        port, _ = until_the_end.enter_context(serve_everyletter(folder))
        desk = until_the_end.enter_context(_browser(browser, port))
        desk.context.add_cookies([{"name": COOKIE, "value": measured.teacher, "url": f"http://127.0.0.1:{port}"}])
        came = desk.goto(f"/desk/{measured.waiting}")
        assert came
        (file := folder / "desk.html").write_bytes(came.body())
        bare_port, _ = until_the_end.enter_context(serve_bare_desk(file))
        bare = until_the_end.enter_context(_browser(browser, bare_port))
        bare.goto("/desk/first")
        yield desk, bare


def _close_letters(database: Database) -> None:
    """Nobody has opened yet what waits: the first look is written down on the way."""
    waiting = select(col(Letter.id)).where(Letter.waiting)
    with transaction(database) as session:
        session.execute(delete(Opening).where(col(Opening.letter_id).in_(waiting)))
        session.execute(update(Letter).where(Letter.waiting).values(opened_at=None))


@contextmanager
def _browser(browser: Browser, port: int) -> Iterator[Page]:
    with browser.new_context(base_url=f"http://127.0.0.1:{port}", viewport=DESKTOP) as context:
        context.add_init_script(STOPWATCH)
        yield context.new_page()
