"""Who looks, and at which moment: every read of private things starts here."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from app.models.calendar import day_of

NOBODY = UUID(int=0)
"""The person of a command on the machine itself: she sees nothing, and signs nothing."""


@dataclass(frozen=True)
class Viewer:
    """A person of a school, at one moment; the whole of a request sees the same moment."""

    school_id: UUID
    person_id: UUID
    zone: ZoneInfo
    at: datetime
    phone_id: UUID | None = None
    """The sign-in session in which she looks, where there is one."""
    known: bool = True
    """False on a phone that is not known to be hers yet: of her own it shows only what was written in it."""
    by_grant: UUID | None = None
    """The ReadingGrant through which she looks, where she looks by exception: then it alone says what she sees."""

    @classmethod
    def machine(cls, school_id: UUID, zone: ZoneInfo, at: datetime) -> "Viewer":
        """The eyes of a command on the machine itself."""
        return cls(school_id, NOBODY, zone, at)

    @property
    def by_id(self) -> UUID | None:
        """Who signs what is done; None for a command on the machine itself."""
        return None if self.person_id == NOBODY else self.person_id

    @cached_property
    def today(self) -> date:
        """The school's calendar day."""
        return self.day(self.at)

    def day(self, moment: datetime) -> date:
        """The school's calendar day of a moment."""
        return day_of(moment, self.zone)

    def days_since(self, moment: datetime) -> int:
        """How many midnights of the school lie between a moment and now; a letter of today has waited 0 days."""
        return (self.today - self.day(moment)).days
