"""The desk by keyboard: one key sends and opens the next, drafts save themselves, and never overwrite a newer one."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.school import School
from tests.cast import DAY, HOUR

DOG = "Dear Ms. Rivera, our dog has come back."
TRAINS = "Dear Ms. Rivera, one sees the freight trains."


@pytest.fixture
def desk(school: School, desktop: Page) -> Page:
    """Ms. Rivera at her desk, with Bo's letter before her; Ana's and Linh's come after it."""
    cast = school.cast
    school.writes(cast.bo, DOG, ago=3 * DAY)
    school.writes(cast.ana, TRAINS, ago=2 * DAY)
    school.writes(cast.linh, "Dear Ms. Rivera, my brother can walk.", ago=DAY)
    school.sign_in(desktop, cast.rivera)
    desktop.get_by_role("link", name="Begin with Bo").click()
    _is_with(desktop, "Bo")
    return desktop


def _is_with(page: Page, student: str) -> None:
    """She is at a student's letter, and the keys work."""
    expect(page.get_by_role("heading", level=1)).to_have_text(student)
    page.wait_for_load_state()


def test_ctrl_enter_sends_and_opens_the_next(desk: Page) -> None:
    desk.keyboard.press("r")
    desk.keyboard.type("Dear Bo, where had he been?")
    desk.keyboard.press("Control+Enter")
    _is_with(desk, "Ana")
    expect(desk.locator(".undo")).to_contain_text("Your answer to Bo is on its way.")
    expect(desk.get_by_label("Your answer")).to_have_value("")


def test_j_and_k_go_along_the_line(desk: Page) -> None:
    desk.keyboard.press("j")
    _is_with(desk, "Ana")
    desk.keyboard.press("j")
    _is_with(desk, "Linh")
    desk.keyboard.press("k")
    _is_with(desk, "Ana")


def test_j_and_k_go_along_the_queue_too(desk: Page) -> None:
    desk.goto("/queue")
    desk.keyboard.press("j")
    expect(desk.get_by_role("link", name="Bo Lindqvist")).to_be_focused()
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    expect(desk.get_by_role("link", name="Ana Morales")).to_be_focused()
    desk.keyboard.press("Enter")
    _is_with(desk, "Ana")


def test_r_goes_to_the_answer_and_escape_out_of_it(desk: Page) -> None:
    box = desk.get_by_label("Your answer")
    desk.keyboard.press("r")
    expect(box).to_be_focused()
    desk.keyboard.type("jk?r")
    expect(box).to_have_value("jk?r")
    _is_with(desk, "Bo")
    desk.keyboard.press("Escape")
    expect(box).not_to_be_focused()
    desk.keyboard.press("j")
    _is_with(desk, "Ana")


def test_whoever_comes_to_a_letter_is_at_its_heading(desk: Page) -> None:
    heading = desk.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    desk.keyboard.press("r")
    desk.keyboard.type("Dear Bo, where had he been?")
    desk.keyboard.press("Control+Enter")
    _is_with(desk, "Ana")
    expect(heading).to_be_focused()
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="all the letters")).to_be_focused()


def test_u_undoes_what_was_sent_last(desk: Page) -> None:
    desk.keyboard.press("r")
    desk.keyboard.type("Dear Bo, too soon.")
    desk.keyboard.press("Control+Enter")
    _is_with(desk, "Ana")
    desk.keyboard.press("u")
    _is_with(desk, "Bo")
    expect(desk.get_by_label("Your answer")).to_have_value("Dear Bo, too soon.")


def test_whatever_carries_a_key_is_pressed_by_it_and_stands_in_the_list(desk: Page) -> None:
    desk.keyboard.press("?")
    keys = desk.get_by_role("dialog", name="Keys")
    expect(keys.get_by_text("we talked")).to_be_visible()
    expect(keys.get_by_text("undo what I sent last")).to_be_hidden()
    desk.keyboard.press("t")  # nothing behind the list is pressed
    desk.keyboard.press("Escape")
    _is_with(desk, "Bo")
    desk.keyboard.press("a")
    expect(desk.get_by_label("Until which day?")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_label("Until which day?")).to_be_hidden()
    expect(desk.locator("[data-key=a]")).to_be_focused()
    desk.keyboard.press("w")
    expect(desk.get_by_role("heading", level=1)).to_have_text("I am worried about Bo")


def test_enter_in_the_note_to_oneself_sets_aside_and_sends_nothing(desk: Page) -> None:
    desk.keyboard.press("r")
    desk.keyboard.type("Dear Bo, half of")
    desk.keyboard.press("Escape")
    desk.keyboard.press("a")
    desk.get_by_label("A note to yourself").focus()
    desk.keyboard.type("Ask about the dog.")
    desk.keyboard.press("Enter")
    _is_with(desk, "Ana")
    expect(desk.get_by_role("status").filter(has_text="set aside")).to_be_visible()
    desk.goto("/queue/aside")
    expect(desk.get_by_text("Ask about the dog.")).to_be_visible()


def test_the_keys_lie_where_they_lie_also_where_they_write_another_script(desk: Page) -> None:
    desk.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'о', code: 'KeyJ', bubbles: true }))"
    )
    _is_with(desk, "Ana")


def test_a_question_mark_shows_the_keys_and_escape_closes_them(desk: Page) -> None:
    desk.keyboard.press("?")
    keys = desk.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("send, and open the next")
    desk.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_undo_brings_the_letter_and_the_draft_back(desk: Page) -> None:
    desk.get_by_label("Your answer").fill("Dear Bo, where had he been?")
    desk.keyboard.press("Control+Enter")
    _is_with(desk, "Ana")
    desk.get_by_role("button", name="Undo").click()
    _is_with(desk, "Bo")
    expect(desk.get_by_label("Your answer")).to_have_value("Dear Bo, where had he been?")
    expect(desk.get_by_role("heading", name="3 students are waiting")).to_be_visible()


def test_a_draft_saves_itself_and_survives_a_reload(desk: Page) -> None:
    desk.get_by_label("Your answer").press_sequentially("Dear Bo, where")
    expect(desk.get_by_text("Not saved yet")).to_be_visible()
    expect(desk.get_by_text("Saved", exact=True)).to_be_visible()
    desk.reload()
    expect(desk.get_by_label("Your answer")).to_have_value("Dear Bo, where")
    desk.get_by_label("Your answer").press("End")
    desk.keyboard.type(" had he been?")
    expect(desk.get_by_text("Saved", exact=True)).to_be_visible()
    desk.goto("/queue")
    expect(desk.get_by_role("row", name=re.compile("Bo Lindqvist"))).to_contain_text("draft")
    desk.get_by_role("link", name="Bo Lindqvist").click()
    expect(desk.get_by_label("Your answer")).to_have_value("Dear Bo, where had he been?")
    expect(desk.get_by_text("Another text that you kept")).to_have_count(0)


def test_a_second_windows_newer_draft_is_not_overwritten(desk: Page) -> None:
    box = desk.get_by_label("Your answer")
    box.fill("Dear Bo,")
    expect(desk.get_by_text("Saved", exact=True)).to_be_visible()
    second = desk.context.new_page()
    second.goto(desk.url)
    with second.expect_response(re.compile("/draft$")):
        second.get_by_label("Your answer").fill("Dear Bo, from the second window.")
    with desk.expect_response(re.compile("/draft$")):
        box.fill("Dear Bo, from the first window.")
    expect(desk.get_by_text("Saved", exact=True)).to_be_visible()
    desk.reload()
    desk.get_by_text("Another text that you kept").click()
    answer = desk.locator("form.answer")
    texts = {answer.locator(".kept .words").inner_text(), box.input_value()}
    assert texts == {"Dear Bo, from the second window.", "Dear Bo, from the first window."}


def test_what_is_typed_while_it_saves_is_sent(desk: Page) -> None:
    with desk.expect_request(re.compile("/draft$")):
        desk.get_by_label("Your answer").fill("Dear Bo,")
    desk.get_by_label("Your answer").press("End")
    desk.keyboard.type(" where had he been?")
    desk.keyboard.press("Control+Enter")
    _is_with(desk, "Ana")
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_label("Your answer")).to_have_value("Dear Bo, where had he been?")


def test_ten_letters_are_answered_in_a_row_by_keyboard_alone(school: School, desktop: Page) -> None:
    names = ["Ada", "Ben", "Chi", "Dov", "Efe", "Fay", "Gus", "Hua", "Ivo", "Jun"]
    for place, name in enumerate(names):
        student = school.takes_in(f"{name} Marlow")
        school.writes(student, f"Dear Ms. Rivera, {name} writes.", ago=(20 - place) * HOUR)
    assert school.cast.rivera.email
    desktop.goto("/sign-in")
    for _ in ("to the content", "Everyletter", "Español", "العربية", "E-mail address"):
        desktop.keyboard.press("Tab")
    expect(desktop.get_by_label("E-mail address")).to_be_focused()
    desktop.keyboard.type(school.cast.rivera.email)
    desktop.keyboard.press("Tab")
    desktop.keyboard.type(school.cast.password)
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", name="10 students are waiting")).to_be_visible()
    desktop.wait_for_load_state()
    desktop.keyboard.press("j")
    desktop.keyboard.press("Enter")
    for name in names:
        _is_with(desktop, name)
        desktop.keyboard.press("r")
        desktop.keyboard.type(f"Dear {name}, thank you.")
        desktop.keyboard.press("Control+Enter")
    _is_with(desktop, "Nobody is waiting")
    expect(desktop.locator(".undo")).to_contain_text("Your answer to Jun is on its way.")


def test_who_leaves_in_the_middle_of_a_sentence_finds_it_again(desk: Page) -> None:
    desk.keyboard.press("r")
    desk.keyboard.type("Dear Bo, where had")
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    _is_with(desk, "Ana")
    desk.keyboard.press("k")
    _is_with(desk, "Bo")
    expect(desk.get_by_label("Your answer")).to_have_value("Dear Bo, where had")


def test_without_a_line_it_says_so_and_saves_when_the_line_is_back(desk: Page) -> None:
    desk.context.set_offline(True)
    with desk.expect_event("requestfailed"):
        desk.get_by_label("Your answer").fill("Dear Bo, where had he been?")
    expect(desk.get_by_text("On this device only")).to_be_visible()
    desk.context.set_offline(False)
    expect(desk.get_by_text("Saved", exact=True)).to_be_visible()
    desk.reload()
    expect(desk.get_by_label("Your answer")).to_have_value("Dear Bo, where had he been?")


def test_w_hands_the_letter_on_and_writes_no_w_into_an_answer(desk: Page) -> None:
    desk.keyboard.press("r")
    desk.keyboard.type("w")
    expect(desk.get_by_label("Your answer")).to_have_value("w")
    desk.keyboard.press("Escape")
    desk.keyboard.press("w")
    expect(desk.get_by_role("heading", level=1)).to_have_text("I am worried about Bo")
