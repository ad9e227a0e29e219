"""Photographs every screen of a running server, on a phone and on a desktop, light and dark.

python -m tests.browser.screens http://127.0.0.1:8000 --student CODE WORD --teacher EMAIL PASSWORD --to /tmp/shots
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, Playwright, StorageState, ViewportSize, sync_playwright

from tests.servers import chromium

PHONE: ViewportSize = {"width": 360, "height": 780}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
SIZES = {"phone": PHONE, "desktop": DESKTOP}

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")

QUIET = (
    "--no-sandbox",  # root has no sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""What keeps Chromium at its work: it asks nobody but the server."""


def start(playwright: Playwright) -> Browser:
    """Debian's Chromium, without a window."""
    return playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))


def come_in(page: Page, code: str) -> None:
    """Come in with the code of a card."""
    page.goto("/card")
    page.get_by_label("The code on your card").fill(code)
    with page.expect_navigation():
        page.get_by_role("button", name="Come in").click()


def open_letters(page: Page, word: str) -> None:
    """Open the older letters with the student's word, where they are closed."""
    page.goto("/letters")
    if page.get_by_label("Your word").count():
        page.get_by_label("Your word").fill(word)
        with page.expect_navigation():
            page.get_by_role("button", name="Open them").click()


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in with an e-mail address and a password."""
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def at_the_door(page: Page) -> Iterator[str]:
    """Every screen before anybody has signed in: each is on the page when its name is given."""
    page.goto("/card")
    yield "card"
    page.get_by_label("The code on your card").fill("no such code")
    page.get_by_role("button", name="Come in").click()
    yield "card-wrong"
    page.goto("/sign-in")
    yield "sign-in"


def a_students(page: Page) -> Iterator[str]:
    """Every screen of a student who is signed in."""
    page.goto("/phones")
    yield "phones"
    page.goto("/letters")
    yield "letters"
    opened = page.get_by_role("link", name="Open it").or_(page.get_by_role("link", name="Read it")).first
    if opened.count():
        opened.click()
        yield "letter"
    page.goto("/write")
    choices = page.locator(".choices a")
    if choices.count():
        yield "write-to"
        choices.first.click()
    yield "write"
    folds = page.locator(".fold > summary")
    for fold in folds.all():
        fold.click()
    if folds.count():
        yield "write-unfolded"
    page.goto("/readers")
    yield "readers"
    page.goto("/you")
    yield "you"
    page.goto("/nowhere")
    yield "not-found"


def a_teachers(page: Page) -> Iterator[str]:
    """Every screen of a teacher who is signed in. Looking at the desk opens the letter that waits longest."""
    page.goto("/queue")
    yield "queue"
    begin = page.get_by_role("link", name="Begin with")
    if begin.count():
        begin.click()
        yield "desk"
        page.locator("h1").click()
        page.keyboard.press("?")
        yield "desk-keys"
        page.keyboard.press("Escape")
        page.get_by_role("button", name="We talked").click()
        yield "talk"
    page.goto("/phones")
    yield "phones-teacher"
    page.goto("/board")
    yield "board"
    page.goto("/students")
    yield "students"
    page.locator(".people a").first.click()
    yield "student"


def photograph(
    browser: Browser, url: str, student: tuple[str, str], teacher: tuple[str, str], to: Path
) -> Iterator[Path]:
    """Every screen in every size and theme, as `{screen}-{size}-{theme}.png` in the folder `to`."""
    to.mkdir(parents=True, exist_ok=True)
    student_state, teacher_state = _signed_in(browser, url, student, teacher)
    for size, viewport in SIZES.items():
        for theme in THEMES:
            for state, walk in ((None, at_the_door), (student_state, a_students), (teacher_state, a_teachers)):
                with browser.new_context(
                    base_url=url, viewport=viewport, color_scheme=theme, storage_state=state, has_touch=size == "phone"
                ) as context:
                    page = context.new_page()
                    for screen in walk(page):
                        path = to / f"{screen}-{size}-{theme}.png"
                        page.screenshot(path=path, full_page=True)
                        yield path


def _signed_in(
    browser: Browser, url: str, student: tuple[str, str], teacher: tuple[str, str]
) -> tuple[StorageState, StorageState]:
    with browser.new_context(base_url=url) as students, browser.new_context(base_url=url) as teachers:
        page = students.new_page()
        code, word = student
        come_in(page, code)
        open_letters(page, word)
        sign_in(teachers.new_page(), *teacher)
        return students.storage_state(), teachers.storage_state()


def main() -> None:
    """Read the command line, and photograph."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("url")
    arguments.add_argument(
        "--student", metavar=("CODE", "WORD"), nargs=2, required=True, help="the code on a student's card, and her word"
    )
    arguments.add_argument("--teacher", metavar=("EMAIL", "PASSWORD"), nargs=2, required=True)
    arguments.add_argument("--to", type=Path, required=True, help="the folder for the pictures")
    given = arguments.parse_args()
    with sync_playwright() as playwright:
        for path in photograph(start(playwright), given.url, tuple(given.student), tuple(given.teacher), given.to):
            sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
