"""The cast itself: whoever walks in can sign in, and knows whom to answer."""

from sqlalchemy.orm import Session

from app.queries.queue import queue
from app.queries.readers import readers
from app.security import is_password, read_code, who_has_card, who_has_email
from tests.cast import DAY, KEY, Cast


def test_a_letter_of_ana_waits_in_period_3(cast: Cast, session: Session) -> None:
    letter = cast.writes(session, cast.ana, at=cast.at - 3 * DAY)
    (waiter,) = queue(session, cast.viewer(cast.rivera), [cast.period_3.id]).waiters
    assert (waiter.letter_id, waiter.days) == (letter.id, 3)
    cast.answers(session, cast.rivera, letter)
    assert queue(session, cast.viewer(cast.rivera), [cast.period_3.id]).waiters == []


def test_everybody_has_a_way_in(cast: Cast, session: Session) -> None:
    knock = who_has_card(session, KEY, read_code(KEY, cast.code[cast.ana.id].lower()) or "")
    assert knock is not None
    assert knock.person_id == cast.ana.id
    found = who_has_email(session, KEY, " Rivera@school.example")
    assert found is not None
    assert found[0].person_id == cast.rivera.id
    assert is_password(cast.password, found[1])


def test_ms_rivera_is_named_first(cast: Cast, session: Session) -> None:
    (of_class,) = readers(session, cast.viewer(cast.ana), [cast.period_3.id])
    assert of_class.readers == ["Ms. Rivera", "Mr. Park"]
