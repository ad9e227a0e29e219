"""Pages that were taken off a sheet by a plain form. They lie with a draft that never becomes anything, so that one can
be put back, until the next step with a sheet; what is sent meanwhile goes without them.
"""

from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.draft import Draft
from app.models.page import Page
from app.models.pages import remove_page
from app.models.viewer import Viewer
from app.models.writing import inserted, rows_changed


def taken_off_by(viewer: Viewer) -> UUID:
    """The id of the draft with which lies what the viewer has taken off a sheet."""
    return uuid5(viewer.person_id, "taken off")


def take_off(session: Session, viewer: Viewer, draft_id: UUID, page_id: UUID) -> None:
    """Take a page off the viewer's own draft. What was taken off before it is gone for good."""
    draft = Draft.of(session, viewer, draft_id)
    if draft is None or not _lies(session, viewer, draft_id, page_id):
        return
    forget_taken_off(session, viewer)
    blank = {"body": "", "wants": "", "language": "", "helper": "", "revision": 1, "to_id": None}
    hers = {"school_id": viewer.school_id, "author_id": viewer.person_id, "classroom_id": draft.classroom_id}
    kept = {"phone_id": viewer.phone_id, "updated_at": viewer.at}
    inserted(session, Draft, id=taken_off_by(viewer), **hers, **blank, **kept)
    this = _of(viewer, draft_id), col(Page.id) == page_id
    rows_changed(session, update(Page).where(*this).values(draft_id=taken_off_by(viewer)))


def put_back(session: Session, viewer: Viewer, draft_id: UUID, page_id: UUID) -> None:
    """Put a page that was taken off on the viewer's own draft again, where it lay, with the leaves that were made of
    its file meanwhile. One that isn't there any more changes nothing."""
    aside = _of(viewer, taken_off_by(viewer))
    place = session.scalar(select(col(Page.place)).where(aside, col(Page.id) == page_id))
    if place is None:
        return
    moved_up = _of(viewer, draft_id), col(Page.place) >= place
    rows_changed(session, update(Page).where(*moved_up).values(place=Page.place + 1))
    rows_changed(session, update(Page).where(aside).values(draft_id=draft_id))


def can_be_put_back(session: Session, viewer: Viewer, page_id: UUID | None) -> bool:
    """Whether a page was taken off by the viewer, and lies there yet."""
    return page_id is not None and _lies(session, viewer, taken_off_by(viewer), page_id)


def forget_taken_off(session: Session, viewer: Viewer) -> None:
    """What was taken off is gone for good, with its bytes."""
    for page_id in session.scalars(select(col(Page.id)).where(_of(viewer, taken_off_by(viewer)))).all():
        remove_page(session, viewer, page_id)


def _lies(session: Session, viewer: Viewer, draft_id: UUID, page_id: UUID) -> bool:
    this = _of(viewer, draft_id), col(Page.id) == page_id
    return session.scalar(select(col(Page.id)).where(*this)) is not None


def _of(viewer: Viewer, draft_id: UUID) -> ColumnElement[bool]:
    hers = col(Page.school_id) == viewer.school_id, col(Page.by_id) == viewer.person_id
    return and_(*hers, col(Page.draft_id) == draft_id)
