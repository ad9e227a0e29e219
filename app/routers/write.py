"""The sheet: where a student writes, keeps and sends a letter.

Her phone asks for an answer that is meant for a program: the id and the SHA-256 of the text that is here now. Only then
does it let go of its own copy, or know that it need not send it again.
"""

from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn, Student
from app.models import Draft, Preference
from app.models.letter import Sending, Wants, send_letter
from app.models.person import ANSWER_IN
from app.models.words import Reason, Refused, digest, taken
from app.named import MyClass
from app.pages import go, page
from app.posted import Posted, as_id
from app.queries.drafts import revision_of_sent, same_text
from app.queries.write import write

router = APIRouter()


@router.get("/write", name="write")
def show_sheet(request: Request, me: Student, session: Session, to: str = "", draft: str = "") -> Response:
    return _sheet(request, me, session, to=as_id(to), draft=as_id(draft))


@router.post("/letters", name="send")
def send(request: Request, me: Student, form: Form, classroom: MyClass, session: Session) -> Response:
    """A letter is sent when this has committed, and not before."""
    if form.id("writer") != me.viewer.person_id:
        return page(request, "somebody_else", status=409, me=me)
    id_, body = form.new_id("id"), form.text("body")
    try:
        sending = send_letter(session, me.viewer, classroom, id_, body, _wants(form))
    except Refused as refused:
        return _sheet(request, me, session, to=classroom.id, form=form, reason=refused.reason)
    Preference.choose(session, me.viewer, ANSWER_IN, _answer_in(form, me))
    next_room = go(request, "letters", {"said": "received"})
    if sending is Sending.KEPT_AS_DRAFT:
        next_room = go(request, "write", {"to": str(classroom.id), "said": "sent-before"})
    if _for_a_program(request):
        return JSONResponse({"id": str(id_), "sha256": _digest(body), "to": next_room.headers["location"]})
    return next_room


@router.post("/drafts", name="keep")
def keep(request: Request, me: Student, form: Form, classroom: MyClass, session: Session) -> Response:
    """Keep for later."""
    if form.id("writer") != me.viewer.person_id:
        return page(request, "somebody_else", status=409, me=me)
    id_, body = form.id("id"), form.text("body")
    revision = revision_of_sent(session, me.viewer, id_, form.texts("sent")) or form.number("revision")
    try:
        lies = same_text(session, me.viewer, classroom.id, body, id_, revision) if _for_a_program(request) else None
        draft = lies or Draft.keep(
            session, me.viewer, classroom.id, None, body, draft_id=id_, revision=revision, wants=_wants(form)
        )
    except Refused as refused:
        return _sheet(request, me, session, to=classroom.id, form=form, reason=refused.reason)
    Preference.choose(session, me.viewer, ANSWER_IN, _answer_in(form, me))
    if _for_a_program(request):
        return JSONResponse({"id": str(draft.id), "revision": draft.revision, "sha256": _digest(body)})
    return go(request, "letters", {"said": "kept"})


def _for_a_program(request: Request) -> bool:
    return request.headers.get("accept") == "application/json"


def _digest(body: str) -> str:
    """The SHA-256 of a text as it was taken."""
    return digest(taken(body, may_be_empty=True))


def _sheet(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    *,
    to: UUID | None = None,
    draft: UUID | None = None,
    form: Posted | None = None,
    reason: Reason | None = None,
) -> Response:
    view = write(session, me.viewer, me.writing, to, draft)
    if view.chosen is None:
        return page(request, "write_to", me=me, view=view)
    kept = view.drafts[0] if view.drafts else None
    return page(
        request,
        "write",
        status=422 if reason else 200,
        me=me,
        view=view,
        id=(form and form.id("id")) or (kept.id if kept else uuid4()),
        revision=form.number("revision") if form else kept.revision if kept else 0,
        body=form.text("body") if form else kept.body if kept else "",
        wants=_wants(form) if form else (kept and kept.wants) or Wants.ANSWER,
        answer_in=_answer_in(form, me) if form else view.answer_in,
        age=int((me.viewer.at - kept.at).total_seconds()) if kept else 0,
        reason=reason,
    )


def _wants(form: Posted) -> Wants:
    return Wants(form.text("wants")) if form.text("wants") in set(Wants) else Wants.ANSWER


def _answer_in(form: Posted, me: SignedIn) -> str:
    """A language of the school, or none: a tag that means nothing could not be shown on the desk."""
    tag = form.text("answer_in")
    return tag if tag in me.row.school.languages else ""
