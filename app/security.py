"""What opens a door: codes of cards, passwords, sign-in sessions; and limits on guessing them."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from threading import BoundedSemaphore
from uuid import UUID

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Attempt, Card, Door, Password, Person, SignIn
from app.models.door import CardState, DoorKind
from app.models.words import Reason, Refused
from app.models.writing import inserted, rows_changed

OWN_PHONE = timedelta(days=90)
OTHER_PHONE = timedelta(hours=12)
"""A browser that is left open on somebody else's device forgets after a school day."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that looks like another one."""
CHANCE, CHECK = 10, 3
"""Characters of a code: 50 bits of chance, and 15 of a keyed check that only this installation can make."""

WRONG_CODES_A_MINUTE = 60
WRONG_TRIES_AT_ONE_DOOR = 10
WRONG_PASSWORDS_A_MINUTE = 100
REMEMBERED = timedelta(minutes=10)

# OWASP's second choice for argon2id: 19 MiB, two rounds. Two at once at most: 38 MiB, whoever knocks.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
_two_at_once = BoundedSemaphore(2)
_nobody = _hasher.hash(secrets.token_urlsafe())


def hash_password(password: str) -> str:
    """An argon2id hash; takes about 50 ms."""
    with _two_at_once:
        return _hasher.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether a password is the one kept. Takes as long where there is none."""
    with _two_at_once:
        return _hasher.verify(password, kept or _nobody) and kept is not None


def lookup(key: bytes, kind: DoorKind, secret: str) -> str:
    """The hash under which a door is found: HMAC-SHA-256, in hex. Without the key it says nothing."""
    return hmac.new(key, f"{kind.value}:{secret}".encode(), sha256).hexdigest()


def new_code(key: bytes) -> str:
    """A new code for a card, in groups that one can type: 7K3M9-QX2TA-4HN."""
    chance = "".join(secrets.choice(ALPHABET) for _ in range(CHANCE))
    return f"{chance[:5]}-{chance[5:]}-{_check(key, chance)}"


def read_code(key: bytes, typed: str) -> str | None:
    """A typed code as it was printed; None where its check is wrong, which no lookup is needed for."""
    plain = "".join(c for c in typed.upper() if c.isalnum()).translate(str.maketrans("OIL", "011"))
    chance, check = plain[:CHANCE], plain[CHANCE:]
    if len(plain) != CHANCE + CHECK or not hmac.compare_digest(check.encode(), _check(key, chance).encode()):
        return None
    return f"{chance[:5]}-{chance[5:]}-{check}"


def _check(key: bytes, chance: str) -> str:
    bits = int.from_bytes(hmac.new(key, f"check:{chance}".encode(), sha256).digest()[:8], "big")
    return "".join(ALPHABET[bits >> (5 * place) & 31] for place in range(CHECK))


@dataclass(frozen=True)
class Knock:
    """Somebody who showed the right secret: the person, and the card where there was one."""

    school_id: UUID
    person_id: UUID
    card_id: UUID | None = None


def who_has_card(session: Session, key: bytes, code: str) -> Knock | None:
    """Whose live card has this code (as read_code gives it)."""
    found = session.execute(
        select(col(Card.school_id), col(Card.person_id), col(Card.id))
        .join(Door, (col(Door.school_id) == col(Card.school_id)) & (col(Door.row_id) == col(Card.id)))
        .where(col(Door.hash) == lookup(key, DoorKind.CARD, code), col(Card.state) == CardState.LIVE)
    ).one_or_none()
    return Knock(*found) if found else None


def who_has_email(session: Session, key: bytes, email: str) -> tuple[Knock, str] | None:
    """Whose e-mail address this is, and the hash of her password."""
    found = session.execute(
        select(col(Person.school_id), col(Person.id), col(Password.hash))
        .join(Door, (col(Door.school_id) == col(Person.school_id)) & (col(Door.row_id) == col(Person.id)))
        .join(
            Password, (col(Password.school_id) == col(Person.school_id)) & (col(Password.person_id) == col(Person.id))
        )
        .where(col(Door.hash) == lookup(key, DoorKind.EMAIL, folded_email(email)))
    ).one_or_none()
    return (Knock(found[0], found[1]), found[2]) if found else None


def folded_email(email: str) -> str:
    """An e-mail address as it is looked up."""
    return email.strip().casefold()


def start_session(
    session: Session,
    key: bytes,
    knock: Knock,
    at: datetime,
    today: date,
    *,
    own_phone: bool,
    known: bool = True,
    device: str = "",
) -> str:
    """Sign a person in, in a new session; returns the token for its cookie.

    One that is not `known` to be hers shows nothing older than itself until it is confirmed (models/phones.py).
    """
    token = secrets.token_urlsafe(32)
    sign_in = SignIn(
        school_id=knock.school_id,
        person_id=knock.person_id,
        card_id=knock.card_id,
        device=device,
        own_phone=own_phone,
        started_at=at,
        confirmed_at=at if known else None,
        seen_on=today,
        expires_at=at + (OWN_PHONE if own_phone else OTHER_PHONE),
    )
    session.add(sign_in)
    session.add(
        Door(
            hash=lookup(key, DoorKind.SESSION, token),
            kind=DoorKind.SESSION,
            school_id=knock.school_id,
            row_id=sign_in.id,
        )
    )
    return token


def is_known_phone(session: Session, key: bytes, token: str, knock: Knock) -> bool:
    """Whether this browser is known to be the person's own: she was last signed in here, with the same card."""
    was = session.execute(
        select(col(SignIn.school_id), col(SignIn.person_id), col(SignIn.card_id))
        .join(Door, (col(Door.school_id) == col(SignIn.school_id)) & (col(Door.row_id) == col(SignIn.id)))
        .where(
            col(Door.hash) == lookup(key, DoorKind.SESSION, token),
            col(SignIn.own_phone),
            col(SignIn.ended_at).is_(None),
            col(SignIn.confirmed_at).is_not(None),
        )
    ).one_or_none()
    return was is not None and Knock(*was) == knock


def device_of(user_agent: str) -> str:
    """What kind of device a browser says that it runs on; empty where it says nothing that a person would know."""
    return next((name for sign, name in _DEVICES.items() if sign in user_agent), "")


# In this order: Android and ChromeOS call themselves Linux or X11 too. (RFC 9110, section 10.1.5)
_DEVICES = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "Chromebook", "Windows": "Windows",
    "Macintosh": "Mac", "Linux": "Linux",
}  # fmt: skip


def end_session(session: Session, key: bytes, token: str, at: datetime) -> None:
    """End the session of a token, if there is one, and shut its door."""
    door = col(Door.hash) == lookup(key, DoorKind.SESSION, token)
    ended = update(SignIn).where(col(SignIn.id).in_(select(col(Door.row_id)).where(door)))
    rows_changed(session, ended.values(ended_at=at))
    rows_changed(session, delete(Door).where(door))


def refuse_guessing(session: Session, bucket: str, at: datetime, *, over_all: int, within: str = "") -> None:
    """Raise Refused where too many wrong tries came in the last minute over all, or at one door in the last ten.

    By address nothing is limited: a whole class shares one. `bucket` says which kind of try; `within` which door.
    """
    minute = at.replace(second=0, microsecond=0)
    if _tries(session, bucket, minute) >= over_all:
        raise Refused(Reason.TOO_MANY_TRIES)
    if within and _tries(session, _bucket(bucket, within), minute - REMEMBERED) >= WRONG_TRIES_AT_ONE_DOOR:
        raise Refused(Reason.TOO_MANY_TRIES)


def count_wrong_try(session: Session, bucket: str, at: datetime, *, within: str = "") -> None:
    """Count one wrong try, over all and at one door; what is too old to matter is forgotten."""
    minute = at.replace(second=0, microsecond=0)
    rows_changed(session, delete(Attempt).where(col(Attempt.minute) < minute - REMEMBERED))
    for name in {bucket, _bucket(bucket, within)}:
        if not inserted(session, Attempt, bucket=name, minute=minute, count=1):
            rows_changed(
                session,
                update(Attempt)
                .where(col(Attempt.bucket) == name, col(Attempt.minute) == minute)
                .values(count=Attempt.count + 1),
            )


def _bucket(bucket: str, within: str) -> str:
    return f"{bucket}:{within}" if within else bucket


def _tries(session: Session, bucket: str, since: datetime) -> int:
    counted = select(func.sum(col(Attempt.count))).where(col(Attempt.bucket) == bucket, col(Attempt.minute) >= since)
    return session.scalar(counted) or 0
