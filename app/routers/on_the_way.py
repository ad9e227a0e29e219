"""What a teacher has sent and has not gone out yet: to look at, to take back, or to send now."""

from fastapi import APIRouter, Request, Response

from app.deps import Session, Teacher
from app.models.settling import send_now
from app.pages import go, page
from app.queries.on_the_way import on_the_way
from app.sent import AnswerOfMine

router = APIRouter()


@router.get("/on-the-way", name="on_the_way")
def show_on_the_way(request: Request, me: Teacher, session: Session) -> Response:
    return page(request, "on_the_way", me=me, going=on_the_way(session, me.viewer))


@router.post("/answers/{answer_id}/send-now", name="send_now")
def send_it_now(request: Request, me: Teacher, answer: AnswerOfMine, session: Session) -> Response:
    sent = send_now(session, me.viewer, answer)
    return go(request, "on_the_way", {"said": "goes-now" if sent else "delivered"})
