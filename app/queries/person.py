"""A person as the office sees her: her offices, her parts in classes with their days, and what was done. No letter."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Classroom, Membership, Office, Person
from app.models.classroom import ClassroomKind, Part
from app.models.viewer import Viewer
from app.queries.history import Happened, history


@dataclass(frozen=True)
class InClass:
    """A part in a class, from a day until a day."""

    id: UUID
    part: Part
    from_day: date
    until_day: date | None
    why: str
    classroom_id: UUID
    classroom: str
    kind: ClassroomKind
    by: str
    """Who gave it; empty for a command on the machine."""

    @property
    def never_began(self) -> bool:
        """Whether it was taken back before its first day."""
        return self.until_day is not None and self.until_day < self.from_day


@dataclass(frozen=True)
class PersonSeen:
    """Everything on her page, beside what is kept of her herself."""

    parts: list[InClass]
    """The newest first."""
    offices: list[Office]
    history: list[Happened]
    today: date

    @property
    def has_been_student(self) -> bool:
        """Whether she writes, or ever wrote, in a class as a student."""
        return any(each.part is Part.WRITER and each.kind is ClassroomKind.CLASS for each in self.parts)

    @property
    def belongs(self) -> bool:
        """Whether she has a part in a class, or an office, or will: who has none is let in nowhere."""
        open_parts = (each for each in self.parts if each.until_day is None or each.until_day >= self.today)
        return bool(self.open_offices) or any(not each.never_began for each in open_parts)

    @property
    def open_offices(self) -> list[Office]:
        """Those that she has, or will have."""
        return [office for office in self.offices if office.until_day is None or office.until_day >= self.today]

    @property
    def past_offices(self) -> list[Office]:
        return [office for office in self.offices if office not in self.open_offices]


def person(session: Session, viewer: Viewer, person_id: UUID) -> PersonSeen:
    """What the office sees of a person of the school."""
    by = aliased(Person)
    parts = session.execute(
        select(
            col(Membership.id), col(Membership.part), col(Membership.from_day), col(Membership.until_day),
            col(Membership.why), col(Classroom.id), col(Classroom.name), col(Classroom.kind), col(by.goes_by),
            col(by.name),
        )
        .join(
            Classroom,
            (col(Classroom.school_id) == col(Membership.school_id))
            & (col(Classroom.id) == col(Membership.classroom_id)),
        )
        .outerjoin(by, (col(by.school_id) == col(Membership.school_id)) & (col(by.id) == col(Membership.by_id)))
        .where(col(Membership.school_id) == viewer.school_id, col(Membership.person_id) == person_id)
        .order_by(col(Membership.from_day).desc(), col(Classroom.name), col(Membership.id))
    )  # fmt: skip
    offices = session.scalars(
        select(Office)
        .where(col(Office.school_id) == viewer.school_id, col(Office.person_id) == person_id)
        .order_by(col(Office.from_day).desc(), col(Office.part))
    )
    return PersonSeen(
        [InClass(*row[:8], by=row[8] or row[9] or "") for row in parts],
        list(offices),
        history(session, viewer, person_id),
        viewer.today,
    )
