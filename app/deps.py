"""Doorways: how a route gets its session, the person who asks, and the thing that the address names.

What a person may not see is not found: a doorway looks through the viewer's eyes and raises 404 for everything else.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, NoReturn, TypeVar
from uuid import UUID

from fastapi import Depends, Request
from fastapi.concurrency import contextmanager_in_threadpool, run_in_threadpool
from sqlalchemy import orm, select
from sqlmodel import col
from starlette.exceptions import HTTPException

from app.config import Settings
from app.db import Database, reading, transaction
from app.guards import READS
from app.models import Answer, Classroom, Letter, Person
from app.models.answer import see_answer
from app.models.calendar import now
from app.models.classroom import Part
from app.models.letter import open_letter
from app.models.person import OfficePart
from app.models.viewer import Viewer
from app.models.visibility import answers_visible_to, letters_visible_to
from app.posted import Posted, as_id, get_posted
from app.queries.desk import Desk, desk
from app.queries.letter import Exchange, exchange
from app.queries.me import MyRow, Place, Undoable, extend, who_is
from app.queries.students import is_student_of

COOKIE = "everyletter"

T = TypeVar("T")


class SignedOut(Exception):
    """Nobody is signed in (any more). `room` is where one of these signs in: "card" or "sign_in"."""

    def __init__(self, room: str) -> None:
        super().__init__(room)
        self.room = room


class ReadAgain(Exception):
    """Something was written on the way: the same address is asked for once more."""


def found(thing: T | None) -> T:
    """The thing, or 404."""
    if thing is None:
        raise HTTPException(404)
    return thing


async def get_session(request: Request) -> AsyncIterator[orm.Session]:
    """A GET reads. Everything else is one transaction, committed before the response leaves (scope="function")."""
    database: Database = request.app.state.database
    reads = request.method in READS
    async with database.read_turns if reads else database.write_turns:
        work = reading(database) if reads else transaction(database)
        async with contextmanager_in_threadpool(work) as session:
            yield session


def get_key(request: Request) -> bytes:
    """The server key."""
    key: bytes = request.app.state.key
    return key


def get_settings(request: Request) -> Settings:
    """The settings of this process."""
    settings: Settings = request.app.state.settings
    return settings


Session = Annotated[orm.Session, Depends(get_session, scope="function")]
Form = Annotated[Posted, Depends(get_posted)]
Key = Annotated[bytes, Depends(get_key)]
Config = Annotated[Settings, Depends(get_settings)]
Now = Annotated[datetime, Depends(now)]


@dataclass  # not frozen: its cached properties are kept on it
class SignedIn:
    """The person who asks, where she belongs today, and her eyes."""

    row: MyRow
    viewer: Viewer

    @property
    def person(self) -> Person:
        return self.row.person

    @property
    def called(self) -> str:
        return self.row.person.called

    @property
    def undoable(self) -> Undoable | None:
        """Her newest answer that can still be undone."""
        return self.row.undoable

    @property
    def own_phone(self) -> bool:
        return self.row.sign_in.own_phone

    @cached_property
    def writes_in(self) -> list[Place]:
        """The classes in which she writes letters."""
        return [place for place in self.row.places if place.part is Part.WRITER]

    @cached_property
    def reads_in(self) -> list[Place]:
        """The classes in which she reads and answers."""
        return [place for place in self.row.places if place.part is not Part.WRITER]

    @property
    def reading(self) -> dict[UUID, str]:
        """The names of those classes by their ids."""
        return {place.id: place.name for place in self.reads_in}

    @property
    def writing(self) -> list[UUID]:
        """The ids of the classes in which she writes."""
        return [place.id for place in self.writes_in]

    @property
    def offices(self) -> frozenset[OfficePart]:
        return self.row.offices


def token_of(request: Request) -> str:
    """The token of the sign-in session in this browser, or an empty text."""
    return request.cookies.get(COOKIE, "")


def get_me_or_nobody(
    request: Request,
    _posted: Form,  # read first, so that a form outlives a session that has ended
    session: Session,
    key: Key,
    at: Now,
) -> SignedIn | None:
    """Who is signed in. Somebody who belongs nowhere any more isn't."""
    token = token_of(request)
    row = who_is(session, key, token, at) if token else None
    if row is None:
        return None
    if request.method not in READS:
        extend(row, at)
    return SignedIn(row, row.viewer(at))


Anyone = Annotated[SignedIn | None, Depends(get_me_or_nobody)]


def get_me(me: Anyone) -> SignedIn:
    """Who is signed in, else to the card."""
    if me is None:
        raise SignedOut("card")
    return me


def get_student(me: Anyone) -> SignedIn:
    """Somebody who writes letters."""
    if me is None:
        raise SignedOut("card")
    if not me.writes_in:
        raise HTTPException(404)
    return me


def get_teacher(me: Anyone) -> SignedIn:
    """Somebody who reads and answers letters."""
    if me is None:
        raise SignedOut("sign_in")
    if not me.reads_in:
        raise HTTPException(404)
    return me


Me = Annotated[SignedIn, Depends(get_me)]
Student = Annotated[SignedIn, Depends(get_student)]
Teacher = Annotated[SignedIn, Depends(get_teacher)]


def get_my_letter(letter_id: str, me: Student, session: Session) -> Letter:
    """A letter that the student wrote herself, and has not taken back."""
    id_, letter = as_id(letter_id), col(Letter.id)
    mine = letters_visible_to(me.viewer), letter == id_, col(Letter.writer_id) == me.viewer.person_id
    return found(session.scalars(select(Letter).where(*mine)).one_or_none())


def get_letter_to_me(letter_id: str, me: Teacher, session: Session) -> Letter:
    """A letter that the teacher may see, as its reader and not as its writer."""
    id_, letter = as_id(letter_id), col(Letter.id)
    to_me = letters_visible_to(me.viewer), letter == id_, col(Letter.writer_id) != me.viewer.person_id
    return found(session.scalars(select(Letter).where(*to_me)).one_or_none())


def get_my_answer(answer_id: str, me: Teacher, session: Session) -> Answer:
    """An answer that the teacher gave herself."""
    id_, mine = as_id(answer_id), col(Answer.by_id) == me.viewer.person_id
    return found(
        session.scalars(select(Answer).where(answers_visible_to(me.viewer), col(Answer.id) == id_, mine)).one_or_none()
    )


def get_answer_to_me(answer_id: str, me: Student, session: Session) -> Answer:
    """An answer to the student."""
    id_, to_me = as_id(answer_id), col(Answer.to_id) == me.viewer.person_id
    return found(
        session.scalars(select(Answer).where(answers_visible_to(me.viewer), col(Answer.id) == id_, to_me)).one_or_none()
    )


def get_my_class(form: Form, me: Student, session: Session) -> Classroom:
    """The class to which the student's form writes: one in which she writes today."""
    chosen = form.id("classroom")
    if chosen not in me.writing:
        raise HTTPException(404)
    return session.get_one(Classroom, (me.viewer.school_id, chosen))


@dataclass(frozen=True)
class StudentOfMine:
    """A student, and the class in which the teacher answers her."""

    person: Person
    place: Place


def get_student_of_mine(student_id: str, me: Teacher, session: Session, request: Request, form: Form) -> StudentOfMine:
    """A student who writes, or waits, in a class where the teacher reads; in the class that the form or the address
    names, else in the first of them."""
    wanted = form.id("classroom") or as_id(request.query_params.get("class", ""))
    person, classrooms = found(is_student_of(session, me.viewer, as_id(student_id), list(me.reading)))
    places = [place for place in me.reads_in if place.id in classrooms]
    place = next((place for place in places if place.id == wanted), places[0] if not wanted else None)
    return StudentOfMine(person, found(place))


def get_answerable_letter(letter: Annotated[Letter, Depends(get_letter_to_me)], me: Teacher) -> Letter:
    """A letter that waits, or waited, in the queue of a class where the teacher reads: she may answer it."""
    if letter.queue_id not in me.reading:
        raise HTTPException(404)
    return letter


async def get_opened_desk(letter_id: str, request: Request, me: Teacher, session: Session) -> Desk:
    """The desk of a letter. What the teacher sees for the first time is written down first, then read again."""
    lying = found(await run_in_threadpool(desk, session, me.viewer, as_id(letter_id)))
    if lying.unopened:
        await _write_first(request, open_letter, me.viewer, lying.unopened)
    return lying


async def get_opened_exchange(letter_id: str, request: Request, me: Student, session: Session) -> Exchange:
    """A letter of the student's own, an answer to her or a letter to her class. An answer that she sees for the
    first time is written down as seen first, then read again."""
    opened = found(await run_in_threadpool(exchange, session, me.viewer, as_id(letter_id), me.writing))
    if new := [sheet.id for sheet in opened.sheets if sheet.new]:
        await _write_first(request, see_answer, me.viewer, new)
    return opened


async def _write_first(
    request: Request, look: Callable[[orm.Session, Viewer, UUID], None], viewer: Viewer, ids: list[UUID]
) -> NoReturn:
    """Write what a first look means, in a turn of its own; a browser that only prefetches gets nothing."""
    if "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", "")):
        raise HTTPException(204)
    database: Database = request.app.state.database

    def in_a_transaction() -> None:
        with transaction(database) as writing:
            for id_ in ids:
                look(writing, viewer, id_)

    async with database.write_turns:
        await run_in_threadpool(in_a_transaction)
    raise ReadAgain


MyLetter = Annotated[Letter, Depends(get_my_letter)]
AnswerableLetter = Annotated[Letter, Depends(get_answerable_letter)]
OpenedExchange = Annotated[Exchange, Depends(get_opened_exchange)]
OpenedDesk = Annotated[Desk, Depends(get_opened_desk)]
MyAnswer = Annotated[Answer, Depends(get_my_answer)]
AnswerToMe = Annotated[Answer, Depends(get_answer_to_me)]
MyClass = Annotated[Classroom, Depends(get_my_class)]
MyStudent = Annotated[StudentOfMine, Depends(get_student_of_mine)]
