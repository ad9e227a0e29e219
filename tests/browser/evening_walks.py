"""Walks of an evening: what is set aside, what is on its way, a filter, and a P.S. afterwards."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from app.db import transaction
from app.models import Preference
from app.models.calendar import now
from app.models.mark import set_aside
from app.queries.queue import QUEUE, Filter
from app.queries.waiting import Only
from tests.browser.furnished import Furnished
from tests.browser.walks import to


def filtered(furnished: Furnished, page: Page) -> None:
    cast = furnished.school.cast
    with transaction(cast.database) as session:
        only_talks = Filter(only=frozenset({Only.TALK}))
        Preference.choose(session, cast.viewer(cast.park, now()), QUEUE, only_talks.as_kept())
    to("/queue", "park")(furnished, page)
    expect(page.get_by_role("button", name="Show everybody who waits")).to_be_visible()


def aside(furnished: Furnished, page: Page) -> None:
    cast = furnished.school.cast
    letter = furnished.school.writes(cast.cy, "Dear Mr. Okoye, the frogs.", ago=timedelta(hours=3))
    with transaction(cast.database) as session:
        viewer = cast.viewer(cast.okoye, now())
        set_aside(session, viewer, {letter.id: 1}, viewer.today + timedelta(days=2), "Ask the biologist.")
    to("/queue/aside", "okoye")(furnished, page)
    expect(page.get_by_text("Ask the biologist.")).to_be_visible()


def on_the_way(furnished: Furnished, page: Page) -> None:
    cast = furnished.school.cast
    letter = furnished.school.writes(cast.cy, "Dear Mr. Okoye, the newts.", ago=timedelta(hours=2))
    with transaction(cast.database) as session:
        answer = cast.answers(session, cast.okoye, session.merge(letter), at=now())
        answer.deliver_at = now() + timedelta(hours=8)
    to("/on-the-way", "okoye")(furnished, page)
    expect(page.get_by_role("button", name="Send now").first).to_be_visible()


def addition(furnished: Furnished, page: Page) -> None:
    to("/students/{cast.ana.id}", "rivera")(furnished, page)
    with page.expect_navigation():
        page.get_by_role("link", name="Add a P.S.").first.click()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
