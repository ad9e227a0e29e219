"""Days off: the holidays of the whole school, and the days on which one person is away."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Away
from app.models.viewer import Viewer


def days_off(session: Session, viewer: Viewer, person_id: UUID | None = None) -> Sequence[Away]:
    """The days on which a person, or with none the whole school, is away, in their order."""
    return session.scalars(
        select(Away)
        .where(col(Away.school_id) == viewer.school_id, _whose(person_id))
        .order_by(col(Away.from_day), col(Away.until_day), col(Away.id))
    ).all()


def day_off(session: Session, viewer: Viewer, away_id: UUID | None, person_id: UUID | None = None) -> Away | None:
    """One of them; None where there is none."""
    return session.scalars(
        select(Away).where(col(Away.school_id) == viewer.school_id, _whose(person_id), col(Away.id) == away_id)
    ).one_or_none()


def _whose(person_id: UUID | None) -> ColumnElement[bool]:
    return col(Away.person_id).is_(None) if person_id is None else col(Away.person_id) == person_id
