"""First read: all that is new, one letter after another; what it writes down, and what it leaves as it was."""

from datetime import timedelta
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.db import transaction
from app.models import Opening
from app.models.letter import Wants, open_letter
from app.models.mark import Mark, MarkKind
from tests.cast import DAY, HOUR, NOW
from tests.web import Site, form_of, says, texts_of, title_of, where


def read(browser: TestClient, letter: UUID) -> str:
    """A letter by itself, once the first look is written down."""
    browser.get(f"/first-read/{letter}")
    return browser.get(f"/first-read/{letter}").text


def marks(site: Site) -> list[tuple[UUID, MarkKind]]:
    return [(row.letter_id, row.kind) for row in site.all(Mark) if isinstance(row, Mark)]


def test_it_leads_from_the_oldest_unopened_letter_to_the_newest_and_says_when_all_is_read(site: Site) -> None:
    cast = site.cast
    bos, anas, linhs = (
        site.letter_of(one, f"{one.called} writes.", days_ago=days)
        for one, days in ((cast.bo, 5), (cast.ana, 3), (cast.linh, 1))
    )
    rivera = site.as_(cast.rivera)
    for letter, left in ((bos, "2 more are unopened"), (anas, "1 more is unopened"), (linhs, "Nothing more is")):
        assert where(rivera.get("/first-read")) == f"/first-read/{letter}"
        page = read(rivera, letter)
        assert left in says(page)
        assert texts_of(page) == [f"{site.letter(letter).body}"]
    end = rivera.get("/first-read")
    assert end.status_code == 200
    assert "All that is new has been read." in says(end.text)
    assert "3 students wait for an answer." in says(end.text)
    assert 'href="/queue"' in end.text


def test_each_unopened_letter_of_a_student_is_shown_by_itself(site: Site) -> None:
    first, second = site.letter_of(site.cast.ana, "One.", days_ago=4), site.letter_of(site.cast.ana, "Two.", days_ago=1)
    rivera = site.as_(site.cast.rivera)
    assert texts_of(read(rivera, first)) == ["One."]
    assert site.letter(second).opened_at is None
    assert where(rivera.get("/first-read")) == f"/first-read/{second}"


def test_reading_writes_the_opening_once_and_ends_no_waiting(site: Site) -> None:
    letter = site.letter_of(site.cast.ana, days_ago=2)
    rivera = site.as_(site.cast.rivera)
    opened = rivera.get(f"/first-read/{letter}")
    assert where(opened) == f"/first-read/{letter}", "It is written down, and then read again."
    read(rivera, letter)
    assert site.count(Opening) == 1
    kept = site.letter(letter)
    assert kept.opened_at
    assert kept.waiting
    assert "1 student is waiting" in says(rivera.get("/queue").text)


@pytest.mark.parametrize("header", ["sec-purpose", "purpose"])
def test_a_browser_that_only_fetches_ahead_opens_nothing(site: Site, header: str) -> None:
    letter = site.letter_of(site.cast.ana)
    ahead = site.as_(site.cast.rivera).get(f"/first-read/{letter}", headers={header: "prefetch"})
    assert ahead.status_code == 204
    assert site.letter(letter).opened_at is None


def test_that_reading_ends_no_waiting_is_said_once_an_evening(site: Site) -> None:
    first, second = site.letter_of(site.cast.bo, days_ago=2), site.letter_of(site.cast.ana, days_ago=1)
    rivera = site.as_(site.cast.rivera)
    sentence = "Reading ends no waiting"
    assert sentence in says(read(rivera, first))
    assert sentence not in says(read(rivera, second))
    site.later(days=1)
    assert sentence in says(read(rivera, site.letter_of(site.cast.linh)))


def test_one_goes_back_to_what_one_read_before_and_on_to_what_is_new(site: Site) -> None:
    cast = site.cast
    bos, anas, linhs = (
        site.letter_of(one, days_ago=days) for one, days in ((cast.bo, 5), (cast.ana, 3), (cast.linh, 1))
    )
    rivera = site.as_(cast.rivera)
    assert "The one before" not in says(read(rivera, bos)).partition("Keys")[0]
    site.later(seconds=5)
    assert f'data-by-key="k" href="/first-read/{bos}"' in read(rivera, anas)
    back = read(rivera, bos)
    assert 'data-by-key="k"' not in back
    assert where(rivera.get("/first-read")) == f"/first-read/{linhs}", "From there the next is what is still unopened."


def test_a_letter_that_a_colleague_opened_meanwhile_is_shown_by_address_and_is_new_no_more(site: Site) -> None:
    cast, letter = site.cast, site.letter_of(site.cast.ana, days_ago=2)
    bos = site.letter_of(cast.bo, days_ago=1)
    with transaction(cast.database) as session:
        open_letter(session, cast.viewer(cast.park), letter)
    rivera = site.as_(cast.rivera)
    assert where(rivera.get("/first-read")) == f"/first-read/{bos}"
    page = read(rivera, letter)
    assert "Dear Ms. Rivera, we moved." in texts_of(page)
    assert "1 more is unopened" in says(page)
    assert site.count(Opening) == 2, "Each reader's first look is her own."


def test_what_one_comes_back_to_first_is_marked_and_can_be_unmarked_and_a_second_press_changes_nothing(
    site: Site,
) -> None:
    letter = site.letter_of(site.cast.ana)
    rivera = site.as_(site.cast.rivera)
    put = form_of(read(rivera, letter), to="/first")
    for _ in range(2):
        assert where(put.press(rivera)) == f"/first-read/{letter}"
        assert marks(site) == [(letter, MarkKind.FIRST)]
    page = read(rivera, letter)
    assert "You will come back to Ana first." in says(page)
    off = form_of(page, to="/first")
    for _ in range(2):
        off.press(rivera)
        assert marks(site) == []
    assert site.letter(letter).waiting
    assert "You will come back" not in says(site.as_(site.cast.park).get(f"/first-read/{letter}").text)


def test_an_answered_letter_is_shown_and_offers_nothing_but_the_next(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        letter = cast.writes(session, cast.ana, at=NOW - 3 * DAY)
        cast.answers(session, cast.rivera, letter, at=NOW - 2 * DAY)
    page = read(site.as_(cast.rivera), letter.id)
    assert "Ms. Rivera answered" in says(page)
    assert [key for key in "nfrk" if f'data-by-key="{key}' in page] == ["n"]


def test_the_room_shows_one_letter_and_names_nobody_in_its_title(site: Site) -> None:
    cast = site.cast
    with transaction(cast.database) as session:
        letter = cast.writes(session, cast.ana, "I'd rather talk.", NOW - 2 * DAY, wants=Wants.TALK)
        cast.writes(session, cast.bo, "Not this one.", NOW - DAY)
    page = read(site.as_(cast.rivera), letter.id)
    assert title_of(page) == "First read · Everyletter"
    assert "Bo" not in says(page)
    assert "Ana Morales · Period 3 · waiting 2 days" in says(page)
    assert page.count("button main") == 1


def test_who_has_nothing_new_and_nobody_waiting_is_told_so(site: Site) -> None:
    page = site.as_(site.cast.okoye).get("/first-read")
    assert "And nobody is waiting for an answer." in says(page.text)


def test_the_queue_and_the_board_lead_there_as_long_as_something_is_unopened(site: Site) -> None:
    letter = site.letter_of(site.cast.ana, days_ago=0.5)
    rivera = site.as_(site.cast.rivera)
    for room in ("/queue", "/board"):
        assert 'href="/first-read"' in rivera.get(room).text
    read(rivera, letter)
    for room in ("/queue", "/board"):
        assert 'href="/first-read"' not in rivera.get(room).text


@pytest.mark.parametrize(
    ("ago", "sentence"),
    [
        (timedelta(hours=23, minutes=59), "1 letter is unopened."),
        (DAY + timedelta(minutes=1), "1 letter has been unopened for longer than a day."),
        (3 * DAY, "1 letter has been unopened for longer than a day."),
    ],
)
def test_the_board_says_what_has_been_unopened_for_longer_than_24_hours_on_any_day_of_the_week(
    site: Site, ago: timedelta, sentence: str
) -> None:
    for weekday in range(7):
        site.later(days=1 if weekday else 0)
        with transaction(site.cast.database) as session:
            letter = site.cast.writes(session, site.cast.ana, at=NOW + weekday * DAY - ago).id
        rivera = site.as_(site.cast.rivera)
        assert sentence in says(rivera.get("/board").text)
        read(rivera, letter)
        assert "unopened" not in says(rivera.get("/board").text)


def test_the_board_counts_letters_and_not_students(site: Site) -> None:
    for hours in (30, 40, 2):
        site.letter_of(site.cast.ana, days_ago=hours * HOUR / DAY)
    page = says(site.as_(site.cast.rivera).get("/board").text)
    assert "2 letters have been unopened for longer than a day." in page
