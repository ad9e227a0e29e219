"""The timeline: all letters between a student and the teachers of her classes, both sides, every year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.calendar import month_of
from app.models.viewer import Viewer
from app.queries.asked import answers_to, letters_of, to_classes
from app.queries.sheet import Sheet
from app.queries.sheets import answer_sheets, class_letter_sheets, letter_sheets


@dataclass(frozen=True)
class Month:
    """The sheets of one month, newest first."""

    month: date
    sheets: list[Sheet]


def timeline(
    session: Session, viewer: Viewer, student_id: UUID, classrooms: Sequence[UUID], *, whole: bool = False
) -> list[Month]:
    """What the viewer may see of a student's exchange, with the letters to `classrooms`, newest month first."""
    sheets = [
        *letter_sheets(session, viewer, letters_of, student_id, whole=whole),
        *answer_sheets(session, viewer, answers_to, student_id, whole=whole),
        *(class_letter_sheets(session, viewer, to_classes, classrooms, whole=whole) if classrooms else []),
    ]
    sheets.sort(key=lambda sheet: sheet.at, reverse=True)
    by_month = groupby(sheets, key=lambda sheet: month_of(viewer.day(sheet.at)))
    return [Month(month, list(of_month)) for month, of_month in by_month]
