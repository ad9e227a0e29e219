"""Classes: those of this school year, those to come and the earlier ones; and a place to add one."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Administrator, Form, Session, SignedIn
from app.models.calendar import year_of
from app.models.classroom import ClassroomKind, add_class
from app.models.words import Reason, Refused
from app.pages import go, page
from app.posted import Posted
from app.queries.classes import classes

router = APIRouter()


@router.get("/school/classes", name="classes")
def show_classes(request: Request, me: Administrator, session: Session) -> Response:
    return _classes(request, me, session, Posted.empty())


@router.post("/school/classes", name="add_class")
def add(request: Request, me: Administrator, form: Form, session: Session) -> Response:
    id_, kind = form.new_id("id"), form.text("kind")
    kind = ClassroomKind(kind) if kind in set(ClassroomKind) else ClassroomKind.CLASS
    try:
        add_class(session, me.viewer, id_, form.text("name"), kind, _year(me, form))
    except Refused as refused:
        return _classes(request, me, session, form, refused.reason)
    return go(request, "classroom", {"said": "added"}, classroom_id=id_)


def _this_year(me: SignedIn) -> int:
    return year_of(me.viewer.today, me.row.school.year_start)


def _year(me: SignedIn, form: Posted) -> int:
    """The school year that was chosen: this one or the next, which is prepared in the holidays before it."""
    return _this_year(me) + (form.number("year") == _this_year(me) + 1)


def _classes(
    request: Request, me: SignedIn, session: DatabaseSession, form: Posted, reason: Reason | None = None
) -> Response:
    return page(
        request,
        "classes",
        status=422 if reason else 200,
        me=me,
        years=classes(session, me.viewer),
        this_year=_this_year(me),
        year=_year(me, form),
        id=form.new_id("id"),
        form=form,
        reason=reason,
    )
