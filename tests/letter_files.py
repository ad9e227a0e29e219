"""Files as Google Forms and spreadsheets write them, and the students whose letters they hold, for tests."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from uuid import uuid4

import httpx2 as httpx
from starlette.testclient import TestClient

from app.letter_file import Register, Student
from tests.web import PageForm

PERIOD_3, PERIOD_5 = uuid4(), uuid4()

ANA = Student(uuid4(), "Ana Morales", "Ana", numbers=("1001",), classrooms=(PERIOD_3,))
BORIS = Student(uuid4(), "Boris Lindqvist", "Bo", email="Bo@School.example", classrooms=(PERIOD_3,))
LINH = Student(uuid4(), "Trần Thị Linh", "", numbers=("A-77",), classrooms=(PERIOD_3,))
SIOBHAN = Student(uuid4(), "Siobhán O'Neill-Đorđević", "Shiv", classrooms=(PERIOD_3,))
HEADING = ("Timestamp", "Your name", "What would you like to tell me?")
CLASS = Register([ANA, BORIS, LINH, SIOBHAN], PERIOD_3)

ROWS = [
    ["11/16/2026 20:41:07", "Ana Morales", 'Dear Ms. Rivera,\n\nmy "dog", Lasso, is back; he waited.\n'],
    ["11/17/2026 7:05:00", "Boris Lindqvist", "We moved again,\tto the third floor. I counted the stairs: 42."],
]


def forms_csv(
    rows: Iterable[Sequence[str]], heading: Sequence[str] = HEADING, *, separator: str = ",", quote_all: bool = True
) -> str:
    """A form's answers: every cell in quotation marks, as Forms downloads them, or only those that need them."""
    written = StringIO()
    how = csv.writer(
        written,
        delimiter=separator,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
        lineterminator="\r\n",
    )
    how.writerows([heading, *rows])
    return written.getvalue()


def upload(browser: TestClient, form: PageForm, content: str | bytes, **values: str) -> httpx.Response:
    """Choose a file in a form, fill in the rest, and press its button."""
    fields = [(name, value) for name, value in form.filled(**values).fields if name != "file"]
    raw = content.encode() if isinstance(content, str) else content
    parts: list[tuple[str, tuple[str | None, bytes]]] = [(name, (None, value.encode())) for name, value in fields]
    return browser.post(form.action, files=[*parts, ("file", ("letters.csv", raw))])
