"""The office: how far the school is with its beginning, and what it says of itself."""

from fastapi import APIRouter, Request, Response

from app.deps import Administrator, Form, Session, SignedIn
from app.models.school import About
from app.models.words import Reason, Refused
from app.pages import go, page
from app.queries.school import overview
from app.school_form import choices, read_about

router = APIRouter()


@router.get("/school", name="school")
def show_school(request: Request, me: Administrator, session: Session) -> Response:
    return page(request, "school", me=me, school=me.row.school, overview=overview(session, me.viewer))


@router.get("/school/settings", name="settings")
def show_settings(request: Request, me: Administrator) -> Response:
    school = me.row.school
    return _settings(request, me, About(school.name, school.zone, school.year_start, school.languages))


@router.post("/school/settings", name="settle")
def settle(request: Request, me: Administrator, form: Form, session: Session) -> Response:
    about = read_about(form, me.row.school.languages)
    try:
        me.row.school.settle(session, me.viewer, about)
    except Refused as refused:
        return _settings(request, me, about, refused.reason)
    return go(request, "settings", {"said": "kept"})


def _settings(request: Request, me: SignedIn, about: About, reason: Reason | None = None) -> Response:
    status = 422 if reason else 200
    return page(request, "settings", status=status, me=me, about=about, choices=choices(about), reason=reason)
