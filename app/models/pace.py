"""A pace: how many letters a day somebody answers, and by when that reaches everyone. Nobody else ever sees it."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.models.person import Preference
from app.models.viewer import Viewer
from app.models.words import Reason, Refused

A_DAY = "a_day"
"""The preference for how many letters one answers on a day."""
USUAL = 6
MOST = 100


@dataclass(frozen=True)
class Pace:
    """What a number of letters a day comes to."""

    a_day: int
    answered: int
    """How many were answered today."""
    waiting: int
    by: date
    """The day on which everyone is reached; today where nobody waits."""

    @property
    def enough(self) -> bool:
        """Whether today's letters are answered: a good place to stop."""
        return self.answered >= self.a_day


def pace(today: date, waiting: int, a_day: int, answered: int) -> Pace:
    """By when everyone who waits is reached, with what is left of today and so many on every day after."""
    left_today = max(a_day - answered, 0)
    days = -(-max(waiting - left_today, 0) // a_day)
    return Pace(a_day, answered, waiting, today + timedelta(days=days))


def choose_pace(session: Session, viewer: Viewer, a_day: int) -> None:
    """Remember how many letters a day the viewer answers. Raises Refused."""
    if not 1 <= a_day <= MOST:
        raise Refused(Reason.NO_NUMBER)
    Preference.choose(session, viewer, A_DAY, a_day)
