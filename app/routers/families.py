"""The page for families: one sheet to print and hand out, in the languages that the school's families speak."""

from fastapi import APIRouter, Request, Response

from app.deps import Session, Staff
from app.families import FALLBACK, family_page, has_page, written_in
from app.named import PrintableClass
from app.pages import page
from app.queries.families import families

router = APIRouter()


@router.get("/classes/{classroom_id}/families", name="families")
def show_families(
    request: Request, me: Staff, classroom: PrintableClass, session: Session, language: str = ""
) -> Response:
    """All the sheets, or the one for `language`. Where there is none in a language, families get the English one."""
    told = families(session, me.viewer, classroom.id)
    school = me.row.school
    wanted = [language] if language in school.languages else school.languages or [FALLBACK]
    sheets = [
        family_page(tag, school=school.name, classroom=classroom.name, readers=told.readers, helpers=told.helpers)
        for tag in dict.fromkeys(written_in(tag) for tag in wanted)
        if told.readers
    ]
    return page(
        request,
        "families",
        me=me,
        classroom=classroom,
        told=told,
        chosen=language,
        sheets=sheets,
        missing=[tag for tag in wanted if not has_page(tag)],
    )
