"""From the cells of a list to people: a Row says what the planner needs, whatever kind of file it came from."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest

from app.models.classroom import Part
from app.models.words import fold, is_address
from app.roster.columns import Holds, numbered, part_of
from app.roster.sheet import UNREADABLE, Sheet
from app.roster.tongues import tag_of

LONGEST = 200
"""Characters of a name, a class or a number. What is longer is a mistake: a quotation mark is missing."""

SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "md", "phd"}
"""What stands after a comma in a name and is no first name."""


class Wrong(StrEnum):
    """Why a row can't be taken. templates/_roster_words.txt says each."""

    NO_NAME = "no name"
    NO_CLASS = "no class"
    UNKNOWN_PART = "unknown part"
    UNREADABLE = "unreadable"
    TOO_LONG = "too long"
    NO_ADDRESS = "no address"
    ADDRESS_TAKEN = "address taken"
    CONTRADICTS = "contradicts"
    SAME_NAME = "same name"
    OTHER_PART = "other part"
    CLASS_ENDED = "class ended"
    CLASS_TWICE = "class twice"


class Note(StrEnum):
    """What was not taken from a row that is taken otherwise, or what its reader should know."""

    UNKNOWN_LANGUAGE = "unknown language"
    CELLS_BEYOND = "cells beyond"
    NO_ADDRESS = "no address"
    OTHER_ADDRESS = "other address"
    ONE_PERSON = "one person"
    NO_READER = "no reader"


@dataclass(frozen=True)
class Row:
    """One person in one or more classes, as a list says it. `number` is the row's; `own_number` is hers."""

    number: int
    name: str
    classes: tuple[str, ...]
    part: Part = Part.WRITER
    goes_by: str = ""
    language: str = ""
    email: str = ""
    own_number: str = ""


@dataclass(frozen=True)
class Broken:
    """A row that can't be taken, and why. `about` is what is wrong in it, if it can be said."""

    number: int
    wrong: Wrong
    name: str = ""
    about: str = ""


@dataclass(frozen=True)
class Remark:
    """Something to know about a row, or with number 0 about a class."""

    number: int
    note: Note
    name: str = ""
    about: str = ""


@dataclass
class Reading:
    """What a list says: the rows that can be taken, those that can't, and what to know."""

    rows: list[Row] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


class _Cannot(Exception):
    def __init__(self, wrong: Wrong, about: str = "") -> None:
        super().__init__(wrong)
        self.wrong, self.about = wrong, about


def rows_of(sheet: Sheet, columns: tuple[Holds, ...], classroom: str = "") -> Reading:
    """The people in a sheet, whose columns hold what `columns` says; `classroom` is the class of rows without one."""
    reading = Reading()
    teachers: dict[tuple[str, str, tuple[str, ...]], Row] = {}
    for number, cells in sheet.rows:
        held = _Cells(sheet.headings, columns, cells)
        try:
            row, beside = _people(number, held, classroom)
        except _Cannot as cannot:
            reading.broken.append(Broken(number, cannot.wrong, held.shown_name()[:LONGEST], cannot.about))
            continue
        if row:
            reading.rows.append(row)
        for teacher in beside:
            teachers.setdefault((key(teacher.name), teacher.email.casefold(), teacher.classes), teacher)
        reading.remarks += _remarks(number, held, cells)
    reading.rows += teachers.values()
    return reading


def _people(number: int, held: "_Cells", classroom: str) -> tuple[Row | None, list[Row]]:
    """Who stands in a row, and who teaches her there. Raises _Cannot."""
    name, classes = held.name(), held.classes() or (tidy(classroom),)
    teachers = [(turned(tidy(teacher)), tidy(email)) for teacher, email in held.teachers()]
    part, email = part_of(held.text(Holds.PART)), held.text(Holds.EMAIL)
    own, goes_by = held.text(Holds.NUMBER), held.text(Holds.GOES_BY)
    _all_readable(name, *classes, own, goes_by, email, *(text for teacher in teachers for text in teacher))
    teachers_alone = not {Holds.NAME, Holds.FIRST, Holds.LAST} & set(held.columns)
    if not key(name) and not (teachers_alone and any(key(teacher) for teacher, _ in teachers)):
        raise _Cannot(Wrong.NO_NAME)
    if part is None:
        raise _Cannot(Wrong.UNKNOWN_PART, held.text(Holds.PART)[:LONGEST])
    if not all(map(key, classes)):
        raise _Cannot(Wrong.NO_CLASS)
    email = email if part is Part.READER else ""
    language = tag_of(held.text(Holds.LANGUAGE)) or ""
    row = Row(number, name, classes, part, goes_by, language, email, own) if key(name) else None
    beside = [Row(number, name, classes, Part.READER, email=email) for name, email in teachers if key(name)]
    for address in [email, *(teacher.email for teacher in beside)]:
        if address and not is_address(address):
            raise _Cannot(Wrong.NO_ADDRESS, address)
    return row, beside


def _all_readable(*texts: str) -> None:
    for text in texts:
        if UNREADABLE in text or any(unicodedata.category(character) == "Cc" for character in text):
            raise _Cannot(Wrong.UNREADABLE)
        if len(text) > LONGEST:
            raise _Cannot(Wrong.TOO_LONG)


def _remarks(number: int, held: "_Cells", cells: tuple[str, ...]) -> Iterator[Remark]:
    said = held.text(Holds.LANGUAGE)
    if said and not tag_of(said):
        yield Remark(number, Note.UNKNOWN_LANGUAGE, held.shown_name(), said[:LONGEST])
    if len(cells) > len(held.headings):
        yield Remark(number, Note.CELLS_BEYOND, held.shown_name())


class _Cells:
    """The cells of a row, by what they hold."""

    def __init__(self, headings: tuple[str, ...], columns: tuple[Holds, ...], cells: tuple[str, ...]) -> None:
        self.headings, self.columns = headings, columns
        self.cells = list(zip(headings, columns, cells, strict=False))

    def of(self, holds: Holds) -> Iterator[tuple[str, str]]:
        """The heading and the cell of each column of one kind."""
        return ((heading, cell) for heading, what, cell in self.cells if what is holds)

    def joined(self, holds: Holds) -> str:
        """All that the columns of one kind say."""
        return " ".join(cell for _, cell in self.of(holds))

    def text(self, holds: Holds) -> str:
        """The same, tidied."""
        return tidy(self.joined(holds))

    def name(self) -> str:
        """The full name, first name first."""
        whole = turned(self.text(Holds.NAME))
        return whole or tidy(f"{self.text(Holds.FIRST)} {self.text(Holds.LAST)}")

    def shown_name(self) -> str:
        """What names the row to a person who looks for it."""
        return self.name() or self.text(Holds.TEACHER)

    def teachers(self) -> Iterator[tuple[str, str]]:
        """Who teaches the class of this row, each with her e-mail address if there is one for each."""
        names, emails = (
            [one for one in re.split(r"[;|\n]| [/&] ", self.joined(holds)) if tidy(one)]
            for holds in (Holds.TEACHER, Holds.TEACHER_EMAIL)
        )
        return zip_longest(names, emails if len(emails) == len(names) else [], fillvalue="")

    def classes(self) -> tuple[str, ...]:
        """The classes that the row names, each once; a section or a period goes with each."""
        named = [name for heading, cell in self.of(Holds.CLASS) for name in _split(heading, cell)]
        sections = [(name, tidy(cell)) for heading, cell in self.of(Holds.SECTION) for name in _split(heading, cell)]
        for section, bare in sections:
            # "English 9 - 02" has its section in its name already.
            named = [
                name if key(section) in key(name) or key(name).split()[-1:] == [bare] else f"{name}, {section}"
                for name in named
            ] or [section]
        once: dict[str, str] = {}
        for name in named:
            once.setdefault(key(name), name)
        return tuple(once.values())


def _split(heading: str, cell: str) -> list[str]:
    """The classes, or sections, that stand in one cell."""
    return [numbered(heading, tidy(one)) for one in re.split(r"[;|\n]", cell) if tidy(one)]


def tidy(text: str) -> str:
    """The text with one blank between its words, and none around them."""
    return " ".join(text.split())


def turned(name: str) -> str:
    """A name with the first name first: "Morales, Ana" is Ana Morales. What is no name stays as it is."""
    parts = [tidy(part) for part in name.split(",")]
    suffix = ""
    if len(parts) > 1 and fold(parts[-1]).rstrip(".") in SUFFIXES:
        suffix = f", {parts.pop()}"
    if len(parts) != 2 or not all(map(_like_a_name, parts)):  # noqa: PLR2004 -- last, first
        return tidy(name)
    return f"{parts[1]} {parts[0]}{suffix}"


def _like_a_name(part: str) -> bool:
    return bool(part) and all(
        character in " .'’ʼ-‐-·" or unicodedata.category(character)[0] in "LMC" for character in part
    )


@lru_cache(maxsize=100_000)  # every name of a large list is looked at some twenty times
def key(name: str) -> str:
    """What two spellings of one name have in common: no case, no marks, one kind of apostrophe, hyphen and blank."""
    plain = fold(name).translate(_ALIKE)
    visible = any(unicodedata.category(character)[0] in "LNPS" for character in plain)
    return tidy(plain) if visible else ""


_ALIKE = str.maketrans({**dict.fromkeys("’‘ʼ`´ʹ", "'"), **dict.fromkeys("‐‑–—−", "-")})


def canonical(own_number: str) -> str:
    """What two spellings of one number have in common: spreadsheets take leading zeros away."""
    plain = own_number.casefold()
    return plain.lstrip("0") or "0" if plain.isdecimal() else plain
