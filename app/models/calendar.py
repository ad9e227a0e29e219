"""Days and months as the school counts them. Moments are UTC everywhere else."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.models.words import Reason, Refused

MONTHS_A_YEAR = 12
ONE_DAY = timedelta(days=1)
CENTURY = range(2000, 2100)
"""The years in which a day that somebody typed can lie; any other is a slip of the finger."""
SCHOOL_DAYS = range(5)
"""Monday to Friday."""


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The school's calendar day at `moment`."""
    return moment.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which a day of the school begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def noon_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which a day of the school is half over: for what came on a day, nobody knows when."""
    return datetime.combine(day, time(12), zone).astimezone(UTC)


def chosen_day(day: date | None) -> date:
    """A day that somebody chose in a form. Raises Refused where there is none, or in no year that a school has."""
    if day is None or day.year not in CENTURY:
        raise Refused(Reason.WHICH_DAY)
    return day


def chosen_days(first: date | None, last: date | None) -> tuple[date, date | None]:
    """The first and the last day that somebody chose, the last one only if she likes. Raises Refused."""
    first, last = chosen_day(first), last and chosen_day(last)
    if last and last < first:
        raise Refused(Reason.TURNED_DAYS)
    return first, last


def school_day_back(today: date, count: int, free: Sequence[tuple[date, date]]) -> date:
    """The school day that is the `count`-th one back from `today`, which counts where it is one itself. Weekends, and
    the days of `free` (each from a first until a last day), are no school days."""
    day, seen = today, 0
    while True:
        ends = [first for first, last in free if first <= day <= last]
        if ends:
            day = min(ends)
        elif day.weekday() in SCHOOL_DAYS:
            seen += 1
            if seen == count:
                return day
        day -= ONE_DAY


def month_of(day: date) -> date:
    """The first day of the month of `day`: how a month is written down here."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The month after."""
    return date(month.year + month.month // MONTHS_A_YEAR, month.month % MONTHS_A_YEAR + 1, 1)


def year_of(day: date, year_start: int) -> int:
    """The calendar year in which the school year of `day` began; `year_start` is a month, 1 to 12."""
    return day.year if day.month >= year_start else day.year - 1


def months_of(year: int, year_start: int, until: date) -> list[date]:
    """The months of the school year that began in `year`, up to the one of the day `until`."""
    months = [date(year, year_start, 1)]
    while len(months) < MONTHS_A_YEAR and next_month(months[-1]) <= until:
        months.append(next_month(months[-1]))
    return months
