"""The drafts that a person has kept, newest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Draft, DraftLetter, Membership, Page, SignIn
from app.models.classroom import Part
from app.models.pile import pile_of, thrown_by
from app.models.prepared import prepared
from app.models.taken_off import taken_off_by
from app.models.viewer import Viewer
from app.models.words import digest
from app.queries.asked import Asked
from app.queries.pages import PAGE, PageShown, in_order, page_shown


@dataclass(frozen=True)
class KeptDraft:
    """A text that isn't sent, and for an answer the letters it is for, with the revision of each that was seen."""

    id: UUID
    classroom_id: UUID
    body: str
    wants: str
    revision: int
    day: date
    at: datetime
    """When it was kept last, by the school's clock."""
    language: str = ""
    helper: str = ""
    seen: dict[UUID, int] = field(default_factory=dict)
    pages: list[PageShown] = field(default_factory=list)
    today: bool = False
    elsewhere: bool = False
    """Whether it was kept on another device, where she is signed in still."""


def drafts_to(session: Session, viewer: Viewer, student_id: UUID, classroom_id: UUID) -> list[KeptDraft]:
    """The viewer's drafts to a student, in a class."""
    return _drafts(session, viewer, _to_student, student_id, classroom_id)


def my_drafts(session: Session, viewer: Viewer) -> list[KeptDraft]:
    """The viewer's drafts of letters of her own, which go to the readers of a class; on a phone that is not known to
    be hers, those of this phone."""
    return [draft for draft in _drafts(session, viewer, _my_own, viewer) if draft.id != taken_off_by(viewer)]


def my_draft(session: Session, viewer: Viewer, draft_id: UUID | None) -> KeptDraft | None:
    """One of them."""
    return next((draft for draft in my_drafts(session, viewer) if draft.id == draft_id), None)


def class_drafts(session: Session, viewer: Viewer, classroom_id: UUID) -> list[KeptDraft]:
    """The viewer's drafts of a letter to a whole class; `wants` is the open question."""
    of_paper = [pile_of(viewer, classroom_id), thrown_by(viewer, classroom_id)]
    return _drafts(session, viewer, _to_this_class, viewer, classroom_id, [*of_paper, taken_off_by(viewer)])


def _to_student(student_id: UUID, classroom_id: UUID) -> ColumnElement[bool]:
    return and_(col(Draft.to_id) == student_id, col(Draft.classroom_id) == classroom_id)


def _my_own(viewer: Viewer) -> ColumnElement[bool]:
    on_this_phone = true() if viewer.known else col(Draft.phone_id) == viewer.phone_id
    return and_(col(Draft.to_id).is_(None), on_this_phone, ~_to_a_class(viewer))


def _to_this_class(viewer: Viewer, classroom_id: UUID, of_paper: Sequence[UUID]) -> ColumnElement[bool]:
    written = col(Draft.id).not_in(of_paper)  # a pile of pages is no letter to anybody
    return and_(col(Draft.to_id).is_(None), col(Draft.classroom_id) == classroom_id, _to_a_class(viewer), written)


def revision_of_sent(session: Session, viewer: Viewer, draft_id: UUID | None, sent: Collection[str]) -> int | None:
    """The revision of the viewer's draft where its text is one of those that her phone `sent`, by their SHA-256, and
    got no answer for; None where it is another text, or there is no such draft."""
    draft = session.get(Draft, (viewer.school_id, draft_id)) if draft_id and sent else None
    ours = draft is not None and draft.author_id == viewer.person_id and digest(draft.body) in sent
    return draft.revision if draft and ours else None


def same_text(
    session: Session, viewer: Viewer, classroom_id: UUID, body: str, draft_id: UUID | None, revision: int
) -> KeptDraft | None:
    """The viewer's draft that has this very text already, where keeping it would make another one beside `draft_id`:
    a phone that got no answer, or had no line for a while, keeps the same text again."""
    draft = session.get(Draft, (viewer.school_id, draft_id)) if draft_id else None
    if draft is not None and draft.revision == revision:
        return None
    return next(iter(_drafts(session, viewer, _of_this_text, classroom_id, body)), None)


def same_answer(
    session: Session,
    viewer: Viewer,
    student_id: UUID,
    classroom_id: UUID,
    body: str,
    draft_id: UUID | None,
    revision: int,
) -> KeptDraft | None:
    """The same of an answer: the viewer's draft to this student that has this very text already."""
    draft = session.get(Draft, (viewer.school_id, draft_id)) if draft_id else None
    if draft is not None and draft.revision == revision:
        return None
    return next(iter(_drafts(session, viewer, _of_this_answer, student_id, classroom_id, body)), None)


def _of_this_answer(student_id: UUID, classroom_id: UUID, body: str) -> ColumnElement[bool]:
    return and_(_to_student(student_id, classroom_id), col(Draft.body) == body)


def _of_this_text(classroom_id: UUID, body: str) -> ColumnElement[bool]:
    return and_(col(Draft.classroom_id) == classroom_id, col(Draft.to_id).is_(None), col(Draft.body) == body)


def _to_a_class(viewer: Viewer) -> ColumnElement[bool]:
    """True for what is written in a class where the viewer reads, or ever did: it goes to the students there."""
    read = select(col(Membership.classroom_id)).where(
        col(Membership.school_id) == viewer.school_id,
        col(Membership.person_id) == viewer.person_id,
        col(Membership.part) != Part.WRITER,
    )
    return col(Draft.classroom_id).in_(read)


def _drafts(session: Session, viewer: Viewer, asked: Asked, *values: Any) -> list[KeptDraft]:
    drafts: dict[UUID, KeptDraft] = {}
    for row in _kept(session, viewer, asked, *values):
        day, at = viewer.day(row.updated_at), row.updated_at.astimezone(viewer.zone)
        kept = KeptDraft(
            row.id, row.classroom_id, row.body, row.wants, row.revision, day, at, row.language, row.helper,
            today=day == viewer.today, elsewhere=row.elsewhere is not None,
        )  # fmt: skip
        draft = drafts.setdefault(row.id, kept)
        if row.letter_id:
            draft.seen[row.letter_id] = row.seen_revision
        if row.page_id and row.page_id not in {page.id for page in draft.pages}:
            draft.pages.append(page_shown(row))
    for draft in drafts.values():
        draft.pages.sort(key=in_order)
    return list(drafts.values())


@prepared
def _kept(viewer: Viewer, asked: Asked, *values: Any) -> Any:
    return (
        select(
            col(Draft.id), col(Draft.classroom_id), col(Draft.body), col(Draft.wants), col(Draft.revision),
            col(Draft.updated_at), col(DraftLetter.letter_id), col(DraftLetter.seen_revision),
            col(Draft.language), col(Draft.helper), col(SignIn.id).label("elsewhere"), *PAGE,
        )
        .outerjoin(
            DraftLetter,
            (col(DraftLetter.school_id) == col(Draft.school_id)) & (col(DraftLetter.draft_id) == col(Draft.id)),
        )
        .outerjoin(
            SignIn,
            (col(SignIn.school_id) == col(Draft.school_id))
            & (col(SignIn.id) == col(Draft.phone_id))
            & (col(SignIn.id) != viewer.phone_id)
            & col(SignIn.ended_at).is_(None)
            & (col(SignIn.expires_at) > viewer.at),
        )
        .outerjoin(Page, (col(Page.school_id) == col(Draft.school_id)) & (col(Page.draft_id) == col(Draft.id)))
        .where(col(Draft.school_id) == viewer.school_id, col(Draft.author_id) == viewer.person_id, asked(*values))
        .order_by(col(Draft.updated_at).desc(), col(Draft.id))
    )  # fmt: skip
