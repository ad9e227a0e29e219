"""Whoever writes and is signed out meanwhile is led to the door that is hers, and finds her text again."""

import re

from playwright.sync_api import Page, expect

from tests.browser.school import School
from tests.browser.sheets import A_SAVE, letters, ready, with_a_line, without_a_line
from tests.cast import PASSWORD

DEAR = re.compile("^Dear Dr. Haddad")


def test_a_teacher_who_writes_to_her_coach_signs_in_again_with_her_password(school: School, desktop: Page) -> None:
    rivera = school.cast.rivera
    school.sign_in(desktop, rivera)
    desktop.goto("/write")
    ready(desktop)
    desktop.get_by_label(DEAR).type("Whose letter was hardest?")
    desktop.wait_for_timeout(A_SAVE)
    desktop.context.clear_cookies()
    desktop.get_by_label(DEAR).press("Control+End")
    desktop.keyboard.type(" Bo's.")
    expect(desktop.get_by_text("You are signed out. What you wrote stays here.")).to_be_visible()
    desktop.get_by_role("link", name="Sign in again").click()
    desktop.get_by_label("E-mail address").fill(str(rivera.email))
    desktop.get_by_label("Password").fill(PASSWORD)
    desktop.get_by_role("button", name="Sign in").click()
    expect(desktop.get_by_label(DEAR)).to_have_value("Whose letter was hardest? Bo's.")
    desktop.get_by_role("button", name="Send to Dr. Haddad").click()
    expect(desktop).to_have_url(re.compile("/letters"))
    assert letters(school) == ["Whose letter was hardest? Bo's."]


def test_her_empty_sheet_leads_to_that_door_too(school: School, desktop: Page) -> None:
    school.sign_in(desktop, school.cast.rivera)
    desktop.goto("/write")
    ready(desktop)
    desktop.wait_for_timeout(500)
    desktop.context.clear_cookies()
    without_a_line(desktop.context)
    desktop.goto("/write")
    desktop.get_by_label(DEAR).type("Written without a line.")
    with_a_line(desktop.context)
    expect(desktop.get_by_text("You are signed out. What you wrote stays here.")).to_be_visible()
    desktop.get_by_role("link", name="Sign in again").click()
    expect(desktop.get_by_label("Password")).to_be_visible()
