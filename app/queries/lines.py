"""The lines and cells of the board: one student of one class, month by month."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.models.answer import AnswerKind
from app.models.calendar import month_of, next_month
from app.models.viewer import Viewer
from app.queries.sheet import Standing, standing_of


class Mark(StrEnum):
    """What a cell of the board says, the weightiest first: a cell shows the first that fits."""

    WAITING = "waiting"
    ON_ITS_WAY = "on its way"
    ANSWERED = "answered"
    TALKED = "talked"
    READ = "read"
    BEFORE = "before"
    NOTHING = "nothing"
    NOT_ENROLLED = "not enrolled"


A_DAY = timedelta(hours=24)
"""Longer than that, a letter that nobody has opened is said out loud."""

_WEIGHT = list(Mark)
_MARKS = {
    Standing.WAITING: Mark.WAITING,
    Standing.OPENED: Mark.WAITING,
    Standing.ON_ITS_WAY: Mark.ON_ITS_WAY,
    Standing.ANSWERED: Mark.ANSWERED,
    Standing.TALKED: Mark.TALKED,
    Standing.READ: Mark.READ,
    Standing.BEFORE: Mark.BEFORE,
}


Span = tuple[date, date | None]
"""The first and the last day of a membership; no last day while it is open."""


def overlaps(span: Span, first: date, last: date) -> bool:
    """Whether a span has a day in common with the days from `first` to `last`."""
    return span[0] <= last and (span[1] is None or span[1] >= first)


@dataclass
class Cell:
    """One student in one month."""

    month: date
    mark: Mark
    letter_id: UUID | None = None
    """The letter to open: the longest waiting one, else the newest."""
    days: int = 0
    deliver_at: datetime | None = None

    def show(self, mark: Mark, letter_id: UUID | None, days: int, deliver_at: datetime | None) -> None:
        """Show another letter or talk of the month, where it weighs more."""
        if _WEIGHT.index(mark) < _WEIGHT.index(self.mark):
            self.mark, self.letter_id, self.days, self.deliver_at = mark, letter_id, days, deliver_at


@dataclass
class Line:
    """One student in one class."""

    student_id: UUID
    name: str
    goes_by: str
    sort_name: str
    classroom_id: UUID
    classroom: str
    cells: dict[date, Cell]
    over: bool = False
    """Whether the class had ended before today."""
    last: date | None = None
    """The day of the last letter, or talk, that the student had from her readers."""
    since: datetime | None = None
    """The moment of her first letter that waits."""
    days: int = 0
    unopened: int = 0
    """Her letters that wait, and that nobody has opened."""
    unopened_long: int = 0
    """Those of them that came more than a day ago, also over a weekend."""

    @property
    def called(self) -> str:
        return self.goes_by or self.name

    @property
    def now(self) -> Cell:
        """The cell that stands for the line on a narrow screen: what waits, else the last month."""
        cells = list(self.cells.values())
        return next((cell for cell in cells if cell.mark is Mark.WAITING), cells[-1])

    def mark_letter(self, viewer: Viewer, row: Any) -> None:
        """Mark the month of a letter (its id, month, received_at, opened_at, kind and deliver_at)."""
        standing = standing_of(viewer, mine=False, opened=bool(row.opened_at), kind=row.kind, deliver_at=row.deliver_at)
        mark, days = _MARKS[standing], viewer.days_since(row.received_at)
        goes_out = row.deliver_at.astimezone(viewer.zone) if mark is Mark.ON_ITS_WAY else None
        self.cells[row.month].show(mark, row.id, days, goes_out)
        if mark is Mark.WAITING and self.since is None:
            self.since, self.days = row.received_at, days
        if standing is Standing.WAITING:
            self.unopened += 1
            self.unopened_long += viewer.at - row.received_at > A_DAY

    def mark_answer(self, viewer: Viewer, row: Any) -> None:
        """Note the day of an answer (its kind, on_day and sent_at); a talk marks its month, also one without a
        letter."""
        day = row.on_day or viewer.day(row.sent_at)
        self.last = max(self.last or day, day)
        if row.kind is AnswerKind.IN_PERSON and (cell := self.cells.get(month_of(day))):
            cell.show(Mark.TALKED, cell.letter_id, 0, None)


def empty_cells(months: list[date], spans: list[Span], ended_on: date | None) -> dict[date, Cell]:
    """A cell for each month, with nothing in it: whether one could write then, from the spans of her memberships (one
    whose letter was handed over to the class has none, and is taken to have been there) and the class's last day."""
    cells = {}
    for month in months:
        there = not spans or any(overlaps(span, month, next_month(month) - timedelta(days=1)) for span in spans)
        over = ended_on is not None and ended_on < month
        cells[month] = Cell(month, Mark.NOTHING if there and not over else Mark.NOT_ENROLLED)
    return cells
