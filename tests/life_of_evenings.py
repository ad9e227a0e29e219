"""Evenings, for tests/test_life_of_letters.py: quiet hours, what is set aside, and what is sent at once."""

from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.models import Answer, Preference
from app.models.answer import DELIVERED_AFTER
from app.models.mark import set_aside
from app.models.quiet import DEFAULT, QUIET
from app.models.settling import send_now
from tests.life_of_a_school import TEACHERS
from tests.life_of_letters import LifeOfLetters


class LifeOfEvenings(LifeOfLetters):
    """What tired people do meanwhile."""

    @rule(name=TEACHERS)
    def wants_quiet_evenings(self, name: str) -> None:
        teacher = self.person(name)
        with self.begin() as session:
            Preference.choose(session, self.viewer(teacher), QUIET, DEFAULT.as_kept())
        self.model.quiet.add(teacher.id)

    @rule(letter_id=LifeOfLetters.letters, name=TEACHERS, days=st.integers(1, 7))
    def sets_it_aside(self, letter_id: UUID, name: str, days: int) -> None:
        teacher, told = self.person(name), self.model.letters[letter_id]
        with self.begin() as session:
            until = self.model.today + timedelta(days=days)
            set_aside(session, self.viewer(teacher), {letter_id: told.revision}, until, "Later.")

    @rule(answer_id=LifeOfLetters.answers)
    def sends_it_now(self, answer_id: UUID) -> None:
        answer = self.model.answers.get(answer_id)
        with self.begin() as session:
            row = session.get(Answer, (self.cast.school.id, answer_id))
            if row is None or answer is None:
                return
            soon = max(self.model.at, row.sent_at + DELIVERED_AFTER)
            assert send_now(session, self.viewer(answer.by), row) == (answer.deliver_at > soon)
            answer.deliver_at = min(answer.deliver_at, soon) if answer.deliver_at > self.model.at else answer.deliver_at
