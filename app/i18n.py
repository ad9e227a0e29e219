"""Languages: which there are, which one this request speaks, and words, dates and numbers in it."""

import gettext as gnu
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, lru_cache
from io import BytesIO

from babel import Locale, UnknownLocaleError, dates, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from app.config import ROOT

LANGUAGES = ("en",)
"""BCP 47 tags of the interface's languages, the first one where nothing else is known. Each but the first has a
catalogue in app/locale/<tag>.po."""

FAMILY_LANGUAGES = (
    "en", "es", "ar", "zh-Hans", "zh-Hant", "vi", "pt", "ru", "ht", "so", "ko", "ja", "fil", "fr", "ur", "hi", "bn",
    "pa", "gu", "ta", "te", "ne", "fa", "ps", "my", "km", "lo", "sw", "am", "ti", "rw", "uk", "pl", "ro", "sq", "sr",
    "tr", "ku", "hy", "de", "it", "nb",
)  # fmt: skip
"""What a school can tick as a language of its families: what is spoken at home where many languages meet."""

COOKIE = "language"

language: ContextVar[str] = ContextVar("language", default=LANGUAGES[0])


class LanguageMiddleware:
    """Speaks the language that was chosen on this device (a cookie), else one that the browser asks for.

    Pure ASGI: a ContextVar that is set in a dependency is lost before the page is drawn.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            chosen = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
            language.set(chosen if chosen in LANGUAGES else preferred(headers.get("accept-language", "")))
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
    path = ROOT / "app" / "locale" / f"{tag}.po"
    if not path.exists():
        return gnu.NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=tag.replace("-", "_")))
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


def gettext(message: str) -> str:
    """The message in the language of this request."""
    return catalogue(language.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The message in the plural form that the language has for `count`."""
    return catalogue(language.get()).ngettext(one, many, count)


def locale() -> Locale:
    """The CLDR locale of this request."""
    return _locale(language.get())


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


def direction() -> str:
    """`ltr` or `rtl`."""
    return locale().text_direction


def own_name(tag: str) -> str:
    """The name of a language in itself, as one looks for it in a list: English, Español, العربية. What is no language
    that Unicode knows is told by its tag."""
    try:
        found = Locale.parse(tag, sep="-").get_display_name(tag.replace("-", "_")) or tag
    except (ValueError, UnknownLocaleError):
        return tag
    return found[:1].upper() + found[1:]


def day(value: date) -> str:
    """A day with its weekday, and its year where it isn't this one's: Saturday, November 16."""
    return _written(value, "MMMMEEEEd")


def short_day(value: date) -> str:
    """A day without its weekday: October 14."""
    return _written(value, "MMMMd")


def dated(value: date) -> str:
    """A day with its year, always: what is printed or kept is read later. October 14, 2026."""
    return str(dates.format_skeleton("yMMMMd", _noon(value), locale=locale()))


def month(value: date) -> str:
    """A month's name, with the year: November 2026."""
    return _formatted(value, "yMMMM", language.get())


def short_month(value: date) -> str:
    """A month in three letters or so: Nov."""
    return _formatted(value, "MMM", language.get())


def month_name(number: int) -> str:
    """A month by itself, 1 to 12: August."""
    return str(locale().months["stand-alone"]["wide"][number])


def clock(value: datetime) -> str:
    """The time of day, as one says it: 7:30 AM."""
    return str(dates.format_time(value, "short", tzinfo=value.tzinfo, locale=locale()))


def _written(value: date, skeleton: str) -> str:
    this_year = value.year == date.today().year  # noqa: DTZ011 -- only decides whether the year is said
    return _formatted(value, skeleton if this_year else f"y{skeleton}", language.get())


@lru_cache(maxsize=4096)
def _formatted(value: date, skeleton: str, tag: str) -> str:
    """A day in a language. A page says the same few days hundreds of times."""
    return str(dates.format_skeleton(skeleton, _noon(value), locale=_locale(tag)))


def _noon(value: date) -> datetime:
    return datetime(value.year, value.month, value.day, 12)  # noqa: DTZ001 -- a day has no zone
