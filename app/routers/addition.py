"""A teacher's P.S. to an answer of hers: it goes out as an answer does, and comes back until it has."""

from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn, Teacher, found
from app.models import Answer
from app.models.addition import add_to_answer, take_addition_back
from app.models.words import Reason, Refused
from app.pages import go, page
from app.posted import Posted, as_id
from app.queries.addition import answer_to_add_to
from app.sent import AnswerOfMine

router = APIRouter()


@router.get("/answers/{answer_id}/postscripts", name="addition")
def show_addition(request: Request, me: Teacher, answer: AnswerOfMine, session: Session) -> Response:
    return _addition(request, me, answer, session)


@router.post("/answers/{answer_id}/postscripts", name="add_to_answer")
def add(request: Request, me: Teacher, answer: AnswerOfMine, form: Form, session: Session) -> Response:
    try:
        add_to_answer(session, me.viewer, answer, form.new_id("id"), form.text("body"))
    except Refused as refused:
        return _addition(request, me, answer, session, form=form, reason=refused.reason)
    return go(request, "student", {"said": "on-its-way"}, student_id=answer.to_id)


@router.post("/answers/{answer_id}/postscripts/{addition_id}/take-back", name="take_addition_back")
def take_back(request: Request, me: Teacher, answer: AnswerOfMine, addition_id: str, session: Session) -> Response:
    """Its text is a draft to this student."""
    taken = take_addition_back(session, me.viewer, answer, found(as_id(addition_id)))
    if not taken:
        return go(request, "student", {"said": "delivered"}, student_id=answer.to_id)
    return go(request, "student", {"said": "undone", "write": "first"}, student_id=answer.to_id)


def _addition(
    request: Request,
    me: SignedIn,
    answer: Answer,
    session: DatabaseSession,
    *,
    form: Posted | None = None,
    reason: Reason | None = None,
) -> Response:
    student, sheet = found(answer_to_add_to(session, me.viewer, answer))
    return page(
        request,
        "addition",
        status=422 if reason else 200,
        me=me,
        student=student,
        sheet=sheet,
        id=_fresh(form, reason),
        body=form.text("body") if form else "",
        reason=reason,
    )


def _fresh(form: Posted | None, reason: Reason | None) -> UUID:
    """The id that the P.S. will have: a new one, where the form's was used for another text."""
    return uuid4() if form is None or reason is Reason.SENT_BEFORE else form.new_id("id")
