"""A part in a class: it ends on a day, and somebody takes over; or a student moves to another class."""

from datetime import date

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Administrator, Form, Session, SignedIn
from app.models import Classroom
from app.models.classroom import Part
from app.models.handover import NobodyLeft
from app.models.taking_part import end_part, move
from app.models.words import Reason, Refused
from app.named import PartHere, Taken
from app.pages import go, page
from app.posted import Posted
from app.queries.classes import open_classes
from app.queries.classroom import letters_waiting
from app.queries.colleagues import colleague, colleagues

router = APIRouter()


@router.get("/school/memberships/{membership_id}", name="membership")
def show_membership(request: Request, me: Administrator, part: PartHere, session: Session) -> Response:
    return _membership(request, me, session, part)


@router.post("/school/memberships/{membership_id}/end", name="end_part")
def end(request: Request, me: Administrator, part: PartHere, form: Form, session: Session) -> Response:
    try:
        other = colleague(session, me.viewer, form.id("taking_over")) if form.text("taking_over") else None
        if form.text("taking_over") and other is None:
            raise Refused(Reason.NOBODY_CHOSEN)
        end_part(session, me.viewer, part.membership, form.day("last_day"), form.day("was"), other)
    except NobodyLeft as left:
        return _membership(request, me, session, part, form, about="end", gap=left.from_day)
    except Refused as refused:
        return _membership(request, me, session, part, form, about="end", reason=refused.reason)
    return go(request, "classroom", {"said": "kept"}, classroom_id=part.classroom.id)


@router.post("/school/memberships/{membership_id}/move", name="move")
def move_(request: Request, me: Administrator, part: PartHere, form: Form, session: Session) -> Response:
    """A student moves to another class; what waits goes with her, or stays: the office chooses, and sees nothing."""
    to = _class(session, me, part, form)
    days, too = (form.day("last_day"), form.day("was")), form.text("letters") == "too"
    try:
        if to is None:
            raise Refused(Reason.NOTHING_CHOSEN)
        move(session, me.viewer, part.membership, part.person, to, *days, letters_too=too)
    except NobodyLeft as left:
        return _membership(request, me, session, part, form, about="move", gap=left.from_day)
    except Refused as refused:
        return _membership(request, me, session, part, form, about="move", reason=refused.reason)
    return go(request, "classroom", {"said": "kept"}, classroom_id=to.id)


def _class(session: DatabaseSession, me: SignedIn, part: Taken, form: Posted) -> Classroom | None:
    """The class to which the form moves a student: another one of the same kind, that goes on."""
    if part.membership.part is not Part.WRITER:
        return None
    ids = [one.id for one in open_classes(session, me.viewer, part.classroom.kind) if one.id != part.classroom.id]
    chosen = form.id("to")
    return session.get(Classroom, (me.viewer.school_id, chosen)) if chosen in ids else None


def _membership(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    part: Taken,
    form: Posted | None = None,
    *,
    about: str = "",
    reason: Reason | None = None,
    gap: date | None = None,
) -> Response:
    """The page; after a form that was refused, `about` says which one, and it has its text."""
    form = form or Posted.empty()
    writes = part.membership.part is Part.WRITER
    takes_over = about == "end" and not writes and (gap or form.text("taking_over"))
    others = open_classes(session, me.viewer, part.classroom.kind) if writes else []
    return page(
        request,
        "membership",
        status=422 if about else 200,
        me=me,
        part=part,
        about=about,
        form=form,
        reason=reason,
        gap=gap,
        classes=[one for one in others if one.id != part.classroom.id],
        colleagues=colleagues(session, me.viewer) if takes_over else [],
        waiting=letters_waiting(session, me.viewer, part.classroom.id) if takes_over else 0,
    )
