"""My letters: a student's timeline, one letter of it, and what she can still do with it. She writes one in write.py."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn, Student, found
from app.models.letter import Sending, add_postscript
from app.models.settling import dispute, take_back
from app.models.words import Reason, Refused
from app.named import AnswerToMe, MyLetter, OpenedExchange, ToldTimeline
from app.pages import go, page, text_file
from app.posted import as_id
from app.queries.drafts import my_drafts
from app.queries.letter import Exchange, exchange, my_receipt
from app.queries.readers import Readers, readers
from app.queries.sheet import Sheet
from app.queries.timeline import timeline

router = APIRouter()


@router.get("/letters", name="letters")
def show_timeline(request: Request, me: Student, months: ToldTimeline, session: Session) -> Response:
    answering = _who_answer(me, session, (sheet for month in months for sheet in month.sheets))
    return page(
        request,
        "letters",
        me=me,
        months=months,
        answering=answering,
        readers=[of_class for of_class in answering if of_class.classroom_id in me.writing],
        drafts=my_drafts(session, me.viewer),
    )


@router.get("/letters/copy", name="copy")
def show_copy(request: Request, me: Student, session: Session) -> Response:
    """Everything, whole, to read in one go or to print."""
    months = timeline(session, me.viewer, me.viewer.person_id, me.writing, whole=True)
    answering = _who_answer(me, session, (sheet for month in months for sheet in month.sheets))
    return page(request, "copy", me=me, months=months, readers=answering)


@router.get("/letters/copy.txt", name="copy_text")
def save_copy(me: Student, session: Session) -> Response:
    """The same as a file to keep."""
    months = timeline(session, me.viewer, me.viewer.person_id, me.writing, whole=True)
    return text_file("copy", "everyletter.txt", me=me, months=months)


@router.get("/letters/{letter_id}", name="letter")
def show_letter(request: Request, me: Student, opened: OpenedExchange, session: Session) -> Response:
    return _letter(request, me, session, opened)


@router.get("/letters/{letter_id}/receipt", name="receipt")
def get_receipt(letter_id: str, me: Student, session: Session) -> Response:
    """For her phone: whether a letter of hers has come, whatever became of it, and the SHA-256 of its text."""
    receipt = found(my_receipt(session, me.viewer, as_id(letter_id)))
    return JSONResponse({"id": str(receipt.id), "sha256": receipt.sha256})


@router.post("/letters/{letter_id}/postscripts", name="add_postscript")
def postscript(request: Request, me: Student, letter: MyLetter, form: Form, session: Session) -> Response:
    if form.id("writer") != me.viewer.person_id:
        return page(request, "somebody_else", status=409, me=me)
    id_, words = form.new_id("id"), form.text("postscript")
    try:
        added = add_postscript(session, me.viewer, letter, id_, words)
    except Refused as refused:
        view = found(exchange(session, me.viewer, letter.id, me.writing))
        return _letter(request, me, session, view, id_=id_, words=words, reason=refused.reason)
    if added is Sending.KEPT_AS_DRAFT:
        return go(request, "letters", {"said": "kept"})
    return go(request, "letters", {"said": "received"})


@router.post("/letters/{letter_id}/take-back", name="take_back")
def take_it_back(request: Request, me: Student, letter: MyLetter, session: Session) -> Response:
    classroom = str(letter.classroom_id)
    if take_back(session, me.viewer, letter):
        return go(request, "write", {"to": classroom, "said": "taken-back"})
    return go(request, "letter", {"said": "too-late"}, letter_id=letter.id)


@router.post("/answers/{answer_id}/dispute", name="dispute")
def not_talked(request: Request, me: Student, answer: AnswerToMe, session: Session) -> Response:
    dispute(session, me.viewer, answer)
    return go(request, "letters", {"said": "not-talked"})


def _letter(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    view: Exchange,
    *,
    id_: UUID | None = None,
    words: str = "",
    reason: Reason | None = None,
) -> Response:
    return page(
        request,
        "letter",
        status=422 if reason else 200,
        me=me,
        view=view,
        readers=_who_answer(me, session, view.sheets),
        id=id_ or uuid4(),
        words=words,
        reason=reason,
    )


def _who_answer(me: SignedIn, session: DatabaseSession, sheets: Iterable[Sheet]) -> list[Readers]:
    """The readers of the student's classes, and of every class in whose queue a letter of hers waits."""
    queues = {sheet.classroom_id for sheet in sheets if sheet.waits and sheet.classroom_id}
    return readers(session, me.viewer, [*me.writing, *sorted(queues - {*me.writing})])
