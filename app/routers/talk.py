"""In person: a teacher writes down that they talked, on which day, and which letters that has answered."""

from enum import StrEnum
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Form, Session, SignedIn, Teacher
from app.models import Person
from app.models.letter import open_letter
from app.models.settling import Answering, OnDesk, record_talk
from app.models.words import Reason, Refused
from app.named import MyStudent
from app.pages import go, page
from app.posted import Posted
from app.queries.queue import next_after
from app.queries.talk import Waits, postscripts, waiting_letters

router = APIRouter()


class Back(StrEnum):
    """Where one came from, and comes back to."""

    QUEUE = "queue"
    BOARD = "board"
    DESK = "desk"
    STUDENT = "student"


@router.get("/students/{student_id}/talk", name="talk_with")
def show_talk(request: Request, me: Teacher, student: MyStudent, session: Session) -> Response:
    letters = waiting_letters(session, me.viewer, student.person.id, student.place.id)
    return _talk(request, me, student.person, student.place.id, letters)


@router.post("/students/{student_id}/talks", name="talk")
def talk(request: Request, me: Teacher, student: MyStudent, form: Form, session: Session) -> Response:
    """By the button, it answers the letters that are ticked, or is about something else and ends no waiting."""
    answers = form.text("about") == "letters"
    about = OnDesk(student.place.id, student.person.id, form.new_id("talk"), seen=form.seen() if answers else {})
    letters = waiting_letters(session, me.viewer, about.to_id, about.classroom_id)
    try:
        if answers and not about.seen:
            raise Refused(Reason.NO_LETTER)
        if record_talk(session, me.viewer, about, form.day("on_day"), form.text("word")) is Answering.STOPPED:
            raise Refused(Reason.CAME_BETWEEN)
    except Refused as refused:
        session.rollback()  # the word stays in the form, and is no beginning of an answer
        if refused.reason is Reason.CAME_BETWEEN:
            letters = _with_what_came(session, me, student.person, about)
        return _talk(request, me, student.person, about.classroom_id, letters, form, refused.reason)
    session.flush()
    return _come_back(request, me, session, about, letters, _back(form.text("back")))


def _with_what_came(session: DatabaseSession, me: SignedIn, student: Person, about: OnDesk) -> list[Waits]:
    """What waits now, with each P.S. that came since the form showed it: read now, so its letter is opened."""
    letters = waiting_letters(session, me.viewer, student.id, about.classroom_id)
    for letter in letters:
        if new := letter.revision - about.seen.get(letter.id, letter.revision):
            letter.later = postscripts(session, me.viewer, letter.id, new)
            open_letter(session, me.viewer, letter.id)
    return letters


def _come_back(
    request: Request, me: SignedIn, session: DatabaseSession, about: OnDesk, letters: list[Waits], back: Back
) -> Response:
    """Where one came from; from the desk, to the next in line, as after every answer."""
    if back is Back.STUDENT:
        return go(request, "student", {"class": str(about.classroom_id)}, student_id=about.to_id)
    if back is not Back.DESK:
        return go(request, back.value)
    if not about.seen and letters:
        return go(request, "desk", letter_id=letters[0].id)
    answered = next((letter.since for letter in letters if letter.id in about.seen), me.viewer.at)
    following = next_after(session, me.viewer, me.queues, me.row.wanted.only, answered)
    return go(request, "desk", letter_id=following) if following else go(request, "queue")


def _talk(
    request: Request,
    me: SignedIn,
    student: Person,
    classroom_id: UUID,
    letters: list[Waits],
    form: Posted | None = None,
    reason: Reason | None = None,
) -> Response:
    return page(
        request,
        "talk",
        status=422 if reason else 200,
        me=me,
        student=student,
        classroom_id=classroom_id,
        letters=letters,
        # Under a new id where something came between: the old one may have done its work.
        talk=form.new_id("talk") if form and reason is not Reason.CAME_BETWEEN else uuid4(),
        chosen=set(form.seen()) if form else {letter.id for letter in letters},
        on_day=form.text("on_day") if form else me.viewer.today.isoformat(),
        word=form.text("word") if form else "",
        back=_back(form.text("back") if form else request.query_params.get("back", "")),
        reason=reason,
    )


def _back(word: str) -> Back:
    return Back(word) if word in set(Back) else Back.STUDENT
