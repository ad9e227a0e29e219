"""Pictures that tests draw themselves, and pages in every home."""

from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from app.models import Draft, Page
from app.models.page import PageKind, PageSize, PageState
from app.models.pages import add_page, keep_file
from app.photos.arriving import arriving
from tests.cast import NOW, Cast


def picture(width: int = 60, height: int = 80, ink: str = "navy", kind: str = "JPEG", **options: Any) -> bytes:
    """A sheet of paper with a mark in its upper left corner, as a file."""
    sheet = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(sheet).rectangle((0, 0, width // 3, height // 4), fill=ink)
    return saved(sheet, kind, **options)


def saved(sheet: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture as a file."""
    out = BytesIO()
    sheet.save(out, kind, **options)
    return out.getvalue()


def pages_of_the_scene(session: Session, cast: Cast, anas: UUID, evas: UUID) -> dict[str, UUID]:
    """A page of Ana's letter and one of Eva's, both made; Ana's draft, and a page that lies with it."""
    ids = {}
    for name, student, letter_id in (("Ana's-page", cast.ana, anas), ("Eva's-page", cast.eva, evas)):
        page = Page(
            school_id=student.school_id, by_id=student.id, letter_id=letter_id, kind=PageKind.PHOTO,
            state=PageState.READY,
            place=1, sha256="0" * 64, width=60, height=80, at=NOW,
        )  # fmt: skip
        session.add(page)
        session.flush()
        for size in (PageSize.SMALL, PageSize.LARGE):
            keep_file(session, student.school_id, page.id, size, "image/webp", picture(kind="WEBP"))
        ids[name] = page.id
    ana = cast.viewer(cast.ana)
    draft = Draft.keep(session, ana, cast.period_3.id, None, "")
    added = add_page(session, ana, draft.id, UUID(int=7), arriving(picture()))
    return ids | {"Ana's-draft": draft.id, "Ana's-draft-page": added}
