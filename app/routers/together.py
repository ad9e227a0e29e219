"""What a desk asks for by itself while one writes: what came between, and whether a sentence went to others, too."""

from fastapi import APIRouter, Request, Response

from app.deps import Session, Teacher, found
from app.pages import page
from app.posted import as_id, seen_in
from app.queries.near_copies import near_copies
from app.queries.together import news

router = APIRouter()


@router.get("/desk/{letter_id}/news", name="desk_news")
def show_news(request: Request, letter_id: str, me: Teacher, session: Session) -> Response:
    """What came between since the desk was drawn, for a page that asks by itself; 204 where nothing did."""
    seen = seen_in(request.query_params.getlist("letter"))
    told = found(news(session, me.viewer, as_id(letter_id), me.reading.keys(), seen))
    return page(request, "_news", news=told, letter_id=letter_id) if told else Response(status_code=204)


@router.get("/drafts/{draft_id}/copies", name="near_copies")
def show_copies(request: Request, draft_id: str, me: Teacher, session: Session) -> Response:
    """Whether a sentence of her draft went to others, too: asked by the page once the draft is saved, and not part of
    saving, so that nobody who writes waits for it; 204 where none did."""
    near = found(near_copies(session, me.viewer, as_id(draft_id)))
    return page(request, "_copies", near=near) if near.others else Response(status_code=204)
