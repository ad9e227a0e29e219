"""A school: its name, its time zone, its year, and its own words on who reads and where help is."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Index, String, select
from sqlalchemy.orm import Session
from sqlmodel import JSON, Field, SQLModel, col

from app.models.calendar import day_of
from app.models.columns import Moment, Row, one_of, points_to, table_args


class School(SQLModel, table=True):
    """One school. Months, days and the year are counted by its clock."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str
    zone: str
    """An IANA time zone, like America/Los_Angeles."""
    year_start: int = 8
    """The month in which the school year begins, 1 to 12."""
    languages: list[str] = Field(default_factory=lambda: ["en"], sa_column=Column(JSON, nullable=False))
    """BCP 47 tags of the languages that families speak."""

    def day(self, at: datetime) -> date:
        """The school's calendar day at a moment."""
        return day_of(at, ZoneInfo(self.zone))

    @classmethod
    def hold(cls, session: Session, school_id: UUID) -> None:
        """Hold the office until the commit: of two administrators who change something, one comes after the other.

        PostgreSQL only; SQLite has one writer anyway. Letters are not held up: who points to the school needs no
        more than its key.
        """
        session.execute(select(col(cls.id)).where(col(cls.id) == school_id).with_for_update(key_share=True))


class WordingKind(StrEnum):
    """READERS: who can read letters here. HELP: whom to turn to when it can't wait."""

    READERS = "readers"
    HELP = "help"


class Wording(Row, table=True):
    """The school's own words in one language, from a moment on. Earlier words are kept."""

    kind: WordingKind = Field(sa_type=one_of(WordingKind))
    language: str = Field(sa_type=String(35))
    text: str
    from_at: datetime = Field(sa_type=Moment)


class Away(Row, table=True):
    """Days on which somebody does not read letters, both included; without a person, the whole school: holidays.

    It changes nothing of what waits: letters are told of it, never held by it.
    """

    __table_args__ = table_args(
        points_to("person", "person_id"), points_to("person", "by_id"), Index(None, "school_id", "until_day")
    )

    person_id: UUID | None = None
    from_day: date
    until_day: date
    why: str = ""
    """What students are told: "autumn holidays"."""
    by_id: UUID | None = None
