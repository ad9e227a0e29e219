"""What happens to pages: they come, are put in order, go along with what is sent, and come back with what is undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.page import LARGEST, MOST_PAGES, Page, PageFile, PageKind, PageSize
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, taken
from app.models.writing import inserted, rows_changed


@dataclass(frozen=True)
class Arriving:
    """A file as it came: its bytes, and what they are (app/photos/media.py says it)."""

    body: bytes
    media: str
    kind: PageKind = PageKind.PHOTO

    @cached_property
    def sha256(self) -> str:
        """Of its bytes, in hex."""
        return sha256(self.body).hexdigest()


def add_page(
    session: Session, viewer: Viewer, draft_id: UUID, page_id: UUID, file: Arriving, *, most: int = MOST_PAGES
) -> UUID:
    """Lay a file behind the other pages of the viewer's own draft; returns the id of its page.

    One that comes twice lies there once, also where what it belongs to was sent meanwhile. Raises Refused, with
    nothing written, for a file that is too large, and for more than `most` pages.
    """
    if len(file.body) > LARGEST:
        raise Refused(Reason.FILE_TOO_LARGE)
    if before := _known(session, viewer, page_id):
        if before == (viewer.person_id, file.sha256):
            return page_id
        page_id = uuid4()
    many, last = session.execute(
        select(func.count(), func.coalesce(func.max(col(Page.place)), 0)).where(_with_draft(viewer, draft_id))
    ).one()
    if many >= most:
        raise Refused(Reason.TOO_MANY_PAGES)
    session.add(
        Page(
            school_id=viewer.school_id,
            id=page_id,
            by_id=viewer.person_id,
            draft_id=draft_id,
            kind=file.kind,
            place=last + 1,
            sha256=file.sha256,
            at=viewer.at,
        )
    )
    session.flush()
    keep_file(session, viewer.school_id, page_id, PageSize.SENT, file.media, file.body)
    return page_id


def keep_file(session: Session, school_id: UUID, page_id: UUID, size: PageSize, media: str, body: bytes) -> None:
    """Lay bytes of a page down, unless they lie there."""
    inserted(session, PageFile, school_id=school_id, id=uuid4(), page_id=page_id, size=size, media=media, body=body)


def remove_page(session: Session, viewer: Viewer, page_id: UUID, *, whole: bool = False) -> bool:
    """Throw away a page of the viewer's own draft, with its bytes; the `whole` file with all its leaves, where it came
    in one that has many. Returns False where it isn't there (any more)."""
    drafted = and_(
        col(Page.school_id) == viewer.school_id,
        col(Page.by_id) == viewer.person_id,
        col(Page.draft_id).is_not(None),
    )
    page = session.scalars(select(Page).where(drafted, col(Page.id) == page_id)).one_or_none()
    if page is None:
        return False
    file = and_(col(Page.sha256) == page.sha256, col(Page.at) == page.at, col(Page.draft_id) == page.draft_id)
    gone = and_(drafted, file if whole else col(Page.id) == page_id)
    ids = list(session.scalars(select(col(Page.id)).where(gone)))
    of_it = col(PageFile.school_id) == viewer.school_id, col(PageFile.page_id).in_(ids)
    rows_changed(session, delete(PageFile).where(*of_it))
    return bool(rows_changed(session, delete(Page).where(gone)))


def move_page(session: Session, viewer: Viewer, draft_id: UUID, page_id: UUID, steps: int) -> None:
    """Put a page of the viewer's own draft some places later, or earlier; beyond the ends nothing changes."""
    order = _in_order(session, viewer, draft_id)
    if page_id in order:
        place = min(max(order.index(page_id) + steps, 0), len(order) - 1)
        order.remove(page_id)
        order.insert(place, page_id)
        arrange(session, viewer, draft_id, order)


def arrange(session: Session, viewer: Viewer, draft_id: UUID, order: Sequence[UUID]) -> None:
    """Put the pages of the viewer's own draft in an order; those that it doesn't name come after them.

    Whoever sent a file of many leaves knows one page, and names that one: its other leaves stay behind it.
    """
    rows = _laid(session, viewer, draft_id)
    places = {row.id: row.place for row in rows}
    named = [id_ for id_ in dict.fromkeys(order) if id_ in places]
    head = {places[id_]: id_ for id_ in places if id_ in named}  # by the place of a file its last leaf that is named
    behind: dict[UUID, list[Any]] = {}
    for row in rows:
        if row.id not in named:
            behind.setdefault(head.get(row.place, row.id), []).append(row)
    for place, id_ in enumerate([*named, *(id_ for id_ in behind if id_ not in named)], start=1):
        leaves = {id_: 1} | {row.id: row.leaf for row in behind.get(id_, ()) if row.id != id_}
        for each, leaf in leaves.items():
            this = (
                _with_draft(viewer, draft_id),
                col(Page.id) == each,
                or_(col(Page.place) != place, col(Page.leaf) != leaf),
            )
            rows_changed(session, update(Page).where(*this).values(place=place, leaf=leaf))


def go_along(session: Session, viewer: Viewer, draft_id: UUID, /, **home: UUID) -> int:
    """Pages of a draft go along with what it becomes: `letter_id=…`, `answer_id=…`, or another `draft_id`. Returns how
    many there were."""
    new = {"draft_id": None, "letter_id": None, "answer_id": None} | home
    return rows_changed(session, update(Page).where(_with_draft(viewer, draft_id)).values(**new))


def fetch_along(session: Session, viewer: Viewer, letter_id: UUID, order: Sequence[UUID]) -> None:
    """Pages that a letter names go along with it where they lie with another draft of hers: its text was written
    further elsewhere, and went on under an id of its own."""
    hers = col(Page.school_id) == viewer.school_id, col(Page.by_id) == viewer.person_id
    elsewhere = *hers, col(Page.draft_id).is_not(None), col(Page.draft_id) != letter_id, col(Page.id).in_(order)
    for id_, draft_id, at in session.execute(
        select(col(Page.id), col(Page.draft_id), col(Page.place)).where(*elsewhere)
    ):
        file = _with_draft(viewer, draft_id), col(Page.place) == at
        new = {"draft_id": None, "letter_id": letter_id, "place": order.index(id_) + 1}
        rows_changed(session, update(Page).where(*file).values(**new))


def come_back(session: Session, viewer: Viewer, draft_id: UUID, *, sent_id: UUID) -> int:
    """The pages of a letter or an answer that is no more lie with a draft of the viewer's again, and are hers, also
    those that somebody else brought in for her, from paper. Returns how many there were."""
    went = col(Page.school_id) == viewer.school_id, _went_with(sent_id)
    home = {"draft_id": draft_id, "letter_id": None, "answer_id": None, "by_id": viewer.person_id}
    return rows_changed(session, update(Page).where(*went).values(**home))


def has_pages(session: Session, viewer: Viewer, *, draft_id: UUID | None = None, sent_id: UUID | None = None) -> bool:
    """Whether pages lie with a draft, or went with a letter or an answer."""
    went = and_(col(Page.school_id) == viewer.school_id, _went_with(sent_id))
    return bool(session.scalar(select(exists().where(_with_draft(viewer, draft_id) if draft_id else went))))


def all_here(session: Session, viewer: Viewer, page_ids: Sequence[UUID]) -> bool:
    """Whether each of these pages has come, wherever it lies by now; then what names them can be sent."""
    here = col(Page.school_id) == viewer.school_id, col(Page.by_id) == viewer.person_id, col(Page.id).in_(page_ids)
    return session.scalar(select(func.count()).where(*here)) == len(set(page_ids))


def describe_page(session: Session, viewer: Viewer, page_id: UUID, words: str) -> None:
    """Say in words what is on a page that the viewer may see. Raises Refused, with nothing written."""
    words = taken(words, may_be_empty=True).strip()
    this = col(Page.school_id) == viewer.school_id, col(Page.id) == page_id
    by_id = viewer.person_id if words else None
    rows_changed(session, update(Page).where(*this).values(words=words, words_by_id=by_id))


def _known(session: Session, viewer: Viewer, page_id: UUID) -> tuple[UUID, str] | None:
    this = col(Page.school_id) == viewer.school_id, col(Page.id) == page_id
    found = session.execute(select(col(Page.by_id), col(Page.sha256)).where(*this)).one_or_none()
    return (found[0], found[1]) if found else None


def _went_with(sent_id: UUID | None) -> ColumnElement[bool]:
    return or_(col(Page.letter_id) == sent_id, col(Page.answer_id) == sent_id)


def _in_order(session: Session, viewer: Viewer, draft_id: UUID) -> list[UUID]:
    return [row.id for row in _laid(session, viewer, draft_id)]


def _laid(session: Session, viewer: Viewer, draft_id: UUID) -> Sequence[Any]:
    in_order = col(Page.place), col(Page.leaf), col(Page.at), col(Page.id)
    columns = col(Page.id), col(Page.place), col(Page.leaf)
    return session.execute(select(*columns).where(_with_draft(viewer, draft_id)).order_by(*in_order)).all()


def _with_draft(viewer: Viewer, draft_id: UUID | None) -> ColumnElement[bool]:
    return and_(
        col(Page.school_id) == viewer.school_id,
        col(Page.draft_id) == draft_id,
        col(Page.by_id) == viewer.person_id,
    )
