"""Days, months, numbers, names and lists as the language of a request writes them (Unicode CLDR)."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache

from babel import dates, numbers

from app import i18n


def day(value: date) -> str:
    """A day with its weekday, and its year where it isn't this one's: Saturday, November 16."""
    return _written(value, "MMMMEEEEd")


def short_day(value: date) -> str:
    """A day without its weekday: October 14."""
    return _written(value, "MMMMd")


def weekday(value: date) -> str:
    """A day of the days to come by its weekday: Wednesday."""
    return str(dates.format_date(value, "EEEE", locale=i18n.locale()))


def dated(value: date) -> str:
    """A day with its year, always: what is printed or kept is read later. October 14, 2026."""
    return _formatted(value, "yMMMMd", i18n.language())


def days_written(text: str) -> str:
    """A text of the history, in which days stand as 2026-11-20, with these days as one writes them."""
    return _ISO_DAY.sub(lambda found: _written_out(found[0]), text)


_ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def _written_out(day_: str) -> str:
    try:
        return dated(date.fromisoformat(day_))
    except ValueError:  # a name, or a number of the school's, that looks like one
        return day_


def month(value: date) -> str:
    """A month's name, with the year: November 2026."""
    return _formatted(value, "yMMMM", i18n.language())


def short_month(value: date) -> str:
    """A month in three letters or so: Nov."""
    return _formatted(value, "MMM", i18n.language())


def month_name(number: int) -> str:
    """A month by itself, 1 to 12: August."""
    return str(i18n.locale().months["stand-alone"]["wide"][number])


def number(value: int) -> str:
    """A number in the digits and groups of the language. CLDR writes Arabic as such ("ar") in the digits 0 to 9."""
    return str(value) if -1000 < value < 1000 else str(numbers.format_decimal(value, locale=i18n.locale()))  # noqa: PLR2004


ISOLATE, END = "\u2068", "\u2069"
"""First strong isolate, and its end (Unicode Standard Annex 9): what stands between them has a direction of its own."""

_ANOTHER_WAY = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Letters that run from right to left, by the blocks that Unicode keeps for them."""


def within(value: object) -> object:
    """What is put into a sentence: a number as the language writes it, and a name so that its direction doesn't turn
    the words around it about. Where all runs one way, and where there is no letter in it, it stays as it is."""
    if isinstance(value, int):
        return number(value)
    if not isinstance(value, str) or value.startswith(ISOLATE):
        return value
    turns = _ANOTHER_WAY.search(value) or (i18n.direction() == "rtl" and any(sign.isalpha() for sign in value))
    return ISOLATE + value + END if turns else value


def listed(names: Iterable[str]) -> str:
    """Names one after the other, as the language lists them: Ms. Rivera, Mr. Park."""
    pattern = str(i18n.locale().list_patterns["standard"]["middle"])
    return pattern.format("", "").join(str(within(name)) for name in names)


def clock(value: datetime) -> str:
    """The time of day, as one says it: 7:30 AM."""
    return str(dates.format_time(value, "short", tzinfo=value.tzinfo, locale=i18n.locale()))


def _written(value: date, skeleton: str) -> str:
    this_year = value.year == date.today().year  # noqa: DTZ011 -- only decides whether the year is said
    return _formatted(value, skeleton if this_year else f"y{skeleton}", i18n.language())


@lru_cache(maxsize=4096)
def _formatted(value: date, skeleton: str, tag: str) -> str:
    """A day in a language. A page says the same few days hundreds of times."""
    return str(dates.format_datetime(_noon(value), _pattern(skeleton, tag), locale=i18n.locale_of(tag)))


@cache
def _pattern(skeleton: str, tag: str) -> str:
    """The pattern of a language for the parts of a day. CLDR has few of them: the nearest is taken, and its weekday
    and month are written out where the skeleton has them whole (UTS 35, part 4, "Missing Skeleton Fields"). Babel
    leaves that to us: it would shorten Monday, November 16 to "Mon, Nov 16"."""
    known = i18n.locale_of(tag).datetime_skeletons
    found = skeleton if skeleton in known else dates.match_skeleton(skeleton, known)
    if found is None:
        raise LookupError(f"{tag} has no pattern for {skeleton}")
    pattern = str(known[found].pattern)
    if "EEEE" in skeleton:
        pattern = re.sub("E+", "EEEE", pattern)
    return re.sub("(?<!M)MMM(?!M)", "MMMM", pattern) if "MMMM" in skeleton else pattern


def _noon(value: date) -> datetime:
    return datetime(value.year, value.month, value.day, 12)  # noqa: DTZ001 -- a day has no zone
