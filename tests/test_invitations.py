"""Invitations, without the web: each opens once, also for two at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.db import transaction
from app.invitations import OPEN_FOR, Invited, hash_chosen, invite, set_password, who_is_invited
from app.models import Invitation, Password, Person, SignIn
from app.models.words import Reason, Refused
from app.security import Knock, is_password, start_session
from tests.cast import DAY, KEY, MINUTE, Cast
from tests.patience import together


def invited(session: Session, cast: Cast, person: Person) -> str:
    """The code of a new invitation that Mrs. Lund makes."""
    return invite(session, KEY, cast.viewer(cast.lund), session.get_one(Person, (person.school_id, person.id)))


def who(session: Session, cast: Cast, code: str) -> Invited:
    found = who_is_invited(session, KEY, code, cast.at + MINUTE)
    assert found is not None
    return found


def password_of(session: Session, person: Person) -> str:
    session.flush()
    return session.scalars(select(col(Password.hash)).where(col(Password.person_id) == person.id)).one()


def test_a_password_is_set_once_and_signs_out_everywhere(cast: Cast, session: Session) -> None:
    knock = Knock(cast.school.id, cast.rivera.id)
    start_session(session, KEY, knock, cast.at, cast.today(), own_phone=True)
    code = invited(session, cast, cast.rivera)
    set_password(session, who(session, cast, code), hash_chosen("another good sentence"), cast.at + MINUTE)
    assert is_password("another good sentence", password_of(session, cast.rivera))
    assert who_is_invited(session, KEY, code, cast.at + MINUTE) is None
    session.expire_all()
    assert session.scalars(select(SignIn)).one().ended_at is not None


def test_a_password_that_is_too_short_leaves_the_invitation_open(cast: Cast, session: Session) -> None:
    before = password_of(session, cast.rivera)
    found = who(session, cast, invited(session, cast, cast.rivera))
    with pytest.raises(Refused) as refused:
        set_password(session, found, hash_chosen("too short"), cast.at)
    assert refused.value.reason is Reason.SHORT_PASSWORD
    assert password_of(session, cast.rivera) == before
    assert session.scalars(select(Invitation)).one().used_at is None


def test_a_new_invitation_ends_the_earlier_one_and_a_week_ends_it_too(cast: Cast, session: Session) -> None:
    first, second = invited(session, cast, cast.rivera), invited(session, cast, cast.rivera)
    assert who_is_invited(session, KEY, first, cast.at) is None
    assert who_is_invited(session, KEY, second, cast.at + OPEN_FOR - MINUTE) is not None
    assert who_is_invited(session, KEY, second, cast.at + OPEN_FOR) is None


def test_an_invitation_that_was_replaced_meanwhile_sets_nothing(cast: Cast, session: Session) -> None:
    before = password_of(session, cast.rivera)
    found = who(session, cast, invited(session, cast, cast.rivera))
    newer = invited(session, cast, cast.rivera)
    with pytest.raises(Refused) as refused:
        set_password(session, found, hash_chosen("another good sentence"), cast.at)
    assert refused.value.reason is Reason.OLD_LINK
    assert password_of(session, cast.rivera) == before
    assert who_is_invited(session, KEY, newer, cast.at + DAY) is not None


def test_of_two_windows_that_open_one_invitation_one_sets_the_password(cast: Cast) -> None:
    hashes = {name: hash_chosen(f"the sentence of {name}") for name in ("one", "other")}
    with ThreadPoolExecutor(2) as threads:
        for _ in range(20):
            with transaction(cast.database) as session:
                code = invited(session, cast, cast.rivera)
            barrier = together(2)

            def sets(name: str, barrier: Barrier = barrier, code: str = code) -> str:
                barrier.wait()
                try:
                    with transaction(cast.database) as session:
                        found = who_is_invited(session, KEY, code, cast.at)
                        if found is None:
                            return ""
                        set_password(session, found, hashes[name], cast.at)
                except Refused:
                    return ""
                return name

            winner = "".join(threads.map(sets, hashes))
            with transaction(cast.database) as session:
                assert password_of(session, cast.rivera) == hashes[winner]
