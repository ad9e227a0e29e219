"""The queue: who waits, longest first."""

from fastapi import APIRouter, Request, Response

from app.deps import Session, Teacher
from app.pages import page
from app.posted import as_id
from app.queries.notices import students_read
from app.queries.phones import how_many_to_confirm
from app.queries.queue import queue

router = APIRouter()


@router.get("/queue", name="queue")
def show_queue(request: Request, me: Teacher, session: Session) -> Response:
    chosen = as_id(request.query_params.get("class", ""))
    classrooms = [chosen] if chosen in me.reading else list(me.reading)
    return page(
        request,
        "queue",
        me=me,
        waiters=queue(session, me.viewer, classrooms),
        chosen=chosen,
        new_phones=how_many_to_confirm(session, me.viewer),
        read=students_read(session, me.viewer, list(me.reading)),
    )
