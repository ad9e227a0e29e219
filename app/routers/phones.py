"""Phones: where one is signed in, the word that opens older letters, and the new phones of a teacher's students."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session as DatabaseSession

from app.db import Database, reading, transaction
from app.deps import Form, Key, Me, Now, Session, SignedIn, Teacher, token_of
from app.models import phones
from app.models.words import Reason, Refused
from app.pages import go, page
from app.posted import as_id
from app.queries.me import who_is
from app.queries.phones import cards_of_students, my_cards, my_phones, phones_of_students
from app.security import hash_password, is_password

router = APIRouter()


@router.get("/phones", name="phones")
def show_phones(request: Request, me: Me, session: Session) -> Response:
    return _phones(request, me, session)


@router.post("/phones/confirm", name="confirm_phones")
def confirm_phones(request: Request, me: Teacher, form: Form, session: Session) -> Response:
    """The teacher has met the students whose phones are ticked."""
    confirmed = phones.confirm(session, me.viewer, form.ids("phone"))
    return go(request, "phones", {"said": "confirmed"} if confirmed else {})


@router.post("/phones/others/end", name="end_others")
def end_others(request: Request, me: Me, session: Session) -> Response:
    """Only from a phone that is known to be hers: whoever found a card can't lock her out."""
    if not me.viewer.known:
        raise HTTPException(404)
    phones.end_others(session, me.viewer, me.row.sign_in.id)
    return go(request, "phones", {"said": "phone-ended"})


@router.post("/phones/{phone_id}/end", name="end_phone")
def end_phone(request: Request, phone_id: str, me: Me, session: Session) -> Response:
    id_ = as_id(phone_id)
    if id_ is None or not me.viewer.known or not phones.end_phone(session, me.viewer, id_):
        raise HTTPException(404)
    return go(request, "phones", {"said": "phone-ended"})


@dataclass(frozen=True)
class NewWord:
    """The hash of the word that was chosen; or why it can't be taken."""

    hash: str = ""
    reason: Reason | None = None


async def get_new_word(form: Form) -> NewWord:
    """The word of the form. The slow hash is made before, and outside of, the transaction."""
    try:
        word = phones.sound_word(form.text("word"))
    except Refused as refused:
        return NewWord(reason=refused.reason)
    return NewWord(await run_in_threadpool(hash_password, word))


@router.post("/phones/word", name="choose_word")
def choose_word(
    request: Request, word: Annotated[NewWord, Depends(get_new_word)], me: Me, session: Session
) -> Response:
    if not me.has_card or not me.viewer.known:
        raise HTTPException(404)
    if word.reason:
        return _phones(request, me, session, reason=word.reason)
    phones.choose_word(session, me.viewer, word.hash)
    return go(request, "phones", {"said": "word-kept"})


async def get_word_is_right(request: Request, form: Form, key: Key, at: Now) -> Reason | None:
    """Why the word of the form does not open; None where it does. A try is counted before it is compared, so that
    many at once are no more than one after the other."""
    database: Database = request.app.state.database
    async with database.read_turns:
        me = await run_in_threadpool(_who, database, key, token_of(request), at)
    if me is None or me.viewer.known:
        return None
    async with database.write_turns:
        kept = await run_in_threadpool(_count_try, database, me)
    if kept is None:
        return Reason.WORD_SHUT
    try:
        word = phones.sound_word(form.text("word"))
    except Refused:
        return Reason.WRONG_WORD
    return None if await run_in_threadpool(is_password, word, kept) else Reason.WRONG_WORD


@router.post("/phones/open", name="open_phone")
def open_phone(
    request: Request,
    wrong: Annotated[Reason | None, Depends(get_word_is_right)],
    me: Me,
    session: Session,
) -> Response:
    """Her word opens her older letters on this phone."""
    if not me.has_card:
        raise HTTPException(404)
    if wrong and not me.viewer.known:
        return _phones(request, me, session, reason=wrong)
    phones.open_with_word(session, me.viewer, me.row.sign_in.id)
    return go(request, "letters", {"said": "opened"})


def _who(database: Database, key: bytes, token: str, at: Now) -> SignedIn | None:
    with reading(database) as session:
        row = who_is(session, key, token, at) if token else None
        return SignedIn(row, row.viewer(at)) if row else None


def _count_try(database: Database, me: SignedIn) -> str | None:
    with transaction(database) as session:
        return phones.count_try(session, me.viewer)


def _phones(request: Request, me: SignedIn, session: DatabaseSession, *, reason: Reason | None = None) -> Response:
    of_students = phones_of_students(session, me.viewer) if me.reads_in else []
    return page(
        request,
        "phones",
        status=422 if reason else 200,
        me=me,
        here=me.row.sign_in.id,
        mine=my_phones(session, me.viewer),
        my_cards=my_cards(session, me.viewer) if me.has_card else [],
        to_confirm=[phone for phone in of_students if not phone.known],
        lately=[phone for phone in of_students if phone.known],
        cards=cards_of_students(session, me.viewer) if me.reads_in else [],
        reason=reason,
    )
