"""The board: everyone, by month."""

from fastapi import APIRouter, Request, Response

from app.deps import Session, Teacher
from app.pages import page
from app.posted import as_id
from app.queries.board import Order, board

router = APIRouter()


@router.get("/board", name="board")
def show_board(request: Request, me: Teacher, session: Session) -> Response:
    chosen = as_id(request.query_params.get("class", ""))
    asked = request.query_params.get("order", "")
    classrooms = {id_: name for id_, name in me.reading.items() if chosen not in me.reading or id_ == chosen}
    return page(
        request,
        "board",
        me=me,
        board=board(session, me.viewer, classrooms, me.row.school.year_start),
        order=Order(asked) if asked in set(Order) else Order.LONGEST,
        orders=list(Order),
        chosen=chosen,
    )
