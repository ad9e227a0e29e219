"""Every screen that is a page, in a school with something to show on each: who goes there, and how."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import FilePayload, Page, expect

from app.models import Letter
from app.models.letter import Wants
from tests.browser.school import School
from tests.cast import DAY, HOUR
from tests.letter_files import forms_csv

CODE = "The code on your card"


@dataclass
class Furnished:
    """A school in which every screen has something on it."""

    school: School
    answered: Letter
    one: Letter
    two: Letter

    @classmethod
    def furnish(cls, school: School) -> "Furnished":
        """Write the letters and answers that the screens show."""
        cast = school.cast
        school.writes_to_all(cast.rivera, "Dear all,\n\nthis month I am learning to swim.", "What is new with you?")
        school.joins(cast.linh, cast.period_5)
        answered = school.writes(cast.ana, "Dear Ms. Rivera,\n\nwe moved again.\n\nAna", ago=40 * DAY)
        school.answers(cast.rivera, answered, "Dear Ana, do you count the wagons?", cast.at - 38 * DAY)
        talked = school.writes(cast.ana, "Can we talk about Friday?", ago=9 * DAY, wants=Wants.TALK)
        school.talks(cast.park, talked, "We talked at the door.", cast.at - 8 * DAY)
        school.writes(cast.ana, "Dear Ms. Rivera, I can whistle now.", ago=HOUR)
        school.writes(cast.bo, "Dear Ms. Rivera, our dog has come back.", ago=6 * DAY)
        two = school.writes(cast.bo, "P.S. His name is Lasso. " * 40, ago=2 * DAY, wants=Wants.READ)
        one = school.writes(cast.linh, "Thưa cô, em trai em biết đi rồi.", ago=3 * DAY)
        return cls(school, answered, one, two)


Walk = Callable[[Furnished, Page], None]


def _to(address: str, who: str = "") -> Walk:
    """Sign in as one of the cast, and go to an address."""

    def walk(furnished: Furnished, page: Page) -> None:
        school = furnished.school
        person = getattr(school.cast, who) if who else None
        if person and person.id in school.cast.code:
            school.come_in(page, person)
        elif person:
            school.sign_in(page, person)
        page.goto(address.format(f=furnished, cast=school.cast))

    return walk


def _wrong_card(furnished: Furnished, page: Page) -> None:
    page.goto("/card")
    page.get_by_label(CODE).fill("no such code")
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _other_card(furnished: Furnished, page: Page) -> None:
    cast = furnished.school.cast
    furnished.school.come_in(page, cast.ana)
    furnished.school.come_in(page, cast.bo)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana is signed in here")


def _signed_out(furnished: Furnished, page: Page) -> None:
    furnished.school.come_in(page, furnished.school.cast.ana)
    page.goto("/write")
    page.get_by_label("Dear Ms. Rivera").fill("Dear Ms. Rivera, the line was cut.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Send to Ms. Rivera").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in again")


def _go_on(furnished: Furnished, page: Page) -> None:
    _signed_out(furnished, page)
    page.get_by_label(CODE).fill(furnished.school.cast.code[furnished.school.cast.ana.id])
    page.get_by_role("button", name="Sign in and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed in again")


def _somebody_else(furnished: Furnished, page: Page) -> None:
    cast = furnished.school.cast
    furnished.school.come_in(page, cast.ana)
    page.goto("/write")
    page.get_by_label("Dear Ms. Rivera").fill("Dear Ms. Rivera, this is Ana.")
    other = page.context.new_page()
    furnished.school.come_in(other, cast.bo)
    other.get_by_role("button", name="Yes, this is my card").click()
    expect(other).to_have_url(f"{furnished.school.url}/letters")
    page.get_by_role("button", name="Send to Ms. Rivera").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This was written by somebody else")


def _empty_sheet(furnished: Furnished, page: Page) -> None:
    furnished.school.come_in(page, furnished.school.cast.ana)
    page.goto("/write")
    for fold in page.locator(".fold > summary").all():
        fold.click()
    page.get_by_role("button", name="Send to Ms. Rivera").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _postscript(furnished: Furnished, page: Page) -> None:
    furnished.school.come_in(page, furnished.school.cast.ana)
    page.get_by_role("link", name="Add a P.S.").click()
    expect(page.get_by_label("P.S.")).to_be_visible()


def _talk(furnished: Furnished, page: Page) -> None:
    _to("/desk/{f.two.id}", "rivera")(furnished, page)
    page.get_by_text("We talked", exact=True).click()
    page.get_by_label("On which day?").fill("")
    page.get_by_role("button", name="Answered in person").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _keys(furnished: Furnished, page: Page) -> None:
    _to("/queue", "rivera")(furnished, page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def _undo(furnished: Furnished, page: Page) -> None:
    cast = furnished.school.cast
    letter = furnished.school.writes(cast.cy, "Dear Mr. Okoye, the frogs are back.", ago=timedelta(minutes=5))
    _to(f"/desk/{letter.id}", "okoye")(furnished, page)
    page.get_by_label("Your answer").fill("Dear Cy, how many?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".undo")).to_be_visible()


def _letters_from_before(furnished: Furnished, page: Page) -> None:
    _to("/classes/{cast.period_3.id}/import", "rivera")(furnished, page)
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


STUDENTS: dict[str, Walk] = {
    "card": _to("/card"),
    "card, wrong": _wrong_card,
    "card_other": _other_card,
    "signed_out": _signed_out,
    "go_on": _go_on,
    "somebody_else": _somebody_else,
    "letters": _to("/letters", "ana"),
    "letters, none": _to("/letters", "eva"),
    "letter": _to("/letters/{f.answered.id}", "ana"),
    "letter, waiting": _postscript,
    "copy": _to("/letters/copy", "ana"),
    "write": _to("/write", "ana"),
    "write, empty": _empty_sheet,
    "write_to": _to("/write", "linh"),
    "readers": _to("/readers", "ana"),
    "you": _to("/you", "ana"),
    "not_found": _to("/nowhere", "ana"),
}
"""The screens that a student meets, by their templates."""

TEACHERS: dict[str, Walk] = {
    "sign_in": _to("/sign-in"),
    "queue": _to("/queue", "rivera"),
    "queue, empty": _to("/queue", "strand"),
    "keys": _keys,
    "undo": _undo,
    "desk": _to("/desk/{f.one.id}", "rivera"),
    "desk, two letters": _to("/desk/{f.two.id}", "rivera"),
    "desk, settled": _to("/desk/{f.answered.id}", "rivera"),
    "desk, a talk without its day": _talk,
    "board": _to("/board", "rivera"),
    "students": _to("/students", "rivera"),
    "student": _to("/students/{cast.ana.id}", "rivera"),
    "student, waiting": _to("/students/{cast.bo.id}", "rivera"),
    "you, of the office": _to("/you", "lund"),
    "import_letters": _to("/classes/{cast.period_3.id}/import", "rivera"),
    "import_letters_look": _letters_from_before,
}
"""The screens that a teacher meets, and the office's one."""

SCREENS = STUDENTS | TEACHERS
