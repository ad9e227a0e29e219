"""A class as the office sees it: who reads, who writes, who answers whom, by the day; and how many letters wait."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Classroom, Letter, Membership, Person
from app.models.classroom import Part
from app.models.handover import uncovered_from
from app.models.viewer import Viewer
from app.queries.colleagues import Colleague, colleagues
from app.queries.history import Happened, history


@dataclass(frozen=True)
class Member:
    """Somebody's part in the class, from a day until a day."""

    id: UUID
    person_id: UUID
    name: str
    goes_by: str
    part: Part
    from_day: date
    until_day: date | None
    why: str
    answered_by_id: UUID | None
    left: date | None
    """Her last day at the school, if there is one."""
    by: str
    """Who gave her the part; empty for a command on the machine."""

    @property
    def called(self) -> str:
        return self.goes_by or self.name

    @property
    def never_began(self) -> bool:
        """Whether it was taken back before its first day."""
        return self.until_day is not None and self.until_day < self.from_day

    def over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.never_began or (self.until_day is not None and self.until_day < today)


@dataclass(frozen=True)
class ClassSeen:
    """Everything on the page of a class."""

    readers: list[Member]
    """Who reads or covers, or will; the one who has read here longest first."""
    students: list[Member]
    """Who writes, or will, by name."""
    past: list[Member]
    """Whose part is over, the latest first."""
    colleagues: list[Colleague]
    waiting: int
    """Letters that wait in the queue of the class."""
    nobody_from: date | None
    """The first day on which nobody reads here, from today on."""
    history: list[Happened]
    today: date

    @property
    def answering(self) -> list[Member]:
        """Who can answer as a rule: the readers of today, each once."""
        reads = (each for each in self.readers if each.part is Part.READER and each.from_day <= self.today)
        first: dict[UUID, Member] = {}
        for member in reads:
            first.setdefault(member.person_id, member)
        return list(first.values())

    def answers(self, student: Member) -> Member | None:
        """Who answers a student as a rule."""
        chosen = [reader for reader in self.answering if reader.person_id == student.answered_by_id]
        return next(iter(chosen or self.answering), None)


def classroom(session: Session, viewer: Viewer, room: Classroom) -> ClassSeen:
    """What the office sees of a class of the school."""
    members = _members(session, viewer, room.id)
    here = [member for member in members if not member.over(viewer.today)]
    readers = [member for member in here if member.part is not Part.WRITER]
    spans = [(each.from_day, min(filter(None, (each.until_day, each.left)), default=None)) for each in readers]
    waiting = letters_waiting(session, viewer, room.id)
    over = room.ended_on is not None and room.ended_on < viewer.today
    return ClassSeen(
        readers=sorted(readers, key=lambda member: (member.part is Part.COVER, member.from_day)),
        students=[member for member in here if member.part is Part.WRITER],
        past=sorted(
            (member for member in members if member.over(viewer.today)),
            key=lambda member: member.until_day or date.min,
            reverse=True,
        ),
        colleagues=colleagues(session, viewer),
        waiting=waiting,
        nobody_from=None if over and not waiting else uncovered_from(spans, viewer.today),
        history=history(session, viewer, room.id),
        today=viewer.today,
    )


def letters_waiting(session: Session, viewer: Viewer, classroom_id: UUID) -> int:
    """How many letters wait in the queue of a class. No more than that is anybody's of the office."""
    in_queue = col(Letter.school_id) == viewer.school_id, col(Letter.queue_id) == classroom_id, Letter.waiting
    return session.scalar(select(func.count()).select_from(Letter).where(*in_queue)) or 0


def _members(session: Session, viewer: Viewer, classroom_id: UUID) -> list[Member]:
    """Everybody who has, or had, a part in the class, by name."""
    by = aliased(Person)
    rows = session.execute(
        select(
            col(Membership.id), col(Person.id), col(Person.name), col(Person.goes_by), col(Membership.part),
            col(Membership.from_day), col(Membership.until_day), col(Membership.why), col(Membership.answered_by_id),
            col(Person.ended_on), col(by.goes_by), col(by.name),
        )
        .join(
            Person, (col(Person.school_id) == col(Membership.school_id)) & (col(Person.id) == col(Membership.person_id))
        )
        .outerjoin(by, (col(by.school_id) == col(Membership.school_id)) & (col(by.id) == col(Membership.by_id)))
        .where(col(Membership.school_id) == viewer.school_id, col(Membership.classroom_id) == classroom_id)
        .order_by(col(Person.sort_name), col(Membership.from_day), col(Membership.id))
    )  # fmt: skip
    return [Member(*row[:10], by=row[10] or row[11] or "") for row in rows]
