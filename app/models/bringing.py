"""Bringing in letters that were written elsewhere. They are letters like all others: each waits from its own first
day, and only an Answer ends that, also one that says that it was answered on paper, before."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.calendar import month_of
from app.models.classroom import Classroom, Part, classes_of, classes_with_reader
from app.models.history import Act
from app.models.letter import Letter, Via
from app.models.person import Event
from app.models.receipt import Receipt
from app.models.settling import OnDesk, settle_before
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, digest, fold, taken
from app.models.writing import inserted_of

AT_ONCE = 100
"""Letters in one statement."""


@dataclass(frozen=True)
class Brought:
    """A letter that was written elsewhere. Its source key lets it come once."""

    writer_id: UUID
    classroom_id: UUID
    body: str
    received_at: datetime
    source_key: str


@dataclass(frozen=True)
class Bringing:
    """How many letters came, and how many of them wait; the others were answered on paper."""

    came: int
    waiting: int


class NotAReader(Exception):
    """Only a reader of a class can say that letters in it were answered on paper. Nothing was changed."""


def bring_in(
    session: Session,
    viewer: Viewer,
    letters: Iterable[Brought],
    answered_until: date | None,
    watch: Callable[[Sequence[list[Letter]]], Iterable[list[Letter]]] = iter,
) -> Bringing:
    """Bring letters in, each once, however often it comes. Those received up to and including `answered_until` were
    answered on paper: the viewer says so, who is then a reader of their class. `watch` may count while they come,
    some at a time.

    Raises Refused, with nothing written: for what can't be kept, for a day that has not come, and for a class in which
    nobody would read them. Raises NotAReader, with nothing written.
    """
    new = [_letter(viewer, letter) for letter in letters]
    if answered_until and answered_until > viewer.today:
        raise Refused(Reason.FUTURE_DAY)
    answered = {letter.id for letter in new if answered_until and viewer.day(letter.received_at) <= answered_until}
    _someone_reads(session, viewer, {letter.queue_id for letter in new})
    _is_reader(session, viewer, {letter.queue_id for letter in new if letter.id in answered})
    came = []
    for some in watch([new[first : first + AT_ONCE] for first in range(0, len(new), AT_ONCE)]):
        ids = inserted_of(session, Letter, [letter.model_dump() for letter in some])
        came += [letter for letter in some if letter.id in ids]
    # Their ids are used, as those of forms are: nobody can send another letter under one of them.
    session.add_all(
        Receipt(school_id=one.school_id, id=one.id, by_id=one.writer_id, sha256=one.sha256, at=viewer.at)
        for one in came
    )
    _say_answered(session, viewer, [letter for letter in came if letter.id in answered])
    for queue_id, count in Counter(letter.queue_id for letter in came).items():
        Event.keep(session, viewer, Act.LETTERS_CAME, queue_id, str(count))
    return Bringing(len(came), sum(letter.id not in answered for letter in came))


def _letter(viewer: Viewer, letter: Brought) -> Letter:
    body = taken(letter.body)
    if letter.received_at > viewer.at:
        raise Refused(Reason.FUTURE_DAY)
    return Letter(
        school_id=viewer.school_id,
        classroom_id=letter.classroom_id,
        queue_id=letter.classroom_id,
        writer_id=letter.writer_id,
        body=body,
        sha256=digest(body),
        folded=fold(body),
        via=Via.IMPORT,
        source_key=letter.source_key,
        received_at=letter.received_at,
        month=month_of(viewer.day(letter.received_at)),
    )


def _say_answered(session: Session, viewer: Viewer, letters: Iterable[Letter]) -> None:
    """One Answer for each student and class."""
    desks: dict[tuple[UUID, UUID], dict[UUID, int]] = {}
    for letter in letters:
        desks.setdefault((letter.queue_id, letter.writer_id), {})[letter.id] = letter.revision
    for (queue_id, writer_id), seen in desks.items():
        settle_before(session, viewer, OnDesk(queue_id, writer_id, seen=seen))


def _someone_reads(session: Session, viewer: Viewer, classrooms: set[UUID]) -> None:
    rows = session.execute(
        select(col(Classroom.ended_on), col(Classroom.id).in_(classes_with_reader(viewer.school_id, viewer.today)))
        .where(col(Classroom.school_id) == viewer.school_id, col(Classroom.id).in_(classrooms))
    ).all()  # fmt: skip
    for ended_on, is_read in rows:
        if ended_on and ended_on < viewer.today:
            raise Refused(Reason.CLASS_ENDED)
        if not is_read:
            raise Refused(Reason.NOT_READ_HERE)


def _is_reader(session: Session, viewer: Viewer, classrooms: set[UUID]) -> None:
    if classrooms - set(session.scalars(classes_of(viewer, Part.READER))):
        raise NotAReader
