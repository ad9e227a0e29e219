"""A class of the school year before: who wrote in it, who still reads there, and who does no more."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.models import Classroom, Letter, Membership, Person
from app.models.classroom import Part
from tests.cast import DAY, Cast

NAME = "Period 2, last year"


def last_years_class(session: Session, cast: Cast) -> Classroom:
    """A class that Ms Rivera still reads in, and Mr Park no more since its last day in June. Ana and Linh wrote there
    from August to June; Bo came in January. It is in the session, and empty of letters."""
    began = cast.period_3.year - 1
    end = date(began + 1, 6, 12)
    room = Classroom(school_id=cast.school.id, name=NAME, year=began, ended_on=end)
    session.add(room)
    session.flush()

    def join(person: Person, part: Part, since: date, until: date | None) -> None:
        session.add(
            Membership(
                school_id=room.school_id, classroom_id=room.id, person_id=person.id, part=part, from_day=since,
                until_day=until,
            )
        )  # fmt: skip

    first = date(began, 8, 20)
    join(cast.rivera, Part.READER, first, None)
    join(cast.park, Part.READER, first, end)
    join(cast.ana, Part.WRITER, first, end)
    join(cast.linh, Part.WRITER, first, end)
    join(cast.bo, Part.WRITER, date(began + 1, 1, 9), end)
    session.flush()
    return room


def wrote_then(
    session: Session, cast: Cast, room: Classroom, student: Person, month: int, body: str = "Dear Ms. Rivera, it was."
) -> Letter:
    """A letter of last year's class, of the tenth day of a month, at noon."""
    at = _noon(cast, room, month)
    return cast.writes(session, student, body, at, to=room)


def answered_then(session: Session, cast: Cast, room: Classroom, student: Person, month: int) -> Letter:
    """The same, answered two days later by Ms Rivera."""
    letter = wrote_then(session, cast, room, student, month)
    cast.answers(session, cast.rivera, letter, at=_noon(cast, room, month) + 2 * DAY)
    return letter


def _noon(cast: Cast, room: Classroom, month: int) -> datetime:
    year = room.year + (month < cast.school.year_start)
    return datetime.combine(date(year, month, 10), time(12), ZoneInfo(cast.school.zone))
