"""Which column is which: guessed from what stands in them, or named by a person."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from app.letter_file.register import Register, Student, name_key
from app.letter_file.stamps import read_stamp
from app.letter_file.table import Table, Trouble, letter_of, read_table

MOST = 0.5
"""The share of a column's cells that must be of a kind for the column to be."""

LONGEST_NAME = 60
"""Characters of a name, on average. What is longer is a text."""

SHORTEST_TEXT = 40
"""Characters, on average, from which a column that is nothing else is a text too."""

WHO = re.compile(
    r"\b(name|nombre|nom|apellidos?|surname|student|alumn[oa]|estudiante|e-?mail|correo|user ?name|usuario)\b",
    re.IGNORECASE,
)
"""How a form asks who one is, in the languages in which a form was likely made."""


@dataclass(frozen=True)
class Columns:
    """The places of the columns. Several for the student are one name (first, last) or a name and a number; several
    texts are one letter."""

    time: int | None = None
    student: tuple[int, ...] = ()
    text: tuple[int, ...] = ()

    def behind(self, table: Table) -> list[str]:
        """The names of the columns that have something in them and are none of these."""
        taken = {self.time, *self.student, *self.text}
        return [name for place, name in enumerate(table.columns) if place not in taken and table.column(place)]

    @property
    def trouble(self) -> Trouble | None:
        """What is still to be named."""
        if self.time is None:
            return Trouble.NO_TIME
        if not self.student:
            return Trouble.NO_STUDENT
        return None if self.text else Trouble.NO_TEXT


def read_letters(raw: bytes, register: Register) -> Table:
    """The table in a file. Its first row names the columns unless it holds a day or a student. Raises Unreadable."""

    def is_heading(first: list[str]) -> bool:
        return not any(read_stamp(cell) or register.knows([cell]) for cell in first)

    return read_table(raw, is_heading)


def guess(table: Table, register: Register) -> Columns:
    """The columns as they seem; what can't be told is left out."""
    time = _time(table)
    rest = [place for place in range(len(table.columns)) if place != time]
    student = _student(table, register, rest)
    return Columns(time, student, _texts(table, [place for place in rest if place not in student]))


def named(table: Table, given: Columns, *, time: str, student: Iterable[str], text: Iterable[str]) -> Columns:
    """The columns as a person names them, by their heading or letter; `given` where she names none.

    Raises LookupError with the name of which there is no column, or more than one.
    """
    return Columns(
        place_of(table, time) if time else given.time,
        tuple(place_of(table, name) for name in student) or given.student,
        tuple(place_of(table, name) for name in text) or given.text,
    )


def place_of(table: Table, name: str) -> int:
    """The place of a column, by its heading or letter. Raises LookupError where there is none, or more than one."""
    wanted = name_key(name)
    places = [place for place, heading in enumerate(table.columns) if name_key(heading) == wanted]
    places = places or [place for place in range(len(table.columns)) if letter_of(place) == name.strip().upper()]
    if len(places) != 1:
        raise LookupError(name)
    return places[0]


def _time(table: Table) -> int | None:
    """The column of times: one with a time of day rather than one of birthdays."""
    best, found = (0.0, 0.0), None
    for place in range(len(table.columns)):
        cells = table.column(place)
        stamps = [stamp for cell in cells if (stamp := read_stamp(cell))]
        if not cells or len(stamps) / len(cells) <= MOST:
            continue
        score = sum(stamp.has_clock for stamp in stamps) / len(cells), len(stamps) / len(cells)
        if score > best:
            best, found = score, place
    return found


def _student(table: Table, register: Register, places: list[int]) -> tuple[int, ...]:
    """The column, or the two beside each other, in which most rows are a student's full name or number; else the one
    with most short names; else the one whose heading asks who one is. With a name, also a column of numbers."""
    short = [place for place in places if 0 < _length(table, place) < LONGEST_NAME]
    choices = [(place,) for place in short] + [pair for pair in pairwise(short) if pair[1] - pair[0] == 1]
    shares = {choice: _share(table, register, choice, beyond_doubt=True) for choice in choices}
    best = max(choices, key=lambda choice: (shares[choice], -len(choice)), default=())
    if not best or not shares[best]:
        shares = {(place,): _share(table, register, (place,), beyond_doubt=False) for place in short}
        best = max(shares, key=lambda choice: shares[choice], default=())
    if not best or not shares[best]:
        return next(((place,) for place in short if WHO.search(table.columns[place])), ())
    beside = [
        place
        for place in short
        if place not in best and any(map(register.knows_number, table.column(place)))
    ]  # fmt: skip
    return tuple(sorted({*best, *beside[:1]}))


def _share(table: Table, register: Register, choice: tuple[int, ...], *, beyond_doubt: bool) -> float:
    rows = Counter(tuple(row.cells[place] for place in choice) for row in table.rows)
    return sum(
        count
        for cells, count in rows.items()
        if (register.knows(cells) if beyond_doubt else isinstance(register.find(cells), Student))
    ) / len(table.rows)


def _texts(table: Table, places: list[int]) -> tuple[int, ...]:
    """The columns of long texts; the longest alone where none is long. One that says the same everywhere is none."""
    lengths = {place: _length(table, place) for place in places if not _is_all_the_same(table.column(place))}
    long = tuple(place for place, length in lengths.items() if length >= SHORTEST_TEXT)
    longest = max(lengths, key=lambda place: lengths[place], default=None)
    return long or (() if longest is None or not lengths[longest] else (longest,))


def _length(table: Table, place: int) -> float:
    cells = table.column(place)
    return sum(map(len, cells)) / len(cells) if cells else 0


def _is_all_the_same(cells: list[str]) -> bool:
    """A tick under a long sentence, say."""
    return len(cells) > 1 and len(set(cells)) == 1
