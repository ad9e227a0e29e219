"""What the queue asks: the statements of the line in which students stand, each with all its conditions."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, or_, select, true
from sqlmodel import col

from app.models import Classroom, Draft, Letter, Mark, Page, Person
from app.models.as_a_rule import answers_as_a_rule
from app.models.columns import one_of
from app.models.letter import Wants
from app.models.mark import MarkKind, mark_holds
from app.models.prepared import prepared
from app.models.viewer import Viewer

A_PAGE = 100
"""Students on one page of the queue: a teacher's hundred."""
AROUND = 40
"""Students that the desk shows before and after the one who lies there."""


@prepared
def line(
    viewer: Viewer,
    classrooms: Sequence[UUID],
    unopened: bool, draft: bool, pages: bool, talk: bool, mine: bool,
    first: int | None, since: datetime | None, letter_id: UUID | None,
) -> Any:  # fmt: skip
    """A page of the line behind a position, and one more; and how many wait, also where nobody is shown."""
    waiters = _waiters(viewer, classrooms)
    numbered = _numbered(viewer, waiters, unopened, draft, pages, talk, mine)
    behind: ColumnElement[bool] = true()
    if since is not None:
        behind = or_(
            numbered.c.first < first,
            and_(numbered.c.first == first, numbered.c.since > since),
            and_(numbered.c.first == first, numbered.c.since == since, numbered.c.letter_id > letter_id),
        )
    shown = select(numbered).where(behind).order_by(numbered.c.number).limit(A_PAGE + 1).cte("shown")
    return _drawn(viewer, shown, waiters)


@prepared
def around(
    viewer: Viewer,
    classrooms: Sequence[UUID],
    unopened: bool, draft: bool, pages: bool, talk: bool, mine: bool,
    letter_id: UUID,
) -> Any:  # fmt: skip
    """The line around the student who wrote a letter."""
    waiters = _waiters(viewer, classrooms)
    numbered = _numbered(viewer, waiters, unopened, draft, pages, talk, mine)
    hers = (col(Letter.writer_id) == numbered.c.writer_id) & (col(Letter.queue_id) == numbered.c.queue_id)
    number = (
        select(numbered.c.number)
        .join(Letter, (col(Letter.school_id) == viewer.school_id) & hers)
        .where(col(Letter.id) == letter_id)
        .scalar_subquery()
    )
    here = func.coalesce(number, literal(1))
    shown = select(numbered).where(numbered.c.number.between(here - AROUND, here + AROUND)).cte("shown")
    return _drawn(viewer, shown, waiters)


@prepared
def aside(viewer: Viewer, classrooms: Sequence[UUID]) -> Any:
    """Whom the viewer has set aside, by the day on which they are back."""
    waiters = _waiters(viewer, classrooms)
    order = waiters.c.until_day, waiters.c.since, waiters.c.letter_id
    number = func.row_number().over(order_by=order).label("number")
    shown = select(waiters, number).where(waiters.c.aside == 1).cte("shown")
    return _drawn(viewer, shown, waiters).where(shown.c.letter_id.is_not(None))


@prepared
def next_in_line(
    viewer: Viewer,
    classrooms: Sequence[UUID],
    unopened: bool, draft: bool, pages: bool, talk: bool, mine: bool,
    since: datetime,
) -> Any:  # fmt: skip
    """The letter after those who have waited since a moment."""
    numbered = _numbered(viewer, _waiters(viewer, classrooms), unopened, draft, pages, talk, mine)
    passed = case((numbered.c.since > since, 0), else_=1)
    return select(numbered.c.letter_id).order_by(numbered.c.first.desc(), passed, numbered.c.number).limit(1)


def _waiters(viewer: Viewer, classrooms: Sequence[UUID]) -> CTE:
    """A row for each student who waits, at her first letter; `aside` where the viewer has set all that waits aside."""
    of_hers: Any = {"partition_by": (col(Letter.writer_id), col(Letter.queue_id))}
    oldest = col(Letter.received_at), col(Letter.id)
    newest = col(Letter.received_at).desc(), col(Letter.id).desc()
    kind = col(Mark.kind)
    letters = (
        select(
            col(Letter.id).label("letter_id"),
            col(Letter.writer_id),
            col(Letter.queue_id),
            col(Letter.received_at).label("since"),
            func.row_number().over(order_by=oldest, **of_hers).label("place"),
            func.count().over(**of_hers).label("letters"),
            func.sum(case((col(Letter.opened_at).is_(None), 1), else_=0)).over(**of_hers).label("unopened"),
            func.first_value(col(Letter.wants), type_=one_of(Wants)).over(order_by=newest, **of_hers).label("wants"),
            func.max(case((kind == MarkKind.FIRST, 1), else_=0)).over(**of_hers).label("first"),
            func.min(case((kind == MarkKind.ASIDE, 1), else_=0)).over(**of_hers).label("aside"),
            func.min(col(Mark.until_day)).over(**of_hers).label("until_day"),
            func.max(col(Mark.note)).over(**of_hers).label("note"),
        )
        .outerjoin(Mark, mark_holds(viewer))
        .where(col(Letter.school_id) == viewer.school_id, col(Letter.queue_id).in_(classrooms), Letter.waiting)
        .subquery()
    )
    return select(letters).where(letters.c.place == 1).cte("waiters")


def _numbered(viewer: Viewer, waiters: CTE, unopened: bool, draft: bool, pages: bool, talk: bool, mine: bool) -> CTE:
    """Those who fit, each with her place in the line."""
    fits = [waiters.c.aside == 0]
    if unopened:
        fits.append(waiters.c.unopened > 0)
    if draft:
        fits.append(_has_draft(viewer, waiters))
    if pages:
        fits.append(_has_pages(viewer, waiters))
    if talk:
        fits.append(waiters.c.wants == Wants.TALK)
    if mine:
        fits.append(answers_as_a_rule(viewer, waiters.c.queue_id, waiters.c.writer_id) == viewer.person_id)
    order = waiters.c.first.desc(), waiters.c.since, waiters.c.letter_id
    return select(waiters, func.row_number().over(order_by=order).label("number")).where(*fits).cte("line")


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
            col(Person.name),
            col(Person.goes_by),
            col(Classroom.name).label("classroom"),
            _has_draft(viewer, shown).label("draft"),
            _has_pages(viewer, shown).label("pages"),
        )
        .select_from(counts)
        .outerjoin(shown, true())
        .outerjoin(Person, (col(Person.school_id) == viewer.school_id) & (col(Person.id) == shown.c.writer_id))
        .outerjoin(Classroom, (col(Classroom.school_id) == viewer.school_id) & (col(Classroom.id) == shown.c.queue_id))
        .order_by(shown.c.number)
    )


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
    waiting = col(Letter.writer_id) == waiters.c.writer_id, col(Letter.queue_id) == waiters.c.queue_id, Letter.waiting
    return (
        select(col(Page.id))
        .join(Letter, (col(Letter.school_id) == col(Page.school_id)) & (col(Letter.id) == col(Page.letter_id)))
        .where(col(Page.school_id) == viewer.school_id, *waiting)
        .exists()
    )


def first_month(viewer: Viewer, classrooms: Collection[UUID]) -> Any:
    """The month of the first letter that waits in the queues of `classrooms`, as part of a query; null where none."""
    waiting = Letter.waiting, col(Letter.school_id) == viewer.school_id, col(Letter.queue_id).in_(classrooms)
    return select(func.min(Letter.month)).where(*waiting).correlate(None).scalar_subquery()
