"""The life of letters, for tests/test_life_of_letters.py: what people write to each other, and what becomes of it."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    initialize,
    invariant,
    multiple,
    rule,
)
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.db import reading
from app.models import Answer, Classroom, Draft, Letter, Person
from app.models.answer import DELIVERED_AFTER, AnswerKind
from app.models.bringing import Brought, NotAReader, bring_in
from app.models.classroom import Part, classes_of
from app.models.letter import Sending, Wants, add_postscript, open_letter, send_letter
from app.models.settling import (
    Answering,
    OnDesk,
    dispute,
    mark_read,
    record_talk,
    send_answer,
    take_back,
    undo,
)
from app.models.words import Refused
from tests.life import (
    Form,
    Settled,
    Told,
    check_board,
    check_lists,
    check_queues,
    check_students,
)
from tests.life_of_a_school import TEACHERS, WRITERS, LifeOfASchool
from tests.models.look import kept

WAYS = st.sampled_from([AnswerKind.WRITTEN, AnswerKind.WRITTEN, AnswerKind.IN_PERSON, AnswerKind.READ])


class LifeOfLetters(LifeOfASchool):
    """What people write to each other meanwhile."""

    letters = Bundle("letters")
    forms = Bundle("forms")
    answers = Bundle("answers")

    @initialize(target=letters, name=WRITERS)
    def begins_with_a_letter(self, name: str) -> UUID | MultipleResults[UUID]:
        return self.writes(name, Wants.ANSWER, 0)

    @rule(target=letters, name=WRITERS, wants=st.sampled_from(Wants), which=st.integers(0, 1))
    def writes(self, name: str, wants: Wants, which: int) -> UUID | MultipleResults[UUID]:
        writer, letter_id = self.person(name), uuid4()
        with self.begin() as session:
            writes_in = set(session.scalars(classes_of(self.viewer(writer), Part.WRITER)))
            mine = [room.id for room in self.classes if room.id in writes_in]
            if not mine:
                return multiple()
            room = session.get_one(Classroom, (self.cast.school.id, mine[which % len(mine)]))
            try:
                sent = send_letter(session, self.viewer(writer), room, letter_id, f"Letter {letter_id}", wants)
            except Refused:
                assert room.ended_on
                assert room.ended_on < self.model.today
                return multiple()
            assert sent is Sending.RECEIVED
        self.model.letters[letter_id] = Told(writer, room.id, self.model.at, f"Letter {letter_id}", wants)
        return letter_id

    @rule(target=letters, name=WRITERS, ago=st.integers(0, 40), teacher=TEACHERS, until=st.none() | st.integers(0, 40))
    def is_brought_in(self, name: str, ago: int, teacher: str, until: int | None) -> UUID | MultipleResults[UUID]:
        """A letter from before comes out of a file; it was answered on paper, or it waits."""
        writer, by, received_at = self.person(name), self.person(teacher), self.model.at - timedelta(days=ago)
        day = None if until is None else self.model.today - timedelta(days=until)
        answered = day is not None and self.cast.school.day(received_at) <= day
        session: Session
        with self.begin() as session:
            room_id = session.scalars(classes_of(self.viewer(writer), Part.WRITER)).first()
            if room_id is None:
                return multiple()
            brought = Brought(writer.id, room_id, f"From before {received_at}", received_at, str(uuid4()))
            try:
                bring_in(session, self.viewer(by), [brought, brought], day)
            except Refused:
                assert self.has_ended(session, room_id)
                return multiple()
            except NotAReader:
                assert answered
                assert room_id not in session.scalars(classes_of(self.viewer(by), Part.READER)).all()
                return multiple()
            row = session.scalars(select(Letter).where(col(Letter.source_key) == brought.source_key)).one()
        letter_id, settled_by = row.id, row.settled_by_id
        assert (settled_by is not None) == answered
        text, wants = brought.body, Wants.ANSWER
        self.model.letters[letter_id] = Told(writer, room_id, received_at, text, wants, 1, answered, settled_by)
        if settled_by:
            self.model.answers[settled_by] = Settled(by, writer, AnswerKind.BEFORE, "", room_id, self.model.at)
        return letter_id

    def has_ended(self, session: Session, room_id: UUID) -> bool:
        ended_on = session.get_one(Classroom, (self.cast.school.id, room_id)).ended_on
        return ended_on is not None and ended_on < self.model.today

    @rule(letter_id=letters, changed=st.booleans())
    def sends_the_same_form_again(self, letter_id: UUID, changed: bool) -> None:
        told = self.model.letters[letter_id]
        body = f"{told.body}, changed {self.model.at}" if changed else told.body
        with self.begin() as session:
            letter = self.letter(session, letter_id)
            room = session.get_one(Classroom, (letter.school_id, letter.classroom_id))
            with suppress(Refused):  # a class that has ended takes nothing, and the browser keeps it
                sent = send_letter(session, self.viewer(told.writer), room, letter_id, body, told.wants)
                assert sent is (Sending.KEPT_AS_DRAFT if changed else Sending.ALREADY_HERE)
                assert not changed or body in kept(session, told.writer)

    @rule(letter_id=letters)
    def takes_it_back(self, letter_id: UUID) -> None:
        told = self.model.letters[letter_id]
        with self.begin() as session:
            back = take_back(session, self.viewer(told.writer), self.letter(session, letter_id))
            assert back == (told.settled_by is None and not told.opened)
            if not back:
                return
            answer_id = self.letter(session, letter_id).settled_by_id
            session.expire_all()
            answer_id = self.letter(session, letter_id).settled_by_id
            assert answer_id
            assert any(told.body in text for text in kept(session, told.writer))
        told.settled_by = answer_id
        kind, at = AnswerKind.TAKEN_BACK, self.model.at
        self.model.answers[answer_id] = Settled(told.writer, told.writer, kind, "", told.queue, at)

    @rule(target=letters, letter_id=letters)
    def adds_a_ps(self, letter_id: UUID) -> UUID | MultipleResults[UUID]:
        told, postscript_id = self.model.letters[letter_id], uuid4()
        body = f"P.S. {postscript_id}"
        with self.begin() as session:
            room = session.get_one(Classroom, (self.cast.school.id, told.queue))
            try:
                letter = self.letter(session, letter_id)
                sent = add_postscript(session, self.viewer(told.writer), letter, postscript_id, body)
            except Refused:
                assert told.settled_by is not None
                assert room.ended_on
                return multiple()
            assert sent is Sending.RECEIVED
        if told.settled_by is None:
            told.revision += 1
            return multiple()
        self.model.letters[postscript_id] = Told(told.writer, told.queue, self.model.at, body, Wants.ANSWER)
        return postscript_id

    @rule(letter_id=letters, name=TEACHERS)
    def opens(self, letter_id: UUID, name: str) -> None:
        told = self.model.letters[letter_id]
        answer = self.model.answers.get(told.settled_by) if told.settled_by else None
        with self.begin() as session:
            open_letter(session, self.viewer(self.person(name)), letter_id)
        told.opened = told.opened or not (answer and answer.kind is AnswerKind.TAKEN_BACK)

    @rule(target=forms, letter_id=letters, name=TEACHERS, all_of_hers=st.booleans(), draft=st.booleans())
    def begins_to_answer(
        self, letter_id: UUID, name: str, all_of_hers: bool, draft: bool
    ) -> Form | MultipleResults[Form]:
        told, teacher = self.model.letters[letter_id], self.person(name)
        if told.writer is teacher:  # no desk opens for her own letter
            return multiple()
        beside = {id_ for id_, other in self.model.waiting().items() if other.writer is told.writer}
        seen = {
            id_: self.model.letters[id_].revision
            for id_ in ({letter_id} | beside if all_of_hers else {letter_id})
            if self.model.letters[id_].queue == told.queue
        }
        desk = OnDesk(told.queue, told.writer.id, revision=int(draft), seen=seen)
        with self.begin() as session:
            if draft:
                viewer, text = self.viewer(teacher), "Dear you,"
                Draft.keep(session, viewer, desk.classroom_id, desk.to_id, text, draft_id=desk.id, seen=seen)
        return Form(teacher, desk)

    @rule(target=answers, form=forms, way=WAYS, again=st.booleans())
    def answers_it(self, form: Form, way: AnswerKind, again: bool) -> UUID | MultipleResults[UUID]:
        text = "" if way is AnswerKind.READ else (again and form.sent) or f"Answer {uuid4()}"
        with self.begin() as session:
            became = self.settle(session, form, way, text)
            if form.sent is not None:
                same = text in {form.sent, ""}
                assert became is (Answering.ALREADY_HERE if same else Answering.STOPPED)
            else:
                same = self.model.can_settle(form.desk, way)
                assert became is (Answering.SENT if same else Answering.STOPPED)
            assert became is not Answering.STOPPED or not text or text in kept(session, form.by)
        if became is not Answering.SENT:
            return multiple()
        form.sent, desk = text, form.desk
        student = next(told.writer for told in self.model.letters.values() if told.writer.id == desk.to_id)
        deliver_at = self.goes_out(form.by, way)
        self.model.answers[desk.id] = Settled(form.by, student, way, text, desk.classroom_id, deliver_at)
        for letter_id in desk.seen:
            self.model.letters[letter_id].settled_by = desk.id
            self.model.letters[letter_id].opened = True  # one can't answer what one has not read
        return desk.id

    def settle(self, session: Session, form: Form, way: AnswerKind, text: str) -> Answering:
        viewer = self.viewer(form.by)
        if way is AnswerKind.IN_PERSON:
            return record_talk(session, viewer, form.desk, viewer.today, text)
        return (
            mark_read(session, viewer, form.desk)
            if way is AnswerKind.READ
            else send_answer(session, viewer, form.desk, text)
        )

    def goes_out(self, by: Person, way: AnswerKind) -> datetime:
        """By this clock: what is written after eight in the evening is there at half past seven."""
        soon, zone = self.model.at + DELIVERED_AFTER, ZoneInfo(self.cast.school.zone)
        clock = self.model.at.astimezone(zone)
        if way is not AnswerKind.WRITTEN or by.id not in self.model.quiet or "07:30" <= f"{clock:%H:%M}" < "20:00":
            return soon
        morning = clock.date() + timedelta(days=clock.hour >= 20)
        return max(soon, datetime.combine(morning, time(7, 30), zone).astimezone(UTC))

    @rule(target=answers, letter_id=letters, name=TEACHERS, way=WAYS)
    def answers_at_once(self, letter_id: UUID, name: str, way: AnswerKind) -> UUID | MultipleResults[UUID]:
        form = self.begins_to_answer(letter_id, name, True, False)
        return self.answers_it(form, way, False) if isinstance(form, Form) else multiple()

    @rule(letter_id=letters, name=TEACHERS, way=WAYS)
    def answers_and_undoes(self, letter_id: UUID, name: str, way: AnswerKind) -> None:
        answer_id = self.answers_at_once(letter_id, name, way)
        if isinstance(answer_id, UUID):
            self.undoes(answer_id)

    @rule(letter_id=letters, name=TEACHERS)
    def talks_and_forgets(self, letter_id: UUID, name: str) -> None:
        answer_id = self.answers_at_once(letter_id, name, AnswerKind.IN_PERSON)
        self.the_clock_delivers()
        if isinstance(answer_id, UUID):
            self.says_we_have_not_talked(answer_id)

    @rule(answer_id=answers)
    def undoes(self, answer_id: UUID) -> None:
        answer = self.model.answers.get(answer_id)
        with self.begin() as session:
            row = session.get(Answer, (self.cast.school.id, answer_id))
            assert (row is None) == (answer is None)
            if row is None or answer is None:
                return
            undone = undo(session, self.viewer(answer.by), row)
            assert undone == (answer.deliver_at > self.model.at)
            assert not undone or not answer.body or answer.body in kept(session, answer.by)
        if undone:
            del self.model.answers[answer_id]
            self.model.wait_again(answer_id)

    @rule(answer_id=answers)
    def says_we_have_not_talked(self, answer_id: UUID) -> None:
        answer = self.model.answers.get(answer_id)
        if answer is None:
            return
        with self.begin() as session:
            row = session.get_one(Answer, (self.cast.school.id, answer_id))
            due = answer.deliver_at <= self.model.at and answer.kind is AnswerKind.IN_PERSON and not answer.disputed
            assert dispute(session, self.viewer(answer.to), row) == due
        if due:
            answer.disputed = True
            self.model.wait_again(answer_id)

    @invariant()
    def no_one_goes_unanswered(self) -> None:
        with reading(self.database) as session:
            check_queues(session, self.model)
            check_lists(session, self.model)
            check_board(session, self.model)
            check_students(session, self.model)
