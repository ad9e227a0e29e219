"""A letter, and the rule of the house: it waits until it is settled, and `settled_by_id` alone says so."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Index, String, UniqueConstraint, and_, text, update
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from app.models.calendar import month_of
from app.models.classroom import Classroom
from app.models.columns import Moment, Row, one_of, points_to, table_args
from app.models.draft import Draft
from app.models.pages import all_here, arrange, fetch_along, has_pages
from app.models.receipt import Receipt, Used
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, digest, fold, one_line, taken
from app.models.writing import inserted, rows_changed


class Wants(StrEnum):
    """What the writer asks for: an ANSWER, only to be READ, or to TALK."""

    ANSWER = "answer"
    READ = "read"
    TALK = "talk"


class Via(StrEnum):
    """How a letter came."""

    WEB = "web"
    PAPER = "paper"
    IMPORT = "import"


class Letter(Row, table=True):
    """One piece of writing from a person to the readers of a class."""

    __table_args__ = table_args(
        points_to("classroom", "classroom_id"),
        points_to("classroom", "queue_id"),
        points_to("person", "writer_id"),
        points_to("session", "phone_id"),
        # An answer to another student's letter is impossible: the answer's `to` must be this writer.
        points_to("answer", "writer_id", "settled_by_id", keys=("to_id", "id")),
        UniqueConstraint("school_id", "source_key"),
        # A queue costs what is waiting, not what was ever written; and each student in it what waits of hers.
        Index(
            "ix_letter_waiting",
            "school_id",
            "queue_id",
            "writer_id",
            "received_at",
            sqlite_where=text("settled_by_id IS NULL"),
            postgresql_where=text("settled_by_id IS NULL"),
        ),
        Index(None, "school_id", "writer_id", "received_at"),
        Index(None, "school_id", "classroom_id", "month"),
        Index(None, "school_id", "settled_by_id"),
    )

    classroom_id: UUID
    """Where it was written; never changes."""
    queue_id: UUID
    """The class in whose queue it waits; a hand-over moves it."""
    writer_id: UUID
    body: str | None
    """As it was written; None once it was taken back: the text is its writer's again."""
    sha256: str = Field(sa_type=String(64))
    folded: str
    language: str = Field(default="", sa_type=String(35))
    wants: Wants = Field(default=Wants.ANSWER, sa_type=one_of(Wants))
    via: Via = Field(default=Via.WEB, sa_type=one_of(Via))
    helper: str = ""
    """Who held the pen, where it wasn't the writer."""
    phone_id: UUID | None = None
    """The sign-in session in which it was written, where there was one."""
    source_key: str | None = None
    """Where an imported letter came from, so that it comes once."""
    received_at: datetime = Field(sa_type=Moment)
    month: date
    """The first day of the month, by the school's clock, in which it was received."""
    revision: int = 1
    """Grows with every P.S., so that an answer can tell what its writer had seen."""
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    settled_by_id: UUID | None = None

    @hybrid_property
    def waiting(self) -> bool:
        """The rule, once: a letter waits until an Answer has settled it, and nothing else ends it."""
        return self.settled_by_id == None  # noqa: E711


class Postscript(Row, table=True):
    """A P.S. that a writer added while her letter was waiting."""

    __table_args__ = table_args(points_to("letter", "letter_id"), Index(None, "school_id", "letter_id"))

    letter_id: UUID
    body: str
    folded: str
    at: datetime = Field(sa_type=Moment)


class Opening(Row, table=True):
    """A reader's first look at a letter."""

    __table_args__ = table_args(
        points_to("letter", "letter_id"),
        points_to("person", "person_id"),
        UniqueConstraint("school_id", "letter_id", "person_id"),
    )

    letter_id: UUID
    person_id: UUID
    at: datetime = Field(sa_type=Moment)


class Sending(StrEnum):
    """What became of a form with a text."""

    RECEIVED = "received"
    ALREADY_HERE = "already here"
    KEPT_AS_DRAFT = "kept as draft"


def send_letter(
    session: Session,
    viewer: Viewer,
    classroom: Classroom,
    letter_id: UUID,
    body: str,
    wants: Wants,
    language: str = "",
    *,
    helper: str = "",
    pages: Sequence[UUID] = (),
) -> Sending:
    """Receive the viewer's letter to a class, with the pages of its draft; `pages` names them in their order. From
    then on it waits.

    A form that comes twice makes one letter. One that comes again with another text or with further pages (the back
    button) changes nothing that was sent: what is new is kept as a draft. Raises Refused, with nothing written.
    """
    says_enough = wants is Wants.TALK or bool(pages) or _has_only_pages(session, viewer, letter_id, body)
    body, helper = taken(body, may_be_empty=says_enough), one_line(helper, may_be_empty=True)
    if pages and not all_here(session, viewer, pages):
        raise Refused(Reason.PAGE_MISSING)
    if classroom.ended_on and classroom.ended_on < viewer.today:
        raise Refused(Reason.CLASS_ENDED)
    used = Receipt.use(session, viewer, letter_id, body)
    if used.before:
        return _again(session, viewer, classroom.id, letter_id, used, body, wants, language, helper)
    session.add(
        Letter(
            school_id=viewer.school_id,
            id=letter_id,
            classroom_id=classroom.id,
            queue_id=classroom.id,
            writer_id=viewer.person_id,
            body=body,
            sha256=digest(body),
            folded=fold(body),
            language=language,
            wants=wants,
            helper=helper,
            phone_id=viewer.phone_id,
            received_at=viewer.at,
            month=month_of(viewer.today),
        )
    )
    session.flush()
    if pages:
        arrange(session, viewer, letter_id, pages)
        fetch_along(session, viewer, letter_id, pages)
    Draft.drop(session, viewer, letter_id, letter_id=letter_id)
    return Sending.RECEIVED


def add_postscript(session: Session, viewer: Viewer, letter: Letter, postscript_id: UUID, body: str) -> Sending:
    """Add a P.S. to the viewer's own letter while it waits.

    Once it is settled (an answer may be on its way, which its writer can't know) the P.S. becomes a letter of its
    own that waits. Raises Refused, with nothing written.
    """
    body = taken(body)
    used = Receipt.use(session, viewer, postscript_id, body)
    if used.before:
        return _again(session, viewer, letter.queue_id, postscript_id, used, body)
    grown = rows_changed(
        session, update(Letter).where(is_letter(letter), Letter.waiting).values(revision=Letter.revision + 1)
    )
    if grown == 0:
        Receipt.forget(session, viewer, postscript_id)
        classroom = session.get_one(Classroom, (viewer.school_id, letter.queue_id))
        return send_letter(session, viewer, classroom, postscript_id, body, Wants.ANSWER, letter.language)
    session.add(
        Postscript(
            school_id=viewer.school_id,
            id=postscript_id,
            letter_id=letter.id,
            body=body,
            folded=fold(body),
            at=viewer.at,
        )
    )
    return Sending.RECEIVED


def _has_only_pages(session: Session, viewer: Viewer, draft_id: UUID, body: str) -> bool:
    return not body.strip() and has_pages(session, viewer, draft_id=draft_id)


def _again(
    session: Session,
    viewer: Viewer,
    classroom_id: UUID,
    form_id: UUID,
    used: Used,
    body: str,
    wants: str = "",
    language: str = "",
    helper: str = "",
) -> Sending:
    new_pages = has_pages(session, viewer, draft_id=form_id)
    if (used.same_text or not body.strip()) and not new_pages:
        return Sending.ALREADY_HERE
    new = "" if used.same_text else body
    kept = Draft.keep(session, viewer, classroom_id, None, new, wants=wants, language=language, helper=helper)
    if new_pages:
        Draft.drop(session, viewer, form_id, draft_id=kept.id)
    return Sending.KEPT_AS_DRAFT


def open_letter(session: Session, viewer: Viewer, letter_id: UUID) -> None:
    """Write down that the viewer, a reader, has opened a letter. Opening ends nothing; it only stops a take-back."""
    rows_changed(
        session,
        update(Letter)
        .where(
            col(Letter.school_id) == viewer.school_id,
            col(Letter.id) == letter_id,
            col(Letter.body).is_not(None),
            col(Letter.opened_at).is_(None),
        )
        .values(opened_at=viewer.at),
    )
    inserted(
        session,
        Opening,
        school_id=viewer.school_id,
        id=uuid4(),
        letter_id=letter_id,
        person_id=viewer.person_id,
        at=viewer.at,
    )


def is_letter(letter: Letter) -> ColumnElement[bool]:
    """True for this letter's row."""
    return and_(col(Letter.school_id) == letter.school_id, col(Letter.id) == letter.id)
