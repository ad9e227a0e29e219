"""What a screen reader says of letters: whose each one is and of which day, also of its links."""

import re

from playwright.sync_api import Page, expect

from tests.browser.school import School
from tests.cast import DAY


def test_a_letter_and_its_links_are_told_apart_by_whose_they_are_and_their_day(school: School, phone: Page) -> None:
    school.writes(school.cast.ana, "Dear Ms. Rivera, we moved.", ago=40 * DAY)
    school.writes(school.cast.ana, "Dear Ms. Rivera, it is warm here.", ago=DAY)
    school.writes_to_all(school.cast.rivera, "Dear all, this month I am learning to swim.")
    school.come_in(phone, school.cast.ana)
    expect(phone.get_by_role("article", name=re.compile("^Ms. Rivera to all of you, "))).to_have_count(1)
    mine = phone.get_by_role("article", name=re.compile("^You .* has it"))
    expect(mine).to_have_count(2)
    links = mine.get_by_role("link", name="Open it")
    expect(links.first).to_have_accessible_description(re.compile("^You "))
    first, second = (link.evaluate("(one) => one.ariaDescribedByElements[0].textContent") for link in links.all())
    assert first != second, "One is of another day."


def test_whoever_writes_hears_where_she_is_and_that_it_has_arrived(school: School, phone: Page) -> None:
    school.come_in(phone, school.cast.ana)
    phone.goto("/write")
    expect(phone.get_by_role("heading", level=1, name="A letter")).to_have_count(1)
    phone.get_by_label("Dear Ms. Rivera,").fill("Dear Ms. Rivera, I listen to this page.")
    phone.get_by_role("button", name=re.compile("^Send to")).press("Enter")
    expect(phone.get_by_role("status").get_by_text("Your letter has arrived.")).to_be_visible()
    expect(phone.get_by_role("navigation")).to_have_count(0)
