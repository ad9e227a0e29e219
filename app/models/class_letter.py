"""Sending a letter to a class: a teacher shares too, and opens the month."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.calendar import month_of
from app.models.classroom import ClassLetter, Classroom
from app.models.draft import Draft
from app.models.letter import Sending
from app.models.receipt import Receipt
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, fold, taken


def send_class_letter(
    session: Session, viewer: Viewer, classrooms: Sequence[Classroom], letter_id: UUID, body: str, question: str = ""
) -> Sending:
    """Send one letter to each of some classes, at once; with it, where one is given, the month's open question.

    A form that comes twice is one letter to each. One that comes again with other words (the back button) changes
    nothing that was sent: they are kept as a draft for the first class. Raises Refused, with nothing written.
    """
    body, question = taken(body), taken(question, may_be_empty=True).strip()
    if any(classroom.ended_on and classroom.ended_on < viewer.today for classroom in classrooms):
        raise Refused(Reason.CLASS_ENDED)
    used = Receipt.use(session, viewer, letter_id, f"{question}\n\n{body}")
    if used.before and used.same_text:
        return Sending.ALREADY_HERE
    if used.before:
        if not _is_kept(session, viewer, classrooms[0].id, body, question):
            Draft.keep(session, viewer, classrooms[0].id, None, body, wants=question)
        return Sending.KEPT_AS_DRAFT
    session.add_all(
        ClassLetter(
            school_id=viewer.school_id,
            classroom_id=classroom.id,
            by_id=viewer.person_id,
            body=body,
            folded=fold(body),
            question=question,
            month=month_of(viewer.today),
            sent_at=viewer.at,
        )
        for classroom in classrooms
    )
    Draft.drop(session, viewer, letter_id)
    return Sending.RECEIVED


def keep_class_letter(
    session: Session, viewer: Viewer, classroom_id: UUID, letter_id: UUID, revision: int, body: str, question: str
) -> Draft | None:
    """Keep what is on the sheet, for later; an empty sheet is no draft, and neither is one that comes late, when it was
    sent. Raises Refused, with nothing written."""
    body, question = taken(body, may_be_empty=True), taken(question, may_be_empty=True)
    used = session.get(Receipt, (viewer.school_id, letter_id))
    if not (body + question).strip() or (used and _was_sent(session, viewer, classroom_id, body, question)):
        Draft.drop(session, viewer, letter_id)
        return None
    id_ = None if used else letter_id  # nothing more could be sent under that one
    return Draft.keep(session, viewer, classroom_id, None, body, draft_id=id_, revision=revision, wants=question)


def _was_sent(session: Session, viewer: Viewer, classroom_id: UUID, body: str, question: str) -> bool:
    """Whether what comes late is a letter of the viewer's to this class, or the beginning of one."""
    hers = col(ClassLetter.by_id) == viewer.person_id, col(ClassLetter.classroom_id) == classroom_id
    here = select(ClassLetter).where(col(ClassLetter.school_id) == viewer.school_id, *hers)
    begun, asked = body.rstrip(), question.strip()
    return any(sent.body.startswith(begun) and sent.question.startswith(asked) for sent in session.scalars(here))


def _is_kept(session: Session, viewer: Viewer, classroom_id: UUID, body: str, question: str) -> bool:
    """Whether a window that was left open has kept the very text that is sent now: one draft of it is enough."""
    hers = col(Draft.author_id) == viewer.person_id, col(Draft.classroom_id) == classroom_id, col(Draft.to_id).is_(None)
    same = col(Draft.school_id) == viewer.school_id, col(Draft.body) == body, col(Draft.wants) == question
    return session.scalars(select(col(Draft.id)).where(*same, *hers)).first() is not None
