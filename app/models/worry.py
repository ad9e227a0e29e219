"""A worry: a letter, or a student's own word, that was put into the hands of a person whom the school names.

Who sees one is said here alone. What is done with it is in handing_on.py.
"""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Index, Select, String, and_, func, literal, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Field, col

from app.models.columns import Moment, Row, one_of, points_to, table_args
from app.models.door import Password
from app.models.page import Page
from app.models.person import Event, Office, OfficePart, Person
from app.models.viewer import Viewer


class WorryState(StrEnum):
    """OPEN until the named person says what was done; she can open it again."""

    OPEN = "open"
    HANDLED = "handled"


class Act(StrEnum):
    """What happens to a worry; each is kept as an Event whose subject is the worry. templates/worry.html says each;
    Event.reason holds what stands beside it here."""

    HANDED_ON = "handed on"
    """Whom to."""
    TURNED = "turned to somebody"
    """By the student herself: the phone on which she wrote."""
    TOLD = "told the student"
    HANDLED = "handled"
    """What was done."""
    OPENED_AGAIN = "opened again"
    """Why."""
    PASSED_ON = "passed on"
    """Whom to, and on further lines why."""
    TAKEN_OVER = "taken over"
    """From whom."""


class Worry(Row, table=True):
    """What somebody saw, with an unchangeable copy of the letter. Only who handed it on and the named person see it.

    It points to the letter and its pages, and nothing in the house deletes along: as long as it is here, they are.
    """

    __table_args__ = table_args(
        points_to("person", "student_id"),
        points_to("letter", "letter_id"),
        points_to("person", "by_id"),
        points_to("person", "named_id"),
        Index(None, "school_id", "named_id"),
        Index(None, "school_id", "by_id"),
        Index(None, "school_id", "letter_id"),
    )

    student_id: UUID
    letter_id: UUID | None = None
    """None where the student turned to the named person herself."""
    by_id: UUID
    named_id: UUID
    """Whose it is now: one of the school's named persons."""
    saw: str
    """What the one who handed it on saw; what the student wrote, where she turned to the named person herself."""
    body: str = ""
    """The letter with its P.S., word for word, as it stood when it was handed on."""
    sha256: str = Field(sa_type=String(64))
    """Of `body`."""
    received_at: datetime | None = Field(default=None, sa_type=Moment)
    """When the letter came."""
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    """When it was first opened."""
    told_on: date | None = None
    """The day on which the student was told that it is handed on."""
    why_not: str = ""
    """Why she has not been told yet."""
    state: WorryState = Field(default=WorryState.OPEN, sa_type=one_of(WorryState))
    at: datetime = Field(sa_type=Moment)


class WorryPage(Row, table=True):
    """A page of the letter as it was handed on, with the SHA-256 of what came from the phone."""

    __tablename__ = "worry_page"
    __table_args__ = table_args(
        points_to("worry", "worry_id"), points_to("page", "page_id"), Index(None, "school_id", "worry_id")
    )

    worry_id: UUID
    page_id: UUID
    place: int
    sha256: str = Field(sa_type=String(64))


def named_persons(viewer: Viewer) -> Select[UUID]:
    """The ids of the school's named persons of today, who are here and can sign in."""
    person, password = aliased(Person), aliased(Password)
    opens = select(col(password.id)).where(
        col(password.school_id) == col(person.school_id), col(password.person_id) == col(person.id)
    )
    return (
        select(col(Office.person_id))
        .join(person, (col(person.school_id) == col(Office.school_id)) & (col(person.id) == col(Office.person_id)))
        .where(
            col(Office.school_id) == viewer.school_id,
            col(Office.part) == OfficePart.HELPER,
            col(Office.from_day) <= viewer.today,
            func.coalesce(col(Office.until_day), date.max) >= viewer.today,
            func.coalesce(col(person.ended_on), date.max) >= viewer.today,
            col(person.email) != "",
            opens.correlate(person).exists(),
        )
        .correlate(None)
    )


def to_choose(viewer: Viewer, but: Collection[UUID], worry_id: UUID | None = None) -> Select[UUID]:
    """The ids of the named persons into whose hands the viewer can put something: never her own, nor those of `but`,
    nor, for a worry that is there already, those of who has passed it on because it is about her."""
    chosen = named_persons(viewer).where(col(Office.person_id).not_in([viewer.person_id, *but]))
    if worry_id is None:
        return chosen
    passed_it_on = select(col(Event.actor_id)).where(_passed_on(viewer), col(Event.subject_id) == worry_id)
    return chosen.where(col(Office.person_id).not_in(passed_it_on))


def worries_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """True for the worries that the viewer may see, with all that is in them: those that she has handed on herself,
    and those in her hands while she is a named person. Nobody else sees one, whatever her office.

    A student who turned to somebody sees less of it: see worries_turned_with.
    """
    handed_on = and_(col(Worry.by_id) == viewer.person_id, col(Worry.letter_id).is_not(None))
    return and_(col(Worry.school_id) == viewer.school_id, or_(handed_on, worries_in_hands_of(viewer)))


def worries_in_hands_of(viewer: Viewer) -> ColumnElement[bool]:
    """True for the worries that are the viewer's to handle."""
    return and_(col(Worry.school_id) == viewer.school_id, col(Worry.named_id) == viewer.person_id, _is_named(viewer))


def worries_with_nobody(viewer: Viewer) -> ColumnElement[bool]:
    """True for the school's open worries that lie with somebody who is no named person any more."""
    return and_(
        col(Worry.school_id) == viewer.school_id,
        col(Worry.state) == WorryState.OPEN,
        col(Worry.named_id).not_in(named_persons(viewer)),
    )


def worries_to_take_over(viewer: Viewer) -> ColumnElement[bool]:
    """True for those of them that the viewer, a named person, can take into her hands: she knows of them, and sees no
    word before she has. Never one that is about her: as its student, or because she has passed it on."""
    passed_on = select(col(Event.subject_id)).where(_passed_on(viewer), col(Event.actor_id) == viewer.person_id)
    return and_(
        worries_with_nobody(viewer),
        _is_named(viewer),
        col(Worry.student_id) != viewer.person_id,
        col(Worry.by_id) != viewer.person_id,
        col(Worry.id).not_in(passed_on),
    )


def worries_turned_with(viewer: Viewer) -> ColumnElement[bool]:
    """True for those with which the viewer, a student, turned to somebody herself: of them she sees to whom, when, and
    whether that person has said what was done. On a phone that is not known to be hers only what she wrote there."""
    here = select(col(Event.subject_id)).where(
        col(Event.school_id) == viewer.school_id,
        col(Event.act) == Act.TURNED,
        col(Event.actor_id) == viewer.person_id,
        col(Event.reason) == str(viewer.phone_id),
    )
    return and_(
        col(Worry.school_id) == viewer.school_id,
        col(Worry.by_id) == viewer.person_id,
        col(Worry.letter_id).is_(None),
        true() if viewer.known else col(Worry.id).in_(here),
    )


def worry_pages_visible_to(viewer: Viewer, worry_id: UUID | None) -> ColumnElement[bool]:
    """True for the pages of a worry that the viewer may see."""
    copied = (
        select(col(WorryPage.page_id))
        .join(Worry, (col(Worry.school_id) == col(WorryPage.school_id)) & (col(Worry.id) == col(WorryPage.worry_id)))
        .where(worries_visible_to(viewer), col(Worry.id) == worry_id)
    )
    return and_(col(Page.school_id) == viewer.school_id, col(Page.id).in_(copied))


def _is_named(viewer: Viewer) -> ColumnElement[bool]:
    return literal(viewer.person_id).in_(named_persons(viewer))


def _passed_on(viewer: Viewer) -> ColumnElement[bool]:
    return and_(col(Event.school_id) == viewer.school_id, col(Event.act) == Act.PASSED_ON)
