"""A form that can't be taken comes back as it was written, says why, and nothing of it was done."""

import pytest

from app.db import transaction
from app.models import Answer, ClassLetter, Draft, Person
from app.models.letter import Wants
from app.models.words import LONGEST
from app.routers.home import LONGEST_NAME
from tests.cast import DAY
from tests.laying import draft_with, pages
from tests.web import Site, desk_of, form_of, says
from tests.worries import a_worry

NUL = "Dear \x00 you, it is not lost."
WHY = "There is a character in this text that can't be kept"


def drafts(site: Site) -> list[str]:
    return [row.body for row in site.all(Draft) if isinstance(row, Draft)]


@pytest.mark.parametrize("button", ["", "I have read it", "Keep", "We talked"])
def test_the_desk_comes_back_with_its_text_and_no_waiting_has_ended(site: Site, button: str) -> None:
    """Also where the button ends the waiting by itself: with the text it would be gone from the list."""
    with transaction(site.cast.database) as session:
        letter = site.cast.writes(session, site.cast.ana, "Just this.", site.cast.at - DAY, wants=Wants.READ).id
    rivera = site.as_(site.cast.rivera)
    refused = desk_of(rivera, letter).press(rivera, button, body=NUL)
    assert refused.status_code == 422
    assert WHY in says(refused.text)
    assert form_of(refused.text, to="/answers")["body"] == NUL
    assert site.letter(letter).waiting
    assert (drafts(site), site.count(Answer)) == ([], 0)


def test_a_file_that_is_no_page_leaves_the_answer_on_the_desk_to_be_sent(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    desk = desk_of(rivera, site.letter_of(site.cast.ana))
    written = [(name, (None, value)) for name, value in desk.filled(body="Look.").fields]
    for button in ("Add them", ""):
        to = desk.buttons[button] if button else desk.action
        refused = rivera.post(to, files=[*written, ("files", ("cat.jpg", b"no picture"))])
        assert refused.status_code == 422
        assert "can’t be a page" in says(refused.text)
        again = form_of(refused.text, to="/answers")
        assert again["body"] == "Look."
    assert site.count(Answer) == 0
    again.press(rivera)
    assert site.count(Answer) == 1


@pytest.mark.parametrize("button", ["", "Keep"])
def test_a_letter_to_a_student_who_has_not_written_comes_back(site: Site, button: str) -> None:
    rivera = site.as_(site.cast.rivera)
    form = form_of(rivera.get(f"/students/{site.cast.bo.id}").text, to="/letters")
    refused = form.press(rivera, button, body=NUL)
    assert refused.status_code == 422
    assert WHY in says(refused.text)
    assert form_of(refused.text, to="/letters")["body"] == NUL
    assert (drafts(site), site.count(Answer)) == ([], 0)


def test_a_letter_to_the_class_that_cannot_be_kept_comes_back_with_its_question(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    form = form_of(rivera.get(f"/classes/{site.cast.period_3.id}/letter").text, to="/letter/draft")
    refused = form.press(rivera, "Keep for later", body=NUL, question="What is new?")
    assert refused.status_code == 422
    again = form_of(refused.text, to="/letter/draft")
    assert (again["body"], again["question"]) == (NUL, "What is new?")
    assert (drafts(site), site.count(ClassLetter)) == ([], 0)


@pytest.mark.parametrize(
    ("typed", "why"),
    [("A" * (LONGEST_NAME + 1), "This text is longer than"), ("Ana\x00", WHY)],
    ids=["too long", "a NUL"],
)
@pytest.mark.parametrize("field", ["goes_by", "say"])
def test_a_name_that_cannot_be_kept_comes_back_and_she_is_called_as_before(
    site: Site, field: str, typed: str, why: str
) -> None:
    ana = site.as_(site.cast.ana)
    refused = form_of(ana.get("/you").text, to="/you").press(ana, **{field: typed})
    assert refused.status_code == 422
    assert why in says(refused.text)
    assert form_of(refused.text, to="/you")[field] == typed
    with transaction(site.cast.database) as session:
        hers = session.get_one(Person, (site.cast.school.id, site.cast.ana.id))
        assert (hers.goes_by, hers.say) == ("Ana", "")


def test_words_beside_a_page_that_are_too_long_come_back(site: Site) -> None:
    _, ana = draft_with(site, b"\xff\xd8\xff no picture")
    words = "A cat. " * LONGEST
    refused = form_of(ana.get(f"/pages/{pages(site)[0].id}").text, to="/words").press(ana, words=words)
    assert refused.status_code == 422
    assert "This text is longer than" in says(refused.text)
    assert form_of(refused.text, to="/words")["words"] == words
    assert pages(site)[0].words == ""


def test_a_worry_is_opened_again_only_with_a_reason(site: Site) -> None:
    bell, address = site.as_(site.cast.bell), f"/worries/{a_worry(site)}"
    form_of(bell.get(address).text, "/handled").press(bell, why="I have rung her aunt.")
    refused = form_of(bell.get(address).text, "/open").press(bell, why=" ")
    assert refused.status_code == 422
    assert '<details class="fold" id="open" open>' in refused.text
    assert "opened it again" not in says(bell.get(address).text)
