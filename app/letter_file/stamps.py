"""Timestamps as Google Forms and spreadsheets write them, in whatever locale the sheet has.

Whether 3/4 is a day in March or in April is decided over a whole column, and never guessed.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

OLDEST_YEAR = 2000
"""Nobody who goes to school today has written before; an empty cell of a spreadsheet is a day in 1899."""

LONGEST_STAMP = 60
"""Characters, also with spaces around: a text is not searched for a date."""

NOON = 12
SIGNS_OF_A_YEAR = 3
"""A number with so many signs or more is a year."""

ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "GMT": 0, "UT": 0,
         "UTC": 0, "Z": 0}  # fmt: skip
"""Hours from UTC of the zones that have a name in mail (RFC 2822, section 4.3). Any other name is the school's own."""

MORNING, AFTERNOON = {"am", "오전", "上午", "午前"}, {"pm", "오후", "下午", "午後"}

_HALF = r"(?:[ap]\.?\s?m\.?|오전|오후|上午|下午|午前|午後)"
_STAMP = re.compile(
    rf"(\d{{1,4}})\s?([./-])\s?(\d{{1,2}})\s?\2\s?(\d{{1,4}})\.?"
    rf"(?:(?:T|,?\s)\s?(?P<before>{_HALF})?\s?(?P<hour>\d{{1,2}})[:.h](?P<minute>\d{{2}})"
    rf"(?:[:.](?P<second>\d{{2}})(?:[.,]\d+)?)?\s?(?P<after>{_HALF})?\s?(?P<zone>[^\W\d_]{{1,6}}|(?:GMT|UTC)?[+-]\d.*)?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)


class DayOrder(StrEnum):
    """What stands first in a date like 3/4/2026."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@dataclass(frozen=True)
class Stamp:
    """A timestamp whose day and month may still be either."""

    year: int
    numbers: tuple[int, int]
    """The two numbers that are not the year, in the order in which they stand."""
    settled: DayOrder | None
    """Their order, where the way of writing says it: 2026-11-16 and 16.11.2026 can be read in one way."""
    clock: tuple[int, int, int]
    zone: tzinfo | None
    """None where it is the school's."""
    has_clock: bool

    def moment(self, order: DayOrder, zone: ZoneInfo) -> datetime | None:
        """The moment in UTC; None where there is no such day in that order, or it was written in the other one."""
        day, month = self.numbers if (self.settled or order) is DayOrder.DAY_FIRST else self.numbers[::-1]
        try:
            return datetime(self.year, month, day, *self.clock, tzinfo=self.zone or zone).astimezone(UTC)
        except (ValueError, OverflowError):
            return None


def read_stamp(written: str) -> Stamp | None:
    """A timestamp, read; None where it is none."""
    if len(written) > LONGEST_STAMP:
        return None
    plain = " ".join(unicodedata.normalize("NFKC", written).split())
    found = _STAMP.fullmatch(plain)
    if not found:
        return None
    first, mark, second, third = found[1], found[2], found[3], found[4]
    clock = _clock(found)
    year_first = len(first) >= SIGNS_OF_A_YEAR
    year = first if year_first else third
    numbers = (int(second), int(third)) if year_first else (int(first), int(second))
    settled = DayOrder.MONTH_FIRST if year_first else DayOrder.DAY_FIRST if mark == "." else None
    if clock is None or len(year) == SIGNS_OF_A_YEAR or max(numbers) > 31:  # noqa: PLR2004 -- days of a month
        return None
    full = int(year) + (2000 if len(year) < SIGNS_OF_A_YEAR else 0)
    if full < OLDEST_YEAR:
        return None
    return Stamp(full, numbers, settled, clock, _zone(found["zone"] or ""), found["hour"] is not None)


def order_of(stamps: Sequence[Stamp], zone: ZoneInfo, at: datetime) -> DayOrder | None:
    """In which order a column writes day and month: the only one in which all its days exist and none is still to
    come. None where both would do, and where neither does."""
    loose = [stamp for stamp in stamps if stamp.settled is None and stamp.numbers[0] != stamp.numbers[1]]
    both = [tuple(stamp.moment(order, zone) for order in DayOrder) for stamp in loose]
    both = [pair for pair in both if any(pair)]  # 31/31 is no day in any order, and says nothing of the others
    if not both:
        return DayOrder.MONTH_FIRST
    moments = dict(zip(DayOrder, zip(*both, strict=True), strict=True))
    exist = [order for order in DayOrder if None not in moments[order]]
    past = [order for order in exist if all(moment and moment <= at for moment in moments[order])]
    for fitting in (past, exist):
        if len(fitting) == 1:
            return fitting[0]
    return None


def is_loose(stamps: Sequence[Stamp]) -> bool:
    """Whether the order of day and month makes a difference anywhere in a column."""
    return any(stamp.settled is None and stamp.numbers[0] != stamp.numbers[1] for stamp in stamps)


def _clock(found: re.Match[str]) -> tuple[int, int, int] | None:
    if found["hour"] is None:
        return 0, 0, 0
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if half := (found["before"] or found["after"] or "").lower():
        if not 1 <= hour <= NOON:
            return None
        plain = half.replace(".", "").replace(" ", "")
        hour = hour % NOON + (NOON if plain in AFTERNOON else 0)
    return hour, minute, second


def _zone(written: str) -> tzinfo | None:
    if offset := _OFFSET.fullmatch(written):
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-away if offset[1] == "-" else away) if away < timedelta(days=1) else None
    hours = ZONES.get(written.upper())
    return None if hours is None else timezone(timedelta(hours=hours))
