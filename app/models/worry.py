"""A worry: a letter, or a student's own word, that was put into the hands of a person whom the school names."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlmodel import Field

from app.models.columns import Moment, Row, one_of, points_to, table_args


class WorryState(StrEnum):
    """OPEN until the named person says what was done; she can open it again."""

    OPEN = "open"
    HANDLED = "handled"


class Worry(Row, table=True):
    """What somebody saw, with an unchangeable copy of the letter. Only who handed it on and the named person see it.

    It points to the letter and its pages, and nothing in the house deletes along: as long as it is here, they are.
    """

    __table_args__ = table_args(
        points_to("person", "student_id"),
        points_to("letter", "letter_id"),
        points_to("person", "by_id"),
        points_to("person", "named_id"),
        Index(None, "school_id", "named_id"),
        Index(None, "school_id", "by_id"),
        Index(None, "school_id", "letter_id"),
    )

    student_id: UUID
    letter_id: UUID | None = None
    """None where the student turned to the named person herself."""
    by_id: UUID
    named_id: UUID
    """Whose it is now: one of the school's named persons."""
    saw: str
    """What the one who handed it on saw; what the student wrote, where she turned to the named person herself."""
    body: str = ""
    """The letter with its P.S., word for word, as it stood when it was handed on."""
    sha256: str = Field(sa_type=String(64))
    """Of `body`."""
    received_at: datetime | None = Field(default=None, sa_type=Moment)
    """When the letter came."""
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    """When it was first opened."""
    told_on: date | None = None
    """The day on which the student was told that it is handed on."""
    why_not: str = ""
    """Why she has not been told yet."""
    state: WorryState = Field(default=WorryState.OPEN, sa_type=one_of(WorryState))
    at: datetime = Field(sa_type=Moment)


class WorryPage(Row, table=True):
    """A page of the letter as it was handed on, with the SHA-256 of what came from the phone."""

    __tablename__ = "worry_page"
    __table_args__ = table_args(
        points_to("worry", "worry_id"), points_to("page", "page_id"), Index(None, "school_id", "worry_id")
    )

    worry_id: UUID
    page_id: UUID
    place: int
    sha256: str = Field(sa_type=String(64))
