"""A draft that comes late: it was on its way while the letter or the answer that it became was sent."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from app.models import Answer, Draft, Letter
from app.models.words import digest
from tests.drawn import picture
from tests.laying import draft_with, pages
from tests.web import PageForm, Site, desk_of, form_of, says, where

FOR_A_PROGRAM = {"accept": "application/json"}
TEXT = "Dear Ms. Rivera, we moved."


def drafts(site: Site) -> list[str]:
    return sorted(row.body for row in site.all(Draft) if isinstance(row, Draft))


def saves(browser: TestClient, form: PageForm, to: str = "/drafts", **fields: str) -> dict[str, str | int]:
    """What a page is told that keeps its text by itself."""
    sent = [(name, (None, value)) for name, value in form.filled(**fields).fields]
    told = browser.post(to, files=sent, headers=FOR_A_PROGRAM)
    assert told.status_code == 200, told.text
    answer: dict[str, str | int] = told.json()
    return answer


@pytest.mark.parametrize("late", [TEXT, "Dear Ms. Rivera, we", "Dear Ms. Rivera, ", "", " \n"])
def test_a_late_draft_of_a_letter_that_was_sent_leaves_nothing(site: Site, late: str) -> None:
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text, to="/letters")
    sheet.press(ana, body=TEXT)
    told = saves(ana, sheet, body=late, revision="3")
    assert told == {"id": sheet["id"], "revision": 0, "sha256": digest(late)}
    assert drafts(site) == []
    assert [row.body for row in site.all(Letter) if isinstance(row, Letter)] == [TEXT]


def test_a_late_draft_with_another_text_is_kept_under_an_id_that_can_be_sent(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text, to="/letters")
    sheet.press(ana, body=TEXT)
    told = saves(ana, sheet, body=f"{TEXT} And now I miss the sea.")
    assert told["id"] != sheet["id"]
    assert drafts(site) == [f"{TEXT} And now I miss the sea."]
    saves(ana, sheet, body=f"{TEXT} And now I miss the sea.")
    assert len(drafts(site)) == 1, "It is known again."
    assert where(form_of(ana.get("/write").text, to="/letters").press(ana)) == "/letters"
    assert len(site.all(Letter)) == 2


def test_keep_for_later_pressed_after_the_letter_was_sent_says_that_it_has_arrived(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text, to="/letters")
    sheet.press(ana, body=TEXT)
    kept = sheet.press(ana, "Keep for later", body=TEXT)
    assert "Your letter has arrived." in says(ana.get(kept.headers["location"]).text)
    assert drafts(site) == []


def test_a_late_draft_of_a_letter_that_was_taken_back_makes_no_second_one(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text, to="/letters")
    sheet.press(ana, body=TEXT)
    form_of(ana.get("/letters").text, to="/take-back").press(ana)
    saves(ana, sheet, body=TEXT)
    assert drafts(site) == [TEXT]


def test_a_late_draft_with_a_page_that_has_not_come_is_another_one_to_which_it_can(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text, to="/letters")
    sheet.press(ana, body=TEXT)
    page = str(uuid4())
    told = saves(ana, sheet, body=TEXT, page=page)
    assert told["id"] != sheet["id"]
    came = ana.post("/pages", data={"draft": told["id"], "id": page}, files={"file": ("page.jpg", picture())})
    assert came.status_code == 201
    assert drafts(site) == [TEXT]


def test_a_late_draft_whose_pages_went_with_the_letter_leaves_nothing(site: Site) -> None:
    _, ana = draft_with(site, picture())
    sheet = form_of(ana.get("/write").text, to="/letters")
    sheet.press(ana, body="Look.")
    saves(ana, sheet, body="Look.", page=str(pages(site)[0].id))
    assert drafts(site) == []


def test_nobody_learns_from_a_late_draft_what_another_one_sent(site: Site) -> None:
    ana, bo = site.as_(site.cast.ana), site.as_(site.cast.bo)
    hers = form_of(ana.get("/write").text, to="/letters")
    hers.press(ana, body=TEXT)
    told = saves(bo, form_of(bo.get("/write").text, to="/letters"), id=hers["id"], body=TEXT)
    assert told["id"] != hers["id"]
    assert drafts(site) == [TEXT]


def on_desk(site: Site) -> tuple[TestClient, UUID, PageForm]:
    letter_id = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    rivera.get(f"/desk/{letter_id}")
    return rivera, letter_id, form_of(rivera.get(f"/desk/{letter_id}").text, to="/answers")


@pytest.mark.parametrize("late", ["Dear Ana, welcome home.", "Dear Ana, wel"])
def test_a_late_draft_of_an_answer_that_was_sent_leaves_nothing(site: Site, late: str) -> None:
    rivera, letter_id, box = on_desk(site)
    box.press(rivera, body="Dear Ana, welcome home.")
    assert saves(rivera, box, f"/letters/{letter_id}/draft", body=late, revision="2") == {"sent": box["id"]}
    assert drafts(site) == []
    assert site.count(Answer) == 1


def test_a_late_draft_of_an_answer_with_another_text_is_kept_under_an_id_that_can_be_sent(site: Site) -> None:
    rivera, letter_id, box = on_desk(site)
    box.press(rivera, body="Dear Ana, welcome home.")
    told = saves(rivera, box, f"/letters/{letter_id}/draft", body="Dear Ana, and write soon.")
    assert told["id"] != box["id"]
    assert drafts(site) == ["Dear Ana, and write soon."]


def test_a_late_draft_of_an_answer_that_was_undone_makes_no_second_one(site: Site) -> None:
    rivera, letter_id, box = on_desk(site)
    box.press(rivera, body="Dear Ana, welcome home.")
    form_of(rivera.get("/queue").text, to="/undo").press(rivera)
    told = saves(rivera, box, f"/letters/{letter_id}/draft", body="Dear Ana, welcome home.")
    assert drafts(site) == ["Dear Ana, welcome home."]
    assert told["id"] != box["id"], "It goes on under the id of the draft that came back."


@pytest.mark.parametrize(("late", "left"), [("Dear all, I swim.", []), ("Dear all,", []), ("Dear you,", ["Dear you,"])])
def test_a_late_draft_of_a_letter_to_the_class_is_kept_only_where_it_is_another_one(
    site: Site, late: str, left: list[str]
) -> None:
    rivera, at = site.as_(site.cast.rivera), f"/classes/{site.cast.period_3.id}/letter"
    sheet = form_of(rivera.get(at).text, to="/letter")
    sheet.press(rivera, body="Dear all, I swim.")
    saves(rivera, sheet, f"{at}/draft", body=late)
    assert drafts(site) == left


def test_of_two_texts_the_one_that_was_written_later_is_on_the_sheet_whenever_it_came(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text, to="/letters")
    saves(ana, sheet, body="Written just now.", age="5")
    saves(ana, sheet, body="Written on the bus, without a line.", id=str(uuid4()), age="3600")
    page = ana.get("/write").text
    assert form_of(page, to="/letters")["body"] == "Written just now."
    assert "Written on the bus, without a line." in says(page)


def test_a_phone_is_told_how_far_a_draft_of_hers_has_come_and_its_text_where_it_is_new(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    kept = saves(ana, form_of(ana.get("/write").text, to="/letters"), body="On the first phone.")
    at = f"/drafts/{kept['id']}"
    site.later(seconds=90)
    told = ana.get(f"{at}?seen=1").json()
    assert 90 <= told.pop("age") < 180
    assert told == {"id": kept["id"], "revision": 1}, "She has that text."
    assert ana.get(f"{at}?seen=nonsense").json()["body"] == "On the first phone."
    form_of(ana.get("/write").text, to="/letters").press(ana)
    assert ana.get(at).status_code == 404


def chosen(form: PageForm, *files: bytes, **fields: str) -> list[tuple[str, Any]]:
    """A form with files that are sent by the same press."""
    fields_ = [(name, (None, value)) for name, value in form.filled(**fields).fields]
    return [*fields_, *[("files", ("page.jpg", body)) for body in files]]


def test_a_photo_that_comes_after_its_letter_was_sent_is_kept_for_another_one(site: Site) -> None:
    """The back button, and one more photo."""
    ana = site.as_(site.cast.ana)
    sheet = form_of(ana.get("/write").text, to="/letters")
    for ink, more in (("red", ""), ("green", " And now I miss the sea.")):
        ana.post("/letters", files=chosen(sheet, picture(ink=ink), body=TEXT + more))
    (letter,) = (row for row in site.all(Letter) if isinstance(row, Letter))
    assert (letter.body, drafts(site)) == (TEXT, [f"{TEXT} And now I miss the sea."])
    sent, kept = sorted(pages(site), key=lambda page: page.letter_id is None)
    assert (sent.letter_id, kept.letter_id) == (letter.id, None)
    again = form_of(ana.get("/write").text, to="/letters")
    assert again.all("page") == [str(kept.id)]
    assert where(again.press(ana)) == "/letters"
    assert (site.count(Letter), drafts(site)) == (2, [])


def test_a_photo_that_comes_after_its_answer_was_sent_is_kept_for_another_one(site: Site) -> None:
    letter, rivera = site.letter_of(site.cast.ana), site.as_(site.cast.rivera)
    desk = desk_of(rivera, letter)
    for ink in ("red", "green"):
        rivera.post(f"/letters/{letter}/answers", files=chosen(desk, picture(ink=ink), body="Dear Ana, look."))
    (answer,) = (row for row in site.all(Answer) if isinstance(row, Answer))
    sent, kept = sorted(pages(site), key=lambda page: page.answer_id is None)
    assert (sent.answer_id, kept.answer_id) == (answer.id, None)
    (draft,) = (row for row in site.all(Draft) if isinstance(row, Draft))
    assert (kept.draft_id, draft.to_id) == (draft.id, site.cast.ana.id)
