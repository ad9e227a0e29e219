"""Colleagues: who can be asked to read in a class. Whoever reads has to be able to sign in."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Membership, Person
from app.models.classroom import ever_students
from app.models.viewer import Viewer
from app.queries.people import is_here


@dataclass(frozen=True)
class Colleague:
    """Somebody who can read letters."""

    id: UUID
    name: str


def colleagues(session: Session, viewer: Viewer) -> list[Colleague]:
    """Who can be asked to read in a class, by name: all who are here, have an address to sign in with, and are no
    students."""
    rows = session.execute(
        select(col(Person.id), col(Person.name))
        .where(*_can_read(viewer))
        .order_by(col(Person.sort_name), col(Person.id))
    )
    return [Colleague(*row) for row in rows]


def colleague(session: Session, viewer: Viewer, person_id: UUID | None) -> Person | None:
    """The person, if she is one of them."""
    return session.scalars(select(Person).where(*_can_read(viewer), col(Person.id) == person_id)).one_or_none()


def _can_read(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    now = ever_students(col(Person.school_id)).where(
        col(Membership.person_id) == col(Person.id), Membership.on(viewer.today)
    )
    student = now.correlate(Person).exists()
    return col(Person.school_id) == viewer.school_id, is_here(viewer), col(Person.email) != "", ~student
