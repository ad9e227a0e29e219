"""Parts in classes, as the office gives and ends them: readers, covers and students come and go, by the day."""

from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.calendar import ONE_DAY, chosen_day, chosen_days
from app.models.classroom import Classroom, Membership, Part
from app.models.handover import end_membership, hand_over, join
from app.models.history import Act
from app.models.office import may_end, may_take_over
from app.models.person import Event, Person
from app.models.school import School
from app.models.viewer import Viewer
from app.models.words import Reason, Refused


def give_part(
    session: Session,
    viewer: Viewer,
    classroom: Classroom,
    person: Person,
    part: Part,
    from_day: date | None,
    until_day: date | None = None,
    why: str = "",
) -> None:
    """Give somebody a part in a class, from a day on. A form that comes twice gives it once.

    Raises Refused, with nothing written: who has left, who is there already, who would read what she writes, and who
    would have to read and can't sign in.
    """
    first, last = chosen_days(from_day, until_day)
    School.hold(session, viewer.school_id)
    session.refresh(person)
    if person.ended_on and person.ended_on < first:
        raise Refused(Reason.HAS_LEFT)
    if part is Part.WRITER and classroom.ended_on and classroom.ended_on < first:
        raise Refused(Reason.CLASS_OVER)
    if part is not Part.WRITER and not person.email:
        raise Refused(Reason.CANNOT_SIGN_IN)
    there = session.scalars(_there(viewer, classroom.id, person.id, first, last)).all()
    if any((each.part, each.from_day, each.until_day) == (part, first, last) for each in there):
        return
    for each in there:
        _fits_beside(part, each.part)
    join(session, viewer, classroom.id, person.id, part, first, last, why)
    Event.keep(session, viewer, Act.JOINED, person.id, f"{classroom.name}, {first}")


def end_part(
    session: Session,
    viewer: Viewer,
    membership: Membership,
    last_day: date | None,
    was: date | None,
    taking_over: Person | None = None,
) -> bool:
    """Let a part in a class end on a day; `was` is its last day as the form showed it, and `taking_over` reads from
    the next day on. Returns False where it was to end on that day already: a form that comes twice.

    Raises Refused, or NobodyLeft where readers would not cover every day to come, with nothing changed.
    """
    last = chosen_day(last_day)
    School.hold(session, viewer.school_id)
    session.refresh(membership)
    if not may_end(viewer, membership.person_id, membership.until_day, last, was):
        return False
    if taking_over and not may_take_over(taking_over, membership.person_id, last):
        raise Refused(Reason.NOBODY_CHOSEN)
    end_membership(session, viewer, membership, last, taking_over.id if taking_over else None)
    classroom = session.get_one(Classroom, (viewer.school_id, membership.classroom_id))
    Event.keep(session, viewer, Act.PART_ENDED, membership.person_id, f"{classroom.name}, {last}")
    if taking_over:
        Event.keep(session, viewer, Act.JOINED, taking_over.id, f"{classroom.name}, {last + ONE_DAY}")
    return True


def move(
    session: Session,
    viewer: Viewer,
    membership: Membership,
    person: Person,
    to: Classroom,
    last_day: date | None,
    was: date | None,
    *,
    letters_too: bool,
) -> None:
    """Let a student, `person`, move to another class after a day. `letters_too`: what of hers waits goes to the new
    class's queue, now and with its first day; else it stays where it is, and is answered there.

    Raises Refused, or NobodyLeft where letters would go to a class that somebody has to read first, with nothing
    changed.
    """
    with session.begin_nested():
        if not end_part(session, viewer, membership, last_day, was):
            return
        next_day = chosen_day(last_day) + ONE_DAY
        there = session.scalars(_there(viewer, to.id, person.id, next_day, None)).all()
        if not any(each.part is Part.WRITER and each.until_day is None for each in there):
            give_part(session, viewer, to, person, Part.WRITER, next_day)
        if letters_too:
            hand_over(session, viewer, person.id, membership.classroom_id, to.id)


def _there(viewer: Viewer, classroom_id: UUID, person_id: UUID, first: date, last: date | None) -> Select[Membership]:
    """What a person is in a class on one of some days."""
    return select(Membership).where(
        col(Membership.school_id) == viewer.school_id,
        col(Membership.classroom_id) == classroom_id,
        col(Membership.person_id) == person_id,
        col(Membership.from_day) <= (last or date.max),
        func.coalesce(col(Membership.until_day), date.max) >= first,
        func.coalesce(col(Membership.until_day), date.max) >= col(Membership.from_day),
    )


def _fits_beside(part: Part, other: Part) -> None:
    """Raise Refused where somebody can't have both parts in one class at the same time: who covers may come to read
    for good, and that is all."""
    if Part.WRITER in {part, other} and part is not other:
        raise Refused(Reason.BOTH_PARTS)
    if part is other or part is Part.COVER:
        raise Refused(Reason.THERE_ALREADY)
