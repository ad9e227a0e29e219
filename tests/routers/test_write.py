"""The sheet: what is sent, kept and refused, and that no word is lost on the way."""

from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Draft, Letter, Preference, Receipt
from app.models.letter import Wants
from app.models.words import LONGEST
from tests.web import PageForm, Site, form_of, says, texts_of, where


def sheet_of(browser: TestClient, address: str = "/write") -> PageForm:
    return form_of(browser.get(address).text, to="/letters")


def letters(site: Site) -> list[Letter]:
    return sorted((row for row in site.all(Letter) if isinstance(row, Letter)), key=lambda letter: letter.received_at)


def drafts(site: Site) -> list[str]:
    return [row.body for row in site.all(Draft) if isinstance(row, Draft)]


def test_a_letter_that_is_sent_waits_and_its_writer_is_told(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sent = sheet_of(ana).press(ana, body="Dear Ms. Rivera, we moved.")
    told = ana.get(sent.headers["location"])
    assert "Your letter has arrived." in says(told.text)
    assert "Ms. Rivera has it" in says(told.text)
    assert [letter.waiting for letter in letters(site)] == [True]


def test_the_same_form_sent_again_makes_one_letter(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = sheet_of(ana)
    for _ in range(3):
        assert where(sheet.press(ana, body="Dear Ms. Rivera,")) == "/letters"
    assert len(letters(site)) == 1
    assert site.count(Receipt) == 1


def test_another_text_in_a_form_that_was_sent_is_kept_beside_it(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = sheet_of(ana)
    sheet.press(ana, body="The first text.")
    again = sheet.press(ana, body="The first text, and more.")
    assert "That letter was sent before." in says(ana.get(again.headers["location"]).text)
    assert [letter.body for letter in letters(site)] == ["The first text."]
    assert sheet_of(ana)["body"] == "The first text, and more."


def test_a_letter_that_was_taken_back_is_not_revived_by_its_old_form(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = sheet_of(ana)
    sheet.press(ana, body="I did not mean it.")
    back = form_of(ana.get("/letters").text, to="/take-back").press(ana)
    assert "It is yours again." in says(ana.get(back.headers["location"]).text)
    sheet.press(ana, body="I did not mean it.")
    assert [(letter.waiting, letter.body) for letter in letters(site)] == [(False, None)]
    assert drafts(site) == ["I did not mean it."]
    fresh = sheet_of(ana)
    assert fresh["body"] == "I did not mean it."
    fresh.press(ana)
    assert [letter.body for letter in letters(site) if letter.waiting] == ["I did not mean it."]


@pytest.mark.parametrize(("wants", "wish"), [("answer", ""), ("read", "Just read it"), ("talk", "I'd rather talk")])
def test_what_she_asks_for_goes_with_the_letter(site: Site, wants: str, wish: str) -> None:
    ana = site.as_(site.cast.ana)
    sheet_of(ana).press(ana, body="Something happened.", wants=wants)
    assert letters(site)[0].wants == wants
    assert wish in says(ana.get("/letters").text)


def test_what_nobody_could_have_chosen_asks_for_an_answer(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet_of(ana).press(ana, body="Something happened.", wants="a pony")
    assert letters(site)[0].wants is Wants.ANSWER


def test_id_rather_talk_can_be_sent_alone(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    assert sheet_of(ana).press(ana, body="", wants="talk").status_code == 303
    assert [(letter.body, letter.waiting) for letter in letters(site)] == [("", True)]
    letter = letters(site)[0].id
    rivera = site.as_(site.cast.rivera)
    rivera.get(f"/desk/{letter}")
    assert "I'd rather talk" in says(rivera.get(f"/desk/{letter}").text)


@pytest.mark.parametrize(("body", "wants"), [("", "answer"), (" \n\t ", "read")])
def test_a_letter_with_nothing_in_it_comes_back(site: Site, body: str, wants: str) -> None:
    ana = site.as_(site.cast.ana)
    page = sheet_of(ana).press(ana, body=body, wants=wants)
    assert page.status_code == 422
    assert "There is nothing written yet." in says(page.text)
    again = form_of(page.text, to="/letters")
    assert (again["body"], again["wants"]) == (body, wants)


def test_a_text_is_kept_for_later_and_gone_on_with(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    kept = sheet_of(ana).press(ana, "Keep for later", body="\nIt is late, and", wants="read")
    assert "It is late, and" in says(ana.get(kept.headers["location"]).text)
    again = sheet_of(ana)
    assert (again["body"], again["wants"], again["revision"]) == ("\nIt is late, and", "read", "1")
    again.press(ana, body="\nIt is late, and now I know.")
    assert drafts(site) == []
    assert [letter.body for letter in letters(site)] == ["\nIt is late, and now I know."]


def test_two_windows_keep_two_texts_and_both_are_there(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet_of(ana).press(ana, "Keep for later", body="A beginning.")
    one, other = sheet_of(ana), sheet_of(ana)
    one.press(ana, "Keep for later", body="A beginning, and a middle.")
    other.press(ana, "Keep for later", body="A beginning, and an end.")
    assert sorted(drafts(site)) == ["A beginning, and a middle.", "A beginning, and an end."]
    page = ana.get("/write").text
    shown = {form_of(page, to="/letters")["body"], *texts_of(page)}
    assert shown == {"A beginning, and a middle.", "A beginning, and an end."}


@pytest.mark.parametrize(
    "body", ["\nfirst", "\n\n\nfirst", "last\n", "  two  spaces\t", "a\rb", "🐈", "\u202eright\u202c to left"]
)
def test_a_text_is_kept_to_the_letter(site: Site, body: str) -> None:
    ana = site.as_(site.cast.ana)
    sheet_of(ana).press(ana, "Keep for later", body=body)
    body = body.replace("\r", "\n")
    sheet = sheet_of(ana)
    assert sheet["body"] == body
    sheet.press(ana)
    letter = letters(site)[0]
    assert letter.body == body
    assert texts_of(ana.get(f"/letters/{letter.id}").text) == [body]


@pytest.mark.parametrize("character", ["a", "é", "字", "🐈"])
def test_a_hundred_thousand_characters_are_taken_and_one_more_comes_back_whole(site: Site, character: str) -> None:
    ana = site.as_(site.cast.ana)
    sheet = sheet_of(ana)
    page = sheet.press(ana, body=character * (LONGEST + 1))
    assert page.status_code == 422
    assert "longer than 100,000 characters" in says(page.text)
    assert form_of(page.text, to="/letters")["body"] == character * (LONGEST + 1)
    assert sheet.press(ana, "Keep for later", body=character * (LONGEST + 1)).status_code == 422
    assert sheet.press(ana, body=character * LONGEST).status_code == 303
    assert [letter.body for letter in letters(site)] == [character * LONGEST]


def test_a_text_of_two_megabytes_comes_back_whole(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    body = "All work and no play. " * 95_000
    page = sheet_of(ana).press(ana, body=body)
    assert page.status_code == 422
    assert form_of(page.text, to="/letters")["body"] == body


def test_a_text_with_a_nul_is_refused_in_words(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    page = sheet_of(ana).press(ana, body="Dear\x00 Ms. Rivera")
    assert page.status_code == 422
    assert "There is a character in this text that can't be kept" in says(page.text)
    assert letters(site) == []


@pytest.mark.parametrize("button", ["Send to Ms. Rivera", "Keep for later"])
def test_what_somebody_else_wrote_is_neither_sent_nor_shown(site: Site, button: str) -> None:
    phone = site.as_(site.cast.ana)
    sheet = sheet_of(phone)
    phone.cookies = site.as_(site.cast.bo).cookies
    page = sheet.press(phone, button, body="A secret of Ana's.")
    assert page.status_code == 409
    assert "secret" not in page.text
    assert letters(site) == []
    assert drafts(site) == []


def test_the_language_for_the_answer_is_remembered_and_one_that_is_none_is_not(site: Site) -> None:
    ana, rivera = site.as_(site.cast.ana), site.as_(site.cast.rivera)
    sheet_of(ana).press(ana, body="Hola.", answer_in="es")
    assert sheet_of(ana)["answer_in"] == "es"
    desk = f"/desk/{letters(site)[0].id}"
    rivera.get(desk)
    assert "Please answer in Español." in says(rivera.get(desk).text)
    sheet_of(ana).press(ana, body="And again.", answer_in="zz-nonsense")
    assert sheet_of(ana)["answer_in"] == ""
    hers = [row for row in site.all(Preference) if isinstance(row, Preference) and row.person_id == site.cast.ana.id]
    assert [row.value for row in hers] == [""]
    rivera.get(desk)
    assert rivera.get(desk).status_code == 200


def test_who_reads_stands_on_the_sheet_before_the_first_word(site: Site) -> None:
    page = says(site.as_(site.cast.ana).get("/write").text)
    assert "These people read this: Ms. Rivera, Mr. Park." in page.replace(
        "Mr. Park, Ms. Rivera", "Ms. Rivera, Mr. Park"
    )


def test_a_student_of_two_teachers_is_asked_to_whom(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        site.joins(session, cast.ana, cast.period_5)
    ana = site.as_(cast.ana)
    assert "To whom would you like to write?" in says(ana.get("/write").text)
    sheet_of(ana, f"/write?to={cast.period_5.id}").press(ana, body="Dear Mr. Okoye,")
    assert letters(site)[0].queue_id == cast.period_5.id
    assert sheet_of(ana, f"/write?to={cast.period_3.id}")["classroom"] == str(cast.period_3.id)


def test_who_held_the_pen_and_in_which_language_is_said_beside_the_letter(site: Site) -> None:
    ana, rivera = site.as_(site.cast.ana), site.as_(site.cast.rivera)
    kept = sheet_of(ana).press(ana, "Keep for later", body="Querida maestra,", language="es", helper="Mr. O'Neil")
    assert where(kept) == "/letters"
    assert (sheet_of(ana)["helper"], sheet_of(ana)["body"]) == ("Mr. O'Neil", "Querida maestra,")
    sheet_of(ana).press(ana)
    letter = letters(site)[0]
    assert (letter.helper, letter.language) == ("Mr. O'Neil", "es")
    rivera.get(f"/desk/{letter.id}")
    desk = rivera.get(f"/desk/{letter.id}").text
    assert "Mr. O'Neil held the pen" in says(desk)
    assert 'lang="es"' in desk


def test_a_name_of_whoever_held_the_pen_that_is_too_long_comes_back_with_everything(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    refused = sheet_of(ana).press(ana, body="Still here.", helper="x" * 500)
    assert refused.status_code == 422
    assert form_of(refused.text, to="/letters")["body"] == "Still here."
    assert len(form_of(refused.text, to="/letters")["helper"]) == 500
    assert letters(site) == []


def test_a_teacher_who_writes_to_her_coach_signs_in_again_with_her_password_and_a_student_with_her_card(
    site: Site,
) -> None:
    for writer, door, asks in (
        (site.cast.rivera, "/sign-in", "Password"),
        (site.cast.ana, "/card", "The code on your card"),
    ):
        browser = site.as_(writer)
        page = browser.get("/write").text
        assert f'<a href="{door}?next=/write%3Fto%3D' in page
        signed_out = sheet_of(browser).press(site.nobody, body="Dear you, I was signed out.")
        assert signed_out.status_code == 401
        assert asks in says(signed_out.text)
        again = form_of(signed_out.text, to=door)
        assert "I was signed out." in again["kept"]
        sheet_of(browser).press(browser, body="Dear you, it is here.")
        letter = letters(site)[-1]
        postscript = form_of(browser.get(f"/letters/{letter.id}").text, to="/postscripts")
        signed_out = postscript.press(site.nobody, postscript="P.S. I was signed out again.")
        assert "signed out again." in form_of(signed_out.text, to=door)["kept"]


def test_a_letter_that_comes_back_stays_one_of_its_own_beside_an_older_draft(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    empty = sheet_of(ana)
    sheet_of(ana).press(ana, "Keep for later", body="An older draft.", id=str(uuid4()))
    back = empty.press(ana, body="A letter \x00 of today.")
    again = form_of(back.text, to="/letters")
    assert (again["id"], again["body"]) == (empty["id"], "A letter \x00 of today.")
    again.press(ana, body="A letter of today.")
    assert [letter.body for letter in letters(site)] == ["A letter of today."]
    assert drafts(site) == ["An older draft."]


def test_a_phone_is_told_what_the_school_has_of_its_letter_now(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    sheet = sheet_of(ana)
    told = sheet.press(ana, accept="application/json", body="Dear Ms. Rivera,\n\nwe moved.").json()
    assert told == {"id": sheet["id"], "sha256": letters(site)[0].sha256, "to": "/letters?said=received"}
