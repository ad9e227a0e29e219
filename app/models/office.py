"""Offices: they are given and ended by the day, and the school is never without an administrator or a named person."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.calendar import ONE_DAY, chosen_day, chosen_days
from app.models.handover import leave
from app.models.history import Act
from app.models.person import Event, Office, OfficePart, Person
from app.models.school import School
from app.models.viewer import Viewer
from app.models.words import Reason, Refused

ENOUGH_HELPERS = 2
"""Named persons: two at least, since none handles a letter about herself."""

LEAST = {OfficePart.ADMINISTRATOR: 1, OfficePart.HELPER: ENOUGH_HELPERS}
_TOO_FEW = {
    OfficePart.ADMINISTRATOR: Reason.LAST_ADMINISTRATOR,
    OfficePart.HELPER: Reason.TOO_FEW_HELPERS,
}

Holder = tuple[UUID, date, date | None]
"""A person, and the first and the last day on which she has an office; no last day while it is open."""


def give_office(
    session: Session, viewer: Viewer, person: Person, part: OfficePart, from_day: date | None, until_day: date | None
) -> None:
    """Give somebody an office, from a day on. A form that comes twice gives it once. Raises Refused."""
    first, last = chosen_days(from_day, until_day)
    School.hold(session, viewer.school_id)
    session.refresh(person)
    if person.ended_on and person.ended_on < first:
        raise Refused(Reason.HAS_LEFT)
    there = session.scalars(
        select(Office).where(
            *_of(viewer, person),
            col(Office.part) == part,
            col(Office.from_day) <= (last or date.max),
            func.coalesce(col(Office.until_day), date.max) >= first,
        )
    ).first()
    if there is not None:
        if (there.from_day, there.until_day) == (first, last):
            return
        raise Refused(Reason.THERE_ALREADY)
    session.add(Office(school_id=viewer.school_id, person_id=person.id, part=part, from_day=first, until_day=last))
    Event.keep(session, viewer, Act.OFFICE_GIVEN, person.id, part.value)


def end_office(session: Session, viewer: Viewer, office: Office, last_day: date | None, was: date | None) -> None:
    """Let an office end on a day; `was` is its last day as the form showed it.

    Raises Refused, with nothing changed: for a day that has passed, where somebody else has changed it meanwhile, and
    where too few would be left.
    """
    last = chosen_day(last_day)
    with enough_stay(session, viewer):
        session.refresh(office)
        if may_end(viewer, office.person_id, office.until_day, last, was):
            office.until_day = last
            Event.keep(session, viewer, Act.OFFICE_ENDED, office.person_id, f"{office.part.value}, {last}")


def leave_school(
    session: Session, viewer: Viewer, person: Person, last_day: date | None, taking_over: Mapping[UUID, Person]
) -> None:
    """Let a person leave the school after a day: her offices and her parts in classes end with it. `taking_over` says
    for a class, by its id, who reads in her place.

    Raises Refused, or NobodyLeft for all classes that nobody would read, with nothing changed.
    """
    last = chosen_day(last_day)
    with enough_stay(session, viewer):
        session.refresh(person)
        if not may_end(viewer, person.id, person.ended_on, last, person.ended_on):
            return
        later = func.coalesce(col(Office.until_day), date.max) > last
        for office in session.scalars(select(Office).where(*_of(viewer, person), later)):
            office.until_day = last
        if not all(may_take_over(other, person.id, last) for other in taking_over.values()):
            raise Refused(Reason.NOBODY_CHOSEN)
        leave(session, viewer, person, last, {classroom_id: other.id for classroom_id, other in taking_over.items()})
        Event.keep(session, viewer, Act.LEFT, person.id, last.isoformat())


def come_back(session: Session, viewer: Viewer, person: Person) -> None:
    """Let a person who has left, or was to leave, be here again. Her parts and offices stay ended: they are given
    anew."""
    School.hold(session, viewer.school_id)
    session.refresh(person)
    if person.ended_on:
        Event.keep(session, viewer, Act.CAME_BACK, person.id, person.ended_on.isoformat())
        person.ended_on = None


def may_end(viewer: Viewer, person_id: UUID, until_day: date | None, last: date, was: date | None) -> bool:
    """Whether something that a person has, until `until_day`, can end on the day `last`; False where it does already.

    What was is not written anew: the earliest last day is yesterday, and her own today, so that nobody shuts the door
    behind her own form. Raises Refused.
    """
    if until_day == last:
        return False
    if until_day != was:
        raise Refused(Reason.CHANGED_MEANWHILE)
    if until_day and until_day < viewer.today:
        raise Refused(Reason.OVER)
    earliest = viewer.today if person_id == viewer.person_id else viewer.today - ONE_DAY
    if last < earliest:
        raise Refused(Reason.PAST_DAY)
    return True


def may_take_over(person: Person, instead_of: UUID, last_day: date) -> bool:
    """Whether a person can read in another's place after a day: she can sign in then, and is somebody else."""
    stays = person.ended_on is None or person.ended_on > last_day
    return bool(person.email) and stays and person.id != instead_of


@contextmanager
def enough_stay(session: Session, viewer: Viewer) -> Iterator[None]:
    """Whatever the block changes: an administrator who can sign in stays for every day to come, and so do two named
    persons once there are two (one, once there is one). Else it raises Refused, and nothing was changed."""
    School.hold(session, viewer.school_id)
    before = _holders(session, viewer)
    with session.begin_nested():
        yield
        session.flush()
        after = _holders(session, viewer)
        for part, enough in LEAST.items():
            for least in range(1, enough + 1):
                short = short_from(after[part], viewer.today, least)
                if short and short < (short_from(before[part], viewer.today, least) or date.max):
                    raise Refused(_TOO_FEW[part])


def short_from(holders: Sequence[Holder], day: date, least: int) -> date | None:
    """The first day, from `day` on, on which fewer than `least` people have an office; None where there is none."""
    # Only where a span has just ended can there be fewer than the day before.
    days = sorted({day, *(last + ONE_DAY for _, _, last in holders if last and last >= day)})
    for one in days:
        there = {who for who, first, last in holders if first <= one and (last is None or last >= one)}
        if len(there) < least:
            return one
    return None


def _holders(session: Session, viewer: Viewer) -> dict[OfficePart, list[Holder]]:
    """Who has which office; an administrator counts where she has an address to sign in with."""
    rows = session.execute(
        select(
            col(Office.part), col(Person.id), col(Office.from_day), col(Office.until_day), col(Person.ended_on),
            col(Person.email),
        )
        .join(Person, (col(Person.school_id) == col(Office.school_id)) & (col(Person.id) == col(Office.person_id)))
        .where(col(Office.school_id) == viewer.school_id)
    )  # fmt: skip
    holders: dict[OfficePart, list[Holder]] = {part: [] for part in OfficePart}
    for part, person_id, first, last, left, email in rows:
        if email or part is not OfficePart.ADMINISTRATOR:
            holders[part].append((person_id, first, min(filter(None, (last, left)), default=None)))
    return holders


def _of(viewer: Viewer, person: Person) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Office.school_id) == viewer.school_id, col(Office.person_id) == person.id
