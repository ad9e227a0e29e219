"""Without a line: the empty sheet that a phone keeps, and the worker that keeps it. Nothing here is anybody's."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from app.pages import empty_sheet
from app.scripts import served

router = APIRouter()


@router.get("/write/offline", name="offline")
async def show_empty_sheet(request: Request) -> Response:
    return HTMLResponse(empty_sheet(request.app))


@router.get("/worker.js", name="worker")
async def get_worker() -> Response:
    """From the root, so that it can answer for every page."""
    return Response(served("worker.js"), media_type="text/javascript")
