"""Quiet hours: nobody gets an answer at 23:40, and everybody has hers by the next morning, wherever the school is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.models import Preference
from app.models.answer import DELIVERED_AFTER
from app.models.quiet import DEFAULT, QUIET, Quiet
from app.models.settling import send_now, undo
from app.models.words import Reason, Refused
from tests.cast import HOUR, Cast
from tests.models.look import waits

ZONES = [
    "America/Los_Angeles", "America/New_York", "America/St_Johns", "America/Sao_Paulo", "Europe/London", "Europe/Oslo",
    "Africa/Cairo", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Seoul", "Australia/Lord_Howe", "Pacific/Apia",
    "Pacific/Chatham", "America/Havana",
]  # fmt: skip
"""Fourteen, among them half hours, quarter hours, and clocks that change by half an hour or at midnight."""

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def with_quiet_hours(cast: Cast, session: Session) -> None:
    """Nobody has ever chosen any: those of the house."""
    session.execute(delete(Preference))


def at_home(cast: Cast, hour: int, minute: int = 0, day: date = date(2026, 11, 20)) -> datetime:
    """A time of day at the school, in UTC."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(cast.school.zone)).astimezone(UTC)


@pytest.mark.parametrize(("hour", "minute"), [(20, 0), (23, 40), (23, 59)])
def test_what_is_written_in_the_evening_goes_out_in_the_morning(
    cast: Cast, session: Session, hour: int, minute: int
) -> None:
    with_quiet_hours(cast, session)
    letter = cast.writes(session, cast.ana)
    answer = cast.answers(session, cast.rivera, letter, at=at_home(cast, hour, minute))
    assert answer.deliver_at == at_home(cast, 7, 30, date(2026, 11, 21))


@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (3, 0), (7, 29)])
def test_what_is_written_at_night_goes_out_on_the_same_morning(
    cast: Cast, session: Session, hour: int, minute: int
) -> None:
    with_quiet_hours(cast, session)
    answer = cast.answers(session, cast.rivera, cast.writes(session, cast.ana), at=at_home(cast, hour, minute))
    assert answer.deliver_at == at_home(cast, 7, 30)


@pytest.mark.parametrize(("hour", "minute"), [(7, 30), (12, 0), (19, 59)])
def test_by_day_it_goes_out_when_undo_is_over(cast: Cast, session: Session, hour: int, minute: int) -> None:
    with_quiet_hours(cast, session)
    at = at_home(cast, hour, minute)
    assert cast.answers(session, cast.rivera, cast.writes(session, cast.ana), at=at).deliver_at == at + DELIVERED_AFTER


def test_what_is_written_in_the_last_seconds_of_the_night_can_still_be_undone(cast: Cast, session: Session) -> None:
    with_quiet_hours(cast, session)
    at = at_home(cast, 7, 30) - timedelta(seconds=1)
    assert cast.answers(session, cast.rivera, cast.writes(session, cast.ana), at=at).deliver_at == at + DELIVERED_AFTER


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 25), date(2028, 2, 29)])
def test_weekends_holidays_and_leap_days_are_mornings_too(cast: Cast, session: Session, day: date) -> None:
    with_quiet_hours(cast, session)
    at = at_home(cast, 21, 0, day - timedelta(days=1))
    assert cast.answers(session, cast.rivera, cast.writes(session, cast.ana), at=at).deliver_at == at_home(
        cast, 7, 30, day
    )


def test_until_the_morning_it_can_be_taken_back_and_the_letter_waits_from_its_first_day(
    cast: Cast, session: Session
) -> None:
    with_quiet_hours(cast, session)
    letter = cast.writes(session, cast.ana)
    answer = cast.answers(session, cast.rivera, letter, at=at_home(cast, 22))
    assert undo(session, cast.viewer(cast.rivera, at_home(cast, 7, 29, date(2026, 11, 21))), answer)
    assert waits(session, letter)
    assert letter.received_at == cast.at


def test_send_now_sends_it_now_but_not_before_undo_is_over(cast: Cast, session: Session) -> None:
    with_quiet_hours(cast, session)
    sent, later = at_home(cast, 22), at_home(cast, 23)
    answer = cast.answers(session, cast.rivera, cast.writes(session, cast.ana), at=sent)
    assert send_now(session, cast.viewer(cast.rivera, sent + timedelta(seconds=5)), answer)
    session.refresh(answer)
    assert answer.deliver_at == sent + DELIVERED_AFTER
    other = cast.answers(session, cast.rivera, cast.writes(session, cast.bo), at=sent)
    assert send_now(session, cast.viewer(cast.rivera, later), other)
    session.refresh(other)
    assert other.deliver_at == later
    assert not send_now(session, cast.viewer(cast.rivera, later), other), "It has gone out: there is nothing to send."


def test_send_now_sends_the_one_answer_and_the_others_of_the_evening_wait_for_the_morning(
    cast: Cast, session: Session
) -> None:
    with_quiet_hours(cast, session)
    to_ana, to_bo = (
        cast.answers(session, cast.rivera, cast.writes(session, student), at=at_home(cast, 22))
        for student in (cast.ana, cast.bo)
    )
    assert send_now(session, cast.viewer(cast.rivera, at_home(cast, 23)), to_ana)
    session.refresh(to_bo)
    assert to_bo.deliver_at == at_home(cast, 7, 30, date(2026, 11, 21))


def test_nobody_sends_a_colleagues_answer_now(cast: Cast, session: Session) -> None:
    with_quiet_hours(cast, session)
    answer = cast.answers(session, cast.rivera, cast.writes(session, cast.ana), at=at_home(cast, 22))
    assert not send_now(session, cast.viewer(cast.park, at_home(cast, 23)), answer)


def test_each_teacher_has_her_own_hours_or_none(cast: Cast, session: Session) -> None:
    at = at_home(cast, 18)
    Preference.choose(session, cast.viewer(cast.rivera), QUIET, Quiet(time(17), time(9)).as_kept())
    hers = cast.answers(session, cast.rivera, cast.writes(session, cast.ana), at=at)
    his = cast.answers(session, cast.park, cast.writes(session, cast.bo), at=at_home(cast, 23))
    assert hers.deliver_at == at_home(cast, 9, 0, date(2026, 11, 21))
    assert his.deliver_at == at_home(cast, 23) + DELIVERED_AFTER


@given(moment=MOMENTS, zone=st.sampled_from(ZONES), begins=st.times(time(12)), ends=st.times(max_value=time(11, 59)))
def test_in_every_zone_and_on_every_day_it_is_delivered_within_the_quiet_hours_and_by_the_next_morning(
    moment: datetime, zone: str, begins: time, ends: time
) -> None:
    quiet, here = Quiet(begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0)), ZoneInfo(zone)
    morning, clock = quiet.morning_after(moment, here), moment.astimezone(here)
    in_them = clock.time() >= quiet.begins or clock.time() < quiet.ends
    assert (morning is not None) == in_them
    if morning:
        assert morning - moment <= 26 * HOUR, "A night is at most a day, and clocks change by less than two hours."
        assert morning.astimezone(here).date() in {clock.date(), clock.date() + timedelta(days=1)}
        shown = morning.astimezone(here).replace(tzinfo=None)
        assert shown.time() == quiet.ends or _is_no_time(datetime.combine(shown.date(), quiet.ends), here)


def _is_no_time(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks jump over a time of day."""
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local


def test_in_the_night_in_which_the_clocks_change_the_morning_is_still_half_past_seven() -> None:
    oslo = ZoneInfo("Europe/Oslo")
    for evening, morning in (
        (datetime(2026, 3, 28, 22, tzinfo=oslo), datetime(2026, 3, 29, 7, 30, tzinfo=oslo)),
        (datetime(2026, 10, 24, 22, tzinfo=oslo), datetime(2026, 10, 25, 7, 30, tzinfo=oslo)),
    ):
        assert DEFAULT.morning_after(evening.astimezone(UTC), oslo) == morning


@pytest.mark.parametrize(
    ("begins", "ends"), [("07:30", "20:00"), ("20:00", "13:00"), ("", "07:30"), ("8 pm", "7"), ("20:00", "12:00")]
)
def test_hours_after_which_no_morning_comes_are_refused(begins: str, ends: str) -> None:
    with pytest.raises(Refused) as refused:
        Quiet.said(begins, ends)
    assert refused.value.reason is Reason.NO_HOURS
