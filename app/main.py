"""create_app(): wiring, and nothing else."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.beginning import Beginning
from app.config import Settings, settings
from app.db import Database
from app.deps import NotBegun, ReadAgain, SignedOut
from app.guards import READS, Guards, Turned, set_headers
from app.i18n import LanguageMiddleware
from app.mail import deliver_for_ever
from app.pages import go, page
from app.photos.making import Maker
from app.routers import (
    addition,
    answers,
    begin,
    board,
    cards,
    class_letter,
    classes,
    classroom,
    days_off,
    desk,
    evenings,
    families,
    find,
    first_read,
    health,
    home,
    import_letters,
    language,
    letters,
    membership,
    offline,
    on_the_way,
    paper,
    people,
    person,
    phones,
    queue,
    readers,
    reading,
    roster,
    school,
    sign_in,
    students,
    talk,
    together,
    turn_to,
    welcome,
    wording,
    worries,
    worry_about,
    write,
)
from app.routers import (
    page as one_page,
)
from app.scripts import STATIC, served
from app.trouble import database_broke

# A student's rooms and a teacher's, then the office's.
ROUTERS = (
    home, begin, welcome, sign_in, language, phones, write, offline, letters, one_page, readers,
    queue, first_read, desk, together, talk, on_the_way, addition, evenings, students, find, board, class_letter,
    cards, families, import_letters, paper, answers, worry_about, worries, turn_to,
    school, people, person, classes, classroom, membership, roster, wording, days_off, reading,
    health,
)  # fmt: skip

HOUSE = APIRouter()
"""All rooms. What FastAPI finds out about a route when it is first asked for serves every application that is made."""
for _room in ROUTERS:
    HOUSE.include_router(_room.router)

PACKED = 6
"""How hard gzip tries: level 9 costs half as much again for 1 to 4 bytes in a hundred."""

PAGES = {403: "foreign", 404: "not_found", 405: "not_found", 413: "too_large", 400: "too_large"}


class Static(StaticFiles):
    """Files whose address holds a hash of their content: a browser keeps them for a year."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        if response.media_type in {"text/css", "text/javascript"}:
            response = Response(served(Path(args[0]).name), media_type=response.media_type)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


class Log:
    """One line for each request: method, route, status, milliseconds. Never a path, a name or a word."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.log = app, structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def send_noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            spent = round((time.perf_counter() - began) * 1000, 1)
            self.log.info("request", method=scope["method"], route=route, status=status, ms=spent)


def create_app(given: Settings | None = None, database: Database | None = None) -> FastAPI:
    """The application, over a migrated database."""
    config = given or settings()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(config.log_level.lower()),
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        post = asyncio.create_task(deliver_for_ever(app.state.database, config)) if config.sends_mail else None
        pictures = asyncio.create_task(app.state.maker.for_ever())
        yield
        for task in filter(None, (post, pictures)):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        app.state.database.close()

    app = FastAPI(
        title="Everyletter", routes=HOUSE.routes, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.settings = config
    app.state.key = config.key()
    app.state.database = database or Database(config.database)
    app.state.beginning = Beginning(app.state.key)
    app.state.maker = Maker(app.state.database)
    app.mount("/static", Static(directory=STATIC), name="static")
    app.add_exception_handler(SignedOut, _sign_in_first)
    app.add_exception_handler(NotBegun, _begin_first)
    app.add_exception_handler(ReadAgain, _read_again)
    app.add_exception_handler(HTTPException, _say)
    app.add_exception_handler(Turned, _say)
    app.add_exception_handler(SQLAlchemyError, database_broke)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=PACKED)
    app.add_middleware(Guards, turned=_turned(app), https=config.https)
    app.add_middleware(LanguageMiddleware)
    app.add_middleware(Log)
    return app


def _came(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _read_again(request: Request, _: Exception) -> Response:
    """The same address once more: with a GET, or with the same form (307; RFC 9110, section 15.4.8)."""
    return RedirectResponse(_came(request), status_code=303 if request.method in READS else 307)


def _begin_first(request: Request, _: Exception) -> Response:
    return go(request, "begin")


def _sign_in_first(request: Request, signed_out: Exception) -> Response:
    """To the door; and what was written comes along. A sheet says where its writer has a password, and no card."""
    room = signed_out.room if isinstance(signed_out, SignedOut) else "card"
    if request.method in READS:
        came = _came(request)
        return go(request, room, {} if came in {"/", "/letters", "/queue"} else {"next": came})
    fields = request.state.posted.fields
    room = "sign_in" if request.state.posted.text("door") == "sign_in" else room
    return page(
        request, "signed_out", status=401, room=room, resume=request.url.path, kept=json.dumps(fields), fields=fields
    )


def _say(request: Request, problem: Exception) -> Response:
    status: int = problem.status if isinstance(problem, Turned) else getattr(problem, "status_code", 500)
    if status not in PAGES:
        return Response(status_code=status)
    status = {405: 404, 400: 413}.get(status, status)
    return page(request, PAGES[status], status=status)


def _broken(request: Request, _: Exception) -> Response:
    """Starlette draws this one outside of every middleware: it brings its own headers."""
    response = page(request, "broken", status=500)
    set_headers(response.headers, request.url.path, https=request.app.state.settings.https)
    return response


def _turned(app: FastAPI) -> ASGIApp:
    async def turned(scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = app
        await _say(Request(scope), Turned(scope["turned"]))(scope, receive, send)

    return turned
