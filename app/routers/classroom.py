"""A class as the office keeps it: its name and its end, who reads, who writes, and who answers whom."""

from datetime import date

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Administrator, Form, Key, Session, SignedIn
from app.models import Classroom, Person
from app.models.as_a_rule import choose_answerers, split_evenly
from app.models.classroom import Part, rename_class
from app.models.ending_class import end_class, open_again
from app.models.handover import NobodyLeft
from app.models.taking_part import give_part
from app.models.words import Reason, Refused, one_line
from app.named import ClassroomHere
from app.pages import go, page
from app.people import Details, add_student, languages_at
from app.posted import Posted
from app.queries.classroom import classroom as class_seen
from app.queries.colleagues import colleague
from app.queries.people import Somebody, namesakes, people

router = APIRouter()

CHOICES = 20
"""People of a similar name that are offered."""
NEW = "new"
"""What the form says for somebody who is not at the school yet."""


@router.get("/school/classes/{classroom_id}", name="classroom")
def show_class(request: Request, me: Administrator, classroom: ClassroomHere, session: Session) -> Response:
    return _classroom(request, me, session, classroom)


@router.post("/school/classes/{classroom_id}", name="rename_class")
def rename(request: Request, me: Administrator, classroom: ClassroomHere, form: Form, session: Session) -> Response:
    try:
        rename_class(session, me.viewer, classroom, form.text("name"), form.text("was"))
    except Refused as refused:
        return _classroom(request, me, session, classroom, form, about="name", reason=refused.reason)
    return go(request, "classroom", {"said": "kept"}, classroom_id=classroom.id)


@router.post("/school/classes/{classroom_id}/end", name="end_class")
def end(request: Request, me: Administrator, classroom: ClassroomHere, form: Form, session: Session) -> Response:
    try:
        end_class(session, me.viewer, classroom, form.day("last_day"), form.day("was"))
    except Refused as refused:
        return _classroom(request, me, session, classroom, form, about="end", reason=refused.reason)
    return go(request, "classroom", {"said": "kept"}, classroom_id=classroom.id)


@router.post("/school/classes/{classroom_id}/open", name="open_class")
def open_(request: Request, me: Administrator, classroom: ClassroomHere, form: Form, session: Session) -> Response:
    try:
        open_again(session, me.viewer, classroom, form.day("was"))
    except NobodyLeft as left:
        return _classroom(request, me, session, classroom, form, about="end", gap=left.from_day)
    except Refused as refused:
        return _classroom(request, me, session, classroom, form, about="end", reason=refused.reason)
    return go(request, "classroom", {"said": "kept"}, classroom_id=classroom.id)


@router.post("/school/classes/{classroom_id}/readers", name="add_reader")
def add_reader(request: Request, me: Administrator, classroom: ClassroomHere, form: Form, session: Session) -> Response:
    part = Part.COVER if form.text("part") == Part.COVER else Part.READER
    days = form.day("from_day"), form.day("until_day")
    try:
        reader = _somebody(colleague(session, me.viewer, form.id("person")))
        give_part(session, me.viewer, classroom, reader, part, *days, one_line(form.text("why"), may_be_empty=True))
    except Refused as refused:
        return _classroom(request, me, session, classroom, form, about="readers", reason=refused.reason)
    return go(request, "classroom", {"said": "kept"}, classroom_id=classroom.id)


@router.post("/school/classes/{classroom_id}/students", name="add_student")
def add(
    request: Request, me: Administrator, classroom: ClassroomHere, form: Form, session: Session, key: Key
) -> Response:
    """The only one of a name is meant by it; else the page asks who, or whether she is new."""
    try:
        if form.text("person") == NEW:
            details = Details.typed(form, languages_at(me.row.school))
            add_student(session, key, me.viewer, classroom, form.new_id("id"), details, form.day("from_day"))
        elif student := _student(session, me, form):
            give_part(session, me.viewer, classroom, student, Part.WRITER, form.day("from_day"))
        else:
            return _classroom(request, me, session, classroom, form, about="students")
    except Refused as refused:
        return _classroom(request, me, session, classroom, form, about="students", reason=refused.reason)
    return go(request, "classroom", {"said": "kept"}, classroom_id=classroom.id)


@router.post("/school/classes/{classroom_id}/answered-by", name="choose_answerers")
def choose(request: Request, me: Administrator, classroom: ClassroomHere, form: Form, session: Session) -> Response:
    try:
        choose_answerers(session, me.viewer, classroom, form.pairs("was"), form.pairs("answered_by"))
    except Refused as refused:
        return _classroom(request, me, session, classroom, form, about="answerers", reason=refused.reason)
    return go(request, "classroom", {"said": "kept"}, classroom_id=classroom.id)


@router.post("/school/classes/{classroom_id}/split", name="split_evenly")
def split(request: Request, me: Administrator, classroom: ClassroomHere, session: Session) -> Response:
    split_evenly(session, me.viewer, classroom)
    return go(request, "classroom", {"said": "kept"}, classroom_id=classroom.id)


def _somebody(person: Person | None) -> Person:
    """The person who was chosen. Raises Refused where nobody was."""
    if person is None:
        raise Refused(Reason.NOBODY_CHOSEN)
    return person


def _student(session: DatabaseSession, me: SignedIn, form: Posted) -> Person | None:
    """The person whom the form chose, or the only one who has the name or the number that it gives; None where it has
    to be asked. Raises Refused."""
    id_ = form.id("person")
    if not form.text("person"):
        alike = namesakes(session, me.viewer, one_line(form.text("name")))
        if len(alike) != 1 or alike[0].ended_on:
            return None
        id_ = alike[0].id
    return _somebody(session.get(Person, (me.viewer.school_id, id_)) if id_ else None)


def _alike(session: DatabaseSession, me: SignedIn, name: str) -> list[Somebody]:
    """Whom a name may mean: its namesakes, and those who have it in theirs."""
    found = [*namesakes(session, me.viewer, name), *people(session, me.viewer, name=name).people]
    return list({somebody.id: somebody for somebody in found}.values())[:CHOICES]


def _classroom(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    classroom: Classroom,
    form: Posted | None = None,
    *,
    about: str = "",
    reason: Reason | None = None,
    gap: date | None = None,
) -> Response:
    """The page; after a form that was refused, `about` says which one, and it has its text."""
    form = form or Posted.empty()
    asks = about == "students" and form.text("name").strip()
    return page(
        request,
        "classroom",
        status=422 if about else 200,
        me=me,
        classroom=classroom,
        view=class_seen(session, me.viewer, classroom),
        about=about,
        form=form,
        reason=reason,
        gap=gap,
        asks=asks,
        alike=_alike(session, me, form.text("name")) if asks else [],
        id=form.new_id("id"),
        details=Details.typed(form, languages_at(me.row.school)),
        tags=languages_at(me.row.school),
        new=NEW,
    )
