"""People: everyone of the school by name, and a place to add somebody."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Administrator, Form, Key, Session, SignedIn
from app.models.words import Reason, Refused
from app.pages import go, page
from app.people import Details, add_person, languages_at
from app.posted import Posted, as_number
from app.queries.people import Which, helpers_today, namesakes, people

router = APIRouter()


@router.get("/school/people", name="people")
def show_people(request: Request, me: Administrator, session: Session) -> Response:
    return _people(request, me, session, Posted.empty())


@router.post("/school/people", name="add_person")
def add(request: Request, me: Administrator, form: Form, session: Session, key: Key) -> Response:
    details = Details.typed(form, languages_at(me.row.school))
    same_name = bool(form.text("same_name"))
    try:
        person = add_person(session, key, me.viewer, form.new_id("id"), details, same_name=same_name)
    except Refused as refused:
        return _people(request, me, session, form, refused.reason)
    return go(request, "person", {"said": "added"}, person_id=person.id)


def _people(
    request: Request, me: SignedIn, session: DatabaseSession, form: Posted, reason: Reason | None = None
) -> Response:
    asked = request.query_params
    which = Which(asked["part"]) if asked.get("part") in set(Which) else Which.ALL
    tags = languages_at(me.row.school)
    same = namesakes(session, me.viewer, form.text("name")) if reason is Reason.SAME_NAME else []
    return page(
        request,
        "people",
        status=422 if reason else 200,
        me=me,
        view=people(
            session,
            me.viewer,
            which,
            asked.get("name", ""),
            as_number(asked.get("page", "")),
        ),
        which=which,
        name=asked.get("name", ""),
        helpers=helpers_today(session, me.viewer),
        id=form.new_id("id"),
        details=Details.typed(form, tags),
        tags=tags,
        same=same,
        reason=reason,
    )
