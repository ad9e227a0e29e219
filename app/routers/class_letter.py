"""The letter to the class: a teacher shares too, and may ask the month's open question."""

from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import select
from sqlalchemy.orm import Session as DatabaseSession
from sqlmodel import col
from starlette.exceptions import HTTPException

from app.deps import Form, Session, SignedIn, Teacher
from app.models import Classroom
from app.models.class_letter import keep_class_letter, send_class_letter
from app.models.letter import Sending
from app.models.words import Reason, Refused
from app.named import ClassIRead
from app.pages import go, page
from app.posted import Posted, as_id
from app.queries.class_letter import class_letter
from app.queries.me import Place

router = APIRouter()


@router.get("/classes/{classroom_id}/letter", name="class_letter")
def show_class_letter(request: Request, me: Teacher, place: ClassIRead, session: Session, draft: str = "") -> Response:
    return _class_letter(request, me, place, session, draft=as_id(draft))


@router.post("/classes/{classroom_id}/letter", name="send_class_letter")
def send(request: Request, me: Teacher, place: ClassIRead, form: Form, session: Session) -> Response:
    if form.id("writer") != me.viewer.person_id:
        return page(request, "somebody_else", status=409, me=me)
    classrooms = _to(session, me, place, form)
    try:
        sending = send_class_letter(
            session, me.viewer, classrooms, form.new_id("id"), form.text("body"), form.text("question")
        )
    except Refused as refused:
        return _class_letter(request, me, place, session, form=form, reason=refused.reason)
    said = "sent-before" if sending is Sending.KEPT_AS_DRAFT else "sent-to-class"
    return go(request, "class_letter", {"said": said}, classroom_id=place.id)


@router.post("/classes/{classroom_id}/letter/draft", name="keep_class_letter")
def keep(request: Request, me: Teacher, place: ClassIRead, form: Form, session: Session) -> Response:
    """Kept by a button, or by itself: then the page is told under which id and revision."""
    if form.id("writer") != me.viewer.person_id:
        return page(request, "somebody_else", status=409, me=me)
    try:
        draft = keep_class_letter(
            session, me.viewer, place.id, form.new_id("id"), form.number("revision"), form.text("body"),
            form.text("question"),
        )  # fmt: skip
    except Refused as refused:
        return _class_letter(request, me, place, session, form=form, reason=refused.reason)
    if request.headers.get("accept") == "application/json":
        return JSONResponse({"id": str(draft.id), "revision": draft.revision} if draft else {})
    return go(request, "class_letter", {"said": "kept"}, classroom_id=place.id)


def _to(session: DatabaseSession, me: SignedIn, place: Place, form: Posted) -> list[Classroom]:
    """The class of the address first, then the others that are ticked: each one in which the teacher reads."""
    also = {as_id(value) for name, value in form.fields if name == "also"} - {place.id}
    if not also <= set(me.reading):
        raise HTTPException(404)
    wanted = col(Classroom.school_id) == me.viewer.school_id, col(Classroom.id).in_([place.id, *also])
    classrooms = session.scalars(select(Classroom).where(*wanted).order_by(col(Classroom.name))).all()
    return sorted(classrooms, key=lambda classroom: classroom.id != place.id)


def _class_letter(
    request: Request,
    me: SignedIn,
    place: Place,
    session: DatabaseSession,
    *,
    draft: UUID | None = None,
    form: Posted | None = None,
    reason: Reason | None = None,
) -> Response:
    here = [other for other in me.reads_in if not other.ended_on or other.ended_on >= me.viewer.today]
    view = class_letter(session, me.viewer, place.id, list(me.reading))
    kept = next((kept for kept in view.drafts if kept.id == draft), next(iter(view.drafts), None))
    ended = place.id not in {other.id for other in here}
    return page(
        request,
        "class_letter",
        status=422 if reason else 200,
        me=me,
        place=place,
        view=view,
        others=[other for other in here if other.id != place.id],
        ticked={value for name, value in form.fields if name == "also"} if form else set(),
        id=(form and form.id("id")) or (kept.id if kept else uuid4()),
        revision=form.number("revision") if form else kept.revision if kept else 0,
        body=form.text("body") if form else kept.body if kept else "",
        question=form.text("question") if form else kept.wants if kept else "",
        reason=reason or (Reason.CLASS_ENDED if ended else None),
    )
