"""How one gets to the screens of the office, and to those that read a file."""

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.furnished import Furnished
from tests.browser.walks import Walk, to
from tests.letter_files import forms_csv


def part(who: str, button: str = "") -> Walk:
    """The office's page of what somebody is in Period 5; where a button is named, after it was pressed."""

    def walk(furnished: Furnished, page: Page) -> None:
        to("/school/classes/{cast.period_5.id}", "lund")(furnished, page)
        with page.expect_navigation():
            page.get_by_role("link", name=who).click()
        if button:
            page.get_by_role("button", name=button).click()
            expect(page.get_by_role("alert")).to_be_visible()

    return walk


def unfolded(address: str, button: str = "", **fields: str) -> Walk:
    """A room of the office with every fold open; where a button is named, after it was pressed."""

    def walk(furnished: Furnished, page: Page) -> None:
        to(address, "lund")(furnished, page)
        folded = page.locator(".fold:not([open]) > summary")
        while folded.count():
            folded.first.click()
        for label, words in fields.items():
            page.get_by_label(label.replace("_", " ")).first.fill(words)
        if button:
            with page.expect_navigation():
                page.get_by_role("button", name=button).click()

    return walk


ROSTER = """Student Name,Class,Role,E-mail,Home language,Student ID,Date of birth
"Morales, Ana",Period 3,,,Spanish,17,2010-01-01
Bo Lindqvist,Period 5,,,,18,
Zoe Adams,Period 7,,,Klingon,19,
Nadia Bell,Period 7,teacher,nadia.bell@school.example,,,
{broken}"""


def roster(broken: str = "") -> Walk:
    """A list is pasted; `broken` are rows that can't be taken."""

    def walk(furnished: Furnished, page: Page) -> None:
        to("/school/roster", "lund")(furnished, page)
        page.get_by_label("Or rows, pasted from a spreadsheet").fill(ROSTER.format(broken=broken))
        page.get_by_role("button", name="Show what would change").click()
        page.get_by_text("How the list was read").click()
        expect(page.get_by_role("button", name="Read it again")).to_be_visible()

    return walk


def letters_from_before(furnished: Furnished, page: Page) -> None:
    to("/classes/{cast.period_3.id}/import", "rivera")(furnished, page)
    rows = [
        ["3/4/2026 8:41:07 PM", "Ana Morales", "Dear Ms. Rivera, it snowed in March."],
        ["3/9/2026 8:41:07 PM", "Bo Lindqvist", "Our dog has had puppies."],
        ["3/9/2026 9:41:07 PM", "Somebody Who Has a Name That Is As Long As This One", "Who am I?"],
    ]
    file: FilePayload = {"name": "letters.csv", "mimeType": "text/csv", "buffer": forms_csv(rows).encode()}
    page.get_by_label("The file").set_input_files([file])
    page.get_by_label("Up to which day").fill("2026-03-05")
    page.get_by_role("button", name="See what would come").click()
    expect(page.get_by_role("alert")).to_contain_text("two ways")
    page.get_by_label("A day like 3/4").select_option("month first")
    page.get_by_role("button", name="Look again").click()
    page.get_by_text("Whose they are").click()
    page.get_by_text("How the file was read").click()
    page.get_by_role("button", name="Bring 2 letters in").click()
    expect(page.get_by_role("alert")).to_contain_text("go on without them")
    page.get_by_text("Whose they are").click()
