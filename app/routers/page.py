"""Pages: photographed sheets, drawings and voices come in, are shown large, and are said in words."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from app.deps import Form, Me, Session, found
from app.models.pages import add_page, describe_page, remove_page
from app.models.words import Refused
from app.named import APage, MyDraft
from app.pages import bytes_of, go, page, part
from app.photos.arriving import arriving
from app.posted import as_id, takes
from app.queries.pages import page_bytes, size_named

router = APIRouter()


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
def remove(me: Me, page_id: str, form: Form, session: Session) -> Response:
    """A page of a draft is thrown away, or the whole file in which it came; asked for twice, it is not found."""
    id_ = found(as_id(page_id))
    found(remove_page(session, me.viewer, id_, whole=form.text("whole") == "yes") or None)
    return Response(status_code=204)


@router.get("/pages/{page_id}", name="page")
def show_page(request: Request, me: Me, leafing: APage) -> Response:
    return page(request, "page", me=me, view=leafing, words=leafing.page.words, reason=None)


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
    file = found(page_bytes(session, me.viewer, as_id(page_id), size_named(size)))
    return bytes_of(request, file, keep=me.own_phone)
