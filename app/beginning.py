"""How a school begins: the code that this process prints, and the one transaction that makes a school and its first
administrator."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from app.invitations import give_address
from app.models import Office, Password, Person, School
from app.models.person import Event, OfficePart
from app.models.school import About
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, one_line, sound_address
from app.security import Knock, new_code, read_code


class AlreadyBegun(Exception):
    """Somebody else has made the school meanwhile. Nothing was changed."""


def there_is_a_school(session: Session) -> bool:
    """Whether this installation has a school."""
    return session.scalar(select(col(School.id)).limit(1)) is not None


class Beginning:
    """The beginning of this installation, as one process knows it: its code is nowhere but in its memory and in the
    terminal where it was printed."""

    def __init__(self, key: bytes) -> None:
        self.code = new_code(key)
        self._key, self._over = key, False

    def is_over(self, session: Session) -> bool:
        """Whether there is a school. Once there is one, nobody asks the database again."""
        self._over = self._over or there_is_a_school(session)
        return self._over

    def is_code(self, typed: str) -> bool:
        """Whether this is the code, in any spelling."""
        return hmac.compare_digest((read_code(self._key, typed) or "").encode(), self.code.encode())

    def is_guess(self, typed: str) -> bool:
        """Whether this could have been a code of this installation, and is another one: such tries are counted."""
        return read_code(self._key, typed) is not None and not self.is_code(typed)


@dataclass(frozen=True)
class Founder:
    """A school's first administrator, as she was typed."""

    name: str
    goes_by: str
    email: str

    def checked(self) -> "Founder":
        """The same as she is kept. Raises Refused."""
        email = sound_address(self.email)
        if not email:
            raise Refused(Reason.NO_ADDRESS)
        return Founder(one_line(self.name), one_line(self.goes_by, may_be_empty=True), email)


def begin(
    session: Session, key: bytes, about: About, founder: Founder, password_hash: str | None, at: datetime
) -> Knock:
    """Make the school and its first administrator; returns who she is, to be signed in. `password_hash` is what
    invitations.hash_chosen gave.

    Raises Refused, and AlreadyBegun where there is a school, both with nothing written. Of two at once, one begins.
    """
    settings, founder = about.checked(), founder.checked()
    if password_hash is None:
        raise Refused(Reason.SHORT_PASSWORD)
    _take_turns(session)
    if there_is_a_school(session):
        raise AlreadyBegun
    school = School(**settings)
    session.add(school)
    session.flush()
    person = Person.named(school.id, founder.name, goes_by=founder.goes_by)
    session.add(person)
    session.flush()
    give_address(session, key, person, founder.email)
    session.add(Password(school_id=school.id, person_id=person.id, hash=password_hash))
    session.add(
        Office(school_id=school.id, person_id=person.id, part=OfficePart.ADMINISTRATOR, from_day=school.day(at))
    )
    Event.keep(session, Viewer(school.id, person.id, ZoneInfo(school.zone), at), "school begun", school.id)
    return Knock(school.id, person.id)


def _take_turns(session: Session) -> None:
    """Wait for whoever else is making the school. PostgreSQL only; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE school IN SHARE ROW EXCLUSIVE MODE"))
