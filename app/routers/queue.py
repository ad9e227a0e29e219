"""The queue: who waits, longest first; whom one wants to see of them, and whom one has set aside."""

from fastapi import APIRouter, Request, Response

from app.deps import Form, Session, Teacher
from app.models import Preference
from app.models.classroom import Part
from app.pages import go, page
from app.posted import as_id
from app.queries.cards import new_cards
from app.queries.first_minute import first_minute
from app.queries.notices import students_read
from app.queries.phones import how_many_to_confirm
from app.queries.queue import QUEUE, Filter, queue, set_aside_of
from app.queries.sitting import sitting
from app.queries.waiting import Only

router = APIRouter()


@router.get("/queue", name="queue")
def show_queue(request: Request, me: Teacher, session: Session, after: str = "") -> Response:
    asked = as_id(request.query_params.get("class", ""))
    wanted = Filter(asked) if asked in me.reading else me.row.wanted
    classrooms = wanted.classrooms(me.reading)
    line = queue(session, me.viewer, classrooms, wanted.only, after=after)
    mine = [place.id for place in me.reads_in if place.part is Part.READER and place.id in classrooms]
    first = None if line.waiting or line.aside else first_minute(session, me.viewer, mine)
    return page(
        request,
        "queue",
        me=me,
        wanted=wanted,
        line=line,
        after=after,
        all_filters=list(Only),
        # Where nobody has written, there is nothing to look back on, and nothing older that a new phone could open.
        sitting=None if first else sitting(session, me.viewer),
        new_phones=0 if first else how_many_to_confirm(session, me.viewer),
        read=students_read(session, me.viewer, list(me.reading)),
        first=first,
        new_cards=new_cards(session, me.viewer, mine),
    )


@router.post("/queue/filter", name="filter_queue")
def filter_queue(request: Request, me: Teacher, form: Form, session: Session) -> Response:
    """Remembered until she chooses otherwise: a class, one word more or less, or everybody again."""
    wanted = Filter() if form.text("everybody") else me.row.wanted.toggled(form.text("toggle"))
    if form.text("class"):
        wanted = Filter(as_id(form.text("class")), wanted.only)
    Preference.choose(session, me.viewer, QUEUE, wanted.as_kept())
    return go(request, "queue")


@router.get("/queue/aside", name="set_aside_list")
def show_aside(request: Request, me: Teacher, session: Session) -> Response:
    return page(request, "set_aside", me=me, waiters=set_aside_of(session, me.viewer, list(me.reading)))
