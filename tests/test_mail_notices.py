"""Of what a student is told by mail beside an answer: its P.S.; and the post goes on after a look that failed."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import pytest

from app import mail
from app.db import Database, transaction
from app.models import Answer
from app.models.addition import add_to_answer, see_answer, take_addition_back
from app.models.calendar import now
from app.models.words import Reason, Refused
from tests.cast import MINUTE, Cast, build
from tests.databases import called
from tests.test_mail import DELIVERED, PostOffice, answered, office, round_of, settings, wants_to_be_told

__all__ = ["office"]


def test_a_ps_to_an_answer_that_was_seen_is_told_too_and_one_that_was_taken_back_is_not(
    cast: Cast, office: PostOffice
) -> None:
    with transaction(cast.database) as session:
        wants_to_be_told(cast, session)
    answer_id = answered(cast)
    goes, stays = uuid4(), uuid4()
    with transaction(cast.database) as session:
        see_answer(session, cast.viewer(cast.ana, DELIVERED), answer_id)
        answer = session.get_one(Answer, (cast.school.id, answer_id))
        rivera = cast.viewer(cast.rivera, DELIVERED)
        for id_ in (goes, stays):
            add_to_answer(session, rivera, answer, id_, "P.S. How is the cat?")
        with pytest.raises(Refused, match=Reason.SENT_BEFORE):
            add_to_answer(session, rivera, answer, goes, "P.S. How is the dog?")
        assert take_addition_back(session, rivera, answer, stays)
    assert round_of(cast.database, settings(office), DELIVERED + 2 * MINUTE) == 3
    assert [came["To"] for came in office.came] == ["ana@mail.example"]


def test_the_post_goes_on_after_a_look_that_failed(
    sqlite_database: Database, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = build(sqlite_database, now() - MINUTE, doors=False)
    with transaction(sqlite_database) as session:
        wants_to_be_told(cast, session)
        cast.answers(session, cast.rivera, cast.writes(session, cast.ana))
    monkeypatch.setattr(mail, "EVERY", 0.05)

    async def a_while() -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(10):
                called(sqlite_database, "outbox", "elsewhere")
                post = asyncio.create_task(mail.deliver_for_ever(sqlite_database, settings(office)))
                await asyncio.sleep(0.5)
                assert not office.came
                called(sqlite_database, "elsewhere", "outbox")
                while not office.came:  # noqa: ASYNC110 -- another thread takes it
                    await asyncio.sleep(0.05)
        post.cancel()

    asyncio.run(a_while())
    assert len(office.came) == 1
