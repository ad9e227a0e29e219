"""A school in which things happen: people move, leave and hand over, classes end, and the clock goes on."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.db import Database, transaction
from app.models import Classroom, Letter, Membership, Person
from app.models.answer import DELIVERED_AFTER
from app.models.classroom import Part, classes_of
from app.models.ending_class import end_class
from app.models.handover import NobodyLeft, end_membership, hand_over, join, leave
from app.models.taking_part import give_part
from app.models.viewer import Viewer
from app.models.words import Refused
from tests.cast import NOW, build
from tests.life import Model, is_covered, needs_nobody

WRITERS = st.sampled_from(["ana", "bo", "linh", "cy", "rivera"])
TEACHERS = st.sampled_from(["rivera", "park", "okoye", "haddad"])
CLASSES = st.sampled_from(["period_3", "period_5", "coaching"])


class LifeOfASchool(RuleBasedStateMachine):
    """One school, from a Tuesday in November on."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.cast = build(database, NOW, doors=False)
        self.model = Model(self.cast, NOW)
        self.classes = (self.cast.period_3, self.cast.period_5, self.cast.coaching)
        with transaction(database) as session:
            lund = self.viewer(self.cast.lund)
            join(session, lund, self.cast.period_5.id, self.cast.linh.id, Part.WRITER, lund.today)

    def viewer(self, person: Person) -> Viewer:
        return self.cast.viewer(person, self.model.at)

    def person(self, name: str) -> Person:
        person: Person = getattr(self.cast, name)
        return person

    def classroom(self, session: Session, name: str) -> Classroom:
        return session.get_one(Classroom, (self.cast.school.id, getattr(self.cast, name).id))

    def begin(self) -> Any:
        """Every step is a second later than the one before, in a transaction of its own."""
        self.model.at += timedelta(seconds=1)
        self.model.steps += 1
        return transaction(self.database)

    def reads_in(self, session: Session, teacher: Person) -> set[UUID]:
        return set(session.scalars(classes_of(self.viewer(teacher), Part.READER, Part.COVER)))

    def letter(self, session: Session, letter_id: UUID) -> Letter:
        return session.get_one(Letter, (self.cast.school.id, letter_id))

    @rule(name=WRITERS, from_=CLASSES, to=CLASSES)
    def hands_over(self, name: str, from_: str, to: str) -> None:
        writer = self.person(name)
        with self.begin() as session:
            here, there = self.classroom(session, from_).id, self.classroom(session, to).id
            hers = self.model.queues().get((writer.id, here), [])
            covered = is_covered(session, self.model, there, {writer.id} if hers else set())
            try:
                moved = hand_over(session, self.viewer(self.cast.lund), writer.id, here, there)
            except (NobodyLeft, Refused):
                assert not covered
                return
            assert moved == len(hers)
            assert covered or not hers
        for told in hers:
            told.queue = there

    @rule(name=WRITERS, to=CLASSES)
    def moves_to_another_class(self, name: str, to: str) -> None:
        writer = self.person(name)
        with self.begin() as session:
            lund, there = self.viewer(self.cast.lund), self.classroom(session, to)
            mine = (col(Membership.person_id) == writer.id, col(Membership.part) == Part.WRITER)
            open_ones = session.scalars(select(Membership).where(*mine, col(Membership.until_day).is_(None))).all()
            her, tomorrow = session.get_one(Person, (writer.school_id, writer.id)), lund.today + timedelta(days=1)
            with suppress(Refused), session.begin_nested():  # she can't write where she reads, nor where nobody does
                for membership in open_ones:
                    end_membership(session, lund, membership, lund.today)
                give_part(session, lund, there, her, Part.WRITER, tomorrow)

    @rule(name=TEACHERS, days=st.integers(-1, 3), taking_over=st.none() | TEACHERS, whole=st.booleans())
    def a_teacher_leaves(self, name: str, days: int, taking_over: str | None, whole: bool) -> None:
        teacher, everything = (
            self.person(name),
            select(Membership).where(col(Membership.school_id) == self.cast.school.id),
        )
        last_day = self.model.today + timedelta(days=days)
        successor = self.person(taking_over).id if taking_over else None
        with self.begin() as session:
            lund, person = self.viewer(self.cast.lund), session.get_one(Person, (teacher.school_id, teacher.id))
            before = {row.id: row.until_day for row in session.scalars(everything)}
            try:
                if whole:
                    leave(session, lund, person, last_day, successor)
                else:
                    mine = (col(Membership.person_id) == teacher.id, col(Membership.part) != Part.WRITER)
                    first = next((room.id for room in self.classes if room.id in self.reads_in(session, teacher)), None)
                    hers = session.scalars(everything.where(*mine, col(Membership.classroom_id) == first)).all()
                    with session.begin_nested():  # she may be there twice: both end, or neither
                        for membership in hers:
                            end_membership(session, lund, membership, last_day, successor)
            except (NobodyLeft, Refused):
                session.expire_all()
                assert {row.id: row.until_day for row in session.scalars(everything)} == before
                return
            for room in self.classes:
                assert is_covered(session, self.model, room.id) or needs_nobody(session, self.model, room.id)

    @rule(name=CLASSES)
    def a_class_ends(self, name: str) -> None:
        with self.begin() as session, suppress(Refused):  # once it is over, it stays so
            room = self.classroom(session, name)
            end_class(session, self.viewer(self.cast.lund), room, self.model.today, room.ended_on)

    @rule(days=st.sampled_from([1, 1, 2, 5, 40]))
    def days_pass(self, days: int) -> None:
        self.model.at += timedelta(days=days)

    @rule()
    def the_clock_delivers(self) -> None:
        self.model.at += DELIVERED_AFTER
