"""A Sunday evening: quiet hours, a pace, what is on its way, and a P.S. to it."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Addition, Answer, Draft, Letter, Preference
from tests.web import Site, desk_of, form_of, press, says


def in_the_evening(site: Site) -> TestClient:
    """Ms. Rivera at nine in the evening, with the quiet hours of the house."""
    with transaction(site.cast.database) as session:
        session.execute(delete(Preference))
    site.clock.move_to(datetime.combine(site.cast.today(), time(21), ZoneInfo(site.cast.school.zone)))
    return site.as_(site.cast.rivera)


def answered(site: Site, rivera: TestClient, body: str = "Dear Ana, good night.") -> None:
    desk_of(rivera, site.letter_of(site.cast.ana, days_ago=2)).press(rivera, body=body)


def test_an_answer_of_the_evening_goes_out_in_the_morning_and_the_queue_says_so(site: Site) -> None:
    rivera = in_the_evening(site)
    answered(site, rivera)
    assert "Your answer to Ana goes out 7:30 AM." in says(rivera.get("/queue").text)
    site.later(seconds=60)
    assert "1 answer of yours is on its way and goes out 7:30 AM." in says(rivera.get("/queue").text)
    ana = site.as_(site.cast.ana)
    assert "good night" not in ana.get("/letters").text
    assert "the answer is still to come" in says(ana.get("/letters").text)
    site.later(days=0.5)
    assert "good night" in ana.get("/letters").text
    assert "on its way" not in says(rivera.get("/queue").text)


def test_the_desk_says_beside_the_button_when_it_would_go_out(site: Site) -> None:
    rivera = in_the_evening(site)
    letter = site.letter_of(site.cast.ana)
    rivera.get(f"/desk/{letter}")
    assert "goes out 7:30 AM" in says(rivera.get(f"/desk/{letter}").text)
    site.later(days=0.5)
    assert "goes out" not in says(rivera.get(f"/desk/{letter}").text)


def test_until_the_morning_it_can_be_taken_back_from_the_list_of_what_is_on_the_way(site: Site) -> None:
    rivera = in_the_evening(site)
    answered(site, rivera)
    site.later(seconds=3600)
    told = says(rivera.get("/on-the-way").text)
    assert "Ana Morales" in told
    assert "7:30 AM" in told
    assert "good night" not in told, "A list never shows a word."
    page = press(rivera, "/on-the-way", "Take back")
    assert "Nothing has gone out." in says(page)
    assert form_of(page, to="/answers")["body"].strip() == "Dear Ana, good night."
    assert "Everything that you wrote has gone out." in says(rivera.get("/on-the-way").text)


def test_a_single_answer_can_be_sent_at_once(site: Site) -> None:
    rivera = in_the_evening(site)
    answered(site, rivera)
    site.later(seconds=3600)
    assert "It goes out now." in says(press(rivera, "/on-the-way", "Send now"))
    assert "good night" in site.as_(site.cast.ana).get("/letters").text


def test_she_chooses_her_own_hours_and_her_own_number(site: Site) -> None:
    rivera = in_the_evening(site)
    form = form_of(rivera.get("/evenings").text, to="/evenings")
    assert (form["from"], form["until"], form["a_day"]) == ("20:00", "07:30", "6")
    form.press(rivera, **{"from": "18:00", "until": "09:15", "a_day": "3"})
    again = form_of(rivera.get("/evenings").text, to="/evenings")
    assert (again["from"], again["until"], again["a_day"]) == ("18:00", "09:15", "3")
    answered(site, rivera)
    assert "goes out 9:15 AM" in says(rivera.get("/queue").text)


def test_without_quiet_hours_it_goes_out_when_undo_is_over(site: Site) -> None:
    rivera = in_the_evening(site)
    form_of(rivera.get("/evenings").text, to="/evenings").press(rivera, at_once="yes")
    assert form_of(rivera.get("/evenings").text, to="/evenings")["at_once"] == "yes"
    answered(site, rivera)
    site.later(seconds=41)
    assert "good night" in site.as_(site.cast.ana).get("/letters").text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"from": "07:30", "until": "20:00"}, "an answer has to go out by the next morning"),
        ({"a_day": "0"}, "Any number from 1 to 100."),
        ({"a_day": "many"}, "Any number from 1 to 100."),
    ],
)
def test_hours_and_numbers_that_are_none_come_back_and_change_nothing(
    site: Site, wrong: dict[str, str], told: str
) -> None:
    rivera = in_the_evening(site)
    before = rivera.get("/evenings").text
    refused = form_of(before, to="/evenings").press(rivera, **wrong)
    assert refused.status_code == 422
    assert told in says(refused.text)
    back = form_of(refused.text, to="/evenings")
    assert all(back[name] == value for name, value in wrong.items())
    assert form_of(rivera.get("/evenings").text, to="/evenings").fields == form_of(before, to="/evenings").fields


def test_the_queue_says_by_when_a_pace_reaches_everyone_and_when_it_is_enough(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    form_of(rivera.get("/evenings").text, to="/evenings").press(rivera, a_day="1")
    for student in (site.cast.ana, site.cast.bo, site.cast.linh):
        site.letter_of(student, days_ago=1)
    assert "1 a day reaches everyone by Thursday." in says(rivera.get("/queue").text)  # it is a Tuesday
    answered(site, rivera)
    told = says(rivera.get("/queue").text)
    assert "You have answered 1 today. That is a good place to stop." in told
    assert "%" not in told


def test_a_ps_is_added_to_an_answer_and_goes_out_as_one(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    answered(site, rivera)
    site.later(seconds=60)
    ana = site.as_(site.cast.ana)
    letters = ana.get("/letters").text
    assert "good night" in letters
    (answer,) = site.all(Answer)
    assert isinstance(answer, Answer)
    ana.get(f"/letters/{answer.id}")
    form = form_of(rivera.get(f"/answers/{answer.id}/postscripts").text, to="/postscripts")
    assert form.press(rivera, body="P.S. I forgot to ask about the cat.").status_code == 303
    form.press(rivera, body="P.S. I forgot to ask about the cat.")  # a double click
    assert site.count(Addition) == 1
    assert "about the cat" not in ana.get("/letters").text
    site.later(seconds=41)
    told = ana.get("/letters").text
    assert "about the cat" in told
    assert "new" in says(told).split("Ms. Rivera", 1)[1], "An answer to which something was added is new again."


def test_a_ps_on_its_way_comes_back_as_a_text_that_is_kept(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    answered(site, rivera)
    site.later(seconds=60)
    (answer,) = site.all(Answer)
    assert isinstance(answer, Answer)
    form_of(rivera.get(f"/answers/{answer.id}/postscripts").text, to="/postscripts").press(rivera, body="Too soon.")
    page = press(rivera, "/on-the-way", "Take back")
    assert "Nothing has gone out." in says(page)
    assert "Too soon." in page
    assert site.count(Addition) == 0
    site.later(seconds=60)
    assert "Too soon." not in site.as_(site.cast.ana).get("/letters").text


def test_an_empty_ps_is_refused_in_words(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    answered(site, rivera)
    (answer,) = site.all(Answer)
    assert isinstance(answer, Answer)
    form = form_of(rivera.get(f"/answers/{answer.id}/postscripts").text, to="/postscripts")
    assert form.press(rivera, body="  ").status_code == 422
    assert site.count(Addition) == 0


def test_undoing_an_answer_takes_its_ps_along_into_the_draft(site: Site) -> None:
    rivera = in_the_evening(site)
    answered(site, rivera)
    (answer,) = site.all(Answer)
    assert isinstance(answer, Answer)
    form_of(rivera.get(f"/answers/{answer.id}/postscripts").text, to="/postscripts").press(rivera, body="P.S. The cat!")
    page = press(rivera, "/on-the-way", "Take back")
    assert site.count(Answer) == 0
    assert site.count(Addition) == 0
    assert "P.S. The cat!" in form_of(page, to="/answers")["body"]
    assert [draft.body for draft in site.all(Draft) if isinstance(draft, Draft)] == [
        "Dear Ana, good night.\n\nP.S. The cat!"
    ]
    assert all(letter.waiting for letter in site.all(Letter) if isinstance(letter, Letter))
