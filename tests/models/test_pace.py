"""A pace that is humane: by when everyone is reached, and when it is enough."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.pace import MOST, pace

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("waiting", "a_day", "answered", "days"),
    [
        (0, 6, 0, 0),
        (6, 6, 0, 0),
        (7, 6, 0, 1),
        (20, 6, 0, 3),
        (20, 6, 6, 4),
        (20, 6, 4, 3),
        (1, 1, 5, 1),
        (100, 1, 0, 99),
    ],
)
def test_what_is_left_of_today_and_so_many_on_every_day_after_reach_everyone(
    waiting: int, a_day: int, answered: int, days: int
) -> None:
    assert pace(SUNDAY, waiting, a_day, answered).by == SUNDAY + timedelta(days=days)


def test_it_is_enough_when_the_days_number_is_answered() -> None:
    assert not pace(SUNDAY, 10, 6, 5).enough
    assert pace(SUNDAY, 10, 6, 6).enough
    assert pace(SUNDAY, 10, 6, 9).enough


@given(st.integers(0, 5000), st.integers(1, MOST), st.integers(0, 200))
def test_on_that_day_all_are_reached_and_on_the_day_before_not(waiting: int, a_day: int, answered: int) -> None:
    found = pace(SUNDAY, waiting, a_day, answered)
    days = (found.by - SUNDAY).days
    left_today = max(a_day - answered, 0)
    assert left_today + days * a_day >= waiting
    assert days == 0 or left_today + (days - 1) * a_day < waiting
