"""Who is signed in: one statement for the session, the person, the school, her classes and her newest answer."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Answer, Card, Classroom, Door, Membership, Office, Password, Person, Preference, School, SignIn
from app.models.answer import DELIVERED_AFTER, UNDO_OFFERED, AnswerKind
from app.models.classroom import ClassroomKind, Part
from app.models.door import CardState, DoorKind
from app.models.person import OfficePart
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.queries.queue import QUEUE, Filter
from app.security import OTHER_PHONE, OWN_PHONE, lookup


@dataclass(frozen=True)
class Place:
    """A class in which a person has a part today."""

    id: UUID
    name: str
    kind: ClassroomKind
    part: Part
    since: date
    ended_on: date | None


@dataclass(frozen=True)
class Undoable:
    """An answer that its writer can still undo."""

    id: UUID
    kind: AnswerKind
    to_id: UUID
    to: str
    seconds: int
    goes_out: datetime | None
    """By the school's clock, where it is later than undo is offered: in the morning."""


@dataclass
class MyRow:
    """A person and what belongs to her today."""

    sign_in: SignIn
    person: Person
    school: School
    places: list[Place] = field(default_factory=list)
    offices: frozenset[OfficePart] = frozenset()
    undoable: Undoable | None = None
    has_word: bool = False
    """Whether a word of hers would open her older letters on another phone."""
    wanted: Filter = field(default_factory=Filter)
    """Whom she wants to see of those who wait."""
    newer_phone: date | None = None
    """The day on which somebody came in for her last on another phone, later than on this one."""

    def viewer(self, at: datetime) -> Viewer:
        """Her eyes at a moment."""
        zone, known = ZoneInfo(self.school.zone), self.sign_in.confirmed_at is not None
        return Viewer(self.person.school_id, self.person.id, zone, at, self.sign_in.id, known)


def who_is(session: Session, key: bytes, token: str, at: datetime) -> MyRow | None:
    """Who is signed in with a token; None where the session, the person, the card or every membership has ended."""
    rows = _who_is(session, lookup(key, DoorKind.SESSION, token), at).all()
    if not rows:
        return None
    me = MyRow(*rows[0][:3])
    today = me.school.day(at)
    me.has_word = rows[0][3] is not None
    me.newer_phone = me.school.day(rows[0][4]) if rows[0][4] else None
    me.wanted = Filter.kept(rows[0][5])
    if me.person.ended_on and me.person.ended_on < today:
        return None
    places, offices = {}, set()
    for row in rows:
        (
            _,
            _,
            _,
            _,
            _,
            _,
            id_,
            name,
            kind,
            ended_on,
            part,
            since,
            until,
            office,
            office_from,
            office_until,
            *sent_row,
        ) = row
        if part and since <= today and (until is None or until >= today):
            places[(id_, part)] = Place(id_, name, kind, part, since, ended_on)
        if office and office_from <= today and (office_until is None or office_until >= today):
            offices.add(office)
    me.places, me.offices = list(places.values()), frozenset(offices)
    if sent_row[0]:
        answer_id, kind, sent_at, deliver_at, to_id, goes_by, name = sent_row
        later = deliver_at.astimezone(ZoneInfo(me.school.zone)) if deliver_at > sent_at + DELIVERED_AFTER else None
        left = _seconds(sent_at + UNDO_OFFERED - at)
        me.undoable = Undoable(answer_id, kind, to_id, goes_by or name, left, later)
    return me if me.places or me.offices else None


@prepared
def _who_is(door: str, at: datetime) -> Any:
    """The session behind a door, with all that belongs to it."""
    sent, to = aliased(Answer), aliased(Person)
    newest = (
        select(col(Answer.id))
        .where(
            col(Answer.school_id) == col(SignIn.school_id),
            col(Answer.by_id) == col(SignIn.person_id),
            col(Answer.sent_at) > at - UNDO_OFFERED,
            col(Answer.kind).not_in([AnswerKind.TAKEN_BACK, AnswerKind.BEFORE]),
        )
        .order_by(col(Answer.sent_at).desc())
        .limit(1)
        .correlate(SignIn)
        .scalar_subquery()
    )
    other = aliased(SignIn)
    newer = (
        select(func.max(col(other.started_at)))
        .where(
            col(other.school_id) == col(SignIn.school_id),
            col(other.person_id) == col(SignIn.person_id),
            col(other.started_at) > col(SignIn.started_at),
            col(other.ended_at).is_(None),
            col(other.expires_at) > at,
        )
        .correlate(SignIn)
        .scalar_subquery()
    )
    return (
        select(
            SignIn, Person, School, col(Password.id), newer, col(Preference.value),  # type: ignore[call-overload]
            Classroom.id, Classroom.name, Classroom.kind, Classroom.ended_on,
            Membership.part, Membership.from_day, Membership.until_day,
            Office.part, Office.from_day, Office.until_day,
            sent.id, sent.kind, sent.sent_at, sent.deliver_at, to.id, to.goes_by, to.name,
        )
        .join(Door, (col(Door.school_id) == col(SignIn.school_id)) & (col(Door.row_id) == col(SignIn.id)))
        .join(Person, (col(Person.school_id) == col(SignIn.school_id)) & (col(Person.id) == col(SignIn.person_id)))
        .join(School, col(School.id) == col(SignIn.school_id))
        .outerjoin(Card, (col(Card.school_id) == col(SignIn.school_id)) & (col(Card.id) == col(SignIn.card_id)))
        .outerjoin(Password, _of_person(Password))
        .outerjoin(Preference, _of_person(Preference) & (col(Preference.key) == QUEUE))
        .outerjoin(Membership, _of_person(Membership))
        .outerjoin(
            Classroom,
            (col(Classroom.school_id) == col(Membership.school_id))
            & (col(Classroom.id) == col(Membership.classroom_id)),
        )
        .outerjoin(Office, _of_person(Office))
        .outerjoin(sent, (col(sent.school_id) == col(SignIn.school_id)) & (col(sent.id) == newest))
        .outerjoin(to, (col(to.school_id) == col(SignIn.school_id)) & (col(to.id) == col(sent.to_id)))
        .where(
            col(Door.hash) == door,
            col(SignIn.ended_at).is_(None),
            col(SignIn.expires_at) > at,
            or_(col(SignIn.card_id).is_(None), col(Card.state) == CardState.LIVE),
        )
        .order_by(col(Classroom.name), col(Membership.from_day), col(Office.part))
    )  # fmt: skip


def extend(row: MyRow, at: datetime) -> None:
    """Let a session that is used last on, once a day; its own phone stays signed in."""
    today = row.school.day(at)
    if row.sign_in.seen_on < today:
        row.sign_in.seen_on = today
        row.sign_in.expires_at = at + (OWN_PHONE if row.sign_in.own_phone else OTHER_PHONE)


def _of_person(model: type[Membership | Office | Password | Preference]) -> ColumnElement[bool]:
    return and_(col(model.school_id) == col(SignIn.school_id), col(model.person_id) == col(SignIn.person_id))


def _seconds(left: timedelta) -> int:
    return max(1, int(left.total_seconds()))
