"""A page of a letter or an answer: a photographed sheet, a drawing or a voice.

It arrives before what it belongs to is sent. So it lies with a draft first, and goes along when that is sent, undone or
taken back; it is never without a home, which a CHECK holds. Who may see one: pages_visible_to in visibility.py.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlmodel import Field

from app.models.columns import Moment, Row, one_of, points_to, table_args

AT_ONCE = 10
"""Files of one form."""

MOST_PAGES = 60
"""Files of one letter: more than a notebook has, so that nobody meets it by writing."""

LARGEST = 30 * 1024 * 1024
"""Bytes of one file: a scan of many pages, or five minutes of voice as a phone records it."""


class PageKind(StrEnum):
    """What a page is."""

    PHOTO = "photo"
    DRAWING = "drawing"
    VOICE = "voice"


class PageState(StrEnum):
    """RECEIVED: its bytes are here, durable and whole. READY: made into what is shown. UNREADABLE: it can't be."""

    RECEIVED = "received"
    READY = "ready"
    UNREADABLE = "unreadable"


class PageSize(StrEnum):
    """Which bytes of a page. SENT: as they came; of a picture they are dropped once it is READY. LARGE and SMALL:
    pictures made of it. OPUS and AAC: a voice as other browsers play it."""

    SENT = "sent"
    LARGE = "large"
    SMALL = "small"
    OPUS = "opus"
    AAC = "aac"


def _one_of_three(*homes: str) -> str:
    return " + ".join(f"CASE WHEN {home} IS NULL THEN 0 ELSE 1 END" for home in homes) + " = 1"


class Page(Row, table=True):
    """A page, and where it is: with a draft, a letter or an answer, in its place there."""

    __table_args__ = table_args(
        points_to("person", "by_id"),
        points_to("draft", "draft_id"),
        points_to("letter", "letter_id"),
        points_to("answer", "answer_id"),
        points_to("person", "words_by_id"),
        CheckConstraint(_one_of_three("draft_id", "letter_id", "answer_id"), name="one_home"),
        Index(None, "school_id", "draft_id"),
        Index(None, "school_id", "letter_id"),
        Index(None, "school_id", "answer_id"),
        Index(None, "school_id", "by_id", "at"),
        Index(None, "state", "at"),
    )

    by_id: UUID
    draft_id: UUID | None = None
    letter_id: UUID | None = None
    answer_id: UUID | None = None
    kind: PageKind = Field(sa_type=one_of(PageKind))
    state: PageState = Field(default=PageState.RECEIVED, sa_type=one_of(PageState))
    place: int
    leaf: int = 1
    """Its number within the file that it came in: a PDF has many."""
    sha256: str = Field(sa_type=String(64))
    """Of its file as it came."""
    width: int = 0
    height: int = 0
    """Pixels of the large picture; 0 until it is ready."""
    words: str = ""
    """What is on it, in words: a description, or all that it says. Shown beside it, never instead."""
    words_by_id: UUID | None = None
    at: datetime = Field(sa_type=Moment)
    claimed_at: datetime | None = Field(default=None, sa_type=Moment)
    """When somebody began to make its picture."""
    tries: int = 0


class PageFile(Row, table=True):
    """Bytes of a page, in a table of their own that no list reads."""

    __tablename__ = "page_file"
    __table_args__ = table_args(points_to("page", "page_id"), UniqueConstraint("school_id", "page_id", "size"))

    page_id: UUID
    size: PageSize = Field(sa_type=one_of(PageSize))
    media: str
    """Its media type, by what the bytes are and never by what a form says."""
    body: bytes = Field(sa_type=LargeBinary)
