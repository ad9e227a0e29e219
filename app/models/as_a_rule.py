"""Who answers whom as a rule, where several people read in one class. The others can answer, too."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models.classroom import Classroom, Membership, Part
from app.models.history import Act
from app.models.person import Event, Person
from app.models.school import School
from app.models.viewer import Viewer
from app.models.words import Reason, Refused
from app.models.writing import rows_changed

Choices = Mapping[UUID, UUID | None]
"""For a student's membership the reader who answers her as a rule; None: the one who has read here longest."""


def choose_answerers(session: Session, viewer: Viewer, classroom: Classroom, was: Choices, chosen: Choices) -> None:
    """Keep who answers whom in a class as a rule; `was` is what the form showed, and what it leaves alone stays.

    Raises Refused, with nothing changed, where somebody else has changed one of them meanwhile, or somebody chosen
    does not read here.
    """
    changes = {id_: reader for id_, reader in chosen.items() if reader != was.get(id_)}
    if not changes:
        return
    School.hold(session, viewer.school_id)
    if not {reader for reader in changes.values() if reader} <= set(_readers(session, viewer, classroom)):
        raise Refused(Reason.CHANGED_MEANWHILE)
    with session.begin_nested():
        for id_, reader in sorted(changes.items()):
            shown = update(Membership).where(
                col(Membership.school_id) == viewer.school_id,
                col(Membership.id) == id_,
                col(Membership.classroom_id) == classroom.id,
                col(Membership.part) == Part.WRITER,
                col(Membership.answered_by_id).is_not_distinct_from(was.get(id_)),
            )
            if not rows_changed(session, shown.values(answered_by_id=reader)):
                raise Refused(Reason.CHANGED_MEANWHILE)
    Event.keep(session, viewer, Act.ANSWERERS, classroom.id)


def split_evenly(session: Session, viewer: Viewer, classroom: Classroom) -> None:
    """Let every reader of a class answer as many students as the others, give or take one. As few as can be get
    somebody else than they had: two people are getting to know each other."""
    School.hold(session, viewer.school_id)
    readers = _readers(session, viewer, classroom)
    students = session.scalars(
        select(Membership)
        .join(Person, (col(Person.school_id) == col(Membership.school_id)) & (col(Person.id) == Membership.person_id))
        .where(*_here(viewer, classroom, Part.WRITER))
        .order_by(col(Person.sort_name), col(Person.id))
        .execution_options(populate_existing=True)
    ).all()
    if not readers:
        return
    for membership, reader in dealt(students, readers).items():
        session.get_one(Membership, (viewer.school_id, membership)).answered_by_id = reader
    Event.keep(session, viewer, Act.ANSWERERS, classroom.id)


def dealt(students: Sequence[Membership], readers: Sequence[UUID]) -> dict[UUID, UUID]:
    """For each student's membership a reader: who has one keeps her, as far as it comes out even."""
    most, with_most = -(-len(students) // len(readers)), len(students) % len(readers) or len(readers)
    hand: dict[UUID, UUID] = {}
    count: Counter[UUID] = Counter()

    def has_room(reader: UUID) -> bool:
        full = sum(count[other] == most for other in readers)
        return count[reader] < most - 1 or (count[reader] == most - 1 and full < with_most)

    for student in students:
        hers = student.answered_by_id
        if hers and hers in readers and has_room(hers):
            hand[student.id] = hers
            count[hers] += 1
    for student in students:
        if student.id not in hand:
            hand[student.id] = min(readers, key=lambda reader: (count[reader], readers.index(reader)))
            count[hand[student.id]] += 1
    return hand


def answers_as_a_rule(viewer: Viewer, classroom_id: Any, student_id: Any) -> Any:
    """Who answers a student of a class (both columns of a query) as a rule: whom the office chose, while she reads
    there; else who has read there longest."""
    hers, chosen, reads, person = (*(aliased(Membership) for _ in range(3)), aliased(Person))

    def of_class(one: type[Membership], part: Part) -> list[ColumnElement[bool]]:
        until = or_(col(one.until_day).is_(None), col(one.until_day) >= viewer.today)
        here = col(one.school_id) == viewer.school_id, col(one.classroom_id) == classroom_id, col(one.part) == part
        return [*here, col(one.from_day) <= viewer.today, until]

    by_choice = (
        select(col(hers.answered_by_id))
        .join(chosen, and_(*of_class(chosen, Part.READER), col(chosen.person_id) == col(hers.answered_by_id)))
        .where(*of_class(hers, Part.WRITER), col(hers.person_id) == student_id)
        .limit(1)
        .correlate_except(hers, chosen)  # the columns are those of whatever query this is a part of, however deep
        .scalar_subquery()
    )
    longest = (
        select(col(reads.person_id))
        .join(person, (col(person.school_id) == col(reads.school_id)) & (col(person.id) == col(reads.person_id)))
        .where(*of_class(reads, Part.READER), or_(col(person.ended_on).is_(None), col(person.ended_on) >= viewer.today))
        .order_by(col(reads.from_day), col(reads.id))
        .limit(1)
        .correlate_except(reads, person)
        .scalar_subquery()
    )
    return func.coalesce(by_choice, longest)


def _readers(session: Session, viewer: Viewer, classroom: Classroom) -> list[UUID]:
    """Who reads in a class today, longest first."""
    rows = session.scalars(
        select(col(Membership.person_id))
        .where(*_here(viewer, classroom, Part.READER))
        .order_by(col(Membership.from_day), col(Membership.id))
    )
    return list(dict.fromkeys(rows))


def _here(viewer: Viewer, classroom: Classroom, part: Part) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Membership.school_id) == viewer.school_id,
        col(Membership.classroom_id) == classroom.id,
        col(Membership.part) == part,
        Membership.on(viewer.today),
    )
