"""Notices: what a student's readers are told when somebody else may read her letters, by exception."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Event, Letter, Membership, Person, ReadingGrant
from app.models.classroom import Part
from app.models.grant import Act
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.queries.reading import called, is_person


@dataclass
class Notice:
    """What a student's readers are told of a reading. It says nothing of whom it is about."""

    asked_by: str
    agreed_by: str
    reason: str
    since: date
    until: date
    holds: bool
    looks: list[datetime] = field(default_factory=list)
    """Each time that the letters were opened, by the school's clock."""


def with_notices(asked: Select[Any], viewer: Viewer) -> Select[Any]:
    """A select from Person that brings along, for each of them, what her readers are told; notices() reads it."""
    asked_by, agreed_by = aliased(Person), aliased(Person)
    columns: list[Any] = [
        col(ReadingGrant.id).label("grant_id"), called(asked_by, "asked_by"), called(agreed_by, "agreed_by"),
        col(ReadingGrant.reason).label("grant_reason"), ReadingGrant.agreed_at, ReadingGrant.until_at,
        col(ReadingGrant.ended_at).label("reading_ended_at"), col(Event.at).label("looked_at"),
    ]  # fmt: skip
    looks = and_(
        col(Event.school_id) == col(ReadingGrant.school_id),
        col(Event.subject_id) == col(ReadingGrant.id),
        col(Event.act) == Act.READ.value,
    )
    return (
        asked.add_columns(*columns)
        .outerjoin(
            ReadingGrant,
            and_(col(ReadingGrant.student_id) == col(Person.id), ReadingGrant.told_to_readers(viewer)),
        )
        .outerjoin(asked_by, is_person(asked_by, ReadingGrant.asked_by_id))
        .outerjoin(agreed_by, is_person(agreed_by, ReadingGrant.agreed_by_id))
        .outerjoin(Event, looks)
        .order_by(col(ReadingGrant.agreed_at).desc(), col(ReadingGrant.id), col(Event.at))
    )


def notices(viewer: Viewer, rows: Iterable[Any]) -> list[Notice]:
    """The notices in the rows of with_notices() on one person: what holds first, and then the newest."""
    found: dict[UUID, Notice] = {}
    for row in rows:
        if row.grant_id is None:
            continue
        ends_at = row.reading_ended_at or row.until_at
        since, until = viewer.day(row.agreed_at), viewer.day(ends_at)
        told = Notice(row.asked_by, row.agreed_by, row.grant_reason, since, until, holds=ends_at > viewer.at)
        looks = found.setdefault(row.grant_id, told).looks
        if row.looked_at and (looked_at := row.looked_at.astimezone(viewer.zone)) not in looks:
            looks.append(looked_at)
    return sorted(found.values(), key=lambda notice: not notice.holds)


def students_read(session: Session, viewer: Viewer, classrooms: Sequence[UUID]) -> dict[UUID, bool]:
    """The students who write in `classrooms` today, or wait there, and whose letters somebody else may read, or could
    of late; each with whether she still may."""
    read: dict[UUID, bool] = {}
    for row in _read(session, viewer, classrooms):
        read[row.student_id] = bool(row.holds) or read.get(row.student_id, False)
    return read


@prepared
def _read(viewer: Viewer, classrooms: Sequence[UUID]) -> Any:
    writes = select(col(Membership.person_id)).where(
        col(Membership.school_id) == viewer.school_id,
        col(Membership.classroom_id).in_(classrooms),
        col(Membership.part) == Part.WRITER,
        Membership.on(viewer.today),
    )
    waits = select(col(Letter.writer_id)).where(
        col(Letter.school_id) == viewer.school_id, col(Letter.queue_id).in_(classrooms), Letter.waiting
    )
    student, holds = col(ReadingGrant.student_id), ReadingGrant.holds(viewer.at).label("holds")
    return (
        select(student, holds)
        .where(ReadingGrant.told_to_readers(viewer), or_(student.in_(writes), student.in_(waits)))
        .order_by(col(ReadingGrant.agreed_at), col(ReadingGrant.id))
    )
