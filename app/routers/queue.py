"""The queue: who waits, longest first."""

from fastapi import APIRouter, Request, Response

from app.deps import Session, Teacher
from app.models.classroom import Part
from app.pages import page
from app.posted import as_id
from app.queries.cards import new_cards
from app.queries.first_minute import first_minute
from app.queries.notices import students_read
from app.queries.phones import how_many_to_confirm
from app.queries.queue import queue

router = APIRouter()


@router.get("/queue", name="queue")
def show_queue(request: Request, me: Teacher, session: Session) -> Response:
    chosen = as_id(request.query_params.get("class", ""))
    classrooms = [chosen] if chosen in me.reading else list(me.reading)
    waiters = queue(session, me.viewer, classrooms)
    mine = [place.id for place in me.reads_in if place.part is Part.READER and place.id in classrooms]
    first = first_minute(session, me.viewer, mine) if not waiters else None
    return page(
        request,
        "queue",
        me=me,
        waiters=waiters,
        chosen=chosen,
        # Where nobody has written, a new phone has nothing older that could be opened there.
        new_phones=0 if first else how_many_to_confirm(session, me.viewer),
        read=students_read(session, me.viewer, list(me.reading)),
        first=first,
        new_cards=new_cards(session, me.viewer, mine),
    )
