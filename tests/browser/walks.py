"""How one gets to each screen: who goes there, and what she does on the way."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from app.db import transaction
from app.models import Draft
from app.models import School as Model
from app.models.calendar import now
from tests.browser import screens
from tests.browser.furnished import Furnished

CODE = "The code on your card"

Walk = Callable[[Furnished, Page], None]


def to(address: str, who: str = "") -> Walk:
    """Go to an address, as one of the cast who is signed in."""

    def walk(furnished: Furnished, page: Page) -> None:
        school = furnished.school
        if who:
            school.is_in(page, getattr(school.cast, who))
        page.goto(address.format(f=furnished, cast=school.cast))

    return walk


def wrong_card(furnished: Furnished, page: Page) -> None:
    page.goto("/card")
    page.get_by_label(CODE).fill("no such code")
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("alert")).to_be_visible()


def other_card(furnished: Furnished, page: Page) -> None:
    cast = furnished.school.cast
    furnished.school.come_in(page, cast.ana)
    furnished.school.come_in(page, cast.bo)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana is signed in here")


def signed_out(furnished: Furnished, page: Page) -> None:
    furnished.school.come_in(page, furnished.school.cast.ana)
    page.goto("/write")
    page.get_by_role("textbox", name="Dear Ms. Rivera").fill("Dear Ms. Rivera, the line was cut.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Send to Ms. Rivera").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in again")


def go_on(furnished: Furnished, page: Page) -> None:
    signed_out(furnished, page)
    page.get_by_label(CODE).fill(furnished.school.cast.code[furnished.school.cast.ana.id])
    page.get_by_role("button", name="Sign in and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed in again")


def somebody_else(furnished: Furnished, page: Page) -> None:
    cast = furnished.school.cast
    furnished.school.come_in(page, cast.ana)
    page.goto("/write")
    page.get_by_role("textbox", name="Dear Ms. Rivera").fill("Dear Ms. Rivera, this is Ana.")
    other = page.context.new_page()
    furnished.school.come_in(other, cast.bo)
    other.get_by_role("button", name="Yes, this is my card").click()
    expect(other).to_have_url(f"{furnished.school.url}/letters")
    page.get_by_role("button", name="Send to Ms. Rivera").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This was written by somebody else")


def not_now(furnished: Furnished, page: Page) -> None:
    """Another program holds the SQLite file while she sends."""
    furnished.school.come_in(page, furnished.school.cast.ana)
    page.goto("/write")
    page.get_by_role("textbox", name="Dear Ms. Rivera").fill("Dear Ms. Rivera, the machine was busy.")
    with furnished.school.held():
        page.get_by_role("button", name="Keep for later").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Not at this moment")


def empty_sheet(furnished: Furnished, page: Page) -> None:
    furnished.school.come_in(page, furnished.school.cast.ana)
    page.goto("/write")
    for fold in page.locator(".fold > summary").all():
        fold.click()
    page.get_by_role("textbox", name="Dear Ms. Rivera").fill("")  # a screen before may have left a draft
    page.get_by_role("button", name="Send to Ms. Rivera").click()
    expect(page.get_by_role("alert")).to_be_visible()


def without_a_line(furnished: Furnished, page: Page) -> None:
    """A reload without a line: the empty sheet, with her own text."""
    furnished.school.come_in(page, furnished.school.cast.ana)
    page.goto("/write")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.goto("/write")
    expect(page.get_by_role("textbox", name="Dear Ms. Rivera")).to_be_visible()


def waiting_here(furnished: Furnished, page: Page) -> None:
    """A letter that was sent without a line."""
    without_a_line(furnished, page)
    page.get_by_role("textbox", name="Dear Ms. Rivera").fill("Dear Ms. Rivera, there is no line on the bus.")
    page.get_by_role("button", name="Send to Ms. Rivera").click()
    expect(page.get_by_role("button", name="Send it now")).to_be_visible()


def postscript(furnished: Furnished, page: Page) -> None:
    furnished.school.come_in(page, furnished.school.cast.ana)
    page.get_by_role("link", name="Add a P.S.").click()
    expect(page.get_by_label("P.S.")).to_be_visible()


def two_at_once(furnished: Furnished, page: Page) -> None:
    """Mr. Park writes to Linh, whom Ms. Rivera answers as a rule, and she has kept something that went to others."""
    cast, one = furnished.school.cast, furnished.one
    with transaction(cast.database) as session:
        for teacher in (cast.rivera, cast.park):
            viewer = cast.viewer(teacher, now())
            Draft.keep(session, viewer, one.queue_id, one.writer_id, "Dear Linh, do you count the wagons, too?")
    to("/desk/{f.one.id}", "park")(furnished, page)
    expect(page.get_by_text("Ms. Rivera is writing to Linh.")).to_be_visible()


def keys(furnished: Furnished, page: Page) -> None:
    to("/queue", "rivera")(furnished, page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def undo(furnished: Furnished, page: Page) -> None:
    cast = furnished.school.cast
    letter = furnished.school.writes(cast.cy, "Dear Mr. Okoye, the frogs are back.", ago=timedelta(minutes=5))
    to(f"/desk/{letter.id}", "okoye")(furnished, page)
    page.get_by_label("Your answer").fill("Dear Cy, how many?")
    with page.expect_navigation():  # the banner of an answer before is there already
        page.get_by_role("button", name="Send").click()
    expect(page.locator(".undo")).to_be_visible()


def closed(furnished: Furnished, page: Page) -> None:
    screens.come_in(page, furnished.school.cast.code[furnished.school.cast.ana.id])
    expect(page.get_by_role("heading", level=2).first).to_have_text("Your older letters are closed on this phone")


def to_confirm(furnished: Furnished, page: Page) -> None:
    screens.come_in(page, furnished.school.cast.code[furnished.school.cast.ana.id])
    page.context.clear_cookies()
    to("/phones", "rivera")(furnished, page)
    expect(page.get_by_role("checkbox").first).to_be_visible()


def ask_to_read(furnished: Furnished, page: Page) -> None:
    to("/school/reading/students/{cast.ana.id}", "lund")(furnished, page)
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("alert")).to_be_visible()


def read(furnished: Furnished, page: Page) -> None:
    to("/school/reading/{f.open}", "lund")(furnished, page)
    page.get_by_role("button", name="Open the letters").click()
    expect(page.get_by_text("You read this by exception")).to_be_visible()


def earlier_year(furnished: Furnished, page: Page) -> None:
    to("/board", "rivera")(furnished, page)
    page.get_by_label("School year").select_option(index=1)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("still waiting from the school year")).to_be_visible()


def begin(furnished: Furnished, page: Page) -> None:
    page.goto(f"{furnished.house.url}/begin#{furnished.house.code}")
    page.get_by_text("More languages").click()
    expect(page.get_by_label("Español")).to_be_visible()


def begin_wrong(furnished: Furnished, page: Page) -> None:
    page.goto(f"{furnished.house.url}/begin")
    page.get_by_label("The code from the terminal").fill("AAAAA-AAAAA-AAA")
    page.get_by_label("Name of the school").fill("O'Neil & Sons")
    page.get_by_label("Time zone").select_option("Europe/Oslo")
    page.get_by_label("Your full name").fill("Ingrid Lund")
    page.get_by_label("E-mail address").fill("lund@school.example")
    page.get_by_label("Password").fill("a sentence that nobody guesses")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_be_visible()


def invited(furnished: Furnished, page: Page) -> None:
    page.goto(f"/welcome#{furnished.school.invites(furnished.school.cast.okoye)}")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Your new password")).to_be_visible()


def days_turned(furnished: Furnished, page: Page) -> None:
    to("/school/days-off", "lund")(furnished, page)
    page.get_by_label("First day").fill("2026-12-24")
    page.get_by_label("Last day").fill("2026-12-23")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_be_visible()


def words_of_the_school(furnished: Furnished, page: Page) -> None:
    to("/school/wording", "lund")(furnished, page)
    page.get_by_text("What was written, and when").click()
    expect(page.locator(".history")).to_be_visible()


def sheet_of_cards(furnished: Furnished, page: Page) -> None:
    to("/classes/{cast.period_3.id}/cards", "rivera")(furnished, page)
    page.get_by_role("button", name="Make new cards for everyone").click()
    expect(page.locator(".card").first).to_be_visible()


def cards_large(furnished: Furnished, page: Page) -> None:
    to("/classes/{cast.period_3.id}/cards", "lund")(furnished, page)
    page.get_by_label("Large print").check()
    page.get_by_label("Ana Morales").check()
    page.get_by_role("button", name="Make cards for those I ticked").click()
    expect(page.locator(".large .card")).to_be_visible()


def cards_for_nobody(furnished: Furnished, page: Page) -> None:
    sheet_of_cards(furnished, page)  # some are pending then
    with page.expect_navigation():
        page.get_by_role("link", name="Not now").click()
    page.get_by_role("button", name="Make cards for those I ticked").click()
    expect(page.get_by_role("alert")).to_be_visible()


def empty_class_letter(furnished: Furnished, page: Page) -> None:
    to("/classes/{cast.period_3.id}/letter", "rivera")(furnished, page)
    page.get_by_label("An open question").fill("What is new with you?")
    page.get_by_role("button", name="Send to the class").click()
    expect(page.get_by_role("alert")).to_be_visible()


def families(furnished: Furnished, page: Page) -> None:
    """In Arabic, too, from right to left."""
    cast = furnished.school.cast
    with transaction(cast.database) as session:
        session.get_one(Model, cast.school.id).languages = ["en", "es", "ar", "vi"]
    to("/classes/{cast.period_3.id}/families", "rivera")(furnished, page)
