"""My letters: where each one stands, in words that are true, and what can still be done with it."""

from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Answer, Letter, Postscript
from app.models.letter import Wants
from app.models.settling import OnDesk, mark_read, record_talk
from tests.web import Site, form_of, says, texts_of, where


def opened(browser: TestClient, letter: UUID) -> str:
    """The desk of a letter, once the first look is written down."""
    browser.get(f"/desk/{letter}")
    return browser.get(f"/desk/{letter}").text


def both_pages(browser: TestClient, letter: UUID) -> list[str]:
    """What the timeline and the letter's own page say."""
    return [says(browser.get(address).text) for address in ("/letters", f"/letters/{letter}")]


def test_a_letter_nobody_has_opened_is_with_the_teacher(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    for page in both_pages(site.as_(site.cast.ana), letter):
        assert "Ms. Rivera has it" in page or "Mr. Park has it" in page
        assert "has read it" not in page


def test_a_letter_that_was_opened_says_so_and_that_the_answer_is_to_come(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    opened(site.as_(site.cast.rivera), letter)
    for page in both_pages(site.as_(site.cast.ana), letter):
        assert "has read it, the answer is still to come" in page


def test_an_answer_on_its_way_shows_in_nothing_that_the_student_sees(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    ana, rivera = site.as_(site.cast.ana), site.as_(site.cast.rivera)
    desk = opened(rivera, letter)
    before = [ana.get(address).text for address in ("/letters", "/write")]
    form_of(desk).press(rivera, body="Dear Ana, tell me about the stairs.")
    sent = site.all(Answer)[0]
    assert isinstance(sent, Answer)
    assert [_without_ids(ana.get(address).text) for address in ("/letters", "/write")] == [
        _without_ids(page) for page in before
    ]
    assert ana.get(f"/letters/{sent.id}").status_code == 404
    assert "stairs" not in ana.get(f"/letters/{letter}").text
    site.later(seconds=41)
    for address in ("/letters", "/write", f"/letters/{sent.id}", f"/letters/{letter}"):
        page = ana.get(address)
        assert "stairs" in (page if page.status_code == 200 else ana.get(address)).text


def _without_ids(page: str) -> str:
    """A page without the new id that each sheet has."""
    return page.replace(form_of(page, to="/letters")["id"], "") if 'name="id"' in page else page


def test_an_answered_letter_says_who_answered_and_the_answer_is_new_once(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    ana, rivera = site.as_(site.cast.ana), site.as_(site.cast.rivera)
    form_of(opened(rivera, letter)).press(rivera, body="Dear Ana,")
    site.later(seconds=41)
    first = says(ana.get("/letters").text)
    assert "Ms. Rivera answered" in first
    assert " new " in first
    answer = site.all(Answer)[0]
    assert isinstance(answer, Answer)
    assert ana.get(f"/letters/{answer.id}").status_code == 303
    assert ana.get(f"/letters/{answer.id}").status_code == 200
    assert " new " not in says(ana.get("/letters").text)


def test_a_talk_says_its_day_and_the_student_can_say_that_there_was_none(site: Site) -> None:
    cast = site.cast
    letter = site.letter_of(cast.ana)
    with transaction(cast.database) as session:
        talk = OnDesk(cast.period_3.id, cast.ana.id, seen={letter: 1})
        record_talk(session, cast.viewer(cast.rivera), talk, cast.today(), "At the lockers.")
    ana = site.as_(cast.ana)
    assert "You talked" not in says(ana.get("/letters").text)
    site.later(seconds=41)
    page = ana.get("/letters").text
    assert "You talked on" in says(page)
    assert "At the lockers." in texts_of(page)
    said = form_of(page, to="/dispute").press(ana)
    told = says(ana.get(said.headers["location"]).text)
    assert "Your letter waits for an answer again." in told
    assert "You talked on" not in told
    assert site.letter(letter).waiting


def test_a_letter_that_was_only_to_be_read_says_that_it_was(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        letter = cast.writes(session, cast.ana, wants=Wants.READ).id
        mark_read(session, cast.viewer(cast.rivera), OnDesk(cast.period_3.id, cast.ana.id, seen={letter: 1}))
    ana = site.as_(cast.ana)
    site.later(seconds=41)
    for page in both_pages(ana, letter):
        assert "Ms. Rivera has read it" in page
        assert "still to come" not in page


def test_a_letter_is_taken_back_before_it_was_opened_and_not_after(site: Site) -> None:
    cast = site.cast
    first, second = site.letter_of(cast.ana, "One."), site.letter_of(cast.bo, "Two.")
    ana, bo = site.as_(cast.ana), site.as_(cast.bo)
    bos_page = bo.get(f"/letters/{second}").text
    opened(site.as_(cast.rivera), second)
    back = form_of(ana.get(f"/letters/{first}").text, to="/take-back").press(ana)
    assert form_of(ana.get(back.headers["location"]).text, to="/letters")["body"] == "One."
    assert ana.get(f"/letters/{first}").status_code == 404
    late = form_of(bos_page, to="/take-back").press(bo)
    assert "It has just been opened" in says(bo.get(late.headers["location"]).text)
    assert site.letter(second).waiting
    assert "Take it back" not in says(bo.get("/letters").text)


def test_a_postscript_is_added_while_the_letter_waits_and_comes_twice_but_once(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    ana = site.as_(site.cast.ana)
    form = form_of(ana.get(f"/letters/{letter}").text)
    for _ in range(2):
        assert where(form.press(ana, postscript="\nP.S. <b>And</b> the cat came too.")) == "/letters"
    assert texts_of(ana.get(f"/letters/{letter}").text)[1:] == ["\nP.S. <b>And</b> the cat came too."]
    assert site.count(Postscript) == 1


def test_a_postscript_to_a_settled_letter_becomes_a_letter_that_waits(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    ana, rivera = site.as_(site.cast.ana), site.as_(site.cast.rivera)
    form = form_of(ana.get(f"/letters/{letter}").text)
    form_of(opened(rivera, letter)).press(rivera, body="Dear Ana,")
    form.press(ana, postscript="And one more thing.")
    waiting = [row.body for row in site.all(Letter) if isinstance(row, Letter) and row.waiting]
    assert waiting == ["And one more thing."]


@pytest.mark.parametrize("words", ["", "x" * 100_001])
def test_a_postscript_that_is_refused_comes_back(site: Site, words: str) -> None:
    letter = site.letter_of(site.cast.ana)
    ana = site.as_(site.cast.ana)
    page = form_of(ana.get(f"/letters/{letter}").text).press(ana, postscript=words)
    assert page.status_code == 422
    assert form_of(page.text)["postscript"] == words


def test_somebody_elses_postscript_is_neither_added_nor_shown(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    ana = site.as_(site.cast.ana)
    form = form_of(ana.get(f"/letters/{letter}").text)
    page = form.press(ana, writer=str(site.cast.bo.id), postscript="A secret.")
    assert page.status_code == 409
    assert "secret" not in page.text
    assert site.count(Postscript) == 0


def test_a_letter_without_an_answer_shows_no_number_of_days_to_its_writer(site: Site) -> None:
    site.letter_of(site.cast.ana, days_ago=9)
    assert "9 days" not in says(site.as_(site.cast.ana).get("/letters").text)


def test_an_empty_timeline_says_what_it_will_hold(site: Site) -> None:
    assert "yours to keep" in says(site.as_(site.cast.ana).get("/letters").text)


def test_ids_of_a_form_that_are_strange_are_no_error(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    ana = site.as_(site.cast.ana)
    form = form_of(ana.get(f"/letters/{letter}").text)
    assert form.press(ana, id="not an id", postscript="Hello.").status_code == 303
    assert form.press(ana, id=str(uuid4()), writer="not an id", postscript="Hello.").status_code == 409


def test_a_postscript_that_was_sent_and_then_changed_is_kept_and_she_is_told(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    ana = site.as_(site.cast.ana)
    form = form_of(ana.get(f"/letters/{letter}").text, to="/postscripts")
    form.press(ana, postscript="My cat is ill.")
    back = form.press(ana, postscript="My cat is well again.")  # the back button
    page = ana.get(back.headers["location"]).text
    assert "Kept." in says(page)
    assert "My cat is well again." in texts_of(page)
    assert [row.body for row in site.all(Postscript) if isinstance(row, Postscript)] == ["My cat is ill."]
