"""What a school says of itself, its own words and its holidays: what is kept, what is refused, what is written down."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Away, Event, School, Wording
from app.models.letter import open_letter
from app.models.school import LONGEST_WORDING, About, WordingKind
from app.models.words import LONGEST_NAME, Reason, Refused
from app.queries.readers import wordings
from app.queries.school import Overview, overview
from app.queries.wording import languages_said, wording
from tests.cast import DAY, MINUTE, Cast

ABOUT: dict[str, Any] = {"name": "Roosevelt High", "zone": "America/Los_Angeles", "year_start": 8, "languages": ["en"]}
FIRST, LAST = date(2026, 12, 21), date(2027, 1, 1)


def acts(session: Session, cast: Cast) -> list[tuple[str, str]]:
    session.flush()
    kept = select(Event).where(col(Event.school_id) == cast.school.id).order_by(col(Event.act), col(Event.reason))
    return [(event.act, event.reason) for event in session.scalars(kept)]


def says(session: Session, cast: Cast, language: str, at: int = 0, **texts: str) -> None:
    """Mrs. Lund writes the school's words, some minutes later."""
    Wording.say(session, cast.viewer(cast.lund, cast.at + at * MINUTE), language, texts)
    session.flush()


def read(session: Session, cast: Cast, language: str) -> dict[WordingKind, str]:
    return wordings(session, cast.viewer(cast.ana, cast.at + DAY), language)


def test_what_a_school_says_of_itself_is_kept_and_what_was_is_written_down(cast: Cast, session: Session) -> None:
    school = session.get_one(School, cast.school.id)
    about = About("  O'Neil   & Sons ", "America/Chicago", 7, ["en", "es"])
    school.settle(session, cast.viewer(cast.lund), about)
    session.flush()
    session.expire_all()
    assert (school.name, school.zone, school.year_start) == ("O'Neil & Sons", "America/Chicago", 7)
    assert acts(session, cast) == [
        ("school settled", "name was Roosevelt High; zone was America/Los_Angeles; year_start was 8")
    ]


def test_settings_that_are_as_they_were_are_no_event(cast: Cast, session: Session) -> None:
    school = session.get_one(School, cast.school.id)
    school.settle(session, cast.viewer(cast.lund), About(**ABOUT | {"languages": ["en", "es"]}))
    assert acts(session, cast) == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"name": "  "}, Reason.NO_SCHOOL_NAME),
        ({"name": "x" * (LONGEST_NAME + 1)}, Reason.LONG_NAME),
        ({"name": "a\x00b"}, Reason.NUL),
        ({"zone": ""}, Reason.NO_ZONE),
        ({"zone": "../../etc/passwd"}, Reason.NO_ZONE),
        ({"zone": "America/Nowhere"}, Reason.NO_ZONE),
        ({"year_start": 0}, Reason.NO_MONTH),
        ({"year_start": 13}, Reason.NO_MONTH),
        ({"languages": []}, Reason.NO_LANGUAGE),
    ],
)
def test_settings_that_no_school_has_change_nothing(
    cast: Cast, session: Session, wrong: dict[str, Any], reason: Reason
) -> None:
    school = session.get_one(School, cast.school.id)
    before = school.model_dump()
    with pytest.raises(Refused) as refused:
        school.settle(session, cast.viewer(cast.lund), About(**ABOUT | wrong))
    assert refused.value.reason is reason
    assert school.model_dump() == before


def test_new_words_are_a_new_row_and_the_earlier_ones_are_kept(cast: Cast, session: Session) -> None:
    says(session, cast, "en", readers="Nobody in the office.", help="Room 12.")
    says(session, cast, "en", at=1, readers="Nobody in the office reads.", help="Room 12.")
    assert read(session, cast, "en") == {"readers": "Nobody in the office reads.", "help": "Room 12."}
    assert len(session.scalars(select(Wording)).all()) == 3
    assert acts(session, cast) == [("worded", "")] * 3


def test_words_that_are_taken_away_are_said_no_more_and_another_language_speaks_for_them(
    cast: Cast, session: Session
) -> None:
    says(session, cast, "es", help="Sala 12.")
    says(session, cast, "en", at=1, help="Room 12.")
    assert read(session, cast, "es")[WordingKind.HELP] == "Sala 12."
    says(session, cast, "es", at=2, help=" \n ")
    assert read(session, cast, "es")[WordingKind.HELP] == "Room 12."
    says(session, cast, "en", at=3, help="")
    assert read(session, cast, "en") == {}


def test_words_too_long_to_be_read_change_nothing_also_not_what_stands_beside_them(
    cast: Cast, session: Session
) -> None:
    with pytest.raises(Refused) as refused:
        says(session, cast, "en", readers="Nobody.", help="x" * (LONGEST_WORDING + 1))
    assert refused.value.reason is Reason.LONG_WORDING
    assert session.scalars(select(Wording)).all() == []


def test_holidays_are_declared_and_withdrawn_and_both_are_written_down(cast: Cast, session: Session) -> None:
    lund = cast.viewer(cast.lund)
    holidays = Away.declare(session, lund, FIRST, LAST, " Winter  holidays ")
    session.flush()
    assert (holidays.person_id, holidays.why, holidays.by_id) == (None, "Winter holidays", cast.lund.id)
    holidays.withdraw(session, lund)
    holidays.withdraw(session, lund)
    assert session.scalars(select(Away)).all() == []
    days = "2026-12-21 to 2027-01-01, Winter holidays"
    assert acts(session, cast) == [("away declared", days), ("away withdrawn", days)]


def test_a_teacher_says_that_she_is_away_for_one_day(cast: Cast, session: Session) -> None:
    away = Away.declare(session, cast.viewer(cast.rivera), FIRST, None, person_id=cast.rivera.id)
    session.flush()
    assert (away.from_day, away.until_day, away.person_id) == (FIRST, FIRST, cast.rivera.id)
    event = session.scalars(select(Event)).one()
    assert (event.subject_id, event.reason) == (cast.rivera.id, "2026-12-21 to 2026-12-21")


def test_the_same_days_twice_are_one_with_the_newer_words(cast: Cast, session: Session) -> None:
    lund = cast.viewer(cast.lund)
    for why in ("Wintr", "Winter", "Winter"):
        Away.declare(session, lund, FIRST, LAST, why)
        session.flush()
    Away.declare(session, cast.viewer(cast.rivera), FIRST, LAST, person_id=cast.rivera.id)
    session.flush()
    whole_school = col(Away.person_id).is_(None)
    assert [away.why for away in session.scalars(select(Away).where(whole_school))] == ["Winter"]
    assert len(acts(session, cast)) == 3


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (None, LAST, Reason.WHICH_DAY),
        (LAST, FIRST, Reason.TURNED_DAYS),
        (FIRST, FIRST + timedelta(days=367), Reason.LONG_DAYS),
        (date(202, 12, 21), None, Reason.WHICH_DAY),
    ],
)
def test_days_that_cannot_be_are_refused(
    cast: Cast, session: Session, first: date | None, last: date | None, reason: Reason
) -> None:
    with pytest.raises(Refused) as refused:
        Away.declare(session, cast.viewer(cast.lund), first, last)
    assert refused.value.reason is reason
    assert session.scalars(select(Away)).all() == []


def test_what_the_office_reads_is_the_same_on_both_databases(cast: Cast, session: Session) -> None:
    lund = cast.viewer(cast.lund)
    letter = cast.writes(session, cast.ana, at=cast.at - 8 * DAY)
    cast.writes(session, cast.bo, at=cast.at - DAY)
    says(session, cast, "es", readers="Nadie.", help="Sala 12.")
    says(session, cast, "es", at=1, help="")
    Away.declare(session, lund, cast.today() - 3 * DAY, None)
    session.flush()
    later = cast.viewer(cast.lund, cast.at + 2 * MINUTE)
    assert overview(session, later) == Overview(
        classes=2, unread=0, teachers=3, invited=0, uninvited=0, students=4, carded=4, readers_said=1, help_said=0,
        duty_said=0, helpers=1, helpers_who_come_in=1, worries_with_nobody=0, unopened=1,
    )  # fmt: skip
    assert languages_said(session, later) == {"es": {WordingKind.READERS}}
    words = wording(session, later, "es")
    assert words.now == {WordingKind.READERS: "Nadie.", WordingKind.HELP: ""}
    newest = words.history[0]
    assert (newest.kind, newest.text, newest.by) == (WordingKind.HELP, "", "Mrs. Lund")
    open_letter(session, cast.viewer(cast.rivera), letter.id)
    assert overview(session, later).unopened == 0
