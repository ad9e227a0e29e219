"""Doorways to what a first look opens, beside those of named.py: the look is written down, then it is read again."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from app.deps import Session, Teacher, found
from app.models.letter import open_letter
from app.named import write_first
from app.posted import as_id
from app.queries.first_read import FirstRead, first_read


async def get_opened_first_read(letter_id: str, request: Request, me: Teacher, session: Session) -> FirstRead:
    """A letter to the teacher, by itself. That she sees it for the first time is written down first."""
    lying = found(await run_in_threadpool(first_read, session, me.viewer, as_id(letter_id), list(me.reading)))
    if not lying.letter.opened_by_me:
        await write_first(request, open_letter, me.viewer, [lying.letter.id])
    return lying


OpenedFirstRead = Annotated[FirstRead, Depends(get_opened_first_read)]
