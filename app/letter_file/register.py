"""Whose letter a row is: a student of a class, found by her name, by what she goes by, or by her own number.

A letter that is put to the wrong student can't be taken out of her sight again: what could mean two, means nobody.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.models.words import fold

_PLAIN = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})
"""Letters that Unicode does not take apart, as they are typed where a keyboard has none of them."""


@dataclass(frozen=True)
class Student:
    """A student as the school knows her."""

    id: UUID
    name: str
    goes_by: str = ""
    email: str = ""
    numbers: tuple[str, ...] = ()
    """Her own numbers in other registers."""
    classrooms: tuple[UUID, ...] = ()

    @property
    def called(self) -> str:
        return self.goes_by or self.name


class Wrong(StrEnum):
    """Why a row can't come along."""

    NO_NAME = "no name"
    NOBODY = "nobody"
    SEVERAL = "several"
    DISAGREE = "disagree"
    TWO_CLASSES = "two classes"
    NO_TIME = "no time"
    FUTURE = "future"
    EMPTY = "empty"
    TOO_LONG = "too long"
    NUL = "nul"


class Register:
    """The students whose letters a file may hold. Of their classes, `first` is the one that a person has named."""

    def __init__(self, students: Iterable[Student], first: UUID | None = None) -> None:
        self.students = {student.id: student for student in students}
        self.first = first
        self._names: dict[str, set[UUID]] = {}
        self._numbers: dict[str, set[UUID]] = {}
        self._short = {student.id: name_key(student.goes_by) for student in self.students.values()}
        self._long = {student.id: f"{name_key(student.name)} " for student in self.students.values()}
        self._found: dict[tuple[str, ...], Student | Wrong] = {}
        for student in self.students.values():
            for name in _full_names(student):
                self._names.setdefault(name, set()).add(student.id)
            for number in filter(None, map(_number, [student.email, *student.numbers])):
                self._numbers.setdefault(number, set()).add(student.id)

    def find(self, cells: Sequence[str]) -> Student | Wrong:
        """The one student whom the cells of a row name, whether in one cell or several: a first and a last name, or
        a name and a number."""
        asked = tuple(cells)
        if asked not in self._found:
            self._found[asked] = self._find(asked)
        return self._found[asked]

    def knows(self, cells: Sequence[str]) -> bool:
        """Whether the cells name students beyond doubt: by full name or by number."""
        names = [cell for cell in cells if cell.strip()]
        return bool(self._by_full_name(names)) or any(map(self._by_number, names))

    def knows_number(self, cell: str) -> bool:
        """Whether a cell holds somebody's own number or address."""
        return bool(self._by_number(cell))

    def class_of(self, student: Student) -> UUID | Wrong:
        """In which class a student's letter belongs: the named one where she writes in it, else her only one."""
        if self.first in student.classrooms:
            return self.first
        return student.classrooms[0] if len(student.classrooms) == 1 else Wrong.TWO_CLASSES

    def _find(self, cells: Sequence[str]) -> Student | Wrong:
        written = [cell for cell in cells if cell.strip()]
        if not written:
            return Wrong.NO_NAME
        numbered = {id_ for cell in written for id_ in self._by_number(cell)}
        names = [cell for cell in written if not _is_number(cell) and not self._by_number(cell)]
        named = self._by_full_name(names) or self._by_short_name(names)
        if numbered and named and not numbered & named:
            return Wrong.DISAGREE
        found = numbered & named if numbered and named else numbered | named
        if len(found) != 1:
            return Wrong.SEVERAL if found else Wrong.NOBODY
        return self.students[found.pop()]

    def _by_number(self, cell: str) -> Collection[UUID]:
        number = _number(cell)
        name, at, _ = number.rpartition("@")
        # Schools make addresses of numbers: 123456@students.example.
        return self._numbers.get(number) or (self._numbers.get(name) if at else None) or ()

    def _by_full_name(self, names: list[str]) -> set[UUID]:
        orders = [names, names[::-1]]
        found = [self._names.get(key, set()) for order in orders for key in _keys(" ".join(order), names)]
        return set().union(*found)

    def _by_short_name(self, names: list[str]) -> set[UUID]:
        """Whoever goes by a name, with all whose full name begins with it: two of them are too many."""
        if len(names) != 1 or not (short := name_key(names[0])):
            return set()
        goes_by = {id_ for id_, key in self._short.items() if key == short}
        begins = {id_ for id_, key in self._long.items() if key.startswith(f"{short} ")}
        return goes_by | begins if goes_by else set()


def name_key(name: str) -> str:
    """A name without case, marks, apostrophes, hyphens and double spaces."""
    folded = fold("".join(sign for sign in name if unicodedata.category(sign) != "Cf")).translate(_PLAIN)
    return " ".join(re.sub(r"[^\w\s]", " ", re.sub(r"['’‘`´ʻʼ.]", "", folded)).split())


def _full_names(student: Student) -> set[str]:
    """Her full name, and what she goes by with the rest of it: Bo Lindqvist, whom the register calls Boris."""
    _, _, rest = student.name.partition(" ")
    both = [student.name, f"{student.goes_by} {rest}" if student.goes_by and rest else ""]
    return {key for key in map(name_key, both) if key}


def _keys(joined: str, names: list[str]) -> set[str]:
    """The ways to read a name: as it stands, and where it has one comma, with what follows it in front."""
    last, comma, first = joined.partition(",")
    turned = f"{first} {last}" if comma and "," not in first and len(names) == 1 else joined
    return {name_key(joined), name_key(turned)} - {""}


def _number(written: str) -> str:
    return " ".join(written.split()).casefold()


def _is_number(cell: str) -> bool:
    """Whether a cell can't be a name: an e-mail address, or digits."""
    return "@" in cell or not any(sign.isalpha() for sign in cell)
