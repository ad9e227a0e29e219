"""Answers to print: one sheet a student, with only what is new; or the last lot once more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, Classroom, Letter, Person
from app.models.addition import added_since
from app.models.letter import Via
from app.models.printing import never_printed, printable_by
from app.models.viewer import Viewer
from app.models.visibility import letters_visible_to
from app.queries.sheet import Sheet
from app.queries.sheets import answer_sheets


@dataclass
class ToHandOut:
    """What one student gets of one class, on paper."""

    student_id: UUID
    name: str
    goes_by: str
    classroom: str
    on_paper: bool
    """Whether she has written on paper in this class."""
    answers: list[Sheet] = field(default_factory=list)


@dataclass(frozen=True)
class Lot:
    """What is printed now: sheets by class and name."""

    sheets: list[ToHandOut]
    others: int
    """How many students more there would be with those who write on a screen."""
    everyone: bool
    """Whether those are here too."""
    last: date | None
    """The day of the last lot; None where nothing was ever printed."""

    @property
    def ids(self) -> list[UUID]:
        """The answers on these sheets."""
        return [answer.id for sheet in self.sheets for answer in sheet.answers]


def answers(
    session: Session, viewer: Viewer, classrooms: Sequence[UUID], *, everyone: bool | None = None, again: bool = False
) -> Lot:
    """The answers of `classrooms` that have gone out and were never printed: to students who write there on paper; with
    `everyone`, or where nobody does, also what students on a screen have not opened yet. `again`: those that were
    printed last."""
    last, paper = session.execute(
        select(
            select(func.max(col(Answer.printed_at))).where(*_of(viewer, classrooms)).scalar_subquery(),
            _is_written_on_paper(viewer, classrooms),
        )
    ).one()
    rows = session.execute(_asked(viewer, classrooms, last if again else None)).all()
    paper = paper or any(row.on_paper for row in rows)  # by somebody whose letters were handed over
    all_of_them = again or (not paper if everyone is None else everyone)
    sheets: dict[tuple[UUID, UUID], ToHandOut] = {}
    others = {(row.classroom_id, row.student_id) for row in rows if not row.on_paper}
    shown = [row for row in rows if all_of_them or row.on_paper]
    drawn = {one.id: one for one in answer_sheets(session, viewer, _these, [row.id for row in shown])}
    for row in shown:
        made = ToHandOut(row.student_id, row.name, row.goes_by, row.classroom, row.on_paper)
        sheets.setdefault((row.classroom_id, row.student_id), made).answers.append(drawn[row.id])
    return Lot(list(sheets.values()), 0 if again else len(others), all_of_them, viewer.day(last) if last else None)


def _asked(viewer: Viewer, classrooms: Sequence[UUID], printed_at: Any) -> Any:
    paper = (
        select(col(Letter.id))
        .where(
            col(Letter.school_id) == col(Answer.school_id),
            col(Letter.writer_id) == col(Answer.to_id),
            or_(col(Letter.classroom_id) == col(Answer.classroom_id), col(Letter.queue_id) == col(Answer.classroom_id)),
            col(Letter.via) == Via.PAPER,
        )
        .exists()
    )
    unseen = or_(col(Answer.seen_at).is_(None), added_since(viewer, Answer.seen_at))
    new = never_printed(viewer) & or_(unseen, paper)
    return (
        select(
            col(Answer.id), col(Person.id).label("student_id"), col(Person.name), col(Person.goes_by),
            col(Classroom.id).label("classroom_id"), col(Classroom.name).label("classroom"), paper.label("on_paper"),
        )
        .join(Person, (col(Person.school_id) == col(Answer.school_id)) & (col(Person.id) == col(Answer.to_id)))
        .join(
            Classroom,
            (col(Classroom.school_id) == col(Answer.school_id)) & (col(Classroom.id) == col(Answer.classroom_id)),
        )
        .where(*_of(viewer, classrooms), col(Answer.printed_at) == printed_at if printed_at else new)
        .order_by(
            col(Classroom.name), col(Classroom.id), col(Person.sort_name), col(Person.id), col(Answer.sent_at),
            col(Answer.id),
        )
    )  # fmt: skip


def _is_written_on_paper(viewer: Viewer, classrooms: Sequence[UUID]) -> ColumnElement[bool]:
    """Whether somebody wrote on paper in one of these classes; class by class, so that SQLite takes its index."""
    letters = select(col(Letter.id)).where(
        letters_visible_to(viewer), col(Letter.classroom_id) == col(Classroom.id), col(Letter.via) == Via.PAPER
    )
    here = col(Classroom.school_id) == viewer.school_id, col(Classroom.id).in_(classrooms)
    return select(col(Classroom.id)).where(*here, letters.correlate(Classroom).exists()).exists()


def _of(viewer: Viewer, classrooms: Sequence[UUID]) -> list[ColumnElement[bool]]:
    return [printable_by(viewer), col(Answer.classroom_id).in_(classrooms)]


def _these(ids: Sequence[UUID]) -> ColumnElement[bool]:
    return col(Answer.id).in_(ids)
