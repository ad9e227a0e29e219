"""Requests to read by exception: what the office knows of them, and for whom one can ask."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Classroom, Event, Membership, Person, ReadingGrant
from app.models.classroom import ClassroomKind, Part
from app.models.grant import office_people, readers_of, students_to_ask_for
from app.models.page import PageSize
from app.models.viewer import Viewer
from app.models.words import fold
from app.queries.pages import Bytes, page_bytes
from app.queries.sheet import Standing
from app.queries.timeline import Month, timeline

MOST_FOUND = 20
"""Students of one search: more are no answer, and the name can be typed further."""


class State(StrEnum):
    """ASKED: nobody has decided. OPEN: the one who asked can read. ENDED: she could. NOTHING: it opened nothing."""

    ASKED = "asked"
    OPEN = "open"
    ENDED = "ended"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Reading:
    """A request to read, with the names of its people."""

    id: UUID
    student_id: UUID
    student: str
    asked_by_id: UUID
    asked_by: str
    asked_on: date
    reason: str
    about_id: UUID | None
    about: str
    agreed_by_id: UUID | None
    agreed_by: str
    state: State
    until: date | None
    """The last day on which it can be read, or on which it could; None where it opened nothing."""


def readings(session: Session, viewer: Viewer) -> list[Reading]:
    """All requests that the viewer may know of, newest first. Only for people of the office."""
    return [_reading(viewer, row) for row in session.execute(_readings(viewer))]


def reading(session: Session, viewer: Viewer, grant_id: UUID | None) -> Reading | None:
    """One of them; None where there is none, or it is about the viewer."""
    row = session.execute(_readings(viewer).where(col(ReadingGrant.id) == grant_id)).one_or_none()
    return _reading(viewer, row) if row else None


def _readings(viewer: Viewer) -> Select[Any]:
    student, asked_by, about, agreed_by = (aliased(Person) for _ in range(4))
    columns: list[Any] = [
        ReadingGrant.id, ReadingGrant.student_id, col(student.name).label("student"), ReadingGrant.asked_by_id,
        called(asked_by, "asked_by"), ReadingGrant.asked_at, ReadingGrant.reason, ReadingGrant.about_id,
        called(about, "about"), ReadingGrant.agreed_by_id, called(agreed_by, "agreed_by"), ReadingGrant.until_at,
        ReadingGrant.ended_at,
    ]  # fmt: skip
    return (
        select(*columns)
        .join(student, is_person(student, ReadingGrant.student_id))
        .join(asked_by, is_person(asked_by, ReadingGrant.asked_by_id))
        .outerjoin(about, is_person(about, ReadingGrant.about_id))
        .outerjoin(agreed_by, is_person(agreed_by, ReadingGrant.agreed_by_id))
        .where(ReadingGrant.known_to(viewer))
        .order_by(col(ReadingGrant.asked_at).desc(), col(ReadingGrant.id))
    )


def _reading(viewer: Viewer, row: Any) -> Reading:
    if row.agreed_by_id is None:
        state = State.NOTHING if row.ended_at else State.ASKED
    else:
        state = State.OPEN if row.ended_at is None and row.until_at > viewer.at else State.ENDED
    until_at = (row.ended_at or row.until_at) if row.agreed_by_id else None
    return Reading(
        id=row.id,
        student_id=row.student_id,
        student=row.student,
        asked_by_id=row.asked_by_id,
        asked_by=row.asked_by,
        asked_on=viewer.day(row.asked_at),
        reason=row.reason,
        about_id=row.about_id,
        about=row.about or "",
        agreed_by_id=row.agreed_by_id,
        agreed_by=row.agreed_by or "",
        state=state,
        until=viewer.day(until_at) if until_at else None,
    )


@dataclass(frozen=True)
class Happened:
    """What somebody did with a request, and when, by the school's clock."""

    act: str
    by: str
    at: datetime


def history(session: Session, viewer: Viewer, grant_id: UUID) -> list[Happened]:
    """What has happened to a request, newest first: each look at the letters too."""
    rows = session.execute(
        select(col(Event.act), called(Person, "by"), col(Event.at))
        .join(Person, is_person(Person, Event.actor_id))
        .where(col(Event.school_id) == viewer.school_id, col(Event.subject_id) == grant_id)
        .order_by(col(Event.at).desc(), col(Event.id))
    )
    return [Happened(row.act, row.by, row.at.astimezone(viewer.zone)) for row in rows]


def page_read(
    session: Session, viewer: Viewer, reading: Reading, page_id: UUID | None, size: PageSize | None
) -> Bytes | None:
    """The bytes of a page of those letters; None once the exception is over."""
    return page_bytes(session, replace(viewer, by_grant=reading.id), page_id, size)


def letters_read(session: Session, viewer: Viewer, reading: Reading) -> list[Month]:
    """The letters of a grant's student and the answers to her, whole, as long as it lets the viewer."""
    months = timeline(session, replace(viewer, by_grant=reading.id), reading.student_id, [], whole=True)
    for month in months:
        for sheet in month.sheets:
            if sheet.standing is Standing.ON_ITS_WAY:  # as the student sees it: there is no answer yet
                sheet.standing, sheet.deliver_at = Standing.OPENED, None
    return months


def who_can_agree(session: Session, viewer: Viewer, but: Iterable[UUID | None]) -> list[str]:
    """What the people are called who could be the second person, except `but`, whom it concerns."""
    rows = session.scalars(
        select(called(Person, "name"))
        .where(
            col(Person.school_id) == viewer.school_id,
            col(Person.id).in_(office_people(viewer)),
            col(Person.id).not_in([id_ for id_ in but if id_]),
            _still_here(viewer),
        )
        .order_by(col(Person.sort_name))
    )
    return list(rows)


@dataclass
class Found:
    """A student for whom one can ask, with the classes in which she writes today."""

    id: UUID
    name: str
    goes_by: str
    classes: list[str] = field(default_factory=list)


def students_named(session: Session, viewer: Viewer, name: str) -> list[Found]:
    """The students of the school whose name, or what they go by, has `name` somewhere; case and accents forgiven.

    At most MOST_FOUND, and one more where there are more. None for an empty name: nobody leafs through a school.
    """
    wanted = fold(name.strip())
    if not wanted:
        return []
    rows = session.execute(_students(viewer))
    found: dict[UUID, Found] = {}
    for row in rows:
        if wanted in fold(f"{row.name} {row.goes_by}"):
            student = found.setdefault(row.id, Found(row.id, row.name, row.goes_by))
            student.classes += [row.classroom] if row.classroom else []
    return list(found.values())[: MOST_FOUND + 1]


def student_to_ask_for(session: Session, viewer: Viewer, student_id: UUID | None) -> Found | None:
    """One of them, by her id."""
    rows = session.execute(_students(viewer).where(col(Person.id) == student_id)).all()
    if not rows:
        return None
    return Found(rows[0].id, rows[0].name, rows[0].goes_by, [row.classroom for row in rows if row.classroom])


def _students(viewer: Viewer) -> Select[Any]:
    writes = and_(
        col(Membership.school_id) == col(Person.school_id),
        col(Membership.person_id) == col(Person.id),
        col(Membership.part) == Part.WRITER,
        Membership.on(viewer.today),
    )
    of_membership = and_(
        col(Classroom.school_id) == col(Membership.school_id),
        col(Classroom.id) == col(Membership.classroom_id),
        col(Classroom.kind) == ClassroomKind.CLASS,
    )
    asked: Any = select(col(Person.id), col(Person.name), col(Person.goes_by), col(Classroom.name).label("classroom"))
    students: Select[Any] = (
        asked.outerjoin(Membership, writes)
        .outerjoin(Classroom, of_membership)
        .where(col(Person.school_id) == viewer.school_id, col(Person.id).in_(students_to_ask_for(viewer)))
        .order_by(col(Person.sort_name), col(Person.id), col(Classroom.name))
    )
    return students


@dataclass(frozen=True)
class Choice:
    """A person whom a request may be about."""

    id: UUID
    name: str


def readers_past_and_present(session: Session, viewer: Viewer, student_id: UUID) -> list[Choice]:
    """Who reads, or has read, a student's letters, but the viewer, by name."""
    rows = session.execute(
        select(col(Person.id), called(Person, "name"))
        .where(col(Person.school_id) == viewer.school_id, col(Person.id).in_(readers_of(viewer, student_id)))
        .order_by(col(Person.sort_name), col(Person.id))
    )
    return [Choice(*row) for row in rows]


def called(person: Any, label: str) -> Any:
    """What one says to a person, as a column of that name."""
    return func.coalesce(func.nullif(col(person.goes_by), ""), col(person.name)).label(label)


def is_person(person: Any, id_: Any) -> ColumnElement[bool]:
    """True where a column holds the id of that person, of the same school."""
    return and_(col(person.school_id) == col(id_.class_.school_id), col(person.id) == col(id_))


def _still_here(viewer: Viewer) -> ColumnElement[bool]:
    return or_(col(Person.ended_on).is_(None), col(Person.ended_on) >= viewer.today)
