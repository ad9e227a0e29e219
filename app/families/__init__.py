"""The page for families: what the letters are, in each language that this folder has a file for.

The interface's words stand in the templates; these are read by people who never come in here, in languages that the
interface may not speak, so that each text is written for its readers, not translated sentence by sentence.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from babel import Locale
from babel.lists import format_list

FOLDER = Path(__file__).parent
FALLBACK = "en"


@dataclass(frozen=True)
class Paragraph:
    """A question that a family has, and the answer."""

    heading: str
    text: str


@dataclass(frozen=True)
class FamilyPage:
    """One sheet to hand out, in one language."""

    language: str
    direction: str
    title: str
    lead: str
    paragraphs: list[Paragraph]


def written_in(tag: str) -> str:
    """The language of the page that families who speak `tag` (BCP 47) get: theirs, else English."""
    own = tag.partition("-")[0]
    return own if own in {path.stem for path in FOLDER.glob("*.toml")} else FALLBACK


def has_page(tag: str) -> bool:
    """Whether there is a page in the language itself."""
    return written_in(tag) == tag.partition("-")[0]


def family_page(
    language: str, *, school: str, classroom: str, readers: Sequence[str], helpers: Sequence[str]
) -> FamilyPage:
    """The page in a language that written_in() gave. `readers` is not empty: the page says who reads, by name."""
    words = _words(language)
    locale = Locale.parse(language, sep="-")

    def names(people: Sequence[str], style: Literal["standard", "or"]) -> str:
        return str(format_list([_isolated(name) for name in people], style=style, locale=locale))

    given = {
        "school": _isolated(school),
        "classroom": _isolated(classroom),
        "readers": names(readers, "standard"),
        "asked": names([*readers, *helpers], "or"),
    }
    paragraphs = [
        Paragraph(told["heading"], _told(told, len(readers)).format_map(given)) for told in words["paragraph"]
    ]
    lead = words["lead"].format_map(given)
    return FamilyPage(language, locale.text_direction, words["title"], lead, paragraphs)


def _told(told: dict[str, str], readers: int) -> str:
    return told.get("for_several", told["text"]) if readers > 1 else told["text"]


def _isolated(name: str) -> str:
    """A name that keeps its own direction in a sentence of another (Unicode, UAX #9: FSI and PDI)."""
    return f"\u2068{name}\u2069"


@cache
def _words(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
