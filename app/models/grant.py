"""Exceptional reading: somebody who is no reader may see one student's letters, for a reason, with a second person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from app.models.columns import Moment, Row, points_to, table_args


class ReadingGrant(Row, table=True):
    """One request to read a student's letters. It opens nothing until a second person has agreed."""

    __tablename__ = "reading_grant"
    __table_args__ = table_args(
        points_to("person", "student_id"),
        points_to("person", "asked_by_id"),
        points_to("person", "agreed_by_id"),
        points_to("person", "about_id"),
        Index(None, "school_id", "student_id"),
        Index(None, "school_id", "asked_by_id"),
    )

    student_id: UUID
    asked_by_id: UUID
    asked_at: datetime = Field(sa_type=Moment)
    reason: str
    about_id: UUID | None = None
    """The reader whom it is about, if it is about one: she alone is not told."""
    agreed_by_id: UUID | None = None
    agreed_at: datetime | None = Field(default=None, sa_type=Moment)
    until_at: datetime | None = Field(default=None, sa_type=Moment)
    """When it ends by itself; set when it is agreed to."""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
