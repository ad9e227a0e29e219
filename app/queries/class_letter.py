"""The letter to a class: who will see it, the drafts of it, and the letters that the class has had."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Membership, Person
from app.models.classroom import Part
from app.models.viewer import Viewer
from app.queries.asked import to_classes
from app.queries.drafts import KeptDraft, class_drafts
from app.queries.sheet import Sheet
from app.queries.sheets import class_letter_sheets


@dataclass(frozen=True)
class ClassLetterView:
    """What lies around the sheet of a letter to a class."""

    students: dict[UUID, int]
    """How many students each of the viewer's classes has."""
    others: list[str]
    """Who else reads in this class, and sees the letter."""
    drafts: list[KeptDraft]
    earlier: list[Sheet]
    """What was written to this class, by whomever, newest first."""


def class_letter(session: Session, viewer: Viewer, classroom_id: UUID, classrooms: Sequence[UUID]) -> ClassLetterView:
    """The sheet of a letter to a class; `classrooms` are all those to which the viewer may send it."""
    counted = session.execute(
        select(col(Membership.classroom_id), func.count(col(Membership.person_id).distinct()))
        .where(
            col(Membership.school_id) == viewer.school_id,
            col(Membership.classroom_id).in_(classrooms),
            col(Membership.part) == Part.WRITER,
            Membership.on(viewer.today),
        )
        .group_by(col(Membership.classroom_id))
    )
    earlier = class_letter_sheets(session, viewer, to_classes, [classroom_id])
    return ClassLetterView(
        students=dict.fromkeys(classrooms, 0) | dict(counted.all()),
        others=_other_readers(session, viewer, classroom_id),
        drafts=class_drafts(session, viewer, classroom_id),
        earlier=earlier[::-1],
    )


def _other_readers(session: Session, viewer: Viewer, classroom_id: UUID) -> list[str]:
    rows = session.execute(
        select(col(Person.id), col(Person.goes_by), col(Person.name))
        .join(
            Membership,
            (col(Membership.school_id) == col(Person.school_id)) & (col(Membership.person_id) == col(Person.id)),
        )
        .where(
            col(Person.school_id) == viewer.school_id,
            col(Person.id) != viewer.person_id,
            or_(col(Person.ended_on).is_(None), col(Person.ended_on) >= viewer.today),
            col(Membership.classroom_id) == classroom_id,
            col(Membership.part) != Part.WRITER,
            Membership.on(viewer.today),
        )
        .order_by(col(Person.sort_name))
    )
    return list({id_: goes_by or name for id_, goes_by, name in rows}.values())
