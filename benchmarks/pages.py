"""What the pages that people open all day cost, beside their floors."""

from functools import partial

from sqlalchemy import select
from sqlmodel import col

from app.db import reading
from app.models import Person
from benchmarks.cpu import Browser, application, compare, statements
from benchmarks.floors import floor, same_bytes
from benchmarks.school import Measured
from benchmarks.table import Add, Row

LISTS = ("queue", "board")
MOST_OF_LISTS, MOST = 2.5, 3.0
"""Times the floor: DESIGN.md, "Figures to reach"."""
MOST_STATEMENTS = 6


def addresses(measured: Measured) -> dict[str, tuple[str, str]]:
    """The address of each page, and the token of who opens it."""
    student = measured.students[0]
    return {
        "queue": ("/queue", measured.teacher),
        "board": ("/board", measured.teacher),
        "desk": (f"/desk/{measured.waiting}", measured.teacher),
        "timeline, as a teacher": (f"/students/{student}", measured.teacher),
        "timeline, as a student": ("/letters", measured.student),
        "one letter": (f"/letters/{measured.answered}", measured.student),
    }


async def pages(add: Add, measured: Measured, rounds: int) -> None:
    """A row for each page."""
    app, path, who = application(measured.database), str(measured.database.url.database), _who(measured)
    for name, (address, token) in addresses(measured).items():
        browser, most = Browser(app, token), MOST_OF_LISTS if name in LISTS else MOST
        page = await Browser(app, token, packed=False).get(address)
        with statements(measured.database) as seen:
            packed = await browser.get(address)
        bare = Browser(floor(name, page.decode(), path, who))
        same_bytes(name, page, await bare.get("/"))
        asked = {"floor": partial(bare.get, "/"), "page": partial(browser.get, address)}
        costs = await compare(asked, rounds)
        ratio = costs["page"].middle / costs["floor"].middle
        add(
            Row(
                f"{name}, 100 rows" if name in LISTS else name,
                f"{costs['page']}, {len(seen)} statements, {_kb(page)}, {_kb(packed)} packed",
                f"≤ {most:g}×, ≤ {MOST_STATEMENTS} statements",
                ratio <= most and len(seen) <= MOST_STATEMENTS,
                f"{costs['floor']}, 1 statement",
                f"{ratio:.2f}×",
            )
        )


def _who(measured: Measured) -> dict[str, str]:
    with reading(measured.database) as session:
        school, teacher = session.execute(
            select(col(Person.school_id), col(Person.id)).where(col(Person.goes_by) == "Ms. Rivera")
        ).one()
    return {"school": school.hex, "teacher": teacher.hex}  # as SQLite keeps them


def _kb(body: bytes) -> str:
    return f"{len(body) / 1024:.0f} KB" if len(body) > 10_000 else f"{len(body) / 1024:.1f} KB"
