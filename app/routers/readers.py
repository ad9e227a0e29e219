"""Who can read this: every reader by name, what must be passed on, and whom else one can turn to."""

from fastapi import APIRouter, Request, Response

from app.deps import Me, Session
from app.i18n import language
from app.pages import page
from app.queries.readers import helpers, readers, wordings

router = APIRouter()


@router.get("/readers", name="readers")
def show_readers(request: Request, me: Me, session: Session) -> Response:
    return page(
        request,
        "readers",
        me=me,
        classes=readers(session, me.viewer, [place.id for place in me.row.places]),
        helpers=helpers(session, me.viewer),
        words=wordings(session, me.viewer, language()),
    )
