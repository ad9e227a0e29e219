"""Search: a letter is found again by its words. They are posted, so that they stand in no address, log or history."""

from fastapi import APIRouter, Depends, Request, Response

from app.deps import Teacher, only_looks
from app.opened import OpenedSearch, Search
from app.pages import page

router = APIRouter()


@router.get("/find", name="find")
def show_box(request: Request, me: Teacher) -> Response:
    return page(request, "find", me=me, search=Search())


@router.post("/find", name="find_words", dependencies=[Depends(only_looks)])
def find_words(request: Request, me: Teacher, search: OpenedSearch) -> Response:
    return page(request, "find", status=422 if search.reason else 200, me=me, search=search)
