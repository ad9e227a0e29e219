"""Lets the demo's letters be sent and answered, by the verbs that everyone uses, each at a moment of the past."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.demo.days import THIS_MONTH, Days
from app.demo.texts import Exchange, OpeningLetter
from app.models import Addition, Answer, ClassLetter, Classroom, Draft, Letter
from app.models.calendar import month_of
from app.models.letter import Wants, add_postscript, open_letter, send_letter
from app.models.settling import Answering, OnDesk, mark_read, record_talk, send_answer
from app.models.viewer import Viewer
from app.models.words import fold

UNOPENED = 2
"""Letters that came up to so many days ago have not been opened yet."""

UNSEEN = 0.15
"""The chance that a student has not looked at an answer of this month yet."""

DRAFTS = {
    "Grace Kim": """Grace,

I came home an hour ago and I still have my coat on, because I began with your letter. No, I don't think that it was \
a trick. A trick is when somebody goes home with less than they came with, and""",
    "Sofía Méndez": """Sofía:

Primero lo primero: ¿ya se la diste? ¿Con todo y cebolla?

Lo de pedirle permiso lo he pensado toda la tarde. Cuando""",
}
"""Answers that Ms. Rivera has begun."""


class Unlikely(RuntimeError):
    """A verb refused what the demo did: the demo no longer fits the rule."""


@dataclass(frozen=True)
class Post:
    """Carries letters between the people of one school."""

    session: Session
    school_id: UUID
    days: Days
    chance: Random
    teachers: Mapping[str, UUID]
    """By the names that the files use."""

    def exchange(self, student: UUID, name: str, classroom: Classroom, told: Exchange) -> None:
        """A letter, and what became of it."""
        came = self.days.letter(told.month) if told.days_ago is None else self.days.days_ago(told.days_ago)
        reader = self.teachers[told.by]
        if not told.letter:
            self._talk(reader, OnDesk(classroom.id, student), None, told.talked, came)
            return
        writer, letter_id = self._eyes(student, came), uuid4()
        send_letter(self.session, writer, classroom, letter_id, told.letter, Wants(told.wants), told.language)
        self.session.flush()
        revision = 1
        if told.ps:
            letter = self.session.get_one(Letter, (self.school_id, letter_id))
            later = self._eyes(student, self.days.postscript(came))
            add_postscript(self.session, later, letter, uuid4(), told.ps)
            revision = 2
        desk = OnDesk(classroom.id, student, seen={letter_id: revision})
        if told.on_its_way:
            self._on_its_way(reader, desk, letter_id, told)
        elif told.answer:
            self._answer(reader, desk, letter_id, told, came)
        elif told.talked:
            self._talk(reader, desk, letter_id, told.talked, came)
        elif told.read:
            self._read(reader, desk, letter_id, came)
        else:
            self._wait(reader, name, desk, letter_id, came)

    def open_month(self, letter: OpeningLetter, classroom: Classroom) -> None:
        """A teacher's letter to the class; a colleague's comes a day after hers."""
        sent = self.days.class_letter(letter.month, days_later=int(letter.by != "rivera"))
        by_id = self.teachers[letter.by]
        self.session.add(
            ClassLetter(
                school_id=self.school_id,
                classroom_id=classroom.id,
                by_id=by_id,
                body=letter.body,
                folded=fold(letter.body),
                question=letter.question,
                language="en",
                month=month_of(self._eyes(by_id, sent).today),
                sent_at=sent,
            )
        )

    def _talk(self, reader: UUID, desk: OnDesk, letter_id: UUID | None, words: str, after: datetime) -> None:
        at = self.days.talk(after)
        if letter_id:
            open_letter(self.session, self._eyes(reader, after + (at - after) / 2), letter_id)
        viewer = self._eyes(reader, at)
        _done(record_talk(self.session, viewer, desk, viewer.today, words))
        self._seen(desk)

    def _answer(self, reader: UUID, desk: OnDesk, letter_id: UUID, told: Exchange, came: datetime) -> None:
        at = self.days.answer(came, at_least=2 if told.ps else 1)
        open_letter(self.session, self._eyes(reader, at - timedelta(minutes=self.chance.randint(4, 50))), letter_id)
        _done(send_answer(self.session, self._eyes(reader, at), desk, told.answer))
        answer = self._seen(desk, told.month)
        answer.language = told.language if told.story else ""
        if told.addition:
            later = min(at + timedelta(hours=self.chance.randint(2, 20)), self.days.at)
            self.session.add(
                Addition(
                    school_id=self.school_id,
                    answer_id=desk.id,
                    body=told.addition,
                    folded=fold(told.addition),
                    at=later,
                    deliver_at=later,
                )
            )

    def _on_its_way(self, reader: UUID, desk: OnDesk, letter_id: UUID, told: Exchange) -> None:
        at = self.days.at - timedelta(minutes=self.chance.randint(4, 40))
        open_letter(self.session, self._eyes(reader, at - timedelta(minutes=9)), letter_id)
        _done(send_answer(self.session, self._eyes(reader, at), desk, told.answer))
        answer = self.session.get_one(Answer, (self.school_id, desk.id))
        answer.language, answer.deliver_at = told.language, self.days.next_morning()

    def _read(self, reader: UUID, desk: OnDesk, letter_id: UUID, came: datetime) -> None:
        at = self.days.answer(came)
        open_letter(self.session, self._eyes(reader, at - timedelta(minutes=2)), letter_id)
        _done(mark_read(self.session, self._eyes(reader, at), desk))

    def _wait(self, reader: UUID, name: str, desk: OnDesk, letter_id: UUID, came: datetime) -> None:
        if self._eyes(reader, self.days.at).days_since(came) <= UNOPENED:
            return
        opened = self.days.answer(came)
        open_letter(self.session, self._eyes(reader, opened), letter_id)
        if name in DRAFTS:
            Draft.keep(
                self.session,
                self._eyes(reader, opened + timedelta(minutes=12)),
                desk.classroom_id,
                desk.to_id,
                DRAFTS[name],
                draft_id=desk.id,
                seen=desk.seen,
            )

    def _seen(self, desk: OnDesk, month: int = 0) -> Answer:
        answer = self.session.get_one(Answer, (self.school_id, desk.id))
        seen = answer.deliver_at + timedelta(minutes=self.chance.randint(3, 1500))
        late = month == THIS_MONTH and self.chance.random() < UNSEEN
        answer.seen_at = None if late or seen > self.days.at else seen
        return answer

    def _eyes(self, person_id: UUID, at: datetime) -> Viewer:
        return Viewer(self.school_id, person_id, self.days.zone, at)


def _done(became: Answering) -> None:
    if became is not Answering.SENT:
        raise Unlikely(became.value)
