"""A sheet: one piece of writing as a screen shows it, whoever wrote it, and where it stands."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.models.answer import AnswerKind
from app.models.letter import Via, Wants
from app.models.viewer import Viewer
from app.queries.pages import PageShown


@dataclass(frozen=True)
class Later:
    """A P.S. of a letter or of an answer."""

    id: UUID
    body: str
    deliver_at: datetime | None = None
    """When a P.S. to an answer, that is on its way, goes out; None once it has."""


class Kind(StrEnum):
    """What a sheet is: templates/_sheet.html draws each."""

    LETTER = "letter"
    ANSWER = "answer"
    TALK = "talk"
    CLASS_LETTER = "class letter"


class Standing(StrEnum):
    """Where a letter stands, for the one who looks: its writer sees nothing of an answer that is on its way."""

    WAITING = "waiting"
    OPENED = "opened"
    ON_ITS_WAY = "on its way"
    ANSWERED = "answered"
    TALKED = "talked"
    READ = "read"
    BEFORE = "before"


@dataclass
class Sheet:
    """One piece of writing. `at` orders it; `day` is the school's day that is shown."""

    id: UUID
    kind: Kind
    at: datetime
    day: date
    by_id: UUID
    by: str
    body: str
    classroom_id: UUID | None = None
    """For a letter: the class in whose queue it waits, or waited."""
    moved: bool = False
    """True for a letter that was handed over: it waits elsewhere than where it was written."""
    untold: bool = False
    """True where its writer was not told of a hand-over yet."""
    cut: bool = False
    """True where `body` is only the beginning."""
    language: str = ""
    wants: Wants = Wants.ANSWER
    revision: int = 1
    standing: Standing | None = None
    settled_by_id: UUID | None = None
    settled_by: str = ""
    settled_on: date | None = None
    """The day of the talk, or of the answer."""
    deliver_at: datetime | None = None
    """When an answer that is on its way goes out; None once it has."""
    new: bool = False
    """True for an answer that the viewer has not opened."""
    disputed: bool = False
    waited: int = 0
    """Days since it was received, by the school's calendar."""
    question: str = ""
    opened_by_me: bool = True
    """False for a letter that the viewer, a reader, has not opened yet."""
    later: list[Later] = field(default_factory=list)
    """Its P.S., in order."""
    pages: list[PageShown] = field(default_factory=list)
    """Its photographed pages, drawings and voices, in order."""
    helper: str = ""
    """Who held the pen, where it wasn't its writer."""
    via: Via = Via.WEB

    @property
    def waits(self) -> bool:
        """Whether it waits, as its viewer sees it."""
        return self.standing in {Standing.WAITING, Standing.OPENED}


_SETTLED = {
    AnswerKind.WRITTEN: Standing.ANSWERED,
    AnswerKind.IN_PERSON: Standing.TALKED,
    AnswerKind.READ: Standing.READ,
    AnswerKind.BEFORE: Standing.BEFORE,
}


def standing_of(
    viewer: Viewer, *, mine: bool, opened: bool, kind: AnswerKind | None, deliver_at: datetime | None
) -> Standing:
    """Where a letter stands, from what settled it."""
    if kind is None or deliver_at is None:
        return Standing.OPENED if opened else Standing.WAITING
    if deliver_at > viewer.at:
        return Standing.OPENED if mine else Standing.ON_ITS_WAY
    return _SETTLED[kind]
