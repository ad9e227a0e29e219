"""Worries: the list of those that are hers, one with its copy, and what a student sees of those that she wrote."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Event, Page, Person, Worry, WorryPage
from app.models.page import PageSize
from app.models.viewer import Viewer
from app.models.words import digest
from app.models.worry import (
    Act,
    WorryState,
    named_persons,
    to_choose,
    worries_to_take_over,
    worries_turned_with,
    worries_visible_to,
    worry_pages_visible_to,
)
from app.queries.pages import PAGE, Bytes, PageShown, bytes_of_page, page_shown
from app.queries.reading import called, is_person


@dataclass(frozen=True)
class Listed:
    """A worry in a list: whose it is, and no word of it."""

    id: UUID
    student: str
    by: str
    named: str
    on: date
    state: WorryState
    letter_id: UUID | None
    by_me: bool
    to_take_over: bool
    """It lies with nobody, and the viewer can take it into her hands: until then she sees no more than this."""
    in_hands: bool
    """Whether somebody has it who is a named person today."""

    @property
    def open(self) -> bool:
        return self.state is WorryState.OPEN


def worries(session: Session, viewer: Viewer) -> list[Listed]:
    """Those that the viewer may see, and those that she can take over: the open ones first, the newest first."""
    known = or_(worries_visible_to(viewer), worries_to_take_over(viewer))
    return [_listed(viewer, row) for row in session.execute(_list(viewer, known))]


def handed_on(session: Session, viewer: Viewer, letter_id: UUID) -> list[Listed]:
    """Those with which the viewer has handed on a letter."""
    mine = and_(worries_visible_to(viewer), col(Worry.letter_id) == letter_id, col(Worry.by_id) == viewer.person_id)
    return [_listed(viewer, row) for row in session.execute(_list(viewer, mine))]


def turned(session: Session, viewer: Viewer) -> list[Listed]:
    """Those with which the viewer, a student, turned to somebody herself: whom to, when, and whether it is handled."""
    return [_listed(viewer, row) for row in session.execute(_list(viewer, worries_turned_with(viewer)))]


def _list(viewer: Viewer, where: Any) -> Select[Any]:
    student, by, named = (aliased(Person) for _ in range(3))
    columns: list[Any] = [
        Worry.id, called(student, "student"), called(by, "by"), called(named, "named"), Worry.at, Worry.state,
        Worry.letter_id, Worry.by_id, worries_to_take_over(viewer).label("to_take_over"),
        col(Worry.named_id).in_(named_persons(viewer)).label("in_hands"),
    ]  # fmt: skip
    return (
        select(*columns)
        .join(student, is_person(student, Worry.student_id))
        .join(by, is_person(by, Worry.by_id))
        .join(named, is_person(named, Worry.named_id))
        .where(where)
        .order_by(col(Worry.state) == WorryState.HANDLED, col(Worry.at).desc(), col(Worry.id))
    )


def _listed(viewer: Viewer, row: Any) -> Listed:
    return Listed(
        id=row.id,
        student=row.student,
        by=row.by,
        named=row.named,
        on=viewer.day(row.at),
        state=row.state,
        letter_id=row.letter_id,
        by_me=row.by_id == viewer.person_id,
        to_take_over=bool(row.to_take_over),
        in_hands=bool(row.in_hands),
    )


@dataclass(frozen=True)
class Happened:
    """Something that was done with a worry, by whom and when, by the school's clock."""

    act: Act
    by: str
    at: datetime
    to: str
    """Whom to, or from whom; empty where it was nobody."""
    why: str


@dataclass(frozen=True)
class WorryShown:
    """A worry with all that is in it."""

    id: UUID
    letter_id: UUID | None
    student_id: UUID
    student: str
    by_id: UUID
    by: str
    named_id: UUID
    named: str
    saw: str
    body: str
    sha256: str
    received_at: datetime | None
    opened_at: datetime | None
    told_on: date | None
    why_not: str
    state: WorryState
    at: datetime
    in_hands: bool
    """Whether somebody has it who is a named person today."""
    pages: list[PageShown]
    unchanged: bool
    """Whether the copy is, to the letter and the byte, what was handed on."""

    @property
    def open(self) -> bool:
        return self.state is WorryState.OPEN


def worry(session: Session, viewer: Viewer, worry_id: UUID | None) -> WorryShown | None:
    """One that the viewer may see, with its copy; None for any other."""
    student, by, named = (aliased(Person) for _ in range(3))
    whole: Any = select(
        Worry, called(student, "student"), called(by, "by"), called(named, "named"),
        col(Worry.named_id).in_(named_persons(viewer)).label("in_hands"),
    )  # fmt: skip
    row = session.execute(
        whole.join(student, is_person(student, Worry.student_id))
        .join(by, is_person(by, Worry.by_id))
        .join(named, is_person(named, Worry.named_id))
        .where(worries_visible_to(viewer), col(Worry.id) == worry_id)
    ).one_or_none()
    if row is None:
        return None
    of_it: Worry = row.Worry
    pages = session.execute(
        select(*PAGE, (col(Page.sha256) == col(WorryPage.sha256)).label("same"))
        .join(WorryPage, and_(col(WorryPage.school_id) == col(Page.school_id), col(WorryPage.page_id) == col(Page.id)))
        .where(col(WorryPage.school_id) == viewer.school_id, col(WorryPage.worry_id) == of_it.id)
        .order_by(col(WorryPage.place))
    ).all()
    return WorryShown(
        id=of_it.id,
        letter_id=of_it.letter_id,
        student_id=of_it.student_id,
        student=row.student,
        by_id=of_it.by_id,
        by=row.by,
        named_id=of_it.named_id,
        named=row.named,
        saw=of_it.saw,
        body=of_it.body,
        sha256=of_it.sha256,
        received_at=of_it.received_at and of_it.received_at.astimezone(viewer.zone),
        opened_at=of_it.opened_at and of_it.opened_at.astimezone(viewer.zone),
        told_on=of_it.told_on,
        why_not=of_it.why_not,
        state=of_it.state,
        at=of_it.at.astimezone(viewer.zone),
        in_hands=bool(row.in_hands),
        pages=[page_shown(page) for page in pages],
        unchanged=digest(of_it.body) == of_it.sha256 and all(page.same for page in pages),
    )


def since(session: Session, viewer: Viewer, worry_id: UUID) -> list[Happened]:
    """All that was done with a worry, in order."""
    rows = session.execute(
        select(col(Event.act), called(Person, "by"), col(Event.at), col(Event.reason))
        .join(Person, is_person(Person, Event.actor_id))
        .where(
            col(Event.school_id) == viewer.school_id, col(Event.subject_id) == worry_id, col(Event.act).in_(list(Act))
        )
        .order_by(col(Event.at), col(Event.id))
    )
    return [_happened(viewer, row) for row in rows]


def _happened(viewer: Viewer, row: Any) -> Happened:
    act, to, why = Act(row.act), "", row.reason
    if act in {Act.HANDED_ON, Act.PASSED_ON, Act.TAKEN_OVER}:
        to, _, why = row.reason.partition("\n")
    elif act is Act.TURNED:
        why = ""  # the phone is nobody's to see
    return Happened(act, row.by, row.at.astimezone(viewer.zone), to, why)


@dataclass(frozen=True)
class Choice:
    """A named person who can be chosen."""

    id: UUID
    name: str


def choices(session: Session, viewer: Viewer, but: Collection[UUID], worry_id: UUID | None = None) -> list[Choice]:
    """The named persons into whose hands the viewer can put something, by name; none of `but`."""
    rows = session.execute(
        select(col(Person.id), called(Person, "name"))
        .where(col(Person.school_id) == viewer.school_id, col(Person.id).in_(to_choose(viewer, but, worry_id)))
        .order_by(col(Person.sort_name), col(Person.id))
    )
    return [Choice(*row) for row in rows]


def worry_page(
    session: Session, viewer: Viewer, worry_id: UUID | None, page_id: UUID | None, size: PageSize | None
) -> Bytes | None:
    """The bytes of a page of a worry that the viewer may see, in a size."""
    return bytes_of_page(session, worry_pages_visible_to(viewer, worry_id), page_id, size)
