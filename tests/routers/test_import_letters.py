"""Letters from before come in over a page: what would come is told first, without a word of them, and then it comes."""

from base64 import b64encode
from collections.abc import Sequence
from random import randbytes

import httpx2 as httpx
import pytest
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Answer, Letter, Membership
from app.models.classroom import Part
from app.models.letter import Via
from tests.cast import DAY
from tests.letter_files import forms_csv, upload
from tests.web import Site, form_of, forms_of, says, texts_of, title_of, where

ROWS = [
    ["11/2/2026 20:41:07", "Ana Morales", "Dear Ms. Rivera,\n\nmy dog is back; he had a limp.\n"],
    ["11/13/2026 7:05:00", "Morales, Ana", "He limps no more."],
    ["11/14/2026 7:05:00", "Bo", "We moved again. I counted the stairs: 42."],
]
WORDS = ["limp", "stairs", "moved", "dog"]


def at(site: Site) -> str:
    return f"/classes/{site.cast.period_3.id}/import"


def looks(site: Site, browser: TestClient, rows: Sequence[Sequence[str]] = ROWS, **values: str) -> httpx.Response:
    """Choose a file and see what would come."""
    return upload(browser, form_of(browser.get(at(site)).text, to="/import"), forms_csv(rows), **values)


def bring(page: httpx.Response, browser: TestClient, **values: str) -> httpx.Response:
    """Press the button that brings the letters in."""
    return form_of(page.text, to="/imports").press(browser, **values)


def test_letters_are_told_first_then_they_come_and_wait(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    page = looks(site, rivera)
    assert page.status_code == 200
    told = says(page.text)
    assert "3 letters would come." in told
    assert "2 students wrote them, from November 2 to November 14." in told
    assert "All of them would wait for you, each from its own day." in told
    assert "Ana Morales: 2 letters, November 2 to November 13" in told
    assert site.count(Letter) == 0
    done = bring(page, rivera)
    assert (done.status_code, where(done)) == (303, at(site))
    after = says(rivera.get(done.headers["location"]).text)
    assert "The letters are here." in after
    assert "3 letters of this class came from a file." in after
    assert "3 of them wait for an answer:" in after
    assert "2 students are waiting" in says(rivera.get("/queue").text)
    assert "Longest" in says(rivera.get("/board").text)
    assert texts_of(site.as_(site.cast.bo).get("/letters").text) == [ROWS[2][2]]


def test_no_page_shows_a_word_of_a_letter_not_even_in_its_source(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    rows = [*ROWS, ["11/14/2026 7:05:00", "Nobody We Know", "A dog of mine."], ["soon", "Ana", "The stairs."]]
    first = looks(site, rivera, rows)
    second = form_of(first.text, to="/imports").press(
        rivera, "Look again", **{"column-1": "text", "column-2": "student"}
    )
    third = bring(first, rivera)
    assert (first.status_code, second.status_code, third.status_code) == (200, 200, 422)
    for page in (first, second, third):
        assert not [word for word in WORDS if word in page.text]
        assert "Ana" not in title_of(page.text)


def test_the_same_file_a_second_time_brings_nothing(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    page = looks(site, rivera)
    bring(page, rivera)
    before = [letter.model_dump() for letter in site.all(Letter)]
    again = bring(page, rivera)  # the back button
    assert again.status_code == 422
    assert "3 letters of the file are here already, and come no second time." in says(again.text)
    second = looks(site, rivera)
    assert "Nothing new would come." in says(second.text)
    assert "Bring" not in "".join(form_of(second.text, to="/import").buttons)
    assert [letter.model_dump() for letter in site.all(Letter)] == before


def test_letters_up_to_a_day_were_answered_on_paper(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    page = looks(site, rivera, answered_until="2026-11-02")
    told = says(page.text)
    assert "1 of them was answered on paper, as you say. 2 would wait for you." in told
    assert bring(page, rivera).status_code == 303
    assert "2 of them wait for an answer:" in says(rivera.get(at(site)).text)
    ana = site.as_(site.cast.ana)
    assert "Answered on paper" in says(ana.get("/letters").text)
    assert "Undo" not in rivera.get("/queue").text
    assert "answered on paper" in rivera.get(f"/students/{site.cast.ana.id}").text


@pytest.mark.parametrize(("until", "told"), [("2026-11-18", "has not come yet"), ("tomorrow", "That is no day")])
def test_a_day_that_is_none_or_has_not_come_brings_nothing(site: Site, until: str, told: str) -> None:
    rivera = site.as_(site.cast.rivera)
    page = looks(site, rivera, answered_until=until)
    assert page.status_code == 422
    assert told in says(page.text)
    assert bring(page, rivera).status_code == 422
    assert site.count(Letter) == 0


def test_the_board_does_not_call_her_first_letter_first_who_was_answered_on_paper(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    rows = [["10/22/2026 8:00:00", "Ana", "From October."], ["11/2/2026 8:00:00", "Ana", "From November."]]
    bring(looks(site, rivera, rows, answered_until="2026-10-31"), rivera)
    board = says(rivera.get("/board").text)
    assert "Ana has waited longest: 15 days." in board
    assert "Last letter from you: on paper" in board


def test_rows_without_a_student_are_named_and_left_only_when_she_says_so(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    rows = [*ROWS, ["11/14/2026 8:00:00", "Cy Adler", "I am in another class."], ["11/15/2026 8:00:00", "Ana", ""]]
    page = looks(site, rivera, rows)
    told = says(page.text)
    assert "2 rows can't come along" in told
    assert "Row 5, “Cy Adler”: no student here has that name or number" in told
    assert "Row 6, “Ana”: there is no text in it" in told
    stopped = bring(page, rivera)
    assert (stopped.status_code, site.count(Letter)) == (422, 0)
    assert "say that you go on without them" in says(stopped.text)
    assert bring(stopped, rivera, without="yes").status_code == 303
    assert site.count(Letter) == 3


def test_what_changed_since_it_was_shown_is_shown_again(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    page = looks(site, rivera)
    changed = bring(page, rivera, answered_until="2026-11-02")
    assert (changed.status_code, site.count(Letter)) == (422, 0)
    assert "Something has changed since you were shown this." in says(changed.text)
    with transaction(site.cast.database) as session:  # Bo leaves the class meanwhile
        of_bo = col(Membership.person_id) == site.cast.bo.id
        session.execute(update(Membership).where(of_bo).values(until_day=site.cast.today() - DAY))
    left = bring(page, rivera)
    assert (left.status_code, site.count(Letter)) == (422, 0)
    assert "Row 4, “Bo”" in says(left.text)
    tampered = bring(page, rivera, carried="bm9uc2Vuc2U=")
    assert (tampered.status_code, site.count(Letter)) == (422, 0)


def test_days_that_can_be_read_in_two_ways_are_asked_for(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    page = looks(site, rivera, [["3/4/2026 20:41:07", "Ana", "It is spring, I think. Or is it?"]])
    assert page.status_code == 422
    assert "can be read in two ways" in says(page.text)
    said = form_of(page.text, to="/imports").press(rivera, "Look again", order="day first")
    assert "One student wrote on April 3." in says(said.text)
    assert bring(said, rivera).status_code == 303


def test_a_column_can_be_named_by_hand(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    heading = ("When", "Your name", "Letter", "Anything else?")
    page = upload(
        rivera,
        form_of(rivera.get(at(site)).text, to="/import"),
        forms_csv([[*row, f"No {row[1]}"] for row in ROWS], heading),
    )
    form = form_of(page.text, to="/imports")
    assert "A column stays behind: “Anything else?”." in says(page.text)
    assert [form[f"column-{place}"] for place in range(4)] == ["time", "student", "text", ""]
    both = form.press(rivera, "Look again", **{"column-3": "text"})
    bring(both, rivera)
    assert {letter.body for letter in site.all(Letter)} == {f"{row[2]}\n\nNo {row[1]}" for row in ROWS}  # type: ignore[attr-defined]
    none = form.press(rivera, "Look again", **{"column-0": ""})
    assert none.status_code == 422
    assert "Which column says when" in says(none.text)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "There is no file yet."),
        (b"%PDF-1.7", "This is no table as CSV."),
        (b"Dear Ms. Rivera", "This is no table as CSV."),
        (b"Timestamp,Name,Letter\r\n", "no row below it"),
    ],
)
def test_a_file_that_is_none_is_told_kindly(site: Site, content: bytes, told: str) -> None:
    rivera = site.as_(site.cast.rivera)
    page = upload(rivera, form_of(rivera.get(at(site)).text, to="/import"), content, answered_until="2026-11-01")
    assert page.status_code == 422
    assert told in says(page.text)
    assert form_of(page.text, to="/import")["answered_until"] == "2026-11-01"


def test_a_file_that_is_too_large_is_told_so(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    form = form_of(rivera.get(at(site)).text, to="/import")
    noise = b64encode(randbytes(4 * 1024 * 1024)).decode()
    rows = [["11/2/2026 8:00:00", "Ana", noise[first : first + 99_000]] for first in range(0, len(noise), 99_000)]
    page = upload(rivera, form, forms_csv(rows))  # it could not be carried to the next page
    assert page.status_code == 422
    assert "This file is too large for a page." in says(page.text)
    assert upload(rivera, form, b"a" * (7 * 1024 * 1024)).status_code == 413


def test_rows_can_be_pasted_from_a_sheet(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    pasted = forms_csv(ROWS, separator="\t", quote_all=False)
    page = form_of(rivera.get(at(site)).text, to="/import").press(rivera, pasted=pasted)
    assert page.status_code == 200
    assert bring(page, rivera).status_code == 303
    assert {letter.body for letter in site.all(Letter)} == {row[2] for row in ROWS}  # type: ignore[attr-defined]


def test_one_file_for_all_her_classes_brings_each_letter_to_its_own(site: Site) -> None:
    cast, rivera = site.cast, site.as_(site.cast.rivera)
    with transaction(cast.database) as session:
        for classroom in (cast.period_5, cast.coaching):
            part = Part.READER if classroom is cast.period_5 else Part.COVER
            session.add(
                Membership(
                    school_id=cast.school.id, classroom_id=classroom.id, person_id=cast.rivera.id, part=part,
                    from_day=cast.today(),
                )
            )  # fmt: skip
    rows = [*ROWS, ["11/14/2026 8:00:00", "Cy Adler", "I am in another class."]]
    alone = looks(site, rivera, rows)
    assert "1 row can't come along" in says(alone.text)
    page = looks(site, rivera, rows, everyone="yes")
    assert "4 letters would come." in says(page.text)
    assert bring(page, rivera).status_code == 303
    letters = {letter.writer_id: letter for letter in site.all(Letter)}  # type: ignore[attr-defined]
    assert letters[cast.cy.id].queue_id == cast.period_5.id  # type: ignore[attr-defined]
    assert letters[cast.ana.id].queue_id == cast.period_3.id  # type: ignore[attr-defined]


def test_a_cover_brings_nothing_in(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        of_park = col(Membership.person_id) == cast.park.id
        session.execute(update(Membership).where(of_park).values(part=Part.COVER))
    park = site.as_(cast.park)
    assert park.get(at(site)).status_code == 404
    assert park.post(at(site)).status_code == 404
    assert "/import" not in park.get("/students").text
    assert "/import" in site.as_(cast.rivera).get("/students").text


def test_what_came_is_a_letter_like_all_others(site: Site) -> None:
    rivera, ana = site.as_(site.cast.rivera), site.as_(site.cast.ana)
    bring(looks(site, rivera), rivera)
    first = next(letter for letter in site.all(Letter) if letter.body == ROWS[0][2])  # type: ignore[attr-defined]
    assert (first.via, first.opened_at) == (Via.IMPORT, None)  # type: ignore[attr-defined]
    rivera.get(f"/desk/{first.id}")  # type: ignore[attr-defined]
    desk = rivera.get(f"/desk/{first.id}")  # type: ignore[attr-defined]
    assert texts_of(desk.text)[:2] == [ROWS[0][2], ROWS[1][2]]
    assert form_of(desk.text, to="/answers").press(rivera, body="How is he?").status_code == 303
    assert site.count(Answer) == 1
    site.later(seconds=60)
    assert "Ms. Rivera answered" in says(ana.get("/letters").text)


def test_a_form_that_meets_a_closed_door_comes_along_and_asks_for_the_file_again(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    page = looks(site, rivera)
    rivera.cookies.clear()
    stopped = bring(page, rivera)
    assert stopped.status_code == 401
    assert "carried" in stopped.text
    assert site.count(Letter) == 0
    assert forms_of(stopped.text)
