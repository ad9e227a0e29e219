"""The roster's room: when a list was imported last, by whom, and what it did."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Event, Person
from app.models.viewer import Viewer


@dataclass(frozen=True)
class LastImport:
    """The newest import: the school's day, who did it (empty for a command), and its counts as they were kept."""

    day: date
    by: str
    counts: str


def last_import(session: Session, viewer: Viewer, act: str) -> LastImport | None:
    """The newest event of an act in the viewer's school; None where there was none."""
    row = session.execute(
        select(col(Event.at), col(Person.goes_by), col(Person.name), col(Event.reason))
        .outerjoin(Person, (col(Person.school_id) == col(Event.school_id)) & (col(Person.id) == col(Event.actor_id)))
        .where(
            col(Event.school_id) == viewer.school_id, col(Event.subject_id) == viewer.school_id, col(Event.act) == act
        )
        .order_by(col(Event.at).desc(), col(Event.id))
        .limit(1)
    ).one_or_none()
    return LastImport(viewer.day(row[0]), row[1] or row[2] or "", row[3]) if row else None
