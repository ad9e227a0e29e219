"""To turn to somebody: a student writes to one of the school's named persons, and to nobody else."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn
from app.i18n import language
from app.models.handing_on import turn_to
from app.models.words import Reason, Refused
from app.pages import go, page
from app.posted import Posted
from app.queries.readers import helpers, wordings
from app.queries.worries import choices, turned
from app.worried import ClassStudent

router = APIRouter()


@router.get("/turn-to", name="turn_to")
def show_form(request: Request, me: ClassStudent, session: Session) -> Response:
    return _form(request, me, session, Posted.empty())


@router.post("/turn-to", name="turn")
def turn(request: Request, me: ClassStudent, form: Form, session: Session) -> Response:
    if form.id("writer") != me.viewer.person_id:
        return page(request, "somebody_else", status=409, me=me)
    try:
        turn_to(session, me.viewer, form.new_id("id"), form.id("named"), form.text("words"))
    except Refused as refused:
        return _form(request, me, session, form, refused.reason)
    return go(request, "turn_to", {"said": "turned"})


def _form(
    request: Request, me: SignedIn, session: DatabaseSession, form: Posted, reason: Reason | None = None
) -> Response:
    to_choose = choices(session, me.viewer, [])
    return page(
        request,
        "turn_to",
        status=422 if reason else 200,
        me=me,
        choices=to_choose,
        helpers=[] if to_choose else helpers(session, me.viewer),
        words=wordings(session, me.viewer, language()),
        turned=turned(session, me.viewer),
        id=Posted.empty().new_id("id") if reason is Reason.HANDED_ON_BEFORE else form.new_id("id"),
        text=form.text("words"),
        named=form.text("named"),
        reason=reason,
    )
