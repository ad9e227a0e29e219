"""A person as the office keeps her: details, offices, parts in classes, a link to sign in, and leaving."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Administrator, Config, Form, Key, Session, SignedIn, found
from app.invitations import OPEN_FOR
from app.models import Office, Person
from app.models.handover import NobodyLeft
from app.models.office import come_back, end_office, give_office, leave_school
from app.models.person import OfficePart
from app.models.words import Reason, Refused
from app.named import PersonHere
from app.pages import go, is_here_alone, page
from app.people import Details, details_of, keep_details, languages_at, link_for
from app.posted import Posted
from app.queries.classes import classes_named
from app.queries.colleagues import colleague, colleagues
from app.queries.person import person as person_seen

router = APIRouter()


@router.get("/school/people/{person_id}", name="person")
def show_person(request: Request, me: Administrator, person: PersonHere, session: Session) -> Response:
    return _person(request, me, session, person)


@router.post("/school/people/{person_id}", name="keep_person")
def keep(request: Request, me: Administrator, person: PersonHere, form: Form, session: Session, key: Key) -> Response:
    details = Details.typed(form, languages_at(me.row.school, person.language))
    try:
        keep_details(session, key, me.viewer, person, details, form.text("seen"))
    except Refused as refused:
        return _person(request, me, session, person, form, about="details", reason=refused.reason)
    return go(request, "person", {"said": "kept"}, person_id=person.id)


@router.post("/school/people/{person_id}/offices", name="give_office")
def give(request: Request, me: Administrator, person: PersonHere, form: Form, session: Session) -> Response:
    part = form.text("part")
    try:
        if part not in set(OfficePart):
            raise Refused(Reason.NOTHING_CHOSEN)
        give_office(session, me.viewer, person, OfficePart(part), form.day("from_day"), form.day("until_day"))
    except Refused as refused:
        return _person(request, me, session, person, form, about="give", reason=refused.reason)
    return go(request, "person", {"said": "kept"}, person_id=person.id)


@router.post("/school/people/{person_id}/offices/end", name="end_office")
def end(request: Request, me: Administrator, person: PersonHere, form: Form, session: Session) -> Response:
    office = session.get(Office, (me.viewer.school_id, form.id("office")))
    office = found(office if office and office.person_id == person.id else None)
    try:
        end_office(session, me.viewer, office, form.day("last_day"), form.day("was"))
    except Refused as refused:
        return _person(request, me, session, person, form, about="end", reason=refused.reason)
    return go(request, "person", {"said": "kept"}, person_id=person.id)


@router.post("/school/people/{person_id}/invite", name="invite")
def invite(
    request: Request, me: Administrator, person: PersonHere, session: Session, key: Key, config: Config
) -> Response:
    """The link is on the page that answers, and nowhere else: it is shown once."""
    try:
        code = link_for(session, key, me.viewer, person)
    except Refused as refused:
        return _person(request, me, session, person, about="link", reason=refused.reason)
    host = request.base_url.replace(scheme="https") if config.https else request.base_url
    until = (me.viewer.at + OPEN_FOR).astimezone(me.viewer.zone)
    return page(
        request,
        "invited",
        me=me,
        person=person,
        link=f"{host}welcome#{code}",
        until=until,
        alone=is_here_alone(str(host)),
    )


@router.post("/school/people/{person_id}/leave", name="leave_school")
def leave(request: Request, me: Administrator, person: PersonHere, form: Form, session: Session) -> Response:
    try:
        leave_school(session, me.viewer, person, form.day("last_day"), _taking_over(session, me, form))
    except NobodyLeft as left:
        return _person(request, me, session, person, form, about="leave", gaps=left.gaps)
    except Refused as refused:
        return _person(request, me, session, person, form, about="leave", reason=refused.reason)
    return go(request, "person", {"said": "kept"}, person_id=person.id)


@router.post("/school/people/{person_id}/return", name="come_back")
def back(request: Request, me: Administrator, person: PersonHere, session: Session) -> Response:
    come_back(session, me.viewer, person)
    return go(request, "person", {"said": "kept"}, person_id=person.id)


def _taking_over(session: DatabaseSession, me: SignedIn, form: Posted) -> dict[UUID, Person]:
    """For a class the colleague who was chosen to read there. Raises Refused where nobody was."""
    chosen = {id_: colleague(session, me.viewer, other) for id_, other in form.pairs("taking_over").items()}
    if None in chosen.values():
        raise Refused(Reason.NOBODY_CHOSEN)
    return {id_: other for id_, other in chosen.items() if other}


def _person(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    person: Person,
    form: Posted | None = None,
    *,
    about: str = "",
    reason: Reason | None = None,
    gaps: Mapping[UUID, date] | None = None,
) -> Response:
    """Her page; after a form that was refused, `about` says which one, and it has its text."""
    form = form or Posted.empty()
    kept = details_of(session, person)
    tags = languages_at(me.row.school, person.language)
    alone = {*(gaps or ()), *(form.pairs("taking_over") if about == "leave" else ())}
    return page(
        request,
        "person",
        status=422 if about else 200,
        me=me,
        person=person,
        view=person_seen(session, me.viewer, person.id),
        details=Details.typed(form, tags) if about == "details" else kept,
        seen=kept.seen,
        tags=tags,
        about=about,
        form=form,
        reason=reason,
        gaps=gaps or {},
        alone=classes_named(session, me.viewer, list(alone)) if alone else [],
        colleagues=colleagues(session, me.viewer) if alone else [],
    )
