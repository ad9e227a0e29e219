"""Coming in and going out: a card's code, an e-mail and a password, "this is not my phone"."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session as DatabaseSession
from starlette.responses import RedirectResponse

from app import i18n
from app.config import Settings
from app.db import Database, reading
from app.deps import COOKIE, ADoor, Anyone, Config, Form, Key, Me, Now, Session, keep_language, keep_token, token_of
from app.models import Person, School
from app.models.door import DoorKind
from app.models.phones import is_first_phone
from app.models.words import Reason, Refused
from app.pages import go, local, page
from app.posted import Posted
from app.security import (
    OTHER_PHONE,
    WRONG_CODES_A_MINUTE,
    WRONG_PASSWORDS_A_MINUTE,
    Knock,
    count_wrong_try,
    device_of,
    end_session,
    folded_email,
    is_known_phone,
    is_password,
    lookup,
    read_code,
    refuse_guessing,
    start_session,
    who_has_card,
    who_has_email,
)

router = APIRouter()


@router.get("/card", name="card", dependencies=[ADoor])
def card(request: Request, me: Anyone) -> Response:
    """No address ever carries a code: the QR code has it in the fragment, which stays in the browser."""
    return _door(request, "card", me, Posted.empty(), None)


@router.post("/card", name="show_card")
def show_card(
    request: Request, me: Anyone, form: Form, session: Session, key: Key, at: Now, config: Config
) -> Response:
    code = read_code(key, form.text("code"))
    known = lookup(key, DoorKind.CARD, code) if code else ""
    try:
        refuse_guessing(session, "code", at, over_all=WRONG_CODES_A_MINUTE, within=known)
    except Refused as refused:
        return _door(request, "card", me, form, refused.reason)
    knock = who_has_card(session, key, code) if code else None
    if code and not knock:
        count_wrong_try(session, "code", at, within=known)
    if not knock:
        return _door(request, "card", me, form, Reason.WRONG_CODE)
    if me and me.viewer.person_id != knock.person_id and not form.text("yes"):
        return page(request, "card_other", me=me, code=code, form=form, next=form.text("next"))
    return _come_in(request, form, session, key, knock, at=at, config=config)


@router.get("/sign-in", name="sign_in", dependencies=[ADoor])
def sign_in(request: Request, me: Anyone) -> Response:
    return _door(request, "sign_in", me, Posted.empty(), None)


@dataclass(frozen=True)
class PasswordShown:
    """Who showed a right password; or None, with the reason. `bucket` counts the wrong ones."""

    bucket: str
    knock: Knock | None
    reason: Reason


async def get_password_shown(request: Request, form: Form, key: Key, at: Now) -> PasswordShown:
    """What the sign-in form showed. The slow hash is compared before, and outside of, the transaction."""
    email = folded_email(form.text("email"))
    bucket = lookup(key, DoorKind.EMAIL, email)
    database: Database = request.app.state.database
    async with database.read_turns:
        known = await run_in_threadpool(_who_may_try, database, key, email, bucket, at)
    if isinstance(known, Refused):
        return PasswordShown(bucket, None, known.reason)
    right = await run_in_threadpool(is_password, form.text("password"), known[1] if known else None)
    return PasswordShown(bucket, known[0] if known and right else None, Reason.WRONG_PASSWORD)


def _who_may_try(
    database: Database, key: bytes, email: str, bucket: str, at: datetime
) -> tuple[Knock, str] | Refused | None:
    with reading(database) as session:
        try:
            refuse_guessing(session, "password", at, over_all=WRONG_PASSWORDS_A_MINUTE, within=bucket)
        except Refused as refused:
            return refused
        return who_has_email(session, key, email)


ShownPassword = Annotated[PasswordShown, Depends(get_password_shown)]


@router.post("/sign-in", name="show_password")
def show_password(
    request: Request, shown: ShownPassword, form: Form, session: Session, key: Key, at: Now, config: Config
) -> Response:
    if shown.knock is None:
        if shown.reason is Reason.WRONG_PASSWORD:
            count_wrong_try(session, "password", at, within=shown.bucket)
        return _door(request, "sign_in", None, form, shown.reason)
    return _come_in(request, form, session, key, shown.knock, at=at, config=config)


@router.post("/sign-out", name="sign_out")
def sign_out(request: Request, me: Anyone, form: Form, session: Session, key: Key, at: Now) -> Response:
    """Ends the session, and has the browser forget the pages; on a phone that isn't one's own, the language too. What
    could not be sent stays on this phone under its writer's id, for who signs out may be somebody else: see
    static/leave.js."""
    end_session(session, key, token_of(request), at)
    response = go(request, "card", {"said": "signed-out-left" if form.text("left") else "signed-out"})
    response.delete_cookie(COOKIE)
    if me and not me.own_phone:
        response.delete_cookie(i18n.COOKIE)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@router.post("/not-my-phone", name="not_my_phone")
def not_my_phone(request: Request, me: Me, at: Now, config: Config) -> Response:
    """From now on the session ends with the browser."""
    me.row.sign_in.own_phone = False
    me.row.sign_in.expires_at = at + OTHER_PHONE
    room = "home" if me.reads_in or not me.writes_in else "letters"
    response = go(request, room, {"said": "not-my-phone"} if room == "letters" else None)
    keep_token(response, token_of(request), config, own_phone=False)
    keep_language(response, i18n.chosen(), config, own_phone=False)
    return response


def _door(request: Request, template: str, me: Anyone, form: Posted, reason: Reason | None) -> Response:
    status = {None: 200, Reason.TOO_MANY_TRIES: 429}.get(reason, 422)
    next_room = form.text("next") or request.query_params.get("next", "")
    return page(request, template, status=status, me=me, form=form, reason=reason, next=next_room)


def _come_in(
    request: Request, form: Posted, session: DatabaseSession, key: bytes, knock: Knock, *, at: Now, config: Settings
) -> Response:
    known = (
        knock.card_id is None
        or is_known_phone(session, key, token_of(request), knock)
        or is_first_phone(session, knock.school_id, knock.person_id)
    )
    end_session(session, key, token_of(request), at)
    own_phone = not form.text("not_mine")
    today = session.get_one(School, knock.school_id).day(at)
    device = device_of(request.headers.get("user-agent", ""))
    person = session.get_one(Person, (knock.school_id, knock.person_id))
    person.language = person.language or i18n.chosen()
    token = start_session(session, key, knock, at, today, own_phone=own_phone, known=known, device=device)
    response: Response
    if form.text("kept"):
        response = page(request, "go_on", to=local(form.text("resume")), fields=_fields(form.text("kept")))
    elif form.text("next"):
        response = RedirectResponse(local(form.text("next")), status_code=303)
    else:
        response = go(request, "home")
    keep_token(response, token, config, own_phone=own_phone)
    keep_language(response, i18n.chosen(), config, own_phone=own_phone)
    return response


def _fields(kept: str) -> list[tuple[str, str]]:
    """The fields of the form that met the closed door; none where they can't be read."""
    try:
        pairs = json.loads(kept)
        return [(_sound(name), _sound(value)) for name, value in pairs]
    except (ValueError, TypeError, RecursionError):
        return []


def _sound(text: object) -> str:
    """Without half characters, which JSON can spell and no page can show."""
    return str(text).encode(errors="replace").decode()
