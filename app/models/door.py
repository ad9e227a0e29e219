"""How people come in: the lookup of everything that opens something, cards, passwords and sign-in sessions."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.models.columns import Moment, Row, one_of, points_to, table_args


class DoorKind(StrEnum):
    """What a lookup hash stands for."""

    EMAIL = "email"
    CARD = "card"
    SESSION = "session"
    FEED = "feed"
    TOKEN = "token"  # noqa: S105


class Door(SQLModel, table=True):
    """From a keyed hash to a school and a row of it: the one lookup that can't know the school beforehand."""

    hash: str = Field(primary_key=True, sa_type=String(64))
    kind: DoorKind = Field(sa_type=one_of(DoorKind))
    school_id: UUID = Field(foreign_key="school.id")
    row_id: UUID


class CardState(StrEnum):
    """PENDING: made, not yet said to be printed. LIVE: opens. DEAD: replaced or lost."""

    PENDING = "pending"
    LIVE = "live"
    DEAD = "dead"


class Card(Row, table=True):
    """A student's card. Its code is shown once and kept only as a keyed hash."""

    __table_args__ = table_args(
        points_to("person", "person_id"), points_to("person", "made_by_id"), Index(None, "school_id", "person_id")
    )

    person_id: UUID
    code_hash: str = Field(sa_type=String(64))
    state: CardState = Field(default=CardState.PENDING, sa_type=one_of(CardState))
    made_by_id: UUID | None = None
    made_at: datetime = Field(sa_type=Moment)


class Password(Row, table=True):
    """A person's password, as an argon2id hash; for a student, the word that opens her older letters."""

    __table_args__ = table_args(points_to("person", "person_id"), UniqueConstraint("school_id", "person_id"))

    person_id: UUID
    hash: str
    wrong: int = 0
    """How many wrong tries at a student's word came since it was last right."""


class Invitation(Row, table=True):
    """A link that opens once: a person sets her password with it, the first time or because she forgot hers."""

    __table_args__ = table_args(
        points_to("person", "person_id"), points_to("person", "made_by_id"), Index(None, "school_id", "person_id")
    )

    person_id: UUID
    made_by_id: UUID | None = None
    """Who made it; None for a command on the machine itself."""
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class SignIn(Row, table=True):
    """A sign-in session: a browser in which somebody is signed in, until it expires or is ended."""

    __tablename__ = "session"
    __table_args__ = table_args(
        points_to("person", "person_id"),
        points_to("card", "card_id"),
        points_to("person", "confirmed_by_id"),
        Index(None, "school_id", "person_id"),
    )

    person_id: UUID
    card_id: UUID | None = None
    """The card that opened it: when the card dies, the session does."""
    device: str = ""
    """What kind of device it is, as far as the browser says: "Android", "iPhone"."""
    own_phone: bool = False
    started_at: datetime = Field(sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    """From when on it is known to be hers. Until then it shows only what was written in it."""
    confirmed_by_id: UUID | None = None
    """The reader who knows it from a meeting in person; None where she opened it herself."""
    seen_on: date
    expires_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class Attempt(SQLModel, table=True):
    """How many wrong codes or passwords came in one minute, in one bucket: over all, or for one door."""

    bucket: str = Field(primary_key=True, sa_type=String(100))
    minute: datetime = Field(primary_key=True, sa_type=Moment)
    count: int = 0
