"""What bringing in the letters of a file would do, row by row, before anything is done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.letter_file.columns import Columns
from app.letter_file.register import Register, Student, Wrong
from app.letter_file.stamps import DayOrder, Stamp, is_loose, order_of, read_stamp
from app.letter_file.table import Row, Table, Trouble
from app.models.bringing import Brought
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, digest, taken

SHOWN_OF_A_NAME = 60
"""Characters. What is longer is no name, but a text in a column that somebody has taken for the names."""


@dataclass(frozen=True)
class Here:
    """The letters that the students of a file have here already."""

    keys: frozenset[str] = frozenset()
    texts: frozenset[tuple[UUID, str, datetime]] = frozenset()
    """Writer, SHA-256 of the text, and when it was received: one that comes in another export of the same form, with
    its time written otherwise, is the same letter."""

    def __contains__(self, letter: Brought) -> bool:
        return (
            letter.source_key in self.keys or (letter.writer_id, digest(letter.body), letter.received_at) in self.texts
        )


@dataclass(frozen=True)
class Left:
    """A row that can't come along."""

    number: int
    wrong: Wrong
    who: str = ""
    """Whom it names, where a preview may say so."""


@dataclass(frozen=True)
class Hers:
    """The days of one student's letters that would come, oldest first."""

    student: Student
    days: list[date]


@dataclass(frozen=True)
class Plan:
    """The letters that would come, how many are here already, and the rows that can't come."""

    columns: Columns
    trouble: Trouble | None = None
    """Why there is no plan yet."""
    order: DayOrder | None = None
    """In which order its days were read; None where each can be read in one way only."""
    letters: list[Brought] = field(default_factory=list)
    here: int = 0
    """Rows whose letter is here already, or stands in the file twice."""
    left: list[Left] = field(default_factory=list)
    students: list[Hers] = field(default_factory=list)
    """By name."""

    @property
    def days(self) -> list[date]:
        """The day of each letter that would come, oldest first."""
        return sorted(day for hers in self.students for day in hers.days)

    def answered(self, until: date | None) -> int:
        """How many of them would be taken as answered on paper."""
        return sum(until is not None and day <= until for day in self.days)

    def seal(self, *said: object) -> str:
        """A hash of all this and of what a person has said beside it: whether it is still what she was shown."""
        letters = sorted((one.source_key, str(one.classroom_id), one.received_at.isoformat()) for one in self.letters)
        left = [(row.number, row.wrong.value) for row in self.left]
        return digest(repr((self.columns, self.trouble, self.order, letters, self.here, left, said)))


class _Cannot(Exception):
    """A row can't come along."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


def plan(
    table: Table, columns: Columns, register: Register, here: Here, viewer: Viewer, order: DayOrder | None = None
) -> Plan:
    """What the rows of a table would bring. `order` is what a person says of day and month; else the column says it."""
    if columns.time is None or columns.trouble:
        return Plan(columns, columns.trouble)
    stamps = {row.number: read_stamp(row.cells[columns.time]) for row in table.rows}
    read = [stamp for stamp in stamps.values() if stamp]
    loose = is_loose(read)
    settled = (order if loose else None) or order_of(read, viewer.zone, viewer.at)
    if settled is None:
        return Plan(columns, Trouble.DAY_ORDER)
    letters: dict[str, Brought] = {}
    here_already, left, some_match = 0, [], False
    for row in table.rows:
        try:
            letter = _letter(row, stamps[row.number], settled, columns, register, viewer)
        except _Cannot as cannot:
            some_match = some_match or cannot.wrong not in {Wrong.NOBODY, Wrong.NO_NAME}
            left.append(Left(row.number, cannot.wrong, _who(row, columns)))
            continue
        if letter in here or letter.source_key in letters:
            here_already += 1
        else:
            letters[letter.source_key] = letter
    if not (letters or here_already or some_match):
        # Nobody in the whole column is a student: it may hold no names, but letters, and none of them is shown.
        left = [Left(row.number, row.wrong) for row in left]
    hers = _by_student(letters.values(), register, viewer)
    return Plan(columns, None, settled if loose else None, list(letters.values()), here_already, left, hers)


def source_key(stamp: str, student_id: UUID, body: str) -> str:
    """What a letter of a file is known by, so that it comes once: its time as it was written, its writer, its text."""
    return "file:" + digest("\x1f".join([" ".join(stamp.split()), str(student_id), body]))


def _letter(
    row: Row, stamp: Stamp | None, order: DayOrder, columns: Columns, register: Register, viewer: Viewer
) -> Brought:
    student = register.find([row.cells[place] for place in columns.student])
    if isinstance(student, Wrong):
        raise _Cannot(student)
    classroom_id = register.class_of(student)
    if isinstance(classroom_id, Wrong):
        raise _Cannot(classroom_id)
    received_at = stamp.moment(order, viewer.zone) if stamp else None
    if received_at is None:
        raise _Cannot(Wrong.NO_TIME)
    if received_at > viewer.at:
        raise _Cannot(Wrong.FUTURE)
    body = _body([row.cells[place] for place in columns.text])
    key = source_key(row.cells[columns.time or 0], student.id, body)
    return Brought(student.id, classroom_id, body, received_at, key)


def _body(texts: list[str]) -> str:
    """One text as it was written; of several, those that say something, with a blank line between."""
    try:
        return taken("\n\n".join([text for text in texts if text.strip()]) if len(texts) > 1 else texts[0])
    except Refused as refused:
        wrong = {Reason.NUL: Wrong.NUL, Reason.TOO_LONG: Wrong.TOO_LONG}
        raise _Cannot(wrong.get(refused.reason, Wrong.EMPTY)) from refused


def _who(row: Row, columns: Columns) -> str:
    names = [row.cells[place].strip() for place in columns.student]
    written = " ".join(name for name in names if name)
    return "" if len(written) > SHOWN_OF_A_NAME or "\n" in written or "\r" in written else written


def _by_student(letters: Iterable[Brought], register: Register, viewer: Viewer) -> list[Hers]:
    days: dict[UUID, list[date]] = {}
    for letter in letters:
        days.setdefault(letter.writer_id, []).append(viewer.day(letter.received_at))
    hers = [Hers(register.students[id_], sorted(of_hers)) for id_, of_hers in days.items()]
    return sorted(hers, key=lambda one: (one.student.called.casefold(), str(one.student.id)))
