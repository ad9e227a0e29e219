"""A simple model of the life of letters, for tests/test_life_of_letters.py: what waits, told without any database."""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Classroom, Letter, Membership, Person
from app.models.answer import AnswerKind
from app.models.classroom import Part
from app.models.letter import Wants
from app.models.settling import OnDesk
from app.queries.asked import answers_to, letters_of
from app.queries.board import board
from app.queries.queue import queue, set_aside_of
from app.queries.sheet import Standing
from app.queries.sheets import answer_sheets, letter_sheets
from tests.cast import Cast

FAR = 400
"""Days after which nothing planned here happens any more."""


@dataclass
class Told:
    """A letter, as the model knows it."""

    writer: Person
    queue: UUID
    received_at: datetime
    body: str
    wants: Wants
    revision: int = 1
    opened: bool = False
    settled_by: UUID | None = None


@dataclass
class Settled:
    """An answer, as the model knows it."""

    by: Person
    to: Person
    kind: AnswerKind
    body: str
    queue: UUID
    deliver_at: datetime
    disputed: bool = False


@dataclass
class Form:
    """A form of an answer that stands open in somebody's browser."""

    by: Person
    desk: OnDesk
    sent: str | None = None
    """The text with which it was sent, once it was."""


@dataclass
class Model:
    """Which letters wait, and why the others don't."""

    cast: Cast
    at: datetime
    steps: int = 0
    letters: dict[UUID, Told] = field(default_factory=dict)
    answers: dict[UUID, Settled] = field(default_factory=dict)
    quiet: set[UUID] = field(default_factory=set)
    """Who has quiet hours."""

    @property
    def today(self) -> date:
        return self.cast.school.day(self.at)

    def waiting(self) -> dict[UUID, Told]:
        """The letters that wait."""
        return {id_: told for id_, told in self.letters.items() if told.settled_by is None}

    def queues(self) -> dict[tuple[UUID, UUID], list[Told]]:
        """Who waits in which class, each with her letters, oldest first."""
        queues: dict[tuple[UUID, UUID], list[Told]] = {}
        for told in sorted(self.waiting().values(), key=lambda told: told.received_at):
            queues.setdefault((told.writer.id, told.queue), []).append(told)
        return queues

    def can_settle(self, desk: OnDesk, kind: AnswerKind) -> bool:
        """Whether all letters of a form are as it showed them."""
        return all(
            told.settled_by is None
            and (told.revision, told.queue, told.writer.id) == (revision, desk.classroom_id, desk.to_id)
            and (kind is not AnswerKind.READ or told.wants is Wants.READ)
            for told, revision in ((self.letters[id_], revision) for id_, revision in desk.seen.items())
        )

    def may_wait(self, classroom_id: UUID) -> set[UUID]:
        """Whose letters wait in a class, or can come to wait again."""
        return {told.writer.id for told in self.of(classroom_id) if self._may_wait(told)}

    def _may_wait(self, told: Told) -> bool:
        answer = self.answers.get(told.settled_by) if told.settled_by else None
        return told.settled_by is None or bool(
            answer and (answer.deliver_at > self.at or answer.kind is AnswerKind.IN_PERSON)
        )

    def of(self, classroom_id: UUID) -> list[Told]:
        """The letters of a class's queue, also the settled ones."""
        return [told for told in self.letters.values() if told.queue == classroom_id]

    def wait_again(self, answer_id: UUID) -> None:
        """What an undo and a dispute do."""
        for told in self.letters.values():
            if told.settled_by == answer_id:
                told.settled_by = None


def reading_spans(session: Session, cast: Cast, classroom_id: UUID) -> list[tuple[UUID, date, date]]:
    """From when until when each of a class's readers and covers reads there, and is at the school; with her id."""
    rows = session.execute(
        select(Membership, Person)
        .join(Person, (col(Person.school_id) == col(Membership.school_id)) & (col(Person.id) == Membership.person_id))
        .where(col(Membership.school_id) == cast.school.id, col(Membership.classroom_id) == classroom_id)
        .where(col(Membership.part).in_([Part.READER, Part.COVER]))
    )
    return [
        (person.id, row.from_day, min(row.until_day or date.max, person.ended_on or date.max)) for row, person in rows
    ]


def needs_nobody(session: Session, model: Model, classroom_id: UUID) -> bool:
    """Whether a class is over, and nothing waits in it or can come to wait again."""
    ended_on = session.get_one(Classroom, (model.cast.school.id, classroom_id)).ended_on
    return ended_on is not None and ended_on < model.today and not model.may_wait(classroom_id)


def writes_there(session: Session, model: Model, classroom_id: UUID) -> set[UUID]:
    """Who writes in a class today, or later."""
    mine = (col(Membership.classroom_id) == classroom_id, col(Membership.part) == Part.WRITER)
    rows = session.scalars(select(Membership).where(col(Membership.school_id) == model.cast.school.id, *mine))
    return {row.person_id for row in rows if (row.until_day or date.max) >= model.today}


def is_covered(session: Session, model: Model, classroom_id: UUID, also: Set[UUID] = frozenset()) -> bool:
    """Whether somebody reads in a class on each day from today on: for each who writes or may wait there, and for
    `also`, somebody else."""
    days = [model.today + timedelta(days=ahead) for ahead in range(FAR)]
    spans = reading_spans(session, model.cast, classroom_id)
    writers = model.may_wait(classroom_id) | writes_there(session, model, classroom_id) | also
    return all(
        all(any(id_ != writer and first <= day <= last for id_, first, last in spans) for day in days)
        for writer in {None, *writers}
    )


def check_queues(session: Session, model: Model) -> None:
    """What waits has no answer and nothing else has none; each is in one queue, which somebody reads."""
    cast, expected = model.cast, model.queues()
    unsettled = select(col(Letter.id)).where(col(Letter.school_id) == cast.school.id, Letter.waiting)
    assert set(session.scalars(unsettled)) == set(model.waiting())
    seen: Counter[tuple[UUID, UUID]] = Counter()
    for classroom in (cast.period_3, cast.period_5, cast.coaching):
        spans = reading_spans(session, cast, classroom.id)
        readers = {id_ for id_, first, last in spans if first <= model.today <= last}
        assert readers or needs_nobody(session, model, classroom.id), f"nobody reads in {classroom.name}"
        waiting = {writer_id for writer_id, queue_id in expected if queue_id == classroom.id}
        assert all(readers - {writer_id} for writer_id in waiting), f"somebody waits for herself in {classroom.name}"
        for waiter in queue(session, cast.viewer(cast.lund, model.at), [classroom.id]).waiters:
            seen[waiter.student_id, waiter.classroom_id] += waiter.letters
            assert waiter.since == expected[waiter.student_id, waiter.classroom_id][0].received_at
    assert seen == {who: len(letters) for who, letters in expected.items()}


def check_lists(session: Session, model: Model) -> None:
    """Whoever waits in a teacher's classes is on her list, or among whom she has set aside, and on one of them only."""
    cast = model.cast
    teachers = [cast.rivera, cast.park, cast.okoye, cast.haddad]
    viewer, rooms = cast.viewer(teachers[model.steps % len(teachers)], model.at), [cast.period_3.id, cast.period_5.id]
    line, aside = queue(session, viewer, rooms), set_aside_of(session, viewer, rooms)
    seen = Counter((waiter.student_id, waiter.classroom_id) for waiter in [*line.waiters, *aside])
    assert set(seen.values()) <= {1}
    others = {(student, room) for student, room in model.queues() if room in rooms and student != viewer.person_id}
    assert set(seen) == others
    assert (line.waiting, line.aside) == (len(line.waiters), len(aside))


def check_board(session: Session, model: Model) -> None:
    """Everybody is on the board of each of her classes once, and whoever waits there is, from her first day."""
    cast = model.cast
    names = {room.id: room.name for room in (cast.period_3, cast.period_5, cast.coaching)}
    lines = board(session, cast.viewer(cast.lund, model.at), names, cast.school.year_start).lines
    writes = col(Membership.part) == Part.WRITER
    enrolled = {
        (membership.person_id, membership.classroom_id)
        for membership in session.scalars(select(Membership).where(col(Membership.school_id) == cast.school.id, writes))
        if membership.from_day <= model.today <= (membership.until_day or date.max)
    }
    on_board = Counter((line.student_id, line.classroom_id) for line in lines)
    assert set(on_board) == enrolled | set(model.queues())
    assert set(on_board.values()) <= {1}
    since = {(line.student_id, line.classroom_id): line.since for line in lines if line.since}
    assert since == {who: letters[0].received_at for who, letters in model.queues().items()}


def check_students(session: Session, model: Model) -> None:
    """No student is shown an answer, or a standing that tells of one, before it is delivered."""
    cast = model.cast
    students = [cast.ana, cast.bo, cast.linh, cast.cy, cast.rivera]
    on_their_way = [answer.to for answer in model.answers.values() if answer.deliver_at > model.at]
    for student in students:
        # At every step who could be told too early, and one more in turn.
        if student not in on_their_way and student is not students[model.steps % len(students)]:
            continue
        viewer = cast.viewer(student, model.at)
        shown = {sheet.id: sheet for sheet in letter_sheets(session, viewer, letters_of, student.id)}
        assert {id_: sheet.standing for id_, sheet in shown.items()} == _standings(model, student)
        for sheet in shown.values():
            assert not (sheet.waits and (sheet.settled_by_id or sheet.settled_by or sheet.settled_on))
            assert sheet.deliver_at is None
        delivered = {
            id_
            for id_, answer in model.answers.items()
            if answer.to is student and answer.deliver_at <= model.at and answer.kind in _SHOWN
        }
        assert {sheet.id for sheet in answer_sheets(session, viewer, answers_to, student.id)} == delivered


_SHOWN = {AnswerKind.WRITTEN: Standing.ANSWERED, AnswerKind.IN_PERSON: Standing.TALKED}
_STANDS = {**_SHOWN, AnswerKind.READ: Standing.READ, AnswerKind.BEFORE: Standing.BEFORE}


def _standings(model: Model, student: Person) -> dict[UUID, Standing]:
    standings = {}
    for id_, told in model.letters.items():
        answer = model.answers.get(told.settled_by) if told.settled_by else None
        if told.writer is not student or (answer and answer.kind is AnswerKind.TAKEN_BACK):
            continue
        if answer and answer.deliver_at <= model.at:
            standings[id_] = _STANDS[answer.kind]
        else:
            standings[id_] = Standing.OPENED if told.opened else Standing.WAITING
    return standings
