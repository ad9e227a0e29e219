"""Days and months by the school's clock, also where the clocks change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Letter
from app.models.calendar import (
    SCHOOL_DAYS,
    chosen_day,
    chosen_days,
    day_of,
    month_of,
    months_of,
    next_month,
    now,
    school_day_back,
    start_of,
    year_of,
)
from app.models.viewer import Viewer
from app.models.words import Reason, Refused
from tests.cast import Cast

LOS_ANGELES, OSLO = ZoneInfo("America/Los_Angeles"), ZoneInfo("Europe/Oslo")
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def days_waited(earlier: datetime, later: datetime, zone: ZoneInfo) -> int:
    return Viewer.machine(UUID(int=1), zone, later).days_since(earlier)


def test_a_letter_of_the_last_evening_belongs_to_the_month_of_the_school(cast: Cast, session: Session) -> None:
    evening = datetime(2026, 12, 1, 7, 59, tzinfo=UTC)  # 23:59 on 30 November in Los Angeles
    assert cast.writes(session, cast.ana, at=evening).month == date(2026, 11, 1)
    assert cast.writes(session, cast.bo, at=evening + timedelta(minutes=1)).month == date(2026, 12, 1)
    assert cast.writes(session, cast.eva, at=evening).month == date(2026, 12, 1)


def test_a_letter_of_today_has_waited_no_day() -> None:
    late = datetime(2026, 11, 18, 7, 59, tzinfo=UTC)
    assert days_waited(late - timedelta(hours=20), late, LOS_ANGELES) == 0
    assert days_waited(late, late + timedelta(minutes=1), LOS_ANGELES) == 1
    assert day_of(late, OSLO) == day_of(late, LOS_ANGELES) + timedelta(days=1)


def test_a_day_of_25_hours_is_one_day() -> None:
    before = datetime(2026, 10, 31, 7, 30, tzinfo=UTC)  # half past midnight; the clocks go back on 1 November
    assert [days_waited(before, before + timedelta(hours=hours), LOS_ANGELES) for hours in (23, 24, 48, 49)] == [
        0, 1, 1, 2,
    ]  # fmt: skip


def test_the_school_year_begins_in_its_month() -> None:
    assert [year_of(day, 8) for day in (date(2026, 7, 31), date(2026, 8, 1), date(2027, 7, 31))] == [2025, 2026, 2026]
    assert year_of(date(2026, 1, 1), 1) == 2026


def test_the_months_of_a_school_year_end_with_this_one() -> None:
    assert months_of(2026, 8, date(2026, 11, 17)) == [date(2026, month, 1) for month in (8, 9, 10, 11)]
    assert months_of(2026, 8, date(2030, 1, 1))[-1] == date(2027, 7, 1)


@given(DAYS, st.integers(1, 12))
def test_every_day_is_in_the_last_month_of_its_year_so_far(day: date, year_start: int) -> None:
    months = months_of(year_of(day, year_start), year_start, day)
    assert months[-1] == month_of(day)
    assert len(months) <= 12
    assert all(next_month(one) == other for one, other in pairwise(months))
    assert months[0].month == year_start


@given(MOMENTS, MOMENTS, st.sampled_from([LOS_ANGELES, OSLO, ZoneInfo("Asia/Kathmandu")]))
def test_days_add_up(one: datetime, other: datetime, zone: ZoneInfo) -> None:
    days = days_waited(one, other, zone)
    assert days == -days_waited(other, one, zone)
    assert day_of(one, zone) + timedelta(days=days) == day_of(other, zone)


@pytest.mark.parametrize(
    ("today", "count", "back"),
    [
        (date(2026, 11, 18), 1, date(2026, 11, 18)),  # a Wednesday
        (date(2026, 11, 18), 2, date(2026, 11, 17)),
        (date(2026, 11, 17), 2, date(2026, 11, 16)),
        (date(2026, 11, 16), 2, date(2026, 11, 13)),  # from a Monday over the weekend
        (date(2026, 11, 15), 2, date(2026, 11, 12)),
    ],
)
def test_school_days_are_counted_back_over_weekends(today: date, count: int, back: date) -> None:
    assert school_day_back(today, count, []) == back


def test_school_days_are_counted_back_over_holidays_that_overlap() -> None:
    holidays = [(date(2026, 11, 9), date(2026, 11, 16)), (date(2026, 11, 16), date(2026, 11, 16))]
    assert school_day_back(date(2026, 11, 17), 2, holidays) == date(2026, 11, 6)
    assert school_day_back(date(2026, 11, 16), 1, holidays) == date(2026, 11, 6)


@given(DAYS, st.integers(1, 5), st.lists(st.tuples(DAYS, st.integers(0, 400)), max_size=4))
def test_between_a_school_day_back_and_today_there_are_so_many_school_days(
    today: date, count: int, free: list[tuple[date, int]]
) -> None:
    spans = [(first, first + timedelta(days=length)) for first, length in free]
    back = school_day_back(today, count, spans)
    days = [back + timedelta(days=ahead) for ahead in range((today - back).days + 1)]
    school = [
        day for day in days if day.weekday() in SCHOOL_DAYS and not any(first <= day <= last for first, last in spans)
    ]
    assert school[0] == back
    assert len(school) == count


def test_a_day_begins_at_the_schools_midnight_also_where_it_is_left_out() -> None:
    assert start_of(date(2026, 11, 17), LOS_ANGELES) == datetime(2026, 11, 17, 8, tzinfo=UTC)
    assert start_of(date(2026, 4, 24), ZoneInfo("Africa/Cairo")) == datetime(2026, 4, 23, 22, tzinfo=UTC)


def test_moments_come_back_aware_and_in_utc(cast: Cast, session: Session) -> None:
    in_oslo = datetime(2026, 11, 17, 19, 0, 0, 123456, tzinfo=OSLO)
    letter = cast.writes(session, cast.eva, at=in_oslo)
    session.expire_all()
    assert letter.received_at == in_oslo
    assert letter.received_at.utcoffset() == timedelta(0)
    assert session.scalar(select(col(Letter.id)).where(col(Letter.received_at) == in_oslo)) == letter.id
    assert now().utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(cast: Cast, session: Session) -> None:
    with pytest.raises(StatementError, match="time zone"):
        session.scalars(select(Letter).where(col(Letter.received_at) > datetime(2026, 11, 17))).all()  # noqa: DTZ001


def test_a_day_that_somebody_typed_lies_in_this_century_and_a_span_may_be_of_one_day() -> None:
    first, last = date(2000, 1, 1), date(2099, 12, 31)
    assert [chosen_day(first), chosen_day(last)] == [first, last]
    assert chosen_days(first, first) == (first, first)
    assert chosen_days(first, None) == (first, None)
    for slip in (None, date(1999, 12, 31), date(2100, 1, 1), date(26, 11, 1)):
        with pytest.raises(Refused) as refused:
            chosen_day(slip)
        assert refused.value.reason is Reason.WHICH_DAY
    with pytest.raises(Refused) as refused:
        chosen_days(last, first)
    assert refused.value.reason is Reason.TURNED_DAYS
