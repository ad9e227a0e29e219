"""Drafts: texts that are not sent. They are in a table of their own, so that no draft can end a waiting."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, String, delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from app.models.columns import Moment, Row, points_to, table_args
from app.models.pages import arrange, go_along, has_pages
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.models.words import taken
from app.models.writing import rows_changed


class Draft(Row, table=True):
    """A text on its way to being a letter or an answer; its id is the id of what it will be."""

    __table_args__ = table_args(
        points_to("person", "author_id"),
        points_to("person", "to_id"),
        points_to("classroom", "classroom_id"),
        points_to("session", "phone_id"),
        Index(None, "school_id", "author_id", "to_id"),
        Index(None, "school_id", "to_id"),  # who else writes to her
    )

    author_id: UUID
    classroom_id: UUID
    to_id: UUID | None = None
    """The student it will go to; None for a student's own letter, which goes to the class's readers, and for a
    reader's letter to the whole class."""
    body: str
    wants: str = ""
    """For a student's own letter: what she was about to ask for. For a letter to a class: the open question."""
    language: str = Field(default="", sa_type=String(35))
    helper: str = ""
    """Who holds the pen, where it isn't its author."""
    revision: int = 1
    phone_id: UUID | None = None
    """The sign-in session in which it was kept last."""
    updated_at: datetime = Field(sa_type=Moment)
    """When it was written last."""

    @classmethod
    def keep(
        cls,
        session: Session,
        viewer: Viewer,
        classroom_id: UUID,
        to_id: UUID | None,
        body: str,
        *,
        draft_id: UUID | None = None,
        revision: int = 0,
        wants: str = "",
        language: str = "",
        helper: str = "",
        seen: Mapping[UUID, int] | None = None,
        pages: Sequence[UUID] = (),
        age: timedelta = timedelta(),
    ) -> "Draft":
        """Keep a text. `seen` are the letters it answers, with the revision of each that its writer has read; `pages`
        is the order in which its pages lie; `age` is how long ago it was written, where that is not now: of two texts
        the newer one is that which was written later, and not that whose phone had a line later.

        Where the draft has changed since `revision` (another window, another device), or isn't the viewer's, the
        text is kept beside it under a new id: nothing is overwritten. Raises Refused, with nothing written.
        """
        body = taken(body, may_be_empty=True)
        draft = session.get(cls, (viewer.school_id, draft_id)) if draft_id and revision else None
        if draft is None or draft.author_id != viewer.person_id or not draft._overwrite(session, body, revision):
            fresh = draft_id if draft_id and not session.get(cls, (viewer.school_id, draft_id)) else uuid4()
            draft = cls(
                school_id=viewer.school_id,
                id=fresh,
                author_id=viewer.person_id,
                classroom_id=classroom_id,
                to_id=to_id,
                body=body,
                updated_at=viewer.at,
            )
            session.add(draft)
        draft.wants, draft.language, draft.helper = wants, language, helper
        draft.phone_id, draft.updated_at = viewer.phone_id, viewer.at - age
        session.flush()
        draft._answers(session, seen or {})
        if pages:
            arrange(session, viewer, draft.id, pages)
        return draft

    @classmethod
    def of(cls, session: Session, viewer: Viewer, draft_id: UUID | None) -> "Draft | None":
        """The viewer's own draft; on a phone that is not known to be hers, one of this phone."""
        draft: Draft | None = _mine(session, viewer, draft_id).scalar_one_or_none() if draft_id else None
        return draft if draft and (viewer.known or draft.phone_id == viewer.phone_id) else None

    @classmethod
    def drop(cls, session: Session, viewer: Viewer, id_: UUID, /, **home: UUID) -> None:
        """Forget a draft of the viewer's own: it was sent, or thrown away by her. Its pages go along to what it became:
        `letter_id=…`, `answer_id=…` or another `draft_id`; one that became nothing, and has pages, stays."""
        draft = _mine(session, viewer, id_).scalar_one_or_none()
        if draft is None:
            return
        if home:
            go_along(session, viewer, id_, **home)
        if home or not has_pages(session, viewer, draft_id=id_):
            draft._answers(session, {})
            session.delete(draft)
            session.flush()

    def _overwrite(self, session: Session, body: str, revision: int) -> bool:
        changed = rows_changed(
            session,
            update(Draft)
            .where(col(Draft.school_id) == self.school_id, col(Draft.id) == self.id, col(Draft.revision) == revision)
            .values(body=body, revision=revision + 1),
        )
        if changed:
            session.refresh(self)
        return bool(changed)

    def _answers(self, session: Session, seen: Mapping[UUID, int]) -> None:
        rows_changed(
            session,
            delete(DraftLetter).where(
                col(DraftLetter.school_id) == self.school_id, col(DraftLetter.draft_id) == self.id
            ),
        )
        session.add_all(
            DraftLetter(school_id=self.school_id, draft_id=self.id, letter_id=letter_id, seen_revision=revision)
            for letter_id, revision in seen.items()
        )
        session.flush()


@prepared
def _mine(viewer: Viewer, draft_id: UUID) -> Any:
    """One of the viewer's drafts."""
    mine = col(Draft.author_id) == viewer.person_id
    return select(Draft).where(col(Draft.school_id) == viewer.school_id, col(Draft.id) == draft_id, mine)


class DraftLetter(Row, table=True):
    """A letter that a draft answers, and the revision of it that the draft's author has read."""

    __tablename__ = "draft_letter"
    __table_args__ = table_args(
        points_to("draft", "draft_id"), points_to("letter", "letter_id"), Index(None, "school_id", "draft_id")
    )

    draft_id: UUID
    letter_id: UUID
    seen_revision: int
