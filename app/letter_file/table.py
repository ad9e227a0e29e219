"""A table in a file: bytes in whatever encoding and with whatever separator, as a heading and rows of text.

What stands in a cell comes out as it was written: a quotation mark that opens no quoted cell is a character.
"""

import codecs
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

LARGEST = 16 * 1024 * 1024
"""Bytes of a table, also of one that was packed: a school's letters of ten years."""

MOST_COLUMNS = 50
SHOWN_OF_A_HEADING = 80
"""Characters of a column's name. A form's question can be as long as it likes."""

SEPARATORS = (",", ";", "\t")


class Trouble(StrEnum):
    """Why a file says nothing, or not enough."""

    NO_FILE = "no file"
    NOT_A_TABLE = "not a table"
    TOO_LARGE = "too large"
    DAMAGED = "damaged"
    NO_ROWS = "no rows"
    NO_TIME = "no time"
    NO_STUDENT = "no student"
    NO_TEXT = "no text"
    DAY_ORDER = "day order"


class Unreadable(Exception):
    """A file that can't be read, with the reason."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True)
class Row:
    """A row with something in it; `number` is the one that a spreadsheet shows beside it."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """Columns by name, and rows that have a cell for each."""

    columns: list[str]
    rows: list[Row]
    unicode: bool = True
    """False where the file says nothing of its encoding and was read as Western European."""

    def column(self, place: int) -> list[str]:
        """The cells of a column that have something in them."""
        return [row.cells[place] for row in self.rows if row.cells[place].strip()]


def read_table(raw: bytes, is_heading: Callable[[list[str]], bool]) -> Table:
    """The table in a file, or in the one CSV of a zip, as Google Forms packs it. Raises Unreadable.

    `is_heading` says whether the first row names the columns; else they are called A, B, C, …
    """
    if not raw.strip():
        raise Unreadable(Trouble.NO_FILE)
    text, in_unicode = _decoded(_unpacked(raw))
    records = _records_of(text)
    width = max(map(len, records), default=0)
    if not 1 < width <= MOST_COLUMNS:
        raise Unreadable(Trouble.NOT_A_TABLE)
    named = is_heading(records[0])
    heading = records[0] if named else []
    columns = [_name_of(place, heading[place] if place < len(heading) else "") for place in range(width)]
    rows = [
        Row(number, [*record, *[""] * (width - len(record))])
        for number, record in enumerate(records, start=1)
        if any(cell.strip() for cell in record) and not (named and number == 1)
    ]
    if not rows:
        raise Unreadable(Trouble.NO_ROWS)
    return Table(columns, rows, in_unicode)


def letter_of(place: int) -> str:
    """What a spreadsheet calls a column: A, B, …, Z, AA, AB, …"""
    return (letter_of(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)  # noqa: PLR2004


def _name_of(place: int, heading: str) -> str:
    plain = " ".join(heading.split())
    if len(plain) > SHOWN_OF_A_HEADING:
        plain = plain[: SHOWN_OF_A_HEADING - 1] + "…"
    return plain or letter_of(place)


def _unpacked(raw: bytes) -> bytes:
    if raw.startswith((b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise Unreadable(Trouble.NOT_A_TABLE)
    if raw.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(BytesIO(raw)) as archive:
                inside = [one for one in archive.infolist() if one.filename.lower().endswith((".csv", ".tsv"))]
                inside = [one for one in inside if not one.filename.startswith("__MACOSX")]
                if len(inside) != 1:
                    raise Unreadable(Trouble.NOT_A_TABLE)
                with archive.open(inside[0]) as file:
                    raw = file.read(LARGEST + 1)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as broken:
            raise Unreadable(Trouble.DAMAGED) from broken
    if len(raw) > LARGEST:
        raise Unreadable(Trouble.TOO_LARGE)
    return raw


def _decoded(raw: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding was sure."""
    encoding = "utf-8"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif raw[1:8:2] == bytes(4):  # UTF-16 without a mark: the heading's every other byte is empty
        encoding = "utf-16-le"
    elif raw[0:8:2] == bytes(4):
        encoding = "utf-16-be"
    try:
        return raw.decode(encoding).removeprefix("\ufeff"), True
    except UnicodeDecodeError as broken:
        mended = raw.decode(encoding, errors="replace")
        gaps = mended.count("\ufffd")
        # One wrong byte in a text that is UTF-8 everywhere else is a damaged file, and no other encoding.
        if encoding != "utf-8" or sum(not character.isascii() for character in mended) > 2 * gaps:
            raise Unreadable(Trouble.DAMAGED) from broken
    try:
        return raw.decode("cp1252"), False
    except UnicodeDecodeError:
        return raw.decode("latin-1"), False


def _records_of(text: str) -> list[list[str]]:
    """The records by the separator that makes most of them as long as the first; Excel may name it in a first line."""
    if named := re.match(r"sep=(.)(?:\r\n|\r|\n)", text):
        return list(_records(text[named.end() :], named[1]))
    readings = [list(_records(text, separator)) for separator in SEPARATORS]
    return max(readings, key=_fits)


def _fits(records: list[list[str]]) -> tuple[float, int]:
    width = len(records[0]) if records else 0
    alike = sum(len(record) == width for record in records)
    return (alike / len(records) if width > 1 else 0, width)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """Every record of a CSV (RFC 4180), with any line end."""
    apart = re.escape(separator)
    cell = re.compile(
        rf'(?:"(?P<quoted>(?:[^"]++|"")*+)"(?={apart}|[\r\n]|\Z)|(?P<plain>[^{apart}\r\n]*+))'
        rf"(?P<end>{apart}|\r\n|\r|\n|\Z)"
    )
    record: list[str] = []
    place = 0
    while place < len(text) and (found := cell.match(text, place)):
        quoted, plain = found["quoted"], found["plain"]
        record.append(plain if quoted is None else quoted.replace('""', '"'))
        place = found.end()
        if found["end"] == separator and place < len(text):
            continue
        if found["end"] == separator:
            record.append("")
        yield record
        record = []
