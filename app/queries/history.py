"""The history of a person or a class: what the office did, when, and who it was."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Event, Person
from app.models.history import Act
from app.models.viewer import Viewer


@dataclass(frozen=True)
class Happened:
    """One act. `by` is empty where a command on the machine did it."""

    act: Act
    day: date
    reason: str
    by: str


def history(session: Session, viewer: Viewer, subject_id: UUID) -> list[Happened]:
    """What the office did to a person or a class, the newest first. Nothing but the acts of app.models.history."""
    rows = session.execute(
        select(col(Event.act), col(Event.at), col(Event.reason), col(Person.goes_by), col(Person.name))
        .outerjoin(Person, (col(Person.school_id) == col(Event.school_id)) & (col(Person.id) == col(Event.actor_id)))
        .where(
            col(Event.school_id) == viewer.school_id,
            col(Event.subject_id) == subject_id,
            col(Event.act).in_(list(Act)),
        )
        .order_by(col(Event.at).desc(), col(Event.act))
    )
    return [
        Happened(Act(act), viewer.day(at), reason, goes_by or name or "") for act, at, reason, goes_by, name in rows
    ]
