"""Hand-over: letters move to another class's queue, readers come and go, and no letter is left without a reader."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Index, exists, func, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from app.models.answer import Answer, AnswerKind
from app.models.classroom import Classroom, Membership, Part
from app.models.columns import Moment, Row, points_to, table_args
from app.models.letter import Letter
from app.models.person import Person
from app.models.viewer import Viewer
from app.models.words import Reason, Refused
from app.models.writing import rows_changed


class Handover(Row, table=True):
    """A waiting letter that moved from one class's queue to another's."""

    __table_args__ = table_args(
        points_to("letter", "letter_id"),
        points_to("classroom", "from_queue_id"),
        points_to("classroom", "to_queue_id"),
        points_to("person", "by_id"),
        Index(None, "school_id", "letter_id"),
    )

    letter_id: UUID
    from_queue_id: UUID
    to_queue_id: UUID
    by_id: UUID
    at: datetime = Field(sa_type=Moment)
    told_at: datetime | None = Field(default=None, sa_type=Moment)
    """When the student was told by whom she will be answered."""


class NobodyLeft(Exception):
    """A change that would leave a class without a reader from a day on. Nothing was changed.

    `gaps` holds every such class with that day; the first of them is told by itself, too.
    """

    def __init__(self, classroom_id: UUID, from_day: date, gaps: Mapping[UUID, date] | None = None) -> None:
        super().__init__(f"nobody would read in {classroom_id} from {from_day}")
        self.classroom_id = classroom_id
        self.from_day = from_day
        self.gaps = dict(gaps or {classroom_id: from_day})


def hand_over(session: Session, viewer: Viewer, writer_id: UUID, from_queue_id: UUID, to_queue_id: UUID) -> int:
    """Move a student's waiting letters from one class's queue to another's; returns how many.

    Each keeps its first day. Raises NobodyLeft where the other class has no reader for every day to come, and Refused
    where that is the student's own self.
    """
    _lock(session, viewer, to_queue_id)
    with session.begin_nested():
        moved = _move(session, viewer, writer_id, from_queue_id, to_queue_id)
        someone_stays(session, viewer, to_queue_id, viewer.today)
    return moved


def _move(session: Session, viewer: Viewer, writer_id: UUID, from_queue_id: UUID, to_queue_id: UUID) -> int:
    waiting = (
        col(Letter.school_id) == viewer.school_id,
        col(Letter.writer_id) == writer_id,
        col(Letter.queue_id) == from_queue_id,
        Letter.waiting,
    )
    moved = 0
    for letter_id in session.scalars(select(col(Letter.id)).where(*waiting).order_by(col(Letter.id))).all():
        taken = rows_changed(
            session, update(Letter).where(*waiting, col(Letter.id) == letter_id).values(queue_id=to_queue_id)
        )
        if taken:
            moved += 1
            session.add(
                Handover(
                    school_id=viewer.school_id,
                    letter_id=letter_id,
                    from_queue_id=from_queue_id,
                    to_queue_id=to_queue_id,
                    by_id=viewer.person_id,
                    at=viewer.at,
                )
            )
    session.flush()
    return moved


def join(
    session: Session,
    viewer: Viewer,
    classroom_id: UUID,
    person_id: UUID,
    part: Part,
    from_day: date,
    until_day: date | None = None,
    why: str = "",
) -> Membership:
    """Make somebody a member of a class, from a day on. Adding a member can leave nobody without a reader."""
    membership = Membership(
        school_id=viewer.school_id,
        classroom_id=classroom_id,
        person_id=person_id,
        part=part,
        from_day=from_day,
        until_day=until_day,
        why=why,
        by_id=viewer.by_id,
    )
    session.add(membership)
    session.flush()
    return membership


def end_membership(
    session: Session, viewer: Viewer, membership: Membership, last_day: date, taking_over: UUID | None = None
) -> None:
    """Let a membership end on a day. `taking_over` names who reads in the class from the next day on.

    Raises NobodyLeft, with nothing changed, where readers would not cover every later day of the class: a last day
    that merely passes must not empty it. A class that has ended, and in which nothing waits, needs nobody. Raises
    Refused, with nothing changed, where who takes over writes there, or waits there for an answer of her own.
    """
    _lock(session, viewer, membership.classroom_id)
    with session.begin_nested():
        membership.until_day = last_day
        next_day = last_day + timedelta(days=1)
        if (
            taking_over
            and membership.part is not Part.WRITER
            and not _reads_on(session, membership, taking_over, next_day)
        ):
            if taking_over in _who_writes(session, viewer, membership.classroom_id, next_day):
                raise Refused(Reason.BOTH_PARTS)
            join(session, viewer, membership.classroom_id, taking_over, Part.READER, next_day)
        session.flush()
        if membership.part is not Part.WRITER:
            someone_stays(session, viewer, membership.classroom_id, viewer.today)


def leave(
    session: Session,
    viewer: Viewer,
    person: Person,
    last_day: date,
    taking_over: UUID | Mapping[UUID, UUID] | None = None,
) -> None:
    """Let a person leave the school after a day: her memberships end with it. `taking_over` names who reads in her
    place, everywhere or for a class each.

    Raises NobodyLeft for all classes that nobody would read, or Refused as end_membership does, with nothing changed.
    """
    gaps: dict[UUID, date] = {}
    with session.begin_nested():
        person.ended_on = last_day
        session.flush()
        memberships = session.scalars(
            select(Membership)
            .where(col(Membership.school_id) == viewer.school_id, col(Membership.person_id) == person.id)
            .where(func.coalesce(col(Membership.until_day), date.max) > last_day)
            .order_by(col(Membership.classroom_id), col(Membership.id))
        ).all()
        for membership in memberships:
            place = membership.classroom_id
            follows = taking_over.get(place) if isinstance(taking_over, Mapping) else taking_over
            try:
                end_membership(session, viewer, membership, last_day, follows)
            except NobodyLeft as left:
                gaps |= left.gaps
        if gaps:
            raise NobodyLeft(*next(iter(gaps.items())), gaps)


def tell(session: Session, viewer: Viewer, letter_id: UUID) -> None:
    """Write down that the viewer was told by whom her letter is answered now."""
    hers = exists().where(
        col(Letter.school_id) == col(Handover.school_id),
        col(Letter.id) == col(Handover.letter_id),
        col(Letter.writer_id) == viewer.person_id,
    )
    untold = col(Handover.school_id) == viewer.school_id, col(Handover.told_at).is_(None)
    rows_changed(
        session,
        update(Handover).where(*untold, col(Handover.letter_id) == letter_id, hers).values(told_at=viewer.at),
    )


def uncovered_from(spans: list[tuple[date, date | None]], day: date) -> date | None:
    """The first day, from `day` on, that none of the spans (first day, last day or None for open) covers; None where
    all are covered."""
    for first, last in sorted(spans, key=lambda span: span[0]):
        if first > day:
            return day
        if last is None:
            return None
        day = max(day, last + timedelta(days=1))
    return day


def someone_stays(session: Session, viewer: Viewer, classroom_id: UUID, day: date) -> None:
    """Raise NobodyLeft where readers don't cover every day of a class from `day` on. A class that has ended, and in
    which nothing waits, needs nobody.

    Nobody answers herself (a teacher who wrote to her coach may become one): what somebody writes needs another reader
    for every day, else Refused is raised.
    """
    classroom = session.get_one(Classroom, (viewer.school_id, classroom_id))
    waiting = _who_may_wait(session, viewer, classroom_id)
    if classroom.ended_on and classroom.ended_on < viewer.today and not waiting:
        return
    rows = session.execute(
        select(col(Membership.person_id), col(Membership.from_day), col(Membership.until_day), col(Person.ended_on))
        .join(Person, (col(Person.school_id) == col(Membership.school_id)) & (col(Person.id) == Membership.person_id))
        .where(
            col(Membership.school_id) == viewer.school_id,
            col(Membership.classroom_id) == classroom_id,
            col(Membership.part).in_([Part.READER, Part.COVER]),
        )
    )
    # Who has left the school reads no more, whatever her membership says.
    spans = [(id_, (first, min(filter(None, (last, left)), default=None))) for id_, first, last, left in rows]
    gap = uncovered_from([span for _, span in spans], day)
    if gap is not None:
        raise NobodyLeft(classroom_id, gap)
    for writer_id in {id_ for id_, _ in spans} & (waiting | _who_writes(session, viewer, classroom_id, day)):
        if uncovered_from([span for id_, span in spans if id_ != writer_id], day) is not None:
            raise Refused(Reason.OWN_LETTERS)


def _reads_on(session: Session, membership: Membership, person_id: UUID, day: date) -> bool:
    """Whether a person has another membership by which she reads in the class from a day on, with no end in sight."""
    there = select(col(Membership.id)).where(
        col(Membership.school_id) == membership.school_id,
        col(Membership.classroom_id) == membership.classroom_id,
        col(Membership.person_id) == person_id,
        col(Membership.id) != membership.id,
        col(Membership.part) == Part.READER,
        col(Membership.from_day) <= day,
        col(Membership.until_day).is_(None),
    )
    return session.scalar(there.limit(1)) is not None


def _who_writes(session: Session, viewer: Viewer, classroom_id: UUID, day: date) -> set[UUID]:
    """Who writes in a class on a day, or later."""
    there = select(col(Membership.person_id)).where(
        col(Membership.school_id) == viewer.school_id,
        col(Membership.classroom_id) == classroom_id,
        col(Membership.part) == Part.WRITER,
        func.coalesce(col(Membership.until_day), date.max) >= day,
    )
    return set(session.scalars(there))


def _who_may_wait(session: Session, viewer: Viewer, classroom_id: UUID) -> set[UUID]:
    """Whose letters wait in a class, or can come to wait again: their answer undone, or their talk disputed."""
    may_wait = or_(Letter.waiting, col(Answer.deliver_at) > viewer.at, col(Answer.kind) == AnswerKind.IN_PERSON)
    in_queue = (
        select(col(Letter.writer_id))
        .distinct()
        .outerjoin(
            Answer, (col(Answer.school_id) == col(Letter.school_id)) & (col(Answer.id) == col(Letter.settled_by_id))
        )
        .where(col(Letter.school_id) == viewer.school_id, col(Letter.queue_id) == classroom_id, may_wait)
    )
    return set(session.scalars(in_queue))


def _lock(session: Session, viewer: Viewer, classroom_id: UUID) -> None:
    """Hold the class until the commit, so that two last readers can't leave at once.

    PostgreSQL only; SQLite has one writer anyway.
    """
    session.execute(
        select(col(Classroom.id))
        .where(col(Classroom.school_id) == viewer.school_id, col(Classroom.id) == classroom_id)
        .with_for_update()
    )
