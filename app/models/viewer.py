"""Who looks, and at which moment: every read of private things starts here."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.models.calendar import day_of, days_between


@dataclass(frozen=True)
class Viewer:
    """A person of a school, at one moment; the whole of a request sees the same moment."""

    school_id: UUID
    person_id: UUID
    zone: ZoneInfo
    at: datetime

    @property
    def today(self) -> date:
        """The school's calendar day."""
        return self.day(self.at)

    def day(self, moment: datetime) -> date:
        """The school's calendar day of a moment."""
        return day_of(moment, self.zone)

    def days_since(self, moment: datetime) -> int:
        """Calendar days of the school from a moment until now."""
        return days_between(moment, self.at, self.zone)
