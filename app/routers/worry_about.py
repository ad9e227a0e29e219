"""I am worried: a letter is handed on to a named person, with what was seen, and whether the student was told."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn, Teacher
from app.i18n import language
from app.models.handing_on import Telling, hand_on
from app.models.words import Reason, Refused
from app.pages import go, page
from app.posted import Posted
from app.queries.readers import wordings
from app.queries.sheet import Sheet
from app.queries.worries import choices, handed_on
from app.worried import LetterIWorryAbout, LetterToHandOn, SheetToHandOn

router = APIRouter()


@router.get("/letters/{letter_id}/worry", name="worry_about")
def show_form(request: Request, me: Teacher, sheet: LetterIWorryAbout, session: Session) -> Response:
    return _form(request, me, session, sheet, Posted.empty())


@router.post("/letters/{letter_id}/worry", name="hand_on")
def hand_it_on(
    request: Request, me: Teacher, letter: LetterToHandOn, sheet: SheetToHandOn, form: Form, session: Session
) -> Response:
    worry_id = form.new_id("id")
    try:
        hand_on(session, me.viewer, letter, worry_id, form.id("named"), form.text("saw"), _telling(form))
    except Refused as refused:
        return _form(request, me, session, sheet, form, refused.reason)
    return go(request, "worry", {"said": "handed-on"}, worry_id=worry_id)


TOLD = {"yes": True, "not-yet": False}


def _telling(form: Posted) -> Telling:
    return Telling(TOLD.get(form.text("told")), form.day("told_on"), form.text("why_not"))


def _form(
    request: Request, me: SignedIn, session: DatabaseSession, sheet: Sheet, form: Posted, reason: Reason | None = None
) -> Response:
    return page(
        request,
        "worry_about",
        status=422 if reason else 200,
        me=me,
        sheet=sheet,
        words=wordings(session, me.viewer, language()),
        choices=choices(session, me.viewer, [sheet.by_id]),
        before=handed_on(session, me.viewer, sheet.id),
        # What was handed on already under this id stays as it is: another text goes as another one.
        id=Posted.empty().new_id("id") if reason is Reason.HANDED_ON_BEFORE else form.new_id("id"),
        saw=form.text("saw"),
        named=form.text("named"),
        told=form.text("told"),
        told_on=form.text("told_on") or me.viewer.today.isoformat(),
        why_not=form.text("why_not"),
        reason=reason,
    )
