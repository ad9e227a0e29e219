"""Invitations: a link that opens once, with which somebody sets her password, the first time or anew."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Door, Invitation, Password, Person, SignIn
from app.models.door import DoorKind
from app.models.person import Event
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, sound_address
from app.models.writing import inserted, rows_changed
from app.security import folded_email, hash_password, lookup, new_code

OPEN_FOR = timedelta(days=7)
SHORTEST_PASSWORD = 12
"""Characters. NIST SP 800-63B asks for length, and for no mixture of signs."""


def give_address(session: Session, key: bytes, person: Person, email: str) -> None:
    """Let a person sign in with an e-mail address; the one before stops working, and an empty one takes it away.

    Raises Refused, with nothing written, for what is no address and for one that somebody else has.
    """
    email = sound_address(email)
    before, after = folded_email(person.email), folded_email(email)
    if before != after:
        if after and not inserted(
            session,
            Door,
            hash=lookup(key, DoorKind.EMAIL, after),
            kind=DoorKind.EMAIL,
            school_id=person.school_id,
            row_id=person.id,
        ):
            raise Refused(Reason.ADDRESS_TAKEN)
        if before:
            rows_changed(session, delete(Door).where(col(Door.hash) == lookup(key, DoorKind.EMAIL, before)))
    person.email = email


def invite(session: Session, key: bytes, viewer: Viewer, person: Person) -> str:
    """Make an invitation for a person who has an address; returns its code. Her earlier ones stop working.

    Raises Refused where she has no e-mail address to sign in with.
    """
    if not person.email:
        raise Refused(Reason.NO_ADDRESS)
    _end_invitations(session, person, viewer.at)
    code = new_code(key)
    invitation = Invitation(
        school_id=person.school_id,
        person_id=person.id,
        made_by_id=viewer.by_id,
        made_at=viewer.at,
        expires_at=viewer.at + OPEN_FOR,
    )
    session.add(invitation)
    session.add(
        Door(
            hash=lookup(key, DoorKind.TOKEN, code),
            kind=DoorKind.TOKEN,
            school_id=person.school_id,
            row_id=invitation.id,
        )
    )
    Event.keep(session, viewer, "invited", person.id)
    return code


@dataclass(frozen=True)
class Invited:
    """Whom an invitation is for."""

    id: UUID
    school_id: UUID
    person_id: UUID
    email: str
    called: str


def who_is_invited(session: Session, key: bytes, code: str, at: datetime) -> Invited | None:
    """Whom a code (as security.read_code gives it) invites; None where it was used, is too old or never was."""
    found = session.execute(
        select(
            col(Invitation.id), col(Person.school_id), col(Person.id), col(Person.email), col(Person.goes_by),
            col(Person.name),
        )
        .join(
            Invitation,
            (col(Invitation.school_id) == col(Person.school_id)) & (col(Invitation.person_id) == col(Person.id)),
        )
        .join(Door, (col(Door.school_id) == col(Invitation.school_id)) & (col(Door.row_id) == col(Invitation.id)))
        .where(
            col(Door.hash) == lookup(key, DoorKind.TOKEN, code),
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > at,
        )
    ).one_or_none()  # fmt: skip
    if found is None:
        return None
    id_, school_id, person_id, email, goes_by, name = found
    return Invited(id_, school_id, person_id, email, goes_by or name)


def hash_chosen(password: str) -> str | None:
    """The hash of a password that somebody has chosen; None for one that is too short. Takes about 50 ms."""
    return hash_password(password) if len(password) >= SHORTEST_PASSWORD else None


def set_password(session: Session, invited: Invited, password_hash: str | None, at: datetime) -> None:
    """Keep a new password (hash_chosen, outside the transaction), use the invitation up, and sign her out everywhere.

    Raises Refused, with nothing written, for a password that was too short, and where the invitation was used a
    moment ago.
    """
    if password_hash is None:
        raise Refused(Reason.SHORT_PASSWORD)
    person = session.get_one(Person, (invited.school_id, invited.person_id))
    this_one = [
        col(Invitation.school_id) == invited.school_id, col(Invitation.id) == invited.id,
        col(Invitation.used_at).is_(None),
    ]  # fmt: skip
    if not rows_changed(session, update(Invitation).where(*this_one).values(used_at=at)):
        raise Refused(Reason.OLD_LINK)
    mine = [col(Password.school_id) == person.school_id, col(Password.person_id) == person.id]
    session.execute(delete(Password).where(*mine))
    session.add(Password(school_id=person.school_id, person_id=person.id, hash=password_hash))
    _end_invitations(session, person, at)
    signed_in = [
        col(SignIn.school_id) == person.school_id, col(SignIn.person_id) == person.id, col(SignIn.ended_at).is_(None)
    ]  # fmt: skip
    rows_changed(session, update(SignIn).where(*signed_in).values(ended_at=at))


def _end_invitations(session: Session, person: Person, at: datetime) -> None:
    open_ones = [
        col(Invitation.school_id) == person.school_id,
        col(Invitation.person_id) == person.id,
        col(Invitation.used_at).is_(None),
    ]
    rows_changed(session, update(Invitation).where(*open_ones).values(used_at=at))
