"""Two at once: each is told in words who else writes and what came between, and nothing is ever locked."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Answer, Draft, Letter, Membership, Person
from app.models.classroom import Part
from app.models.handover import join
from app.models.letter import Wants, add_postscript
from app.models.settling import mark_read, record_talk, take_back
from app.queries.together import JUST_NOW
from tests.cast import DAY, NOW, desk_for
from tests.test_statements import counted
from tests.web import PageForm, Site, desk_of, form_of, says, texts_of

MOST = 3
"""Statements of one question."""


@pytest.fixture
def letter(site: Site) -> UUID:
    """A letter of Bo's that both have opened."""
    letter = site.letter_of(site.cast.bo, days_ago=3)
    for teacher in (site.cast.rivera, site.cast.park):
        site.as_(teacher).get(f"/desk/{letter}")
    return letter


@pytest.fixture
def rivera(site: Site) -> TestClient:
    return site.as_(site.cast.rivera)


def told(browser: TestClient, letter: UUID, desk: PageForm | None = None) -> str:
    """What the page is told when it asks; nothing for 204."""
    seen = desk.all("letter") if desk else [f"{letter}:1"]
    answer = browser.get(f"/desk/{letter}/news", params={"letter": seen})
    assert answer.status_code in {200, 204}
    assert "</html>" not in answer.text, "It is a part of a page, and a small one."
    return says(answer.text) if answer.text else ""


def writes(site: Site, teacher: Person, letter: UUID, body: str = "Dear Bo, the secret word is Quetzal.") -> None:
    """A teacher's desk saves by itself."""
    browser = site.as_(teacher)
    desk_of(browser, letter).press(browser, "Keep", accept="application/json", body=body)


def test_whoever_asks_is_told_who_writes_and_not_a_word_of_it(site: Site, letter: UUID, rivera: TestClient) -> None:
    assert told(rivera, letter) == ""
    writes(site, site.cast.park, letter)
    assert told(rivera, letter) == "Mr. Park is writing to Bo."
    page = rivera.get(f"/desk/{letter}").text
    assert "Mr. Park is writing to Bo." in says(page)
    assert "Quetzal" not in page + rivera.get(f"/desk/{letter}/news").text


def test_nobody_is_told_that_she_writes_herself(site: Site, letter: UUID, rivera: TestClient) -> None:
    writes(site, site.cast.rivera, letter)
    assert told(rivera, letter) == ""
    assert told(site.as_(site.cast.park), letter) == "Ms. Rivera is writing to Bo."


def test_who_has_not_written_for_two_minutes_is_not_writing(site: Site, letter: UUID, rivera: TestClient) -> None:
    writes(site, site.cast.park, letter)
    site.later(seconds=JUST_NOW.total_seconds() - 5)
    assert told(rivera, letter) == "Mr. Park is writing to Bo."
    site.later(seconds=6)
    assert told(rivera, letter) == ""


def test_who_writes_to_another_student_is_not_writing_to_this_one(site: Site, letter: UUID, rivera: TestClient) -> None:
    writes(site, site.cast.park, site.letter_of(site.cast.ana))
    assert told(rivera, letter) == ""


def test_who_has_answered_meanwhile_is_told_and_the_text_is_kept(site: Site, letter: UUID, rivera: TestClient) -> None:
    mine, park = desk_of(rivera, letter), site.as_(site.cast.park)
    desk_of(park, letter).press(park, body="From Mr. Park.")
    assert told(rivera, letter, mine) == "Mr. Park has answered Bo meanwhile. Your text is kept."
    assert mine.press(rivera, "Keep", accept="application/json", body="From Ms. Rivera.").json()["revision"] == 1
    assert mine.press(rivera, body="From Ms. Rivera.").status_code == 303
    bodies = [row.body for row in site.all(Draft) if isinstance(row, Draft)]
    assert set(bodies) == {"From Ms. Rivera."}


def test_who_has_talked_meanwhile_is_told(site: Site, letter: UUID, rivera: TestClient) -> None:
    mine, park = desk_of(rivera, letter), site.cast.viewer(site.cast.park)
    with transaction(site.cast.database) as session:
        record_talk(session, park, desk_for(session, session.get_one(Letter, (park.school_id, letter))), park.today, "")
    assert told(rivera, letter, mine) == "Mr. Park has talked with Bo meanwhile. Your text is kept."


def test_who_has_read_meanwhile_what_was_only_to_be_read_is_told(site: Site, rivera: TestClient) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        only = cast.writes(session, cast.bo, "Only this.", NOW - DAY, wants=Wants.READ)
    rivera.get(f"/desk/{only.id}")
    mine = desk_of(rivera, only.id)
    with transaction(cast.database) as session:
        lies = desk_for(session, session.get_one(Letter, (cast.school.id, only.id)))
        mark_read(session, cast.viewer(cast.park), lies)
    assert told(rivera, only.id, mine) == "Mr. Park has read meanwhile what Bo wrote. Your text is kept."


def test_an_answer_from_another_window_of_ones_own_is_told_as_ones_own(
    site: Site, letter: UUID, rivera: TestClient
) -> None:
    mine = desk_of(rivera, letter)
    desk_of(rivera, letter).press(rivera, body="From the other window.")
    expected = "You have settled this in another window, so Bo is not waiting any more. This text is kept."
    assert told(rivera, letter, mine) == expected


def test_an_answer_that_is_undone_is_told_no_more(site: Site, letter: UUID, rivera: TestClient) -> None:
    mine, park = desk_of(rivera, letter), site.as_(site.cast.park)
    desk_of(park, letter).press(park, body="Too soon.")
    form_of(park.get("/queue").text, to="/undo").press(park)
    assert told(rivera, letter, mine) == "Mr. Park is writing to Bo."


def test_a_postscript_is_told_until_its_desk_has_shown_it(site: Site, letter: UUID, rivera: TestClient) -> None:
    mine = desk_of(rivera, letter)
    assert told(rivera, letter, mine) == ""
    with transaction(site.cast.database) as session:
        add_postscript(session, site.cast.viewer(site.cast.bo), site.letter(letter), uuid4(), "His name is Lasso.")
    for _ in range(2):
        assert told(rivera, letter, mine) == "Bo added a P.S. since you began. Read it; your text stays"
    page = rivera.get(f"/desk/{letter}").text
    assert "His name is Lasso." in texts_of(page)
    assert told(rivera, letter, form_of(page, to="/answers")) == ""


def test_another_letter_of_hers_is_told_and_waits_on(site: Site, letter: UUID, rivera: TestClient) -> None:
    mine = desk_of(rivera, letter)
    second = site.letter_of(site.cast.bo, "And one thing more.")
    assert told(rivera, letter, mine) == "Bo has written another letter since you began. Read it; your text stays"
    mine.press(rivera, body="To the first.")
    assert site.letter(second).waiting


def test_a_letter_that_was_taken_back_from_beside_is_told_as_gone(site: Site, letter: UUID, rivera: TestClient) -> None:
    cast = site.cast
    fresh = site.letter_of(cast.bo, "Never mind.")
    mine = desk_of(rivera, letter).filled(letter=[f"{letter}:1", f"{fresh}:1"])
    with transaction(cast.database) as session:
        session.execute(update(Letter).where(col(Letter.id) == fresh).values(opened_at=None))
        assert take_back(session, cast.viewer(cast.bo), session.get_one(Letter, (cast.school.id, fresh)))
    assert told(rivera, letter, mine) == "One of the letters of Bo is not here any more. Your text is kept."


def test_a_letter_that_went_elsewhere_is_not_there_to_ask_about(site: Site, letter: UUID, rivera: TestClient) -> None:
    page = rivera.get(f"/desk/{letter}").text
    assert "This letter is not with you any more. What you wrote stays here" in page, "The page has the words ready."
    with transaction(site.cast.database) as session:
        moved = update(Letter).where(col(Letter.id) == letter)
        session.execute(moved.values(queue_id=site.cast.period_5.id))
    assert rivera.get(f"/desk/{letter}/news").status_code == 404


def test_strange_letters_in_the_question_tell_nothing(site: Site, letter: UUID, rivera: TestClient) -> None:
    evas = site.letter_of(site.cast.eva)
    for strange in (f"{evas}:1", f"{uuid4()}:1"):
        answer = rivera.get(f"/desk/{letter}/news", params={"letter": [strange]})
        assert "One of the letters of Bo" in answer.text
    for nonsense in ("", ":", "no-id:7", f"{letter}:-1", f"{letter}:{'9' * 40}"):
        assert rivera.get(f"/desk/{letter}/news", params={"letter": [nonsense]}).status_code in {200, 204}


def test_the_question_takes_few_statements_and_writes_nothing(site: Site, letter: UUID, rivera: TestClient) -> None:
    desk = desk_of(rivera, letter)
    writes(site, site.cast.park, letter)
    with counted(site) as seen:
        told(rivera, letter, desk)
    assert len(seen["statements"]) <= MOST
    assert not seen["commits"]


def test_who_answers_a_student_as_a_rule_is_said_to_the_others(site: Site, letter: UUID, rivera: TestClient) -> None:
    sentence = "answers Bo as a rule. You can, too."
    with transaction(site.cast.database) as session:  # she has read there longest
        hers = select(Membership).where(col(Membership.person_id) == site.cast.rivera.id)
        session.scalars(hers.where(col(Membership.classroom_id) == site.cast.period_3.id)).one().from_day -= DAY
    park = site.as_(site.cast.park)
    assert f"Ms. Rivera {sentence}" in says(park.get(f"/desk/{letter}").text)
    assert sentence not in says(rivera.get(f"/desk/{letter}").text)
    with transaction(site.cast.database) as session:
        bos = update(Membership).where(col(Membership.person_id) == site.cast.bo.id)
        session.execute(bos.values(answered_by_id=site.cast.park.id))
    assert sentence not in says(park.get(f"/desk/{letter}").text)
    assert f"Mr. Park {sentence}" in says(rivera.get(f"/desk/{letter}").text)
    with transaction(site.cast.database) as session:  # he reads here no more, and it is as if nobody had been chosen
        his = select(Membership).where(col(Membership.person_id) == site.cast.park.id)
        session.scalars(his.where(col(Membership.part) == Part.READER)).one().until_day = site.cast.today() - DAY
    assert sentence not in says(rivera.get(f"/desk/{letter}").text)


def test_whom_the_office_chose_for_one_student_is_not_said_of_another(
    site: Site, letter: UUID, rivera: TestClient
) -> None:
    site.letter_of(site.cast.ana)
    with transaction(site.cast.database) as session:
        hers = select(Membership).where(col(Membership.person_id) == site.cast.rivera.id)
        session.scalars(hers.where(col(Membership.classroom_id) == site.cast.period_3.id)).one().from_day -= DAY
        anas = update(Membership).where(col(Membership.person_id) == site.cast.ana.id)
        session.execute(anas.values(answered_by_id=site.cast.park.id))
    assert "as a rule" not in says(rivera.get(f"/desk/{letter}").text), "She answers Bo herself."


def test_with_one_reader_nobody_is_said_to_answer_as_a_rule(site: Site) -> None:
    letter = site.letter_of(site.cast.cy)
    okoye = site.as_(site.cast.okoye)
    okoye.get(f"/desk/{letter}")
    assert "as a rule" not in says(okoye.get(f"/desk/{letter}").text)


@pytest.mark.parametrize("button", ["", "Keep"])
def test_the_text_of_a_cover_is_kept_where_the_teacher_has_answered_meanwhile(site: Site, button: str) -> None:
    """What is answered she sees no more; what she wrote she does, on the page of the student."""
    cast = site.cast
    with transaction(cast.database) as session:
        lund, until = cast.viewer(cast.lund), cast.today() + 5 * DAY
        join(session, lund, cast.period_5.id, cast.rivera.id, Part.COVER, cast.today(), until)
    letter = site.letter_of(cast.cy, "Dear Mr. Okoye, the frogs are back.")
    rivera, okoye = site.as_(cast.rivera), site.as_(cast.okoye)
    hers, his = desk_of(rivera, letter), desk_of(okoye, letter)
    his.press(okoye, body="From Mr. Okoye.")
    kept = rivera.get(hers.press(rivera, button, body="From Ms. Rivera.").headers["location"])
    assert ("Nothing was sent" in says(kept.text)) is (button == "")
    assert form_of(kept.text, to=f"/students/{cast.cy.id}/letters")["body"] == "From Ms. Rivera."
    assert "frogs" not in kept.text
    assert [answer.body for answer in site.all(Answer) if isinstance(answer, Answer)] == ["From Mr. Okoye."]
    strange = hers.press(site.as_(cast.park), button, body="From Mr. Park, who has never seen it.")
    assert strange.status_code == 404
