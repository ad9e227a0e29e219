"""Answers to print and hand out: one sheet a student; and that they are printed. They are written in desk.py."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn, Teacher
from app.models.printing import say_printed
from app.named import ClassIRead
from app.pages import go, page
from app.posted import Posted, as_id
from app.queries.answers import answers
from app.queries.me import Place

router = APIRouter()

WHOSE = {"paper": False, "everyone": True}
"""For whom one prints, as the address says it; where it says nothing, for those who write on paper, if any do."""


@router.get("/answers", name="all_answers")
def show_all(request: Request, me: Teacher, session: Session, whose: str = "", again: str = "") -> Response:
    return _answers(request, me, session, None, whose, again=bool(again))


@router.get("/classes/{classroom_id}/answers", name="answers")
def show_answers(
    request: Request, me: Teacher, place: ClassIRead, session: Session, whose: str = "", again: str = ""
) -> Response:
    return _answers(request, me, session, place, whose, again=bool(again))


@router.post("/answers/printed", name="all_are_printed")
def printed_all(request: Request, me: Teacher, form: Form, session: Session) -> Response:
    say_printed(session, me.viewer, _ids(form))
    return go(request, "all_answers", {"said": "printed"})


@router.post("/classes/{classroom_id}/answers/printed", name="are_printed")
def printed(request: Request, me: Teacher, place: ClassIRead, form: Form, session: Session) -> Response:
    """Exactly those that were shown: what has gone out meanwhile is printed next time."""
    say_printed(session, me.viewer, _ids(form))
    return go(request, "answers", {"said": "printed"}, classroom_id=place.id)


def _ids(form: Posted) -> set[UUID]:
    return {id_ for id_ in map(as_id, form.text("answers").split()) if id_}


def _answers(
    request: Request, me: SignedIn, session: DatabaseSession, place: Place | None, whose: str, *, again: bool
) -> Response:
    classrooms = [place.id] if place else list(me.reading)
    lot = answers(session, me.viewer, classrooms, everyone=WHOSE.get(whose), again=again)
    return page(request, "answers", me=me, place=place, lot=lot, again=again)
