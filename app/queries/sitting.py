"""A sitting: what the viewer has answered today, what of it is on its way, and the number that she set herself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Answer, Membership, Preference
from app.models.answer import DELIVERED_AFTER, AnswerKind
from app.models.calendar import start_of
from app.models.classroom import Part, classes_of
from app.models.pace import A_DAY, USUAL, Pace, pace
from app.models.prepared import prepared
from app.models.viewer import Viewer


@dataclass(frozen=True)
class Sitting:
    """The viewer's day until now."""

    a_day: int
    answered: int
    """Letters and talks and what she has read, today."""
    on_the_way: int
    """Answers that wait for the morning; what can still be undone goes out in a moment."""
    goes_out: datetime | None
    """When the next of them does, by the school's clock."""
    shares: bool
    """Whether somebody else answers in one of her classes, too."""

    def pace(self, viewer: Viewer, waiting: int) -> Pace:
        """By when everyone is reached, where so many wait."""
        return pace(viewer.today, waiting, self.a_day, self.answered)


def sitting(session: Session, viewer: Viewer) -> Sitting:
    """The viewer's day until now."""
    row = _sitting(session, viewer, start_of(viewer.today, viewer.zone)).one()
    goes_out = row.goes_out.astimezone(viewer.zone) if row.goes_out else None
    return Sitting(int(row.a_day or USUAL), row.answered, row.on_the_way, goes_out, bool(row.shares))


@prepared
def _sitting(viewer: Viewer, since: datetime) -> Any:
    mine = col(Answer.school_id) == viewer.school_id, col(Answer.by_id) == viewer.person_id
    from_her = col(Answer.kind).in_([AnswerKind.WRITTEN, AnswerKind.IN_PERSON, AnswerKind.READ])
    chosen = select(col(Preference.value)).where(
        col(Preference.school_id) == viewer.school_id,
        col(Preference.person_id) == viewer.person_id,
        col(Preference.key) == A_DAY,
    )
    today = select(func.count()).select_from(Answer).where(*mine, col(Answer.sent_at) >= since, from_her)
    shares = select(col(Membership.id)).where(
        col(Membership.school_id) == viewer.school_id,
        col(Membership.classroom_id).in_(classes_of(viewer, Part.READER)),
        col(Membership.part) == Part.READER,
        col(Membership.person_id) != viewer.person_id,
        Membership.on(viewer.today),
    )
    going = *mine, col(Answer.deliver_at) > viewer.at + DELIVERED_AFTER, col(Answer.kind) == AnswerKind.WRITTEN
    return select(
        chosen.scalar_subquery().label("a_day"),
        today.scalar_subquery().label("answered"),
        select(func.count()).select_from(Answer).where(*going).scalar_subquery().label("on_the_way"),
        select(func.min(col(Answer.deliver_at))).where(*going).scalar_subquery().label("goes_out"),
        shares.exists().label("shares"),
    )
