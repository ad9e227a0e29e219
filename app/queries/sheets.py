"""The sheets that a screen asks for: letters, answers and letters to whole classes, through the viewer's eyes."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, null, or_, select
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from app.models import Addition, Answer, ClassLetter, Handover, Letter, Opening, Page, Person, Postscript
from app.models.addition import added_since
from app.models.answer import AnswerKind
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.models.visibility import answers_visible_to, letters_visible_to
from app.queries.asked import FROM_PERSON_TO_PERSON, Asked
from app.queries.excerpt import cut_between_words, text_of
from app.queries.pages import PAGE, in_order, page_shown
from app.queries.sheet import Kind, Later, Sheet, Standing, standing_of


def letter_sheets(session: Session, viewer: Viewer, asked: Asked, *values: Any, whole: bool = True) -> list[Sheet]:
    """The letters that fit `asked` of these values and that the viewer may see, with their P.S., oldest first."""
    rows = _letters(session, viewer, asked, *values, whole=whole)
    return _with_later(viewer, rows, _letter_sheet)


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
        col(by.name).label("by_name"), col(Postscript.body).label("later"), null().label("later_at"),
        opened.label("opened_by_me"),
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
    return _with_later(viewer, rows, _answer_sheet)


@prepared
def _answers(viewer: Viewer, asked: Asked, *values: Any, whole: bool) -> Any:
    columns: list[Any] = [
        Answer.id, Answer.kind, Answer.sent_at, Answer.deliver_at, Answer.on_day, Answer.seen_at, Answer.disputed_at,
        Answer.by_id, Answer.to_id, Person.goes_by, Person.name, *text_of(Answer.body, whole=whole), Answer.language,
        col(Addition.body).label("later"), col(Addition.id).label("later_id"),
        col(Addition.deliver_at).label("later_at"), added_since(viewer, Answer.seen_at).label("added"), *PAGE,
    ]  # fmt: skip
    return (
        select(*columns)
        .join(Person, (col(Person.school_id) == col(Answer.school_id)) & (col(Person.id) == col(Answer.by_id)))
        .outerjoin(
            Addition,
            (col(Addition.school_id) == col(Answer.school_id))
            & (col(Addition.answer_id) == col(Answer.id))
            & _addition_shown(viewer),
        )
        .outerjoin(Page, (col(Page.school_id) == col(Answer.school_id)) & (col(Page.answer_id) == col(Answer.id)))
        .where(answers_visible_to(viewer), asked(*values), FROM_PERSON_TO_PERSON)
        .order_by(col(Answer.sent_at), col(Answer.id), col(Addition.at))
    )


def _addition_shown(viewer: Viewer) -> ColumnElement[bool]:
    """True for a P.S. that has gone out; the readers of an answer see it also while it is on its way."""
    gone_out = col(Addition.deliver_at) <= viewer.at
    return gone_out if viewer.by_grant else or_(gone_out, col(Answer.to_id) != viewer.person_id)


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
        new=row.to_id == viewer.person_id and (row.seen_at is None or row.added),
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


def _with_later(viewer: Viewer, rows: Iterable[Any], drawn: Callable[[Viewer, Any], Sheet]) -> list[Sheet]:
    """A sheet for each id; a further row of the same id brings a further P.S., or a further page."""
    sheets: dict[UUID, Sheet] = {}
    brought: set[UUID | None] = {None}
    for row in rows:
        sheet = sheets.get(row.id) or sheets.setdefault(row.id, drawn(viewer, row))
        if row.later_id not in brought:
            sheet.later.append(Later(row.later_id, row.later, _still_to_go(viewer, row)))
        if row.page_id not in brought:
            sheet.pages.append(page_shown(row))
        brought |= {row.later_id, row.page_id}
    for sheet in sheets.values():
        sheet.pages.sort(key=in_order)
    return list(sheets.values())


def _still_to_go(viewer: Viewer, row: Any) -> datetime | None:
    return row.later_at.astimezone(viewer.zone) if row.later_at and row.later_at > viewer.at else None
