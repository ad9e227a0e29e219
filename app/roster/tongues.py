"""The language that a cell of a list names: a tag, or a name in a language that offices write in."""

from functools import cache

from babel import Locale, UnknownLocaleError

from app.i18n import own_name
from app.models.words import fold

WRITTEN_IN = ("en", "es", "fr", "de", "pt", "it")
"""The languages in which registers name languages."""

SPOKEN = (
    "am", "ar", "bn", "bs", "de", "en", "es", "fa", "fr", "he", "hi", "hr", "hy", "id", "it", "ja", "km", "ko", "lo",
    "ne", "nl", "pa", "pl", "ps", "pt", "ro", "ru", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "ti", "tr", "uk",
    "ur", "uz", "vi", "zh", "zh-Hans", "zh-Hant",
)  # fmt: skip
"""The languages that are known by their own names too."""

BEFORE_CLDR = {"mandarin": "zh", "cantonese": "yue", "farsi": "fa", "tagalog": "fil", "haitian": "ht", "kurdish": "ku",
               "castellano": "es", "norwegian": "nb", "creole": "ht"}  # fmt: skip
"""What offices call some languages, and CLDR doesn't."""


def tag_of(said: str) -> str | None:
    """The BCP 47 tag of a language, in the form that CLDR gives it; None for what is no language that is known."""
    name = " ".join(fold(said).split())
    if name in _by_name():
        return _by_name()[name]
    try:
        locale = Locale.parse(said.strip().replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return None
    return "-".join(filter(None, (locale.language, locale.script, locale.territory)))


@cache
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for tag in WRITTEN_IN:
        for code, name in Locale(tag).languages.items():
            names.setdefault(fold(name), code.replace("_", "-"))
    names.update((fold(own_name(tag)), tag) for tag in SPOKEN)
    return names | BEFORE_CLDR
