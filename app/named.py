"""Doorways to the things that an address names: a letter, an answer, a class, a student.

What a person may not see is not found: a doorway looks through the viewer's eyes and raises 404 for everything else.
Who asks is found in deps.py. Further doorways: what a teacher has sent (sent.py), what a first look opens (opened.py),
worries (worried.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import exists, or_, orm, select
from sqlmodel import col
from starlette.exceptions import HTTPException

from app.db import Database, transaction
from app.deps import Administrator, Form, Me, OfficePerson, ReadAgain, Session, Staff, Student, Teacher, found
from app.models import Answer, Away, Classroom, Draft, Letter, Membership, Opening, Person
from app.models.addition import see_answer
from app.models.classroom import ClassroomKind, Part
from app.models.handover import tell
from app.models.letter import open_letter
from app.models.viewer import Viewer
from app.models.visibility import answers_visible_to, letters_visible_to
from app.posted import as_id
from app.queries.days_off import day_off
from app.queries.desk import Desk, desk
from app.queries.letter import Exchange, exchange
from app.queries.me import Place
from app.queries.notices import Notice
from app.queries.pages import Leafing, leafing
from app.queries.reading import Found, Reading, reading, student_to_ask_for
from app.queries.students import is_student_of
from app.queries.timeline import Month, timeline


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


def get_answer_to_me(answer_id: str, me: Student, session: Session) -> Answer:
    """An answer to the student."""
    to_me = answers_visible_to(me.viewer), col(Answer.to_id) == me.viewer.person_id
    return found(session.scalars(select(Answer).where(*to_me, col(Answer.id) == as_id(answer_id))).one_or_none())


def get_my_class(form: Form, me: Student, session: Session) -> Classroom:
    """The class to which the student's form writes: one in which she writes today."""
    chosen = form.id("classroom")
    if chosen not in me.writing:
        raise HTTPException(404)
    return session.get_one(Classroom, (me.viewer.school_id, chosen))


def get_page(page_id: str, me: Me, session: Session) -> Leafing:
    """A page that she may see, with its fellows."""
    return found(leafing(session, me.viewer, as_id(page_id)))


def get_my_draft(form: Form, me: Me, session: Session) -> Draft:
    """The draft of her own that the form names."""
    return found(Draft.of(session, me.viewer, form.id("draft")))


def get_class_i_read(classroom_id: str, me: Teacher) -> Place:
    """A class in which the teacher reads today, also as a cover."""
    id_ = as_id(classroom_id)
    return found(next((place for place in me.reads_in if place.id == id_), None))


def get_printable_class(classroom_id: str, me: Staff, session: Session) -> Classroom:
    """A class whose cards, and whose page for families, one may print: her own, where she doesn't only cover; for
    the office every class. A coaching group has no cards: teachers come in with a password."""
    id_ = as_id(classroom_id)
    if not me.administers and id_ not in {place.id for place in me.reads_in if place.part is Part.READER}:
        raise HTTPException(404)
    of_school = col(Classroom.school_id) == me.viewer.school_id, col(Classroom.kind) == ClassroomKind.CLASS
    return found(session.scalars(select(Classroom).where(*of_school, col(Classroom.id) == id_)).one_or_none())


@dataclass(frozen=True)
class StudentOfMine:
    """A student, the class in which the teacher answers her, or answered her once, and who else may read her letters,
    by exception."""

    person: Person
    place: Place
    notices: list[Notice]
    here: bool = True
    """Whether she writes there today, or waits. Where not, one can look back, and no more."""


def get_student_ever_mine(
    student_id: str, me: Teacher, session: Session, request: Request, form: Form
) -> StudentOfMine:
    """A student who writes, waits, or once wrote in a class where the teacher reads; in the class that the form or the
    address names, else in the first of them: where she writes today before where she wrote once."""
    wanted = form.id("classroom") or as_id(request.query_params.get("class", ""))
    person, classrooms, told = found(is_student_of(session, me.viewer, as_id(student_id), list(me.reading)))
    places = [place for place in me.reads_in if place.id in classrooms]
    places.sort(key=lambda place: not classrooms[place.id])
    place = found(next((place for place in places if place.id == wanted), places[0] if not wanted else None))
    return StudentOfMine(person, place, told, classrooms[place.id])


def get_student_of_mine(student: Annotated[StudentOfMine, Depends(get_student_ever_mine)]) -> StudentOfMine:
    """One who writes there today, or waits: one can write to her."""
    return found(student if student.here else None)


def get_class_i_answer(classroom_id: str, me: Teacher) -> Place:
    """A class in which the teacher is a reader, and doesn't only cover."""
    id_ = as_id(classroom_id)
    return found(next((place for place in me.reads_in if place.id == id_ and place.part is Part.READER), None))


def get_answerable_letter(letter: Annotated[Letter, Depends(get_letter_to_me)], me: Teacher) -> Letter:
    """A letter that waits, or waited, in the queue of a class where the teacher reads: she may answer it."""
    if letter.queue_id not in me.reading:
        raise HTTPException(404)
    return letter


def get_letter_on_my_desk(letter_id: str, me: Teacher, session: Session) -> Letter:
    """An answerable letter; also one that the teacher, who only covers, has read and a colleague has answered since,
    which she sees no more: what she wrote to it is kept, and nothing of the letter is shown."""
    of_school, id_ = col(Letter.school_id) == me.viewer.school_id, col(Letter.id) == as_id(letter_id)
    read = exists().where(
        col(Opening.school_id) == col(Letter.school_id),
        col(Opening.letter_id) == col(Letter.id),
        col(Opening.person_id) == me.viewer.person_id,
    )
    not_mine, here = col(Letter.writer_id) != me.viewer.person_id, col(Letter.queue_id).in_(list(me.reading))
    asked = select(Letter).where(of_school, id_, not_mine, here, or_(letters_visible_to(me.viewer), read))
    return found(session.scalars(asked).one_or_none())


def get_student_to_ask_for(student_id: str, me: OfficePerson, session: Session) -> Found:
    """A student of the school whose letters somebody of the office may ask to read."""
    return found(student_to_ask_for(session, me.viewer, as_id(student_id)))


def get_reading(grant_id: str, me: OfficePerson, session: Session) -> Reading:
    """A request to read that somebody of the office may know of: none that is about herself."""
    return found(reading(session, me.viewer, as_id(grant_id)))


AnyReading = Annotated[Reading, Depends(get_reading)]


def get_reading_to_decide(reading: AnyReading, me: OfficePerson) -> Reading:
    """One that somebody else asked for."""
    return found(None if reading.asked_by_id == me.viewer.person_id else reading)


def get_reading_to_end(reading: AnyReading, me: OfficePerson) -> Reading:
    """One that she asked for, or agreed to."""
    return found(reading if me.viewer.person_id in {reading.asked_by_id, reading.agreed_by_id} else None)


def get_reading_of_mine(reading: AnyReading, me: OfficePerson) -> Reading:
    """One that she asked for."""
    return found(reading if reading.asked_by_id == me.viewer.person_id else None)


def get_day_off(away_id: str, me: Administrator, session: Session) -> Away:
    """Holidays of the administrator's whole school."""
    return found(day_off(session, me.viewer, as_id(away_id)))


def get_my_day_off(away_id: str, me: Teacher, session: Session) -> Away:
    """Days on which the teacher herself is away."""
    return found(day_off(session, me.viewer, as_id(away_id), me.viewer.person_id))


async def get_opened_desk(letter_id: str, request: Request, me: Teacher, session: Session) -> Desk:
    """The desk of a letter. What the teacher sees for the first time is written down first, then read again; here, for
    a browser that asks once more is slower by a third."""
    lying = found(await run_in_threadpool(desk, session, me.viewer, as_id(letter_id)))
    if lying.unopened:
        await write_first(request, open_letter, me.viewer, lying.unopened)
        session.expunge_all()  # what was read of me stays as it is
        await run_in_threadpool(session.rollback)
        return found(await run_in_threadpool(desk, session, me.viewer, as_id(letter_id)))
    return lying


async def get_opened_exchange(letter_id: str, request: Request, me: Student, session: Session) -> Exchange:
    """A letter of the student's own, an answer to her or a letter to her class. An answer that she sees for the
    first time is written down as seen first, then read again."""
    opened = found(await run_in_threadpool(exchange, session, me.viewer, as_id(letter_id), me.writing))
    if new := [sheet.id for sheet in opened.sheets if sheet.new]:
        await write_first(request, see_answer, me.viewer, new)
        raise ReadAgain
    return opened


async def get_told_timeline(request: Request, me: Student, session: Session) -> list[Month]:
    """The student's timeline. That it tells her by whom a letter is answered now is written down first, then it is
    read again."""
    months = await run_in_threadpool(timeline, session, me.viewer, me.viewer.person_id, me.writing)
    if untold := [sheet.id for month in months for sheet in month.sheets if sheet.untold and sheet.waits]:
        await write_first(request, tell, me.viewer, untold)
        raise ReadAgain
    return months


def get_person(person_id: str, me: Administrator, session: Session) -> Person:
    """Anybody of the administrator's own school."""
    here = col(Person.school_id) == me.viewer.school_id, col(Person.id) == as_id(person_id)
    return found(session.scalars(select(Person).where(*here)).one_or_none())


def get_classroom(classroom_id: str, me: Administrator, session: Session) -> Classroom:
    """Any class of the administrator's own school."""
    here = col(Classroom.school_id) == me.viewer.school_id, col(Classroom.id) == as_id(classroom_id)
    return found(session.scalars(select(Classroom).where(*here)).one_or_none())


@dataclass(frozen=True)
class Taken:
    """A part in a class: the membership, who has it, and where."""

    membership: Membership
    person: Person
    classroom: Classroom


def get_membership(membership_id: str, me: Administrator, session: Session) -> Taken:
    """Any part in a class of the administrator's own school."""
    rows = session.execute(
        select(Membership, Person, Classroom)
        .join(Person, (col(Person.school_id) == col(Membership.school_id)) & (col(Person.id) == Membership.person_id))
        .join(
            Classroom,
            (col(Classroom.school_id) == col(Membership.school_id)) & (col(Classroom.id) == Membership.classroom_id),
        )
        .where(col(Membership.school_id) == me.viewer.school_id, col(Membership.id) == as_id(membership_id))
    )
    return Taken(*found(rows.one_or_none()))


async def write_first(
    request: Request, look: Callable[[orm.Session, Viewer, UUID], None], viewer: Viewer, ids: list[UUID]
) -> None:
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


APage = Annotated[Leafing, Depends(get_page)]
MyDraft = Annotated[Draft, Depends(get_my_draft)]
MyLetter = Annotated[Letter, Depends(get_my_letter)]
AnswerableLetter = Annotated[Letter, Depends(get_answerable_letter)]
LetterOnMyDesk = Annotated[Letter, Depends(get_letter_on_my_desk)]
OpenedExchange = Annotated[Exchange, Depends(get_opened_exchange)]
ToldTimeline = Annotated[list[Month], Depends(get_told_timeline)]
OpenedDesk = Annotated[Desk, Depends(get_opened_desk)]
AnswerToMe = Annotated[Answer, Depends(get_answer_to_me)]
MyClass = Annotated[Classroom, Depends(get_my_class)]
StudentEverMine = Annotated[StudentOfMine, Depends(get_student_ever_mine)]
ClassIAnswer = Annotated[Place, Depends(get_class_i_answer)]
MyStudent = Annotated[StudentOfMine, Depends(get_student_of_mine)]
StudentToAskFor = Annotated[Found, Depends(get_student_to_ask_for)]
ReadingToDecide = Annotated[Reading, Depends(get_reading_to_decide)]
ReadingToEnd = Annotated[Reading, Depends(get_reading_to_end)]
ReadingOfMine = Annotated[Reading, Depends(get_reading_of_mine)]
DayOff = Annotated[Away, Depends(get_day_off)]
MyDayOff = Annotated[Away, Depends(get_my_day_off)]
ClassIRead = Annotated[Place, Depends(get_class_i_read)]
PrintableClass = Annotated[Classroom, Depends(get_printable_class)]
PersonHere = Annotated[Person, Depends(get_person)]
ClassroomHere = Annotated[Classroom, Depends(get_classroom)]
PartHere = Annotated[Taken, Depends(get_membership)]
