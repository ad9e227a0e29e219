"""What the doctor looks at in the schools: whether somebody runs each, and whether every letter has a reader.

It counts, and says names of schools and classes; never one of a person.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.config import Settings
from app.doctor.finding import Finding, count, look, well, wrong
from app.models import Classroom, Door, Letter, Membership, Office, Person, School
from app.models.classroom import Part, classes_with_reader
from app.models.door import DoorKind
from app.models.person import OfficePart
from app.security import folded_email, lookup

HELPERS = 2
"""Named persons a school needs: none of them handles what is about herself."""

MOST_DOORS = 100
"""Doors that are tried: if the key is wrong, it is wrong for each."""


def look_at_schools(config: Settings, engine: Engine, at: datetime) -> Iterator[Finding]:
    """Each school, and whether the server key is the one that its doors were made with."""
    with Session(engine) as session:
        schools = session.scalars(select(School).order_by(col(School.name))).all()
        if not schools:
            yield look("There is no school yet.", "Start Everyletter and open its first page.")
        for school in schools:
            yield from _look_at_zone(school)
            today = _today(school, at)
            yield from _look_at_offices(session, school, today)
            yield from _look_at_classes(session, school, today)
            yield from _look_at_letters(session, school, today)
        if schools:
            yield from _look_at_doors(session, config)


def _look_at_zone(school: School) -> Iterator[Finding]:
    try:
        ZoneInfo(school.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield wrong(
            f"{school.name}: this machine does not know the time zone {school.zone}.",
            "Install the time zone data (Debian's package tzdata, or Python's), or mend the school's zone.",
        )
    else:
        yield well(f"{school.name}: the time zone is {school.zone}.")


def _today(school: School, at: datetime) -> date:
    try:
        return school.day(at)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return at.astimezone(UTC).date()


def _look_at_offices(session: Session, school: School, today: date) -> Iterator[Finding]:
    asked = (
        select(col(Office.part), func.count(col(Office.person_id).distinct()))
        .join(Person, (col(Person.school_id) == col(Office.school_id)) & (col(Person.id) == col(Office.person_id)))
        .where(
            col(Office.school_id) == school.id,
            col(Office.from_day) <= today,
            or_(col(Office.until_day).is_(None), col(Office.until_day) >= today),
            or_(col(Person.ended_on).is_(None), col(Person.ended_on) >= today),
        )
        .group_by(col(Office.part))
    )
    people = {row[0]: row[1] for row in session.execute(asked)}
    if not people.get(OfficePart.ADMINISTRATOR):
        yield wrong(
            f"{school.name}: nobody runs the office.",
            "Name an administrator: without one nobody can add a class, or a reader for one.",
        )
    if (named := people.get(OfficePart.HELPER, 0)) < HELPERS:
        yield look(
            f"{school.name}: students can turn to {count(named, 'named person')}, and need {HELPERS} at least.",
            "Let the administrator name them: neither handles what is about herself.",
        )
    if people.get(OfficePart.ADMINISTRATOR) and named >= HELPERS:
        yield well(f"{school.name}: the office is run, and students can turn to {count(named, 'named person')}.")


def _look_at_classes(session: Session, school: School, today: date) -> Iterator[Finding]:
    """Classes that go on and in which nobody reads; where somebody writes, the next letter would wait for nobody."""
    writers = (
        select(col(Membership.id))
        .where(
            col(Membership.school_id) == col(Classroom.school_id),
            col(Membership.classroom_id) == col(Classroom.id),
            col(Membership.part) == Part.WRITER,
            Membership.on(today),
        )
        .exists()
    )
    rows = session.execute(
        select(col(Classroom.name), writers)
        .where(
            col(Classroom.school_id) == school.id,
            or_(col(Classroom.ended_on).is_(None), col(Classroom.ended_on) >= today),
            col(Classroom.id).not_in(classes_with_reader(school.id, today)),
        )
        .order_by(col(Classroom.name))
    ).all()
    if written := [name for name, writes in rows if writes]:
        yield wrong(
            f"{school.name}: students write in {', '.join(written)}, and nobody reads there.",
            "Let the administrator name a reader, or the next letter waits for nobody.",
        )
    if empty := [name for name, writes in rows if not writes]:
        yield look(
            f"{school.name}: nobody reads in {', '.join(empty)}, where nobody writes either.",
            "Name a reader before students come, or end the class.",
        )


def _look_at_letters(session: Session, school: School, today: date) -> Iterator[Finding]:
    """The promise: every letter that waits lies in the queue of a class with a reader today."""
    waiting = [Letter.waiting, col(Letter.school_id) == school.id]
    unread = session.execute(
        select(col(Classroom.name), func.count())
        .join(Letter, (col(Letter.school_id) == col(Classroom.school_id)) & (col(Letter.queue_id) == Classroom.id))
        .where(*waiting, col(Letter.queue_id).not_in(classes_with_reader(school.id, today)))
        .group_by(col(Classroom.id), col(Classroom.name))
        .order_by(col(Classroom.name))
    ).all()
    if unread:
        places = ", ".join(f"{number} in {name}" for name, number in unread)
        letters = sum(number for _, number in unread)
        yield wrong(
            f"{school.name}: {count(letters, 'waiting letter')} without a reader today ({places}).",
            "Name a reader or a cover for that class today: no one goes unanswered.",
        )
    else:
        number = session.scalar(select(func.count()).select_from(Letter).where(*waiting)) or 0
        yield well(f"{school.name}: {count(number, 'waiting letter')}, each with a reader.")


def _look_at_doors(session: Session, config: Settings) -> Iterator[Finding]:
    """Whether the key finds the doors of those who have an address: with another one nobody comes in."""
    try:
        key = config.key() if _has_key(config) else b""
    except OSError:
        key = b""
    rows = session.execute(
        select(col(Person.email), col(Person.id)).where(
            col(Person.email) != "",
            col(Person.id).in_(select(col(Door.row_id)).where(col(Door.kind) == DoorKind.EMAIL)),
        )
    ).all()
    if not key or not rows:
        return
    wanted: dict[str, UUID] = {lookup(key, DoorKind.EMAIL, folded_email(email)): id_ for email, id_ in rows}
    found = session.scalar(select(func.count()).select_from(Door).where(col(Door.hash).in_(list(wanted)[:MOST_DOORS])))
    if found:
        yield well("The server key fits the database.")
    else:
        yield wrong(
            "The server key is another one than the database was made with: no card and no address opens.",
            "Put back the server.key (or EVERYLETTER_SERVER_KEY) that belongs to this database.",
        )


def _has_key(config: Settings) -> bool:
    """Whether there is a key, so that asking for it makes none."""
    return bool(config.server_key.get_secret_value()) or (config.data_folder / "server.key").is_file()
