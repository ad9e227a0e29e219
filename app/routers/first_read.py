"""First read: all that is new, one letter after another, before any is answered. It ends no waiting."""

from fastapi import APIRouter, Request, Response

from app.deps import Form, Session, Teacher
from app.models.mark import put_first, take_marks_off
from app.named import AnswerableLetter
from app.opened import OpenedFirstRead
from app.pages import go, page
from app.queries.first_read import first_read, how_many_wait, unopened

router = APIRouter()


@router.get("/first-read", name="first_read")
def lead_to_the_first(request: Request, me: Teacher, session: Session) -> Response:
    """To the oldest letter that nobody has opened; where there is none, that is said."""
    new = unopened(session, me.viewer, list(me.reading))
    if new.next_id:
        return go(request, "first_read_letter", letter_id=new.next_id)
    return page(request, "first_read_end", me=me, waiting=how_many_wait(session, me.viewer, list(me.reading)))


@router.get("/first-read/{letter_id}", name="first_read_letter")
def show_letter(request: Request, me: Teacher, opened: OpenedFirstRead) -> Response:
    return page(request, "first_read", me=me, view=opened)


@router.post("/first-read/{letter_id}/first", name="come_back_first")
def come_back_first(request: Request, me: Teacher, letter: AnswerableLetter, form: Form, session: Session) -> Response:
    """The form says whether she wants to come back to it first, or no more: a second press changes nothing."""
    if form.text("first"):
        put_first(session, me.viewer, letter)
    elif (view := first_read(session, me.viewer, letter.id, list(me.reading))) and view.first:
        take_marks_off(session, me.viewer, [letter.id])
    return go(request, "first_read_letter", letter_id=letter.id)
