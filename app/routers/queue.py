"""The queue: who waits, longest first."""

from fastapi import APIRouter, Request, Response

from app.deps import Session, Teacher
from app.models.classroom import Part
from app.pages import page
from app.posted import as_id
from app.queries.cards import new_cards
from app.queries.first_minute import first_minute
from app.queries.queue import queue

router = APIRouter()


@router.get("/queue", name="queue")
def show_queue(request: Request, me: Teacher, session: Session) -> Response:
    chosen = as_id(request.query_params.get("class", ""))
    classrooms = [chosen] if chosen in me.reading else list(me.reading)
    waiters = queue(session, me.viewer, classrooms)
    read = [place.id for place in me.reads_in if place.part is Part.READER and place.id in classrooms]
    return page(
        request,
        "queue",
        me=me,
        waiters=waiters,
        chosen=chosen,
        first=first_minute(session, me.viewer, read) if not waiters else None,
        new_cards=new_cards(session, me.viewer, read),
    )
