"""A class: its students, who write, and its teachers, who read and answer. A coaching group is the same thing."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, Select, and_, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from app.models.columns import Moment, Row, one_of, points_to, table_args
from app.models.history import Act
from app.models.person import Event, Person
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, one_line
from app.models.writing import inserted, rows_changed


class ClassroomKind(StrEnum):
    """CLASS: students and teachers. COACHING: teachers, who write, and a coach, who reads."""

    CLASS = "class"
    COACHING = "coaching"


class Classroom(Row, table=True):
    """One class in one school year; `year` is the calendar year in which the school year began."""

    kind: ClassroomKind = Field(default=ClassroomKind.CLASS, sa_type=one_of(ClassroomKind))
    name: str
    year: int
    ended_on: date | None = None
    """The last day on which one can write here. What waits then still waits."""


def add_class(session: Session, viewer: Viewer, classroom_id: UUID, name: str, kind: ClassroomKind, year: int) -> None:
    """Add a class. A form that comes twice adds it once. Raises Refused."""
    name = one_line(name)
    if inserted(session, Classroom, school_id=viewer.school_id, id=classroom_id, kind=kind, name=name, year=year):
        Event.keep(session, viewer, Act.CLASS_ADDED, classroom_id)


def rename_class(session: Session, viewer: Viewer, classroom: Classroom, name: str, was: str) -> None:
    """Give a class another name; `was` is the one that the form showed. Raises Refused, also where somebody else has
    renamed it meanwhile."""
    name, before = one_line(name), classroom.name
    if name == before:
        return
    renamed = update(Classroom).where(
        col(Classroom.school_id) == viewer.school_id, col(Classroom.id) == classroom.id, col(Classroom.name) == was
    )
    if not rows_changed(session, renamed.values(name=name)):
        raise Refused(Reason.CHANGED_MEANWHILE)
    session.refresh(classroom)
    Event.keep(session, viewer, Act.CLASS_NAMED, classroom.id, was)


class Part(StrEnum):
    """WRITER: writes letters (a student). READER: owes the answers. COVER: reads what waits while a reader is away."""

    WRITER = "writer"
    READER = "reader"
    COVER = "cover"


class Membership(Row, table=True):
    """A person's part in a class, from one day until another, both included."""

    __table_args__ = table_args(
        points_to("classroom", "classroom_id"),
        points_to("person", "person_id"),
        points_to("person", "by_id"),
        points_to("person", "answered_by_id"),
        Index(None, "school_id", "person_id"),
        Index(None, "school_id", "classroom_id"),
    )

    classroom_id: UUID
    person_id: UUID
    part: Part = Field(sa_type=one_of(Part))
    from_day: date
    until_day: date | None = None
    why: str = ""
    by_id: UUID | None = None
    answered_by_id: UUID | None = None
    """For a writer: the reader who answers her as a rule. None: the one who has read here longest."""

    @classmethod
    def on(cls, day: date) -> ColumnElement[bool]:
        """True for the memberships that hold on a day."""
        return and_(col(cls.from_day) <= day, or_(col(cls.until_day).is_(None), col(cls.until_day) >= day))


def classes_of(viewer: Viewer, *parts: Part) -> Select[UUID]:
    """The ids of the classes in which the viewer has one of `parts` today."""
    return select(col(Membership.classroom_id)).where(
        col(Membership.school_id) == viewer.school_id,
        col(Membership.person_id) == viewer.person_id,
        or_(*(col(Membership.part) == part for part in parts)),  # in_() would be spelled out anew at every run
        Membership.on(viewer.today),
    )


def classes_with_reader(school_id: UUID, day: date) -> Select[UUID]:
    """The ids of a school's classes in which somebody reads, or covers, on a day."""
    return (
        select(col(Membership.classroom_id))
        .join(Person, (col(Person.school_id) == col(Membership.school_id)) & (col(Person.id) == Membership.person_id))
        .where(
            col(Membership.school_id) == school_id,
            col(Membership.part).in_([Part.READER, Part.COVER]),
            Membership.on(day),
            or_(col(Person.ended_on).is_(None), col(Person.ended_on) >= day),
        )
    )


def ever_students(school_id: Any) -> Select[UUID]:
    """The ids of all who write, or ever wrote, as students of a school, one for each class in which they did.

    Who writes to a coach is none.
    """
    return (
        select(col(Membership.person_id))
        .join(
            Classroom,
            (col(Classroom.school_id) == col(Membership.school_id))
            & (col(Classroom.id) == col(Membership.classroom_id)),
        )
        .where(
            col(Membership.school_id) == school_id,
            col(Membership.part) == Part.WRITER,
            col(Classroom.kind) == ClassroomKind.CLASS,
        )
    )


class ClassLetter(Row, table=True):
    """A teacher's letter to the whole class, that opens a month, and the month's open question."""

    __tablename__ = "class_letter"
    __table_args__ = table_args(
        points_to("classroom", "classroom_id"),
        points_to("person", "by_id"),
        Index(None, "school_id", "classroom_id", "sent_at"),
    )

    classroom_id: UUID
    by_id: UUID
    body: str
    folded: str
    question: str = ""
    """What a student may begin from, if she likes."""
    language: str = ""
    month: date
    sent_at: datetime = Field(sa_type=Moment)
