"""How one works: from when until when one's answers wait for the morning, and how many letters one answers on a day."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn, Teacher
from app.models import Preference
from app.models.pace import choose_pace
from app.models.quiet import DEFAULT, QUIET, Quiet, quiet_of
from app.models.words import Reason, Refused
from app.pages import go, page
from app.posted import Posted
from app.queries.sitting import sitting

router = APIRouter()


@router.get("/evenings", name="evenings")
def show_evenings(request: Request, me: Teacher, session: Session) -> Response:
    return _evenings(request, me, session)


@router.post("/evenings", name="keep_evenings")
def keep_evenings(request: Request, me: Teacher, form: Form, session: Session) -> Response:
    """What is on its way already goes out when it was to."""
    try:
        quiet = None if form.text("at_once") else Quiet.said(form.text("from"), form.text("until"))
        choose_pace(session, me.viewer, form.number("a_day"))
    except Refused as refused:
        return _evenings(request, me, session, form=form, reason=refused.reason)
    Preference.choose(session, me.viewer, QUIET, quiet.as_kept() if quiet else {})
    return go(request, "evenings", {"said": "kept"})


def _evenings(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    *,
    form: Posted | None = None,
    reason: Reason | None = None,
) -> Response:
    quiet = quiet_of(session, me.viewer)
    hours = (quiet or DEFAULT).as_kept()
    return page(
        request,
        "evenings",
        status=422 if reason else 200,
        me=me,
        begins=form.text("from") if form else hours["from"],
        ends=form.text("until") if form else hours["until"],
        at_once=bool(form.text("at_once")) if form else quiet is None,
        a_day=form.text("a_day") if form else sitting(session, me.viewer).a_day,
        reason=reason,
    )
