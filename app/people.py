"""The school's people as the office keeps them: name, language, address and own number, and a link to sign in with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.i18n import LANGUAGES
from app.invitations import give_address, invite
from app.models import Classroom, ExternalId, Membership, Person
from app.models.classroom import Part, ever_students
from app.models.history import Act
from app.models.office import enough_stay
from app.models.person import Event
from app.models.school import School
from app.models.taking_part import give_part
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, digest, fold, one_line
from app.models.writing import inserted, rows_changed
from app.posted import Posted

ROSTER = "roster"
"""The register in which a school numbers its people itself."""


@dataclass(frozen=True)
class Details:
    """What the office keeps of a person, as it was typed."""

    name: str
    goes_by: str = ""
    language: str = ""
    email: str = ""
    number: str = ""

    @classmethod
    def typed(cls, form: Posted, tags: Sequence[str]) -> "Details":
        """What a form says, as it was typed; `tags` are the languages that one can choose."""
        language = form.text("language")
        return cls(
            form.text("name"),
            form.text("goes_by"),
            language if language in tags else "",
            form.text("email"),
            form.text("number"),
        )

    def on_one_line(self) -> "Details":
        """The same as it is kept. Raises Refused."""
        rest = (one_line(text, may_be_empty=True) for text in (self.goes_by, self.language, self.email, self.number))
        return Details(one_line(self.name), *rest)

    @property
    def seen(self) -> str:
        """A sign by which a form tells that what it showed is still so."""
        return digest("\n".join((self.name, self.goes_by, self.language, self.email, self.number)))


def languages_at(school: School, *more: str) -> list[str]:
    """The languages that one can choose for somebody, BCP 47 tags: the interface's, the school's and some more."""
    return list(dict.fromkeys(filter(None, (*LANGUAGES, *school.languages, *more))))


def details_of(session: Session, person: Person) -> Details:
    """What is kept of a person now."""
    return Details(person.name, person.goes_by, person.language, person.email, _number_of(session, person))


def add_person(
    session: Session, key: bytes, viewer: Viewer, person_id: UUID, details: Details, *, same_name: bool = False
) -> Person:
    """Add somebody to the school. A form that comes twice adds her once.

    Raises Refused, with nothing written, also where somebody of that name is here: unless `same_name` says that it is
    somebody else.
    """
    details = details.on_one_line()
    School.hold(session, viewer.school_id)
    if there := session.get(Person, (viewer.school_id, person_id)):
        return there
    namesake = select(col(Person.id)).where(
        col(Person.school_id) == viewer.school_id, col(Person.sort_name) == fold(details.name)
    )
    if not same_name and session.scalar(namesake.limit(1)):
        raise Refused(Reason.SAME_NAME)
    with session.begin_nested():
        person = Person.named(
            viewer.school_id, details.name, id=person_id, goes_by=details.goes_by, language=details.language
        )
        session.add(person)
        session.flush()
        give_address(session, key, person, details.email)
        _number(session, person, details.number)
        Event.keep(session, viewer, Act.ADDED, person.id)
    return person


def add_student(
    session: Session,
    key: bytes,
    viewer: Viewer,
    classroom: Classroom,
    person_id: UUID,
    details: Details,
    from_day: date | None,
) -> None:
    """Add somebody to the school who writes in a class from a day on. Raises Refused, with nothing written."""
    with session.begin_nested():
        student = add_person(session, key, viewer, person_id, details, same_name=True)
        give_part(session, viewer, classroom, student, Part.WRITER, from_day)


def keep_details(session: Session, key: bytes, viewer: Viewer, person: Person, details: Details, seen: str) -> None:
    """Keep what has changed of a person; `seen` is the sign of what the form showed. A form that comes twice changes
    nothing the second time.

    Raises Refused, with nothing changed: also where somebody else has changed her meanwhile, and where the last
    administrator would lose the address that she signs in with.
    """
    details = details.on_one_line()
    with enough_stay(session, viewer):
        session.refresh(person)
        before = details_of(session, person)
        if details == before:
            return
        if before.seen != seen:
            raise Refused(Reason.CHANGED_MEANWHILE)
        person.name, person.sort_name = details.name, fold(details.name)
        person.goes_by, person.language = details.goes_by, details.language
        give_address(session, key, person, details.email)
        _number(session, person, details.number)
        for act, was, now in (
            (Act.NAMED, before.name, details.name),
            (Act.CALLED, before.goes_by, details.goes_by),
            (Act.LANGUAGE, before.language, details.language),
            (Act.ADDRESS, before.email, details.email),
            (Act.NUMBER, before.number, details.number),
        ):
            if was != now:
                Event.keep(session, viewer, act, person.id, was)


def link_for(session: Session, key: bytes, viewer: Viewer, person: Person) -> str:
    """The code of a link with which a person sets her password, the first time or anew. Raises Refused.

    A student gets none, nor who was one: it would set the word that opens her older letters, and whoever makes it
    could read them. She comes in with her card.
    """
    School.hold(session, viewer.school_id)
    session.refresh(person)
    if person.ended_on and person.ended_on < viewer.today:
        raise Refused(Reason.HAS_LEFT)
    if has_been_student(session, person):
        raise Refused(Reason.NO_LINK)
    return invite(session, key, viewer, person)


def has_been_student(session: Session, person: Person) -> bool:
    """Whether a person writes, or ever wrote, in a class as a student."""
    written = ever_students(person.school_id).where(col(Membership.person_id) == person.id)
    return session.scalar(written.limit(1)) is not None


def _number(session: Session, person: Person, number: str) -> None:
    """Let a person have a number on the school's roster; an empty one takes it away. Raises Refused for one that
    somebody else has."""
    mine = (
        col(ExternalId.school_id) == person.school_id,
        col(ExternalId.person_id) == person.id,
        col(ExternalId.source) == ROSTER,
    )
    if number and number != _number_of(session, person):
        new = {"school_id": person.school_id, "person_id": person.id, "source": ROSTER, "value": number}
        if not inserted(session, ExternalId, id=uuid4(), **new):
            raise Refused(Reason.NUMBER_TAKEN)
    rows_changed(session, delete(ExternalId).where(*mine, col(ExternalId.value) != number))


def _number_of(session: Session, person: Person) -> str:
    found = select(col(ExternalId.value)).where(
        col(ExternalId.school_id) == person.school_id,
        col(ExternalId.person_id) == person.id,
        col(ExternalId.source) == ROSTER,
    )
    return session.scalar(found.order_by(col(ExternalId.value)).limit(1)) or ""
