"""Marks: where one reader wants a letter in her own queue. They are hers alone, and end no waiting."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, UniqueConstraint, and_, delete, or_
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from app.models.columns import Moment, Row, one_of, points_to, table_args
from app.models.letter import Letter
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, one_line
from app.models.writing import put, rows_changed

LONGEST_ASIDE = timedelta(days=7)


class MarkKind(StrEnum):
    """ASIDE: not before a day. FIRST: before all others."""

    ASIDE = "aside"
    FIRST = "first"


class Mark(Row, table=True):
    """One reader's mark on a letter. It holds for the letter as she saw it: a P.S. that came since takes it off."""

    __table_args__ = table_args(
        points_to("person", "person_id"),
        points_to("letter", "letter_id"),
        UniqueConstraint("school_id", "person_id", "letter_id"),
    )

    person_id: UUID
    letter_id: UUID
    kind: MarkKind = Field(sa_type=one_of(MarkKind))
    revision: int
    until_day: date | None = None
    """For ASIDE: the day on which it is back."""
    note: str = ""
    """To herself."""
    at: datetime = Field(sa_type=Moment)


def set_aside(session: Session, viewer: Viewer, seen: Mapping[UUID, int], until_day: date | None, note: str) -> None:
    """Leave letters, with the revisions that were shown, out of the viewer's queue until a day within the week. They
    wait as before, for everybody else and on the board. Raises Refused, with nothing written."""
    note = one_line(note, may_be_empty=True)
    if until_day is None or not viewer.today < until_day <= viewer.today + LONGEST_ASIDE:
        raise Refused(Reason.NOT_WITHIN_A_WEEK)
    for letter_id, revision in seen.items():
        _mark(session, viewer, letter_id, kind=MarkKind.ASIDE, revision=revision, until_day=until_day, note=note)


def put_first(session: Session, viewer: Viewer, letter: Letter) -> None:
    """Put a letter first in the viewer's queue: she comes back to it before all others."""
    _mark(session, viewer, letter.id, kind=MarkKind.FIRST, revision=letter.revision, until_day=None, note="")


def take_marks_off(session: Session, viewer: Viewer, letters: Collection[UUID]) -> None:
    """Let letters stand in the viewer's queue where they stand by their day."""
    hers = col(Mark.school_id) == viewer.school_id, col(Mark.person_id) == viewer.person_id
    rows_changed(session, delete(Mark).where(*hers, col(Mark.letter_id).in_(list(letters))))


def mark_holds(viewer: Viewer) -> ColumnElement[bool]:
    """True for the viewer's mark on a letter (the two joined), while it holds."""
    return and_(
        col(Mark.school_id) == col(Letter.school_id),
        col(Mark.letter_id) == col(Letter.id),
        col(Mark.person_id) == viewer.person_id,
        col(Mark.revision) == col(Letter.revision),
        or_(col(Mark.until_day).is_(None), col(Mark.until_day) > viewer.today),
    )


def _mark(session: Session, viewer: Viewer, letter_id: UUID, **values: Any) -> None:
    mine = {"school_id": viewer.school_id, "person_id": viewer.person_id, "letter_id": letter_id}
    put(session, Mark, tuple(mine), id=uuid4(), at=viewer.at, **mine, **values)
