"""Ids of forms that were taken: a form that comes twice does its work once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from app.models.columns import Moment, Row, points_to, table_args
from app.models.viewer import Viewer
from app.models.words import digest
from app.models.writing import inserted, rows_changed


@dataclass(frozen=True)
class Used:
    """Whether an id was used before, and then whether it was for the same text by the same person."""

    before: bool
    same_text: bool = False


class Receipt(Row, table=True):
    """The id of a letter, answer, P.S. or talk that was taken once, whatever became of it."""

    __table_args__ = table_args(points_to("person", "by_id"))

    by_id: UUID
    sha256: str = Field(sa_type=String(64))
    at: datetime = Field(sa_type=Moment)

    @classmethod
    def use(cls, session: Session, viewer: Viewer, form_id: UUID, body: str) -> Used:
        """Write down that an id is used now. Two that come at once are told apart by the database."""
        new = inserted(
            session,
            cls,
            school_id=viewer.school_id,
            id=form_id,
            by_id=viewer.person_id,
            sha256=digest(body),
            at=viewer.at,
        )
        if new:
            return Used(before=False)
        by_id, sha256 = session.execute(
            select(col(cls.by_id), col(cls.sha256)).where(
                col(cls.school_id) == viewer.school_id, col(cls.id) == form_id
            )
        ).one()
        return Used(before=True, same_text=(by_id, sha256) == (viewer.person_id, digest(body)))

    @classmethod
    def forget(cls, session: Session, viewer: Viewer, form_id: UUID) -> None:
        """Take back a use made in this very transaction."""
        rows_changed(session, delete(cls).where(col(cls.school_id) == viewer.school_id, col(cls.id) == form_id))
