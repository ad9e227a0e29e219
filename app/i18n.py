"""Languages: which there are, which one this request speaks, and words, dates and numbers in it."""

import gettext as gnu
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from threading import Lock
from typing import Any

from babel import Locale, UnknownLocaleError, localedata, negotiate_locale
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
    return locale_of(language())


@cache
def locale_of(tag: str) -> Locale:
    """The CLDR locale of a language."""
    return Locale.parse(tag, sep="-")


def direction() -> str:
    """`ltr` or `rtl`."""
    return _direction(language())


@cache
def _direction(tag: str) -> str:
    return locale_of(tag).text_direction


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
