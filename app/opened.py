"""Doorways to what a first look opens, beside those of named.py: the look is written down, then it is read again."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from app.deps import Form, ReadAgain, Session, Teacher, found
from app.models.letter import open_letter
from app.models.words import Reason, Refused
from app.named import write_first
from app.posted import Posted, as_id
from app.queries.find import Found, Position, find
from app.queries.first_read import FirstRead, first_read
from app.queries.wanted import Wanted


@dataclass(frozen=True)
class Search:
    """What was typed, and what was found; or why nothing was looked for."""

    words: str = ""
    found: Found | None = None
    reason: Reason | None = None
    after: Position | None = None
    """Where these begin, if they are not the newest."""


async def get_opened_first_read(letter_id: str, request: Request, me: Teacher, session: Session) -> FirstRead:
    """A letter to the teacher, by itself. That she sees it for the first time is written down first."""
    lying = found(await run_in_threadpool(first_read, session, me.viewer, as_id(letter_id), list(me.reading)))
    if not lying.letter.opened_by_me:
        await write_first(request, open_letter, me.viewer, [lying.letter.id])
        raise ReadAgain
    return lying


async def get_opened_search(request: Request, me: Teacher, session: Session, form: Form) -> Search:
    """What a search has found. The letters among it of which the teacher sees words for the first time are opened:
    that is written down first, and the same form is asked once more."""
    words, after = form.text("words"), _position(form)
    try:
        wanted = Wanted.of(words)
    except Refused as refused:
        return Search(words, reason=refused.reason)
    lying = await run_in_threadpool(find, session, me.viewer, list(me.reading), wanted, after)
    if lying.unopened:
        await write_first(request, open_letter, me.viewer, lying.unopened)
        raise ReadAgain
    return Search(words, lying, after=after)


def _position(form: Posted) -> Position | None:
    """Where the older ones begin, as the form carries it; what can't be read is the newest."""
    id_ = form.id("after")
    try:
        at = datetime.fromisoformat(form.text("at")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Position(at, id_) if id_ else None


OpenedFirstRead = Annotated[FirstRead, Depends(get_opened_first_read)]
OpenedSearch = Annotated[Search, Depends(get_opened_search)]
