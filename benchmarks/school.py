"""The school that is measured: one teacher with a hundred students who all wait, and as many other teachers as asked.

Every student has written in each of four months. The first three letters were answered, this month's waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import md5
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import String, Table, Uuid, cast, func, insert, literal, select, update
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from app.db import Database, transaction
from app.models import (
    Answer,
    ClassLetter,
    Classroom,
    Draft,
    Letter,
    Membership,
    Office,
    Opening,
    Person,
    Postscript,
    School,
    SignIn,
)
from app.models.answer import AnswerKind
from app.models.calendar import month_of, next_month, now, year_of
from app.models.classroom import Part
from app.models.letter import Via, Wants
from app.models.person import OfficePart
from app.models.words import digest, fold
from app.security import Knock, start_session

KEY = "a server key that is only for benchmarks"
ZONE = ZoneInfo("America/Los_Angeles")
STUDENTS, CLASSES, MONTHS = 100, 4, 4
LETTERS = STUDENTS * MONTHS
"""Letters of one teacher's students."""
SHORT = 60
"""Characters of a letter to one of the other teachers: nobody reads it here."""

FIRST = ["Amara", "Bo", "Camila", "Daniel", "Eun-ji", "Fatima", "Grace", "Hoa", "Isaac", "Jamal"]
LAST = ["Adler", "Brighton", "Caal", "Delgado", "Edwards", "Fontaine", "Guzmán", "Hakobyan", "Ivanova", "O’Neill"]
WORDS = "We moved again, and the new house has a lemon tree; my brother counts the wagons of every train. "
BODY = f"Dear Ms. Rivera,\n\n{WORDS * 6}\n\nSee you on Monday."

Rows = dict[type[SQLModel], list[dict[str, Any]]]


@dataclass
class Measured:
    """A school in a database, and who is signed in where."""

    database: Database
    teacher: str = ""
    """The token of the teacher's session; so are the next two."""
    student: str = ""
    office: str = ""
    students: list[UUID] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    """A token for each of the students, in their order."""
    classrooms: list[UUID] = field(default_factory=list)
    """The class of each of the students."""
    waiting: UUID | None = None
    """The first student's letter that waits."""
    answered: UUID | None = None
    """A letter of hers that was answered."""


def open_school(database: Database, teachers: int = 1) -> Measured:
    """Put the school, with so many teachers' students and letters, into an empty, migrated database."""
    at = now()
    with transaction(database) as session:
        measured = _first_teacher(session, database, at)
        _other_teachers(session, teachers - 1)
    if not database.on_sqlite:
        with database.writes.begin() as connection:
            connection.exec_driver_sql("ANALYZE")  # as autovacuum does, which a cluster for tests has not
    return measured


def _first_teacher(session: Session, database: Database, at: datetime) -> Measured:
    months = _months(at.astimezone(ZONE).date())
    school = School(name="Roosevelt High", zone=ZONE.key, year_start=months[0].month, languages=["en", "es"])
    session.add(school)
    session.flush()
    teacher = Person.named(school.id, "Carmen Rivera", goes_by="Ms. Rivera")
    office = Person.named(school.id, "Ingrid Lund", goes_by="Mrs. Lund")
    rooms = [
        Classroom(school_id=school.id, name=f"Period {number + 1}", year=year_of(months[0], school.year_start))
        for number in range(CLASSES)
    ]
    students = [
        Person.named(school.id, f"{first} {last}", goes_by=first) for last in LAST for first in FIRST
    ][:STUDENTS]  # fmt: skip
    session.add_all([teacher, office, *rooms, *students])
    session.flush()
    since = months[0] - timedelta(days=1)
    session.add(Office(school_id=school.id, person_id=office.id, part=OfficePart.ADMINISTRATOR, from_day=since))
    session.add_all(_member(room, teacher, Part.READER, since) for room in rooms)
    places = [rooms[number % CLASSES] for number in range(STUDENTS)]
    session.add_all(_member(room, student, Part.WRITER, since) for room, student in zip(places, students, strict=True))
    session.flush()
    rows: Rows = {Answer: [], Letter: [], Opening: []}
    for number, (student, room) in enumerate(zip(students, places, strict=True)):
        _write(rows, number, student, room, teacher, months, at)
    for model, given in rows.items():
        session.execute(insert(_table(model)), given)
    _by_the_way(session, students[0], teacher, rooms, rows[Letter], months, at)
    return Measured(
        database,
        teacher=_sign_in(session, teacher, at),
        office=_sign_in(session, office, at),
        student=_sign_in(session, students[0], at),
        students=[student.id for student in students],
        tokens=[_sign_in(session, student, at) for student in students],
        classrooms=[room.id for room in places],
        waiting=rows[Letter][MONTHS - 1]["id"],
        answered=rows[Letter][0]["id"],
    )


def _months(today: date) -> list[date]:
    months = [month_of(today)]
    while len(months) < MONTHS:
        months.insert(0, month_of(months[0] - timedelta(days=1)))
    return months


def _member(room: Classroom, person: Person, part: Part, since: date) -> Membership:
    return Membership(school_id=room.school_id, classroom_id=room.id, person_id=person.id, part=part, from_day=since)


def _write(
    rows: Rows, number: int, student: Person, room: Classroom, teacher: Person, months: list[date], at: datetime
) -> None:
    """A student's letters, one a month, and what became of them."""
    for month in months:
        begins = datetime(month.year, month.month, 1, tzinfo=ZONE)
        ends = min(datetime.combine(next_month(month), begins.timetz()), at)
        received = begins + (ends - begins) * (number + 1) / (STUDENTS + 2)
        answer = None
        if month != months[-1]:
            talked = (number + month.month) % 5 == 0
            sent = received + timedelta(days=2)
            answer = uuid4()
            rows[Answer].append(
                {"school_id": student.school_id, "id": answer, "classroom_id": room.id, "by_id": teacher.id,
                 "to_id": student.id, "kind": AnswerKind.IN_PERSON if talked else AnswerKind.WRITTEN,
                 "body": "At the door." if talked else BODY, "folded": fold(BODY), "language": "",
                 "on_day": sent.date() if talked else None, "sent_at": sent, "deliver_at": sent, "seen_at": sent}
            )  # fmt: skip
        rows[Letter].append(
            {"school_id": student.school_id, "id": uuid4(), "classroom_id": room.id, "queue_id": room.id,
             "writer_id": student.id, "body": BODY, "sha256": digest(BODY), "folded": fold(BODY), "language": "",
             "wants": Wants.ANSWER, "via": Via.WEB, "received_at": received, "month": month, "revision": 1,
             "opened_at": received, "settled_by_id": answer}
        )  # fmt: skip
        rows[Opening].append(
            {"school_id": student.school_id, "id": uuid4(), "letter_id": rows[Letter][-1]["id"],
             "person_id": teacher.id, "at": received}
        )  # fmt: skip


def _by_the_way(
    session: Session,
    student: Person,
    teacher: Person,
    rooms: Sequence[Classroom],
    letters: Sequence[dict[str, Any]],
    months: Sequence[date],
    at: datetime,
) -> None:
    """Each class has the teacher's letter of the month; the first student added a P.S.; an answer to her is begun."""
    of: dict[str, Any] = {"school_id": student.school_id}
    for room in rooms:
        begins = datetime(months[0].year, months[0].month, 1, 8, tzinfo=ZONE)
        session.add(
            ClassLetter(
                **of, classroom_id=room.id, by_id=teacher.id, body=BODY, folded=fold(BODY), month=months[0],
                question="What is new with you?", sent_at=begins,
            )
        )  # fmt: skip
    ps = "P.S. It bears fruit."
    session.add(Postscript(**of, letter_id=letters[MONTHS - 1]["id"], body=ps, folded=fold(ps), at=at))
    session.add(
        Draft(
            **of, author_id=teacher.id, classroom_id=rooms[0].id, to_id=student.id, body=WORDS, updated_at=at
        )
    )  # fmt: skip


def _sign_in(session: Session, person: Person, at: datetime) -> str:
    """A session on a phone of her own, that is known to be hers."""
    knock = Knock(person.school_id, person.id)
    token = start_session(session, KEY.encode(), knock, at, at.astimezone(ZONE).date(), own_phone=True)
    session.flush()
    session.execute(update(SignIn).where(col(SignIn.person_id) == person.id).values(confirmed_at=at))
    return token


def _other_teachers(session: Session, teachers: int) -> None:
    """The first teacher's students, classes and letters so many times more, for people who have nothing to do with
    her. Each copy's ids are made from the first one's, so that they fit together."""
    if teachers < 1:
        return
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        session.connection().exec_driver_sql("SET LOCAL session_replication_role = replica")  # no check of each key
    else:
        sqlite: Any = session.connection().connection.dbapi_connection
        sqlite.create_function("md5", 1, lambda text: text and md5(text.encode(), usedforsecurity=False).hexdigest())
    numbers = select(literal(1).label("copy")).cte(recursive=True)
    numbers = numbers.union_all(select(numbers.c.copy + 1).where(numbers.c.copy < teachers))

    def again(column: Any) -> Any:
        if isinstance(column.type, Uuid) and column.name != "school_id":
            made = func.md5(cast(column, String) + cast(numbers.c.copy, String))
            return cast(made, Uuid) if on_postgresql else made
        return func.substr(column, 1, SHORT) if column.name in {"body", "folded"} else column

    for model in (Person, Classroom, Membership, Answer, Letter):
        table = _table(model)
        copies = select(*[again(column) for column in table.c]).select_from(table.join(numbers, literal(1) == 1))
        session.execute(insert(table).from_select([column.name for column in table.c], copies))


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table
