"""Exceptional reading: somebody who is no reader may see one student's letters, for a reason, with a second person.

What a grant shows is said in visibility.py. Looking through one opens no letter, ends no waiting, and is written down.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Index, Select, and_, func, literal, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from app.models.classroom import Membership, Part, ever_students
from app.models.columns import Moment, Row, points_to, table_args
from app.models.letter import Letter
from app.models.person import Event, Office, OfficePart
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, taken
from app.models.writing import inserted, rows_changed

HANDLES = (OfficePart.ADMINISTRATOR, OfficePart.HELPER)
"""Whose part it is to ask, and to be the second person."""
LASTS = timedelta(days=7)
"""For how long the letters can be read, once a second person has agreed."""
TOLD_FOR = timedelta(days=30)
"""For how long after its end the student's readers are still told of it."""


class Act(StrEnum):
    """What happens to a request; each is kept as an Event whose subject is the grant."""

    ASKED = "asked to read"
    AGREED = "agreed to a reading"
    DECLINED = "declined a reading"
    ENDED = "ended a reading"
    READ = "read by exception"


class ReadingGrant(Row, table=True):
    """One request to read a student's letters. It opens nothing until a second person has agreed."""

    __tablename__ = "reading_grant"
    __table_args__ = table_args(
        points_to("person", "student_id"),
        points_to("person", "asked_by_id"),
        points_to("person", "agreed_by_id"),
        points_to("person", "about_id"),
        Index(None, "school_id", "student_id"),
        Index(None, "school_id", "asked_by_id"),
    )

    student_id: UUID
    asked_by_id: UUID
    asked_at: datetime = Field(sa_type=Moment)
    reason: str
    about_id: UUID | None = None
    """The reader whom it is about, if it is about one: she alone is not told."""
    agreed_by_id: UUID | None = None
    agreed_at: datetime | None = Field(default=None, sa_type=Moment)
    until_at: datetime | None = Field(default=None, sa_type=Moment)
    """When it ends by itself; set when it is agreed to."""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)

    @classmethod
    def known_to(cls, viewer: Viewer) -> ColumnElement[bool]:
        """True for the requests of the viewer's school but those that are about her, as reader or as student."""
        return and_(
            col(cls.school_id) == viewer.school_id,
            col(cls.student_id) != viewer.person_id,
            col(cls.about_id).is_distinct_from(viewer.person_id),
        )

    @classmethod
    def holds(cls, at: datetime) -> ColumnElement[bool]:
        """True for those that were agreed to, and have not ended."""
        return and_(col(cls.agreed_at).is_not(None), col(cls.ended_at).is_(None), col(cls.until_at) > at)

    @classmethod
    def told_to_readers(cls, viewer: Viewer) -> ColumnElement[bool]:
        """True for those of which the viewer is told where she reads the student: while they hold, and for some time
        after. One that nobody agreed to has opened nothing, and is not told."""
        ended_at = func.coalesce(col(cls.ended_at), col(cls.until_at))
        return and_(cls.known_to(viewer), col(cls.agreed_at).is_not(None), ended_at > viewer.at - TOLD_FOR)


def ask(
    session: Session, viewer: Viewer, grant_id: UUID, student_id: UUID, reason: str, about_id: UUID | None = None
) -> None:
    """Ask to read a student's letters. It opens nothing. A form that comes twice asks once.

    Raises Refused, with nothing written: without a reason, and where it is about somebody who never read her letters.
    """
    reason = taken(reason)
    if about_id and session.scalar(readers_of(viewer, student_id).where(col(Membership.person_id) == about_id)) is None:
        raise Refused(Reason.NO_READER)
    new = inserted(
        session,
        ReadingGrant,
        school_id=viewer.school_id,
        id=grant_id,
        student_id=student_id,
        asked_by_id=viewer.person_id,
        asked_at=viewer.at,
        reason=reason,
        about_id=about_id,
    )
    if new:
        Event.keep(session, viewer, Act.ASKED.value, grant_id)


def agree(session: Session, viewer: Viewer, grant_id: UUID) -> bool:
    """Let the one who asked read, for some days. Only a second person of the office can, and nobody whom it is about.

    Returns False, with nothing changed, where it isn't hers to decide, or was decided before.
    """
    until_at = viewer.at + LASTS
    values = {"agreed_by_id": viewer.person_id, "agreed_at": viewer.at, "until_at": until_at}
    return _change(session, viewer, grant_id, Act.AGREED, _to_decide(viewer), values)


def decline(session: Session, viewer: Viewer, grant_id: UUID) -> bool:
    """Say no, as the second person. Returns False, with nothing changed, where agree() would."""
    return _change(session, viewer, grant_id, Act.DECLINED, _to_decide(viewer), {"ended_at": viewer.at})


def end(session: Session, viewer: Viewer, grant_id: UUID) -> bool:
    """Withdraw a request, or end the reading before its time; who asked can, and who agreed.

    Returns False, with nothing changed, for anybody else, and where it has ended.
    """
    runs = and_(
        col(ReadingGrant.ended_at).is_(None),
        or_(col(ReadingGrant.until_at).is_(None), col(ReadingGrant.until_at) > viewer.at),
        or_(
            col(ReadingGrant.asked_by_id) == viewer.person_id,
            col(ReadingGrant.agreed_by_id) == viewer.person_id,
        ),
    )
    return _change(session, viewer, grant_id, Act.ENDED, runs, {"ended_at": viewer.at})


def look(session: Session, viewer: Viewer, grant_id: UUID) -> bool:
    """Write down that the viewer opens a student's letters now: each time, and before she sees them.

    Returns False, with nothing written, where the grant doesn't let her (any more).
    """
    if session.scalar(student_read_by(viewer, grant_id)) is None:
        return False
    Event.keep(session, viewer, Act.READ.value, grant_id)
    return True


def student_read_by(viewer: Viewer, grant_id: UUID) -> Select[UUID]:
    """The id of the student whose letters a grant shows to the viewer now: to her alone who asked, while it holds and
    as long as she is of the office."""
    return select(col(ReadingGrant.student_id)).where(
        ReadingGrant.known_to(viewer),
        col(ReadingGrant.id) == grant_id,
        col(ReadingGrant.asked_by_id) == viewer.person_id,
        ReadingGrant.holds(viewer.at),
        col(ReadingGrant.asked_by_id).in_(office_people(viewer)),
    )


def office_people(viewer: Viewer) -> Select[UUID]:
    """The ids of those in the viewer's school who can ask, and agree, today."""
    return select(col(Office.person_id)).where(
        col(Office.school_id) == viewer.school_id,
        col(Office.part).in_(HANDLES),
        col(Office.from_day) <= viewer.today,
        func.coalesce(col(Office.until_day), date.max) >= viewer.today,
    )


def students_to_ask_for(viewer: Viewer) -> Select[UUID]:
    """The ids of the school's students, also of former ones, but the viewer. Who writes to a coach is none."""
    return ever_students(viewer.school_id).where(col(Membership.person_id) != viewer.person_id)


def readers_of(viewer: Viewer, student_id: UUID) -> Select[UUID]:
    """The ids of those who read, or have read, where a student writes or wrote; but the viewer."""
    of_student = and_(col(Membership.school_id) == viewer.school_id, col(Membership.person_id) == student_id)
    letters = and_(col(Letter.school_id) == viewer.school_id, col(Letter.writer_id) == student_id)
    writes = select(col(Membership.classroom_id)).where(of_student, col(Membership.part) == Part.WRITER)
    waited = select(col(Letter.queue_id)).where(letters)
    return select(col(Membership.person_id)).where(
        col(Membership.school_id) == viewer.school_id,
        col(Membership.part).in_([Part.READER, Part.COVER]),
        col(Membership.person_id) != viewer.person_id,
        or_(col(Membership.classroom_id).in_(writes), col(Membership.classroom_id).in_(waited)),
    )


def _to_decide(viewer: Viewer) -> ColumnElement[bool]:
    return and_(
        ReadingGrant.known_to(viewer),
        col(ReadingGrant.agreed_at).is_(None),
        col(ReadingGrant.ended_at).is_(None),
        col(ReadingGrant.asked_by_id) != viewer.person_id,
        literal(viewer.person_id).in_(office_people(viewer)),
    )


def _change(
    session: Session,
    viewer: Viewer,
    grant_id: UUID,
    act: Act,
    where: ColumnElement[bool],
    values: dict[str, object],
) -> bool:
    this = and_(col(ReadingGrant.school_id) == viewer.school_id, col(ReadingGrant.id) == grant_id)
    if rows_changed(session, update(ReadingGrant).where(this, where).values(**values)) == 0:
        return False
    Event.keep(session, viewer, act.value, grant_id)
    return True
