"""The desk: where one student's letters are read and answered, and where each ending is said."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session as DatabaseSession

from app.box import box, draft_of
from app.deps import Form, Session, SignedIn, Teacher, found
from app.laying import lay_pages, removed_by, to_put_back
from app.models import Draft, Letter
from app.models.calendar import ONE_DAY
from app.models.late import Late, how_late
from app.models.mark import LONGEST_ASIDE, set_aside, take_marks_off
from app.models.page import AT_ONCE
from app.models.pages import arrange
from app.models.settling import Answering, OnDesk, keep_answer, mark_read, send_answer, undo, was_undone
from app.models.words import Reason, Refused, taken
from app.named import AnswerableLetter, LetterOnMyDesk, OpenedDesk
from app.pages import go, page
from app.posted import Posted, as_id, takes
from app.queries.desk import Desk, desk, first_settled_by, first_waiting, waiting_beside
from app.queries.drafts import KeptDraft, same_answer
from app.queries.queue import next_after, queue_around
from app.sent import Undoing

router = APIRouter()


@router.get("/desk/{letter_id}", name="desk")
def show_desk(request: Request, me: Teacher, opened: OpenedDesk, session: Session) -> Response:
    return _desk(request, me, session, opened, kept=draft_of(request, opened.drafts))


@router.post("/letters/{letter_id}/answers", name="answer", dependencies=[Depends(takes(files=AT_ONCE))])
def answer(request: Request, me: Teacher, letter: LetterOnMyDesk, form: Form, session: Session) -> Response:
    try:
        on_desk = _on_desk(letter, form, _seen(form))
        if form.uploads:
            on_desk = replace(on_desk, id=_lay(request, session, me, on_desk, form).id)
        elif order := form.ids_in_order("page"):
            arrange(session, me.viewer, on_desk.id, order)  # they may have been put elsewhere since it was last kept
        answering = send_answer(session, me.viewer, on_desk, form.text("body"))
    except Refused as refused:
        return _again(request, me, letter, form, session, refused.reason)
    return _go_on(request, me, letter, session, answering)


@router.post("/letters/{letter_id}/read", name="read", dependencies=[Depends(takes(files=AT_ONCE))])
def read(request: Request, me: Teacher, letter: AnswerableLetter, form: Form, session: Session) -> Response:
    """Only the letters that were to be read, and no more; what else waits goes on waiting."""
    only = {as_id(value) for name, value in form.fields if name == "read_only"}

    def looked(ending: OnDesk) -> Answering:
        seen = {id_: revision for id_, revision in ending.seen.items() if id_ in only}
        return mark_read(session, me.viewer, replace(ending, seen=seen))

    return _end(request, me, letter, form, session, looked)


@router.post("/letters/{letter_id}/set-aside", name="set_aside", dependencies=[Depends(takes(files=AT_ONCE))])
def put_aside(request: Request, me: Teacher, letter: AnswerableLetter, form: Form, session: Session) -> Response:
    """Off her own list until a day; what stands in the answer box is kept."""
    try:
        set_aside(session, me.viewer, _seen(form), form.day("until_day"), form.text("note"))
        _keep(request, session, me, letter, form)
    except Refused as refused:
        session.rollback()
        return _again(request, me, letter, form, session, refused.reason)
    return _go_on(request, me, letter, session, Answering.SENT, {"said": "aside"})


@router.post("/letters/{letter_id}/put-back", name="put_back")
def put_back(request: Request, me: Teacher, letter: AnswerableLetter, session: Session) -> Response:
    """Back on her list, with all that waits of this student."""
    take_marks_off(session, me.viewer, waiting_beside(session, letter))
    return go(request, "set_aside_list", {"said": "put-back"})


@router.post("/letters/{letter_id}/draft", name="keep_answer", dependencies=[Depends(takes(files=AT_ONCE))])
def keep_draft(request: Request, me: Teacher, letter: LetterOnMyDesk, form: Form, session: Session) -> Response:
    """Kept by a button, or by itself: then the page is told under which id and revision. A text that lay on a device
    and is here already, or was sent, makes no second one."""
    by_itself = request.headers.get("accept") == "application/json"
    try:
        if by_itself and (told := _is_here(session, me, letter, form)) is not None:
            return JSONResponse(told)
        draft = _keep(request, session, me, letter, form)
    except Refused as refused:
        return _again(request, me, letter, form, session, refused.reason)
    if by_itself:
        return JSONResponse({"id": str(draft.id), "revision": draft.revision} if draft else {})
    if form.text("then") == "talk":
        back = {"class": str(letter.queue_id), "back": "desk"}
        return go(request, "talk_with", back, student_id=letter.writer_id)
    return _back_to(request, me, letter, session, "kept")


@router.post("/letters/{letter_id}/answers/pages", name="lay_answer", dependencies=[Depends(takes(files=AT_ONCE))])
def lay(request: Request, me: Teacher, letter: AnswerableLetter, form: Form, session: Session) -> Response:
    """Pages are added to the answer, put elsewhere, or thrown away; what is written there is kept with them. A page
    that sends its files one by one asks for the draft to which they come, also where nothing is written yet."""
    try:
        draft = _lay(request, session, me, _unsent(session, me, _on_desk(letter, form, form.seen()), form)[0], form)
    except Refused as refused:
        return _again(request, me, letter, form, session, refused.reason)
    if request.headers.get("accept") == "application/json":
        return JSONResponse({"id": str(draft.id), "revision": draft.revision})
    return go(request, "desk", {"draft": str(draft.id), **removed_by(form)}, letter_id=letter.id)


@router.post("/answers/{answer_id}/undo", name="undo")
def undo_answer(request: Request, me: Teacher, undoing: Undoing, session: Session) -> Response:
    """A second press finds it undone, and comes to the same page."""
    answer, student_id = undoing.answer, undoing.student_id
    letter_id = first_settled_by(session, answer) if answer else None
    undone = answer is None or undo(session, me.viewer, answer) or was_undone(session, me.viewer, answer.id)
    if undone:
        letter_id = letter_id or first_waiting(session, me.viewer, student_id, list(me.reading))
    said = {"said": "undone" if undone else "delivered"}
    if letter_id:
        return go(request, "desk", said, letter_id=letter_id)
    return go(request, "student", said, student_id=student_id)


def _is_here(session: DatabaseSession, me: SignedIn, letter: Letter, form: Posted) -> dict[str, str | int] | None:
    """What is here of this very text, where keeping it would make another draft of it. Raises Refused."""
    body, id_ = taken(form.text("body"), may_be_empty=True), form.id("id")
    if not body.strip() or form.uploads:
        return None
    of = letter.writer_id, letter.queue_id, body, id_, form.number("revision")
    if draft := same_answer(session, me.viewer, *of):
        return {"id": str(draft.id), "revision": draft.revision}
    late = how_late(session, me.viewer, id_, body, form.ids_in_order("page"))
    return {"sent": str(id_)} if late is Late.SENT else None


def _seen(form: Posted) -> dict[UUID, int]:
    """The letters that are to be settled. Raises Refused for none."""
    seen = form.seen()
    if not seen:
        raise Refused(Reason.NO_LETTER)
    return seen


def _on_desk(letter: Letter, form: Posted, seen: dict[UUID, int]) -> OnDesk:
    return OnDesk(letter.queue_id, letter.writer_id, id=form.new_id("id"), revision=form.number("revision"), seen=seen)


def _end(
    request: Request,
    me: SignedIn,
    letter: Letter,
    form: Posted,
    session: DatabaseSession,
    end: Callable[[OnDesk], Answering],
) -> Response:
    """End the waiting otherwise than by a letter; what stands in the answer box is kept."""
    try:
        answering = end(OnDesk(letter.queue_id, letter.writer_id, id=form.new_id("ending"), seen=_seen(form)))
        _keep(request, session, me, letter, form)
    except Refused as refused:
        session.rollback()
        return _again(request, me, letter, form, session, refused.reason)
    return _go_on(request, me, letter, session, answering)


def _keep(request: Request, session: DatabaseSession, me: SignedIn, letter: Letter, form: Posted) -> Draft | None:
    """Keep what stands in the answer box, with files that were chosen; nothing at all is no draft, and neither is what
    was sent meanwhile. Raises Refused."""
    on_desk, sent = _unsent(session, me, _on_desk(letter, form, form.seen()), form)
    if form.uploads:
        return _lay(request, session, me, on_desk, form)
    if sent:
        return None
    if not form.text("body").strip():
        if draft_id := form.id("id"):
            Draft.drop(session, me.viewer, draft_id)
        return Draft.of(session, me.viewer, form.id("id"))  # still there where it has pages
    draft = keep_answer(session, me.viewer, on_desk, form.text("body"))
    arrange(session, me.viewer, draft.id, form.ids_in_order("page"))
    return draft


def _unsent(session: DatabaseSession, me: SignedIn, on_desk: OnDesk, form: Posted) -> tuple[OnDesk, bool]:
    """The desk under an id that can still be sent, and whether what stands in the box was sent under its own."""
    late = how_late(session, me.viewer, on_desk.id, form.text("body"), form.ids_in_order("page"))
    return on_desk if late is Late.NOT else replace(on_desk, id=uuid4(), revision=0), late is Late.SENT


def _lay(request: Request, session: DatabaseSession, me: SignedIn, on_desk: OnDesk, form: Posted) -> Draft:
    """Keep the answer with the pages of its form, in their order. Raises Refused."""
    draft = keep_answer(session, me.viewer, on_desk, form.text("body"))
    arrange(session, me.viewer, draft.id, form.ids_in_order("page"))
    lay_pages(request, session, me.viewer, draft.id, form)
    return draft


def _go_on(
    request: Request,
    me: SignedIn,
    letter: Letter,
    session: DatabaseSession,
    answering: Answering,
    said: dict[str, str] | None = None,
) -> Response:
    """To the next in line, with what is `said` there; or back, where something came between."""
    if answering is Answering.STOPPED:
        session.flush()
        return _back_to(request, me, letter, session, "stopped")
    session.flush()
    following = next_after(session, me.viewer, me.queues, me.row.wanted.only, letter.received_at)
    return go(request, "desk", said, letter_id=following) if following else go(request, "queue", said)


def _back_to(request: Request, me: SignedIn, letter: Letter, session: DatabaseSession, said: str) -> Response:
    """To the desk of a letter; where a cover does not see it any more, to its student, and to the text for her."""
    if desk(session, me.viewer, letter.id):
        return go(request, "desk", {"said": said}, letter_id=letter.id)
    to = {"class": str(letter.queue_id), "write": "first", "said": said}
    return go(request, "student", to, student_id=letter.writer_id)


def _again(
    request: Request, me: SignedIn, letter: Letter, form: Posted, session: DatabaseSession, reason: Reason
) -> Response:
    return _desk(request, me, session, found(desk(session, me.viewer, letter.id)), form=form, reason=reason)


def _desk(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    view: Desk,
    *,
    kept: KeptDraft | None = None,
    form: Posted | None = None,
    reason: Reason | None = None,
) -> Response:
    # A form that came back has its text itself, and its pages from what was kept.
    kept = kept or next((draft for draft in view.drafts if form and draft.id == form.id("id")), None)
    line = queue_around(session, me.viewer, me.queues, me.row.wanted.only, view.letters[0].id)
    before, after = line.beside(view.ids)
    return page(
        request,
        "desk",
        status=422 if reason else 200,
        me=me,
        view=view,
        line=line,
        before=before,
        after=after,
        mine=view.classroom_id in me.reading,
        **box(form, kept),
        removed=to_put_back(request, session, me.viewer),
        ending=(form and form.id("ending")) or uuid4(),
        chosen=set(form.seen()) if form else {letter.id for letter in view.waiting},
        until_day=form.text("until_day") if form else (me.viewer.today + ONE_DAY).isoformat(),
        last_day=(me.viewer.today + LONGEST_ASIDE).isoformat(),
        note=form.text("note") if form else "",
        reason=reason,
    )
