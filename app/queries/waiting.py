"""What the queue asks: the statements of the line in which students stand, each with all its conditions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, or_, select, true
from sqlmodel import col

from app.models import Classroom, Draft, Letter, Mark, Page, Person
from app.models.as_a_rule import answers_as_a_rule
from app.models.letter import Wants
from app.models.mark import MarkKind, mark_holds
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.queries.together import who_writes

A_PAGE = 100
"""Students on one page of the queue: a teacher's hundred."""
AROUND = 100
"""Students that the desk shows before and after the one who lies there."""


class Only(StrEnum):
    """A filter: only those who fit all that are chosen. MINE: whom the viewer answers as a rule.

    What each asks is said in _fits, and how it is called in templates/_waiters.html.
    """

    UNOPENED = "unopened"
    DRAFT = "draft"
    PAGES = "pages"
    TALK = "talk"
    MINE = "mine"


@prepared
def line(
    viewer: Viewer,
    classrooms: Sequence[UUID],
    only: frozenset[Only],
    first: int | None,
    since: datetime | None,
    writer_id: UUID | None,
    queue_id: UUID | None,
) -> Any:
    """A page of the line behind a position, and one more; and how many wait, also where nobody is shown."""
    waiters = _waiters(viewer, classrooms)
    behind: ColumnElement[bool] = true()
    if since is not None:
        of = waiters.c
        behind = or_(
            of.first < first,
            and_(of.first == first, of.since > since),
            and_(of.first == first, of.since == since, of.writer_id > writer_id),
            and_(of.first == first, of.since == since, of.writer_id == writer_id, of.queue_id > queue_id),
        )
    fits = _fits(viewer, waiters, only)
    shown = select(waiters).where(*fits, behind).order_by(*_order(waiters)).limit(A_PAGE + 1).cte("shown")
    return _drawn(viewer, shown, waiters).order_by(*_order(shown))


@prepared
def around(viewer: Viewer, classrooms: Sequence[UUID], only: frozenset[Only], letter_id: UUID) -> Any:
    """The line around the student who wrote a letter."""
    waiters = _waiters(viewer, classrooms)
    number = func.row_number().over(order_by=_order(waiters)).label("number")
    fits = _fits(viewer, waiters, only)
    numbered = select(waiters, number).where(*fits).cte("line")
    hers = (col(Letter.writer_id) == numbered.c.writer_id) & (col(Letter.queue_id) == numbered.c.queue_id)
    here = (
        select(numbered.c.number)
        .join(Letter, (col(Letter.school_id) == viewer.school_id) & hers)
        .where(col(Letter.id) == letter_id)
        .scalar_subquery()
    )
    beginning = func.coalesce(here, literal(1)) - AROUND
    shown = select(numbered).where(numbered.c.number.between(beginning, beginning + 2 * AROUND)).cte("shown")
    return _drawn(viewer, shown, waiters).order_by(*_order(shown))


@prepared
def aside(viewer: Viewer, classrooms: Sequence[UUID]) -> Any:
    """Whom the viewer has set aside, by the day on which they are back."""
    waiters = _waiters(viewer, classrooms)
    shown = select(waiters).where(waiters.c.aside == 1).cte("shown")
    asked = _drawn(viewer, shown, waiters).where(shown.c.since.is_not(None))
    return asked.order_by(shown.c.until_day, *_order(shown))


@prepared
def next_in_line(viewer: Viewer, classrooms: Sequence[UUID], only: frozenset[Only], since: datetime) -> Any:
    """The letter after those who have waited since a moment."""
    waiters = _waiters(viewer, classrooms)
    passed = case((waiters.c.since > since, 0), else_=1)
    fits = _fits(viewer, waiters, only)
    first, *rest = _order(waiters)
    return select(_oldest(viewer, waiters)).where(*fits).order_by(first, passed, *rest).limit(1)


def _waiters(viewer: Viewer, classrooms: Sequence[UUID]) -> CTE:
    """A row for each student who waits, but not for the viewer's own letters; `aside` where she has set all that waits
    aside."""
    kind, wants = col(Mark.kind), col(Letter.wants)
    return (
        select(
            col(Letter.writer_id),
            col(Letter.queue_id),
            func.min(col(Letter.received_at)).label("since"),
            func.count().label("letters"),
            func.sum(_one_where(col(Letter.opened_at).is_(None))).label("unopened"),
            func.max(_one_where(wants == Wants.TALK)).label("talk"),
            func.min(_one_where(wants == Wants.READ)).label("read"),
            func.max(_one_where(kind == MarkKind.FIRST)).label("first"),
            func.min(_one_where(kind == MarkKind.ASIDE)).label("aside"),
            func.min(col(Mark.until_day)).label("until_day"),
            func.max(col(Mark.note)).label("note"),
        )
        .outerjoin(Mark, mark_holds(viewer))
        .where(
            col(Letter.school_id) == viewer.school_id,
            col(Letter.queue_id).in_(classrooms),
            col(Letter.writer_id) != viewer.person_id,
            Letter.waiting,
        )
        .group_by(col(Letter.queue_id), col(Letter.writer_id))  # the other way round SQLite reads the whole school
        .cte("waiters")
    )


def _one_where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _order(waiters: CTE) -> tuple[Any, ...]:
    """Who comes first: whom the viewer comes back to first, then who has waited longest."""
    return waiters.c.first.desc(), waiters.c.since, waiters.c.writer_id, waiters.c.queue_id


def _fits(viewer: Viewer, waiters: CTE, only: frozenset[Only]) -> list[ColumnElement[bool]]:
    """The conditions of a filter; whom the viewer has set aside fits none."""
    asks: dict[Only, ColumnElement[bool]] = {
        Only.UNOPENED: waiters.c.unopened > 0,
        Only.DRAFT: _has_draft(viewer, waiters),
        Only.PAGES: _has_pages(viewer, waiters),
        Only.TALK: waiters.c.talk == 1,
        Only.MINE: answers_as_a_rule(viewer, waiters.c.queue_id, waiters.c.writer_id) == viewer.person_id,
    }
    return [waiters.c.aside == 0, *(asks[one] for one in Only if one in only)]


def _drawn(viewer: Viewer, shown: CTE, waiters: CTE) -> Any:
    """The rows of `shown` with all that a list says of them, and beside each how many wait; where there is none, that
    alone."""
    counts = select(
        func.coalesce(func.sum(1 - waiters.c.aside), 0).label("waiting"),
        func.coalesce(func.sum(waiters.c.aside), 0).label("aside_count"),
    ).subquery()
    return (
        select(
            shown,
            counts.c.waiting,
            counts.c.aside_count,
            _oldest(viewer, shown).label("letter_id"),
            col(Person.name),
            col(Person.goes_by),
            col(Classroom.name).label("classroom"),
            _has_draft(viewer, shown).label("draft"),
            _has_pages(viewer, shown).label("pages"),
            who_writes(viewer, shown.c.writer_id, shown.c.queue_id).label("writing"),
        )
        .select_from(counts)
        .outerjoin(shown, true())
        .outerjoin(Person, (col(Person.school_id) == viewer.school_id) & (col(Person.id) == shown.c.writer_id))
        .outerjoin(Classroom, (col(Classroom.school_id) == viewer.school_id) & (col(Classroom.id) == shown.c.queue_id))
    )


def _of_hers(viewer: Viewer, waiters: CTE) -> tuple[ColumnElement[bool], ...]:
    """The letters of a student that wait in this queue."""
    hers = col(Letter.writer_id) == waiters.c.writer_id, col(Letter.queue_id) == waiters.c.queue_id
    return (col(Letter.school_id) == viewer.school_id, *hers, and_(Letter.waiting))


def _oldest(viewer: Viewer, waiters: CTE) -> Any:
    """The letter from which a student waits."""
    oldest = col(Letter.received_at), col(Letter.id)
    hers = select(col(Letter.id)).where(*_of_hers(viewer, waiters)).order_by(*oldest).limit(1)
    return hers.correlate(waiters).scalar_subquery()


def _has_draft(viewer: Viewer, waiters: CTE) -> ColumnElement[bool]:
    return (
        select(col(Draft.id))
        .where(
            col(Draft.school_id) == viewer.school_id,
            col(Draft.author_id) == viewer.person_id,
            col(Draft.to_id) == waiters.c.writer_id,
            col(Draft.classroom_id) == waiters.c.queue_id,
        )
        .exists()
    )


def _has_pages(viewer: Viewer, waiters: CTE) -> ColumnElement[bool]:
    pages = select(col(Page.id)).where(col(Page.school_id) == viewer.school_id, col(Page.letter_id) == col(Letter.id))
    return select(col(Letter.id)).where(*_of_hers(viewer, waiters), pages.correlate(Letter).exists()).exists()


def first_month(viewer: Viewer, classrooms: Collection[UUID]) -> Any:
    """The month of the first letter that waits in the queues of `classrooms`, as part of a query; null where none."""
    waiting = Letter.waiting, col(Letter.school_id) == viewer.school_id, col(Letter.queue_id).in_(classrooms)
    return select(func.min(Letter.month)).where(*waiting).correlate(None).scalar_subquery()
