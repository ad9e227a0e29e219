"""Pages that a form lays to a draft: files that were chosen, and buttons that put a page elsewhere."""

from uuid import UUID, uuid4

from fastapi import Request
from sqlalchemy.orm import Session

from app.models.pages import add_page, move_page
from app.models.pile import add_to_pile
from app.models.taken_off import can_be_put_back, forget_taken_off, put_back, take_off
from app.models.viewer import Viewer
from app.models.words import Reason, Refused
from app.photos.arriving import arriving
from app.posted import Posted, as_id

STEPS = {"earlier": -1, "later": 1}


def lay_pages(request: Request, session: Session, viewer: Viewer, draft_id: UUID, form: Posted) -> None:
    """Add the form's `files` to the viewer's own draft, and do what its button `do` says: `earlier:id`, `later:id`,
    `remove:id`, or `back:id` for what was removed last; anything else leaves that gone for good.

    Raises Refused for a file that can't be a page; those before it are there.
    """
    what, _, named = form.text("do").partition(":")
    page_id = as_id(named)
    if page_id and what in STEPS:
        move_page(session, viewer, draft_id, page_id, STEPS[what])
    elif page_id and what == "remove":
        take_off(session, viewer, draft_id, page_id)
    elif page_id and what == "back":
        put_back(session, viewer, draft_id, page_id)
    if what != "remove":
        forget_taken_off(session, viewer)
    for body in (content for name, content in form.uploads if name == "files"):
        add_page(session, viewer, draft_id, uuid4(), arriving(body))
        request.app.state.maker.call()


def removed_by(form: Posted) -> dict[str, str]:
    """For the address of the page that comes: which page the form has removed, and can be put back there."""
    what, _, named = form.text("do").partition(":")
    return {"removed": named} if what == "remove" else {}


def to_put_back(request: Request, session: Session, viewer: Viewer) -> UUID | None:
    """The page that was removed just now, as the address says, as long as it can be put back."""
    page_id = as_id(request.query_params.get("removed", ""))
    return page_id if can_be_put_back(session, viewer, page_id) else None


def lay_on_pile(
    request: Request, session: Session, viewer: Viewer, classroom_id: UUID, form: Posted
) -> list[tuple[int, Reason]]:
    """Lay the form's `files` on the viewer's pile in a class, each by itself. Returns which of them can't be a page,
    from 1, and why; the others are there. A single one may say its own `id` and `sha256`."""
    bodies = [content for name, content in form.uploads if name == "files"]
    alone = len(bodies) == 1
    refusals = [] if bodies else [(1, Reason.NO_FILE)]
    for number, body in enumerate(bodies, start=1):
        try:
            file = arriving(body, sha256=form.text("sha256") if alone else "")
            add_to_pile(session, viewer, classroom_id, form.new_id("id") if alone else uuid4(), file)
            request.app.state.maker.call()
        except Refused as refused:
            refusals.append((number, refused.reason))
    return refusals
