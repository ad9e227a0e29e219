"""The outbox: mails that are due, each to be sent once. Whoever sends one claims it first."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Index, String, UniqueConstraint, update
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from app.models.columns import Moment, Row, one_of, points_to, table_args
from app.models.writing import inserted, rows_changed

CLAIM_LASTS = timedelta(minutes=5)
"""After which a mail that somebody claimed, and never said to have sent, is anybody's again."""
MOST_TRIES = 8


class MailKind(StrEnum):
    """What a mail says. YOU_HAVE_MAIL: an answer has come; WORRY: something was put into somebody's hands; no name,
    and no word of either. The others are to come, and stand here because a CHECK holds the final words from the start:
    WEEKLY counts, UNOPENED letters."""

    YOU_HAVE_MAIL = "you have mail"
    WEEKLY = "weekly"
    UNOPENED = "unopened"
    WORRY = "worry"


class Outbox(Row, table=True):
    """A mail to a person, due at a moment. `once_key` keeps two for the same thing from being sent."""

    __table_args__ = table_args(
        points_to("person", "to_id"),
        UniqueConstraint("school_id", "once_key"),
        Index(None, "school_id", "due_at"),
    )

    kind: MailKind = Field(sa_type=one_of(MailKind))
    to_id: UUID
    about_id: UUID
    """The answer that came, or the P.S. to one; or the worry."""
    due_at: datetime = Field(sa_type=Moment)
    once_key: str = Field(sa_type=String(100))
    claimed_at: datetime | None = Field(default=None, sa_type=Moment)
    tries: int = 0
    done_at: datetime | None = Field(default=None, sa_type=Moment)


def post(
    session: Session,
    school_id: UUID,
    kind: MailKind,
    to_id: UUID,
    about_id: UUID,
    due_at: datetime,
    *,
    again: UUID | None = None,
) -> None:
    """Put a mail into the outbox, once for each thing that it is about; `again` says which time it is, where one thing
    is told several times."""
    inserted(
        session,
        Outbox,
        school_id=school_id,
        id=uuid4(),
        kind=kind,
        to_id=to_id,
        about_id=about_id,
        due_at=due_at,
        once_key=f"{kind.value}:{about_id}" + (f":{again}" if again else ""),
        tries=0,
    )


def bring_forward(session: Session, school_id: UUID, about_id: UUID, due_at: datetime) -> None:
    """Let the mail about a thing be due earlier, where there is one."""
    about = col(Outbox.school_id) == school_id, col(Outbox.about_id) == about_id
    rows_changed(session, update(Outbox).where(*about, col(Outbox.due_at) > due_at).values(due_at=due_at))
