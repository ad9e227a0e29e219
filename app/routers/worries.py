"""Worries: those in the hands of a named person, and those that a teacher has handed on; and what is done with one."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn, found
from app.models.handing_on import handle, open_again, pass_on, take_over, tell_student
from app.models.words import Reason, Refused
from app.pages import bytes_of, go, page
from app.posted import Posted, as_id
from app.queries.pages import size_named
from app.queries.worries import WorryShown, choices, since, worries, worry_page
from app.worried import VisibleWorry, Worrier, WorryIHandedOn, WorryInMyHands

router = APIRouter()


@router.get("/worries", name="worries")
def show_worries(request: Request, me: Worrier, session: Session) -> Response:
    return page(request, "worries", me=me, worries=worries(session, me.viewer))


@router.get("/worries/{worry_id}", name="worry")
def show_worry(request: Request, me: Worrier, worry: VisibleWorry, session: Session) -> Response:
    return _worry(request, me, session, worry, Posted.empty())


@router.post("/worries/{worry_id}/told", name="told")
def told(request: Request, me: Worrier, worry: WorryIHandedOn, session: Session) -> Response:
    done = tell_student(session, me.viewer, worry.id)
    return go(request, "worry", {"said": "told" if done else "changed"}, worry_id=worry.id)


@router.post("/worries/{worry_id}/handled", name="handled")
def handled(request: Request, me: Worrier, worry: WorryInMyHands, form: Form, session: Session) -> Response:
    try:
        done = handle(session, me.viewer, worry.id, form.text("why"))
    except Refused as refused:
        return _worry(request, me, session, worry, form, refused.reason, "handled")
    return go(request, "worry", {"said": "handled" if done else "changed"}, worry_id=worry.id)


@router.post("/worries/{worry_id}/open", name="open_again")
def opened_again(request: Request, me: Worrier, worry: WorryInMyHands, form: Form, session: Session) -> Response:
    try:
        done = open_again(session, me.viewer, worry.id, form.text("why"))
    except Refused as refused:
        return _worry(request, me, session, worry, form, refused.reason, "open")
    return go(request, "worry", {"said": "opened-again" if done else "changed"}, worry_id=worry.id)


@router.post("/worries/{worry_id}/pass-on", name="pass_on")
def passed_on(request: Request, me: Worrier, worry: WorryInMyHands, form: Form, session: Session) -> Response:
    try:
        done = pass_on(session, me.viewer, worry.id, form.id("named"), form.text("why"), _nobody_of(worry))
    except Refused as refused:
        return _worry(request, me, session, worry, form, refused.reason, "pass-on")
    if not done:
        return go(request, "worry", {"said": "changed"}, worry_id=worry.id)
    return go(request, "worries", {"said": "passed-on"})


@router.post("/worries/{worry_id}/take-over", name="take_over")
def taken_over(request: Request, me: Worrier, worry_id: str, session: Session) -> Response:
    """Of those that lie with nobody: she sees what is in it once it is in her hands."""
    id_ = found(as_id(worry_id))
    found(take_over(session, me.viewer, id_) or None)
    return go(request, "worry", {"said": "taken-over"}, worry_id=id_)


@router.get("/worries/{worry_id}/pages/{page_id}/{size}", name="worry_page")
def show_page(request: Request, me: Worrier, worry_id: str, page_id: str, size: str, session: Session) -> Response:
    """A page of the copy, to whoever sees the worry."""
    file = found(worry_page(session, me.viewer, as_id(worry_id), as_id(page_id), size_named(size)))
    return bytes_of(request, file, keep=False)


def _nobody_of(worry: WorryShown) -> set[UUID]:
    """Whose hands it never comes into: the student's, and those of who handed it on."""
    return {worry.student_id, worry.by_id}


def _worry(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    worry: WorryShown,
    form: Posted,
    reason: Reason | None = None,
    refused: str = "",
) -> Response:
    mine = worry.named_id == me.viewer.person_id
    return page(
        request,
        "worry",
        status=422 if reason else 200,
        me=me,
        worry=worry,
        mine=mine,
        below_worry=worry.id,
        happened=since(session, me.viewer, worry.id),
        choices=choices(session, me.viewer, _nobody_of(worry), worry.id) if mine and worry.open else [],
        why=form.text("why"),
        named=form.text("named"),
        reason=reason,
        refused=refused,
    )
