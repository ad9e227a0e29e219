"""An answer: what ended the waiting of letters. It is on its way until it is delivered, and the clock delivers."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models.columns import Moment, Row, one_of, points_to, table_args

UNDO_OFFERED = timedelta(seconds=30)
DELIVERED_AFTER = timedelta(seconds=40)
"""Longer than undo is offered: the clock of a phone and the clock of a server differ."""


class AnswerKind(StrEnum):
    """WRITTEN: a letter back. IN_PERSON: they talked. READ: it was only to be read. TAKEN_BACK: by its writer.
    BEFORE: a letter brought in from elsewhere that was answered on paper."""

    WRITTEN = "written"
    IN_PERSON = "in person"
    READ = "read"
    TAKEN_BACK = "taken back"
    BEFORE = "before"


class Answer(Row, table=True):
    """What ended the waiting of one or more letters; or, settling none, a teacher writing first or a talk."""

    __table_args__ = table_args(
        points_to("classroom", "classroom_id"),
        points_to("person", "by_id"),
        points_to("person", "to_id"),
        UniqueConstraint("school_id", "to_id", "id"),
        Index(None, "school_id", "classroom_id", "sent_at"),
        Index(None, "school_id", "by_id", "sent_at"),
    )

    classroom_id: UUID
    by_id: UUID
    to_id: UUID
    kind: AnswerKind = Field(sa_type=one_of(AnswerKind))
    body: str = ""
    folded: str = ""
    language: str = ""
    on_day: date | None = None
    """The day of a talk."""
    sent_at: datetime = Field(sa_type=Moment)
    deliver_at: datetime = Field(sa_type=Moment)
    """From this moment the student sees it; until then it is on its way and can be undone."""
    seen_at: datetime | None = Field(default=None, sa_type=Moment)
    """When the student first opened it."""
    printed_at: datetime | None = Field(default=None, sa_type=Moment)
    """When it was last printed for who gets her letters on paper."""
    disputed_at: datetime | None = Field(default=None, sa_type=Moment)
    """When the student said "we have not talked"."""
