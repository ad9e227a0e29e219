"""Builds the demo school in an empty database: its people, classes, doors and words; the letters come after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app import i18n, security
from app.db import Database, transaction
from app.demo.days import FALLBACK_ZONE, Days
from app.demo.letters import Post
from app.demo.plan import plan
from app.demo.texts import Exchange, Pupil, opening_letters, pupils
from app.demo.wordings import WORDINGS
from app.models import Card, Classroom, Door, Office, Password, Person, Preference, School, Wording
from app.models.calendar import year_of
from app.models.classroom import Part
from app.models.door import CardState, DoorKind
from app.models.handover import join
from app.models.person import ANSWER_IN, OfficePart
from app.models.viewer import Viewer
from app.zones import zone_of_this_machine

SEED = 7
NAME = "Eastside High School"
LANGUAGES = ["en", "es", "vi", "hy", "ar"]
CLASSES = 4
SHARED = 3
"""The class that Mr. Park reads in, too."""

EMAILS = {
    "rivera": "rivera@demo.example", "park": "park@demo.example",
    "bell": "bell@demo.example", "adeyemi": "adeyemi@demo.example",
}  # fmt: skip
"""Who can sign in: the two teachers, and the two named persons."""
PASSWORD = "letters-for-everyone"  # noqa: S105 -- the demo prints it
CARDS = ("Luis Ortega", "Amara Okafor")
WORDS = dict(zip(CARDS, ("quetzal", "harmattan"), strict=True))


@dataclass(frozen=True)
class Guide:
    """What the demo prints: e-mail addresses of teachers and named persons, their password, and the codes of two cards,
    by name."""

    teacher: str
    co_teacher: str
    named: tuple[str, str]
    password: str
    cards: dict[str, str]
    words: dict[str, str]
    """The words of the same two, that open their older letters."""


@dataclass(frozen=True)
class Staff:
    """The grown-ups of the school."""

    teachers: dict[str, UUID]
    office: UUID


def build(database: Database, key: bytes, at: datetime, zone: str | None = None) -> Guide:
    """Fill an empty, migrated database with the demo school as it stands at a moment, in one transaction.

    The same moment in the same zone (by default this machine's) gives the same school, but for ids and codes.
    """
    chance = Random(SEED)  # noqa: S311 -- no secret comes from it
    hashes = {name: security.hash_password(PASSWORD) for name in EMAILS}
    words = {name: security.hash_password(word) for name, word in WORDS.items()}
    days = Days(at, ZoneInfo(zone or zone_of_this_machine() or FALLBACK_ZONE), chance)
    year_start = days.months[0].month
    with transaction(database) as session:
        school = School(name=NAME, zone=days.zone.key, year_start=year_start, languages=LANGUAGES)
        session.add(school)
        session.flush()
        staff = _staff(session, key, school.id, days, hashes)
        office = Viewer(school.id, staff.office, days.zone, days.start())
        classrooms = [
            Classroom(school_id=school.id, name=f"Period {period}", year=year_of(days.today, year_start))
            for period in range(1, CLASSES + 1)
        ]
        session.add_all(classrooms)
        session.flush()
        _readers(session, office, staff, classrooms)
        everyone = pupils()
        told = plan(chance, everyone)
        students = _students(session, office, classrooms, everyone, told)
        codes = _cards(session, key, office, students)
        for name, word in words.items():
            session.add(Password(school_id=school.id, person_id=students[name].id, hash=word))
        post = Post(session, school.id, days, chance, staff.teachers)
        for letter in opening_letters():
            for classroom in classrooms if letter.by == "rivera" else [classrooms[SHARED - 1]]:
                post.open_month(letter, classroom)
        for pupil in everyone:
            for exchange in told.get(pupil.name, ()):
                post.exchange(students[pupil.name].id, pupil.name, classrooms[pupil.classroom - 1], exchange)
    named = EMAILS["bell"], EMAILS["adeyemi"]
    return Guide(EMAILS["rivera"], EMAILS["park"], named, PASSWORD, {name: codes[name] for name in CARDS}, WORDS)


def _staff(session: Session, key: bytes, school_id: UUID, days: Days, hashes: dict[str, str]) -> Staff:
    rivera = Person.named(school_id, "Elena Rivera", goes_by="Ms. Rivera", email=EMAILS["rivera"])
    park = Person.named(school_id, "Daniel Park", goes_by="Mr. Park", email=EMAILS["park"])
    lund = Person.named(school_id, "Ingrid Lund", goes_by="Mrs. Lund")
    bell = Person.named(school_id, "Marcus Bell", goes_by="Mr. Bell", email=EMAILS["bell"])
    nurse = Person.named(school_id, "Folake Adeyemi", goes_by="Ms. Adeyemi", email=EMAILS["adeyemi"])
    session.add_all([rivera, park, lund, bell, nurse])
    session.flush()
    for name, person in {"rivera": rivera, "park": park, "bell": bell, "adeyemi": nurse}.items():
        door = security.lookup(key, DoorKind.EMAIL, security.folded_email(person.email))
        session.add(Door(hash=door, kind=DoorKind.EMAIL, school_id=school_id, row_id=person.id))
        session.add(Password(school_id=school_id, person_id=person.id, hash=hashes[name]))
    for person, part in ((lund, OfficePart.ADMINISTRATOR), (bell, OfficePart.HELPER), (nurse, OfficePart.HELPER)):
        session.add(Office(school_id=school_id, person_id=person.id, part=part, from_day=days.months[0]))
    for minute, (kind, language, text) in enumerate(WORDINGS):
        from_at = days.start() + timedelta(minutes=minute)
        session.add(Wording(school_id=school_id, kind=kind, language=language, text=text, from_at=from_at))
    return Staff({"rivera": rivera.id, "park": park.id}, lund.id)


def _readers(session: Session, office: Viewer, staff: Staff, classrooms: list[Classroom]) -> None:
    first = office.today
    for classroom in classrooms:
        join(session, office, classroom.id, staff.teachers["rivera"], Part.READER, first)
    # A day later, so that Ms. Rivera, who answers as a rule, stands first.
    join(session, office, classrooms[SHARED - 1].id, staff.teachers["park"], Part.READER, first + timedelta(days=1))


def _students(
    session: Session,
    office: Viewer,
    classrooms: list[Classroom],
    everyone: Iterable[Pupil],
    told: dict[str, list[Exchange]],
) -> dict[str, Person]:
    students = {}
    for pupil in everyone:
        # Whoever tries the demo comes in as one of these: for them the browser says which language it is.
        shown = pupil.name in CARDS or pupil.language not in i18n.LANGUAGES
        language = "" if shown else pupil.language
        student = Person.named(office.school_id, pupil.name, goes_by=pupil.goes_by, say=pupil.say, language=language)
        session.add(student)
        session.flush()
        join(session, office, classrooms[pupil.classroom - 1].id, student.id, Part.WRITER, office.today)
        last = told[pupil.name][-1] if pupil.name in told else None
        if last and last.story and last.language != "en":
            session.add(
                Preference(school_id=office.school_id, person_id=student.id, key=ANSWER_IN, value=last.language)
            )
        students[pupil.name] = student
    return students


def _cards(session: Session, key: bytes, office: Viewer, students: dict[str, Person]) -> dict[str, str]:
    codes = {}
    for name, student in students.items():
        codes[name] = security.new_code(key)
        door = security.lookup(key, DoorKind.CARD, codes[name])
        card = Card(
            school_id=office.school_id,
            person_id=student.id,
            code_hash=door,
            state=CardState.LIVE,
            made_by_id=office.person_id,
            made_at=office.at,
        )
        session.add(card)
        session.add(Door(hash=door, kind=DoorKind.CARD, school_id=office.school_id, row_id=card.id))
    return codes
