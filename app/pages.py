"""Windows: the one Jinja environment, page() to draw a screen, go() to send a person on. A page of a letter, a photo or
a voice, is another thing: see models/page.py."""

import re
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from app import cldr, i18n
from app.config import ROOT
from app.models.words import LONGEST
from app.queries.pages import Bytes
from app.scripts import served
from app.spreadsheet import BYTE_ORDER_MARK, csv_row


def static(name: str) -> str:
    """The address of a static file, with a hash of its content, so that a browser may keep it for a year."""
    return f"/static/{name}?{_hash(name)}"


_hashes: dict[str, str] = {}


def _hash(name: str) -> str:
    if name not in _hashes:
        _hashes[name] = sha256(served(name)).hexdigest()[:12]
    return _hashes[name]


def environment() -> Environment:
    """Autoescaping, strict about names, in the language of the request."""
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=select_autoescape(("html",), ("txt", "csv"), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update({name: _filled(made.globals[name]) for name in ("gettext", "ngettext")})  # type: ignore[arg-type]
    words: list[Callable[..., str]] = [
        cldr.day,
        cldr.short_day,
        cldr.dated,
        cldr.weekday,
        cldr.days_written,
        cldr.month,
        cldr.short_month,
        cldr.clock,
        cldr.listed,
        csv_row,
    ]
    made.filters.update({word.__name__: word for word in words}, language_name=i18n.own_name, alone=cldr.within)
    made.globals.update(
        static=static,
        direction=i18n.direction,
        language=i18n.language,
        languages=i18n.LANGUAGES,
        longest=LONGEST,
        me=None,
    )
    return made


def _filled(say: Callable[..., str]) -> Callable[..., str]:
    """A message whose names and numbers are put in as its language wants them."""

    @pass_context
    def filled(context: Context, /, *message: object, **named: object) -> str:
        return say(context, *message, **{name: cldr.within(value) for name, value in named.items()})

    return filled


_environment = environment()


def address(app: FastAPI, route: str, /, **params: Any) -> str:
    """The path of a route, by its name. Each is looked up once: a board has five hundred links, and every look goes
    through all the routes."""
    known = _known.setdefault(app, {})
    called = (route, *params)
    if called not in known:
        known[called] = str(app.url_path_for(route, **{name: f"{{{name}}}" for name in params}))
    return known[called].format(**params)


_known: WeakKeyDictionary[FastAPI, dict[tuple[str, ...], str]] = WeakKeyDictionary()


ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Whatever the bytes are: no script runs, and no page of ours can be made of them."""


def page(request: Request, template: str, /, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A screen. `template` is its name without the ending; 422 says that a form has to be looked at again."""
    drawn = _environment.get_template(f"{template}.html").render(
        url_for=partial(address, request.app),
        path=request.url.path,
        came_to=came_to(request),
        just_said=request.query_params.get("said", ""),
        worker=partial(worker, request.app),
        **context,
    )
    return HTMLResponse(drawn, status_code=status)


def came_to(request: Request) -> str:
    """The address that was asked for, without what was just said: to come back to."""
    kept = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "said"])
    return f"{request.url.path}?{kept}" if kept else request.url.path


def is_here_alone(address: str) -> bool:
    """Whether an address leads to the computer itself, so that no other one and no phone can open it."""
    return address.partition("://")[2].startswith(("localhost", "127.", "[::1]"))


def local(address: str) -> str:
    """An address of our own, else the front door."""
    ours = address.startswith("/") and not address.replace("\\", "/").startswith("//")
    return address if ours and address.isprintable() else "/"


def empty_sheet(app: FastAPI) -> str:
    """The sheet for where there is no line: nobody's, so that a phone may keep it. The same until the next start."""
    drawn = _empty_sheets.setdefault(app, {})
    tag = i18n.language()
    if tag not in drawn:
        template = _environment.get_template("offline.html")
        drawn[tag] = template.render(url_for=partial(address, app), path="", just_said="")
    return drawn[tag]


_empty_sheets: WeakKeyDictionary[FastAPI, dict[str, str]] = WeakKeyDictionary()


def worker(app: FastAPI) -> str:
    """The address of the worker, with a hash of all that it keeps: a browser that meets another one renews both."""
    kept = empty_sheet(app).encode() + served("worker.js")
    return f"{address(app, 'worker')}?{sha256(kept).hexdigest()[:12]}"


def part(template: str, **context: Any) -> str:
    """A part of a screen alone, for a file that is no page of ours: it can name no room."""
    return _environment.get_template(template).render(**context)


def text_file(template: str, filename: str, **context: Any) -> Response:
    """A plain text to keep, in UTF-8, drawn from a template that ends in .txt."""
    drawn = _environment.get_template(f"{template}.txt").render(**context)
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(drawn, media_type="text/plain; charset=utf-8", headers=headers)


def table_file(template: str, filename: str, **context: Any) -> Response:
    """A table for a spreadsheet, drawn from a template that ends in .csv: UTF-8 that says so with its first bytes."""
    drawn = BYTE_ORDER_MARK + _environment.get_template(f"{template}.csv").render(**context)
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(drawn.encode(), media_type="text/csv; charset=utf-8", headers=headers)


def bytes_of(request: Request, file: Bytes, *, keep: bool) -> Response:
    """A picture or a voice of a letter, or the part of it that is asked for: Safari plays no voice without. `keep`: on
    her own phone the browser keeps it, and asks each time whether she may still see it; elsewhere nothing stays."""
    headers = {"Content-Security-Policy": ALONE, "Content-Disposition": "inline", "Accept-Ranges": "bytes"}
    if keep:
        headers |= {"Cache-Control": "private, no-cache", "ETag": f'"{file.tag}"'}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
    length, part = len(file.body), None
    if request.headers.get("if-range", f'"{file.tag}"') == f'"{file.tag}"':
        part = _part(request.headers.get("range", ""), length)
    if part is None:
        return Response(file.body, media_type=file.media, headers=headers)
    if not part:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{length}"})
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{length}"
    return Response(file.body[part.start : part.stop], 206, media_type=file.media, headers=headers)


_RANGE = re.compile(r"bytes=(?=.*\d)(\d{0,15})-(\d{0,15})", re.ASCII)


def _part(asked: str, length: int) -> range | None:
    """The bytes that a header asks for (RFC 9110, section 14.1.2); empty where there are none. None for several parts
    at once and for what can't be read: that is as if nothing were asked for."""
    found = _RANGE.fullmatch(asked)
    if found is None:
        return None
    first, last = found.groups()
    if not first:  # so many from the end
        return range(max(length - int(last), 0), length)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1 if last else length, length))


def go(request: Request, route: str, /, query: dict[str, str] | None = None, **params: Any) -> RedirectResponse:
    """Send a person on to a room, by its route's name (303: with a GET)."""
    path = address(request.app, route, **params)
    return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, status_code=303)
