"""The first minute: what a teacher has yet to do in the classes where nobody has written. Nothing of it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import ClassLetter, Classroom, Letter
from app.models.viewer import Viewer
from app.queries.cards import ClassCards, class_cards


@dataclass(frozen=True)
class Beginning:
    """A class that has not begun."""

    id: UUID
    name: str
    has_letter: bool
    """Whether somebody has written to the class."""
    cards: ClassCards

    @property
    def done(self) -> bool:
        """Whether nothing is left to do but to wait for the first letter, or for the office to bring students."""
        return self.has_letter and not self.cards.missing


@dataclass(frozen=True)
class FirstMinute:
    """The classes that have not begun, by name."""

    classes: list[Beginning]

    @property
    def unwritten(self) -> list[Beginning]:
        """Those that have had no letter."""
        return [beginning for beginning in self.classes if not beginning.has_letter]

    @property
    def without_cards(self) -> list[Beginning]:
        """Those where students have no card."""
        return [beginning for beginning in self.classes if beginning.cards.missing]

    @property
    def students(self) -> int:
        """How many students there are in them."""
        return sum(beginning.cards.students for beginning in self.classes)

    @property
    def missing(self) -> int:
        """How many of those have no card."""
        return sum(beginning.cards.missing for beginning in self.classes)


def first_minute(session: Session, viewer: Viewer, classrooms: Sequence[UUID]) -> FirstMinute | None:
    """The first minute of those of `classrooms` in which nobody has written; None where none is left to begin."""
    written = select(col(Letter.id)).where(
        col(Letter.school_id) == viewer.school_id, col(Letter.classroom_id) == col(Classroom.id)
    )
    told = select(col(ClassLetter.id)).where(
        col(ClassLetter.school_id) == viewer.school_id, col(ClassLetter.classroom_id) == col(Classroom.id)
    )
    silent = session.execute(
        select(col(Classroom.id), told.exists()).where(
            col(Classroom.school_id) == viewer.school_id, col(Classroom.id).in_(classrooms), ~written.exists()
        )
    )
    has_letter = dict(silent.all())
    if not has_letter:
        return None
    beginnings = [
        Beginning(cards.id, cards.name, has_letter[cards.id], cards)
        for cards in class_cards(session, viewer, list(has_letter))
    ]
    return FirstMinute(beginnings) if not all(beginning.done for beginning in beginnings) else None
