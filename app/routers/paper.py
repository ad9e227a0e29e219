"""Letters on paper: a pile of photos and scans comes in, and each page is put to the student who wrote it."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn, Teacher
from app.laying import lay_on_pile
from app.models.page import AT_ONCE
from app.models.paper import Putting, put_page, take_page_back
from app.models.pile import throw_away
from app.models.words import Reason, Refused
from app.named import ClassIAnswer
from app.pages import go, page, part
from app.posted import Posted, as_id, takes
from app.queries.me import Place
from app.queries.paper import paper

router = APIRouter()


@router.get("/classes/{classroom_id}/paper", name="paper")
def show_paper(request: Request, me: Teacher, place: ClassIAnswer, session: Session, leaf: str = "") -> Response:
    return _paper(request, me, place, session, leaf=as_id(leaf))


@router.post("/classes/{classroom_id}/paper/pages", name="add_to_pile", dependencies=[Depends(takes(files=AT_ONCE))])
def add(request: Request, me: Teacher, place: ClassIAnswer, form: Form, session: Session) -> Response:
    """Files come to the pile: from a plain form, or one by one. When this says 201, the bytes are here, durable."""
    refusals = lay_on_pile(request, session, me.viewer, place.id, form)
    if request.headers.get("accept") == "application/json":
        why = [part("_reason.txt", reason=reason).strip() for _, reason in refusals]
        return JSONResponse({"words": " ".join(why)}, 422 if why else 201)
    if refusals:
        return _paper(request, me, place, session, refusals=refusals)
    return go(request, "paper", {"said": "added"}, classroom_id=place.id)


@router.post("/classes/{classroom_id}/paper", name="put_page")
def put(request: Request, me: Teacher, place: ClassIAnswer, form: Form, session: Session) -> Response:
    """A page is put to a student; the button `same` names the one to whom the page before was."""
    student_id = form.id("same") or form.id("student")
    try:
        putting = put_page(session, me.viewer, place.id, form.id("page"), student_id, form.day("day"))
    except Refused as refused:
        return _paper(request, me, place, session, leaf=form.id("page"), form=form, reason=refused.reason)
    return _go_on(request, place, form, gone=putting is Putting.GONE)


@router.post("/classes/{classroom_id}/paper/thrown", name="throw_away")
def throw(request: Request, me: Teacher, place: ClassIAnswer, form: Form, session: Session) -> Response:
    """A page is no letter."""
    thrown = throw_away(session, me.viewer, place.id, form.id("page"))
    return _go_on(request, place, form, gone=not thrown)


@router.post("/classes/{classroom_id}/paper/back", name="take_page_back")
def take_back(request: Request, me: Teacher, place: ClassIAnswer, form: Form, session: Session) -> Response:
    """A page comes back to the pile, and lies before her. Taken back twice, it is there once."""
    try:
        take_page_back(session, me.viewer, place.id, form.id("page"))
    except Refused as refused:
        return _paper(request, me, place, session, reason=refused.reason)
    return go(request, "paper", {"leaf": form.text("page")}, classroom_id=place.id)


def _go_on(request: Request, place: Place, form: Posted, *, gone: bool) -> Response:
    next_page, said = form.id("next"), {"said": "page-gone"} if gone else {}
    return go(request, "paper", ({"leaf": str(next_page)} if next_page else {}) | said, classroom_id=place.id)


def _paper(
    request: Request,
    me: SignedIn,
    place: Place,
    session: DatabaseSession,
    *,
    leaf: UUID | None = None,
    form: Posted | None = None,
    reason: Reason | None = None,
    refusals: Sequence[tuple[int, Reason]] = (),
) -> Response:
    pile = paper(session, me.viewer, place.id)
    ended = place.ended_on is not None and place.ended_on < me.viewer.today
    return page(
        request,
        "paper",
        status=422 if reason or refusals else 200,
        me=me,
        place=place,
        pile=pile,
        number=pile.at(leaf),
        chosen=form.id("student") if form else None,
        day=form.text("day") if form else (pile.day or me.viewer.today).isoformat(),
        reason=reason,
        ended=ended,
        refusals=refusals,
    )
