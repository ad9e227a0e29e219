"""When things happen in the demo: days and hours that a school could have had, none of them in the future."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from app.models.calendar import day_of, month_of

MONTHS = 4
THIS_MONTH = MONTHS - 1
FALLBACK_ZONE = "America/Los_Angeles"

EARLY = 12
"""Up to this day of a month, "this month" reaches back into the one before."""
SLOWEST_ANSWER = 6
"""Days."""
MORNING = time(7, 30)
FRIDAY = 4

BEFORE_SCHOOL, AT_LUNCH, AT_HOME = (time(6, 50), 50), (time(11, 40), 50), (time(15, 30), 420)
"""When students write: from when, and for how many minutes."""
AFTER_SCHOOL, AT_THE_WEEKEND = (time(15, 40), 240), (time(10, 0), 570)
"""When teachers answer: never later than 20:00, from when on an answer would wait for the morning."""


@dataclass(frozen=True)
class Days:
    """The four months until `at`, by the school's clock. Chance picks the days and hours."""

    at: datetime
    zone: ZoneInfo
    chance: Random

    @property
    def today(self) -> date:
        """The school's day."""
        return day_of(self.at, self.zone)

    @property
    def months(self) -> list[date]:
        """The first day of each of the four months, the last one this month."""
        months = [month_of(self.today)]
        while len(months) < MONTHS:
            months.insert(0, month_of(months[0] - timedelta(days=1)))
        return months

    def letter(self, month: int) -> datetime:
        """When a letter of a past month, or one of this month that was answered, came."""
        first = self.months[month] + timedelta(days=1)
        last = first + timedelta(days=19)
        if month == THIS_MONTH:
            first, last = self._this_month(), self.today - timedelta(days=3)
        elif month == THIS_MONTH - 1:
            last = min(last, self._this_month() - timedelta(days=SLOWEST_ANSWER + 2))
        return self._between(first + timedelta(days=self.chance.randint(0, (last - first).days)), *self._free_time())

    def days_ago(self, days: int) -> datetime:
        """When a letter of so many days ago came; one of today came before now."""
        came = self._between(self.today - timedelta(days=days), *self._free_time())
        return came if came < self.at else self.at - timedelta(minutes=self.chance.randint(20, 90))

    def answer(self, letter: datetime, *, at_least: int = 1) -> datetime:
        """When it was answered: some days later, on a day that has passed."""
        day = day_of(letter, self.zone)
        latest = min(SLOWEST_ANSWER, (self.today - day).days - 1)
        day += timedelta(days=self.chance.randint(min(at_least, latest), latest))
        return self._between(day, *(AFTER_SCHOOL if day.weekday() <= FRIDAY else AT_THE_WEEKEND))

    def postscript(self, letter: datetime) -> datetime:
        """When a P.S. came to it: the next morning."""
        return self._between(day_of(letter, self.zone) + timedelta(days=1), *BEFORE_SCHOOL)

    def talk(self, letter: datetime) -> datetime:
        """When they talked: on the next school day, or today where that has not come yet."""
        day = min(self._school_day(day_of(letter, self.zone) + timedelta(days=1)), self.today)
        return min(self._between(day, time(12, 0), 180), self.at - timedelta(minutes=5))

    def class_letter(self, month: int, *, days_later: int = 0) -> datetime:
        """Before the first lesson of a month, or an hour ago where that has not come yet."""
        day = self._school_day(self.months[month]) + timedelta(days=days_later)
        return min(self._between(day, MORNING, 15), self.at - timedelta(hours=1))

    def start(self) -> datetime:
        """When the first of the months began."""
        return datetime.combine(self.months[0], time(0), self.zone)

    def next_morning(self) -> datetime:
        """When an answer goes out that is sent now and waits for the morning: more than an hour from now."""
        morning = datetime.combine(self.today, MORNING, self.zone)
        while morning <= self.at + timedelta(hours=1):
            morning = datetime.combine(day_of(morning, self.zone) + timedelta(days=1), MORNING, self.zone)
        return morning

    def _this_month(self) -> date:
        """From when a letter counts as this month's: in its first days the demo would else be almost empty."""
        return self.months[THIS_MONTH] if self.today.day > EARLY else self.today - timedelta(days=EARLY)

    def _free_time(self) -> tuple[time, int]:
        return self.chance.choice((BEFORE_SCHOOL, AT_LUNCH, AT_HOME, AT_HOME, AT_HOME))

    def _between(self, day: date, first: time, minutes: int) -> datetime:
        into = timedelta(seconds=self.chance.randint(0, minutes * 60))
        return datetime.combine(day, first, self.zone) + into

    def _school_day(self, day: date) -> date:
        while day.weekday() > FRIDAY:
            day += timedelta(days=1)
        return day
