"""The letter to a class: sent once, to the classes that were meant, and no word of it lost on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import transaction
from app.models import ClassLetter, Classroom, Draft, Membership
from app.models.classroom import Part
from app.models.handover import join
from app.models.words import LONGEST
from tests.cast import PASSWORD, Cast
from tests.web import PageForm, Site, form_of, says, texts_of, where


def letter_to(classroom: Classroom) -> str:
    return f"/classes/{classroom.id}/letter"


def sheet_of(browser: TestClient, cast: Cast, query: str = "") -> PageForm:
    return form_of(browser.get(f"{letter_to(cast.period_3)}{query}").text, to="/letter")


def sent(site: Site) -> list[ClassLetter]:
    return [row for row in site.all(ClassLetter) if isinstance(row, ClassLetter)]


def drafts(site: Site) -> list[tuple[str, str]]:
    return sorted((row.body, row.wants) for row in site.all(Draft) if isinstance(row, Draft))


def reads_in_period_5_too(site: Site) -> None:
    """Ms. Rivera reads in Mr. Okoye's class, too."""
    with transaction(site.cast.database) as session:
        lund = site.cast.viewer(site.cast.lund)
        join(session, lund, site.cast.period_5.id, site.cast.rivera.id, Part.READER, site.cast.today())


def test_the_letter_is_the_first_thing_that_a_student_sees_with_the_open_question(site: Site) -> None:
    rivera, ana = site.as_(site.cast.rivera), site.as_(site.cast.ana)
    done = sheet_of(rivera, site.cast).press(
        rivera, body="\nDear all,\n\nI am learning <to> swim.", question="What is new with you?"
    )
    page = rivera.get(done.headers["location"]).text
    assert "Your letter is there for the whole class." in says(page)
    assert texts_of(page) == ["\nDear all,\n\nI am learning <to> swim."]
    sheet = ana.get("/write").text
    assert "Ms. Rivera’s letter to all of you, November 17" in says(sheet)
    assert texts_of(sheet) == ["\nDear all,\n\nI am learning <to> swim.", "What is new with you?"]
    assert "I am learning <to> swim." in says(ana.get("/letters").text)
    assert "swim" not in site.as_(site.cast.cy).get("/letters").text


def test_a_student_of_the_class_opens_it_by_itself_and_nobody_elses_does(site: Site) -> None:
    rivera, ana = site.as_(site.cast.rivera), site.as_(site.cast.ana)
    sheet_of(rivera, site.cast).press(rivera, body="Dear all, " + "I am learning to swim. " * 60)
    (letter,) = sent(site)
    assert f'href="/letters/{letter.id}"' in ana.get("/letters").text
    assert texts_of(ana.get(f"/letters/{letter.id}").text) == [letter.body]
    assert site.as_(site.cast.cy).get(f"/letters/{letter.id}").status_code == 404


def test_she_is_told_before_who_will_see_it(site: Site) -> None:
    reads_in_period_5_too(site)
    told = says(site.as_(site.cast.rivera).get(letter_to(site.cast.period_3)).text)
    assert "Who will see it: 3 students of Period 3, and whoever joins later. Also Mr. Park, reading there too." in told
    assert "Period 5 1 student" in told
    coached = says(site.as_(site.cast.haddad).get(letter_to(site.cast.coaching)).text)
    assert "Who will see it: 1 teacher of Coaching" in coached


def test_one_letter_goes_to_several_classes_at_once(site: Site) -> None:
    reads_in_period_5_too(site)
    rivera, cast = site.as_(site.cast.rivera), site.cast
    sheet_of(rivera, cast).press(rivera, body="Dear all,", also=str(cast.period_5.id))
    assert {letter.classroom_id for letter in sent(site)} == {cast.period_3.id, cast.period_5.id}
    assert "Dear all," in says(site.as_(cast.cy).get("/write").text)


def test_the_same_form_sent_again_is_one_letter_to_each(site: Site) -> None:
    reads_in_period_5_too(site)
    rivera = site.as_(site.cast.rivera)
    sheet = sheet_of(rivera, site.cast)
    for _ in range(3):
        assert where(sheet.press(rivera, body="Dear all,", also=str(site.cast.period_5.id))).endswith("/letter")
    assert len(sent(site)) == 2
    assert drafts(site) == []


def test_other_words_in_a_form_that_was_sent_are_kept_and_can_be_sent(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    sheet = sheet_of(rivera, site.cast)
    sheet.press(rivera, body="The first.", question="One?")
    again = sheet.press(rivera, body="The second.", question="Two?")
    assert "That letter was sent before." in says(rivera.get(again.headers["location"]).text)
    assert [letter.body for letter in sent(site)] == ["The first."]
    kept = sheet_of(rivera, site.cast)
    assert (kept["body"], kept["question"]) == ("The second.", "Two?")
    kept.press(rivera)
    assert sorted(letter.body for letter in sent(site)) == ["The first.", "The second."]
    assert drafts(site) == []


def test_two_teachers_of_a_class_both_write(site: Site) -> None:
    rivera, park = site.as_(site.cast.rivera), site.as_(site.cast.park)
    sheet_of(rivera, site.cast).press(rivera, body="From Carmen.")
    site.later(seconds=1)
    sheet_of(park, site.cast).press(park, body="From Daniel.")
    assert texts_of(rivera.get(letter_to(site.cast.period_3)).text) == ["From Daniel.", "From Carmen."]


@pytest.mark.parametrize(
    ("body", "question", "why"),
    [("", "What is new?", "nothing written"), ("a\x00b", "", "can't be kept"), ("x" * (LONGEST + 1), "", "longer than"),
     ("Dear all,", "a\x00b", "can't be kept")],
)  # fmt: skip
def test_what_is_refused_comes_back_whole(site: Site, body: str, question: str, why: str) -> None:
    reads_in_period_5_too(site)
    rivera = site.as_(site.cast.rivera)
    back = sheet_of(rivera, site.cast).press(rivera, body=body, question=question, also=str(site.cast.period_5.id))
    assert back.status_code == 422
    assert why in says(back.text)
    form = form_of(back.text, to="/letter")
    assert (form["body"], form["question"]) == (body, question)
    assert form.all("also") == [str(site.cast.period_5.id)]
    assert sent(site) == []


def test_a_class_that_has_ended_takes_no_letter_and_loses_none(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    sheet = sheet_of(rivera, site.cast)
    with transaction(site.cast.database) as session:
        yesterday = site.cast.today() - timedelta(days=1)
        session.execute(update(Classroom).where(col(Classroom.name) == "Period 3").values(ended_on=yesterday))
    back = sheet.press(rivera, body="Dear all,")
    assert back.status_code == 422
    assert form_of(back.text, to="/letter")["body"] == "Dear all,"
    assert "This class has ended" in says(rivera.get(letter_to(site.cast.period_3)).text)


def test_a_class_in_which_she_does_not_read_is_not_found_and_gets_nothing(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    for foreign in (site.cast.period_5, site.cast.other_class, site.cast.coaching):
        sent_on = sheet_of(rivera, site.cast).press(rivera, body="Dear all,", also=[str(foreign.id)])
        assert sent_on.status_code == 404
        assert rivera.get(letter_to(foreign)).status_code == 404
    assert sent(site) == []


def test_a_text_that_is_kept_is_there_again_with_its_question(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    sheet_of(rivera, site.cast).press(rivera, "Keep for later", body="Dear all,", question="What is new?")
    form = sheet_of(rivera, site.cast)
    assert (form["body"], form["question"], form["revision"]) == ("Dear all,", "What is new?", "1")
    form.press(rivera, "Keep for later", body="", question=" ")
    assert drafts(site) == []


def test_a_text_keeps_itself_and_an_older_window_overwrites_nothing(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    sheet, older = sheet_of(rivera, site.cast), sheet_of(rivera, site.cast)
    saved = sheet.press(rivera, "Keep for later", accept="application/json", body="Dear all,", question="One?").json()
    assert saved == {"id": sheet["id"], "revision": 1}
    saved = (
        sheet.filled(revision="1")
        .press(rivera, "Keep for later", accept="application/json", body="Dear all, more.")
        .json()
    )
    assert saved["revision"] == 2
    older.filled(id=sheet["id"], revision="1").press(rivera, "Keep for later", body="Older.")
    assert [body for body, _ in drafts(site)] == ["Dear all, more.", "Older."]


def test_a_draft_to_a_class_is_none_of_ones_own_letters(site: Site) -> None:
    rivera, cast = site.as_(site.cast.rivera), site.cast
    sheet_of(rivera, cast).press(rivera, "Keep for later", body="Dear Period 3,")
    own = form_of(rivera.get("/write").text, to="/letters")
    own.press(rivera, "Keep for later", body="Dear Dr. Haddad,")
    for room in ("/letters", "/write"):
        assert "Dear Period 3," not in rivera.get(room).text
    assert sheet_of(rivera, cast)["body"] == "Dear Period 3,"
    with transaction(cast.database) as session:
        hers = col(Membership.person_id) == cast.rivera.id, col(Membership.classroom_id) == cast.period_3.id
        session.execute(update(Membership).where(*hers).values(until_day=cast.today() - timedelta(days=1)))
    assert "Dear Period 3," not in rivera.get("/letters").text


def test_a_draft_of_a_colleague_is_not_seen(site: Site) -> None:
    park, rivera = site.as_(site.cast.park), site.as_(site.cast.rivera)
    sheet_of(park, site.cast).press(park, "Keep for later", body="Not ready.")
    assert "Not ready." not in rivera.get(letter_to(site.cast.period_3)).text


def test_a_text_that_meets_an_ended_session_goes_along_through_the_password(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    sheet = sheet_of(rivera, site.cast)
    rivera.cookies.clear()
    ended = sheet.press(rivera, body="Dear all,", question="What is new?")
    assert ended.status_code == 401
    back = form_of(ended.text).press(rivera, email="rivera@school.example", password=PASSWORD)
    assert form_of(back.text).press(rivera).status_code == 303
    assert [(letter.body, letter.question) for letter in sent(site)] == [("Dear all,", "What is new?")]


def test_what_one_teacher_wrote_is_not_sent_by_another_who_signs_in_after_her(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    sheet = sheet_of(rivera, site.cast)
    rivera.cookies.clear()
    ended = sheet.press(rivera, body="Dear all,")
    back = form_of(ended.text).press(rivera, email="park@school.example", password=PASSWORD)
    assert form_of(back.text).press(rivera).status_code == 409
    assert sent(site) == []
