"""The sheet on which a student writes: to whom, what lies folded above it, and the drafts that she kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.person import ANSWER_IN
from app.models.viewer import Viewer
from app.queries.asked import last_answer_to, to_classes
from app.queries.drafts import KeptDraft, my_drafts
from app.queries.preferred import preferred
from app.queries.readers import Readers, readers
from app.queries.sheet import Sheet
from app.queries.sheets import answer_sheets, class_letter_sheets


@dataclass(frozen=True)
class Write:
    """What lies around the sheet."""

    to: list[Readers]
    """The classes to which she can write; with more than one, and none chosen, she is asked first."""
    chosen: Readers | None
    folded: tuple[Sheet, ...] = ()
    """The newest letter to the class and the newest answer to her, in the order in which they came."""
    question: str = ""
    """The month's open question."""
    drafts: tuple[KeptDraft, ...] = ()
    """Her drafts to the chosen class, the one on the sheet first."""
    answer_in: str = ""


def write(
    session: Session, viewer: Viewer, classrooms: Sequence[UUID], to: UUID | None, draft_id: UUID | None
) -> Write:
    """The sheet to one of `classrooms`: the one named by `to` or by a draft, or the only one."""
    choices = readers(session, viewer, classrooms)
    drafts = my_drafts(session, viewer)
    named = next((draft for draft in drafts if draft.id == draft_id), None)
    wanted = named.classroom_id if named else to
    chosen = next((choice for choice in choices if choice.classroom_id == wanted), None)
    if chosen is None and len(choices) == 1:
        chosen = choices[0]
    if chosen is None:
        return Write(choices, None)
    letters = class_letter_sheets(session, viewer, to_classes, [chosen.classroom_id])
    answers = answer_sheets(session, viewer, last_answer_to, viewer, viewer.person_id)
    to_class = [draft for draft in drafts if draft.classroom_id == chosen.classroom_id]
    return Write(
        choices,
        chosen,
        folded=tuple(sorted([*letters[-1:], *answers], key=lambda sheet: sheet.at)),
        question=next((letter.question for letter in reversed(letters) if letter.question), ""),
        drafts=tuple(sorted(to_class, key=lambda draft: draft is not named)),
        answer_in=preferred(session, viewer, ANSWER_IN),
    )
