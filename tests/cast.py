"""The cast of STYLE.md: who walks into every test, with their classes, cards, addresses and passwords."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.db import Database, transaction
from app.models import Answer, Card, Classroom, Door, Letter, Membership, Office, Password, Person, Preference, School
from app.models.calendar import year_of
from app.models.classroom import ClassroomKind, Part
from app.models.door import CardState, DoorKind
from app.models.letter import Sending, Wants, send_letter
from app.models.person import OfficePart
from app.models.quiet import QUIET
from app.models.settling import Answering, OnDesk, send_answer
from app.models.viewer import Viewer
from app.security import folded_email, hash_password, lookup, new_code

KEY = b"a server key that is only for tests"
NOW = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
"""A Tuesday: ten in the morning in Los Angeles, seven in the evening in Oslo."""
PASSWORD = "a sentence that nobody guesses"
MEMBERS_FOR = timedelta(days=100)
"""How long everybody has been here."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Cast:
    """Everybody, in a database, at a moment."""

    database: Database
    at: datetime
    school: School
    period_3: Classroom
    period_5: Classroom
    coaching: Classroom
    rivera: Person
    park: Person
    ana: Person
    bo: Person
    linh: Person
    okoye: Person
    cy: Person
    haddad: Person
    lund: Person
    bell: Person
    other_school: School
    other_class: Classroom
    strand: Person
    eva: Person
    code: dict[UUID, str] = field(default_factory=dict)
    """The code on each student's card, by the id of the person."""
    password: str = PASSWORD
    """The one password of all who have an address."""

    def viewer(self, person: Person, at: datetime | None = None) -> Viewer:
        """A person's eyes at a moment; `at` is the cast's own where none is given."""
        school = self.other_school if person.school_id == self.other_school.id else self.school
        return Viewer(school.id, person.id, ZoneInfo(school.zone), at or self.at)

    def today(self) -> date:
        """The day on which the cast was built, at the school."""
        return self.school.day(self.at)

    def writes(
        self,
        session: Session,
        student: Person,
        body: str = "Dear Ms. Rivera, we moved.",
        at: datetime | None = None,
        *,
        to: Classroom | None = None,
        wants: Wants = Wants.ANSWER,
        letter_id: UUID | None = None,
    ) -> Letter:
        """A letter that is received; to her own class where none is given."""
        letter_id = letter_id or uuid4()
        sent = send_letter(session, self.viewer(student, at), to or self.class_of(student), letter_id, body, wants)
        assert sent is Sending.RECEIVED
        return session.get_one(Letter, (student.school_id, letter_id))

    def answers(
        self,
        session: Session,
        teacher: Person,
        *letters: Letter,
        body: str = "Dear Ana, how is the new house?",
        at: datetime | None = None,
    ) -> Answer:
        """An answer that is sent, to all of one student's `letters`, which are as they are now in the session."""
        desk = desk_for(session, *letters)
        assert send_answer(session, self.viewer(teacher, at), desk, body) is Answering.SENT
        for letter in letters:
            session.refresh(letter)
        return session.get_one(Answer, (teacher.school_id, desk.id))

    def class_of(self, person: Person) -> Classroom:
        """The class in which a person is at home."""
        if person.id in {self.cy.id, self.okoye.id}:
            return self.period_5
        if person.id == self.haddad.id:
            return self.coaching
        return self.other_class if person.school_id == self.other_school.id else self.period_3


def desk_for(session: Session, *letters: Letter) -> OnDesk:
    """The form of an answer to letters, as it is shown now."""
    for letter in letters:
        session.refresh(letter)
    seen = {letter.id: letter.revision for letter in letters}
    return OnDesk(letters[0].queue_id, letters[0].writer_id, seen=seen)


def build(database: Database, at: datetime = NOW, *, doors: bool = True) -> Cast:
    """Put the whole cast into a database; without `doors` nobody can sign in, and several casts fit into one."""
    with transaction(database) as session:
        cast = _build(database, session, at)
        if doors:
            _open_doors(session, cast)
        return cast


def _build(database: Database, session: Session, at: datetime) -> Cast:
    school = School(name="Roosevelt High", zone="America/Los_Angeles", year_start=8, languages=["en", "es"])
    other = School(name="Fjordby skole", zone="Europe/Oslo", year_start=8, languages=["nb"])
    session.add_all([school, other])
    session.flush()

    def person(name: str, goes_by: str, of: School = school) -> Person:
        someone = Person.named(of.id, name, goes_by=goes_by)
        session.add(someone)
        return someone

    def classroom(name: str, of: School = school, kind: ClassroomKind = ClassroomKind.CLASS) -> Classroom:
        room = Classroom(school_id=of.id, name=name, kind=kind, year=year_of(of.day(at), of.year_start))
        session.add(room)
        return room

    cast = Cast(
        database=database, at=at, school=school, other_school=other,
        period_3=classroom("Period 3"), period_5=classroom("Period 5"),
        coaching=classroom("Coaching", kind=ClassroomKind.COACHING), other_class=classroom("8B", other),
        rivera=person("Carmen Rivera", "Ms. Rivera"), park=person("Daniel Park", "Mr. Park"),
        ana=person("Ana Morales", "Ana"), bo=person("Bo Lindqvist", "Bo"), linh=person("Linh Tran", "Linh"),
        okoye=person("Chidi Okoye", "Mr. Okoye"), cy=person("Cy Adler", "Cy"),
        haddad=person("Samira Haddad", "Dr. Haddad"), lund=person("Ingrid Lund", "Mrs. Lund"),
        bell=person("Thomas Bell", "Mr. Bell"),
        strand=person("Olav Strand", "Mr. Strand", other), eva=person("Eva Nilsen", "Eva", other),
    )  # fmt: skip
    session.flush()
    for teacher in (cast.rivera, cast.park, cast.okoye, cast.haddad, cast.strand):
        # Tests run at any hour: who wants quiet hours in one chooses them there.
        session.add(Preference(school_id=teacher.school_id, person_id=teacher.id, key=QUIET, value={}))
    _join(session, cast)
    return cast


def _open_doors(session: Session, cast: Cast) -> None:
    for teacher in (cast.rivera, cast.park, cast.okoye, cast.haddad, cast.lund, cast.bell, cast.strand):
        surname = teacher.sort_name.split()[-1]
        _give_address(
            session, teacher, f"{surname}@{'school' if teacher.school_id == cast.school.id else 'other'}.example"
        )
    for student in (cast.ana, cast.bo, cast.linh, cast.cy, cast.eva):
        cast.code[student.id] = give_card(session, student, cast.at)


def _join(session: Session, cast: Cast) -> None:
    parts = [
        (cast.period_3, Part.READER, [cast.rivera, cast.park]),
        (cast.period_3, Part.WRITER, [cast.ana, cast.bo, cast.linh]),
        (cast.period_5, Part.READER, [cast.okoye]),
        (cast.period_5, Part.WRITER, [cast.cy]),
        (cast.coaching, Part.READER, [cast.haddad]),
        (cast.coaching, Part.WRITER, [cast.rivera]),
        (cast.other_class, Part.READER, [cast.strand]),
        (cast.other_class, Part.WRITER, [cast.eva]),
    ]
    since = cast.school.day(cast.at - MEMBERS_FOR)
    for classroom, part, people in parts:
        for person in people:
            session.add(
                Membership(
                    school_id=person.school_id, classroom_id=classroom.id, person_id=person.id, part=part,
                    from_day=since,
                )
            )  # fmt: skip
    offices = [
        (cast.haddad, OfficePart.COACH),
        (cast.lund, OfficePart.ADMINISTRATOR),
        (cast.bell, OfficePart.HELPER),
    ]
    for person, office in offices:
        session.add(Office(school_id=person.school_id, person_id=person.id, part=office, from_day=since))
    session.flush()


def give_card(session: Session, student: Person, at: datetime, state: CardState = CardState.LIVE) -> str:
    """A card for a student; returns its code."""
    code = new_code(KEY)
    found_by = lookup(KEY, DoorKind.CARD, code)
    card = Card(school_id=student.school_id, person_id=student.id, code_hash=found_by, state=state, made_at=at)
    session.add(card)
    session.add(Door(hash=found_by, kind=DoorKind.CARD, school_id=card.school_id, row_id=card.id))
    return code


def _give_address(session: Session, teacher: Person, email: str) -> None:
    teacher.email = email
    found_by = lookup(KEY, DoorKind.EMAIL, folded_email(email))
    session.add(Door(hash=found_by, kind=DoorKind.EMAIL, school_id=teacher.school_id, row_id=teacher.id))
    session.add(Password(school_id=teacher.school_id, person_id=teacher.id, hash=_hashed()))


@cache
def _hashed() -> str:
    """Once a process: argon2 takes its time."""
    return hash_password(PASSWORD)
