"""From an empty installation to the first answered letter, by one person who has read no manual."""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page, expect

from tests.browser.school import open_house
from tests.browser.screens import DESKTOP, PHONE
from tests.cast import PASSWORD

ROSTER = """Name,Class,Role,E-mail
Ingrid Lund,Period 1,teacher,lund@school.example
Ana Morales,Period 1,,
Siobhán O'Neill,Period 1,,
"""


@dataclass
class Steps:
    """What it took: the screens that came, and the fields that were filled in."""

    page: Page
    screens: list[str] = field(default_factory=list)
    fields: int = 0

    def __post_init__(self) -> None:
        self.page.on("framenavigated", self._came)

    def _came(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self.screens.append(frame.url)

    def fill(self, label: str, words: str) -> None:
        """Fill in a field."""
        self.page.get_by_label(label).fill(words)
        self.fields += 1

    def press(self, button: str) -> None:
        """Press a button, and see what comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button).click()

    def follow(self, link: str) -> None:
        """Follow a link."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=link).first.click()


def is_delivered(folder: Path) -> None:
    """The answer that is on its way has been delivered."""
    with sqlite3.connect(folder / "everyletter.db") as database:
        database.execute("UPDATE answer SET deliver_at = '2020-01-01 00:00:00', sent_at = '2020-01-01 00:00:00'")
    database.close()


def test_one_person_begins_a_school_and_answers_its_first_letter(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "house"
    with (
        open_house(folder) as house,
        browser.new_context(base_url=house.url, viewport=DESKTOP, timezone_id="America/Los_Angeles") as office,
    ):
        lund = Steps(office.new_page())
        lund.page.goto(f"/begin#{house.code}")
        lund.fill("Name of the school", "Roosevelt High")
        lund.fill("Your full name", "Ingrid Lund")
        lund.fill("E-mail address", "lund@school.example")
        lund.fill("Password", PASSWORD)
        lund.press("Begin")

        lund.follow("Bring in the list")
        lund.fill("Or rows, pasted from a spreadsheet", ROSTER)
        lund.press("Show what would change")
        expect(lund.page.get_by_text("Ana Morales").first).to_be_attached()
        lund.press("Import the list")

        lund.follow("Letters")
        lund.follow("Write to Period 1")
        lund.fill("Your letter", "Dear all,\n\nthis month I am learning to swim. And you?")
        lund.press("Send to the class")
        lund.follow("Letters")
        lund.follow("Cards for Period 1")
        lund.press("Make 2 cards")
        cards = dict(zip(["Ana", "Siobhán"], lund.page.locator(".card .code").all_inner_texts(), strict=True))
        lund.press("They are printed")

        with browser.new_context(base_url=house.url, viewport=PHONE) as phone:
            ana = Steps(phone.new_page())
            ana.page.goto("/card")
            ana.fill("The code on your card", cards["Ana"])
            ana.press("Come in")
            expect(ana.page.get_by_text("I am learning to swim")).to_be_visible()
            ana.follow("Write to")
            ana.fill("Dear ", "Dear Mrs. Lund, I can swim already.")
            ana.press("Send to")
            expect(ana.page.get_by_role("status")).to_have_text("Your letter has arrived.")

            lund.follow("Letters")
            lund.follow("Begin with Ana")
            expect(lund.page.get_by_text("I can swim already.")).to_be_visible()
            lund.fill("Your answer", "Dear Ana, who taught you?")
            lund.press("Send")
            expect(lund.page.get_by_role("heading", level=1)).to_have_text("Nobody is waiting")

            is_delivered(folder)
            ana.page.goto("/letters")
            ana.page.get_by_role("link", name="Open it").or_(ana.page.get_by_role("link", name="Read it")).first.click()
            expect(ana.page.get_by_text("Dear Ana, who taught you?")).to_be_visible()

        # The README says so; a screen more is a step more for everyone who begins.
        assert (len(lund.screens), lund.fields) == (16, 7)
        assert ana.fields == 2
