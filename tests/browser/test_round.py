"""The whole round: a letter is written on a phone, waits, is answered, and the answer is read; also without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.school import School
from tests.browser.screens import PHONE
from tests.cast import DAY

LETTER = "Dear Ms. Rivera,\n\nwe moved again. From the new window one sees the freight trains.\n\nAna"
ANSWER = "Dear Ana, do you count the wagons? I always did."
TO_ALL = "Dear all, this month I am learning to swim. I am the oldest in the water."


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """The whole round is walked both ways."""
    return bool(request.param)


def _ana_writes(school: School, phone: Page) -> None:
    school.come_in(phone, school.cast.ana)
    phone.get_by_role("link", name="Write to Ms. Rivera").or_(phone.get_by_role("link", name="Write a letter")).click()
    phone.get_by_label("Dear Ms. Rivera").fill(LETTER)
    phone.get_by_role("button", name="Send to Ms. Rivera").click()


def _answers(page: Page, words: str) -> None:
    page.get_by_label("Your answer").fill(words)
    page.get_by_role("button", name="Send").click()


def test_a_letter_goes_all_the_way_round(school: School, phone: Page, desktop: Page) -> None:
    cast = school.cast
    school.writes_to_all(cast.rivera, TO_ALL)
    school.writes(cast.bo, "Dear Ms. Rivera, our dog has come back.")

    _ana_writes(school, phone)
    expect(phone.get_by_role("status")).to_have_text("Your letter has arrived.")
    letter = phone.get_by_role("article").filter(has_text="freight trains")
    expect(letter).to_contain_text("Ms. Rivera has it")
    expect(letter.locator(".words")).to_have_text(LETTER, use_inner_text=True)

    school.sign_in(desktop, cast.rivera)
    expect(desktop.get_by_role("heading", name="2 students are waiting")).to_be_visible()
    expect(desktop.locator("body")).not_to_contain_text("freight trains")
    expect(desktop).to_have_title("Letters · Everyletter")
    desktop.get_by_role("link", name="Ana Morales").click()
    expect(desktop.get_by_role("main")).to_contain_text("freight trains")
    phone.reload()
    expect(letter).to_contain_text("Ms. Rivera has read it, the answer is still to come")

    _answers(desktop, ANSWER)
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Bo")
    expect(desktop.locator(".undo")).to_contain_text("Your answer to Ana is on its way.")
    phone.reload()
    expect(letter).to_contain_text("Ms. Rivera has read it, the answer is still to come")
    expect(phone.locator("body")).not_to_contain_text("wagons")

    school.time_passes()
    phone.reload()
    expect(letter).to_contain_text("Ms. Rivera answered")
    expect(phone.get_by_role("article").filter(has_text=ANSWER)).to_contain_text("Ms. Rivera")

    desktop.get_by_role("link", name="Everyone").click()
    expect(desktop.locator(".says")).to_contain_text("1 student is waiting.")
    expect(desktop.get_by_label(re.compile("^Ana, .*: answered$"))).to_be_visible()
    expect(desktop.get_by_label(re.compile("^Bo, .*: waiting 1 day$"))).to_be_visible()


def test_her_letter_to_the_class_lies_folded_above_the_sheet_and_so_does_who_reads(school: School, phone: Page) -> None:
    school.writes_to_all(school.cast.rivera, TO_ALL)
    school.come_in(phone, school.cast.ana)
    phone.goto("/write")
    folded = phone.get_by_text(re.compile("Ms. Rivera’s letter to all of you"))
    expect(phone.get_by_text(TO_ALL)).to_be_hidden()
    folded.click()
    expect(phone.get_by_text(TO_ALL)).to_be_visible()
    readers = phone.get_by_text("These people read this")
    expect(readers).to_contain_text("Ms. Rivera")
    expect(readers).to_contain_text("Mr. Park")
    sheet = phone.get_by_label("Dear Ms. Rivera").bounding_box()
    above = readers.bounding_box()
    assert sheet
    assert above
    assert above["y"] < sheet["y"]


def test_a_teacher_can_answer_on_her_phone(school: School, browser: Browser, javascript: bool) -> None:
    cast = school.cast
    school.writes(cast.bo, "Dear Ms. Rivera, our dog has come back.", ago=3 * DAY)
    school.writes(cast.linh, "Dear Ms. Rivera, my brother can walk.")
    with browser.new_context(
        base_url=school.url, viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=javascript
    ) as context:
        page = context.new_page()
        school.sign_in(page, cast.rivera)
        page.get_by_role("link", name="Begin with Bo").tap()
        expect(page.get_by_role("main")).to_contain_text("our dog has come back")
        _answers(page, "Dear Bo, where had he been?")
        expect(page.get_by_role("heading", level=1)).to_have_text("Linh")
        page.get_by_role("button", name="We talked").tap()
        page.get_by_label("A word that Linh sees, if you like").fill("How good to hear it from you.")
        page.get_by_role("button", name="Answered in person").tap()
        expect(page.get_by_role("heading", level=1)).to_have_text("Nobody is waiting")
        page.get_by_role("button", name="Undo").tap()
        expect(page.get_by_role("heading", level=1)).to_have_text("Linh")
        expect(page.locator(".said")).to_have_text("Taken back. Nothing has gone out.")


def test_a_student_has_her_say_about_each_letter(school: School, phone: Page) -> None:
    _ana_writes(school, phone)
    phone.get_by_role("link", name="Add a P.S.").tap()
    phone.get_by_label("P.S.").fill("Also, I can whistle now.")
    phone.get_by_role("button", name="Add it").tap()
    letter = phone.get_by_role("article").filter(has_text="freight trains")
    expect(letter).to_contain_text("Also, I can whistle now.")
    letter.get_by_role("button", name="Take it back").tap()
    expect(phone.get_by_label("Dear Ms. Rivera")).to_have_value(re.compile("freight trains[^☃]*whistle"))
    phone.get_by_label("Just read it").check()
    phone.get_by_role("button", name="Keep for later").tap()
    begun = phone.get_by_role("article").filter(has_text="Not sent yet")
    expect(begun).to_contain_text("we moved again")
    begun.get_by_role("link", name="Go on writing").tap()
    expect(phone.get_by_label("Just read it")).to_be_checked()


def test_a_student_can_say_that_they_have_not_talked(school: School, phone: Page) -> None:
    cast = school.cast
    written = school.writes(cast.ana, LETTER)
    school.talks(cast.rivera, written, "We talked at the door.", cast.at)
    school.time_passes()
    school.come_in(phone, cast.ana)
    phone.get_by_role("button", name="We have not talked").tap()
    expect(phone.get_by_role("status")).to_contain_text("Your letter waits for an answer again.")
    letter = phone.get_by_role("article").filter(has_text="freight trains")
    expect(letter).to_contain_text("Ms. Rivera has read it, the answer is still to come")


def test_this_is_not_my_phone_leaves_nothing_behind(school: School, phone: Page) -> None:
    school.come_in(phone, school.cast.ana)
    phone.get_by_role("button", name="This is not my phone").tap()
    phone.get_by_role("button", name="Sign out").tap()
    expect(phone.get_by_role("status")).to_have_text("You are signed out. Nothing of yours is left in this browser.")
    assert phone.context.cookies() == []
    phone.goto("/letters")
    expect(phone).to_have_url(f"{school.url}/card")
    phone.go_back()
    expect(phone.locator("body")).not_to_contain_text("You and Ms. Rivera")
