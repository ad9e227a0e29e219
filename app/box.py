"""The box in which somebody writes: a form that came back, else the draft that she chose or kept last, else empty."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from fastapi import Request

from app.posted import Posted
from app.queries.drafts import KeptDraft


def draft_of(request: Request, drafts: Sequence[KeptDraft]) -> KeptDraft | None:
    """The draft that the address names, else the newest."""
    chosen = request.query_params.get("draft", "")
    return next((draft for draft in drafts if str(draft.id) == chosen), next(iter(drafts), None))


def box(form: Posted | None, kept: KeptDraft | None) -> dict[str, Any]:
    """What the page of a box needs: the id that the text will have, its revision, the text, and its draft."""
    return {
        "id": (form and form.id("id")) or (kept.id if kept else uuid4()),
        "revision": form.number("revision") if form else kept.revision if kept else 0,
        "body": form.text("body") if form else kept.body if kept else "",
        "kept": kept,
    }
