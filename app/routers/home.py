"""The front door: sends each person to her own room; and her page about herself."""

from fastapi import APIRouter, Request, Response

from app.deps import ADoor, Anyone, Form, Me
from app.models.words import Reason
from app.pages import go, page

router = APIRouter()

LONGEST_NAME = 120
"""Characters of what one goes by, and of how to say it."""


@router.get("/", name="home", dependencies=[ADoor])
def home(request: Request, me: Anyone) -> Response:
    if me is None:
        return go(request, "card")
    if me.reads_in:
        return go(request, "queue")
    if me.administers:
        return go(request, "school")
    return go(request, "letters" if me.writes_in else "you")


@router.get("/you", name="you")
def you(request: Request, me: Me) -> Response:
    person = me.person
    return page(request, "you", me=me, goes_by=person.goes_by, say=person.say, reason=None)


@router.post("/you", name="call_me")
def call_me(request: Request, me: Me, form: Form) -> Response:
    goes_by, say = form.text("goes_by").strip(), form.text("say").strip()
    if max(len(goes_by), len(say)) > LONGEST_NAME or "\x00" in goes_by + say:
        reason = Reason.NUL if "\x00" in goes_by + say else Reason.TOO_LONG
        return page(request, "you", status=422, me=me, goes_by=goes_by, say=say, reason=reason)
    me.person.goes_by, me.person.say = goes_by, say
    return go(request, "you", {"said": "kept"})
