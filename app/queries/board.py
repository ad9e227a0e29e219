"""The board: everyone, by month. Each student of each class is on it once, also one who has never written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, Letter, Membership, Person
from app.models.answer import AnswerKind
from app.models.calendar import month_of, months_of, next_month, year_of
from app.models.classroom import Part
from app.models.viewer import Viewer
from app.queries.queue import first_month
from app.queries.sheets import Standing, standing_of


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
    enrolled: bool
    """False for one who only waits here: she has left the class, or her letter was handed over to it."""
    last: date | None = None
    """The day of the last letter, or talk, that the student had from her readers."""
    since: datetime | None = None
    """The moment of her first letter that waits."""
    days: int = 0

    @property
    def called(self) -> str:
        return self.goes_by or self.name

    @property
    def now(self) -> Cell:
        """The cell that stands for the line on a narrow screen: what waits, else this month."""
        cells = list(self.cells.values())
        return next((cell for cell in cells if cell.mark is Mark.WAITING), cells[-1])


class Order(StrEnum):
    """How the board is sorted."""

    LONGEST = "longest"
    NAME = "name"
    CLASS = "class"


class GroupOf(StrEnum):
    """What the lines of a group have in common, in the order in which they stand."""

    WAITING = "waiting"
    ON_ITS_WAY = "on its way"
    NOT_THIS_MONTH = "not this month"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Group:
    """Lines under one heading: a GroupOf, the name of a class, or none."""

    of: GroupOf | str
    lines: list[Line]


@dataclass(frozen=True)
class Board:
    """The whole board."""

    months: list[date]
    lines: list[Line] = field(default_factory=list)

    @property
    def waiting(self) -> list[Line]:
        """Who waits, longest first."""
        return sorted((line for line in self.lines if line.since), key=lambda line: (line.since, line.sort_name))

    @property
    def not_this_month(self) -> list[Line]:
        """Enrolled students without a letter or a talk this month, who don't wait from an earlier one."""
        return [line for line in self.lines if _group_of(line) is GroupOf.NOT_THIS_MONTH]

    def groups(self, order: Order) -> list[Group]:
        """The lines, sorted and grouped."""
        by_name = sorted(self.lines, key=lambda line: (line.sort_name, line.classroom))
        if order is Order.NAME:
            return [Group("", by_name)] if by_name else []
        if order is Order.CLASS:
            classes = sorted({(line.classroom, line.classroom_id) for line in by_name})
            return [Group(name, [line for line in by_name if line.classroom_id == id_]) for name, id_ in classes]
        rest = [line for line in by_name if not line.since]
        groups = [Group(of, [line for line in rest if _group_of(line) is of]) for of in GroupOf]
        groups[0] = Group(GroupOf.WAITING, self.waiting)
        return [group for group in groups if group.lines]


def _group_of(line: Line) -> GroupOf:
    this_month = list(line.cells.values())[-1].mark
    if line.since:
        return GroupOf.WAITING
    if this_month is Mark.ON_ITS_WAY:
        return GroupOf.ON_ITS_WAY
    if this_month in {Mark.NOTHING, Mark.NOT_ENROLLED}:
        return GroupOf.NOT_THIS_MONTH
    return GroupOf.ANSWERED


def board(session: Session, viewer: Viewer, classrooms: Mapping[UUID, str], year_start: int) -> Board:
    """The board of `classrooms` (their names by id) for this school year, and for every earlier month in which a
    letter still waits."""
    months = months_of(year_of(viewer.today, year_start), year_start, viewer.today)
    letters = _letters(session, viewer, classrooms, months[0])
    oldest = min([months[0], *(row.month for row in letters if row.kind is None)])
    while months[0] > oldest:
        months.insert(0, month_of(months[0] - timedelta(days=1)))
    lines = _enrolled(session, viewer, classrooms, months)
    for row in letters:
        key = (row.writer_id, row.queue_id)
        if key not in lines and row.kind is None:  # she has left the class, or her letter was handed over to it
            lines[key] = _line(row.writer_id, row, row.queue_id, classrooms, months, [])
        if key in lines:
            _mark_letter(viewer, lines[key], row)
    for row in _answers(session, viewer, classrooms):
        if line := lines.get((row.to_id, row.classroom_id)):
            _mark_answer(viewer, line, row)
    return Board(months, list(lines.values()))


def _letters(session: Session, viewer: Viewer, classrooms: Collection[UUID], first: date) -> list[Any]:
    columns: list[Any] = [
        Letter.id, Letter.writer_id, Letter.queue_id, Letter.month, Letter.received_at, Letter.opened_at, Answer.kind,
        Answer.deliver_at, Person.name, Person.goes_by, Person.sort_name,
    ]  # fmt: skip
    return list(
        session.execute(
            select(*columns)
            .join(Person, (col(Person.school_id) == col(Letter.school_id)) & (col(Person.id) == col(Letter.writer_id)))
            .outerjoin(
                Answer,
                (col(Answer.school_id) == col(Letter.school_id)) & (col(Answer.id) == col(Letter.settled_by_id)),
            )
            .where(
                col(Letter.school_id) == viewer.school_id,
                col(Letter.queue_id).in_(classrooms),
                col(Letter.body).is_not(None),
                or_(Letter.waiting, col(Letter.month) >= first, col(Letter.month) >= first_month(viewer, classrooms)),
            )
            .order_by(col(Letter.received_at), col(Letter.id))
        )
    )


def _enrolled(
    session: Session, viewer: Viewer, classrooms: Mapping[UUID, str], months: list[date]
) -> dict[tuple[UUID, UUID], Line]:
    """A line for everyone who writes in one of the classes today."""
    columns: list[Any] = [
        Person.id, Person.name, Person.goes_by, Person.sort_name, Membership.classroom_id, Membership.from_day,
        Membership.until_day,
    ]  # fmt: skip
    rows = session.execute(
        select(*columns)
        .join(
            Membership,
            (col(Membership.school_id) == col(Person.school_id)) & (col(Membership.person_id) == col(Person.id)),
        )
        .where(
            col(Person.school_id) == viewer.school_id,
            col(Membership.classroom_id).in_(classrooms),
            col(Membership.part) == Part.WRITER,
        )
    )
    spans: dict[tuple[UUID, UUID], list[Span]] = {}
    people: dict[tuple[UUID, UUID], Any] = {}
    for row in rows:
        key = (row.id, row.classroom_id)
        spans.setdefault(key, []).append((row.from_day, row.until_day))
        people[key] = row
    return {
        key: _line(key[0], row, key[1], classrooms, months, spans[key])
        for key, row in people.items()
        if any(_holds(span, viewer.today, viewer.today) for span in spans[key])
    }


def _answers(session: Session, viewer: Viewer, classrooms: Collection[UUID]) -> list[Any]:
    """For each student the day of each talk, and the newest written answer."""
    columns: list[Any] = [
        Answer.to_id, Answer.classroom_id, Answer.kind, Answer.on_day, func.max(Answer.sent_at).label("sent_at"),
    ]  # fmt: skip
    return list(
        session.execute(
            select(*columns)
            .where(
                col(Answer.school_id) == viewer.school_id,
                col(Answer.classroom_id).in_(classrooms),
                col(Answer.kind).in_([AnswerKind.WRITTEN, AnswerKind.IN_PERSON]),
                col(Answer.disputed_at).is_(None),
            )
            .group_by(col(Answer.to_id), col(Answer.classroom_id), col(Answer.kind), col(Answer.on_day))
        )
    )


def _line(
    student_id: UUID,
    row: Any,
    classroom_id: UUID,
    classrooms: Mapping[UUID, str],
    months: list[date],
    spans: list[Span],
) -> Line:
    cells = {}
    for month in months:
        there = not spans or any(_holds(span, month, next_month(month) - timedelta(days=1)) for span in spans)
        cells[month] = Cell(month, Mark.NOTHING if there else Mark.NOT_ENROLLED)
    return Line(
        student_id, row.name, row.goes_by, row.sort_name, classroom_id, classrooms[classroom_id], cells, bool(spans)
    )


def _holds(span: Span, first: date, last: date) -> bool:
    """Whether a span has a day in common with the days from `first` to `last`."""
    return span[0] <= last and (span[1] is None or span[1] >= first)


def _mark_letter(viewer: Viewer, line: Line, row: Any) -> None:
    standing = standing_of(viewer, mine=False, opened=bool(row.opened_at), kind=row.kind, deliver_at=row.deliver_at)
    mark, days = _MARKS[standing], viewer.days_since(row.received_at)
    goes_out = row.deliver_at.astimezone(viewer.zone) if mark is Mark.ON_ITS_WAY else None
    line.cells[row.month].show(mark, row.id, days, goes_out)
    if mark is Mark.WAITING and line.since is None:
        line.since, line.days = row.received_at, days


def _mark_answer(viewer: Viewer, line: Line, row: Any) -> None:
    """A talk marks its month, also one without a letter."""
    day = row.on_day or viewer.day(row.sent_at)
    line.last = max(line.last or day, day)
    if row.kind is AnswerKind.IN_PERSON and (cell := line.cells.get(month_of(day))):
        cell.show(Mark.TALKED, cell.letter_id, 0, None)
