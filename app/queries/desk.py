"""The desk: a student's waiting letters, the last exchange, and the drafts of an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Answer, Letter, Mark, Person, Preference
from app.models.mark import mark_holds
from app.models.person import ANSWER_IN
from app.models.prepared import prepared
from app.models.quiet import QUIET, Quiet
from app.models.viewer import Viewer
from app.models.visibility import letters_visible_to
from app.queries.asked import last_answer_to, letters_of
from app.queries.drafts import KeptDraft, drafts_to
from app.queries.sheet import Sheet
from app.queries.sheets import answer_sheets, letter_sheets
from app.queries.together import who_answers_as_a_rule, who_writes


@dataclass(frozen=True)
class Desk:
    """What lies on the desk."""

    student: Person
    answer_in: str
    aside_until: date | None
    """The day until which the viewer has set it aside."""
    note: str
    """What she noted with it, to herself."""
    goes_out: datetime | None
    """In the viewer's quiet hours: when what she sends now goes out, by the school's clock."""
    classroom_id: UUID
    """The class in whose queue the letters wait."""
    letters: list[Sheet]
    """The letter of the address, and the student's other waiting letters in this queue, oldest first."""
    last: Sheet | None
    """The last answer to this student."""
    answered: list[Sheet]
    """The letters that it answered: with it, the last exchange."""
    drafts: list[KeptDraft]
    """Newest first: the one in the box, and texts that were kept beside it."""
    writing: str
    """Who else writes to this student just now, if anybody does."""
    as_a_rule: str
    """Who answers her as a rule; empty where it is the viewer."""

    @property
    def waiting(self) -> list[Sheet]:
        """The letters that an answer can settle."""
        return [letter for letter in self.letters if letter.waits]

    @property
    def ids(self) -> set[UUID]:
        """The ids of the letters."""
        return {letter.id for letter in self.letters}

    @property
    def unopened(self) -> list[UUID]:
        """The letters that the viewer sees for the first time."""
        return [letter.id for letter in self.letters if not letter.opened_by_me]


def desk(session: Session, viewer: Viewer, letter_id: UUID | None) -> Desk | None:
    """The desk for a letter to the viewer; None where she may not see it, or wrote it herself."""
    opened = _opened(session, viewer, letter_id).one_or_none()
    if opened is None:
        return None
    queue_id, student, answer_in, aside_until, note, hours, writing, as_a_rule = opened
    quiet = Quiet.kept(hours)
    goes_out = quiet.morning_after(viewer.at, viewer.zone) if quiet else None
    last = next(iter(answer_sheets(session, viewer, last_answer_to, viewer, student.id)), None)
    sheets = letter_sheets(session, viewer, _lying, letter_id, queue_id, student.id, last.id if last else None)
    on_top = [sheet for sheet in sheets if sheet.id == letter_id or sheet.waits]
    return Desk(
        student=student,
        answer_in=answer_in or "",
        aside_until=aside_until,
        note=note or "",
        goes_out=goes_out and goes_out.astimezone(viewer.zone),
        classroom_id=queue_id,
        letters=on_top,
        last=last,
        answered=[sheet for sheet in sheets if sheet not in on_top],
        drafts=drafts_to(session, viewer, student.id, queue_id),
        writing=writing or "",
        as_a_rule=as_a_rule or "",
    )


@prepared
def _opened(viewer: Viewer, letter_id: UUID | None) -> Any:
    """The queue in which a letter waits, or waited, its writer, the language in which she likes to be answered, until
    when the viewer has set it aside, her quiet hours, and who else writes to her, or answers her as a rule."""
    hers = aliased(Preference)
    columns: list[Any] = [
        Letter.queue_id, Person, Preference.value, Mark.until_day, Mark.note, hers.value, who_writes(viewer),
        who_answers_as_a_rule(viewer),
    ]  # fmt: skip
    return (
        select(*columns)
        .join(Person, (col(Person.school_id) == col(Letter.school_id)) & (col(Person.id) == col(Letter.writer_id)))
        .outerjoin(
            Preference,
            (col(Preference.school_id) == col(Letter.school_id))
            & (col(Preference.person_id) == col(Letter.writer_id))
            & (col(Preference.key) == ANSWER_IN),
        )
        .outerjoin(
            hers,
            (col(hers.school_id) == col(Letter.school_id))
            & (col(hers.person_id) == viewer.person_id)
            & (col(hers.key) == QUIET),
        )
        .outerjoin(Mark, mark_holds(viewer))
        .where(letters_visible_to(viewer), col(Letter.id) == letter_id, col(Letter.writer_id) != viewer.person_id)
    )


def _lying(letter_id: UUID, queue_id: UUID, student_id: UUID, last_id: UUID | None) -> ColumnElement[bool]:
    """Of the student's letters the one that was opened, what waits beside it, and what the last answer answered."""
    beside = and_(Letter.waiting, col(Letter.queue_id) == queue_id)
    answered = col(Letter.settled_by_id) == last_id if last_id else false()
    return and_(letters_of(student_id), or_(col(Letter.id) == letter_id, beside, answered))


def first_waiting(session: Session, viewer: Viewer, student_id: UUID, classrooms: Sequence[UUID]) -> UUID | None:
    """The oldest letter of a student's that waits in the queues of `classrooms`."""
    return session.scalar(
        select(col(Letter.id))
        .where(
            letters_visible_to(viewer),
            col(Letter.writer_id) == student_id,
            col(Letter.queue_id).in_(classrooms),
            Letter.waiting,
        )
        .order_by(col(Letter.received_at), col(Letter.id))
        .limit(1)
    )


def waiting_beside(session: Session, letter: Letter) -> list[UUID]:
    """The letters of the same student that wait in the same queue, with the letter itself where it does."""
    hers = col(Letter.writer_id) == letter.writer_id, col(Letter.queue_id) == letter.queue_id
    of_school = col(Letter.school_id) == letter.school_id
    return list(session.scalars(select(col(Letter.id)).where(of_school, *hers, Letter.waiting)))


def first_settled_by(session: Session, answer: Answer) -> UUID | None:
    """The oldest letter that an answer has settled; None for a teacher writing first, or a talk alone."""
    return session.scalar(
        select(col(Letter.id))
        .where(
            col(Letter.school_id) == answer.school_id,
            col(Letter.writer_id) == answer.to_id,
            col(Letter.settled_by_id) == answer.id,
        )
        .order_by(col(Letter.received_at))
        .limit(1)
    )
