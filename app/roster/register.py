"""Who and what is in a school before a list comes: read at once, in as many statements for a thousand as for one."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Classroom, ExternalId, Membership, Office, Person, School
from app.models.calendar import year_of
from app.models.classroom import ClassroomKind, Part
from app.models.viewer import Viewer
from app.roster.rows import canonical, key

SOURCE = "roster"
"""The register of ExternalId in which a person's own number stands."""


@dataclass
class Someone:
    """A person as she is in the school, or a new one."""

    id: UUID
    name: str
    goes_by: str = ""
    language: str = ""
    email: str = ""
    left: bool = False
    """Whether she has left the school."""
    number: str = ""
    """Her own number, and the row that keeps it."""
    number_id: UUID | None = None
    writes: bool = False
    reads: bool = False
    """Whether she is, or was, a student; a teacher or of the office."""
    new: bool = False

    def can_be(self, part: Part) -> bool:
        """Whether a row of this part can mean her: a teacher and a student of one name are two people."""
        return self.writes or not self.reads if part is Part.WRITER else self.reads or not self.writes


@dataclass(frozen=True)
class Group:
    """A class of this school year."""

    id: UUID
    name: str
    ended: bool = False
    new: bool = False


@dataclass(frozen=True)
class Member:
    """A membership that holds today, or will: `leaving` if today is its last day."""

    id: UUID
    group_id: UUID
    person_id: UUID
    part: Part
    coming: bool
    leaving: bool


@dataclass
class Register:
    """A school as it is: its people, its classes of this year, and who is in which."""

    people: dict[UUID, Someone] = field(default_factory=dict)
    by_number: dict[str, Someone] = field(default_factory=dict)
    """By the numbers as they are written, and as rows.canonical writes them."""
    groups: dict[str, list[Group]] = field(default_factory=lambda: defaultdict(list))
    """By the key of the name."""
    members: dict[UUID, list[Member]] = field(default_factory=lambda: defaultdict(list))
    """By the class."""


def read_register(session: Session, viewer: Viewer) -> Register:
    """The school of the viewer, as it is today."""
    register = Register()
    school = session.get_one(School, viewer.school_id)
    _read_people(session, viewer, register)
    _read_groups(session, viewer, register, year_of(viewer.today, school.year_start))
    _read_members(session, viewer, register)
    return register


def _read_people(session: Session, viewer: Viewer, register: Register) -> None:
    """Everybody, with her own number; who has several is known by each."""
    hers = (col(ExternalId.school_id) == col(Person.school_id)) & (col(ExternalId.person_id) == col(Person.id))
    rows = session.execute(
        select(
            col(Person.id), col(Person.name), col(Person.goes_by), col(Person.language), col(Person.email),
            col(Person.ended_on), col(ExternalId.id), col(ExternalId.value),
        )
        .outerjoin(ExternalId, hers & (col(ExternalId.source) == SOURCE))
        .where(col(Person.school_id) == viewer.school_id)
        .order_by(col(ExternalId.value), col(Person.id))
    ).all()  # fmt: skip
    for id_, name, goes_by, language, email, ended_on, number_id, number in rows:
        left = ended_on is not None and ended_on < viewer.today
        someone = register.people.setdefault(id_, Someone(id_, name, goes_by, language, email, left))
        if number_id:
            someone.number, someone.number_id = number, number_id
            register.by_number.setdefault(canonical(number), someone)
    # As it is written comes before what only means the same.
    register.by_number |= {row[-1]: register.people[row[0]] for row in rows if row[-1]}


def _read_groups(session: Session, viewer: Viewer, register: Register, year: int) -> None:
    rows = session.execute(
        select(col(Classroom.id), col(Classroom.name), col(Classroom.ended_on)).where(
            col(Classroom.school_id) == viewer.school_id,
            col(Classroom.kind) == ClassroomKind.CLASS,
            col(Classroom.year) == year,
        )
    )
    for id_, name, ended_on in rows:
        ended = ended_on is not None and ended_on < viewer.today
        register.groups[key(name)].append(Group(id_, name, ended))


def _read_members(session: Session, viewer: Viewer, register: Register) -> None:
    """Who is in which class; and who ever wrote in one, read, or had an office: what she can be."""
    rows = session.execute(
        select(
            col(Membership.id), col(Membership.classroom_id), col(Membership.person_id), col(Membership.part),
            col(Membership.from_day), col(Membership.until_day), col(Classroom.kind),
        )
        .join(
            Classroom,
            (col(Classroom.school_id) == col(Membership.school_id))
            & (col(Classroom.id) == col(Membership.classroom_id)),
        )
        .where(col(Membership.school_id) == viewer.school_id)
    )  # fmt: skip
    for id_, group_id, person_id, part, from_day, until_day, kind in rows:
        someone = register.people[person_id]
        someone.reads |= part is not Part.WRITER
        someone.writes |= part is Part.WRITER and kind is ClassroomKind.CLASS
        if (until_day or date.max) >= viewer.today:
            leaving, coming = until_day == viewer.today, from_day > viewer.today
            register.members[group_id].append(Member(id_, group_id, person_id, part, coming, leaving))
    of_office = select(col(Office.person_id)).where(col(Office.school_id) == viewer.school_id)
    for person_id in session.scalars(of_office):
        register.people[person_id].reads = True
