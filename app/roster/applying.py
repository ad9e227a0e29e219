"""A plan is done, in one transaction, or not at all."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import col

from app.invitations import give_address
from app.models import Classroom, ExternalId, Membership, Person, School
from app.models.calendar import year_of
from app.models.classroom import Part
from app.models.handover import NobodyLeft, end_membership
from app.models.person import Event
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, fold
from app.roster.planning import ASKED_AT_ONCE, Change, Missing, Plan, plan_import
from app.roster.register import SOURCE
from app.roster.rows import Reading

IMPORTED = "imported a roster"
"""The act under which an import stands in the history, with its counts."""

WHY = "roster"
"""Why a membership began, where a list began it."""

T = TypeVar("T")


class NotDone(Refused):
    """An import of which nothing was done, with the plan as it is now; `about` names a class, if one is the reason."""

    def __init__(self, reason: Reason, plan: Plan, about: str = "") -> None:
        super().__init__(reason)
        self.plan, self.about = plan, about


@dataclass(frozen=True)
class Counts:
    """What an import did, in numbers; its text is kept with the event."""

    people: int = 0
    teachers: int = 0
    """How many of those people are teachers."""
    classes: int = 0
    joined: int = 0
    changed: int = 0
    """How many people who were here already have another name, language, address or number."""
    ended: int = 0

    @classmethod
    def of(cls, plan: Plan, ended: int) -> "Counts":
        """What a plan does, with so many memberships that end."""
        new = [change for change in plan.changes if change.someone.new]
        return cls(
            people=len(new),
            teachers=sum(change.part is Part.READER for change in new),
            classes=len(plan.groups),
            joined=sum(len(change.joins) for change in plan.changes),
            changed=sum(change.changes_person and not change.someone.new for change in plan.changes),
            ended=ended,
        )

    @classmethod
    def read(cls, text: str) -> "Counts":
        """The counts in an event's text; what is none counts nothing."""
        pairs = dict(pair.strip().partition(" ")[::2] for pair in text.split(","))
        return cls(**{one.name: int(said) for one in fields(cls) if (said := pairs.get(one.name, "")).isdecimal()})

    def __str__(self) -> str:
        return ", ".join(f"{one.name} {getattr(self, one.name)}" for one in fields(self))


def import_list(
    session: Session,
    key_of_server: bytes,
    viewer: Viewer,
    reading: Reading,
    *,
    digest: str,
    ends: Collection[UUID] = (),
    end_all: bool = False,
    without_broken: bool = False,
    step: Callable[[int], None] | None = None,
) -> Counts:
    """Do what a list says, if that is still the plan of this digest; returns what was done.

    `ends` are the memberships of Plan.missing that end today, or `end_all` of them; `step` is told of how many
    people more it is through.
    Raises NotDone, with nothing changed: for another plan, for broken rows unless it may go `without_broken`, and
    where a class would be left without a reader.
    """
    # Two imports at once take turns: each would add everybody. (PostgreSQL; SQLite has one writer anyway.)
    session.execute(select(col(School.id)).where(col(School.id) == viewer.school_id).with_for_update())
    plan = plan_import(session, key_of_server, viewer, reading)
    if plan.digest != digest:
        raise NotDone(Reason.LIST_CHANGED, plan)
    if plan.broken and not without_broken:
        raise NotDone(Reason.BROKEN_ROWS, plan)
    leaving = [missing for missing in plan.missing if end_all or missing.membership_id in ends]
    counts = Counts.of(plan, len(leaving))
    if not plan.changes_anything and not leaving:
        return counts
    try:
        with session.begin_nested():
            _apply(session, key_of_server, viewer, plan, leaving, step or _silent)
    except NobodyLeft as alone:
        about = next(one.group.name for one in leaving if one.group.id == alone.classroom_id)
        raise NotDone(Reason.NOBODY_LEFT, plan, about) from alone
    except (Refused, IntegrityError) as meanwhile:
        # Somebody took an address or a number between the plan and this line.
        raise NotDone(Reason.LIST_CHANGED, plan_import(session, key_of_server, viewer, reading)) from meanwhile
    Event.keep(session, viewer, IMPORTED, viewer.school_id, str(counts))
    return counts


def _apply(
    session: Session,
    key_of_server: bytes,
    viewer: Viewer,
    plan: Plan,
    leaving: list[Missing],
    step: Callable[[int], None],
) -> None:
    school = session.get_one(School, viewer.school_id)
    year = year_of(viewer.today, school.year_start)
    session.add_all(Classroom(school_id=school.id, id=group.id, name=group.name, year=year) for group in plan.groups)
    session.flush()
    for some in _in_parts(plan.changes):
        _change_people(session, key_of_server, viewer, some)
        _keep_numbers(session, viewer, some)
        if joins := list(_memberships(viewer, some)):
            session.execute(insert(Membership), joins)
        step(len(some))
    # Who is new reads from today on, before anybody's last day is written.
    for those in _in_parts(leaving):
        memberships = _by_id(session, Membership, viewer, [missing.membership_id for missing in those])
        for missing in those:
            end_membership(session, viewer, memberships[missing.membership_id], viewer.today)
            Event.keep(session, viewer, "left a class", missing.person_id, missing.group.name)
        step(len(those))


def _silent(_: int) -> None:
    """Nobody counts along."""


def _change_people(session: Session, key_of_server: bytes, viewer: Viewer, changes: Sequence[Change]) -> None:
    people = _by_id(
        session, Person, viewer,
        [change.someone.id for change in changes if change.changes_person and not change.someone.new],
    )  # fmt: skip
    for change in changes:
        if change.someone.new:
            person = Person.named(viewer.school_id, change.name, id=change.someone.id)
            people[person.id] = person
            session.add(person)
        elif change.renamed:
            Event.keep(session, viewer, "renamed", change.someone.id, f"{change.someone.name} → {change.name}")
        if change.returns:
            Event.keep(session, viewer, "came back", change.someone.id)
        if found := people.get(change.someone.id):
            found.name, found.sort_name = change.name, fold(change.name)
            found.goes_by = change.goes_by or found.goes_by
            found.language = change.language or found.language
            found.ended_on = None if change.returns else found.ended_on
    session.flush()
    for change in changes:
        if change.email:
            give_address(session, key_of_server, people[change.someone.id], change.email)
            Event.keep(session, viewer, "got an address", change.someone.id, change.email)


def _keep_numbers(session: Session, viewer: Viewer, changes: Sequence[Change]) -> None:
    numbered = [change for change in changes if change.number]
    kept = _by_id(session, ExternalId, viewer, [c.someone.number_id for c in numbered if c.someone.number_id])
    for change in numbered:
        if change.someone.number_id:
            kept[change.someone.number_id].value = change.number
    session.flush()
    new = [
        {"school_id": viewer.school_id, "id": uuid4(), "person_id": change.someone.id, "source": SOURCE,
         "value": change.number}
        for change in numbered
        if not change.someone.number_id
    ]  # fmt: skip
    if new:
        session.execute(insert(ExternalId), new)


def _memberships(viewer: Viewer, changes: Sequence[Change]) -> Iterator[dict[str, object]]:
    """What handover.join() makes, for a whole school at once. Nobody who joins leaves a class without a reader."""
    for change in changes:
        for join in change.joins:
            yield {
                "school_id": viewer.school_id,
                "id": uuid4(),
                "classroom_id": join.group.id,
                "person_id": change.someone.id,
                "part": join.part,
                "from_day": viewer.today + timedelta(days=join.tomorrow),
                "why": WHY,
                "by_id": viewer.by_id,
            }


M = TypeVar("M", Person, Membership, ExternalId)


def _by_id(session: Session, model: type[M], viewer: Viewer, ids: list[UUID]) -> dict[UUID, M]:
    """Rows of the viewer's school by their ids."""
    rows = session.scalars(
        select(model).where(col(model.school_id) == viewer.school_id, col(model.id).in_(ids))
    ) if ids else ()  # fmt: skip
    return {row.id: row for row in rows}


def _in_parts(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """The things, as many at a time as one statement takes well."""
    return (things[start : start + ASKED_AT_ONCE] for start in range(0, len(things), ASKED_AT_ONCE))
