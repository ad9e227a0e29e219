"""Phones and cards: where somebody is signed in, and what is new with a teacher's students."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Card, Person, SignIn
from app.models.door import CardState
from app.models.phones import in_use, students_of
from app.models.prepared import prepared
from app.models.viewer import Viewer

LATELY = timedelta(days=30)
"""How long a new phone or card is shown to the readers as new."""


@dataclass(frozen=True)
class Phone:
    """A phone on which somebody is signed in."""

    id: UUID
    name: str
    goes_by: str
    device: str
    """ "Android", "iPhone"; empty where the browser did not say."""
    since: date
    seen_on: date
    own: bool
    """False where the session ends with the browser."""
    known: bool
    """Whether its older letters are open."""
    confirmed_by: str
    """The reader who confirmed it; empty where it opened with a word, or needed neither."""


@dataclass(frozen=True)
class MadeCard:
    """A card that can be used, or will be once it is printed."""

    name: str
    goes_by: str
    made_by: str
    """Empty for one that was made by a command on the machine."""
    on: date
    state: CardState


def my_phones(session: Session, viewer: Viewer) -> list[Phone]:
    """Where the viewer is signed in, the newest first."""
    return _phones(session, viewer, col(SignIn.person_id) == viewer.person_id)


def phones_of_students(session: Session, viewer: Viewer) -> list[Phone]:
    """The phones of the viewer's students that are not confirmed, or that came lately, the newest first."""
    new = or_(col(SignIn.confirmed_at).is_(None), col(SignIn.started_at) > viewer.at - LATELY)
    return _phones(session, viewer, col(SignIn.person_id).in_(students_of(viewer)), new)


def how_many_to_confirm(session: Session, viewer: Viewer) -> int:
    """How many phones of the viewer's students are not known to be theirs."""
    return int(_to_confirm(session, viewer).scalar_one())


@prepared
def _to_confirm(viewer: Viewer) -> Any:
    asked = [in_use(viewer), col(SignIn.confirmed_at).is_(None), col(SignIn.person_id).in_(students_of(viewer))]
    return select(func.count()).select_from(SignIn).where(*asked)


def my_cards(session: Session, viewer: Viewer) -> list[MadeCard]:
    """The cards that open for the viewer."""
    return _cards(session, viewer, col(Card.person_id) == viewer.person_id)


def cards_of_students(session: Session, viewer: Viewer) -> list[MadeCard]:
    """The cards that were made lately for the viewer's students, the newest first."""
    lately = col(Card.made_at) > viewer.at - LATELY
    return _cards(session, viewer, col(Card.person_id).in_(students_of(viewer)), lately)


def _phones(session: Session, viewer: Viewer, *asked: Any) -> list[Phone]:
    by = aliased(Person)
    rows = session.execute(
        select(
            col(SignIn.id), col(Person.name), col(Person.goes_by), col(SignIn.device), col(SignIn.started_at),
            col(SignIn.seen_on), col(SignIn.own_phone), col(SignIn.confirmed_at),
            func.coalesce(func.nullif(col(by.goes_by), ""), col(by.name)),
        )
        .join(Person, (col(Person.school_id) == col(SignIn.school_id)) & (col(Person.id) == col(SignIn.person_id)))
        .outerjoin(by, (col(by.school_id) == col(SignIn.school_id)) & (col(by.id) == col(SignIn.confirmed_by_id)))
        .outerjoin(Card, (col(Card.school_id) == col(SignIn.school_id)) & (col(Card.id) == col(SignIn.card_id)))
        .where(in_use(viewer), or_(col(SignIn.card_id).is_(None), col(Card.state) == CardState.LIVE), *asked)
        .order_by(col(SignIn.started_at).desc(), col(SignIn.id))
    )  # fmt: skip
    return [
        Phone(id_, name, goes_by, device, viewer.day(since), seen, own, confirmed is not None, by or "")
        for id_, name, goes_by, device, since, seen, own, confirmed, by in rows
    ]


def _cards(session: Session, viewer: Viewer, *asked: Any) -> list[MadeCard]:
    by = aliased(Person)
    rows = session.execute(
        select(col(Person.name), col(Person.goes_by), col(by.goes_by), col(by.name), col(Card.made_at), col(Card.state))
        .join(Person, (col(Person.school_id) == col(Card.school_id)) & (col(Person.id) == col(Card.person_id)))
        .outerjoin(by, (col(by.school_id) == col(Card.school_id)) & (col(by.id) == col(Card.made_by_id)))
        .where(col(Card.school_id) == viewer.school_id, col(Card.state) != CardState.DEAD, *asked)
        .order_by(col(Card.made_at).desc(), col(Person.sort_name))
    )
    return [
        MadeCard(name, goes_by, by_goes_by or by_name or "", viewer.day(made_at), state)
        for name, goes_by, by_goes_by, by_name, made_at, state in rows
    ]
