"""Pages as screens show them: with the sheet that they belong to, or one by itself, large."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Answer, Letter, Page, PageFile
from app.models.page import PageKind, PageSize, PageState
from app.models.viewer import Viewer
from app.models.visibility import pages_visible_to


@dataclass(frozen=True)
class PageShown:
    """A page as a screen shows it: its picture or its voice is fetched by itself."""

    id: UUID
    kind: PageKind
    state: PageState
    place: int
    leaf: int
    width: int
    height: int
    words: str
    made: bool
    """Of a voice: whether it is there in Opus and AAC too, and not only as it came."""

    @property
    def ready(self) -> bool:
        """Whether there is something to look at, or to listen to."""
        return self.state is PageState.READY


_MADE = and_(
    col(Page.kind) == PageKind.VOICE,
    exists().where(
        col(PageFile.school_id) == col(Page.school_id),
        col(PageFile.page_id) == col(Page.id),
        col(PageFile.size) == PageSize.AAC,
    ),
)

PAGE: list[Any] = [
    col(Page.id).label("page_id"), col(Page.kind).label("page_kind"), col(Page.state).label("page_state"),
    Page.place, Page.leaf, Page.width, Page.height, Page.words, _MADE.label("page_made"),
]  # fmt: skip
"""The columns of a page that is joined to what it belongs to: no further statement is needed for it."""


def page_shown(row: Any) -> PageShown:
    """The page of a row that has the columns PAGE."""
    return PageShown(
        row.page_id, row.page_kind, row.page_state, row.place, row.leaf, row.width, row.height, row.words,
        bool(row.page_made),
    )  # fmt: skip


def in_order(page: PageShown) -> tuple[int, int]:
    """Where a page stands among its fellows."""
    return page.place, page.leaf


@dataclass(frozen=True)
class Leafing:
    """A page by itself, and its fellows: those of the same draft, letter or answer, in order."""

    page: PageShown
    fellows: list[PageShown]
    draft_id: UUID | None
    letter_id: UUID | None
    answer_id: UUID | None
    student_id: UUID | None
    """Who wrote the letter, or to whom the answer is."""

    @property
    def number(self) -> int:
        """Which one it is, from 1."""
        return self.fellows.index(self.page) + 1

    @property
    def before(self) -> PageShown | None:
        return self.fellows[self.number - 2] if self.number > 1 else None

    @property
    def after(self) -> PageShown | None:
        return self.fellows[self.number] if self.number < len(self.fellows) else None


def leafing(session: Session, viewer: Viewer, page_id: UUID | None) -> Leafing | None:
    """A page that the viewer may see, with its fellows; None for any other."""
    fellow = aliased(Page)
    together = or_(
        col(fellow.draft_id) == col(Page.draft_id),
        col(fellow.letter_id) == col(Page.letter_id),
        col(fellow.answer_id) == col(Page.answer_id),
    )
    beside = select(col(fellow.id)).where(
        col(fellow.school_id) == viewer.school_id, col(fellow.id) == page_id, together
    )
    columns: list[Any] = [Page.draft_id, Page.letter_id, Page.answer_id, Letter.writer_id, Answer.to_id]
    rows = session.execute(
        select(*PAGE, *columns)
        .outerjoin(Letter, (col(Letter.school_id) == col(Page.school_id)) & (col(Letter.id) == col(Page.letter_id)))
        .outerjoin(Answer, (col(Answer.school_id) == col(Page.school_id)) & (col(Answer.id) == col(Page.answer_id)))
        .where(pages_visible_to(viewer), beside.exists())
        .order_by(col(Page.place), col(Page.leaf))
    ).all()
    shown = [page_shown(row) for row in rows]
    page = next((page for page in shown if page.id == page_id), None)
    if page is None:
        return None
    home = rows[0]
    return Leafing(page, shown, home.draft_id, home.letter_id, home.answer_id, home.writer_id or home.to_id)


@dataclass(frozen=True)
class Bytes:
    """What a browser is given of a page."""

    body: bytes
    media: str
    tag: str
    """Changes when they do."""


def size_named(size: str) -> PageSize | None:
    """The size that an address names."""
    return PageSize(size) if size in set(PageSize) else None


def page_bytes(session: Session, viewer: Viewer, page_id: UUID | None, size: PageSize | None) -> Bytes | None:
    """The bytes of a page that the viewer may see, in a size; of a picture never as it was sent."""
    return bytes_of_page(session, pages_visible_to(viewer), page_id, size)


def bytes_of_page(
    session: Session, visible: ColumnElement[bool], page_id: UUID | None, size: PageSize | None
) -> Bytes | None:
    """The same of a page that is `visible`."""
    found = session.execute(
        select(col(PageFile.body), col(PageFile.media), col(PageFile.id))
        .join(Page, (col(Page.school_id) == col(PageFile.school_id)) & (col(Page.id) == col(PageFile.page_id)))
        .where(
            visible,
            col(Page.id) == page_id,
            col(Page.state) == PageState.READY,
            col(PageFile.size) == size,
            or_(col(PageFile.size) != PageSize.SENT, col(Page.kind) == PageKind.VOICE),
        )
    ).one_or_none()
    return Bytes(found[0], found[1], str(found[2])) if found else None
