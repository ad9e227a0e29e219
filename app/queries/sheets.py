"""A sheet: one piece of writing as a screen shows it, whoever wrote it, and where it stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Addition, Answer, ClassLetter, Handover, Letter, Opening, Page, Person, Postscript
from app.models.answer import AnswerKind
from app.models.letter import Via, Wants
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.models.visibility import answers_visible_to, letters_visible_to
from app.queries.asked import FROM_PERSON_TO_PERSON, Asked
from app.queries.excerpt import cut_between_words, text_of
from app.queries.pages import PAGE, PageShown, in_order, page_shown


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
    later: list[str] = field(default_factory=list)
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


def letter_sheets(session: Session, viewer: Viewer, asked: Asked, *values: Any, whole: bool = True) -> list[Sheet]:
    """The letters that fit `asked` of these values and that the viewer may see, with their P.S., oldest first."""
    rows = _letters(session, viewer, asked, *values, whole=whole)
    return _with_later(rows, lambda row: _letter_sheet(viewer, row))


@prepared
def _letters(viewer: Viewer, asked: Asked, *values: Any, whole: bool) -> Any:
    writer, by = aliased(Person), aliased(Person)
    opened = (
        select(col(Opening.id))
        .where(
            col(Opening.school_id) == col(Letter.school_id),
            col(Opening.letter_id) == col(Letter.id),
            col(Opening.person_id) == viewer.person_id,
        )
        .exists()
    )
    untold = (
        select(col(Handover.id))
        .where(
            col(Handover.school_id) == col(Letter.school_id),
            col(Handover.letter_id) == col(Letter.id),
            col(Handover.told_at).is_(None),
        )
        .exists()
    )
    columns: list[Any] = [
        Letter.id, Letter.received_at, Letter.writer_id, writer.goes_by, writer.name, Letter.queue_id, Letter.language,
        *text_of(Letter.body, whole=whole), (col(Letter.queue_id) != col(Letter.classroom_id)).label("moved"),
        untold.label("untold"), Letter.wants, Letter.revision, Letter.opened_at,
        col(Answer.id).label("answer_id"),
        Letter.helper, Letter.via, col(Postscript.id).label("later_id"), *PAGE,
        Answer.kind, Answer.deliver_at, Answer.on_day, col(by.goes_by).label("by_goes_by"),
        col(by.name).label("by_name"), col(Postscript.body).label("later"), opened.label("opened_by_me"),
    ]  # fmt: skip
    return (
        select(*columns)
        .join(writer, (col(writer.school_id) == col(Letter.school_id)) & (col(writer.id) == col(Letter.writer_id)))
        .outerjoin(
            Answer, (col(Answer.school_id) == col(Letter.school_id)) & (col(Answer.id) == col(Letter.settled_by_id))
        )
        .outerjoin(by, (col(by.school_id) == col(Answer.school_id)) & (col(by.id) == col(Answer.by_id)))
        .outerjoin(
            Postscript,
            (col(Postscript.school_id) == col(Letter.school_id)) & (col(Postscript.letter_id) == col(Letter.id)),
        )
        .outerjoin(Page, (col(Page.school_id) == col(Letter.school_id)) & (col(Page.letter_id) == col(Letter.id)))
        .where(letters_visible_to(viewer), asked(*values))
        .order_by(col(Letter.received_at), col(Letter.id), col(Postscript.at))
    )


def _letter_sheet(viewer: Viewer, row: Any) -> Sheet:
    mine = row.writer_id == viewer.person_id
    standing = standing_of(
        viewer, mine=mine, opened=row.opened_at is not None, kind=row.kind, deliver_at=row.deliver_at
    )
    waits = standing in {Standing.WAITING, Standing.OPENED}
    return Sheet(
        id=row.id,
        kind=Kind.LETTER,
        at=row.received_at,
        day=viewer.day(row.received_at),
        by_id=row.writer_id,
        by=row.goes_by or row.name,
        body=cut_between_words(row.body or "", row.length),
        classroom_id=row.queue_id,
        moved=row.moved,
        untold=mine and row.untold,
        cut=row.length > len(row.body or ""),
        language=row.language,
        wants=row.wants,
        revision=row.revision,
        standing=standing,
        settled_by_id=None if waits else row.answer_id,
        settled_by="" if waits else (row.by_goes_by or row.by_name or ""),
        settled_on=None if waits or row.deliver_at is None else (row.on_day or viewer.day(row.deliver_at)),
        deliver_at=row.deliver_at.astimezone(viewer.zone) if standing is Standing.ON_ITS_WAY else None,
        waited=viewer.days_since(row.received_at),
        opened_by_me=mine or row.opened_by_me,
        helper=row.helper,
        via=row.via,
    )


def answer_sheets(session: Session, viewer: Viewer, asked: Asked, *values: Any, whole: bool = True) -> list[Sheet]:
    """The written answers and the talks that fit `asked` of these values and that the viewer may see, with their P.S.,
    oldest first."""
    rows = _answers(session, viewer, asked, *values, whole=whole)
    return _with_later(rows, lambda row: _answer_sheet(viewer, row))


@prepared
def _answers(viewer: Viewer, asked: Asked, *values: Any, whole: bool) -> Any:
    columns: list[Any] = [
        Answer.id, Answer.kind, Answer.sent_at, Answer.deliver_at, Answer.on_day, Answer.seen_at, Answer.disputed_at,
        Answer.by_id, Answer.to_id, Person.goes_by, Person.name, *text_of(Answer.body, whole=whole), Answer.language,
        col(Addition.body).label("later"), col(Addition.id).label("later_id"), *PAGE,
    ]  # fmt: skip
    return (
        select(*columns)
        .join(Person, (col(Person.school_id) == col(Answer.school_id)) & (col(Person.id) == col(Answer.by_id)))
        .outerjoin(
            Addition, (col(Addition.school_id) == col(Answer.school_id)) & (col(Addition.answer_id) == col(Answer.id))
        )
        .outerjoin(Page, (col(Page.school_id) == col(Answer.school_id)) & (col(Page.answer_id) == col(Answer.id)))
        .where(answers_visible_to(viewer), asked(*values), FROM_PERSON_TO_PERSON)
        .order_by(col(Answer.sent_at), col(Answer.id), col(Addition.at))
    )


def _answer_sheet(viewer: Viewer, row: Any) -> Sheet:
    talk = row.kind is AnswerKind.IN_PERSON
    return Sheet(
        id=row.id,
        kind=Kind.TALK if talk else Kind.ANSWER,
        at=row.sent_at,
        day=(row.on_day if talk else None) or viewer.day(max(row.sent_at, min(row.deliver_at, viewer.at))),
        by_id=row.by_id,
        by=row.goes_by or row.name,
        body=cut_between_words(row.body, row.length),
        cut=row.length > len(row.body),
        language=row.language,
        deliver_at=row.deliver_at.astimezone(viewer.zone) if row.deliver_at > viewer.at else None,
        new=row.to_id == viewer.person_id and row.seen_at is None,
        disputed=row.disputed_at is not None,
    )


def class_letter_sheets(
    session: Session, viewer: Viewer, asked: Asked, *values: Any, whole: bool = True
) -> list[Sheet]:
    """The letters to whole classes that fit `asked` of these values, oldest first. Only for classes that the viewer
    belongs to."""
    return [_class_letter_sheet(viewer, row) for row in _class_letters(session, viewer, asked, *values, whole=whole)]


@prepared
def _class_letters(viewer: Viewer, asked: Asked, *values: Any, whole: bool) -> Any:
    columns: list[Any] = [
        ClassLetter.id, ClassLetter.sent_at, ClassLetter.by_id, Person.goes_by, Person.name,
        *text_of(ClassLetter.body, whole=whole), ClassLetter.language, ClassLetter.question,
    ]  # fmt: skip
    return (
        select(*columns)
        .join(
            Person, (col(Person.school_id) == col(ClassLetter.school_id)) & (col(Person.id) == col(ClassLetter.by_id))
        )
        .where(col(ClassLetter.school_id) == viewer.school_id, asked(*values))
        .order_by(col(ClassLetter.sent_at), col(ClassLetter.id))
    )


def _class_letter_sheet(viewer: Viewer, row: Any) -> Sheet:
    return Sheet(
        id=row.id,
        kind=Kind.CLASS_LETTER,
        at=row.sent_at,
        day=viewer.day(row.sent_at),
        by_id=row.by_id,
        by=row.goes_by or row.name,
        body=cut_between_words(row.body, row.length),
        cut=row.length > len(row.body),
        language=row.language,
        question=row.question,
    )


def _with_later(rows: Iterable[Any], drawn: Callable[[Any], Sheet]) -> list[Sheet]:
    """A sheet for each id; a further row of the same id brings a further P.S., or a further page."""
    sheets: dict[UUID, Sheet] = {}
    brought: set[UUID | None] = {None}
    for row in rows:
        sheet = sheets.get(row.id) or sheets.setdefault(row.id, drawn(row))
        if row.later_id not in brought:
            sheet.later.append(row.later)
        if row.page_id not in brought:
            sheet.pages.append(page_shown(row))
        brought |= {row.later_id, row.page_id}
    for sheet in sheets.values():
        sheet.pages.sort(key=in_order)
    return list(sheets.values())
