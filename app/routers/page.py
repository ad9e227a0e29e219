"""Pages: photographed sheets, drawings and voices come in, are shown large, and are said in words."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from app.deps import Form, Me, Session, found
from app.models.page import PageSize
from app.models.pages import add_page, describe_page, remove_page
from app.models.words import Refused
from app.named import APage, MyDraft
from app.pages import go, page, part
from app.photos.arriving import arriving
from app.posted import as_id, takes
from app.queries.pages import page_bytes

router = APIRouter()

ALONE = {
    # Whatever the bytes are: no script runs, and no page of ours can be made of them.
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Content-Disposition": "inline",
}


@router.post("/pages", name="add_page", dependencies=[Depends(takes(files=1))])
def add(request: Request, me: Me, draft: MyDraft, form: Form, session: Session) -> Response:
    """One file comes to a draft. When this says its SHA-256, its bytes are here, durable and whole."""
    try:
        file = arriving(form.files.get("file", b""), form.text("kind"), form.text("sha256"))
        id_ = add_page(session, me.viewer, draft.id, form.new_id("id"), file)
    except Refused as refused:
        return JSONResponse({"reason": refused.reason, "words": part("_reason.txt", reason=refused.reason)}, 422)
    request.app.state.maker.call()
    return JSONResponse({"id": str(id_), "sha256": file.sha256, "length": len(file.body)}, 201)


@router.post("/pages/{page_id}/remove", name="remove_page")
def remove(me: Me, page_id: str, session: Session) -> Response:
    """A page of a draft is thrown away. Thrown away twice, it is gone once."""
    if id_ := as_id(page_id):
        remove_page(session, me.viewer, id_)
    return Response(status_code=204)


@router.get("/pages/{page_id}", name="page")
def show_page(request: Request, me: Me, leafing: APage) -> Response:
    return page(request, "page", me=me, view=leafing)


@router.post("/pages/{page_id}/words", name="describe_page")
def describe(request: Request, me: Me, leafing: APage, form: Form, session: Session) -> Response:
    """What is on a page, in words: for whoever can't see or hear it."""
    try:
        describe_page(session, me.viewer, leafing.page.id, form.text("words"))
    except Refused as refused:
        words = form.text("words")
        return page(request, "page", status=422, me=me, view=leafing, words=words, reason=refused.reason)
    return go(request, "page", {"said": "kept"}, page_id=leafing.page.id)


@router.get("/pages/{page_id}/{size}", name="page_file")
def show_bytes(request: Request, me: Me, page_id: str, size: str, session: Session) -> Response:
    """A picture or a voice, to whoever may see what it belongs to."""
    known = PageSize(size) if size in set(PageSize) else None
    file = found(page_bytes(session, me.viewer, as_id(page_id), known) if known else None)
    # On her own phone it is kept, and asked for again: it comes only where it isn't there. Elsewhere nothing stays.
    kept = {"Cache-Control": "private, no-cache", "ETag": f'"{page_id}"'} if me.own_phone else {}
    if kept and request.headers.get("if-none-match") == kept["ETag"]:
        return Response(status_code=304, headers=ALONE | kept)
    return Response(file.body, media_type=file.media, headers=ALONE | kept)
