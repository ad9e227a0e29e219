"""The end of a class: from a day on nobody writes there any more. What waits still waits, and is still read."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.calendar import ONE_DAY, chosen_day
from app.models.classroom import Classroom
from app.models.handover import someone_stays
from app.models.history import Act
from app.models.person import Event
from app.models.school import School
from app.models.viewer import Viewer
from app.models.words import Reason, Refused
from app.models.writing import rows_changed


def end_class(session: Session, viewer: Viewer, classroom: Classroom, last_day: date | None, was: date | None) -> None:
    """Let a class end after a day, at the earliest yesterday; `was` is its last day as the form showed it.

    Raises Refused, with nothing changed, also where somebody else has changed it meanwhile, and for a class that is
    over: its readers may have gone, and only open_again looks for them.
    """
    last = chosen_day(last_day)
    if last == classroom.ended_on:
        return
    if classroom.ended_on and classroom.ended_on < viewer.today:
        raise Refused(Reason.OVER)
    if last < viewer.today - ONE_DAY:
        raise Refused(Reason.PAST_DAY)
    _set(session, viewer, classroom, last, was)
    Event.keep(session, viewer, Act.CLASS_ENDED, classroom.id, last.isoformat())


def open_again(session: Session, viewer: Viewer, classroom: Classroom, was: date | None) -> None:
    """Let a class go on that has ended, or was to end.

    Raises Refused where somebody else has changed it meanwhile, and NobodyLeft where nobody reads there for every day
    to come, with nothing changed.
    """
    if classroom.ended_on is None:
        return
    School.hold(session, viewer.school_id)
    with session.begin_nested():
        _set(session, viewer, classroom, None, was)
        someone_stays(session, viewer, classroom.id, viewer.today)
    Event.keep(session, viewer, Act.CLASS_OPENED, classroom.id, was.isoformat() if was else "")


def _set(session: Session, viewer: Viewer, classroom: Classroom, last: date | None, was: date | None) -> None:
    changed = update(Classroom).where(
        col(Classroom.school_id) == viewer.school_id,
        col(Classroom.id) == classroom.id,
        col(Classroom.ended_on).is_not_distinct_from(was),
    )
    if not rows_changed(session, changed.values(ended_on=last)):
        raise Refused(Reason.CHANGED_MEANWHILE)
    session.refresh(classroom)
