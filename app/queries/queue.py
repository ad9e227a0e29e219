"""The queue: the students who wait for an answer, longest first, without a word of any letter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.letter import Wants
from app.models.viewer import Viewer
from app.queries import waiting
from app.queries.waiting import A_PAGE, Only

QUEUE = "queue"
"""The preference for one's filter."""


@dataclass(frozen=True)
class Filter:
    """Whom one wants to see of those who wait."""

    classroom: UUID | None = None
    """One of her classes; None for all."""
    only: frozenset[Only] = frozenset()

    @classmethod
    def kept(cls, value: Any) -> "Filter":
        """The filter of a preference; everybody, where that is none or one that can't be read."""
        try:
            classroom, only = value["class"], value["only"]
            return cls(UUID(classroom) if classroom else None, frozenset(map(Only, only)))
        except (KeyError, TypeError, ValueError):
            return cls()

    def as_kept(self) -> dict[str, Any]:
        """The same as a preference."""
        return {"class": str(self.classroom or ""), "only": sorted(self.only)}

    def toggled(self, one: str) -> "Filter":
        """The same with a word of Only more, or less."""
        return replace(self, only=self.only ^ {Only(one)}) if one in set(Only) else self

    def classrooms(self, reading: Collection[UUID]) -> list[UUID]:
        """Of the classes in which one reads those that are wanted."""
        return [self.classroom] if self.classroom and self.classroom in reading else list(reading)


@dataclass
class Waiter:
    """A student who waits in a class's queue, from the day of her first letter that has no answer."""

    letter_id: UUID
    """That first letter: where the desk opens."""
    student_id: UUID
    name: str
    goes_by: str
    classroom_id: UUID
    classroom: str
    since: datetime
    days: int
    letters: int
    unopened: int
    draft: bool
    """Whether the viewer has begun an answer."""
    pages: bool
    """Whether there are pages in one of the letters."""
    writing: str
    """Who else writes to her just now."""
    wants: Wants
    """TALK where one of the letters asks for it, READ where all ask for no more."""
    first: bool
    """Whether the viewer has said that she comes back to this one first."""
    until: date | None = None
    """The day on which she is back in the line, where the viewer has set her aside."""
    note: str = ""
    """What the viewer noted with it."""

    @property
    def position(self) -> str:
        """Where she stands, so that the next page begins behind her also when the line has moved."""
        return f"{int(self.first)}~{self.since.isoformat()}~{self.student_id}~{self.classroom_id}"


@dataclass(frozen=True)
class Queue:
    """A part of the line."""

    waiters: list[Waiter]
    waiting: int = 0
    """How many wait in these classes, but for those who are set aside."""
    aside: int = 0
    """How many the viewer has set aside."""
    more: str = ""
    """The position behind which it goes on; empty where it doesn't."""
    begins: bool = True
    """Whether its beginning is shown."""

    @property
    def longest(self) -> Waiter | None:
        """Who has waited longest, where that is longer than today and the line's beginning is shown."""
        if not self.waiters or not self.begins:
            return None
        longest = min(self.waiters, key=lambda waiter: waiter.since)
        return longest if longest.days else None

    def beside(self, letters: Collection[UUID]) -> tuple[Waiter | None, Waiter | None]:
        """Who stands before and after the one whose letter is among `letters`."""
        here = next((place for place, waiter in enumerate(self.waiters) if waiter.letter_id in letters), None)
        if here is None:
            return None, None
        return (self.waiters[here - 1] if here else None), next(iter(self.waiters[here + 1 :]), None)


def queue(
    session: Session,
    viewer: Viewer,
    classrooms: Sequence[UUID],
    only: Collection[Only] = (),
    *,
    after: str = "",
    most: int | None = A_PAGE,
) -> Queue:
    """Who waits in the queues of `classrooms`, longest first, behind the position `after`; at most so many."""
    position = _position(after)
    rows = waiting.line(session, viewer, classrooms, frozenset(only), *(position or (None, None, None, None))).all()
    return _queue(viewer, rows, most, begins=not position)


def queue_around(
    session: Session, viewer: Viewer, classrooms: Sequence[UUID], only: Collection[Only], letter_id: UUID
) -> Queue:
    """The part of the line in which a student stands, from any of her waiting letters; its beginning, where she stands
    in none."""
    rows = waiting.around(session, viewer, classrooms, frozenset(only), letter_id).all()
    return _queue(viewer, rows, None, begins=not rows or rows[0].number in {None, 1})


def set_aside_of(session: Session, viewer: Viewer, classrooms: Sequence[UUID]) -> list[Waiter]:
    """Whom the viewer has set aside, by the day on which they are back."""
    rows = waiting.aside(session, viewer, classrooms).all()
    return [_waiter(viewer, row) for row in rows]


def next_after(
    session: Session, viewer: Viewer, classrooms: Sequence[UUID], only: Collection[Only], since: datetime
) -> UUID | None:
    """The letter to open after one of somebody who has waited since then: of whom the viewer comes back to first, else
    the next in line, else of whoever waits longest."""
    id_: UUID | None = waiting.next_in_line(session, viewer, classrooms, frozenset(only), since).scalar()
    return id_


def _queue(viewer: Viewer, rows: Sequence[Any], most: int | None, *, begins: bool) -> Queue:
    shown = [_waiter(viewer, row) for row in rows[:most] if row.letter_id]
    more = shown[-1].position if most is not None and len(rows) > most else ""
    return Queue(shown, rows[0].waiting if rows else 0, rows[0].aside_count if rows else 0, more, begins)


def _waiter(viewer: Viewer, row: Any) -> Waiter:
    return Waiter(
        letter_id=row.letter_id,
        student_id=row.writer_id,
        name=row.name,
        goes_by=row.goes_by,
        classroom_id=row.queue_id,
        classroom=row.classroom,
        since=row.since,
        days=viewer.days_since(row.since),
        letters=row.letters,
        unopened=row.unopened,
        draft=row.draft,
        pages=row.pages,
        writing=row.writing or "",
        wants=Wants.TALK if row.talk else Wants.READ if row.read else Wants.ANSWER,
        first=bool(row.first),
        until=row.until_day,
        note=row.note or "",
    )


def _position(text: str) -> tuple[int, datetime, UUID, UUID] | None:
    """A position as its text says it; None where it says none."""
    try:
        first, since, student_id, classroom_id = text.split("~")
        moment = datetime.fromisoformat(since)
        return (int(first == "1"), moment, UUID(student_id), UUID(classroom_id)) if moment.tzinfo else None
    except ValueError:
        return None
