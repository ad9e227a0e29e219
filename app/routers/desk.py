"""The desk: where one student's letters are read and answered, and where each ending is said."""

from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn, Teacher, found
from app.models import Draft, Letter
from app.models.settling import Answering, OnDesk, keep_answer, mark_read, record_talk, send_answer, undo
from app.models.words import Reason, Refused
from app.named import AnswerableLetter, MyAnswer, OpenedDesk
from app.pages import go, page
from app.posted import Posted
from app.queries.desk import Desk, desk, first_settled_by
from app.queries.drafts import KeptDraft
from app.queries.queue import next_after, queue

router = APIRouter()


@router.get("/desk/{letter_id}", name="desk")
def show_desk(request: Request, me: Teacher, opened: OpenedDesk, session: Session) -> Response:
    chosen = request.query_params.get("draft", "")
    kept = next((draft for draft in opened.drafts if str(draft.id) == chosen), None)
    return _desk(request, me, session, opened, kept=kept or next(iter(opened.drafts), None))


@router.post("/letters/{letter_id}/answers", name="answer")
def answer(request: Request, me: Teacher, letter: AnswerableLetter, form: Form, session: Session) -> Response:
    try:
        answering = send_answer(session, me.viewer, _on_desk(letter, form, _seen(form)), form.text("body"))
    except Refused as refused:
        return _again(request, me, letter, form, session, refused.reason)
    return _go_on(request, me, letter, session, answering)


@router.post("/letters/{letter_id}/in-person", name="in_person")
def in_person(request: Request, me: Teacher, letter: AnswerableLetter, form: Form, session: Session) -> Response:
    try:
        talk = OnDesk(letter.queue_id, letter.writer_id, id=form.new_id("ending"), seen=_seen(form))
        answering = record_talk(session, me.viewer, talk, form.day("on_day"), form.text("word"))
        _keep(session, me, letter, form)
    except Refused as refused:
        session.rollback()
        return _again(request, me, letter, form, session, refused.reason)
    return _go_on(request, me, letter, session, answering)


@router.post("/letters/{letter_id}/read", name="read")
def read(request: Request, me: Teacher, letter: AnswerableLetter, form: Form, session: Session) -> Response:
    """Only the letters that were to be read, and no more; what else waits goes on waiting."""
    only = {value for name, value in form.fields if name == "read_only"}
    try:
        seen = {id_: revision for id_, revision in _seen(form).items() if str(id_) in only}
        ending = OnDesk(letter.queue_id, letter.writer_id, id=form.new_id("ending"), seen=seen)
        answering = mark_read(session, me.viewer, ending)
        _keep(session, me, letter, form)
    except Refused as refused:
        session.rollback()
        return _again(request, me, letter, form, session, refused.reason)
    return _go_on(request, me, letter, session, answering)


@router.post("/letters/{letter_id}/draft", name="keep_answer")
def keep_draft(request: Request, me: Teacher, letter: AnswerableLetter, form: Form, session: Session) -> Response:
    """Kept by a button, or by itself: then the page is told under which id and revision."""
    try:
        draft = _keep(session, me, letter, form)
    except Refused as refused:
        return _again(request, me, letter, form, session, refused.reason)
    if request.headers.get("accept") == "application/json":
        return JSONResponse({"id": str(draft.id), "revision": draft.revision} if draft else {})
    return go(request, "desk", {"said": "kept"}, letter_id=letter.id)


@router.post("/answers/{answer_id}/undo", name="undo")
def undo_answer(request: Request, me: Teacher, answer: MyAnswer, session: Session) -> Response:
    letter_id, student_id = first_settled_by(session, answer), answer.to_id
    said = {"said": "undone" if undo(session, me.viewer, answer) else "delivered"}
    if letter_id:
        return go(request, "desk", said, letter_id=letter_id)
    return go(request, "student", said, student_id=student_id)


def _seen(form: Posted) -> dict[UUID, int]:
    """The letters that are to be settled. Raises Refused for none."""
    seen = form.seen()
    if not seen:
        raise Refused(Reason.NO_LETTER)
    return seen


def _on_desk(letter: Letter, form: Posted, seen: dict[UUID, int]) -> OnDesk:
    return OnDesk(letter.queue_id, letter.writer_id, id=form.new_id("id"), revision=form.number("revision"), seen=seen)


def _keep(session: DatabaseSession, me: SignedIn, letter: Letter, form: Posted) -> Draft | None:
    """Keep what stands in the answer box; nothing in it is no draft."""
    if not form.text("body").strip():
        if draft_id := form.id("id"):
            Draft.drop(session, me.viewer, draft_id)
        return None
    return keep_answer(session, me.viewer, _on_desk(letter, form, form.seen()), form.text("body"))


def _go_on(request: Request, me: SignedIn, letter: Letter, session: DatabaseSession, answering: Answering) -> Response:
    """To the next in line; or back, where something came between."""
    if answering is Answering.STOPPED:
        session.flush()
        if desk(session, me.viewer, letter.id) is None:
            return go(request, "student", {"said": "stopped"}, student_id=letter.writer_id)
        return go(request, "desk", {"said": "stopped"}, letter_id=letter.id)
    session.flush()
    waiter = next_after(queue(session, me.viewer, list(me.reading)), letter.received_at)
    return go(request, "desk", letter_id=waiter.letter_id) if waiter else go(request, "queue")


def _again(
    request: Request, me: SignedIn, letter: Letter, form: Posted, session: DatabaseSession, reason: Reason
) -> Response:
    return _desk(request, me, session, found(desk(session, me.viewer, letter.id)), form=form, reason=reason)


def _desk(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    view: Desk,
    *,
    kept: KeptDraft | None = None,
    form: Posted | None = None,
    reason: Reason | None = None,
) -> Response:
    waiters = queue(session, me.viewer, list(me.reading))
    here = next((place for place, waiter in enumerate(waiters) if waiter.letter_id in view.ids), None)
    return page(
        request,
        "desk",
        status=422 if reason else 200,
        me=me,
        view=view,
        waiters=waiters,
        before=waiters[here - 1] if here else None,
        after=waiters[here + 1] if here is not None and here + 1 < len(waiters) else None,
        mine=view.classroom_id in me.reading,
        id=(form and form.id("id")) or (kept.id if kept else uuid4()),
        ending=(form and form.id("ending")) or uuid4(),
        revision=form.number("revision") if form else kept.revision if kept else 0,
        body=form.text("body") if form else kept.body if kept else "",
        kept=kept,
        chosen=set(form.seen()) if form else {letter.id for letter in view.waiting},
        on_day=form.text("on_day") if form else me.viewer.today.isoformat(),
        word=form.text("word") if form else "",
        reason=reason,
    )
