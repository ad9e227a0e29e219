"""The front door: sends each person to her own room; and her page about herself."""

from fastapi import APIRouter, HTTPException, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.config import Settings
from app.deps import ADoor, Anyone, Config, Form, Me, Session, SignedIn, Student
from app.i18n import language
from app.models import Preference
from app.models.person import NOTICE, OfficePart
from app.models.words import Reason, Refused, sound_address
from app.pages import go, page
from app.posted import Posted
from app.queries.preferred import preferred

router = APIRouter()

LONGEST_NAME = 120
"""Characters of what one goes by, and of how to say it."""


@router.get("/", name="home", dependencies=[ADoor])
def home(request: Request, me: Anyone) -> Response:
    if me is None:
        return go(request, "card")
    if me.reads_in:
        return go(request, "queue")
    if me.administers:
        return go(request, "school")
    if OfficePart.HELPER in me.offices and not me.writes_in:
        return go(request, "worries")
    return go(request, "letters" if me.writes_in else "you")


@router.get("/you", name="you")
def you(request: Request, me: Me, session: Session, config: Config) -> Response:
    return _you(request, me, session, config)


@router.post("/you", name="call_me")
def call_me(request: Request, me: Me, form: Form, session: Session, config: Config) -> Response:
    goes_by, say = form.text("goes_by").strip(), form.text("say").strip()
    if max(len(goes_by), len(say)) > LONGEST_NAME or "\x00" in goes_by + say:
        reason = Reason.NUL if "\x00" in goes_by + say else Reason.TOO_LONG
        return _you(request, me, session, config, form=form, reason=reason)
    me.person.goes_by, me.person.say = goes_by, say
    return go(request, "you", {"said": "kept"})


@router.post("/you/notice", name="tell_me")
def tell_me(request: Request, me: Student, form: Form, session: Session, config: Config) -> Response:
    """To be told by e-mail when an answer has come, in the language of this page where she has chosen none; an empty
    address ends it."""
    if not config.sends_mail or not me.viewer.known:
        raise HTTPException(404)
    try:
        Preference.choose(session, me.viewer, NOTICE, sound_address(form.text("notice")))
        me.person.language = me.person.language or language()
    except Refused as refused:
        return _you(request, me, session, config, form=form, notice_reason=refused.reason)
    return go(request, "you", {"said": "kept"})


def _you(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    config: Settings,
    *,
    form: Posted | None = None,
    reason: Reason | None = None,
    notice_reason: Reason | None = None,
) -> Response:
    may_be_told = config.sends_mail and me.writing and me.viewer.known
    named, told = form if reason else None, form if notice_reason else None
    return page(
        request,
        "you",
        status=422 if reason or notice_reason else 200,
        me=me,
        goes_by=named.text("goes_by") if named else me.person.goes_by,
        say=named.text("say") if named else me.person.say,
        reason=reason,
        may_be_told=may_be_told,
        notice=told.text("notice") if told else preferred(session, me.viewer, NOTICE) if may_be_told else "",
        notice_reason=notice_reason,
    )
