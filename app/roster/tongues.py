"""The language that a cell of a list names: a tag, or a name in a language that offices write in."""

from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from app.i18n import languages_in
from app.models.words import fold
from app.roster.columns import file_of_words

WRITTEN_IN = ("en", "es", "fr", "de")
"""The languages in which registers name languages, the likeliest first: each is loaded when it is first needed."""


@lru_cache(maxsize=500)
def tag_of(said: str) -> str | None:
    """The BCP 47 tag of a language, in the form that CLDR gives it; None for one of which CLDR knows too little to
    show it by its own name."""
    code = _code(said).replace("-", "_")
    locale = _locale(code, resolve_likely_subtags=False)
    if not locale and (locale := _locale(code, resolve_likely_subtags=True)):
        # "eng" and "zh-TW" mean a language and a script; the country is a guess of CLDR's.
        locale = Locale(locale.language, script=locale.script)
    if not locale or locale.language == "root":
        return None
    return "-".join(filter(None, (locale.language, locale.script, locale.territory)))


def _locale(code: str, *, resolve_likely_subtags: bool) -> Locale | None:
    try:
        return Locale.parse(code, resolve_likely_subtags=resolve_likely_subtags)
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def _code(said: str) -> str:
    """The code that a name stands for; what is none may be a tag itself."""
    name = _plain(said)
    if name in _own_names():
        return _own_names()[name]
    return next((_names_in(tag)[name] for tag in WRITTEN_IN if name in _names_in(tag)), said.strip())


@cache
def _own_names() -> dict[str, str]:
    return {_plain(name): tag for tag, names in file_of_words()["languages"].items() for name in names}


@cache
def _names_in(tag: str) -> dict[str, str]:
    return {_plain(name): code for code, name in languages_in(tag).items()}


def _plain(name: str) -> str:
    return " ".join(fold(name).replace("’", "'").split())
