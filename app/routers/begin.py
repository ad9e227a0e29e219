"""How a school begins: whoever has the code from the terminal makes the school, and runs its office."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session as DatabaseSession

from app.beginning import AlreadyBegun, Beginning, Founder, begin
from app.config import Settings
from app.deps import AnyBeginning, Config, Form, Key, Now, Session, Unbegun, found, keep_token
from app.invitations import hash_chosen
from app.models import School
from app.models.school import About
from app.models.words import Reason, Refused
from app.pages import go, page
from app.posted import Posted
from app.school_form import choices, first_guess, read_about
from app.security import WRONG_CODES_A_MINUTE, Knock, count_wrong_try, refuse_guessing, start_session

router = APIRouter()

BUCKET = "begin"


@router.get("/begin", name="begin")
def show_beginning(request: Request, _: Unbegun) -> Response:
    """No address ever carries the code: a link has it in the fragment, which stays in the browser."""
    return _form(request, Posted.empty(), first_guess())


async def get_hashed(form: Form, beginning: AnyBeginning) -> str | None:
    """The password of the form, hashed before and outside of the transaction; None for whoever has not the code."""
    if not beginning.is_code(form.text("code")):
        return None
    return await run_in_threadpool(hash_chosen, form.text("password"))


@router.post("/begin", name="make_school")
def make_school(
    request: Request, hashed: Annotated[str | None, Depends(get_hashed)], beginning: AnyBeginning, form: Form,
    session: Session, key: Key, at: Now, config: Config,
) -> Response:  # fmt: skip
    about = read_about(form)
    try:
        _prove(session, beginning, form.text("code"), at)
        founder = Founder(form.text("name"), form.text("goes_by"), form.text("email"))
        knock = begin(session, key, about, founder, hashed, at)
    except Refused as refused:
        return _form(request, form, about, refused.reason)
    except AlreadyBegun:
        return page(request, "begun", status=409)
    return _come_in(request, session, key, knock, at, config)


def _prove(session: DatabaseSession, beginning: Beginning, code: str, at: datetime) -> None:
    """Let on whoever has the code. Raises Refused; for everybody else there is nothing here once there is a school."""
    right = beginning.is_code(code)
    found(None if beginning.is_over(session) and not right else beginning)
    refuse_guessing(session, BUCKET, at, over_all=WRONG_CODES_A_MINUTE)
    if right:
        return
    if beginning.is_guess(code):
        count_wrong_try(session, BUCKET, at)
    raise Refused(Reason.NOT_THE_CODE)


def _come_in(
    request: Request, session: DatabaseSession, key: bytes, knock: Knock, at: datetime, config: Settings
) -> Response:
    today = session.get_one(School, knock.school_id).day(at)
    response = go(request, "school", {"said": "begun"})
    keep_token(response, start_session(session, key, knock, at, today, own_phone=True), config, own_phone=True)
    return response


def _form(request: Request, form: Posted, about: About, reason: Reason | None = None) -> Response:
    status = {None: 200, Reason.TOO_MANY_TRIES: 429}.get(reason, 422)
    offered = choices(about)
    return page(request, "begin", status=status, form=form, about=about, choices=offered, reason=reason)
