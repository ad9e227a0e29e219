"""In person: a talk is written down with one tap and a day, answers what is ticked, and nothing that came between."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Answer, Draft, Person
from app.models.answer import AnswerKind
from app.models.letter import Wants, add_postscript
from tests.cast import DAY, NOW
from tests.web import PageForm, Site, form_of, says, texts_of, title_of, where


def page_of(browser: TestClient, student: Person, query: str = "") -> str:
    return browser.get(f"/students/{student.id}/talk{query}").text


def form(browser: TestClient, student: Person, query: str = "") -> PageForm:
    return form_of(page_of(browser, student, query), to="/talks")


def talks(site: Site) -> list[Answer]:
    return [row for row in site.all(Answer) if isinstance(row, Answer) and row.kind is AnswerKind.IN_PERSON]


def adds_a_postscript(site: Site, letter: UUID, words: str) -> None:
    with transaction(site.cast.database) as session:
        add_postscript(session, site.cast.viewer(site.cast.ana), site.letter(letter), uuid4(), words)


def test_one_press_with_the_day_filled_in_answers_all_that_waits(site: Site) -> None:
    first, second = site.letter_of(site.cast.ana, days_ago=4), site.letter_of(site.cast.ana, days_ago=1)
    rivera = site.as_(site.cast.rivera)
    page = page_of(rivera, site.cast.ana, "?back=board")
    assert "When did you talk with Ana?" in says(page)
    assert "the letter of Friday, November 13" in says(page)
    assert "the letter of Monday, November 16" in says(page)
    assert page.count("button main") == 1
    assert title_of(page) == "We talked · Everyletter"
    talk = form_of(page, to="/talks")
    assert talk["on_day"] == site.cast.today().isoformat()
    assert where(talk.press(rivera, about="letters", word="By the bus.", letter=talk.all("letter"))) == "/board"
    (written,) = talks(site)
    assert (written.body, written.on_day) == ("By the bus.", site.cast.today())
    assert not site.letter(first).waiting
    assert not site.letter(second).waiting
    assert "Your talk with Ana is written down." in says(rivera.get("/board").text)


def test_a_letter_that_is_not_ticked_waits_on(site: Site) -> None:
    first, second = site.letter_of(site.cast.ana, days_ago=4), site.letter_of(site.cast.ana, days_ago=1)
    rivera = site.as_(site.cast.rivera)
    form(rivera, site.cast.ana).press(rivera, about="letters", letter=[f"{first}:1"])
    assert (site.letter(first).waiting, site.letter(second).waiting) == (False, True)


def test_a_talk_about_something_else_is_written_down_and_ends_no_waiting(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    form(rivera, site.cast.ana).press(rivera, about="else", word="About the bus.")
    assert [talk.body for talk in talks(site)] == ["About the bus."]
    assert site.letter(letter).waiting


def test_with_nothing_ticked_the_form_comes_back_with_its_word(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    back = form(rivera, site.cast.ana, "?back=queue").press(rivera, about="letters", letter=None, word="By the bus.")
    assert back.status_code == 422
    assert "Tick at least one letter" in says(back.text)
    again = form_of(back.text, to="/talks")
    assert (again["word"], again["back"], again.all("letter")) == ("By the bus.", "queue", [])
    assert site.letter(letter).waiting


@pytest.mark.parametrize(
    ("day", "reason"), [("2099-01-01", "That day has not come yet."), ("", "On which day"), ("soon", "On which day")]
)
@pytest.mark.parametrize("waits", [True, False])
def test_a_day_that_cannot_be_comes_back_with_everything(site: Site, day: str, reason: str, waits: bool) -> None:
    if waits:
        site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    back = form(rivera, site.cast.ana).press(
        rivera, about="letters" if waits else None, on_day=day, word="At the door."
    )
    assert back.status_code == 422
    assert reason in says(back.text)
    again = form_of(back.text, to="/talks")
    assert (again["on_day"], again["word"], len(again.all("letter"))) == (day, "At the door.", waits)
    assert talks(site) == []
    assert where(again.press(rivera, on_day=site.cast.today().isoformat())) == f"/students/{site.cast.ana.id}"


def test_a_postscript_that_came_between_stops_it_is_shown_and_keeps_the_word(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    talk = form(rivera, site.cast.ana)
    adds_a_postscript(site, letter, "My cat is ill.")
    stopped = talk.press(rivera, about="letters", word="By the bus.")
    assert stopped.status_code == 422
    assert "Something has come between, so nothing is written down yet." in says(stopped.text)
    assert "Ana added a P.S. since you began." in says(stopped.text)
    assert texts_of(stopped.text) == ["My cat is ill."], "And no other word of the letter."
    assert site.letter(letter).waiting
    assert site.letter(letter).opened_at, "What she has seen of it, she has opened."
    assert site.count(Draft) == 0, "The word is no beginning of an answer."
    again = form_of(stopped.text, to="/talks")
    assert again["word"] == "By the bus."
    again.press(rivera, about="letters")
    assert [talk.body for talk in talks(site)] == ["By the bus."]
    assert not site.letter(letter).waiting


def test_a_colleagues_answer_and_a_letter_taken_back_stop_it_too(site: Site) -> None:
    cast = site.cast
    letter, other = site.letter_of(cast.ana, days_ago=3), site.letter_of(cast.bo, days_ago=2)
    rivera, park, bo = site.as_(cast.rivera), site.as_(cast.park), site.as_(cast.bo)
    with_ana, with_bo = form(rivera, cast.ana), form(rivera, cast.bo)
    park.get(f"/desk/{letter}")
    form_of(park.get(f"/desk/{letter}").text, to="/answers").press(park, body="Dear Ana,")
    form_of(bo.get(f"/letters/{other}").text, to="/take-back").press(bo)
    for talk in (with_ana, with_bo):
        stopped = talk.press(rivera, about="letters", word="By the bus.")
        assert stopped.status_code == 422
        assert "Something has come between" in says(stopped.text)
        again = form_of(stopped.text, to="/talks")
        assert (again["word"], again.all("letter")) == ("By the bus.", [])
        assert "so this ends no waiting" in says(stopped.text)
    assert talks(site) == []


def test_pressed_twice_it_is_one_talk(site: Site) -> None:
    site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    talk = form(rivera, site.cast.ana)
    for _ in range(2):
        assert talk.press(rivera, about="letters", word="By the bus.").status_code == 303
    assert len(talks(site)) == 1


def test_the_back_button_and_another_word_write_nothing_and_say_so(site: Site) -> None:
    site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    talk = form(rivera, site.cast.ana)
    talk.press(rivera, about="letters", word="By the bus.")
    back = talk.press(rivera, about="letters", word="By the tram.")
    assert back.status_code == 422
    assert form_of(back.text, to="/talks")["word"] == "By the tram."
    assert [row.body for row in talks(site)] == ["By the bus."]
    assert form_of(back.text, to="/talks").press(rivera).status_code == 303
    assert [row.body for row in talks(site)] == ["By the bus.", "By the tram."]


@pytest.mark.parametrize("back", ["queue", "board", "student", "", "https://else.example/", "//else.example", "desk/x"])
def test_it_comes_back_to_where_one_came_from_and_never_to_an_address(site: Site, back: str) -> None:
    site.letter_of(site.cast.ana)
    rivera, ana = site.as_(site.cast.rivera), site.cast.ana
    there = {"queue": "/queue", "board": "/board"}.get(back, f"/students/{ana.id}")
    page = page_of(rivera, ana, f"?back={back}")
    assert f'<a class="button quiet" href="{there}' in page
    assert where(form_of(page, to="/talks").press(rivera, about="letters")) == there


def test_from_the_desk_it_goes_on_to_the_next_in_line_or_back_where_the_letter_waits_on(site: Site) -> None:
    cast = site.cast
    bos, anas = site.letter_of(cast.bo, days_ago=3), site.letter_of(cast.ana, days_ago=2)
    rivera = site.as_(cast.rivera)
    talk = form(rivera, cast.bo, "?back=desk")
    assert where(talk.filled(talk=str(uuid4())).press(rivera, about="else")) == f"/desk/{bos}"
    assert where(talk.press(rivera, about="letters")) == f"/desk/{anas}"
    assert where(form(rivera, cast.ana, "?back=desk").press(rivera, about="letters")) == "/queue"


def test_a_letter_of_another_queue_is_not_named(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        site.joins(session, cast.ana, cast.period_5)
        cast.writes(session, cast.ana, "Dear Mr. Okoye,", NOW - 3 * DAY, to=cast.period_5)
        cast.writes(session, cast.ana, "I'd rather talk.", NOW - 2 * DAY, wants=Wants.TALK)
    page = says(page_of(site.as_(cast.rivera), cast.ana))
    assert "November 14" not in page
    assert "the letter of Sunday, November 15 · unopened · would rather talk" in page


def test_the_student_sees_the_day_and_the_word_and_can_say_that_they_have_not_talked(site: Site) -> None:
    letter = site.letter_of(site.cast.ana, days_ago=3)
    rivera, ana = site.as_(site.cast.rivera), site.as_(site.cast.ana)
    yesterday = site.cast.today() - timedelta(days=1)
    form(rivera, site.cast.ana).press(rivera, about="letters", word="By the bus.", on_day=yesterday.isoformat())
    site.later(seconds=41)
    assert "You talked on November 16" in says(ana.get("/letters").text)
    page = ana.get(f"/letters/{letter}", follow_redirects=True).text
    assert "By the bus." in texts_of(page)
    form_of(page, to="/dispute").press(ana)
    assert site.letter(letter).waiting


def test_the_board_has_a_way_for_who_waits_and_the_timeline_for_everyone(site: Site) -> None:
    site.letter_of(site.cast.ana)
    rivera, class_ = site.as_(site.cast.rivera), site.cast.period_3.id
    board = rivera.get("/board").text
    assert board.count('class="talked"') == 1
    assert f'/students/{site.cast.ana.id}/talk?class={class_}&amp;back=board">We talked</a>' in board
    assert (
        f"/students/{site.cast.bo.id}/talk?class={class_}&amp;back=student"
        in rivera.get(f"/students/{site.cast.bo.id}").text
    )
