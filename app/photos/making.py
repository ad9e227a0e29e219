"""Makes the pictures and voices of pages that have come, one file at a time. Whoever makes one claims it first."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid5

import structlog
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.db import Database, reading, transaction
from app.models import Page, PageFile
from app.models.calendar import now
from app.models.page import PageKind, PageSize, PageState
from app.models.pages import keep_file
from app.models.writing import inserted, rows_changed
from app.photos.media import Media
from app.photos.unpacking import Leaf, Unreadable, leaves_of
from app.photos.voices import MADE, program, voices_of

EVERY = 20
"""Seconds between two looks for pages that nobody called for: of another process, or left by a crash."""
COMMITTED_AFTER = 0.3
"""Seconds in which a transaction is over: one that takes longer is found by the next look."""
CLAIM_LASTS = timedelta(minutes=5)
MOST_TRIES = 3
WEBP = "image/webp"

Write = Callable[[Session], bool]
"""Something that was made, to be written in a transaction of its own; whether it makes the page ready."""


class Maker:
    """Makes pictures while the application runs. `call` says that a page has come."""

    def __init__(self, database: Database) -> None:
        self.database, self._called = database, asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._again: list[Voice] | None = None

    def call(self) -> None:
        """Look soon, and not only with the next look: once whoever calls, in whatever thread, has committed."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._loop.call_later, COMMITTED_AFTER, self._called.set)

    async def for_ever(self) -> None:
        """Make what has come, again and again, until cancelled."""
        log, self._loop = structlog.get_logger(), asyncio.get_running_loop()
        while True:
            self._called.clear()
            try:
                if self._again is None:
                    self._again = await run_in_threadpool(voices_as_they_came, self.database) if program() else []
                while page := await self._claim():
                    log.info("page", made=await self._make(page))
            except Exception as problem:  # noqa: BLE001 -- the next look may work; the log says what it was
                log.warning("page", problem=type(problem).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):  # wait_for would lose a cancellation that comes with a call
                    await self._called.wait()

    async def _claim(self) -> "Claimed | None":
        """What has come; and where nothing has, a voice to make again."""
        if await run_in_threadpool(waits, self.database, now()):
            async with self.database.write_turns:
                return await run_in_threadpool(claim, self.database, now())
        while self._again:
            voice = self._again.pop(0)
            async with self.database.write_turns:
                if claimed := await run_in_threadpool(claim_again, self.database, voice, now()):
                    return claimed
        return None

    async def _make(self, page: "Claimed") -> bool:
        """What make() does; each write waits for its turn, behind the requests that came before."""
        ready, writes = False, _writes(self.database, page)
        while write := await run_in_threadpool(next, writes, None):
            async with self.database.write_turns:
                ready = await run_in_threadpool(_commit, self.database, write)
        return ready


@dataclass(frozen=True)
class Claimed:
    """A page whose pictures this process makes now."""

    school_id: UUID
    id: UUID
    tries: int
    again: bool = False
    """Whether it is played already, as it came, and will be if this fails."""


Voice = tuple[UUID, UUID]
"""A voice's school and id."""


def make_all(database: Database, at: datetime) -> int:
    """Make every picture that is due, and return how many files were looked at: for commands, and for tests."""
    made = 0
    while page := claim(database, at):
        make(database, page)
        made += 1
    return made


def waits(database: Database, at: datetime) -> bool:
    """Whether a page waits to be made."""
    with reading(database) as session:
        return session.scalar(select(col(Page.id)).where(*_free(at)).limit(1)) is not None


def claim(database: Database, at: datetime) -> Claimed | None:
    """Claim the page that has waited longest; whoever changes its row first has it, until CLAIM_LASTS is over."""
    with transaction(database) as session:
        rows = session.execute(
            select(col(Page.school_id), col(Page.id), col(Page.tries)).where(*_free(at)).order_by(col(Page.at)).limit(5)
        ).all()
        for school_id, id_, tries in rows:
            this = _is(school_id, id_), *_free(at)
            if rows_changed(session, update(Page).where(*this).values(claimed_at=at, tries=Page.tries + 1)):
                return Claimed(school_id, id_, tries + 1)
    return None


def voices_as_they_came(database: Database) -> list[Voice]:
    """The voices that are played as they came only, because this machine had no ffmpeg then: not those that were tried
    too often."""
    made = exists().where(
        col(PageFile.school_id) == col(Page.school_id),
        col(PageFile.page_id) == col(Page.id),
        col(PageFile.size) == PageSize.AAC,
    )
    with reading(database) as session:
        rows = session.execute(
            select(col(Page.school_id), col(Page.id)).where(*_may_again(), ~made).order_by(col(Page.at).desc())
        )
        return [(school_id, id_) for school_id, id_ in rows]


def claim_again(database: Database, voice: Voice, at: datetime) -> Claimed | None:
    """Claim a voice that is played as it came; None where somebody else has it, or it is gone."""
    free = or_(col(Page.claimed_at).is_(None), col(Page.claimed_at) < at - CLAIM_LASTS)
    this = _is(*voice), *_may_again(), free
    with transaction(database) as session:
        if not rows_changed(session, update(Page).where(*this).values(claimed_at=at, tries=Page.tries + 1)):
            return None
        return Claimed(*voice, session.scalar(select(col(Page.tries)).where(_is(*voice))) or 0, again=True)


def make(database: Database, page: Claimed) -> bool:
    """Make the pictures of a claimed page, and say whether it can be read. A PDF becomes a page for each of its leaves.

    Each leaf is kept by itself, under an id that follows from its file's: begun twice, it is there once.
    """
    ready = False
    for write in _writes(database, page):
        ready = _commit(database, write)
    return ready


def _commit(database: Database, write: Write) -> bool:
    with transaction(database) as session:
        return write(session)


def _writes(database: Database, page: Claimed) -> Iterator[Write]:
    """What is made of a page, one after another: between two of them nothing is held."""
    with reading(database) as session:
        this = col(PageFile.school_id) == page.school_id, col(PageFile.page_id) == page.id
        sent = select(col(PageFile.body), col(PageFile.media)).where(*this, col(PageFile.size) == PageSize.SENT)
        found = session.execute(sent).one_or_none()
    if found is None:  # thrown away by its writer
        return
    body, media = found
    if page.tries > MOST_TRIES:  # and each time this process was ended with it: nobody waits for it any longer
        yield partial(_finish, page=page, state=PageState.UNREADABLE)
    elif Media(media).is_voice:
        yield from _voice(page, body, Media(media))
    else:
        yield from _pictures(page, body, media)


def _pictures(page: Claimed, body: bytes, media: str) -> Iterator[Write]:
    try:
        for number, leaf in enumerate(leaves_of(body, media), start=1):
            yield partial(_keep_leaf, of=page, number=number, leaf=leaf)
    except Unreadable as unreadable:
        if unreadable.for_sure or page.tries >= MOST_TRIES:
            yield partial(_finish, page=page, state=PageState.UNREADABLE)
        return
    yield partial(_finish, page=page, state=PageState.READY)


def _voice(page: Claimed, body: bytes, media: Media) -> Iterator[Write]:
    """Make what every browser plays of a voice, where this machine can; its file stays beside it as it came. One that
    takes more than this machine gives is played as it came."""
    try:
        made = voices_of(body, media)
    except Unreadable as unreadable:
        if unreadable.for_sure and not page.again:
            yield partial(_finish, page=page, state=PageState.UNREADABLE)
        elif page.tries >= MOST_TRIES:
            yield partial(_finish, page=page, state=PageState.READY)
        return
    yield partial(_keep_voices, of=page, made=made)
    yield partial(_finish, page=page, state=PageState.READY)


def _keep_voices(session: Session, of: Claimed, made: dict[PageSize, bytes]) -> bool:
    if session.scalar(select(col(Page.id)).where(_is(of.school_id, of.id))):  # else it was thrown away meanwhile
        for size, voice in made.items():
            keep_file(session, of.school_id, of.id, size, MADE[size][1], voice)
    return False


def _keep_leaf(session: Session, of: Claimed, number: int, leaf: Leaf) -> bool:
    """Keep the pictures of a leaf. The first one is the page that came; the others become pages where that one is by
    now. A page that was thrown away meanwhile stays away."""
    first = session.scalars(select(Page).where(_is(of.school_id, of.id))).one_or_none()
    if first is None:
        return False
    id_ = of.id if number == 1 else uuid5(of.id, str(number))
    if number == 1:
        first.width, first.height = leaf.width, leaf.height
    else:
        home = {"draft_id": first.draft_id, "letter_id": first.letter_id, "answer_id": first.answer_id}
        came = {"by_id": first.by_id, "kind": first.kind, "place": first.place, "sha256": first.sha256, "at": first.at}
        made = {"state": PageState.READY, "leaf": number, "width": leaf.width, "height": leaf.height}
        blank = {"words": "", "tries": 0}
        inserted(session, Page, school_id=of.school_id, id=id_, **home, **came, **made, **blank)
    keep_file(session, of.school_id, id_, PageSize.LARGE, WEBP, leaf.large)
    keep_file(session, of.school_id, id_, PageSize.SMALL, WEBP, leaf.small)
    return False


def _finish(session: Session, page: Claimed, state: PageState) -> bool:
    """Say what became of a page. What was made of a picture takes the place of its file; a voice is kept as it came,
    and so is what can't be read: a later version may."""
    rows_changed(session, update(Page).where(_is(page.school_id, page.id)).values(state=state))
    of_it = [col(PageFile.school_id) == page.school_id, col(PageFile.page_id) == page.id]
    if state is PageState.READY and session.scalar(
        select(col(PageFile.id)).where(*of_it, col(PageFile.size) == PageSize.LARGE)
    ):
        rows_changed(session, delete(PageFile).where(*of_it, col(PageFile.size) == PageSize.SENT))
    return state is PageState.READY


def _free(at: datetime) -> list[ColumnElement[bool]]:
    """True for the pages that wait to be made, and that nobody makes."""
    return [
        col(Page.state) == PageState.RECEIVED,
        or_(col(Page.claimed_at).is_(None), col(Page.claimed_at) < at - CLAIM_LASTS),
    ]


def _may_again() -> list[ColumnElement[bool]]:
    return [col(Page.kind) == PageKind.VOICE, col(Page.state) == PageState.READY, col(Page.tries) < MOST_TRIES]


def _is(school_id: UUID, page_id: UUID) -> ColumnElement[bool]:
    return and_(col(Page.school_id) == school_id, col(Page.id) == page_id)
