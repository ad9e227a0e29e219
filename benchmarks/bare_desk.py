"""The bare desk: a form that is taken and sends on to a page of the same bytes. It keeps nothing and knows nobody.

`python -m benchmarks.bare_desk PAGE PORT`
"""

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.scripts import served

MEDIA = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def application(page: Path) -> FastAPI:
    """The application over one page, with the styles and scripts that it names."""
    bare, html = FastAPI(openapi_url=None), page.read_text()

    @bare.get("/desk/{letter}")
    def show() -> HTMLResponse:
        return HTMLResponse(html)

    @bare.post("/letters/{letter}/answers")
    async def send(request: Request) -> RedirectResponse:
        await request.form()
        return RedirectResponse("/desk/next", status_code=303)

    @bare.post("/letters/{letter}/draft")
    async def keep(request: Request) -> dict[str, str | int]:
        form = await request.form()
        return {"id": str(form["id"]), "revision": 1}

    @bare.get("/desk/{letter}/news", status_code=204)
    def tell() -> None:
        return None

    @bare.get("/static/{name}")
    def file(name: str) -> Response:
        headers = {"Cache-Control": "max-age=31536000, immutable"}
        return Response(served(name), media_type=MEDIA[name.rpartition(".")[2]], headers=headers)

    return bare


if __name__ == "__main__":
    page, port = sys.argv[1:]
    uvicorn.run(application(Path(page)), port=int(port), log_level="warning", access_log=False, server_header=False)
