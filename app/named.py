"""Doorways to the things that an address names: a letter, an answer, a class, a student.

What a person may not see is not found: a doorway looks through the viewer's eyes and raises 404 for everything else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, NoReturn
from uuid import UUID

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import orm, select
from sqlmodel import col
from starlette.exceptions import HTTPException

from app.db import Database, transaction
from app.deps import Form, ReadAgain, Session, Student, Teacher, found
from app.models import Answer, Classroom, Letter, Person
from app.models.answer import see_answer
from app.models.classroom import Part
from app.models.letter import open_letter
from app.models.viewer import Viewer
from app.models.visibility import answers_visible_to, letters_visible_to
from app.posted import as_id
from app.queries.desk import Desk, desk
from app.queries.letter import Exchange, exchange
from app.queries.me import Place
from app.queries.students import is_student_of


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


def get_class_i_read(classroom_id: str, me: Teacher) -> Place:
    """A class in which the teacher is a reader, and doesn't only cover."""
    id_ = as_id(classroom_id)
    return found(next((place for place in me.reads_in if place.id == id_ and place.part is Part.READER), None))


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
ClassIRead = Annotated[Place, Depends(get_class_i_read)]
MyStudent = Annotated[StudentOfMine, Depends(get_student_of_mine)]
