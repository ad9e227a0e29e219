"""A person: student, teacher, coach or administrator. What she may do comes from memberships and offices."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Index, UniqueConstraint, select
from sqlalchemy.orm import Session
from sqlmodel import JSON, Field, col

from app.models.columns import Moment, Row, one_of, points_to, table_args
from app.models.viewer import Viewer
from app.models.words import fold
from app.models.writing import put


class Person(Row, table=True):
    """Somebody of a school. `name` is the full name; `goes_by` is what others call her."""

    __table_args__ = table_args(Index(None, "school_id", "sort_name"))

    name: str
    goes_by: str = ""
    say: str = ""
    """How to say the name, in her own spelling."""
    sort_name: str
    """The name folded: lists sort by it, searches look in it."""
    language: str = ""
    """BCP 47 tag of the interface; empty until she has chosen."""
    email: str = ""
    ended_on: date | None = None
    """The last day on which she may sign in."""

    @classmethod
    def named(cls, school_id: UUID, name: str, **rest: Any) -> "Person":
        """A new person, ready to be added to a session."""
        return cls(school_id=school_id, name=name, sort_name=fold(name), **rest)

    @property
    def called(self) -> str:
        """What one says to her: `goes_by`, else the full name."""
        return self.goes_by or self.name


ANSWER_IN = "answer_in"
"""The preference for the language in which one likes to be answered, a BCP 47 tag."""
NOTICE = "notice"
"""The preference for the e-mail address that is told when an answer has come; empty for none."""


class Preference(Row, table=True):
    """One thing that a person chose, by its key."""

    __table_args__ = table_args(points_to("person", "person_id"), UniqueConstraint("school_id", "person_id", "key"))

    person_id: UUID
    key: str
    value: Any = Field(default=None, sa_column=Column(JSON, nullable=False))

    @classmethod
    def choose(cls, session: Session, viewer: Viewer, key: str, value: Any) -> None:
        """Remember what the viewer chose."""
        mine = {"school_id": viewer.school_id, "person_id": viewer.person_id, "key": key}
        put(session, cls, tuple(mine), id=uuid4(), value=value, **mine)


def wants_notice(session: Session, school_id: UUID, person_id: UUID) -> bool:
    """Whether somebody has asked to be told by e-mail when an answer has come."""
    chosen = select(col(Preference.value)).where(
        col(Preference.school_id) == school_id, col(Preference.person_id) == person_id, col(Preference.key) == NOTICE
    )
    return bool(session.scalar(chosen))


class ExternalId(Row, table=True):
    """What a person is called in another register: her own number on a roster. One value names one person."""

    __tablename__ = "external_id"
    __table_args__ = table_args(points_to("person", "person_id"), UniqueConstraint("school_id", "source", "value"))

    person_id: UUID
    source: str
    """The register: "roster", later "oneroster"."""
    value: str


class OfficePart(StrEnum):
    """ADMINISTRATOR runs the office, HELPER is named to students as someone to turn to, COACH helps teachers."""

    ADMINISTRATOR = "administrator"
    HELPER = "helper"
    COACH = "coach"


class Office(Row, table=True):
    """A part that a person has for the whole school. None of them opens a letter."""

    __table_args__ = table_args(points_to("person", "person_id"), Index(None, "school_id", "person_id"))

    person_id: UUID
    part: OfficePart = Field(sa_type=one_of(OfficePart))
    from_day: date
    until_day: date | None = None


class Event(Row, table=True):
    """Something that someone must be able to see later: who did what, to whom or what, why and when."""

    __table_args__ = table_args(points_to("person", "actor_id"), Index(None, "school_id", "subject_id"))

    actor_id: UUID | None = None
    act: str
    subject_id: UUID
    reason: str = ""
    at: datetime = Field(sa_type=Moment)

    @classmethod
    def keep(cls, session: Session, viewer: Viewer, act: str, subject_id: UUID, reason: str = "") -> None:
        """Write down what the viewer did."""
        session.add(
            cls(
                school_id=viewer.school_id, actor_id=viewer.by_id, act=act, subject_id=subject_id, reason=reason,
                at=viewer.at,
            )
        )  # fmt: skip
