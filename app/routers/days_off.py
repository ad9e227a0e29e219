"""Days off: the holidays of the whole school, on which nobody reads letters; and when a teacher herself is away."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Administrator, Form, Session, SignedIn, Teacher
from app.models import Away
from app.models.words import Reason, Refused
from app.named import DayOff, MyDayOff
from app.pages import go, page
from app.posted import Posted
from app.queries.days_off import days_off

router = APIRouter()


@router.get("/school/days-off", name="days_off")
def show_days_off(request: Request, me: Administrator, session: Session) -> Response:
    return _days_off(request, me, session, Posted.empty())


@router.post("/school/days-off", name="declare")
def declare(request: Request, me: Administrator, form: Form, session: Session) -> Response:
    try:
        Away.declare(session, me.viewer, form.day("from_day"), form.day("until_day"), form.text("why"))
    except Refused as refused:
        return _days_off(request, me, session, form, refused.reason)
    return go(request, "days_off", {"said": "kept"})


@router.post("/school/days-off/{away_id}/withdraw", name="withdraw")
def withdraw(request: Request, me: Administrator, away: DayOff, session: Session) -> Response:
    away.withdraw(session, me.viewer)
    return go(request, "days_off", {"said": "withdrawn"})


@router.get("/away", name="away")
def show_away(request: Request, me: Teacher, session: Session) -> Response:
    return _days_off(request, me, session, Posted.empty(), mine=True)


@router.post("/away", name="leave_for")
def leave_for(request: Request, me: Teacher, form: Form, session: Session) -> Response:
    """A teacher says when she herself is away; her letters go on waiting."""
    first, last, why = form.day("from_day"), form.day("until_day"), form.text("why")
    try:
        Away.declare(session, me.viewer, first, last, why, me.viewer.person_id)
    except Refused as refused:
        return _days_off(request, me, session, form, refused.reason, mine=True)
    return go(request, "away", {"said": "kept"})


@router.post("/away/{away_id}/withdraw", name="stay")
def stay(request: Request, me: Teacher, away: MyDayOff, session: Session) -> Response:
    away.withdraw(session, me.viewer)
    return go(request, "away", {"said": "withdrawn"})


def _days_off(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    form: Posted,
    reason: Reason | None = None,
    *,
    mine: bool = False,
) -> Response:
    days = days_off(session, me.viewer, me.viewer.person_id if mine else None)
    coming = [away for away in days if away.until_day >= me.viewer.today]
    past = [away for away in reversed(days) if away.until_day < me.viewer.today]
    status = 422 if reason else 200
    return page(
        request, "days_off", status=status, me=me, form=form, coming=coming, past=past, reason=reason, mine=mine
    )
