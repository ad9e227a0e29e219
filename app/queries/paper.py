"""The pile of a reader in a class: what lies there, what she has put to whom, and what she did last."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Draft, Letter, Page, Person, Preference
from app.models.letter import Via
from app.models.page import PageState
from app.models.pile import pile_of, steps_in, thrown_by
from app.models.viewer import Viewer
from app.models.visibility import letters_visible_to
from app.queries.pages import PAGE, PageShown, in_order, page_shown
from app.queries.students import students


@dataclass
class PutLetter:
    """A letter that was made of pages of this pile."""

    id: UUID
    student_id: UUID
    name: str
    goes_by: str
    day: date
    waits: bool
    pages: list[PageShown] = field(default_factory=list)


@dataclass(frozen=True)
class LastStep:
    """What she did last: she put a page to a student, or threw it away (then `name` is empty)."""

    page_id: UUID
    name: str


@dataclass(frozen=True)
class Pile:
    """A pile, and who can be the writer of what lies there."""

    left: list[PageShown]
    """What is not put yet and can be looked at, in order; also what can't be opened."""
    coming: int
    """How many files are still being made ready: their pages come after."""
    letters: list[PutLetter]
    """What has become of the others, by name."""
    students: list[Row[Any]]
    day: date | None
    """The day that she said last."""
    last: LastStep | None
    before: PutLetter | None
    """The letter to which a page was put last."""

    @property
    def put(self) -> int:
        """How many pages have been put to a student."""
        return sum(len(letter.pages) for letter in self.letters)

    @property
    def all(self) -> int:
        """How many pages the pile had, without what was thrown away; a file that still comes counts as one."""
        return self.put + len(self.left) + self.coming

    def at(self, page_id: UUID | None) -> int:
        """Which of those that are left it is, from 0; the first one where it isn't there."""
        return next((number for number, page in enumerate(self.left) if page.id == page_id), 0)


def paper(session: Session, viewer: Viewer, classroom_id: UUID) -> Pile:
    """The viewer's pile in a class; empty where she never had one."""
    pile_id, thrown_id = pile_of(viewer, classroom_id), thrown_by(viewer, classroom_id)
    rows = session.execute(
        select(col(Draft.id), col(Draft.updated_at), *PAGE)
        .outerjoin(Page, (col(Page.school_id) == col(Draft.school_id)) & (col(Page.draft_id) == col(Draft.id)))
        .where(
            col(Draft.school_id) == viewer.school_id,
            col(Draft.author_id) == viewer.person_id,
            col(Draft.id).in_([pile_id, thrown_id]),
        )
    ).all()
    began = next((row.updated_at for row in rows if row.id == pile_id), viewer.at)
    there = sorted((page_shown(row) for row in rows if row.id == pile_id and row.page_id), key=in_order)
    thrown = {row.page_id for row in rows if row.id == thrown_id and row.page_id}
    coming = {page.place for page in there if page.state is PageState.RECEIVED}
    letters = _letters(session, viewer, classroom_id, began)
    day, steps = _said(session, viewer, classroom_id)
    home = {page.id: letter for letter in letters for page in letter.pages}
    step = next((step for step in reversed(steps) if step in home or step in thrown), None)
    return Pile(
        left=[page for page in there if page.place not in coming],
        coming=len(coming),
        letters=letters,
        students=students(session, viewer, [classroom_id]),
        day=day,
        last=LastStep(step, _called(home[step]) if step in home else "") if step else None,
        before=next((home[step] for step in reversed(steps) if step in home), None),
    )


def _called(letter: PutLetter) -> str:
    return letter.goes_by or letter.name


def _letters(session: Session, viewer: Viewer, classroom_id: UUID, began: datetime) -> list[PutLetter]:
    waits: Any = Letter.waiting
    rows = session.execute(
        select(
            col(Letter.id), col(Letter.writer_id), col(Person.name), col(Person.goes_by), col(Letter.received_at),
            waits.label("waits"), *PAGE,
        )
        .join(Page, (col(Page.school_id) == col(Letter.school_id)) & (col(Page.letter_id) == col(Letter.id)))
        .join(Person, (col(Person.school_id) == col(Letter.school_id)) & (col(Person.id) == col(Letter.writer_id)))
        .where(
            letters_visible_to(viewer),
            col(Letter.classroom_id) == classroom_id,
            col(Letter.via) == Via.PAPER,
            col(Page.by_id) == viewer.person_id,
            col(Page.at) >= began,
        )
        .order_by(col(Person.sort_name), col(Person.id), col(Letter.received_at), col(Page.place), col(Page.leaf))
    )  # fmt: skip
    letters: dict[UUID, PutLetter] = {}
    for row in rows:
        letter = letters.get(row.id)
        if letter is None:
            day = viewer.day(row.received_at)
            letter = letters[row.id] = PutLetter(row.id, row.writer_id, row.name, row.goes_by, day, bool(row.waits))
        letter.pages.append(page_shown(row))
    return list(letters.values())


def _said(session: Session, viewer: Viewer, classroom_id: UUID) -> tuple[date | None, list[UUID]]:
    """The day that she said last, and the pages of her last steps."""
    value = session.scalar(
        select(col(Preference.value)).where(
            col(Preference.school_id) == viewer.school_id,
            col(Preference.person_id) == viewer.person_id,
            col(Preference.key) == steps_in(classroom_id),
        )
    )
    kept = value or {}
    day = date.fromisoformat(kept["day"]) if kept.get("day") else None
    return day, [UUID(step) for step in kept.get("steps", ())]
