"""Cards: made, printed, lost. A new card opens nothing until it is said to be printed, and then the old ones die.

A jammed printer therefore locks nobody out. A code is shown once, to whoever makes the card, and kept nowhere.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Card, Door, Membership, Office, Person
from app.models.classroom import Part
from app.models.door import CardState, DoorKind
from app.models.person import Event
from app.models.viewer import Viewer
from app.models.words import Reason, Refused
from app.models.writing import rows_changed
from app.security import lookup, new_code


@dataclass(frozen=True)
class NewCard:
    """A card that was just made: whose it is, and the code that nobody can look up again."""

    id: UUID
    person_id: UUID
    name: str
    code: str


@dataclass(frozen=True)
class Printed:
    """How many cards open now, and how many had been made again meanwhile and open nothing."""

    live: int
    stale: int


def comes_in_with_a_card(viewer: Viewer) -> ColumnElement[bool]:
    """True for the memberships of students, who may have a card made for them, as they hold today.

    Nobody who reads letters anywhere, or has a part in the office, comes in with a card: whoever prints one could
    use it, and would see other people's letters.
    """
    other = aliased(Membership)
    reads = exists().where(
        col(other.school_id) == col(Membership.school_id),
        col(other.person_id) == col(Membership.person_id),
        col(other.part) != Part.WRITER,
        or_(col(other.until_day).is_(None), col(other.until_day) >= viewer.today),
    )
    serves = exists().where(
        col(Office.school_id) == col(Membership.school_id),
        col(Office.person_id) == col(Membership.person_id),
        or_(col(Office.until_day).is_(None), col(Office.until_day) >= viewer.today),
    )
    return and_(
        col(Membership.school_id) == viewer.school_id,
        col(Membership.part) == Part.WRITER,
        Membership.on(viewer.today),
        ~reads.correlate(Membership),
        ~serves.correlate(Membership),
    )


def card_holders(viewer: Viewer, classroom_id: UUID) -> Select[UUID]:
    """The ids of a class's students."""
    return select(col(Membership.person_id)).where(
        comes_in_with_a_card(viewer), col(Membership.classroom_id) == classroom_id
    )


def without_card(session: Session, viewer: Viewer, classroom_id: UUID) -> set[UUID]:
    """The ids of a class's students who have no card that opens."""
    live = select(col(Card.person_id)).where(col(Card.school_id) == viewer.school_id, col(Card.state) == CardState.LIVE)
    holders = card_holders(viewer, classroom_id)
    return set(session.scalars(holders.where(col(Membership.person_id).not_in(live))))


def make_cards(
    session: Session,
    key: bytes,
    viewer: Viewer,
    classroom_id: UUID,
    chosen: Collection[UUID] | None = None,
    *,
    lost: bool = False,
) -> list[NewCard]:
    """Make a card for each of a class's students whose id is `chosen` (None: for all), by their names.

    They are pending: nothing opens with them yet, and what opened before still does, unless the old ones are `lost`:
    those die at once. Cards that were pending before die. Raises Refused, with nothing written, for nobody.
    """
    students = _holders(session, viewer, classroom_id, chosen)
    if not students:
        raise Refused(Reason.NOBODY_CHOSEN)
    ids = [student.id for student in students]
    if lost:
        for person_id in _kill(session, viewer, ids, CardState.LIVE):
            Event.keep(session, viewer, "card lost", person_id)
    _kill(session, viewer, ids, CardState.PENDING)
    return [_make(session, key, viewer, student) for student in students]


def cards_are_printed(session: Session, viewer: Viewer, classroom_id: UUID, cards: Collection[UUID]) -> Printed:
    """Let the pending ones of these cards open from now on; the older cards of their students die.

    Pressed twice it does its work once. A card that was made again meanwhile, by a colleague or in another window,
    stays dead and is counted as stale.
    """
    holders = _holders(session, viewer, classroom_id, None)
    mine = (
        col(Card.school_id) == viewer.school_id,
        col(Card.id).in_(cards),
        col(Card.person_id).in_([holder.id for holder in holders]),
    )
    pending = session.execute(
        select(col(Card.id), col(Card.person_id)).where(*mine, col(Card.state) == CardState.PENDING)
    ).all()
    people = [person_id for _, person_id in pending]
    _kill(session, viewer, people, CardState.LIVE)
    rows_changed(session, update(Card).where(*mine, col(Card.state) == CardState.PENDING).values(state=CardState.LIVE))
    for person_id in people:
        Event.keep(session, viewer, "card printed", person_id)
    live = len(session.scalars(select(col(Card.id)).where(*mine, col(Card.state) == CardState.LIVE)).all())
    return Printed(live=live, stale=len(set(cards)) - live)


def _holders(session: Session, viewer: Viewer, classroom_id: UUID, chosen: Collection[UUID] | None) -> Sequence[Person]:
    """The students, by name. They are held until the commit, so that two who make cards for them take turns:
    nobody ever has two pending cards, or two that open. (PostgreSQL; SQLite has one writer anyway.)"""
    asked = select(Person).where(
        col(Person.school_id) == viewer.school_id, col(Person.id).in_(card_holders(viewer, classroom_id))
    )
    if chosen is not None:
        asked = asked.where(col(Person.id).in_(chosen))
    ordered = asked.order_by(col(Person.sort_name), col(Person.id))
    return session.scalars(ordered.with_for_update(key_share=True)).all()


def _make(session: Session, key: bytes, viewer: Viewer, student: Person) -> NewCard:
    code = new_code(key)
    found_by = lookup(key, DoorKind.CARD, code)
    card = Card(
        school_id=viewer.school_id,
        person_id=student.id,
        code_hash=found_by,
        state=CardState.PENDING,
        made_by_id=viewer.by_id,
        made_at=viewer.at,
    )
    session.add(card)
    session.add(Door(hash=found_by, kind=DoorKind.CARD, school_id=viewer.school_id, row_id=card.id))
    Event.keep(session, viewer, "card made", student.id)
    return NewCard(card.id, student.id, student.name, code)


def _kill(session: Session, viewer: Viewer, people: Collection[UUID], state: CardState) -> list[UUID]:
    """Let people's cards of a state die: their doors are shut, and so is every session that they opened. Returns
    whose they were."""
    session.flush()
    cards = session.execute(
        select(col(Card.id), col(Card.person_id), col(Card.code_hash)).where(
            col(Card.school_id) == viewer.school_id, col(Card.person_id).in_(people), col(Card.state) == state
        )
    ).all()
    if cards:
        dead = (col(Card.school_id) == viewer.school_id, col(Card.id).in_([id_ for id_, _, _ in cards]))
        rows_changed(session, update(Card).where(*dead).values(state=CardState.DEAD))
        rows_changed(session, delete(Door).where(col(Door.hash).in_([found_by for _, _, found_by in cards])))
    return [person_id for _, person_id, _ in cards]
