"""People: everyone of the school by name, with what each is; found by name, and by the part that they have."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Classroom, ExternalId, Invitation, Membership, Office, Password, Person
from app.models.classroom import ClassroomKind, Part
from app.models.person import OfficePart
from app.models.viewer import Viewer
from app.models.words import fold
from app.people import ROSTER

PAGE = 100
"""People on one page."""


class Which(StrEnum):
    """Whom the list shows: ALL who are here, those with a part, or those who have LEFT."""

    ALL = "all"
    TEACHERS = "teachers"
    STUDENTS = "students"
    OFFICE = "office"
    LEFT = "left"


@dataclass
class Somebody:
    """A person, and what she is today: her offices, and the names of her classes by what she does there."""

    id: UUID
    name: str
    goes_by: str
    number: str
    ended_on: date | None
    email: str
    has_password: bool
    has_link: bool
    """One that still opens, to choose a password."""
    offices: list[OfficePart] = field(default_factory=list)
    teaches: list[str] = field(default_factory=list)
    covers: list[str] = field(default_factory=list)
    learns: list[str] = field(default_factory=list)
    coaches: list[str] = field(default_factory=list)
    is_coached: list[str] = field(default_factory=list)


_PARTS = {
    (ClassroomKind.CLASS, Part.READER): "teaches",
    (ClassroomKind.CLASS, Part.COVER): "covers",
    (ClassroomKind.CLASS, Part.WRITER): "learns",
    (ClassroomKind.COACHING, Part.READER): "coaches",
    (ClassroomKind.COACHING, Part.COVER): "covers",
    (ClassroomKind.COACHING, Part.WRITER): "is_coached",
}


@dataclass(frozen=True)
class People:
    """One page of the list."""

    people: list[Somebody]
    found: int
    """How many there are on all pages."""
    page: int
    """From 1."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE))


def people(session: Session, viewer: Viewer, which: Which = Which.ALL, name: str = "", page: int = 1) -> People:
    """A page of the people whose name, or what they go by, has `name` somewhere, case and accents forgiven; or whose
    own number it is."""
    wanted = fold(name.strip())
    by_id = {
        row.id: row
        for row in session.execute(_asked(viewer).where(_is(viewer, which)))
        if wanted in fold(row.name) or wanted in fold(row.goes_by) or wanted == fold(row.number)
    }
    found = list(by_id.values())
    last = max(1, -(-len(found) // PAGE))
    page = min(max(1, page), last)
    return People(_with_parts(session, viewer, found[(page - 1) * PAGE : page * PAGE]), len(found), page)


def namesakes(session: Session, viewer: Viewer, name: str) -> list[Somebody]:
    """Everybody, also who has left, whose full name is `name`, case and accents forgiven, or whose own number it is."""
    wanted = fold(" ".join(name.split()))
    rows = session.execute(
        _asked(viewer).where(or_(col(Person.sort_name) == wanted, col(ExternalId.value) == name.strip()))
    )
    return _with_parts(session, viewer, list(rows)[:PAGE])


def helpers_today(session: Session, viewer: Viewer) -> int:
    """How many named persons there are today."""
    held = select(func.count(func.distinct(col(Office.person_id)))).join(
        Person, (col(Person.school_id) == col(Office.school_id)) & (col(Person.id) == col(Office.person_id))
    )
    return session.scalar(held.where(_holds(viewer, Office.part == OfficePart.HELPER), is_here(viewer))) or 0  # type: ignore[arg-type]


def is_here(viewer: Viewer) -> ColumnElement[bool]:
    """True for who has not left the school."""
    return or_(col(Person.ended_on).is_(None), col(Person.ended_on) >= viewer.today)


def has_password(viewer: Viewer) -> ColumnElement[bool]:
    """True for who has chosen a password."""
    return _of_person(viewer, Password).exists()


def has_link(viewer: Viewer) -> ColumnElement[bool]:
    """True for who has a link to choose a password that still opens."""
    opens = col(Invitation.used_at).is_(None) & (col(Invitation.expires_at) > viewer.at)
    return _of_person(viewer, Invitation).where(opens).exists()


def _of_person(viewer: Viewer, model: Any) -> Select[tuple[int]]:
    hers = (col(model.school_id) == viewer.school_id) & (col(model.person_id) == col(Person.id))
    return select(1).where(hers).correlate(Person)


def _asked(viewer: Viewer) -> Any:
    number = func.coalesce(col(ExternalId.value), "").label("number")
    return (
        select(
            col(Person.id), col(Person.name), col(Person.goes_by), number, col(Person.ended_on), col(Person.email),
            has_password(viewer).label("has_password"), has_link(viewer).label("has_link"),
        )
        .outerjoin(
            ExternalId,
            and_(
                col(ExternalId.school_id) == col(Person.school_id),
                col(ExternalId.person_id) == col(Person.id),
                col(ExternalId.source) == ROSTER,
            ),
        )
        .where(col(Person.school_id) == viewer.school_id)
        .order_by(col(Person.sort_name), col(Person.id))
    )  # fmt: skip


def _is(viewer: Viewer, which: Which) -> ColumnElement[bool]:
    if which is Which.LEFT:
        return col(Person.ended_on) < viewer.today
    if which is Which.OFFICE:
        return is_here(viewer) & col(Person.id).in_(select(col(Office.person_id)).where(_holds(viewer)))
    parts = {Which.TEACHERS: (Part.READER, Part.COVER), Which.STUDENTS: (Part.WRITER,)}.get(which)
    if parts is None:
        return is_here(viewer)
    has_part = select(col(Membership.person_id)).where(
        col(Membership.school_id) == viewer.school_id,
        col(Membership.part).in_(parts),
        Membership.on(viewer.today),
        col(Classroom.school_id) == col(Membership.school_id),
        col(Classroom.id) == col(Membership.classroom_id),
        or_(col(Classroom.kind) == ClassroomKind.CLASS, which is Which.TEACHERS),  # type: ignore[arg-type]
    )
    return is_here(viewer) & col(Person.id).in_(has_part)


def _holds(viewer: Viewer, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """True for the offices that somebody has today."""
    return and_(
        col(Office.school_id) == viewer.school_id,
        col(Office.from_day) <= viewer.today,
        or_(col(Office.until_day).is_(None), col(Office.until_day) >= viewer.today),
        *more,
    )


def _with_parts(session: Session, viewer: Viewer, rows: Sequence[Any]) -> list[Somebody]:
    """The people of some rows, with what they are today."""
    people = {row.id: Somebody(*row) for row in rows}
    parts = session.execute(
        select(col(Membership.person_id), col(Classroom.kind), col(Membership.part), col(Classroom.name))
        .join(
            Classroom,
            (col(Classroom.school_id) == col(Membership.school_id))
            & (col(Classroom.id) == col(Membership.classroom_id)),
        )
        .where(
            col(Membership.school_id) == viewer.school_id,
            col(Membership.person_id).in_(list(people)),
            Membership.on(viewer.today),
        )
        .order_by(col(Classroom.name))
    )
    for person_id, kind, part, classroom in parts:
        getattr(people[person_id], _PARTS[kind, part]).append(classroom)
    offices = session.execute(
        select(col(Office.person_id), col(Office.part))
        .where(_holds(viewer), col(Office.person_id).in_(list(people)))
        .order_by(col(Office.part))
    )
    for person_id, office in offices:
        people[person_id].offices.append(office)
    return list(people.values())
