"""Every screen that is a page, by its template: what axe and the sizes are tried on."""
"""Every screen that is a page, in a school with something to show on each: who goes there, and how."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from playwright.sync_api import FilePayload, Page, expect

from app.db import transaction
from app.models import Letter, Person
from app.models import School as Model
from app.models.grant import end, look
from app.models.letter import Wants
from tests.browser import screens
from tests.browser.school import House, School
from tests.cast import DAY, HOUR
from tests.grants import agreed, asked
from tests.last_year import answered_then, last_years_class, wrote_then
from tests.letter_files import forms_csv

CODE = "The code on your card"


@dataclass
class Furnished:
    """A school in which every screen has something on it."""

    school: School
    house: House
    """Beside it, an installation whose school has not begun."""
    answered: Letter
    one: Letter
    two: Letter
    open: UUID
    """A request of Mrs. Lund's for Ana's letters that holds, and was used."""
    asked: UUID
    """A request of Mr. Bell's that nobody has decided."""
    silent: Person
    """A student who has not written, and to whom nobody has."""

    @classmethod
    def furnish(cls, school: School, house: House) -> "Furnished":
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
        with transaction(cast.database) as session:
            room = last_years_class(session, cast)
            for student, month in ((cast.ana, 10), (cast.bo, 2), (cast.linh, 2)):
                answered_then(session, cast, room, student, month)
            wrote_then(session, cast, room, cast.linh, 5)
        one = school.writes(cast.linh, "Thưa cô, em trai em biết đi rồi.", ago=3 * DAY)
        with transaction(cast.database) as session:
            ended, holds, waits = agreed(session, cast), agreed(session, cast), asked(session, cast, cast.bell)
            for grant_id in (ended, holds, holds):
                look(session, cast.viewer(cast.lund), grant_id)
            end(session, cast.viewer(cast.bell), ended)
        school.writes_wording("Nobody in the office reads your letters.", "Room 12, at any hour.")
        school.declares_days_off("Winter holidays")
        return cls(school, house, answered, one, two, holds, waits, school.takes_in("Noor Haddad"))


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


def _closed(furnished: Furnished, page: Page) -> None:
    screens.come_in(page, furnished.school.cast.code[furnished.school.cast.ana.id])
    expect(page.get_by_role("heading", level=2).first).to_have_text("Your older letters are closed on this phone")


def _to_confirm(furnished: Furnished, page: Page) -> None:
    screens.come_in(page, furnished.school.cast.code[furnished.school.cast.ana.id])
    page.context.clear_cookies()
    _to("/phones", "rivera")(furnished, page)
    expect(page.get_by_role("checkbox").first).to_be_visible()


def _ask_to_read(furnished: Furnished, page: Page) -> None:
    _to("/school/reading/students/{cast.ana.id}", "lund")(furnished, page)
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _read(furnished: Furnished, page: Page) -> None:
    _to("/school/reading/{f.open}", "lund")(furnished, page)
    page.get_by_role("button", name="Open the letters").click()
    expect(page.get_by_text("You read this by exception")).to_be_visible()


def _earlier_year(furnished: Furnished, page: Page) -> None:
    _to("/board", "rivera")(furnished, page)
    page.get_by_label("School year").select_option(index=1)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("still waiting from the school year")).to_be_visible()


def _begin(furnished: Furnished, page: Page) -> None:
    page.goto(f"{furnished.house.url}/begin#{furnished.house.code}")
    page.get_by_text("More languages").click()
    expect(page.get_by_label("Español")).to_be_visible()


def _begin_wrong(furnished: Furnished, page: Page) -> None:
    page.goto(f"{furnished.house.url}/begin")
    page.get_by_label("The code from the terminal").fill("AAAAA-AAAAA-AAA")
    page.get_by_label("Name of the school").fill("O'Neil & Sons")
    page.get_by_label("Time zone").select_option("Europe/Oslo")
    page.get_by_label("Your full name").fill("Ingrid Lund")
    page.get_by_label("E-mail address").fill("lund@school.example")
    page.get_by_label("Password").fill("a sentence that nobody guesses")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _invited(furnished: Furnished, page: Page) -> None:
    page.goto(f"/welcome#{furnished.school.invites(furnished.school.cast.okoye)}")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Your new password")).to_be_visible()


def _days_turned(furnished: Furnished, page: Page) -> None:
    _to("/school/days-off", "lund")(furnished, page)
    page.get_by_label("First day").fill("2026-12-24")
    page.get_by_label("Last day").fill("2026-12-23")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _words_of_the_school(furnished: Furnished, page: Page) -> None:
    _to("/school/wording", "lund")(furnished, page)
    page.get_by_text("What was written, and when").click()
    expect(page.locator(".history")).to_be_visible()


def _sheet_of_cards(furnished: Furnished, page: Page) -> None:
    _to("/classes/{cast.period_3.id}/cards", "rivera")(furnished, page)
    page.get_by_role("button", name="Make new cards for everyone").click()
    expect(page.locator(".card").first).to_be_visible()


def _cards_large(furnished: Furnished, page: Page) -> None:
    _to("/classes/{cast.period_3.id}/cards", "lund")(furnished, page)
    page.get_by_label("Large print").check()
    page.get_by_label("Ana Morales").check()
    page.get_by_role("button", name="Make cards for those I ticked").click()
    expect(page.locator(".large .card")).to_be_visible()


def _cards_for_nobody(furnished: Furnished, page: Page) -> None:
    _sheet_of_cards(furnished, page)  # some are pending then
    page.get_by_role("link", name="Not now").click()
    page.get_by_role("button", name="Make cards for those I ticked").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _empty_class_letter(furnished: Furnished, page: Page) -> None:
    _to("/classes/{cast.period_3.id}/letter", "rivera")(furnished, page)
    page.get_by_label("An open question").fill("What is new with you?")
    page.get_by_role("button", name="Send to the class").click()
    expect(page.get_by_role("alert")).to_be_visible()


def _families(furnished: Furnished, page: Page) -> None:
    """In Arabic, too, from right to left."""
    cast = furnished.school.cast
    with transaction(cast.database) as session:
        session.get_one(Model, cast.school.id).languages = ["en", "es", "ar", "vi"]
    _to("/classes/{cast.period_3.id}/families", "rivera")(furnished, page)


def _part(who: str, button: str = "") -> Walk:
    """The office's page of what somebody is in Period 5; where a button is named, after it was pressed."""

    def walk(furnished: Furnished, page: Page) -> None:
        _to("/school/classes/{cast.period_5.id}", "lund")(furnished, page)
        page.get_by_role("link", name=who).click()
        if button:
            page.get_by_role("button", name=button).click()
            expect(page.get_by_role("alert")).to_be_visible()

    return walk


def _unfolded(address: str, button: str = "", **fields: str) -> Walk:
    """A room of the office with every fold open; where a button is named, after it was pressed."""

    def walk(furnished: Furnished, page: Page) -> None:
        _to(address, "lund")(furnished, page)
        folded = page.locator(".fold:not([open]) > summary")
        while folded.count():
            folded.first.click()
        for label, words in fields.items():
            page.get_by_label(label.replace("_", " ")).first.fill(words)
        if button:
            page.get_by_role("button", name=button).click()
            page.wait_for_load_state()

    return walk


ROSTER = """Student Name,Class,Role,E-mail,Home language,Student ID,Date of birth
"Morales, Ana",Period 3,,,Spanish,17,2010-01-01
Bo Lindqvist,Period 5,,,,18,
Zoe Adams,Period 7,,,Klingon,19,
Nadia Bell,Period 7,teacher,nadia.bell@school.example,,,
{broken}"""


def _roster(broken: str = "") -> Walk:
    """A list is pasted; `broken` are rows that can't be taken."""

    def walk(furnished: Furnished, page: Page) -> None:
        _to("/school/roster", "lund")(furnished, page)
        page.get_by_label("Or rows, pasted from a spreadsheet").fill(ROSTER.format(broken=broken))
        page.get_by_role("button", name="Show what would change").click()
        page.get_by_text("How the list was read").click()
        expect(page.get_by_role("button", name="Read it again")).to_be_visible()

    return walk

from tests.browser import walks
from tests.browser.walks import Walk

STUDENTS: dict[str, Walk] = {
    "card": walks.to("/card"),
    "card, wrong": walks.wrong_card,
    "card_other": walks.other_card,
    "signed_out": walks.signed_out,
    "go_on": walks.go_on,
    "somebody_else": walks.somebody_else,
    "letters": walks.to("/letters", "ana"),
    "letters, none": walks.to("/letters", "eva"),
    "letter": walks.to("/letters/{f.answered.id}", "ana"),
    "letter, waiting": walks.postscript,
    "copy": walks.to("/letters/copy", "ana"),
    "write": walks.to("/write", "ana"),
    "write, empty": walks.empty_sheet,
    "write_to": walks.to("/write", "linh"),
    "readers": walks.to("/readers", "ana"),
    "phones": walks.to("/phones", "ana"),
    "letters, closed": walks.closed,
    "you": walks.to("/you", "ana"),
    "not_found": walks.to("/nowhere", "ana"),
    "not_now": walks.not_now,
    "too_many": walks.too_many,
}
"""The screens that a student meets, by their templates."""

TEACHERS: dict[str, Walk] = {
    "sign_in": walks.to("/sign-in"),
    "queue": walks.to("/queue", "rivera"),
    "queue, empty": walks.to("/queue", "haddad"),
    "queue, the first minute": walks.to("/queue", "strand"),
    "keys": walks.keys,
    "undo": walks.undo,
    "desk": walks.to("/desk/{f.one.id}", "rivera"),
    "desk, two letters": walks.to("/desk/{f.two.id}", "rivera"),
    "desk, settled": walks.to("/desk/{f.answered.id}", "rivera"),
    "desk, a talk without its day": walks.talk,
    "board": walks.to("/board", "rivera"),
    "board, an earlier year": walks.earlier_year,
    "students": walks.to("/students", "rivera"),
    "phones, to confirm": walks.to_confirm,
    "student": walks.to("/students/{cast.ana.id}", "rivera"),
    "student, waiting": walks.to("/students/{cast.bo.id}", "rivera"),
    "student, none": walks.to("/students/{f.silent.id}", "rivera"),
    "you, of the office": walks.to("/you", "lund"),
    "reading": walks.to("/school/reading?name=a", "lund"),
    "reading, of a named person": walks.to("/school/reading", "bell"),
    "reading_ask": walks.ask_to_read,
    "reading_grant": walks.to("/school/reading/{f.open}", "lund"),
    "reading_grant, to decide": walks.to("/school/reading/{f.asked}", "lund"),
    "reading_open": walks.read,
    "cards": walks.to("/classes/{cast.period_3.id}/cards", "rivera"),
    "cards, for nobody": walks.cards_for_nobody,
    "cards_sheet": walks.sheet_of_cards,
    "cards_sheet, large": walks.cards_large,
    "school_cards": walks.to("/school/cards", "lund"),
    "families": walks.families,
    "class_letter": walks.to("/classes/{cast.period_3.id}/letter", "rivera"),
    "class_letter, empty": walks.empty_class_letter,
    "people": walks.unfolded("/school/people"),
    "people, of the same name": walks.unfolded("/school/people", "Add this person", Full_name="Ana Morales"),
    "person": walks.unfolded("/school/people/{cast.bell.id}"),
    "person, an office that can't end": walks.unfolded("/school/people/{cast.bell.id}", "Let it end"),
    "person, the last reader leaves": walks.unfolded("/school/people/{cast.haddad.id}", "Set the last day"),
    "invited": walks.unfolded("/school/people/{cast.rivera.id}", "Make a link"),
    "classes": walks.unfolded("/school/classes"),
    "classroom": walks.unfolded("/school/classes/{cast.period_3.id}"),
    "classroom, a name to choose": walks.unfolded(
        "/school/classes/{cast.period_5.id}", "Add to this class", Full_name="Li"
    ),
    "membership": walks.part("Cy Adler"),
    "membership, the last reader stops": walks.part("Chidi Okoye", "Set the last day"),
    "roster": walks.to("/school/roster", "lund"),
    "roster_preview": walks.roster(),
    "roster_preview, broken rows": walks.roster(",Period 3,,,,,\n"),
    "sign_in": _to("/sign-in"),
    "queue": _to("/queue", "rivera"),
    "queue, empty": _to("/queue", "haddad"),
    "queue, the first minute": _to("/queue", "strand"),
    "keys": _keys,
    "undo": _undo,
    "desk": _to("/desk/{f.one.id}", "rivera"),
    "desk, two letters": _to("/desk/{f.two.id}", "rivera"),
    "desk, settled": _to("/desk/{f.answered.id}", "rivera"),
    "desk, a talk without its day": _talk,
    "board": _to("/board", "rivera"),
    "board, an earlier year": _earlier_year,
    "students": _to("/students", "rivera"),
    "phones, to confirm": _to_confirm,
    "student": _to("/students/{cast.ana.id}", "rivera"),
    "student, waiting": _to("/students/{cast.bo.id}", "rivera"),
    "student, none": _to("/students/{f.silent.id}", "rivera"),
    "you, of the office": _to("/you", "lund"),
    "import_letters": _to("/classes/{cast.period_3.id}/import", "rivera"),
    "import_letters_look": _letters_from_before,
    "reading": _to("/school/reading?name=a", "lund"),
    "reading, of a named person": _to("/school/reading", "bell"),
    "reading_ask": _ask_to_read,
    "reading_grant": _to("/school/reading/{f.open}", "lund"),
    "reading_grant, to decide": _to("/school/reading/{f.asked}", "lund"),
    "reading_open": _read,
    "cards": _to("/classes/{cast.period_3.id}/cards", "rivera"),
    "cards, for nobody": _cards_for_nobody,
    "cards_sheet": _sheet_of_cards,
    "cards_sheet, large": _cards_large,
    "school_cards": _to("/school/cards", "lund"),
    "families": _families,
    "class_letter": _to("/classes/{cast.period_3.id}/letter", "rivera"),
    "class_letter, empty": _empty_class_letter,
    "people": _unfolded("/school/people"),
    "people, of the same name": _unfolded("/school/people", "Add this person", Full_name="Ana Morales"),
    "person": _unfolded("/school/people/{cast.bell.id}"),
    "person, an office that can't end": _unfolded("/school/people/{cast.bell.id}", "Let it end"),
    "person, the last reader leaves": _unfolded("/school/people/{cast.haddad.id}", "Set the last day"),
    "invited": _unfolded("/school/people/{cast.rivera.id}", "Make a link"),
    "classes": _unfolded("/school/classes"),
    "classroom": _unfolded("/school/classes/{cast.period_3.id}"),
    "classroom, a name to choose": _unfolded("/school/classes/{cast.period_5.id}", "Add to this class", Full_name="Li"),
    "membership": _part("Cy Adler"),
    "membership, the last reader stops": _part("Chidi Okoye", "Set the last day"),
    "roster": _to("/school/roster", "lund"),
    "roster_preview": _roster(),
    "roster_preview, broken rows": _roster(",Period 3,,,,,\n"),
}
"""The screens that a teacher meets, and the office's one."""

OFFICE: dict[str, Walk] = {
    "begin": walks.begin,
    "begin, wrong": walks.begin_wrong,
    "welcome": walks.to("/welcome"),
    "welcome_in": walks.invited,
    "school": walks.to("/school", "lund"),
    "settings": walks.to("/school/settings", "lund"),
    "wording": walks.words_of_the_school,
    "days_off": walks.to("/school/days-off", "lund"),
    "days_off, turned": walks.days_turned,
}
"""The screens of whoever runs the office."""

SCREENS = STUDENTS | TEACHERS | OFFICE
