"""Invitations: a link from the office that opens once, with which somebody chooses her password."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session as DatabaseSession

from app.config import Settings
from app.db import Database, reading
from app.deps import Config, Form, Key, Now, Session, keep_token, token_of
from app.invitations import Invited, hash_chosen, set_password, who_is_invited
from app.models import School
from app.models.door import DoorKind
from app.models.words import Reason, Refused
from app.pages import go, page
from app.posted import Posted
from app.queries.me import who_is
from app.security import (
    WRONG_CODES_A_MINUTE,
    Knock,
    count_wrong_try,
    end_session,
    lookup,
    read_code,
    refuse_guessing,
    start_session,
)

router = APIRouter()

BUCKET = "welcome"


@router.get("/welcome", name="welcome")
def welcome(request: Request) -> Response:
    """No address ever carries a code: a link has it in the fragment, which stays in the browser."""
    return _door(request, Posted.empty())


@router.post("/welcome", name="show_invitation")
def show_invitation(request: Request, form: Form, session: Session, key: Key, at: Now) -> Response:
    try:
        invited = _invited(session, key, form.text("code"), at)
    except Refused as refused:
        _count(session, key, form.text("code"), at, refused)
        return _door(request, form, refused.reason)
    return page(request, "welcome_in", form=form, invited=invited, reason=None)


async def get_hashed(request: Request, form: Form, key: Key, at: Now) -> str | None:
    """The password that was chosen, hashed before and outside of the transaction; None for whoever is not invited."""
    database: Database = request.app.state.database
    async with database.read_turns:
        invited = await run_in_threadpool(_is_invited, database, key, form.text("code"), at)
    return await run_in_threadpool(hash_chosen, form.text("password")) if invited else None


@router.post("/welcome/password", name="choose_password")
def choose_password(
    request: Request, hashed: Annotated[str | None, Depends(get_hashed)], form: Form, session: Session, key: Key,
    at: Now, config: Config,
) -> Response:  # fmt: skip
    try:
        invited = _invited(session, key, form.text("code"), at)
    except Refused as refused:
        _count(session, key, form.text("code"), at, refused)
        return _door(request, form, refused.reason)
    try:
        set_password(session, invited, hashed, at)
    except Refused as refused:
        if refused.reason is Reason.OLD_LINK:
            return _door(request, form, refused.reason)
        return page(request, "welcome_in", status=422, form=form, invited=invited, reason=refused.reason)
    return _come_in(request, form, session, key, invited, at, config)


def _is_invited(database: Database, key: bytes, typed: str, at: datetime) -> bool:
    with reading(database) as session:
        try:
            return bool(_invited(session, key, typed, at))
        except Refused:
            return False


def _invited(session: DatabaseSession, key: bytes, typed: str, at: datetime) -> Invited:
    """Whom a typed code invites. Raises Refused."""
    code = read_code(key, typed)
    refuse_guessing(session, BUCKET, at, over_all=WRONG_CODES_A_MINUTE, within=_within(key, code))
    if code is None:
        raise Refused(Reason.NOT_THE_LINK)
    invited = who_is_invited(session, key, code, at)
    if invited is None:
        raise Refused(Reason.OLD_LINK)
    return invited


def _count(session: DatabaseSession, key: bytes, typed: str, at: datetime, refused: Refused) -> None:
    """Count a try with what could have been a code. A slip of the finger can't be one: its check is wrong."""
    code = read_code(key, typed)
    if code and refused.reason is Reason.OLD_LINK:
        count_wrong_try(session, BUCKET, at, within=_within(key, code))


def _within(key: bytes, code: str | None) -> str:
    return lookup(key, DoorKind.TOKEN, code) if code else ""


def _come_in(
    request: Request, form: Posted, session: DatabaseSession, key: bytes, invited: Invited, at: datetime,
    config: Settings,
) -> Response:  # fmt: skip
    """Sign her in; or say that it was taken, where she belongs nowhere yet and could not come in."""
    end_session(session, key, token_of(request), at)
    own_phone = not form.text("not_mine")
    today = session.get_one(School, invited.school_id).day(at)
    knock = Knock(invited.school_id, invited.person_id)
    token = start_session(session, key, knock, at, today, own_phone=own_phone)
    session.flush()
    if who_is(session, key, token, at) is None:
        return page(request, "welcome_later", invited=invited)
    response = go(request, "home")
    keep_token(response, token, config, own_phone=own_phone)
    return response


def _door(request: Request, form: Posted, reason: Reason | None = None) -> Response:
    status = {None: 200, Reason.TOO_MANY_TRIES: 429}.get(reason, 422)
    return page(request, "welcome", status=status, form=form, reason=reason)
