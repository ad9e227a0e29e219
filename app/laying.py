"""Pages that a plain form lays to a draft: files that were chosen, and buttons that put a page elsewhere."""

from uuid import UUID, uuid4

from fastapi import Request
from sqlalchemy.orm import Session

from app.models.pages import add_page, move_page, remove_page
from app.models.viewer import Viewer
from app.photos.arriving import arriving
from app.posted import Posted, as_id

STEPS = {"earlier": -1, "later": 1}


def lay_pages(request: Request, session: Session, viewer: Viewer, draft_id: UUID, form: Posted) -> None:
    """Add the form's `files` to the viewer's own draft, and do what its button `do` says: `earlier:id`, `later:id` or
    `remove:id`. Raises Refused for a file that can't be a page; those before it are there."""
    what, _, named = form.text("do").partition(":")
    page_id = as_id(named)
    if page_id and what in STEPS:
        move_page(session, viewer, draft_id, page_id, STEPS[what])
    elif page_id and what == "remove":
        remove_page(session, viewer, page_id)
    for body in (content for name, content in form.uploads if name == "files"):
        add_page(session, viewer, draft_id, uuid4(), arriving(body))
        request.app.state.maker.call()
