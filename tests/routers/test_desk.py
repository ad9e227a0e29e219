"""The desk: every ending by its button, what comes between, and undo."""

from uuid import UUID, uuid4

from starlette.testclient import TestClient

from app.db import transaction
from app.models import Answer, Draft, Letter, Opening
from app.models.handover import hand_over
from app.models.letter import Wants, add_postscript
from tests.cast import DAY, NOW
from tests.web import PageForm, Site, desk_of, form_of, says, texts_of, title_of, where


def page_of(browser: TestClient, letter: UUID) -> str:
    """The desk of a letter, once the first look is written down."""
    browser.get(f"/desk/{letter}")
    return browser.get(f"/desk/{letter}").text


def answers(site: Site) -> list[Answer]:
    return [row for row in site.all(Answer) if isinstance(row, Answer)]


def drafts(site: Site) -> list[str]:
    return sorted(row.body for row in site.all(Draft) if isinstance(row, Draft))


def undo_of(browser: TestClient) -> PageForm:
    return form_of(browser.get("/queue").text, to="/undo")


def test_sending_opens_the_next_in_line_and_after_the_last_the_queue(site: Site) -> None:
    cast = site.cast
    anas, bos, linhs = (
        site.letter_of(one, days_ago=days) for one, days in ((cast.ana, 5), (cast.bo, 9), (cast.linh, 2))
    )
    rivera = site.as_(cast.rivera)
    for letter, there in ((anas, f"/desk/{linhs}"), (linhs, f"/desk/{bos}"), (bos, "/queue")):
        assert where(desk_of(rivera, letter).press(rivera, body="Dear you,")) == there
    assert "Nobody is waiting" in says(rivera.get("/queue").text)


def test_undo_within_half_a_minute_gives_the_text_back_and_the_letter_waits(site: Site) -> None:
    letter = site.letter_of(site.cast.ana, days_ago=3)
    rivera = site.as_(site.cast.rivera)
    desk = desk_of(rivera, letter)
    desk.press(rivera, body="\nDear Ana, too soon.")
    assert not site.letter(letter).waiting
    back = undo_of(rivera).press(rivera)
    assert where(back) == f"/desk/{letter}"
    assert site.letter(letter).waiting
    page = rivera.get(back.headers["location"]).text
    assert "Nothing has gone out." in says(page)
    assert form_of(page, to="/answers")["body"] == "\nDear Ana, too soon."
    assert "waiting 3 days" in says(page)
    desk.press(rivera, body="\nDear Ana, too soon.")  # the back button, and the same form again
    assert answers(site) == []
    form_of(page, to="/answers").press(rivera, body="Dear Ana, better now.")
    assert [answer.body for answer in answers(site)] == ["Dear Ana, better now."]
    assert drafts(site) == []


def test_undo_is_offered_for_half_a_minute_and_comes_too_late_after_delivery(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    desk_of(rivera, letter).press(rivera, body="Dear Ana,")
    undo = undo_of(rivera)
    site.later(seconds=31)
    assert "is on its way" not in says(rivera.get("/queue").text)
    site.later(seconds=10)
    late = undo.press(rivera)
    assert "it has gone out already" in says(rivera.get(late.headers["location"]).text)
    assert not site.letter(letter).waiting


def test_an_answer_sent_twice_is_one_answer(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    desk = desk_of(rivera, site.letter_of(site.cast.ana))
    for _ in range(2):
        assert where(desk.press(rivera, body="Dear Ana,")) == "/queue"
    assert len(answers(site)) == 1


def test_one_answer_covers_both_letters_and_an_unticked_one_waits_on(site: Site) -> None:
    cast = site.cast
    first, second = site.letter_of(cast.ana, "One.", days_ago=4), site.letter_of(cast.ana, "Two.", days_ago=1)
    rivera = site.as_(cast.rivera)
    desk = desk_of(rivera, second)
    assert len(desk.all("letter")) == 2
    desk.press(rivera, body="To the newer one.", letter=[f"{second}:1"])
    assert (site.letter(first).waiting, site.letter(second).waiting) == (True, False)
    undo_of(rivera).press(rivera)
    desk_of(rivera, first).press(rivera, body="To both.", letter=desk.all("letter"))
    assert (site.letter(first).waiting, site.letter(second).waiting) == (False, False)
    assert len(answers(site)) == 1


def test_with_no_letter_ticked_the_form_comes_back_with_its_text(site: Site) -> None:
    site.letter_of(site.cast.ana, days_ago=1)
    rivera = site.as_(site.cast.rivera)
    page = desk_of(rivera, site.letter_of(site.cast.ana)).press(rivera, body="Dear Ana,", letter=None)
    assert page.status_code == 422
    assert "Tick at least one letter" in says(page.text)
    assert form_of(page.text, to="/answers")["body"] == "Dear Ana,"


def test_a_postscript_that_came_meanwhile_stops_the_answer_and_keeps_its_text(site: Site) -> None:
    cast, rivera = site.cast, site.as_(site.cast.rivera)
    letter = site.letter_of(cast.ana)
    desk = desk_of(rivera, letter)
    with transaction(cast.database) as session:
        add_postscript(session, cast.viewer(cast.ana), site.letter(letter), uuid4(), "My cat is ill.")
    page = rivera.get(desk.press(rivera, body="Dear Ana,").headers["location"]).text
    assert "Nothing was sent" in says(page)
    assert "Ana added a P.S. since you began." in says(page)
    assert "My cat is ill." in texts_of(page)
    assert site.letter(letter).waiting
    again = form_of(page, to="/answers")
    assert again["body"] == "Dear Ana,"
    again.press(rivera)
    assert not site.letter(letter).waiting


def test_the_second_of_two_teachers_is_told_and_keeps_her_text(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera, park = site.as_(site.cast.rivera), site.as_(site.cast.park)
    mine, his = desk_of(rivera, letter), desk_of(park, letter)
    his.press(park, body="From Mr. Park.")
    page = rivera.get(mine.press(rivera, body="From Ms. Rivera.").headers["location"]).text
    assert "Nothing was sent" in says(page)
    assert "Mr. Park has answered this letter: it waits no longer." in says(page)
    assert "From Ms. Rivera." in page
    assert [answer.body for answer in answers(site)] == ["From Mr. Park."]
    assert drafts(site) == ["From Ms. Rivera."]


def test_a_letter_that_went_to_another_class_is_answered_there_and_not_by_who_had_it_before(site: Site) -> None:
    cast = site.cast
    letter, rivera = site.letter_of(cast.ana), site.as_(site.cast.rivera)
    desk = desk_of(rivera, letter)
    with transaction(cast.database) as session:
        hand_over(session, cast.viewer(cast.lund), cast.ana.id, cast.period_3.id, cast.period_5.id)
    for button in ("", "Keep", "Set it aside"):
        assert desk.press(rivera, button, body="Dear Ana,").status_code == 404
    assert (answers(site), site.letter(letter).waiting) == ([], True)
    okoye = site.as_(cast.okoye)
    desk_of(okoye, letter).press(okoye, body="Dear Ana,")
    assert not site.letter(letter).waiting


def test_a_letter_that_was_taken_back_meanwhile_leaves_the_text_with_the_student(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    ana, rivera = site.as_(site.cast.ana), site.as_(site.cast.rivera)
    earlier = site.letter_of(site.cast.ana, days_ago=2)
    desk = desk_of(rivera, earlier)
    fresh = site.letter_of(site.cast.ana, "Never mind.")
    form_of(ana.get(f"/letters/{fresh}").text, to="/take-back").press(ana)
    stopped = desk.press(rivera, body="Dear Ana,", letter=[*desk.all("letter"), f"{fresh}:1"])
    assert "Nothing was sent" in says(rivera.get(stopped.headers["location"]).text)
    assert site.letter(letter).waiting
    assert drafts(site) == ["Dear Ana,", "Never mind."]  # hers, and what the student has again


def test_we_talked_keeps_what_stands_in_the_box_before_it_leaves_the_desk(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    asked = desk_of(rivera, letter).filled(then="talk")
    away = asked.press(rivera, "We talked", body="Half a letter")
    assert where(away) == f"/students/{site.cast.ana.id}/talk"
    assert away.headers["location"].endswith(f"?class={site.cast.period_3.id}&back=desk")
    assert drafts(site) == ["Half a letter"]
    assert site.letter(letter).waiting
    talk = form_of(rivera.get(away.headers["location"]).text, to="/talks")
    assert where(talk.press(rivera, about="letters")) == "/queue", "Nobody else waits."
    assert drafts(site) == ["Half a letter"]


def test_only_what_was_to_be_read_is_marked_read(site: Site) -> None:
    cast, rivera = site.cast, site.as_(site.cast.rivera)
    asks = site.letter_of(cast.ana, "Please write back.", days_ago=2)
    with transaction(cast.database) as session:
        only = cast.writes(session, cast.ana, "Only this.", NOW - DAY, wants=Wants.READ).id
    desk_of(rivera, only).press(rivera, "I have read it", body="A beginning")
    assert (site.letter(asks).waiting, site.letter(only).waiting) == (True, False)
    assert drafts(site) == ["A beginning"]
    assert "I have read it" not in desk_of(rivera, asks).buttons


def test_read_cannot_be_said_of_a_letter_that_asks_for_an_answer(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    desk = desk_of(rivera, letter).filled(read_only=str(letter))
    desk.action = f"/letters/{letter}/read"
    desk.press(rivera)
    assert site.letter(letter).waiting


def test_the_page_that_saves_by_itself_is_told_the_id_and_the_revision(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    desk = desk_of(rivera, letter)
    saved = desk.press(rivera, "Keep", accept="application/json", body="Dear").json()
    assert saved == {"id": desk["id"], "revision": 1}
    newer = desk.press(rivera, "Keep", accept="application/json", body="Dear Ana", revision="1").json()
    assert newer == {"id": desk["id"], "revision": 2}
    forked = desk.press(rivera, "Keep", accept="application/json", body="Dear Bo", revision="1").json()
    assert forked["id"] != desk["id"]
    assert drafts(site) == ["Dear Ana", "Dear Bo"]
    assert site.letter(letter).waiting
    assert desk.press(rivera, "Keep", accept="application/json", body="").json() == {}


def test_a_draft_names_only_letters_of_this_student_whatever_its_form_says(site: Site) -> None:
    letter, bos = site.letter_of(site.cast.ana), site.letter_of(site.cast.bo)
    rivera = site.as_(site.cast.rivera)
    desk = desk_of(rivera, letter)
    strange = [f"{uuid4()}:1", f"{bos}:1", f"{letter}:{'9' * 30}", "nonsense", f"{letter}:-1"]
    for button in ("", "Keep", "We talked"):
        assert desk.press(rivera, button, body="Dear Ana,", letter=strange, id=str(uuid4())).status_code == 303
    assert (site.letter(letter).waiting, site.letter(bos).waiting) == (True, True)


def test_a_first_look_is_written_down_once_for_each_reader_and_never_on_a_prefetch(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera, park = site.as_(site.cast.rivera), site.as_(site.cast.park)
    assert rivera.get(f"/desk/{letter}", headers={"sec-purpose": "prefetch"}).status_code == 204
    assert (site.count(Opening), site.letter(letter).opened_at) == (0, None)
    for browser in (rivera, rivera, park):
        page_of(browser, letter)
    assert site.count(Opening) == 2
    assert site.letter(letter).waiting


def test_no_list_shows_a_word_of_a_letter_and_no_title_a_name(site: Site) -> None:
    letter = site.letter_of(site.cast.ana, "Quetzal. A word that stands nowhere else.")
    rivera = site.as_(site.cast.rivera)
    for address in ("/queue", "/board", "/students"):
        assert "uetzal" not in rivera.get(address).text
    assert "Quetzal" in page_of(rivera, letter)
    for address in ("/queue", "/board", f"/desk/{letter}", f"/students/{site.cast.ana.id}"):
        assert "Ana" not in title_of(rivera.get(address).text)


def test_the_answer_box_starts_empty_and_the_last_exchange_lies_beside_it(site: Site) -> None:
    cast, rivera = site.cast, site.as_(site.cast.rivera)
    with transaction(cast.database) as session:
        before = cast.writes(session, cast.ana, "An old letter.", NOW - 30 * DAY)
        cast.answers(session, cast.rivera, before, body="An old answer.", at=NOW - 29 * DAY)
    page = page_of(rivera, site.letter_of(cast.ana, "A new letter."))
    assert form_of(page, to="/answers")["body"] == ""
    assert {"A new letter.", "An old answer."} <= set(texts_of(page))


def test_answers_are_of_any_script_and_too_long_a_one_comes_back(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    desk = desk_of(rivera, letter)
    page = desk.press(rivera, body="字" * 100_001)
    assert page.status_code == 422
    assert form_of(page.text, to="/answers")["body"] == "字" * 100_001
    assert site.count(Letter) == 1
    assert site.letter(letter).waiting


def test_a_text_that_is_here_already_or_was_sent_makes_no_second_draft(site: Site) -> None:
    rivera = site.as_(site.cast.rivera)
    desk = desk_of(rivera, site.letter_of(site.cast.ana))
    first = desk.press(rivera, "Keep", accept="application/json", body="Dear Ana,\n").json()
    newer = desk.press(rivera, "Keep", accept="application/json", body="Dear Ana, yes.", revision="1").json()
    again = desk.press(rivera, "Keep", accept="application/json", body="Dear Ana, yes.", revision="1").json()
    assert (first["revision"], newer, again) == (1, {"id": desk["id"], "revision": 2}, newer)
    desk.press(rivera, body="Dear Ana, yes.", revision="2")
    late = desk.press(rivera, "Keep", accept="application/json", body="Dear Ana, yes.", revision="1").json()
    assert late == {"sent": desk["id"]}
    assert drafts(site) == []


def test_a_draft_says_from_when_it_is_and_whether_from_another_device(site: Site) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera, phone = site.as_(site.cast.rivera), site.as_(site.cast.rivera)
    desk_of(rivera, letter).press(rivera, "Keep", body="Dear Ana,")
    assert "Kept today at 10:00" in says(page_of(rivera, letter))
    assert "on another device" not in says(page_of(rivera, letter))
    assert "on another device" in says(page_of(phone, letter))
    site.later(days=2)
    assert "Kept on November 17, on another device" in says(page_of(phone, letter))
    form_of(rivera.get("/queue").text, to="/sign-out").press(rivera)
    assert "Kept on November 17" in says(page_of(phone, letter))
    assert "on another device" not in says(page_of(phone, letter))
