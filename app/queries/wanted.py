"""What is looked for: the words of a query, as patterns for LIKE, and where they stand in a text as it was written."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from app.models.words import Reason, Refused, fold
from app.queries.excerpt import EXCERPT, LONGEST_WORD

LONGEST_QUERY, MOST_WORDS = 300, 20
"""Characters, and words: as much as anybody remembers of a letter."""

BEFORE = 90
"""Characters of an excerpt that stand before the first word that was found."""

ESCAPE = "!"
_IN_PARTS = re.compile(r'"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|「([^」]*)」|([^\s"“”„«»「」]+)')
_ANY = " '’‘ʼ"
"""What stands for any one character: a phrase goes on over the end of a line, and phones turn an apostrophe."""


@dataclass(frozen=True)
class Part:
    """A part of an excerpt, and whether it was looked for."""

    text: str
    found: bool = False


@dataclass(frozen=True)
class Excerpt:
    """A text around the first word that was found in it, as it was written."""

    parts: list[Part]
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True)
class Wanted:
    """The words of a query, folded: a text has to have each of them."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, query: str) -> "Wanted":
        """The words of a query, a phrase in quotation marks as one. Raises Refused for none, and for too many."""
        if len(query) > LONGEST_QUERY:
            raise Refused(Reason.LONG_QUERY)
        found = (next(filter(None, groups), "") for groups in _IN_PARTS.findall(query.replace("\x00", " ")))
        folded = (" ".join(fold(word).split()) for word in found)
        words = tuple(dict.fromkeys(word for word in folded if word.strip(_ANY)))
        if not words:
            raise Refused(Reason.NO_WORDS)
        if len(words) > MOST_WORDS:
            raise Refused(Reason.LONG_QUERY)
        return cls(words)

    @property
    def patterns(self) -> list[str]:
        """Each word for `LIKE … ESCAPE '!'` over a folded text."""
        return [f"%{''.join(map(_pattern, word))}%" for word in self.words]

    @cached_property
    def _places(self) -> list[re.Pattern[str]]:
        """The same for Python. SQLite's LIKE forgives case in what NFKD makes of 𝔘, too."""
        written = ("".join("." if one in _ANY else re.escape(one) for one in word) for word in self.words)
        return [re.compile(word, re.DOTALL | re.IGNORECASE) for word in written]

    def excerpt(self, texts: Sequence[str]) -> Excerpt:
        """Of several texts the one in which most of the words stand, around the first of them."""
        found = [[place.search(folded) for place in self._places] for folded in map(fold, texts)]
        best = max(range(len(texts)), key=lambda number: (sum(map(bool, found[number])), -number))
        begins = [match.start() for match in found[best] if match]
        text = texts[best]
        return self._around(text, _original(text, min(begins)) if begins else 0)

    def _around(self, text: str, at: int) -> Excerpt:
        begin, end = _cut(text, max(0, at - BEFORE), at), min(len(text), max(at, BEFORE) + EXCERPT - BEFORE)
        if end < len(text):
            cut = max(text.rfind(" ", at, end), text.rfind("\n", at, end))
            end = cut if end - cut < LONGEST_WORD else end
        while end < len(text) and _fold_one(text[end]) == "":  # a mark stays with its letter
            end += 1
        inside = text[begin:end]
        begin += len(inside) - len(inside.lstrip())
        end -= len(inside) - len(inside.rstrip())
        return Excerpt(self._marked(text[begin:end]), begin > 0, end < len(text.rstrip()))

    def _marked(self, text: str) -> list[Part]:
        """A text in parts. What was found in the folded text is led back to the characters that it came from."""
        where = [place for place, character in enumerate(text) for _ in _fold_one(character)]
        folded = "".join(map(_fold_one, text))
        marked = [False] * len(text)
        for place in self._places:
            for match in place.finditer(folded):
                last = where[match.end() - 1] + 1
                while last < len(text) and _fold_one(text[last]) == "":
                    last += 1
                marked[where[match.start()] : last] = [True] * (last - where[match.start()])
        parts: list[Part] = []
        begin = 0
        for end in range(1, len(text) + 1):
            if end == len(text) or marked[end] != marked[begin]:
                parts.append(Part(text[begin:end], marked[begin]))
                begin = end
        return parts


@lru_cache(maxsize=8192)
def _fold_one(character: str) -> str:
    """A text is folded character by character: the fold of the whole is made of these."""
    return fold(character)


def _original(text: str, place: int) -> int:
    """The character of a text from which a place of its fold came."""
    if text.isascii():
        return place
    reached = 0
    for number, character in enumerate(text):
        reached += len(_fold_one(character))
        if reached > place:
            return number
    return 0


def _cut(text: str, begin: int, at: int) -> int:
    """A beginning between words, if there is one near; never between a letter and its marks."""
    if begin == 0:
        return 0
    gap = next((place for place in range(begin - 1, min(at, begin + LONGEST_WORD)) if text[place].isspace()), None)
    if gap is not None:
        return gap + 1
    while begin < at and unicodedata.combining(text[begin]):
        begin += 1
    return begin


def _pattern(character: str) -> str:
    if character in _ANY:
        return "_"
    return ESCAPE + character if character in {"%", "_", ESCAPE} else character
