"""Pages on a sheet in a browser: chosen, sent, and what the phone and the school then have."""

import re
from uuid import UUID

from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.db import reading
from app.models import Letter
from app.models import Page as LetterPage
from app.models.calendar import now
from app.photos.making import make_all
from tests.browser.pictures import number_on, picture_of
from tests.browser.school import School
from tests.browser.sheets import SEND
from tests.cast import DAY

PATIENT = 30_000
"""Milliseconds in which everything has gone, on a machine that others share."""


def laid_out(page: Page) -> Page:
    expect(page.locator("[data-pages][data-ready]")).to_be_attached()
    return page


def choose(page: Page, *files: FilePayload) -> None:
    page.locator("[data-pages] input[type=file]").set_input_files(list(files))


def here(page: Page, many: int) -> None:
    """So many pages are with the school."""
    expect(page.locator("[data-pages] [data-state=here]")).to_have_count(many, timeout=PATIENT)


def waiting(page: Page, many: int) -> None:
    """So many pages lie on this phone, and say so."""
    expect(page.locator("[data-pages] [data-state=waits]")).to_have_count(many, timeout=PATIENT)


def send(page: Page) -> None:
    page.get_by_role("button", name=SEND).click()


def has_gone(page: Page) -> None:
    expect(page).to_have_url(re.compile("/letters"), timeout=PATIENT)


def numbers(school: School) -> list[list[int]]:
    """The numbers that stand on the pages of each letter that the school has, in their order."""
    make_all(school.cast.database, now() + DAY)
    with reading(school.cast.database) as session:
        sent = session.scalars(select(col(Letter.id)).order_by(col(Letter.received_at)))
        return [[number_on(picture_of(session, id_)) for id_ in _pages(session, letter)] for letter in sent]


def _pages(session: Session, letter_id: UUID) -> list[UUID]:
    mine = select(col(LetterPage.id)).where(col(LetterPage.letter_id) == letter_id)
    return list(session.scalars(mine.order_by(col(LetterPage.place), col(LetterPage.leaf))))


def pages_there(school: School) -> int:
    with reading(school.cast.database) as session:
        return session.scalar(select(func.count()).select_from(LetterPage)) or 0


def pages_on_the_phone(page: Page) -> int:
    found: int = page.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open("everyletter");
          asked.onsuccess = () => {
            const all = asked.result.transaction("pages").objectStore("pages").count();
            all.onsuccess = () => { asked.result.close(); done(all.result); };
          };
        })"""
    )
    return found
