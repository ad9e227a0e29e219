"""Answers on paper: a sheet a student, what is new, and a button that says that they are printed."""

import pytest
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Addition, Answer, Letter, Person
from app.models.calendar import now
from app.models.letter import Via
from app.models.words import fold
from tests.cast import DAY
from tests.web import Site, form_of, says


def answered(site: Site, student: Person, body: str, *, via: Via = Via.PAPER) -> None:
    """An answer of yesterday, with a P.S., to a letter on paper."""
    cast = site.cast
    with transaction(cast.database) as session:
        letter = cast.writes(session, student, at=now() - 2 * DAY)
        session.execute(update(Letter).where(col(Letter.id) == letter.id).values(via=via))
        answer = cast.answers(session, cast.rivera, letter, body=body, at=now() - DAY)
        later, then = f"P.S. to {student.goes_by}", now() - DAY
        session.add(
            Addition(
                school_id=cast.school.id, answer_id=answer.id, body=later, folded=fold(later), at=then, deliver_at=then
            )
        )


@pytest.fixture
def rivera(site: Site) -> TestClient:
    """Ms. Rivera, who has answered Ana and Linh on paper, and Bo on a screen."""
    answered(site, site.cast.linh, "Dear Linh, he can walk!")
    answered(site, site.cast.ana, "Dear Ana, how is the house?")
    answered(site, site.cast.bo, "Dear Bo, and the dog?", via=Via.WEB)
    return site.as_(site.cast.rivera)


def address(site: Site) -> str:
    return f"/classes/{site.cast.period_3.id}/answers"


def printed(site: Site) -> int:
    return sum(row.printed_at is not None for row in site.all(Answer) if isinstance(row, Answer))


def test_a_sheet_a_student_with_name_answer_and_postscript(site: Site, rivera: TestClient) -> None:
    drawn = says(rivera.get(address(site)).text)
    assert "2 sheets to print" in drawn
    assert drawn.index("Dear Ana, how is the house?") < drawn.index("P.S. to Ana") < drawn.index("Dear Linh")
    assert "Dear Bo" not in drawn
    assert not printed(site), "To look at them prints nothing."


def test_that_they_are_printed_is_said_for_exactly_those_shown(site: Site, rivera: TestClient) -> None:
    form = form_of(rivera.get(address(site)).text, "/answers/printed")
    answered(site, site.cast.ana, "Dear Ana, one more thing.")
    went = form.press(rivera)
    assert printed(site) == 2
    drawn = says(rivera.get(went.headers["location"]).text)
    assert "these are on paper" in drawn
    assert "One sheet to print" in drawn
    assert "Dear Ana, one more thing." in drawn
    assert "how is the house" not in drawn


def test_the_last_lot_can_be_printed_again(site: Site, rivera: TestClient) -> None:
    form_of(rivera.get(address(site)).text, "/answers/printed").press(rivera)
    assert "Nothing new for those who write on paper." in says(rivera.get(address(site)).text)
    again = rivera.get(f"{address(site)}?again=yes").text
    assert "2 sheets to print" in says(again)
    assert "They are printed" not in again


def test_those_who_write_on_a_screen_can_be_printed_too(site: Site, rivera: TestClient) -> None:
    drawn = rivera.get(f"{address(site)}?whose=everyone").text
    assert "3 sheets to print" in says(drawn)
    form_of(drawn, "/answers/printed").press(rivera)
    assert printed(site) == 3


def test_for_all_her_classes_at_once(site: Site, rivera: TestClient) -> None:
    drawn = rivera.get("/answers").text
    assert "2 sheets to print" in says(drawn)
    form_of(drawn, "/answers/printed").press(rivera)
    assert printed(site) == 2


def test_what_others_answered_elsewhere_is_not_printed_by_its_id(site: Site, rivera: TestClient) -> None:
    form = form_of(rivera.get(address(site)).text, "/answers/printed")
    okoye = site.as_(site.cast.okoye)
    assert okoye.post("/answers/printed", data={"answers": form["answers"]}).status_code == 303
    assert printed(site) == 0


def test_where_there_is_nothing_it_says_so(site: Site) -> None:
    drawn = site.as_(site.cast.okoye).get("/answers").text
    assert "Nothing new to print." in says(drawn)
    assert "They are printed" not in drawn
