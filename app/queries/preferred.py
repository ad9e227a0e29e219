"""What the viewer chose for herself, by its key."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Preference
from app.models.prepared import prepared
from app.models.viewer import Viewer


def preferred(session: Session, viewer: Viewer, key: str) -> str:
    """What the viewer chose; empty where she has not."""
    return str(_chosen(session, viewer, key).scalar() or "")


@prepared
def _chosen(viewer: Viewer, key: str) -> Any:
    return select(col(Preference.value)).where(
        col(Preference.school_id) == viewer.school_id,
        col(Preference.person_id) == viewer.person_id,
        col(Preference.key) == key,
    )
