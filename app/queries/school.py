"""The office's front page: how far a school is with its beginning, and how many letters nobody opens. Counts alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Card, Classroom, Letter, Membership, Office, Person, Wording, Worry
from app.models.calendar import school_day_back, start_of
from app.models.classroom import ClassroomKind, Part
from app.models.door import CardState
from app.models.person import OfficePart
from app.models.school import WordingKind
from app.models.viewer import Viewer
from app.models.worry import named_persons, worries_with_nobody
from app.queries.days_off import days_off
from app.queries.people import has_link, has_password

Count = Label[int]

LEFT_UNOPENED = 2
"""School days after which a letter that nobody has opened is said out loud."""

ENOUGH_HELPERS = 2
"""Named persons: two at least, since none handles a letter about herself."""


class Step(StrEnum):
    """What makes a school ready for its first letter, in the order in which one does it."""

    SETTINGS = "settings"
    CLASSES = "classes"
    TEACHERS = "teachers"
    STUDENTS = "students"
    CARDS = "cards"
    WORDING = "wording"
    HELPERS = "helpers"


@dataclass(frozen=True)
class Overview:
    """Everything that the front page counts."""

    classes: int
    unread: int
    """Classes in which nobody reads, and nobody is going to."""
    teachers: int
    invited: int
    """Teachers who have a link that still opens, and no password yet."""
    uninvited: int
    """Teachers who have neither."""
    students: int
    carded: int
    """Students who have a card that opens."""
    readers_said: int
    """In how many languages the school says who can read."""
    help_said: int
    """In how many it says where help is."""
    duty_said: int
    """In how many it says to teachers what the law asks of them, and whom to ring."""
    helpers: int
    helpers_who_come_in: int
    """Those of them who can sign in today: into the hands of any other nothing can be put."""
    worries_with_nobody: int
    """Open worries that lie with somebody who is no named person any more."""
    unopened: int
    """Letters of students that nobody has opened for two school days."""

    @property
    def cardless(self) -> int:
        return self.students - self.carded

    @cached_property
    def done(self) -> dict[Step, bool]:
        """Each step, and whether it is done."""
        return {
            Step.SETTINGS: True,  # a school begins with them
            Step.CLASSES: self.classes > 0,
            Step.TEACHERS: self.teachers > 0 and not self.uninvited and not self.unread,
            Step.STUDENTS: self.students > 0,
            Step.CARDS: self.students > 0 and not self.cardless,
            Step.WORDING: self.readers_said > 0 and self.help_said > 0,
            Step.HELPERS: self.helpers >= ENOUGH_HELPERS,
        }

    @property
    def next(self) -> Step | None:
        """The first step that is not done; None once all are."""
        return next((step for step, done in self.done.items() if not done), None)


def overview(session: Session, viewer: Viewer) -> Overview:
    """How far the school is, in two statements: its holidays, and every count."""
    free = [(away.from_day, away.until_day) for away in days_off(session, viewer)]
    oldest_day = school_day_back(viewer.today, LEFT_UNOPENED, free)
    counts = [*_of_classes(viewer), *_of_people(viewer), *_of_words(viewer), _unopened(viewer, oldest_day)]
    counts.append(_count("worries_with_nobody", Worry, worries_with_nobody(viewer)))
    return Overview(**session.execute(select(*counts)).one()._mapping)


def _of_classes(viewer: Viewer) -> Iterator[Count]:
    reads_here = _parts(viewer).where(
        col(Membership.part) != Part.WRITER, col(Membership.classroom_id) == col(Classroom.id)
    )
    yield _count("classes", Classroom, *_classes(viewer))
    yield _count("unread", Classroom, *_classes(viewer), ~reads_here.correlate(Classroom).exists())


def _of_people(viewer: Viewer) -> Iterator[Count]:
    mine = select(1).correlate(Person)
    in_a_class = _parts(viewer).correlate(Person).where(col(Membership.person_id) == col(Person.id))
    in_a_class = in_a_class.join(Classroom, _same(Classroom, Membership, "classroom_id")).where(*_classes(viewer))
    reads = in_a_class.where(col(Membership.part) != Part.WRITER).exists()
    writes = in_a_class.where(col(Membership.part) == Part.WRITER).exists()
    holds_office = mine.where(*_here(Office, viewer), *_lasting(Office, viewer), _hers(Office)).exists()
    # Who has an address and neither an office nor a class is a teacher whose classes are still to come.
    teaches = or_(reads, and_(col(Person.email) != "", ~writes, ~holds_office))
    locked_out, has_a_link = ~has_password(viewer), has_link(viewer)
    live = col(Card.state) == CardState.LIVE
    has_a_card = mine.where(*_here(Card, viewer), _hers(Card), live).exists()
    helps = mine.where(
        *_here(Office, viewer), *_lasting(Office, viewer), _hers(Office), col(Office.part) == OfficePart.HELPER
    ).exists()
    still_here = *_here(Person, viewer), or_(col(Person.ended_on).is_(None), col(Person.ended_on) >= viewer.today)
    yield _count("teachers", Person, *still_here, teaches)
    yield _count("invited", Person, *still_here, teaches, locked_out, has_a_link)
    yield _count("uninvited", Person, *still_here, teaches, locked_out, ~has_a_link)
    yield _count("students", Person, *still_here, writes)
    yield _count("carded", Person, *still_here, writes, has_a_card)
    yield _count("helpers", Person, *still_here, helps)
    yield _count("helpers_who_come_in", Person, *_here(Person, viewer), col(Person.id).in_(named_persons(viewer)))


def _of_words(viewer: Viewer) -> Iterator[Count]:
    """In how many languages there are words of each kind: the newest ones, where they are not empty."""
    later = aliased(Wording)
    said_later = select(1).where(
        *_here(later, viewer),
        col(later.kind) == col(Wording.kind),
        col(later.language) == col(Wording.language),
        col(later.from_at) > col(Wording.from_at),
    )
    said = *_here(Wording, viewer), col(Wording.text) != "", ~said_later.correlate(Wording).exists()
    yield _count("readers_said", Wording, *said, col(Wording.kind) == WordingKind.READERS)
    yield _count("help_said", Wording, *said, col(Wording.kind) == WordingKind.HELP)
    yield _count("duty_said", Wording, *said, col(Wording.kind) == WordingKind.DUTY)


def _unopened(viewer: Viewer, oldest_day: date) -> Count:
    """Letters of students that came before a day began, wait, and were opened by nobody."""
    of_students = select(1).where(
        *_here(Classroom, viewer),
        col(Classroom.id) == col(Letter.queue_id),
        col(Classroom.kind) == ClassroomKind.CLASS,
    )
    return _count(
        "unopened", Letter, *_here(Letter, viewer), Letter.waiting, col(Letter.opened_at).is_(None),
        col(Letter.received_at) < start_of(oldest_day, viewer.zone), of_students.correlate(Letter).exists(),
    )  # fmt: skip


def _count(name: str, model: Any, *where: Any) -> Count:
    return select(func.count(col(model.id))).where(*where).scalar_subquery().label(name)


def _parts(viewer: Viewer) -> Select[Any]:
    """The parts in classes that are not over; those to come count: a school is made ready in the holidays."""
    return select(1).select_from(Membership).where(*_here(Membership, viewer), *_lasting(Membership, viewer))


def _classes(viewer: Viewer) -> list[Any]:
    goes_on = or_(col(Classroom.ended_on).is_(None), col(Classroom.ended_on) >= viewer.today)
    return [*_here(Classroom, viewer), col(Classroom.kind) == ClassroomKind.CLASS, goes_on]


def _here(model: Any, viewer: Viewer) -> list[Any]:
    return [col(model.school_id) == viewer.school_id]


def _lasting(model: Any, viewer: Viewer) -> list[Any]:
    return [or_(col(model.until_day).is_(None), col(model.until_day) >= viewer.today)]


def _hers(model: Any) -> ColumnElement[bool]:
    return and_(col(model.school_id) == col(Person.school_id), col(model.person_id) == col(Person.id))


def _same(model: Any, other: Any, column: str) -> ColumnElement[bool]:
    return and_(col(model.school_id) == col(other.school_id), col(model.id) == getattr(other, column))
