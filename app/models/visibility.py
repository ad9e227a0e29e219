"""Who may see a letter, an answer and their pages, which are photos, drawings and voices. These functions are the only
place that says so; of the copy that goes with a worry, worry.py does.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.models.answer import Answer, AnswerKind
from app.models.classroom import Classroom, ClassroomKind, Part, classes_of
from app.models.draft import Draft
from app.models.grant import student_read_by
from app.models.letter import Letter
from app.models.page import Page
from app.models.viewer import Viewer


def letters_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """True for the letters that the viewer may see: her own (on a phone that is not known to be hers, those written
    there); those written in, or waiting in, a class where she is a reader; and, where she only covers, what waits,
    what she answered, and the last exchange of who waits.

    A letter that was taken back is seen by nobody.
    """
    if viewer.by_grant:
        return _letters_by_grant(viewer, viewer.by_grant)
    read, covered = classes_of(viewer, Part.READER), classes_of(viewer, Part.COVER)
    return and_(
        col(Letter.school_id) == viewer.school_id,
        col(Letter.body).is_not(None),
        or_(
            and_(col(Letter.writer_id) == viewer.person_id, _written_on_this_phone(viewer)),
            col(Letter.classroom_id).in_(read),
            col(Letter.queue_id).in_(read),
            and_(
                col(Letter.queue_id).in_(covered),
                or_(Letter.waiting, col(Letter.settled_by_id).in_(_answers_for_cover(viewer))),
            ),
        ),
    )


def answers_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """True for the answers that the viewer may see: those to her, once delivered, also where she reads by now; those to
    others of a class where she is a reader; and, where she only covers, her own and the last one to who waits."""
    if viewer.by_grant:
        return _answers_by_grant(viewer, viewer.by_grant)
    return and_(
        col(Answer.school_id) == viewer.school_id,
        col(Answer.kind) != AnswerKind.TAKEN_BACK,
        or_(
            and_(
                col(Answer.to_id) == viewer.person_id,
                col(Answer.deliver_at) <= viewer.at,
                _answers_this_phone_alone(viewer),
            ),
            and_(
                col(Answer.to_id) != viewer.person_id,
                or_(
                    col(Answer.classroom_id).in_(classes_of(viewer, Part.READER)),
                    col(Answer.id).in_(_answers_for_cover(viewer)),
                ),
            ),
        ),
    )


def pages_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """True for the pages that the viewer may see: those of the letters and answers that she may see, and of her own
    drafts (on a phone that is not known to be hers, of those that were kept there)."""
    letters = select(col(Letter.id)).where(letters_visible_to(viewer))
    answers = select(col(Answer.id)).where(answers_visible_to(viewer))
    drafts = select(col(Draft.id)).where(
        col(Draft.school_id) == viewer.school_id,
        col(Draft.author_id) == viewer.person_id,
        true() if viewer.known else col(Draft.phone_id) == viewer.phone_id,
    )
    return and_(
        col(Page.school_id) == viewer.school_id,
        or_(
            col(Page.letter_id).in_(letters),
            col(Page.answer_id).in_(answers),
            false() if viewer.by_grant else col(Page.draft_id).in_(drafts),
        ),
    )


def _written_on_this_phone(viewer: Viewer) -> ColumnElement[bool]:
    """True for what was written on this phone; for everything on one that is known."""
    return true() if viewer.known else col(Letter.phone_id) == viewer.phone_id


def _answers_this_phone_alone(viewer: Viewer) -> ColumnElement[bool]:
    """True for the answers to letters of this phone and to no others; for all of them on one that is known."""
    if viewer.known:
        return true()
    settled = select(col(Letter.id)).where(
        col(Letter.school_id) == col(Answer.school_id),
        col(Letter.writer_id) == col(Answer.to_id),
        col(Letter.settled_by_id) == col(Answer.id),
    )
    elsewhere = settled.where(col(Letter.phone_id).is_distinct_from(viewer.phone_id))
    return and_(settled.where(_written_on_this_phone(viewer)).exists(), ~elsewhere.exists())


def _letters_by_grant(viewer: Viewer, grant_id: UUID) -> ColumnElement[bool]:
    """By exception: all that one student wrote in any class, as long as the grant holds; never a letter to a coach."""
    return and_(
        col(Letter.school_id) == viewer.school_id,
        col(Letter.body).is_not(None),
        col(Letter.classroom_id).in_(_classes(viewer)),
        col(Letter.writer_id).in_(student_read_by(viewer, grant_id)),
    )


def _answers_by_grant(viewer: Viewer, grant_id: UUID) -> ColumnElement[bool]:
    """By exception: what that student was answered; like her, the viewer sees nothing that is on its way."""
    return and_(
        col(Answer.school_id) == viewer.school_id,
        col(Answer.kind) != AnswerKind.TAKEN_BACK,
        col(Answer.deliver_at) <= viewer.at,
        col(Answer.classroom_id).in_(_classes(viewer)),
        col(Answer.to_id).in_(student_read_by(viewer, grant_id)),
    )


def _classes(viewer: Viewer) -> Select[UUID]:
    return select(col(Classroom.id)).where(
        col(Classroom.school_id) == viewer.school_id, col(Classroom.kind) == ClassroomKind.CLASS
    )


def _answers_for_cover(viewer: Viewer) -> Select[UUID]:
    covered = classes_of(viewer, Part.COVER)
    later = aliased(Answer)
    last = ~(
        select(col(later.id))
        .where(
            col(later.school_id) == Answer.school_id,
            col(later.classroom_id) == Answer.classroom_id,
            col(later.to_id) == Answer.to_id,
            col(later.kind) == AnswerKind.WRITTEN,
            col(later.sent_at) > Answer.sent_at,
        )
        .exists()
    )
    waits = (
        select(col(Letter.id))
        .where(
            col(Letter.school_id) == viewer.school_id,
            col(Letter.writer_id) == Answer.to_id,
            col(Letter.queue_id) == Answer.classroom_id,
            Letter.waiting,
        )
        .exists()
    )
    return select(col(Answer.id)).where(
        col(Answer.school_id) == viewer.school_id,
        col(Answer.classroom_id).in_(covered),
        or_(
            col(Answer.by_id) == viewer.person_id,
            and_(col(Answer.kind) == AnswerKind.WRITTEN, last, waits),
        ),
    )
