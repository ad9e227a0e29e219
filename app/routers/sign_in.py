"""Coming in and going out: a card's code, an e-mail and a password, "this is not my phone"."""

import json
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession
from starlette.responses import RedirectResponse

from app.config import Settings
from app.deps import COOKIE, Anyone, Config, Form, Key, Me, Now, Posted, Session, ShownPassword, token_of
from app.models import School
from app.models.words import Reason, Refused
from app.pages import go, page
from app.security import (
    OTHER_PHONE,
    WRONG_CODES_A_MINUTE,
    Knock,
    count_wrong_try,
    end_session,
    read_code,
    refuse_guessing,
    start_session,
    who_has_card,
)

router = APIRouter()

FOREVER = 400 * 24 * 3600
"""Seconds: as long as browsers keep a cookie. The server decides when a session ends."""


@router.get("/card", name="card")
def card(request: Request, me: Anyone) -> Response:
    """No address ever carries a code: the QR code has it in the fragment, which stays in the browser."""
    return _door(request, "card", me, Posted.empty(), None)


@router.post("/card", name="show_card")
def show_card(
    request: Request, me: Anyone, form: Form, session: Session, key: Key, at: Now, config: Config
) -> Response:
    code = read_code(key, form.text("code"))
    try:
        refuse_guessing(session, "code", at, over_all=WRONG_CODES_A_MINUTE)
    except Refused as refused:
        return _door(request, "card", me, form, refused.reason)
    knock = who_has_card(session, key, code) if code else None
    if code and not knock:
        count_wrong_try(session, "code", at)
    if not knock:
        return _door(request, "card", me, form, Reason.WRONG_CODE)
    if me and me.viewer.person_id != knock.person_id and not form.text("yes"):
        return page(request, "card_other", me=me, code=code, form=form)
    return _come_in(request, form, session, key, knock, at=at, config=config)


@router.get("/sign-in", name="sign_in")
def sign_in(request: Request, me: Anyone) -> Response:
    return _door(request, "sign_in", me, Posted.empty(), None)


@router.post("/sign-in", name="show_password")
def show_password(
    request: Request, shown: ShownPassword, form: Form, session: Session, key: Key, at: Now, config: Config
) -> Response:
    if shown.knock is None:
        count_wrong_try(session, "password", at, within=shown.bucket)
        return _door(request, "sign_in", None, form, shown.reason)
    return _come_in(request, form, session, key, shown.knock, at=at, config=config)


@router.post("/sign-out", name="sign_out")
def sign_out(request: Request, session: Session, key: Key, at: Now) -> Response:
    """Ends the session, and has the browser forget what it kept."""
    end_session(session, key, token_of(request), at)
    response = go(request, "card", {"said": "signed-out"})
    response.delete_cookie(COOKIE)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@router.post("/not-my-phone", name="not_my_phone")
def not_my_phone(request: Request, me: Me, at: Now, config: Config) -> Response:
    """From now on the session ends with the browser."""
    me.row.sign_in.own_phone = False
    me.row.sign_in.expires_at = at + OTHER_PHONE
    response = go(request, "home")
    _set_cookie(response, token_of(request), config, own_phone=False)
    return response


def _door(request: Request, template: str, me: Anyone, form: Posted, reason: Reason | None) -> Response:
    status = {None: 200, Reason.TOO_MANY_TRIES: 429}.get(reason, 422)
    next_room = form.text("next") or request.query_params.get("next", "")
    return page(request, template, status=status, me=me, form=form, reason=reason, next=next_room)


def _come_in(
    request: Request, form: Posted, session: DatabaseSession, key: bytes, knock: Knock, *, at: Now, config: Settings
) -> Response:
    end_session(session, key, token_of(request), at)
    own_phone = not form.text("not_mine")
    today = session.get_one(School, knock.school_id).day(at)
    token = start_session(session, key, knock, at, today, own_phone=own_phone)
    response: Response
    if form.text("kept"):
        response = page(request, "go_on", to=_local(form.text("resume")), fields=_fields(form.text("kept")))
    elif form.text("next"):
        response = RedirectResponse(_local(form.text("next")), status_code=303)
    else:
        response = go(request, "home")
    _set_cookie(response, token, config, own_phone=own_phone)
    return response


def _set_cookie(response: Response, token: str, config: Settings, *, own_phone: bool) -> None:
    max_age = FOREVER if own_phone else None
    response.set_cookie(COOKIE, token, max_age=max_age, httponly=True, samesite="lax", secure=config.https)


def _local(address: str) -> str:
    """An address of our own, else the front door."""
    parts = urlsplit(address.replace("\\", "/"))
    ours = address.startswith("/") and not address.startswith("//") and not parts.netloc and not parts.scheme
    return address if ours and address.isprintable() else "/"


def _fields(kept: str) -> list[tuple[str, str]]:
    """The fields of the form that met the closed door; none where they can't be read."""
    try:
        pairs = json.loads(kept)
        return [(str(name), str(value)) for name, value in pairs]
    except (ValueError, TypeError):
        return []
