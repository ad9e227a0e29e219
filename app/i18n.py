"""Languages: which there are, which one this request speaks, and words, dates and numbers in it."""

import gettext as gnu
import re
from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from io import BytesIO
from threading import Lock
from typing import Any

from babel import Locale, UnknownLocaleError, dates, localedata, negotiate_locale, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from app.config import ROOT

LANGUAGES = ("en", "es", "ar")
"""BCP 47 tags of the interface's languages, the first one where nothing else is known. Each but the first has a
catalogue in app/locale/<tag>.po, which `make words` begins and keeps."""

CATALOGUES = ROOT / "app" / "locale"

FAMILY_LANGUAGES = (
    "en", "es", "ar", "zh-Hans", "zh-Hant", "vi", "pt", "ru", "ht", "so", "ko", "ja", "fil", "fr", "ur", "hi", "bn",
    "pa", "gu", "ta", "te", "ne", "fa", "ps", "my", "km", "lo", "sw", "am", "ti", "rw", "uk", "pl", "ro", "sq", "sr",
    "tr", "ku", "hy", "de", "it", "nb",
)  # fmt: skip
"""What a school can tick as a language of its families: what is spoken at home where many languages meet."""

COOKIE = "language"


@dataclass
class Speech:
    """The language of a request, and whether it was chosen on this device."""

    tag: str
    chosen: bool = False


_speech: ContextVar[Speech | None] = ContextVar("speech", default=None)
"""One thing that all threads of a request share: what a thread puts into a ContextVar itself is lost with it."""


def language() -> str:
    """The tag of the language of this request."""
    speech = _speech.get()
    return speech.tag if speech else LANGUAGES[0]


def chosen() -> str:
    """The language that was chosen on this device, or an empty text."""
    speech = _speech.get()
    return speech.tag if speech and speech.chosen else ""


def speak(own: str) -> None:
    """Go on in a person's own language, where it is one of ours.

    What was chosen on this device wins: whoever holds it may not read a word of what a list said about her, and has
    put her finger on the name of a language that she does read.
    """
    speech = _speech.get()
    if speech and not speech.chosen and own in LANGUAGES:
        speech.tag = own


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """A language for what is written outside of a request: a mail. The first of ours where `tag` is none of them."""
    token = _speech.set(Speech(tag if tag in LANGUAGES else LANGUAGES[0]))
    try:
        yield
    finally:
        _speech.reset(token)


class LanguageMiddleware:
    """Speaks the language that was chosen on this device (a cookie), else one that the browser asks for; where
    somebody is signed in who has one, that one (see deps.get_me_or_nobody).

    Pure ASGI: a ContextVar that is set in a dependency is lost before the page is drawn.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            kept = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
            wanted = headers.get("accept-language", "")
            _speech.set(Speech(kept, chosen=True) if kept in LANGUAGES else Speech(preferred(wanted)))
        await self.app(scope, receive, send)


def preferred(accept_language: str) -> str:
    """The first of our languages that the browser asks for (RFC 9110, section 12.5.4, without the weights: browsers
    send the list in order)."""
    wanted = [part.split(";")[0].strip().replace("-", "_") for part in accept_language.split(",")]
    found = negotiate_locale(wanted, [tag.replace("-", "_") for tag in LANGUAGES])
    return found.replace("_", "-") if found else LANGUAGES[0]


@cache
def catalogue(tag: str) -> gnu.NullTranslations:
    """The messages of a language, compiled from its catalogue."""
    path = CATALOGUES / f"{tag}.po"
    if not path.exists():
        return gnu.NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=tag.replace("-", "_")))
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


def gettext(message: str) -> str:
    """The message in the language of this request."""
    return catalogue(language()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The message in the plural form that the language has for `count`."""
    return catalogue(language()).ngettext(one, many, count)


def locale() -> Locale:
    """The CLDR locale of this request."""
    return _locale(language())


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


def direction() -> str:
    """`ltr` or `rtl`."""
    return _direction(language())


@cache
def _direction(tag: str) -> str:
    return _locale(tag).text_direction


@lru_cache(maxsize=256)
def own_name(tag: str) -> str:
    """The name of a language in itself, as one looks for it in a list: English, Español, العربية. What is no language
    that Unicode knows is told by its tag."""
    with _borrowed():
        try:
            found = Locale.parse(tag, sep="-").get_display_name(tag.replace("-", "_")) or tag
        except (ValueError, UnknownLocaleError):
            return tag
    return found[:1].upper() + found[1:]


def languages_in(tag: str) -> dict[str, str]:
    """What each language that CLDR knows is called in one of them, by its code."""
    with _borrowed():
        return dict(Locale(tag).languages)


_one_borrows = Lock()


@contextmanager
def _borrowed() -> Iterator[None]:
    """What CLDR says of a language in which nothing is written here: it is given back afterwards. Babel keeps all that
    it has ever read of one, 0.8 MB, and a list for families names forty."""
    with _one_borrows:
        held: MutableMapping[str, Any] = localedata._cache
        ours = {*held, *(tag.replace("-", "_") for tag in LANGUAGES), "root"}
        try:
            yield
        finally:
            for tag in {*held} - ours:
                held.pop(tag).clear()  # its parts know the whole


def day(value: date) -> str:
    """A day with its weekday, and its year where it isn't this one's: Saturday, November 16."""
    return _written(value, "MMMMEEEEd")


def short_day(value: date) -> str:
    """A day without its weekday: October 14."""
    return _written(value, "MMMMd")


def weekday(value: date) -> str:
    """A day of the days to come by its weekday: Wednesday."""
    return str(dates.format_date(value, "EEEE", locale=locale()))


def dated(value: date) -> str:
    """A day with its year, always: what is printed or kept is read later. October 14, 2026."""
    return _formatted(value, "yMMMMd", language())


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
    return _formatted(value, "yMMMM", language())


def short_month(value: date) -> str:
    """A month in three letters or so: Nov."""
    return _formatted(value, "MMM", language())


def month_name(number: int) -> str:
    """A month by itself, 1 to 12: August."""
    return str(locale().months["stand-alone"]["wide"][number])


def number(value: int) -> str:
    """A number in the digits and groups of the language. CLDR writes Arabic as such ("ar") in the digits 0 to 9."""
    return str(value) if -1000 < value < 1000 else str(numbers.format_decimal(value, locale=locale()))  # noqa: PLR2004


ISOLATE, END = "\u2068", "\u2069"
"""First strong isolate, and its end (Unicode Standard Annex 9): what stands between them has a direction of its own."""

_ANOTHER_WAY = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Letters that run from right to left, by the blocks that Unicode keeps for them."""


def within(value: object) -> object:
    """What is put into a sentence: a number as the language writes it, and a name so that its direction doesn't turn
    the words around it about. Where all runs one way, and where there is no letter in it, it stays as it is."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return number(value)
    if not isinstance(value, str) or value.startswith(ISOLATE):
        return value
    turns = _ANOTHER_WAY.search(value) or (direction() == "rtl" and any(sign.isalpha() for sign in value))
    return ISOLATE + value + END if turns else value


def listed(names: Iterable[str]) -> str:
    """Names one after the other, as the language lists them: Ms. Rivera, Mr. Park."""
    pattern = str(locale().list_patterns["standard"]["middle"])
    return pattern.format("", "").join(str(within(name)) for name in names)


def clock(value: datetime) -> str:
    """The time of day, as one says it: 7:30 AM."""
    return str(dates.format_time(value, "short", tzinfo=value.tzinfo, locale=locale()))


def _written(value: date, skeleton: str) -> str:
    this_year = value.year == date.today().year  # noqa: DTZ011 -- only decides whether the year is said
    return _formatted(value, skeleton if this_year else f"y{skeleton}", language())


@lru_cache(maxsize=4096)
def _formatted(value: date, skeleton: str, tag: str) -> str:
    """A day in a language. A page says the same few days hundreds of times."""
    return str(dates.format_datetime(_noon(value), _pattern(skeleton, tag), locale=_locale(tag)))


@cache
def _pattern(skeleton: str, tag: str) -> str:
    """The pattern of a language for the parts of a day. CLDR has few of them: the nearest is taken, and its weekday
    and month are written out where the skeleton has them whole (UTS 35, part 4, "Missing Skeleton Fields"). Babel
    leaves that to us: it would shorten Monday, November 16 to "Mon, Nov 16"."""
    known = _locale(tag).datetime_skeletons
    found = skeleton if skeleton in known else dates.match_skeleton(skeleton, known)
    if found is None:
        raise LookupError(f"{tag} has no pattern for {skeleton}")
    pattern = str(known[found].pattern)
    if "EEEE" in skeleton:
        pattern = re.sub("E+", "EEEE", pattern)
    return re.sub("(?<!M)MMM(?!M)", "MMMM", pattern) if "MMMM" in skeleton else pattern


def _noon(value: date) -> datetime:
    return datetime(value.year, value.month, value.day, 12)  # noqa: DTZ001 -- a day has no zone
