"""The floors: each page once more, from one plain SQL read through bare FastAPI and Jinja, in the same bytes.

A floor is made of the page as it is served. Its rows, and its sheets (letters and answers), are drawn anew by a plain
template of the folder floors/, with a loop, the conditions that the page needs and nothing else: no macro, no
translation, no address that is looked up. All else of the page stands in the template as text.

It is written as FastAPI's documentation teaches ("SQL (Relational) Databases"): a `def` route, and a dependency with
`yield` that takes a connection from the engine's pool and gives it back. One statement runs on it, which is written as
text, and one template is rendered. Nobody is signed in, nobody is asked who she is, no header is set and nothing is
packed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment, Template
from sqlalchemy import Connection, Row, create_engine, text
from starlette.types import ASGIApp

from app.queries.excerpt import EXCERPT

FOLDER = Path(__file__).parent / "floors"
WHOLE = 1_000_000
"""More characters than any letter has."""

TABLE = r"(?<=<tbody>).*(?=</tbody>)"
WAITERS = r'(?<=<ol class="waiters">).*?(?=</ol>)'
SHEET = r'<article class="sheet[^"]*" id="sheet-([0-9a-f-]{36})"[^>]*>.*?</article>'

SHEET_COLUMNS = 8
"""Of sheets.sql; beside rows of a list, which have one more, a null fills up."""

NEAR = 0.15
"""How much more or less than its page a floor may weigh: beyond that it draws another page."""


class Changed(AssertionError):
    """A page has changed so much that its floor in the folder floors/ has to be written again."""


@dataclass(frozen=True)
class Floor:
    """Which parts of a page are drawn anew, from which read."""

    rows: str = ""
    """The pattern of the rows that are drawn anew, if the page has a list; and its template and its statement."""
    template: str = ""
    read: str = ""
    sheets: bool = False
    """Whether it shows letters and answers."""
    excerpts: bool = False
    """Whether it shows only their beginnings."""


FLOORS = {
    "queue": Floor(TABLE, "queue.html", "waiting.sql"),
    "board": Floor(TABLE, "board.html", "board.sql"),
    "desk": Floor(WAITERS, "waiters.html", "waiting.sql", sheets=True),
    "timeline, as a teacher": Floor(sheets=True),
    "timeline, as a student": Floor(sheets=True, excerpts=True),
    "one letter": Floor(sheets=True),
}


def floor(name: str, page: str, path: str, who: dict[str, str]) -> ASGIApp:
    """The floor of a page, served at `/` over the same SQLite file. `who` are the ids of the school and the teacher.

    Raises Changed where the page has no such rows any more.
    """
    plan = FLOORS[name]
    template, ids = _template(plan, page)
    statement, engine = text(_statement(plan, ids)), create_engine(f"sqlite:///{path}")
    values = who | {"most": EXCERPT if plan.excerpts else WHOLE}
    bare = FastAPI(openapi_url=None)

    def get_connection() -> Iterator[Connection]:
        with engine.connect() as connection:
            yield connection

    @bare.get("/")
    def show(connection: Annotated[Connection, Depends(get_connection)]) -> HTMLResponse:
        rows = connection.execute(statement, values).all()
        return HTMLResponse(template.render(_split(rows) if plan.sheets else {"rows": rows}))

    return bare


def same_bytes(name: str, page: bytes, drawn: bytes) -> None:
    """Raise Changed where a floor does not draw what its page draws."""
    if abs(len(drawn) - len(page)) > NEAR * len(page):
        raise Changed(f"the floor of {name} has {len(drawn)} bytes, the page {len(page)}: see benchmarks/floors/")


def _template(plan: Floor, page: str) -> tuple[Template, list[str]]:
    """The page as a template, and the ids of the sheets in it."""
    ids: list[str] = []
    parts: list[tuple[int, int, str]] = []
    if plan.rows:
        if not (found := re.search(plan.rows, page, re.DOTALL)):
            raise Changed(f"{plan.rows} is not found in the page any more: see benchmarks/floors.py")
        parts.append((*found.span(), (FOLDER / plan.template).read_text()))
    if plan.sheets:
        for sheet in re.finditer(SHEET, page, re.DOTALL):
            ids.append(sheet[1].replace("-", ""))
            parts.append((*sheet.span(), (FOLDER / "sheet.html").read_text().replace("ID", ids[-1])))
        if not ids:
            raise Changed(f"{SHEET} is not found in the page any more: see benchmarks/floors.py")
    source, end = "", 0
    for starts, ends, part in sorted(parts):
        source += "{% raw %}" + page[end:starts] + "{% endraw %}" + part
        end = ends
    source += "{% raw %}" + page[end:] + "{% endraw %}"
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source), ids


def _statement(plan: Floor, ids: list[str]) -> str:
    """The one statement: the rows, the sheets, or both at once."""
    rows = (FOLDER / plan.read).read_text() if plan.read else ""
    if not plan.sheets:
        return rows
    wanted = ", ".join(f"'{id_}'" for id_ in dict.fromkeys(ids))
    sheets = (FOLDER / "sheets.sql").read_text().replace("IDS", wanted)
    if not rows:
        return f"SELECT 'sheets', * FROM ({sheets})"
    return f"SELECT 'rows', * FROM ({rows}) UNION ALL SELECT 'sheets', *, NULL FROM ({sheets})"


def _split(rows: Sequence[Row[Any]]) -> dict[str, Any]:
    """The rows for a page with sheets: what waits, and each sheet by its id."""
    of: dict[str, list[Any]] = {what: [row[1:] for row in some] for what, some in groupby(rows, key=lambda row: row[0])}
    return {"rows": of.get("rows", []), "sheets": {row[0]: (row[:SHEET_COLUMNS],) for row in of["sheets"]}}
