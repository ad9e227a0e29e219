"""Search: letters and answers of a reader's own students, by the words in them or in their P.S., newest first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, and_, literal, null, or_, select, union
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Addition, Answer, Letter, Membership, Opening, Person, Postscript
from app.models.answer import AnswerKind
from app.models.classroom import Part, classes_of
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.models.visibility import answers_visible_to, letters_visible_to
from app.queries.asked import FROM_PERSON_TO_PERSON
from app.queries.wanted import ESCAPE, Excerpt, Wanted

AT_A_TIME = 20


@dataclass(frozen=True)
class Position:
    """Where one has come to: after what was received at this moment, under this id."""

    at: datetime
    id: UUID


@dataclass(frozen=True)
class Hit:
    """A letter or an answer in which all the words stand."""

    id: UUID
    day: date
    student_id: UUID
    student: str
    by_id: UUID
    by: str
    excerpt: Excerpt
    talk: bool = False
    language: str = ""
    opened_by_me: bool = True


@dataclass(frozen=True)
class Found:
    """Some of the hits, newest first, and where the older ones begin."""

    hits: list[Hit] = field(default_factory=list)
    older: Position | None = None

    @property
    def unopened(self) -> list[UUID]:
        """The letters that the viewer sees for the first time."""
        return [hit.id for hit in self.hits if not hit.opened_by_me]


def find(
    session: Session, viewer: Viewer, classrooms: Sequence[UUID], wanted: Wanted, after: Position | None = None
) -> Found:
    """What has all the wanted words, of the students of `classrooms`, in which the viewer reads or covers: the newest
    of it, or of what comes after a position."""
    at, id_ = (after.at, after.id) if after else (None, None)
    rows = [
        *_letters(session, viewer, classrooms, at, id_, *wanted.patterns),
        *_answers(session, viewer, classrooms, at, id_, *wanted.patterns),
    ]
    rows.sort(key=lambda row: (row.at, row.id), reverse=True)
    shown = rows[:AT_A_TIME]
    later: dict[UUID, list[str]] = {}
    for added in (_postscripts, _additions):
        for row in added(session, viewer, [row.id for row in shown]):
            later.setdefault(row.of_id, []).append(row.body)
    older = Position(shown[-1].at, shown[-1].id) if len(rows) > AT_A_TIME else None
    return Found([_hit(viewer, wanted, row, later.get(row.id, [])) for row in shown], older)


def _hit(viewer: Viewer, wanted: Wanted, row: Any, later: list[str]) -> Hit:
    talk = row.kind is AnswerKind.IN_PERSON
    return Hit(
        id=row.id,
        day=(row.on_day if talk else None) or viewer.day(row.at),
        student_id=row.student_id,
        student=row.goes_by or row.name,
        by_id=row.by_id,
        by=row.by_goes_by or row.by_name,
        excerpt=wanted.excerpt([row.body or "", *later]),
        talk=talk,
        language=row.language,
        opened_by_me=bool(row.opened_by_me),
    )


@prepared
def _letters(viewer: Viewer, classrooms: Sequence[UUID], at: datetime | None, id_: UUID | None, *patterns: str) -> Any:
    opened = select(col(Opening.id)).where(
        col(Opening.school_id) == col(Letter.school_id),
        col(Opening.letter_id) == col(Letter.id),
        col(Opening.person_id) == viewer.person_id,
    )
    later = select(col(Postscript.id)).where(
        col(Postscript.school_id) == col(Letter.school_id), col(Postscript.letter_id) == col(Letter.id)
    )
    columns: list[Any] = [
        Letter.id, col(Letter.received_at).label("at"), col(Letter.writer_id).label("student_id"), Person.name,
        Person.goes_by, col(Letter.writer_id).label("by_id"), col(Person.name).label("by_name"),
        col(Person.goes_by).label("by_goes_by"), Letter.body, Letter.language, opened.exists().label("opened_by_me"),
        _nothing("kind"), _nothing("on_day"),
    ]  # fmt: skip
    asked = select(col(Letter.id)).where(
        letters_visible_to(viewer),
        col(Letter.writer_id) != viewer.person_id,
        col(Letter.writer_id).in_(_my_students(viewer, classrooms)),
        *(
            or_(_has(Letter.folded, pattern), later.where(_has(Postscript.folded, pattern)).exists())
            for pattern in patterns
        ),
    )
    return (
        select(*columns)
        .join(Person, (col(Person.school_id) == col(Letter.school_id)) & (col(Person.id) == col(Letter.writer_id)))
        .where(
            col(Letter.school_id) == viewer.school_id,
            col(Letter.id).in_(_newest(asked, Letter.received_at, Letter.id, at, id_)),
        )
    )


@prepared
def _answers(viewer: Viewer, classrooms: Sequence[UUID], at: datetime | None, id_: UUID | None, *patterns: str) -> Any:
    by = aliased(Person)
    later = select(col(Addition.id)).where(
        col(Addition.school_id) == col(Answer.school_id), col(Addition.answer_id) == col(Answer.id)
    )
    columns: list[Any] = [
        Answer.id, col(Answer.sent_at).label("at"), col(Answer.to_id).label("student_id"), Person.name, Person.goes_by,
        col(Answer.by_id).label("by_id"), col(by.name).label("by_name"), col(by.goes_by).label("by_goes_by"),
        Answer.body, Answer.language, literal(1).label("opened_by_me"), Answer.kind, Answer.on_day,
    ]  # fmt: skip
    asked = select(col(Answer.id)).where(
        answers_visible_to(viewer),
        FROM_PERSON_TO_PERSON,
        col(Answer.classroom_id).in_(classrooms),  # said by the first line too: so goes an index
        col(Answer.to_id) != viewer.person_id,
        col(Answer.to_id).in_(_my_students(viewer, classrooms)),
        *(
            or_(_has(Answer.folded, pattern), later.where(_has(Addition.folded, pattern)).exists())
            for pattern in patterns
        ),
    )
    return (
        select(*columns)
        .join(Person, (col(Person.school_id) == col(Answer.school_id)) & (col(Person.id) == col(Answer.to_id)))
        .join(by, (col(by.school_id) == col(Answer.school_id)) & (col(by.id) == col(Answer.by_id)))
        .where(
            col(Answer.school_id) == viewer.school_id,
            col(Answer.id).in_(_newest(asked, Answer.sent_at, Answer.id, at, id_)),
        )
    )


def _my_students(viewer: Viewer, classrooms: Sequence[UUID]) -> CompoundSelect[UUID]:
    """Whoever has a timeline for the viewer: who writes or waits in `classrooms` today, and who once wrote in a class
    where she is a reader."""
    waiting = aliased(Letter)
    writes = select(col(Membership.person_id)).where(
        col(Membership.school_id) == viewer.school_id, col(Membership.part) == Part.WRITER
    )
    return union(
        writes.where(col(Membership.classroom_id).in_(classrooms), Membership.on(viewer.today)),
        writes.where(
            col(Membership.classroom_id).in_(classes_of(viewer, Part.READER)), col(Membership.from_day) <= viewer.today
        ),
        select(col(waiting.writer_id)).where(
            col(waiting.school_id) == viewer.school_id, col(waiting.queue_id).in_(classrooms), waiting.waiting
        ),
    )


def _has(folded: Any, pattern: str) -> ColumnElement[bool]:
    return col(folded).like(pattern, escape=ESCAPE)


def _newest(asked: Any, moment: Any, key: Any, at: datetime | None, id_: UUID | None) -> Any:
    """The newest of them after a position, and one more: whether there are older ones. Their ids alone: where a word
    stands in every letter, all of them are sorted."""
    if at is not None:
        asked = asked.where(or_(col(moment) < at, and_(col(moment) == at, col(key) < id_)))
    return asked.order_by(col(moment).desc(), col(key).desc()).limit(AT_A_TIME + 1).correlate(None)


def _nothing(name: str) -> Any:
    return null().label(name)


@prepared
def _postscripts(viewer: Viewer, ids: Sequence[UUID]) -> Any:
    """The P.S. of letters that the viewer has found."""
    return (
        select(col(Postscript.letter_id).label("of_id"), col(Postscript.body))
        .where(col(Postscript.school_id) == viewer.school_id, col(Postscript.letter_id).in_(ids))
        .order_by(col(Postscript.at))
    )


@prepared
def _additions(viewer: Viewer, ids: Sequence[UUID]) -> Any:
    """The P.S. of answers that she has found."""
    return (
        select(col(Addition.answer_id).label("of_id"), col(Addition.body))
        .where(col(Addition.school_id) == viewer.school_id, col(Addition.answer_id).in_(ids))
        .order_by(col(Addition.at))
    )
