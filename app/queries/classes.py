"""The classes of a school, by school year: who reads in each, how many students it has, and from when nobody reads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Classroom, Letter, Membership, Person
from app.models.classroom import ClassroomKind, Part
from app.models.handover import uncovered_from
from app.models.viewer import Viewer


@dataclass
class ClassOf:
    """One class."""

    id: UUID
    name: str
    kind: ClassroomKind
    year: int
    ended_on: date | None
    readers: list[str] = field(default_factory=list)
    """Who reads here today, by what the students call them; those who cover come last."""
    spans: list[tuple[date, date | None]] = field(default_factory=list)
    """The days of everybody who reads here, or will."""
    students: int = 0
    waits: bool = False
    """Whether a letter waits in its queue."""

    def nobody_from(self, today: date) -> date | None:
        """The first day, from today on, on which nobody reads here; None where there is none, or nobody is needed."""
        over = self.ended_on is not None and self.ended_on < today
        return None if over and not self.waits else uncovered_from(self.spans, today)


@dataclass(frozen=True)
class Year:
    """The classes of one school year, which began in the calendar year `year`."""

    year: int
    classes: list[ClassOf]


def classes(session: Session, viewer: Viewer) -> list[Year]:
    """All classes of the school, the newest year first."""
    everyone = _classes(session, viewer, col(Classroom.school_id) == viewer.school_id)
    return [Year(year, list(of_year)) for year, of_year in groupby(everyone, key=lambda one: one.year)]


def open_classes(session: Session, viewer: Viewer, kind: ClassroomKind) -> list[ClassOf]:
    """The classes of a kind that have not ended: where one can move to."""
    still = or_(col(Classroom.ended_on).is_(None), col(Classroom.ended_on) >= viewer.today)
    return _classes(session, viewer, (col(Classroom.kind) == kind) & still)


def classes_named(session: Session, viewer: Viewer, ids: Sequence[UUID]) -> list[ClassOf]:
    """Some classes of the school."""
    return _classes(session, viewer, col(Classroom.id).in_(ids))


def _classes(session: Session, viewer: Viewer, asked: ColumnElement[bool]) -> list[ClassOf]:
    waits = (
        select(col(Letter.id))
        .where(
            col(Letter.school_id) == col(Classroom.school_id), col(Letter.queue_id) == col(Classroom.id), Letter.waiting
        )
        .exists()
    )
    rows = session.execute(
        select(
            col(Classroom.id), col(Classroom.name), col(Classroom.kind), col(Classroom.year), col(Classroom.ended_on),
            waits,
        )
        .where(col(Classroom.school_id) == viewer.school_id, asked)
        .order_by(col(Classroom.year).desc(), col(Classroom.name), col(Classroom.id))
    )  # fmt: skip
    by_id = {row[0]: ClassOf(*row[:5], waits=row[5]) for row in rows}
    for classroom_id, first, last, left, goes_by, name in _readers(session, viewer, list(by_id)):
        one, until = by_id[classroom_id], min(filter(None, (last, left)), default=None)
        one.spans.append((first, until))
        called = goes_by or name
        if first <= viewer.today and (until is None or until >= viewer.today) and called not in one.readers:
            one.readers.append(called)
    for classroom_id, students in _students(session, viewer, list(by_id)):
        by_id[classroom_id].students = students
    return list(by_id.values())


def _readers(session: Session, viewer: Viewer, ids: list[UUID]) -> Any:
    return session.execute(
        select(
            col(Membership.classroom_id), col(Membership.from_day), col(Membership.until_day), col(Person.ended_on),
            col(Person.goes_by), col(Person.name),
        )
        .join(
            Person, (col(Person.school_id) == col(Membership.school_id)) & (col(Person.id) == col(Membership.person_id))
        )
        .where(
            col(Membership.school_id) == viewer.school_id,
            col(Membership.classroom_id).in_(ids),
            col(Membership.part).in_([Part.READER, Part.COVER]),
            func.coalesce(col(Membership.until_day), date.max) >= viewer.today,
        )
        .order_by(col(Membership.part).desc(), col(Membership.from_day), col(Person.sort_name))
    )  # fmt: skip


def _students(session: Session, viewer: Viewer, ids: list[UUID]) -> Any:
    return session.execute(
        select(col(Membership.classroom_id), func.count(func.distinct(col(Membership.person_id))))
        .where(
            col(Membership.school_id) == viewer.school_id,
            col(Membership.classroom_id).in_(ids),
            col(Membership.part) == Part.WRITER,
            Membership.on(viewer.today),
        )
        .group_by(col(Membership.classroom_id))
    )
