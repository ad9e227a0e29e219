"""A school with something to show on each screen."""

from dataclasses import dataclass
from uuid import UUID

from app.db import transaction
from app.models import Letter, Person
from app.models.grant import end, look
from app.models.letter import Wants
from tests.browser.school import House, School
from tests.cast import DAY, HOUR
from tests.grants import agreed, asked, named
from tests.last_year import answered_then, last_years_class, wrote_then
from tests.worries import handed_on, no_longer_named, turned

CODE = "The code on your card"


@dataclass
class Furnished:
    """A school in which every screen has something on it."""

    school: School
    house: House
    """Beside it, an installation whose school has not begun."""
    answered: Letter
    one: Letter
    two: Letter
    open: UUID
    """A request of Mrs. Lund's for Ana's letters that holds, and was used."""
    asked: UUID
    """A request of Mr. Bell's that nobody has decided."""
    silent: Person
    """A student who has not written, and to whom nobody has."""
    worry: UUID
    """A letter of Bo's that Ms. Rivera has handed on to Mr. Bell; of Ana's she has handed on one that lies with nobody,
    since Dr. Haddad is no named person any more."""

    @classmethod
    def furnish(cls, school: School, house: House) -> "Furnished":
        """Write the letters and answers that the screens show."""
        cast = school.cast
        school.writes_to_all(cast.rivera, "Dear all,\n\nthis month I am learning to swim.", "What is new with you?")
        school.joins(cast.linh, cast.period_5)
        answered = school.writes(cast.ana, "Dear Ms. Rivera,\n\nwe moved again.\n\nAna", ago=40 * DAY)
        school.answers(cast.rivera, answered, "Dear Ana, do you count the wagons?", cast.at - 38 * DAY)
        talked = school.writes(cast.ana, "Can we talk about Friday?", ago=9 * DAY, wants=Wants.TALK)
        school.talks(cast.park, talked, "We talked at the door.", cast.at - 8 * DAY)
        school.writes(cast.ana, "Dear Ms. Rivera, I can whistle now.", ago=HOUR)
        school.writes(cast.bo, "Dear Ms. Rivera, our dog has come back.", ago=6 * DAY)
        two = school.writes(cast.bo, "P.S. His name is Lasso. " * 40, ago=2 * DAY, wants=Wants.READ)
        with transaction(cast.database) as session:
            room = last_years_class(session, cast)
            for student, month in ((cast.ana, 10), (cast.bo, 2), (cast.linh, 2)):
                answered_then(session, cast, room, student, month)
            wrote_then(session, cast, room, cast.linh, 5)
        one = school.writes(cast.linh, "Thưa cô, em trai em biết đi rồi.", ago=3 * DAY)
        with transaction(cast.database) as session:
            ended, holds, waits = agreed(session, cast), agreed(session, cast), asked(session, cast, cast.bell)
            for grant_id in (ended, holds, holds):
                look(session, cast.viewer(cast.lund), grant_id)
            end(session, cast.viewer(cast.bell), ended)
        with transaction(cast.database) as session:
            worry = handed_on(session, cast, session.get_one(Letter, (cast.school.id, two.id)))
            named(session, cast, cast.haddad)
            handed_on(session, cast, session.get_one(Letter, (cast.school.id, answered.id)), cast.haddad)
            no_longer_named(session, cast.haddad)
            turned(session, cast)
        school.writes_wording("Nobody in the office reads your letters.", "Room 12, at any hour.")
        school.declares_days_off("Winter holidays")
        return cls(school, house, answered, one, two, holds, waits, school.takes_in("Noor Haddad"), worry)
