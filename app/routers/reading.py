"""Exceptional reading: who asks, who agrees, and the letters of one student for as long as it holds."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, OfficePerson, Session, SignedIn, found
from app.models.grant import agree, ask, decline, end, look
from app.models.words import Reason, Refused
from app.named import AnyReading, ReadingOfMine, ReadingToDecide, ReadingToEnd, StudentToAskFor
from app.pages import bytes_of, go, page
from app.posted import Posted, as_id
from app.queries.pages import size_named
from app.queries.reading import (
    MOST_FOUND,
    Found,
    history,
    letters_read,
    page_read,
    readers_past_and_present,
    readings,
    students_named,
    who_can_agree,
)

router = APIRouter()


@router.get("/school/reading", name="reading")
def show_readings(request: Request, me: OfficePerson, session: Session, name: str = "") -> Response:
    known = readings(session, me.viewer)
    students = students_named(session, me.viewer, name)
    return page(request, "reading", me=me, readings=known, name=name, students=students, most=MOST_FOUND)


@router.get("/school/reading/students/{student_id}", name="reading_ask")
def show_form(request: Request, me: OfficePerson, student: StudentToAskFor, session: Session) -> Response:
    return _form(request, me, session, student, Posted.empty())


@router.post("/school/reading/students/{student_id}", name="ask_to_read")
def ask_to_read(request: Request, me: OfficePerson, student: StudentToAskFor, form: Form, session: Session) -> Response:
    grant_id = form.new_id("id")
    try:
        ask(session, me.viewer, grant_id, student.id, form.text("reason"), _about(form))
    except Refused as refused:
        return _form(request, me, session, student, form, refused.reason)
    return go(request, "reading_grant", {"said": "asked"}, grant_id=grant_id)


@router.get("/school/reading/{grant_id}", name="reading_grant")
def show_reading(request: Request, me: OfficePerson, reading: AnyReading, session: Session) -> Response:
    concerned = (reading.asked_by_id, reading.about_id, reading.student_id)
    can_agree = who_can_agree(session, me.viewer, concerned)
    happened = history(session, me.viewer, reading.id)
    return page(request, "reading_grant", me=me, reading=reading, can_agree=can_agree, happened=happened)


@router.post("/school/reading/{grant_id}/agree", name="agree_to_reading")
def agree_to_reading(request: Request, me: OfficePerson, reading: ReadingToDecide, session: Session) -> Response:
    said = {"said": "agreed" if agree(session, me.viewer, reading.id) else "decided"}
    return go(request, "reading_grant", said, grant_id=reading.id)


@router.post("/school/reading/{grant_id}/decline", name="decline_reading")
def decline_reading(request: Request, me: OfficePerson, reading: ReadingToDecide, session: Session) -> Response:
    said = {"said": "declined" if decline(session, me.viewer, reading.id) else "decided"}
    return go(request, "reading_grant", said, grant_id=reading.id)


@router.post("/school/reading/{grant_id}/end", name="end_reading")
def end_reading(request: Request, me: OfficePerson, reading: ReadingToEnd, session: Session) -> Response:
    end(session, me.viewer, reading.id)
    return go(request, "reading_grant", {"said": "ended"}, grant_id=reading.id)


@router.post("/school/reading/{grant_id}/open", name="open_reading")
def open_reading(request: Request, me: OfficePerson, reading: ReadingOfMine, session: Session) -> Response:
    """Each look is written down in the same transaction, so that nothing is shown unless the log has it."""
    if not look(session, me.viewer, reading.id):
        return go(request, "reading_grant", {"said": "over"}, grant_id=reading.id)
    session.flush()
    return page(
        request,
        "reading_open",
        me=me,
        reading=reading,
        months=letters_read(session, me.viewer, reading),
        by_exception=reading.id,
    )


@router.get("/school/reading/{grant_id}/pages/{page_id}/{size}", name="reading_page")
def show_page(
    request: Request, me: OfficePerson, reading: ReadingOfMine, page_id: str, size: str, session: Session
) -> Response:
    """A page of those letters, as long as the exception holds; the look at them has been written down."""
    file = found(page_read(session, me.viewer, reading, as_id(page_id), size_named(size)))
    return bytes_of(request, file, keep=False)


def _about(form: Posted) -> UUID | None:
    """The reader whom it is about, None where it is about none. Raises Refused where the form doesn't say: who is
    taken for nobody by mistake would be told."""
    about = form.id("about")
    if about is None and form.text("about") != "nobody":
        raise Refused(Reason.NO_READER)
    return about


def _form(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    student: Found,
    form: Posted,
    reason: Reason | None = None,
) -> Response:
    return page(
        request,
        "reading_ask",
        status=422 if reason else 200,
        me=me,
        student=student,
        readers=readers_past_and_present(session, me.viewer, student.id),
        can_agree=who_can_agree(session, me.viewer, [me.viewer.person_id]),
        id=form.new_id("id"),
        why_read=form.text("reason"),
        about=form.text("about"),
        reason=reason,
    )
