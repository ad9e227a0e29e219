"""Students: find one, read the whole exchange with her, write first."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.box import box, draft_of
from app.deps import Form, Session, SignedIn, Teacher
from app.models import Draft
from app.models.settling import Answering, OnDesk, send_answer
from app.models.words import Reason, Refused
from app.named import MyStudent, StudentEverMine, StudentOfMine
from app.pages import go, page
from app.posted import Posted
from app.queries.drafts import drafts_to
from app.queries.sheet import Kind
from app.queries.students import students
from app.queries.timeline import timeline

router = APIRouter()


@router.get("/students", name="students")
def show_students(request: Request, me: Teacher, session: Session, name: str = "") -> Response:
    return page(request, "students", me=me, name=name, students=students(session, me.viewer, list(me.reading), name))


@router.get("/students/{student_id}", name="student")
def show_student(request: Request, me: Teacher, student: StudentEverMine, session: Session) -> Response:
    return _student(request, me, student, session)


@router.post("/students/{student_id}/letters", name="write_first")
def write_first(request: Request, me: Teacher, student: MyStudent, form: Form, session: Session) -> Response:
    """A letter to a student that answers none of hers."""
    try:
        sent = send_answer(session, me.viewer, _to(student, form), form.text("body"))
    except Refused as refused:
        return _student(request, me, student, session, form=form, reason=refused.reason)
    said = "stopped" if sent is Answering.STOPPED else "on-its-way"
    return go(request, "student", {"said": said}, student_id=student.person.id)


@router.post("/students/{student_id}/drafts", name="keep_first")
def keep_first(request: Request, me: Teacher, student: MyStudent, form: Form, session: Session) -> Response:
    to = _to(student, form)
    try:
        if form.text("body").strip():
            Draft.keep(
                session, me.viewer, to.classroom_id, to.to_id, form.text("body"), draft_id=to.id, revision=to.revision
            )
        else:
            Draft.drop(session, me.viewer, to.id)
    except Refused as refused:
        return _student(request, me, student, session, form=form, reason=refused.reason)
    return go(request, "student", {"said": "kept"}, student_id=student.person.id)


def _to(student: StudentOfMine, form: Posted) -> OnDesk:
    return OnDesk(student.place.id, student.person.id, id=form.new_id("id"), revision=form.number("revision"))


def _student(
    request: Request,
    me: SignedIn,
    student: StudentOfMine,
    session: DatabaseSession,
    *,
    form: Posted | None = None,
    reason: Reason | None = None,
) -> Response:
    drafts = drafts_to(session, me.viewer, student.person.id, student.place.id)
    kept = draft_of(request, drafts)
    months = timeline(session, me.viewer, student.person.id, [student.place.id], whole=True)
    return page(
        request,
        "student",
        status=422 if reason else 200,
        me=me,
        student=student,
        months=months,
        waiting=[sheet for month in months for sheet in month.sheets if sheet.waits],
        exchanged={sheet.kind for month in months for sheet in month.sheets} - {Kind.CLASS_LETTER},
        drafts=drafts,
        **box(form, kept),
        reason=reason,
        writing=bool(form) or request.query_params.get("write") == "first" or bool(kept),
    )
