"""The sheet: where a student writes, lays pages to it, keeps it and sends it.

Her phone asks for an answer that is meant for a program: the id and the SHA-256 of the text that is here now. Only then
does it let go of its own copy, or know that it need not send it again.
"""

from datetime import timedelta
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn, Student, found
from app.laying import lay_pages, removed_by, to_put_back
from app.models import Classroom, Draft, Preference
from app.models.late import Late, how_late
from app.models.letter import Sending, Wants, send_letter
from app.models.page import AT_ONCE
from app.models.person import ANSWER_IN
from app.models.taken_off import forget_taken_off
from app.models.words import Reason, Refused, digest, one_line, taken
from app.named import MyClass
from app.pages import go, page
from app.posted import Posted, as_id, as_number, takes
from app.queries.drafts import KeptDraft, my_draft, revision_of_sent, same_text
from app.queries.write import write

router = APIRouter()


@router.get("/write", name="write")
def show_sheet(request: Request, me: Student, session: Session, to: str = "", draft: str = "") -> Response:
    return _sheet(request, me, session, to=as_id(to), draft=as_id(draft))


@router.post("/letters", name="send", dependencies=[Depends(takes(files=AT_ONCE))])
def send(request: Request, me: Student, form: Form, classroom: MyClass, session: Session) -> Response:
    """A letter is sent when this has committed, and not before."""
    if form.id("writer") != me.viewer.person_id:
        return page(request, "somebody_else", status=409, me=me)
    id_, body = form.new_id("id"), form.text("body")
    try:
        if form.uploads:
            id_ = _keep(request, me, session, classroom, form, id_, form.number("revision")).id
        sending = _send(session, me, classroom, id_, form)
    except Refused as refused:
        return _sheet(request, me, session, to=classroom.id, draft=id_, form=form, reason=refused.reason)
    Preference.choose(session, me.viewer, ANSWER_IN, _answer_in(form, me))
    forget_taken_off(session, me.viewer)
    next_room = go(request, "letters", {"said": "received"})
    if sending is Sending.KEPT_AS_DRAFT:
        next_room = go(request, "write", {"to": str(classroom.id), "said": "sent-before"})
    if _for_a_program(request):
        return JSONResponse({"id": str(id_), "sha256": _digest(body), "to": next_room.headers["location"]})
    return next_room


@router.post("/drafts", name="keep", dependencies=[Depends(takes(files=AT_ONCE))])
def keep(request: Request, me: Student, form: Form, classroom: MyClass, session: Session) -> Response:
    """Keep for later: nothing, where it comes after its own letter was sent."""
    if form.id("writer") != me.viewer.person_id:
        return page(request, "somebody_else", status=409, me=me)
    body = form.text("body")
    try:
        draft = _keep_unless_sent(request, me, session, classroom, form)
    except Refused as refused:
        return _sheet(request, me, session, to=classroom.id, draft=form.id("id"), form=form, reason=refused.reason)
    Preference.choose(session, me.viewer, ANSWER_IN, _answer_in(form, me))
    if _for_a_program(request):
        kept = (draft.id, draft.revision) if draft else (form.id("id"), 0)
        return JSONResponse({"id": str(kept[0]), "revision": kept[1], "sha256": _digest(body)})
    return go(request, "letters", {"said": "kept" if draft else "received"})


@router.get("/drafts/{draft_id}", name="draft")
def get_draft(draft_id: str, me: Student, session: Session, seen: str = "") -> Response:
    """For her phone: how far a draft of hers has come, on whatever phone; the text where it is not the one `seen`."""
    draft = found(my_draft(session, me.viewer, as_id(draft_id)))
    told = {"id": str(draft.id), "revision": draft.revision, "age": _age(me, draft)}
    if draft.revision != as_number(seen):
        told |= {"body": draft.body, "pages": [str(page.id) for page in draft.pages]}
    return JSONResponse(told)


@router.post("/drafts/pages", name="lay_pages", dependencies=[Depends(takes(files=AT_ONCE))])
def lay(request: Request, me: Student, form: Form, classroom: MyClass, session: Session) -> Response:
    """Pages are added to the sheet, put elsewhere, or thrown away; what is written there is kept with them."""
    if form.id("writer") != me.viewer.person_id:
        return page(request, "somebody_else", status=409, me=me)
    try:
        draft = _keep(request, me, session, classroom, form, form.id("id"), form.number("revision"))
    except Refused as refused:
        return _sheet(request, me, session, to=classroom.id, draft=form.id("id"), form=form, reason=refused.reason)
    return go(request, "write", {"draft": str(draft.id), **removed_by(form)})


def _keep_unless_sent(
    request: Request, me: SignedIn, session: DatabaseSession, classroom: Classroom, form: Posted
) -> Draft | KeptDraft | None:
    """Keep the sheet as a draft; none, where what stands on it was sent meanwhile. Raises Refused."""
    id_, body = form.id("id"), form.text("body")
    late = how_late(session, me.viewer, id_, body, form.ids_in_order("page"))
    if late is Late.SENT and not form.uploads:
        return None
    if late is Late.NOT:
        revision = revision_of_sent(session, me.viewer, id_, form.texts("sent")) or form.number("revision")
    else:
        id_, revision = None, 0
    asks = _for_a_program(request) and body.strip()
    lies = same_text(session, me.viewer, classroom.id, body, id_, revision) if asks else None
    return lies or _keep(request, me, session, classroom, form, id_, revision)


def _keep(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    classroom: Classroom,
    form: Posted,
    id_: UUID | None,
    revision: int,
) -> Draft:
    """Keep the sheet as a draft, and lay the pages of its form to it. Raises Refused: for a page that can't be taken,
    when everything else is kept."""
    draft = Draft.keep(
        session,
        me.viewer,
        classroom.id,
        None,
        form.text("body"),
        draft_id=id_,
        revision=revision,
        wants=_wants(form),
        language=_of_school(form.text("language"), me),
        helper=one_line(form.text("helper"), may_be_empty=True),
        pages=form.ids_in_order("page"),
        age=timedelta(seconds=form.number("age")),
    )
    lay_pages(request, session, me.viewer, draft.id, form)
    return draft


def _send(session: DatabaseSession, me: SignedIn, classroom: Classroom, id_: UUID, form: Posted) -> Sending:
    return send_letter(
        session,
        me.viewer,
        classroom,
        id_,
        form.text("body"),
        _wants(form),
        _of_school(form.text("language"), me),
        helper=form.text("helper"),
        pages=form.ids_in_order("page"),
    )


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
    if form and kept and kept.id != (draft or form.id("id")):
        kept = None
    just_kept = form and kept and kept.body == taken(form.text("body"), may_be_empty=True)
    return page(
        request,
        "write",
        status=422 if reason else 200,
        me=me,
        view=view,
        id=kept.id if kept else (form and form.id("id")) or uuid4(),
        revision=form.number("revision") if form and not just_kept else kept.revision if kept else 0,
        body=form.text("body") if form else kept.body if kept else "",
        wants=_wants(form) if form else (kept and kept.wants) or Wants.ANSWER,
        written_in=_of_school(form.text("language"), me) if form else kept.language if kept else "",
        helper=form.text("helper") if form else kept.helper if kept else "",
        pages=kept.pages if kept else [],
        removed=to_put_back(request, session, me.viewer),
        answer_in=_answer_in(form, me) if form else view.answer_in,
        age=_age(me, kept) if kept else 0,
        reason=reason,
    )


def _age(me: SignedIn, draft: KeptDraft) -> int:
    """How long ago a draft was written, in seconds: a phone's clock may be wrong."""
    return int((me.viewer.at - draft.at).total_seconds())


def _wants(form: Posted) -> Wants:
    return Wants(form.text("wants")) if form.text("wants") in set(Wants) else Wants.ANSWER


def _answer_in(form: Posted, me: SignedIn) -> str:
    return _of_school(form.text("answer_in"), me)


def _of_school(tag: str, me: SignedIn) -> str:
    """A language of the school, or none: a tag that means nothing could not be shown on the desk."""
    return tag if tag in me.row.school.languages else ""
