"""The maker at work while the application runs: it takes its turn to write, and makes up for what it could not make."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.db import reading, transaction
from app.models import Draft, Page, PageFile
from app.models.calendar import now
from app.models.page import PageSize, PageState
from app.models.pages import add_page, remove_page
from app.photos import making, voices
from app.photos.arriving import arriving
from app.photos.making import CLAIM_LASTS, MOST_TRIES, Maker, claim, make, make_all, voices_as_they_came
from app.photos.media import Media
from app.photos.unpacking import Leaf, Unreadable, leaves_of
from tests.cast import Cast
from tests.databases import called
from tests.drawn import picture
from tests.voices import needs_ffmpeg, tone

PAGE = UUID(int=9)
PATIENCE = 20
"""Seconds."""


def lays(cast: Cast, body: bytes) -> None:
    """Ana lays a file with her draft."""
    ana = cast.viewer(cast.ana, now())
    with transaction(cast.database) as session:
        draft = Draft.keep(session, ana, cast.period_3.id, None, "")
        add_page(session, ana, draft.id, PAGE, arriving(body))


def sizes(cast: Cast) -> set[PageSize]:
    with reading(cast.database) as session:
        return set(session.scalars(select(col(PageFile.size)).where(col(PageFile.page_id) == PAGE)))


def page(cast: Cast) -> Page:
    with reading(cast.database) as session:
        return session.scalars(select(Page).where(col(Page.id) == PAGE)).one()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 -- what is looked at is in the database
            await asyncio.sleep(0.05)


async def at_work(cast: Cast, done: Callable[[], bool]) -> None:
    """The maker of an application that starts, until it has looked around and something is done."""
    maker = Maker(cast.database)
    task = asyncio.create_task(maker.for_ever())
    await until(lambda: maker._again == [] and done())
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_what_is_made_of_a_page_is_written_in_its_turn(cast_today: Cast) -> None:
    """A request that writes holds the one turn that SQLite has; a second writer would make every other one wait for
    the file, and not in order."""
    lays(cast_today, picture())
    database, waiting = cast_today.database, []

    async def while_somebody_writes() -> None:
        maker = asyncio.create_task(Maker(database).for_ever())
        await until(lambda: page(cast_today).tries == 1)
        async with database.write_turns:
            await until(lambda: bool(database.write_turns._waiters))  # the leaf is made, and waits
            waiting.append(sizes(cast_today))
        await until(lambda: page(cast_today).state is PageState.READY)
        maker.cancel()
        await asyncio.gather(maker, return_exceptions=True)

    asyncio.run(while_somebody_writes())
    assert waiting == [{PageSize.SENT}]
    assert sizes(cast_today) == {PageSize.LARGE, PageSize.SMALL}
    assert not database.write_turns.locked()


def test_a_maker_goes_on_after_a_look_that_failed_and_looks_when_it_is_called(cast_today: Cast) -> None:
    lays(cast_today, picture())

    async def works() -> None:
        maker = Maker(cast_today.database)
        called(cast_today.database, "page", "elsewhere")
        task = asyncio.create_task(maker.for_ever())
        await until(lambda: bool(maker._called._waiters))
        called(cast_today.database, "elsewhere", "page")
        assert page(cast_today).state is PageState.RECEIVED
        await asyncio.to_thread(maker.call)
        await until(lambda: page(cast_today).state is PageState.READY)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(works())


@pytest.mark.parametrize("before_it_is_opened", [True, False])
def test_a_page_that_was_thrown_away_while_it_was_made_stays_away(
    cast_today: Cast, monkeypatch: pytest.MonkeyPatch, before_it_is_opened: bool
) -> None:
    lays(cast_today, picture())
    claimed = claim(cast_today.database, now())
    assert claimed

    def throws_it_away() -> None:
        with transaction(cast_today.database) as session:
            assert remove_page(session, cast_today.viewer(cast_today.ana), PAGE)

    def meanwhile(*given: Any) -> Iterator[Leaf]:
        throws_it_away()
        yield from leaves_of(*given)

    if before_it_is_opened:
        throws_it_away()
    else:
        monkeypatch.setattr(making, "leaves_of", meanwhile)
    make(cast_today.database, claimed)
    assert sizes(cast_today) == set()


def test_a_maker_that_is_called_in_the_moment_it_is_stopped_stops(cast_today: Cast) -> None:
    async def called_and_stopped() -> None:
        maker = Maker(cast_today.database)
        task = asyncio.create_task(maker.for_ever())
        await until(lambda: bool(maker._called._waiters))
        maker._called.set()
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task], timeout=1)
        assert task.cancelled()

    asyncio.run(called_and_stopped())


@needs_ffmpeg
def test_a_voice_that_came_before_ffmpeg_is_made_once_it_is_there_and_plays_all_the_while(
    cast_today: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lays(cast_today, tone())
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path_factory.mktemp("no-programs")))
        assert voices.program() is None
        asyncio.run(at_work(cast_today, lambda: page(cast_today).state is PageState.READY))
    assert sizes(cast_today) == {PageSize.SENT}
    with monkeypatch.context() as later:
        later.setattr(making, "now", lambda: now() + CLAIM_LASTS * 2)
        states = []

        def made() -> bool:
            states.append(page(cast_today).state)
            return PageSize.AAC in sizes(cast_today)

        asyncio.run(at_work(cast_today, made))
    assert sizes(cast_today) == {PageSize.SENT, PageSize.OPUS, PageSize.AAC}
    assert set(states) == {PageState.READY}
    assert voices_as_they_came(cast_today.database) == []


@pytest.mark.parametrize("for_sure", [True, False])
def test_a_voice_that_can_not_be_made_then_is_played_as_it_came_and_not_tried_for_ever(
    cast_today: Cast, monkeypatch: pytest.MonkeyPatch, for_sure: bool
) -> None:
    tried = []

    def fails(_: bytes, __: Media) -> dict[PageSize, bytes]:
        tried.append(1)
        raise Unreadable(for_sure=for_sure)

    lays(cast_today, tone())
    with monkeypatch.context() as without:
        without.setattr(voices, "program", lambda: None)
        make_all(cast_today.database, now())
    monkeypatch.setattr(making, "voices_of", fails)
    monkeypatch.setattr(making, "program", lambda: "ffmpeg")
    for start in range(1, 2 * MOST_TRIES):
        monkeypatch.setattr(making, "now", lambda start=start: now() + start * CLAIM_LASTS * 2)
        asyncio.run(at_work(cast_today, lambda: True))
    assert len(tried) == MOST_TRIES - 1, "Once it was looked at without ffmpeg."
    assert page(cast_today).state is PageState.READY
    assert sizes(cast_today) == {PageSize.SENT}


def test_where_there_is_still_no_ffmpeg_a_voice_is_not_looked_at_again(
    cast_today: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "program", lambda: None)
    monkeypatch.setattr(making, "program", lambda: None)
    lays(cast_today, tone())
    make_all(cast_today.database, now())
    asyncio.run(at_work(cast_today, lambda: True))
    assert page(cast_today).tries == 1
