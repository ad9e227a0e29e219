"""A Sunday evening: the queue that remembers what one wants to see, quiet hours, and what is on its way."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Addition, Answer, Draft, Letter, Preference
from app.models.letter import Wants
from tests.cast import DAY
from tests.web import PageForm, Site, form_of, forms_of, says


def in_the_evening(site: Site) -> TestClient:
    """Ms. Rivera at nine in the evening, with the quiet hours of the house."""
    with transaction(site.cast.database) as session:
        session.execute(delete(Preference))
    site.clock.move_to(datetime.combine(site.cast.today(), time(21), ZoneInfo(site.cast.school.zone)))
    return site.as_(site.cast.rivera)


def answered(site: Site, rivera: TestClient, body: str = "Dear Ana, good night.") -> None:
    desk_of(rivera, site.letter_of(site.cast.ana, days_ago=2)).press(rivera, body=body)


def desk_of(browser: TestClient, letter: UUID) -> PageForm:
    """The answer's form, once the first look is written down."""
    browser.get(f"/desk/{letter}")
    return form_of(browser.get(f"/desk/{letter}").text, to="/answers")


def press(browser: TestClient, address: str, button: str, **values: str) -> str:
    """Press a button by its words, in whichever form of a page has it; the page to which that leads."""
    form = next(form for form in forms_of(browser.get(address).text) if button in form.buttons)
    answer = form.press(browser, button, **values)
    return browser.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text


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


def test_a_filter_is_remembered_until_she_chooses_otherwise(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    with transaction(site.cast.database) as session:
        site.cast.writes(session, site.cast.ana, "Can we talk?", site.cast.at - DAY, wants=Wants.TALK)
        site.cast.writes(session, site.cast.bo, at=site.cast.at - 2 * DAY)
    page = press(rivera, "/queue", "would rather talk")
    for told in (says(page), says(rivera.get("/queue").text), says(site.as_(site.cast.rivera).get("/queue").text)):
        assert "Ana Morales" in told
        assert "Bo Lindqvist" not in told
        assert "2 students are waiting" in told, "A filter hides nobody from the count."
    assert "Bo Lindqvist" in site.as_(site.cast.park).get("/queue").text
    everybody = press(rivera, "/queue", "Show everybody who waits")
    assert "Bo Lindqvist" in everybody


def test_a_filter_that_nobody_fits_says_so_and_shows_the_way_back(site: Site) -> None:
    site.letter_of(site.cast.ana, days_ago=1)
    rivera = site.as_(site.cast.rivera)
    told = says(press(rivera, "/queue", "with pages"))
    assert "1 student is waiting" in told
    assert "Nobody who waits fits these." in told
    assert "Ana Morales" in press(rivera, "/queue", "Show everybody who waits")


def test_each_filter_shows_who_fits_it(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    anas, bos = site.letter_of(site.cast.ana, days_ago=2), site.letter_of(site.cast.bo, days_ago=1)
    desk_of(rivera, anas).press(rivera, "Keep", body="Dear Ana,")
    for button, shown, hidden in (("unopened", "Bo Lindqvist", "Ana Morales"), ("with a draft", "Ana Morales", "Bo")):
        page = says(press(rivera, "/queue", button))
        assert shown in page
        assert hidden not in page
        press(rivera, "/queue", "Show everybody who waits")
    assert site.letter(bos).waiting


def test_a_letter_is_set_aside_from_the_desk_and_what_was_written_is_kept(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    anas, bos = site.letter_of(site.cast.ana, days_ago=2), site.letter_of(site.cast.bo, days_ago=1)
    desk = desk_of(rivera, anas)
    until = (site.cast.today() + 3 * DAY).isoformat()
    gone = desk.press(rivera, "Set it aside", body="Dear Ana, I have to", until_day=until, note="Ask her sister.")
    assert gone.headers["location"] == f"/desk/{bos}"
    queue = says(rivera.get("/queue").text)
    assert "Ana Morales" not in queue
    assert "1 is set aside, and waits all the same." in queue
    assert "Ana Morales" in rivera.get("/board").text
    aside = says(rivera.get("/queue/aside").text)
    assert "Ask her sister." in aside
    assert "I have to" not in aside
    again = rivera.get(f"/desk/{anas}").text
    assert "You have set this aside until Friday, November 20." in says(again)
    assert form_of(again, to="/answers")["body"].strip() == "Dear Ana, I have to"
    assert "Back on your list." in says(press(rivera, "/queue/aside", "Put back now"))
    assert "Ana Morales" in rivera.get("/queue").text


def test_a_day_that_is_too_far_comes_back_with_all_that_was_written(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    desk = desk_of(rivera, site.letter_of(site.cast.ana))
    refused = desk.press(
        rivera, "Set it aside", body="Dear Ana, I have to", until_day=date(2027, 1, 1).isoformat(), note="Ask."
    )
    assert refused.status_code == 422
    assert "nothing is set aside for longer than seven days" in says(refused.text)
    back = form_of(refused.text, to="/answers")
    assert (back["body"].strip(), back["until_day"], back["note"]) == ("Dear Ana, I have to", "2027-01-01", "Ask.")
    assert "Ana Morales" in rivera.get("/queue").text


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
