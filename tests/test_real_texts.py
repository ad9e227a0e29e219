"""Texts that people really wrote, and some that nobody would: each goes through the form and comes back as it was."""

import csv
import json
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.config import ROOT
from app.db import reading
from app.models import Letter, Person
from tests.web import Site, form_of, texts_of

DATA = ROOT.parent / "shared" / "data"
LETTERS = DATA / "letters"
NAUGHTY = DATA / "text" / "naughty-strings.json"

pytestmark = pytest.mark.skipif(
    not DATA.exists(),
    reason="The real texts are no part of the project: they lie in ../shared/data, which is not here.",
)


def texts(file: Path) -> list[str]:
    """The texts of a file, line ends as a form gives them."""
    if file.suffix == ".json":
        raw: list[str] = json.loads(file.read_text(encoding="utf-8"))
    else:
        with file.open(encoding="utf-8", newline="") as lines:
            raw = [row["text"] for row in csv.DictReader(lines)]
    return [text.replace("\r\n", "\n").replace("\r", "\n") for text in raw]


def goes_round(site: Site, student: Person, written: list[str]) -> None:
    """Write each text on the sheet and send it; then read them all on the desk, and each on the student's own page."""
    browser, rivera = site.as_(student), site.as_(site.cast.rivera)
    sheet = form_of(browser.get("/write").text, to="/letters")
    before = _letters(site, student)
    for text in written:
        sent = sheet.press(browser, body=text, id="")
        assert sent.status_code == 303, text
    letters = [id_ for id_ in _letters(site, student) if id_ not in before]
    assert len(letters) == len(written)
    for text, id_ in zip(written, letters, strict=True):
        assert texts_of(browser.get(f"/letters/{id_}").text) == [text]
    rivera.get(f"/desk/{letters[0]}")  # the first look is written down
    desk = rivera.get(f"/desk/{letters[0]}")
    assert texts_of(desk.text)[-len(written) :] == written


def _letters(site: Site, student: Person) -> list[UUID]:
    with reading(site.cast.database) as session:
        asked = select(col(Letter.id)).where(col(Letter.writer_id) == student.id).order_by(col(Letter.received_at))
        return list(session.scalars(asked))


@pytest.mark.parametrize("file", ["english.csv", "spanish.csv", "other.csv"])
def test_every_real_letter_comes_back_as_it_was_written(site: Site, file: str) -> None:
    written = texts(LETTERS / file)
    assert written
    people = [site.cast.ana, site.cast.bo, site.cast.linh]
    for place, student in enumerate(people):
        goes_round(site, student, written[place :: len(people)])


def test_every_naughty_string_comes_back_as_it_was_written(site: Site) -> None:
    written = [text for text in texts(NAUGHTY) if text.strip() and "\x00" not in text]
    assert len(written) > 400
    people = [site.cast.ana, site.cast.bo, site.cast.linh]
    for place, student in enumerate(people):
        goes_round(site, student, written[place :: len(people)])


def test_strings_of_nothing_and_strings_with_a_nul_are_refused_with_their_text(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    refused = [text for text in texts(NAUGHTY) if not text.strip() or "\x00" in text]
    for text in [*refused, "Dear\x00 Ms. Rivera"]:
        page = form_of(ana.get("/write").text, to="/letters").press(ana, body=text)
        assert page.status_code == 422
        if "\x00" not in text:  # a browser's parser drops a NUL, or draws it as U+FFFD
            assert form_of(page.text, to="/letters")["body"] == text
    assert site.count(Letter) == 0
