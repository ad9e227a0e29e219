"""Cards: who of a class has one, since when and by whom; how it stands in each class; and what is new to a reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.cards import card_holders, comes_in_with_a_card
from app.models import Card, Classroom, Membership, Person
from app.models.classroom import ClassroomKind
from app.models.door import CardState
from app.models.prepared import prepared
from app.models.viewer import Viewer

NEW = timedelta(days=7)
"""How long the readers of a class are told of a card that somebody else has made."""


@dataclass(frozen=True)
class Made:
    """A card: who made it, and on which day; `by` is empty for a command on the machine itself."""

    id: UUID
    by: str
    day: date


@dataclass
class Holder:
    """A student, the card that opens, and the one that waits to be printed."""

    id: UUID
    name: str
    goes_by: str
    live: Made | None = None
    pending: Made | None = None


def cards(session: Session, viewer: Viewer, classroom_id: UUID) -> list[Holder]:
    """The students of a class who come in with cards, by name."""
    maker = aliased(Person)
    rows: Any = session.execute(
        select(
            col(Person.id), col(Person.name), col(Person.goes_by), col(Card.id).label("card_id"), col(Card.state),
            col(Card.made_at), col(maker.goes_by).label("by_goes_by"), col(maker.name).label("by_name"),
        )
        .select_from(Person)
        .outerjoin(Card, _card_of_person(CardState.LIVE, CardState.PENDING))
        .outerjoin(maker, (col(maker.school_id) == col(Card.school_id)) & (col(maker.id) == col(Card.made_by_id)))
        .where(col(Person.school_id) == viewer.school_id, col(Person.id).in_(card_holders(viewer, classroom_id)))
        .order_by(col(Person.sort_name), col(Person.id), col(Card.made_at))
    )  # fmt: skip
    holders: dict[UUID, Holder] = {}
    for row in rows:
        holder = holders.setdefault(row.id, Holder(row.id, row.name, row.goes_by))
        if row.card_id:
            made = Made(row.card_id, row.by_goes_by or row.by_name or "", viewer.day(row.made_at))
            setattr(holder, row.state.value, made)
    return list(holders.values())


@dataclass(frozen=True)
class ClassCards:
    """How many students a class has, how many of them have a card that opens, and for how many one waits."""

    id: UUID
    name: str
    students: int
    live: int
    pending: int

    @property
    def missing(self) -> int:
        """How many have no card."""
        return self.students - self.live


def class_cards(session: Session, viewer: Viewer, classrooms: Sequence[UUID] | None = None) -> list[ClassCards]:
    """Each of `classrooms` (None: every class of the school that has not ended), by name."""
    live, pending = aliased(Card), aliased(Card)
    asked = (
        select(
            col(Classroom.id), col(Classroom.name), func.count(col(Membership.person_id).distinct()),
            func.count(col(live.person_id).distinct()), func.count(col(pending.person_id).distinct()),
        )
        .select_from(Classroom)
        .outerjoin(
            Membership,
            (col(Membership.school_id) == col(Classroom.school_id))
            & (col(Membership.classroom_id) == col(Classroom.id))
            & comes_in_with_a_card(viewer),
        )
        .outerjoin(live, _card_of_member(live, CardState.LIVE))
        .outerjoin(pending, _card_of_member(pending, CardState.PENDING))
        .where(
            col(Classroom.school_id) == viewer.school_id,
            col(Classroom.kind) == ClassroomKind.CLASS,
            or_(col(Classroom.ended_on).is_(None), col(Classroom.ended_on) >= viewer.today),
        )
        .group_by(col(Classroom.id), col(Classroom.name))
        .order_by(col(Classroom.name), col(Classroom.id))
    )  # fmt: skip
    if classrooms is not None:
        asked = asked.where(col(Classroom.id).in_(classrooms))
    return [ClassCards(*row) for row in session.execute(asked)]


@dataclass(frozen=True)
class NewCards:
    """Somebody has made cards for students of a class."""

    classroom_id: UUID
    classroom: str
    by: str
    students: int


def new_cards(session: Session, viewer: Viewer, classrooms: Sequence[UUID]) -> list[NewCards]:
    """The cards that others than the viewer made in the last days for students of `classrooms`, by class and maker."""
    rows = _made_lately(session, viewer, classrooms)
    made = [NewCards(row.id, row.name, row.goes_by or row.by or "", row.students) for row in rows]
    return sorted(made, key=lambda new: (new.classroom, new.by))


@prepared
def _made_lately(viewer: Viewer, classrooms: Sequence[UUID]) -> Any:
    return (
        select(
            col(Classroom.id), col(Classroom.name), col(Person.goes_by), col(Person.name).label("by"),
            func.count(col(Card.person_id).distinct()).label("students"),
        )
        .select_from(Classroom)
        .join(
            Membership,
            (col(Membership.school_id) == col(Classroom.school_id))
            & (col(Membership.classroom_id) == col(Classroom.id))
            & comes_in_with_a_card(viewer),
        )
        .join(Card, _card_of_member(Card, *CardState))  # a dead one, too: it may have been used before it died
        .outerjoin(Person, (col(Person.school_id) == col(Card.school_id)) & (col(Person.id) == col(Card.made_by_id)))
        .where(
            col(Classroom.school_id) == viewer.school_id,
            col(Classroom.id).in_(classrooms),
            col(Card.made_at) > viewer.at - NEW,
            or_(col(Card.made_by_id).is_(None), col(Card.made_by_id) != viewer.person_id),
        )
        .group_by(col(Classroom.id), col(Classroom.name), col(Person.id), col(Person.goes_by), col(Person.name))
    )  # fmt: skip


def _card_of_person(*states: CardState) -> Any:
    return and_(
        col(Card.school_id) == col(Person.school_id), col(Card.person_id) == col(Person.id), col(Card.state).in_(states)
    )


def _card_of_member(card: Any, *states: CardState) -> Any:
    return and_(
        col(card.school_id) == col(Membership.school_id),
        col(card.person_id) == col(Membership.person_id),
        col(card.state).in_(states),
    )
