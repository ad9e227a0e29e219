"""A pile of scanned pages: a draft of a reader's own in a class, that never becomes anything. Its pages are put to
students (paper.py), or thrown away. What she did last, and the day that she said last, are kept beside it, so that a
closed lid loses nothing.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models.draft import Draft
from app.models.page import Page, PageKind, PageState
from app.models.pages import Arriving, add_page, has_pages, remove_page
from app.models.person import Preference
from app.models.viewer import Viewer
from app.models.words import Reason, Refused
from app.models.writing import inserted, rows_changed

MOST_IN_PILE = 1000
"""Pages of one pile: more than a class writes in a month."""

STEPS_KEPT = 50
"""How many steps back one can go without looking for the page."""


def pile_of(viewer: Viewer, classroom_id: UUID) -> UUID:
    """The id of the viewer's pile in a class: she has one in each."""
    return uuid5(viewer.person_id, f"pile {classroom_id}")


def thrown_by(viewer: Viewer, classroom_id: UUID) -> UUID:
    """The id of the draft with which lies what she has just thrown away: until her next step it can be undone."""
    return uuid5(viewer.person_id, f"thrown {classroom_id}")


def steps_in(classroom_id: UUID) -> str:
    """Under which key it is remembered what she did last: `{"day": …, "steps": [pages, the last one last]}`."""
    return f"paper {classroom_id}"


def add_to_pile(session: Session, viewer: Viewer, classroom_id: UUID, page_id: UUID, file: Arriving) -> UUID:
    """Lay a file behind the others of the viewer's pile in a class; returns the id of its page. A PDF will be a page
    for each of its leaves. One that comes twice lies there once.

    Where the last pile is from another day and all of it was put, this one begins anew. Raises Refused, with nothing
    written.
    """
    if file.kind is PageKind.VOICE:
        raise Refused(Reason.NOT_PAPER)
    pile_id = pile_of(viewer, classroom_id)
    with session.begin_nested():
        began = hold_pile(session, viewer, classroom_id)
        if viewer.day(began) < viewer.today and not has_pages(session, viewer, draft_id=pile_id):
            _begin_anew(session, viewer, classroom_id)
        try:
            return add_page(session, viewer, pile_id, page_id, file, most=MOST_IN_PILE)
        except Refused as refused:
            raise Refused(Reason.PILE_FULL) if refused.reason is Reason.TOO_MANY_PAGES else refused from None


def throw_away(session: Session, viewer: Viewer, classroom_id: UUID, page_id: UUID | None) -> bool:
    """Throw a page of the pile away: it is no letter. What was thrown away before it is gone for good. Returns False
    where it isn't in the pile (any more)."""
    hold_pile(session, viewer, classroom_id)
    this = in_pile(viewer, classroom_id), col(Page.id) == page_id, _is_made(viewer)
    if session.scalar(select(col(Page.id)).where(*this)) is None:
        return False
    empty_thrown(session, viewer, classroom_id)
    rows_changed(session, update(Page).where(*this).values(draft_id=thrown_by(viewer, classroom_id)))
    remember_step(session, viewer, classroom_id, page_id)
    return True


def hold_pile(session: Session, viewer: Viewer, classroom_id: UUID) -> datetime:
    """Make the viewer's pile where there is none, and let nobody else change it in this transaction, not even herself
    in another window. Returns when it began."""
    blank = {"body": "", "wants": "", "language": "", "helper": "", "revision": 1, "phone_id": viewer.phone_id}
    hers = {"school_id": viewer.school_id, "author_id": viewer.person_id, "classroom_id": classroom_id}
    for id_ in (pile_of(viewer, classroom_id), thrown_by(viewer, classroom_id)):
        inserted(session, Draft, id=id_, updated_at=viewer.at, to_id=None, **hers, **blank)
    began: datetime = session.execute(
        select(col(Draft.updated_at)).where(_is_pile(viewer, classroom_id)).with_for_update()
    ).scalar_one()
    return began


def _begin_anew(session: Session, viewer: Viewer, classroom_id: UUID) -> None:
    rows_changed(session, update(Draft).where(_is_pile(viewer, classroom_id)).values(updated_at=viewer.at))
    empty_thrown(session, viewer, classroom_id)
    Preference.choose(session, viewer, steps_in(classroom_id), {})


def empty_thrown(session: Session, viewer: Viewer, classroom_id: UUID) -> None:
    """What was thrown away is gone for good, with its bytes."""
    thrown = col(Page.school_id) == viewer.school_id, col(Page.draft_id) == thrown_by(viewer, classroom_id)
    for page_id in session.scalars(select(col(Page.id)).where(*thrown)).all():
        remove_page(session, viewer, page_id)


def remember_step(
    session: Session, viewer: Viewer, classroom_id: UUID, page_id: UUID | None, day: date | None = None
) -> None:
    """Keep with which page the viewer's last step was, and the day that she said."""
    kept = _steps(session, viewer, classroom_id)
    steps = [*kept.get("steps", ()), str(page_id)][-STEPS_KEPT:]
    said = day.isoformat() if day else kept.get("day", "")
    Preference.choose(session, viewer, steps_in(classroom_id), {"day": said, "steps": steps})


def forget_step(session: Session, viewer: Viewer, classroom_id: UUID, page_id: UUID | None) -> None:
    """Forget the step with a page: it was taken back."""
    kept = _steps(session, viewer, classroom_id)
    steps = [step for step in kept.get("steps", ()) if step != str(page_id)]
    Preference.choose(session, viewer, steps_in(classroom_id), {"day": kept.get("day", ""), "steps": steps})


def _steps(session: Session, viewer: Viewer, classroom_id: UUID) -> dict[str, Any]:
    hers = col(Preference.school_id) == viewer.school_id, col(Preference.person_id) == viewer.person_id
    return (
        session.scalar(select(col(Preference.value)).where(*hers, col(Preference.key) == steps_in(classroom_id))) or {}
    )


def _is_pile(viewer: Viewer, classroom_id: UUID) -> ColumnElement[bool]:
    return and_(col(Draft.school_id) == viewer.school_id, col(Draft.id) == pile_of(viewer, classroom_id))


def in_pile(viewer: Viewer, classroom_id: UUID) -> ColumnElement[bool]:
    """True for the pages of the viewer's pile in a class."""
    return and_(col(Page.school_id) == viewer.school_id, col(Page.draft_id) == pile_of(viewer, classroom_id))


def _is_made(viewer: Viewer) -> ColumnElement[bool]:
    """True for a page whose whole file was looked at. The leaves of one that still comes follow its first page: if that
    one went to a student, they would go to her too."""
    first = aliased(Page)
    comes = select(col(first.id)).where(
        col(first.school_id) == viewer.school_id,
        col(first.draft_id) == col(Page.draft_id),
        col(first.place) == col(Page.place),
        col(first.state) == PageState.RECEIVED,
    )
    return ~comes.exists()


def is_ready(viewer: Viewer) -> ColumnElement[bool]:
    """True for a page that can be looked at, and whose whole file was."""
    return and_(col(Page.state) == PageState.READY, _is_made(viewer))
