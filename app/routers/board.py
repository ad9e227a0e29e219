"""The board: everyone, by month; the same as a table for a spreadsheet, and the years before."""

from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Session, SignedIn, Teacher
from app.models.calendar import year_of
from app.pages import page, table_file
from app.posted import as_id, as_number
from app.queries.board import Order, board, earlier_years

router = APIRouter()


@router.get("/board", name="board")
def show_board(request: Request, me: Teacher, session: Session) -> Response:
    return page(request, "board", me=me, orders=list(Order), **_asked(request, me, session))


@router.get("/board.csv", name="board_csv")
def save_board(request: Request, me: Teacher, session: Session) -> Response:
    asked = _asked(request, me, session)
    year = f"-{asked['year']}" if asked["board"].earlier else ""
    return table_file("board", f"everyone{year}-{me.viewer.today.isoformat()}.csv", **asked)


def _asked(request: Request, me: SignedIn, session: DatabaseSession) -> dict[str, Any]:
    """The board that the address asks for. What it names wrongly, or what is not hers, it does not name."""
    start, asked = me.row.school.year_start, request.query_params
    earlier, this_year = earlier_years(session, me.viewer, start), year_of(me.viewer.today, start)
    year = as_number(asked.get("year", ""))
    places = earlier.get(year, me.reading)
    chosen = as_id(asked.get("class", ""))
    shown = {id_: name for id_, name in places.items() if chosen not in places or id_ == chosen}
    order = asked.get("order", "")
    return {
        "board": board(session, me.viewer, shown, start, year if year in earlier else None),
        "order": Order(order) if order in set(Order) else Order.LONGEST,
        "places": places,
        "chosen": chosen if chosen in places else None,
        "year": year if year in earlier else this_year,
        "years": [this_year, *earlier],
    }
