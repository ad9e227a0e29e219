"""Worries, as tests make them."""

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.db import transaction
from app.models import Event, Letter, Office, Person, Worry
from app.models.handing_on import Telling, hand_on, turn_to
from app.models.person import OfficePart
from app.models.worry import worries_to_take_over, worries_visible_to
from tests.cast import DAY, Cast
from tests.grants import named
from tests.web import Site

SAW = "She writes that she sleeps in the car."
WORDS = "Can you come and find me? Ana"
NOT_YET = Telling(told=False, why_not="She is not at school today.")


def handed_on(
    session: Session,
    cast: Cast,
    letter: Letter,
    to: Person | None = None,
    *,
    by: Person | None = None,
    saw: str = SAW,
    telling: Telling = NOT_YET,
    worry_id: UUID | None = None,
) -> UUID:
    """A letter that is handed on: by Ms. Rivera to Mr. Bell, where nothing else is said; the worry's id."""
    worry_id = worry_id or uuid4()
    hand_on(session, cast.viewer(by or cast.rivera), letter, worry_id, (to or cast.bell).id, saw, telling)
    session.flush()
    return worry_id


def turned(session: Session, cast: Cast, to: Person | None = None, words: str = WORDS) -> UUID:
    """Ana turns to somebody herself: to Mr. Bell, where nothing else is said; the worry's id."""
    worry_id = uuid4()
    turn_to(session, cast.viewer(cast.ana), worry_id, (to or cast.bell).id, words)
    session.flush()
    return worry_id


def no_longer_named(session: Session, person: Person) -> None:
    """Somebody was a named person until yesterday."""
    for office in session.scalars(select(Office).where(col(Office.person_id) == person.id)):
        if office.part is OfficePart.HELPER:
            office.until_day = office.from_day = office.from_day - 200 * DAY
    session.flush()


def seen_by(session: Session, cast: Cast, person: Person) -> set[UUID]:
    """The worries whose words somebody may see."""
    return set(session.scalars(select(col(Worry.id)).where(worries_visible_to(cast.viewer(person)))))


def free_for(session: Session, cast: Cast, person: Person) -> set[UUID]:
    """Those that somebody can take over."""
    return set(session.scalars(select(col(Worry.id)).where(worries_to_take_over(cast.viewer(person)))))


def acts(session: Session, worry_id: UUID) -> list[tuple[str, str]]:
    """What was written down with a worry, in order."""
    events = select(col(Event.act), col(Event.reason)).where(col(Event.subject_id) == worry_id).order_by(col(Event.at))
    return [(act, reason) for act, reason in session.execute(events)]


def a_worry(site: Site, *, body: str = "Dear Ms. Rivera, we moved.", to: Person | None = None) -> UUID:
    """On a site: Ana's letter, which Ms. Rivera has handed on; the worry's id."""
    with transaction(site.cast.database) as session:
        return handed_on(session, site.cast, site.cast.writes(session, site.cast.ana, body), to)


def also_named(site: Site, person: Person) -> None:
    """On a site: somebody is a named person, too."""
    with transaction(site.cast.database) as session:
        named(session, site.cast, person)


def ceases(site: Site, person: Person) -> None:
    """On a site: somebody is a named person no more."""
    with transaction(site.cast.database) as session:
        no_longer_named(session, person)
