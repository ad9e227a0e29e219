"""A list as a table of text, whatever wrote it: bytes in some encoding, parted by commas, semicolons or tabs."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.models.words import Reason, Refused
from app.roster.columns import Holds, guess, is_known, is_never_read

LARGEST = 4 * 1024 * 1024
"""Bytes of a list: 20,000 rows of 200. What is carried through a form has to fit into one field (posted.py)."""

MOST_COLUMNS = 100
"""Columns that are looked at; an export of everything that a register knows has a few more."""

HEADINGS_WITHIN = 10
"""Rows in which the headings are looked for: exports begin with the school's name and a date."""

ROWS_LOOKED_AT = 200
"""Rows that decide what parts the cells."""

SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")
"""How files begin that are no text: .xlsx and .ods (zip), .xls, PDF, RTF, pictures."""

BOMS = (("utf-8", b"\xef\xbb\xbf"), ("utf-32-le", b"\xff\xfe\x00\x00"), ("utf-32-be", b"\x00\x00\xfe\xff"),
        ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"))  # fmt: skip

UNREADABLE = "\ufffd"
"""What stands for a character that can't be read or kept, a NUL too: a row that needs it is broken."""

BEYOND = "…"
"""What is kept of cells that stand beyond the headings: that there are some."""

END = "\x00"
"""A row after the last one, which nothing else can hold: where it is missing, a quotation mark swallowed it."""

# Its own limit, 131,072 characters for the whole process, would end in an exception instead of a broken row.
csv.field_size_limit(2 * LARGEST)


class Unclosed(Refused):
    """A quotation mark that opens in a row and never closes: all that follows would be one cell."""

    def __init__(self, row: int) -> None:
        super().__init__(Reason.UNCLOSED)
        self.row = row


@dataclass(frozen=True)
class Sheet:
    """The rows of a list, numbered as a spreadsheet counts them, and the headings over its columns."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """The number and the cells of each row that has something in it."""
    headings_at: int = 1
    """The number of the row of headings; 0 where there are none."""
    never_read: tuple[str, ...] = ()
    """The headings of what was left out before anything else looked at it."""
    left_over: int = 0
    """How many columns were too many."""
    above: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """What stands above the headings: a school's name, a date. It is not read."""

    @property
    def text(self) -> str:
        """The list as it is carried through a form: commas, each row on its number, without what is never read."""
        written = io.StringIO()
        by_number = dict(self.above + self.rows)
        if self.headings_at:
            by_number[self.headings_at] = self.headings
        # A row of one empty cell is written as "", and comes back as a row without anything.
        numbers = range(1, max(by_number, default=0) + 1)
        csv.writer(written, lineterminator="\n").writerows(by_number.get(number, ("",)) for number in numbers)
        return written.getvalue()

    def examples(self, column: int) -> list[str]:
        """The first two things that stand in a column."""
        cells = (" ".join(cells[column].split())[:40] for _, cells in self.rows if column < len(cells))
        return [cell for _, cell in zip(range(2), (cell for cell in cells if cell), strict=False)]


def read_sheet(given: bytes | str) -> Sheet:
    """The table in a file or a pasted text: its cells parted, its headings found, and what is never read left out.

    Raises Refused for what is no text, for more than LARGEST bytes, for an unclosed quotation mark, for nothing at all.
    """
    if len(given) > LARGEST:
        raise Refused(Reason.LIST_TOO_LARGE)
    text = clean(given if isinstance(given, str) else decoded(given))
    said, text = _separator_line(text)
    rows = list(_parted(text, said or _separator(text)))
    return _sheet(rows, _headings_at(rows))


def carried_sheet(text: str, headings_at: int) -> Sheet:
    """The table that Sheet.text wrote, with its headings in the row that a person says, or the next that has anything
    in it; 0: there are none.

    Raises Refused as read_sheet does.
    """
    if len(text) > LARGEST:
        raise Refused(Reason.LIST_TOO_LARGE)
    rows = list(_parted(clean(text), ","))
    below = (number for number, _ in _filled(rows) if number >= headings_at)
    return _sheet(rows, next(below, 0) if headings_at else 0)


def fits_a_form(sheet: Sheet) -> bool:
    """Whether the list can be carried through a form, where a line ends with two characters."""
    text = sheet.text
    return len(text.encode()) + text.count("\n") <= LARGEST


def decoded(given: bytes) -> str:
    """The text of a file: by its byte order mark, else UTF-16 if its zeros say so, else UTF-8, else Windows-1252.

    Raises Refused for what is no text.
    """
    for encoding, mark in BOMS:
        if given.startswith(mark):
            return given[len(mark) :].decode(encoding, errors="replace")
    if given.startswith(SIGNATURES):
        raise Refused(Reason.NOT_A_LIST)
    if wide := _utf_16(given):
        return wide
    try:
        return given.decode()
    except UnicodeDecodeError:
        # WHATWG's Encoding Standard: what calls itself Latin-1 is Windows-1252. Five of its bytes mean nothing.
        return given.decode("cp1252", errors="replace")


def _utf_16(given: bytes) -> str | None:
    """The text of a file in UTF-16 without a mark. Its commas and line ends, at least, have a zero on one side."""
    odd, even = given[1::2].count(0), given[0::2].count(0)
    if 10 * max(odd, even) < len(given) // 2 or 10 * min(odd, even) > max(odd, even):
        return None
    try:
        return given.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeDecodeError:
        return None


def clean(text: str) -> str:
    """The text with line ends as `\\n`, and without what neither a database nor a page can hold."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x00\ud800-\udfff]", UNREADABLE, text)


def _separator_line(text: str) -> tuple[str, str]:
    """What Excel's first line `sep=;` says, with that line emptied, so that the rows keep their numbers."""
    first, end, rest = text.partition("\n")
    said = first.strip(' "').casefold()
    return (said[4], end + rest) if said.startswith("sep=") and len(said) == len("sep=;") else ("", text)


def _separator(text: str) -> str:
    """What parts the cells: what makes the most headings that are known, else the most rows of one width."""

    def worth(separator: str) -> tuple[int, int, int]:
        rows = [row for _, row in zip(range(ROWS_LOOKED_AT), _cells(text, separator), strict=False)]
        headings = rows[_headings_at(rows) - 1] if rows else []
        alike = sum(len(row) == len(headings) for row in rows if any(row))
        return sum(map(is_known, headings)), alike if len(headings) > 1 else 0, len(headings)

    return max(",;\t|", key=worth)


def _cells(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline="\n"), delimiter=separator)


def _parted(text: str, separator: str) -> Iterator[list[str]]:
    """The cells of each row. Raises Unclosed."""
    rows = list(_cells(f"{text}\n{END}", separator))
    if rows[-1] != [END]:
        raise Unclosed(len(rows))
    yield from rows[:-1]


def _headings_at(rows: list[list[str]]) -> int:
    """The number of the row of headings: of the first rows the one in which most are known, else the first one with
    anything in it."""
    first = list(_filled(rows[:HEADINGS_WITHIN]))
    most, number = max(((sum(map(is_known, row)), -number) for number, row in first), default=(0, 0))
    return -number if most else first[0][0] if first else 0


def _filled(rows: list[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows with something in them, numbered from 1."""
    return ((number, row) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row))


def _sheet(rows: list[list[str]], headings_at: int) -> Sheet:
    """The rows under their headings, without the columns that are never read, empty, or too many."""
    below = [(number, row) for number, row in _filled(rows) if number > headings_at]
    if not below and not headings_at:
        raise Refused(Reason.NO_LIST)
    width = len(rows[headings_at - 1]) if headings_at else max(len(row) for _, row in below)
    headings = [" ".join(heading.split()) for heading in rows[headings_at - 1]] if headings_at else [""] * width
    name = next((place for place, holds in enumerate(guess(tuple(headings))) if holds is Holds.NAME), width)
    below = [(number, _mended(row, name, width)) for number, row in below]
    in_use = {place for _, row in below for place, cell in enumerate(row[:width]) if cell.strip()}
    private = {place for place, heading in enumerate(headings) if is_never_read(heading)}
    kept = [place for place in range(width) if place not in private and (headings[place] or place in in_use)]
    shown = kept[:MOST_COLUMNS]

    def own(row: list[str]) -> tuple[str, ...]:
        beyond = (BEYOND,) if any(cell.strip() for cell in row[width:]) else ()
        return (*(row[place] if place < len(row) else "" for place in shown), *beyond)

    def narrowed(rows: list[tuple[int, list[str]]]) -> tuple[tuple[int, tuple[str, ...]], ...]:
        numbered = ((number, own(row)) for number, row in rows)
        return tuple((number, cells) for number, cells in numbered if any(cell.strip() for cell in cells))

    return Sheet(
        headings=tuple(headings[place] for place in shown),
        rows=narrowed(below),
        headings_at=headings_at,
        never_read=tuple(headings[place] for place in sorted(private)),
        left_over=len(kept) - len(shown),
        above=narrowed([(number, row) for number, row in _filled(rows) if number < headings_at]),
    )


def _mended(row: list[str], name: int, width: int) -> list[str]:
    """The row, where "Morales, Ana" without its quotation marks has become two cells, with that name whole again.

    `name` is the place of the names, and `width` how many headings there are.
    """
    filled = len(row) - next((place for place, cell in enumerate(reversed(row)) if cell.strip()), len(row))
    if name >= width or filled != width + 1 or not row[name + 1].startswith(" ") or row[width] == BEYOND:
        return row
    return [*row[:name], f"{row[name]},{row[name + 1]}", *row[name + 2 :]]
