"""The board: everyone, by month. Each student of each class is on it once, also one who has never written."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, func, or_, select, union
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Answer, Classroom, Letter, Membership, Person
from app.models.calendar import month_of, months_of, next_month, year_of
from app.models.classroom import Part, classes_of
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.queries.asked import FROM_PERSON_TO_PERSON
from app.queries.lines import Line, Mark, Span, empty_cells, overlaps
from app.queries.waiting import first_month


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
    THE_REST = "the rest"
    """Who waits no more, of an earlier year or of a class that has ended: nobody is heard from there."""


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
    earlier: bool = False
    """Whether it is of a school year that is over."""

    @property
    def waiting(self) -> list[Line]:
        """Who waits, longest first."""
        return sorted((line for line in self.lines if line.since), key=lambda line: (line.since, line.sort_name))

    @property
    def unopened(self) -> int:
        """How many letters wait that nobody has opened."""
        return sum(line.unopened for line in self.lines)

    @property
    def unopened_long(self) -> int:
        """How many of them have lain so for longer than a day."""
        return sum(line.unopened_long for line in self.lines)

    @property
    def not_this_month(self) -> list[Line]:
        """Enrolled students without a letter or a talk this month, who don't wait from an earlier one."""
        return [line for line in self.lines if self.group_of(line) is GroupOf.NOT_THIS_MONTH]

    def groups(self, order: Order) -> list[Group]:
        """The lines, sorted and grouped."""
        by_name = sorted(self.lines, key=lambda line: (line.sort_name, line.classroom))
        if order is Order.NAME:
            return [Group("", by_name)] if by_name else []
        if order is Order.CLASS:
            classes = sorted({(line.classroom, line.classroom_id) for line in by_name})
            return [Group(name, [line for line in by_name if line.classroom_id == id_]) for name, id_ in classes]
        rest = [line for line in by_name if not line.since]
        groups = [Group(of, [line for line in rest if self.group_of(line) is of]) for of in GroupOf]
        groups[0] = Group(GroupOf.WAITING, self.waiting)
        return [group for group in groups if group.lines]

    def group_of(self, line: Line) -> GroupOf:
        """Where a line stands, in whichever order the board is shown."""
        this_month = list(line.cells.values())[-1].mark
        nothing = this_month in {Mark.NOTHING, Mark.NOT_ENROLLED}
        if line.since:
            return GroupOf.WAITING
        if self.earlier or (nothing and line.over):
            return GroupOf.THE_REST
        if this_month is Mark.ON_ITS_WAY:
            return GroupOf.ON_ITS_WAY
        return GroupOf.NOT_THIS_MONTH if nothing else GroupOf.ANSWERED


def board(
    session: Session, viewer: Viewer, classrooms: Mapping[UUID, str], year_start: int, year: int | None = None
) -> Board:
    """The board of `classrooms` (their names by id) for this school year, and for every earlier month in which a
    letter still waits; or for the school year that began in `year`, with everyone who wrote in the classes then. The
    viewer herself has no line, where she once wrote in a class that she reads by now."""
    this_year = year_of(viewer.today, year_start)
    year = this_year if year is None else min(year, this_year)
    earlier = year < this_year
    months = months_of(year, year_start, viewer.today)
    letters = _letters(session, viewer, classrooms, months[0], months[-1], earlier=earlier).all()
    oldest = min([months[0], *(row.month for row in letters if row.kind is None)])
    while months[0] > oldest:
        months.insert(0, month_of(months[0] - timedelta(days=1)))
    until = next_month(months[-1])
    then = (months[0], until - timedelta(days=1)) if earlier else (viewer.today, viewer.today)
    writers = _writers(_memberships(session, viewer, classrooms))
    lines = {
        key: _line(viewer, key, writer, classrooms, months)
        for key, writer in writers.items()
        if any(overlaps(span, *then) for span in writer.spans)
    }
    for row in letters:
        key = (row.writer_id, row.queue_id)
        if key not in lines and row.kind is None:  # she has left the class, or her letter was handed over to it
            lines[key] = _line(viewer, key, writers.get(key) or _Writer(row), classrooms, months)
        if key in lines:
            lines[key].mark_letter(viewer, row)
    for row in _answers(session, viewer, classrooms, datetime.combine(until, time(), viewer.zone)):
        if line := lines.get((row.to_id, row.classroom_id)):
            line.mark_answer(viewer, row)
    return Board(months, list(lines.values()), earlier)


def earlier_years(session: Session, viewer: Viewer, year_start: int) -> dict[int, dict[UUID, str]]:
    """The school years before this one, the last first, each with its classes (their names by id): those in which the
    viewer is a reader today, her membership having no end yet.

    What she reads today she may look back on. Where her membership has ended, or where she only covers, there is
    nothing to look back on: that is another reader's.
    """
    this_year = year_of(viewer.today, year_start)
    years: dict[int, dict[UUID, str]] = {}
    for id_, name, began, ended_on in _read_today(session, viewer):
        last = year_of(ended_on, year_start) if ended_on else this_year
        for year in range(began, min(last + 1, this_year)):
            years.setdefault(year, {})[id_] = name
    return dict(sorted(years.items(), reverse=True))


@prepared
def _read_today(viewer: Viewer) -> Any:
    """The classes in which the viewer is a reader today."""
    return (
        select(col(Classroom.id), col(Classroom.name), col(Classroom.year), col(Classroom.ended_on))
        .where(col(Classroom.school_id) == viewer.school_id, col(Classroom.id).in_(classes_of(viewer, Part.READER)))
        .order_by(col(Classroom.name), col(Classroom.id))
    )


@prepared
def _letters(viewer: Viewer, classrooms: Collection[UUID], first: date, last: date, *, earlier: bool) -> Any:
    """The letters of the months from `first` to `last`; and, but for an earlier year, what waits, and all since."""
    in_time = col(Letter.month).between(first, last)
    since = col(Letter.month) >= first_month(viewer, classrooms)
    columns: list[Any] = [
        Letter.id, Letter.writer_id, Letter.queue_id, Letter.month, Letter.received_at, Letter.opened_at, Answer.kind,
        Answer.deliver_at, Person.name, Person.goes_by, Person.sort_name,
    ]  # fmt: skip
    return (
        select(*columns)
        .join(Person, (col(Person.school_id) == col(Letter.school_id)) & (col(Person.id) == col(Letter.writer_id)))
        .outerjoin(
            Answer,
            (col(Answer.school_id) == col(Letter.school_id)) & (col(Answer.id) == col(Letter.settled_by_id)),
        )
        .where(
            col(Letter.school_id) == viewer.school_id,
            col(Letter.queue_id).in_(classrooms),
            col(Letter.writer_id).in_(_on_the_board(viewer, classrooms)),
            col(Letter.writer_id) != viewer.person_id,
            col(Letter.body).is_not(None),
            in_time if earlier else or_(Letter.waiting, in_time, since),
        )
        .order_by(col(Letter.received_at), col(Letter.id))
    )


def _on_the_board(viewer: Viewer, classrooms: Collection[UUID]) -> CompoundSelect[UUID]:
    """Who can have a line: whoever could ever write in the classes, or waits there. By their writers an index finds
    letters; by the queue it would have to look through all of a school's."""
    waiting = aliased(Letter)
    return union(
        select(col(Membership.person_id)).where(
            col(Membership.school_id) == viewer.school_id,
            col(Membership.classroom_id).in_(classrooms),
            col(Membership.part) == Part.WRITER,
        ),
        select(col(waiting.writer_id)).where(
            col(waiting.school_id) == viewer.school_id, col(waiting.queue_id).in_(classrooms), waiting.waiting
        ),
    )


@dataclass(frozen=True)
class _Writer:
    """Somebody who could write in a class, or whose letter waits there, and from when until when she could."""

    row: Any
    spans: list[Span] = field(default_factory=list)
    ended_on: date | None = None
    """The last day of the class."""


def _writers(memberships: Iterable[Any]) -> dict[tuple[UUID, UUID], _Writer]:
    """Everyone who could ever write in one of the classes, by her id and the class's."""
    writers: dict[tuple[UUID, UUID], _Writer] = {}
    for row in memberships:
        writer = writers.setdefault((row.id, row.classroom_id), _Writer(row, ended_on=row.ended_on))
        writer.spans.append((row.from_day, row.until_day))
    return writers


@prepared
def _memberships(viewer: Viewer, classrooms: Collection[UUID]) -> Any:
    columns: list[Any] = [
        Person.id, Person.name, Person.goes_by, Person.sort_name, Membership.classroom_id, Membership.from_day,
        Membership.until_day, Classroom.ended_on,
    ]  # fmt: skip
    return (
        select(*columns)
        .join(
            Membership,
            (col(Membership.school_id) == col(Person.school_id)) & (col(Membership.person_id) == col(Person.id)),
        )
        .join(
            Classroom,
            (col(Classroom.school_id) == col(Membership.school_id))
            & (col(Classroom.id) == col(Membership.classroom_id)),
        )
        .where(
            col(Person.school_id) == viewer.school_id,
            col(Person.id) != viewer.person_id,
            col(Membership.classroom_id).in_(classrooms),
            col(Membership.part) == Part.WRITER,
        )
    )


@prepared
def _answers(viewer: Viewer, classrooms: Collection[UUID], until: datetime) -> Any:
    """For each student the day of each talk, and the newest written answer, before a moment."""
    columns: list[Any] = [
        Answer.to_id, Answer.classroom_id, Answer.kind, Answer.on_day, func.max(Answer.sent_at).label("sent_at"),
    ]  # fmt: skip
    return (
        select(*columns)
        .where(
            col(Answer.school_id) == viewer.school_id,
            col(Answer.classroom_id).in_(classrooms),
            col(Answer.sent_at) < until,
            FROM_PERSON_TO_PERSON,
            col(Answer.disputed_at).is_(None),
        )
        # The class first: so goes an index.
        .group_by(col(Answer.classroom_id), col(Answer.to_id), col(Answer.kind), col(Answer.on_day))
    )


def _line(
    viewer: Viewer, key: tuple[UUID, UUID], writer: _Writer, classrooms: Mapping[UUID, str], months: list[date]
) -> Line:
    return Line(
        student_id=key[0],
        name=writer.row.name,
        goes_by=writer.row.goes_by,
        sort_name=writer.row.sort_name,
        classroom_id=key[1],
        classroom=classrooms[key[1]],
        cells=empty_cells(months, writer.spans, writer.ended_on),
        over=writer.ended_on is not None and writer.ended_on < viewer.today,
    )
