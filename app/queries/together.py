"""Two at once: who writes to a student just now, who answers her as a rule, and what came between while one wrote."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, case, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Answer, Draft, Letter, Person
from app.models.answer import AnswerKind
from app.models.as_a_rule import answers_as_a_rule
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.models.visibility import letters_visible_to

JUST_NOW = timedelta(minutes=2)
"""For so long after her last key somebody is writing: the desk saves at the first key, and at least every 3 seconds."""


@dataclass(frozen=True)
class News:
    """What is to be told at a desk where an answer is being written; nothing of it locks anything."""

    student: str
    """What she is called."""
    writing: str = ""
    """Who else is writing to her just now."""
    settled: AnswerKind | None = None
    """How one of the letters was settled meanwhile."""
    settled_by: str = ""
    """By whom; empty where it was the viewer herself, in another window."""
    added: bool = False
    """Whether there is a P.S. that the desk did not show."""
    wrote_again: bool = False
    """Whether there is another letter that the desk did not show."""
    gone: bool = False
    """Whether one of the letters is not with the viewer any more."""

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.writing or self.settled or self.added or self.wrote_again or self.gone)


def news(
    session: Session, viewer: Viewer, letter_id: UUID | None, classrooms: Collection[UUID], seen: Mapping[UUID, int]
) -> News | None:
    """What has happened at the desk of a letter to the viewer since it showed the letters `seen`, with the revision of
    each. None where the letter is not there, or not in the queue of one of `classrooms`."""
    rows = _lying(session, viewer, letter_id, list(seen)).all()
    here = next((row for row in rows if row.id == letter_id), None)
    if here is None or here.queue_id not in classrooms:
        return None
    shown = [row for row in rows if row.id in seen]
    settled = next((row for row in shown if row.kind is not None), None)
    mine = settled is not None and settled.by_id == viewer.person_id
    return News(
        student=here.student,
        writing=here.writing or "",
        settled=settled.kind if settled else None,
        settled_by=settled.by if settled and not mine else "",
        added=any(row.kind is None and row.revision > seen[row.id] for row in shown),
        wrote_again=any(row.kind is None and row.id not in seen for row in rows),
        gone=len(shown) < len(seen),
    )


@prepared
def _lying(viewer: Viewer, letter_id: UUID | None, seen: Collection[UUID]) -> Any:
    """The letter, those that were shown, and what else of that student waits in the same queue."""
    lying, student, by = aliased(Letter), aliased(Person), aliased(Person)
    return (
        select(
            col(Letter.id), col(Letter.revision), col(Letter.queue_id), called(student).label("student"),
            col(Answer.kind), col(Answer.by_id), called(by).label("by"), who_writes(viewer).label("writing"),
        )
        .join(
            lying,
            (col(lying.school_id) == col(Letter.school_id))
            & (col(lying.writer_id) == col(Letter.writer_id))
            & (col(lying.queue_id) == col(Letter.queue_id)),
        )
        .join(student, (col(student.school_id) == col(Letter.school_id)) & (col(student.id) == col(Letter.writer_id)))
        .outerjoin(
            Answer, (col(Answer.school_id) == col(Letter.school_id)) & (col(Answer.id) == col(Letter.settled_by_id))
        )
        .outerjoin(by, (col(by.school_id) == col(Answer.school_id)) & (col(by.id) == col(Answer.by_id)))
        .where(
            letters_visible_to(viewer),
            col(Letter.writer_id) != viewer.person_id,
            col(lying.id) == letter_id,
            or_(Letter.waiting, col(Letter.id) == letter_id, col(Letter.id).in_(seen)),
        )
        .order_by(col(Letter.received_at), col(Letter.id))
    )  # fmt: skip


def who_writes(
    viewer: Viewer, student_id: Any = Letter.writer_id, queue_id: Any = Letter.queue_id
) -> ScalarSelect[str]:
    """Part of a query on letters, or on whatever has these two columns: what the other one is called who writes to
    this student, in this queue, just now; null where nobody does. Of her text nothing is read."""
    other = aliased(Person)
    return (
        select(called(other))
        .join(Draft, (col(Draft.school_id) == col(other.school_id)) & (col(Draft.author_id) == col(other.id)))
        .where(
            col(Draft.school_id) == viewer.school_id,
            col(Draft.to_id) == col(student_id),
            col(Draft.classroom_id) == col(queue_id),
            col(Draft.author_id) != viewer.person_id,
            col(Draft.updated_at) > viewer.at - JUST_NOW,
        )
        .order_by(col(Draft.updated_at).desc())
        .limit(1)
        .correlate_except(Draft, other)
        .scalar_subquery()
    )


def who_answers_as_a_rule(viewer: Viewer) -> ScalarSelect[str]:
    """Part of a query on letters: what the reader is called who answers this student as a rule; empty where it is the
    viewer, null where nobody reads here."""
    reader = aliased(Person)
    return (
        select(case((col(reader.id) == viewer.person_id, ""), else_=called(reader)))
        .where(
            col(reader.school_id) == viewer.school_id,
            col(reader.id) == answers_as_a_rule(viewer, col(Letter.queue_id), col(Letter.writer_id)),
        )
        .correlate(Letter)
        .scalar_subquery()
    )


def called(person: type[Person]) -> Any:
    """What students call somebody, as part of a query."""
    return func.coalesce(func.nullif(col(person.goes_by), ""), col(person.name))
