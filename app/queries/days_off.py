"""Days off: the holidays of the whole school."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Away
from app.models.viewer import Viewer

SOON = timedelta(days=14)


def days_off(session: Session, viewer: Viewer) -> Sequence[Away]:
    """The holidays of the whole school, in their order."""
    return session.scalars(
        select(Away)
        .where(col(Away.school_id) == viewer.school_id, col(Away.person_id).is_(None))
        .order_by(col(Away.from_day), col(Away.until_day), col(Away.id))
    ).all()


def days_off_soon(session: Session, viewer: Viewer) -> Sequence[Away]:
    """The holidays that have begun or begin soon: what whoever writes now should know."""
    soon = viewer.today + SOON
    return [away for away in days_off(session, viewer) if viewer.today <= away.until_day and away.from_day <= soon]


def day_off(session: Session, viewer: Viewer, away_id: UUID | None) -> Away | None:
    """One of them; None where there is none."""
    return session.scalars(
        select(Away).where(
            col(Away.school_id) == viewer.school_id, col(Away.person_id).is_(None), col(Away.id) == away_id
        )
    ).one_or_none()
