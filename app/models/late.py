"""What comes late: a draft that was on its way while the letter or the answer that it became was sent."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.answer import Answer
from app.models.draft import Draft
from app.models.letter import Letter
from app.models.pages import all_here
from app.models.receipt import Receipt
from app.models.viewer import Viewer
from app.models.words import digest, taken


class Late(StrEnum):
    """NOT: nothing was sent under this id, so that it is a draft like any other. SENT: its text is that which was
    sent, or a beginning of it; nothing is left to keep. ANOTHER: another text; it can only be kept under a new id."""

    NOT = "not"
    SENT = "sent"
    ANOTHER = "another"


def how_late(session: Session, viewer: Viewer, draft_id: UUID | None, body: str, pages: Sequence[UUID] = ()) -> Late:
    """Whether a draft of the viewer's comes after what it became was sent; a page of it that has not come yet makes it
    another one. Raises Refused for what can be no text."""
    body = taken(body, may_be_empty=True)
    this = col(Draft.school_id) == viewer.school_id, col(Draft.id) == draft_id
    session.execute(select(col(Draft.id)).where(*this).with_for_update())  # who sends it now is waited for
    used = session.get(Receipt, (viewer.school_id, draft_id)) if draft_id else None
    if used is None:
        return Late.NOT
    if used.by_id != viewer.person_id or not all_here(session, viewer, pages):
        return Late.ANOTHER
    # Of what was taken back or undone no text is left here: it is a draft again, and its SHA-256 tells it.
    letter = session.get(Letter, (viewer.school_id, draft_id))
    answer = session.get(Answer, (viewer.school_id, draft_id))
    sent = [letter.body if letter else None, answer.body if answer else None]
    begins = any(text is not None and text.startswith(body.rstrip()) for text in sent)
    return Late.SENT if begins or not body.strip() or used.sha256 == digest(body) else Late.ANOTHER
