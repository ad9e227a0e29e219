"""Quiet hours: what a teacher writes in the evening goes out in the morning. The clock delivers; nothing has to run.

DEFAULT says from when until when, where a teacher has chosen no hours of her own (routers/evenings.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models.answer import DELIVERED_AFTER
from app.models.calendar import ONE_DAY
from app.models.person import Preference
from app.models.viewer import Viewer
from app.models.words import Reason, Refused

QUIET = "quiet"
"""The preference for one's quiet hours: `{"from": "20:00", "until": "07:30"}`, or `{}` for none."""

NOON = time(12)


@dataclass(frozen=True)
class Quiet:
    """From when in the evening until when in the morning, on every day of the week, by the school's clock."""

    begins: time
    ends: time

    @classmethod
    def said(cls, begins: str, ends: str) -> "Quiet":
        """The hours that a form says. Raises Refused for what is no evening and no morning: an answer has to go out by
        the next morning."""
        try:
            quiet = cls(time.fromisoformat(begins), time.fromisoformat(ends))
        except ValueError:
            raise Refused(Reason.NO_HOURS) from None
        if not quiet.ends < NOON <= quiet.begins:
            raise Refused(Reason.NO_HOURS)
        return quiet

    @classmethod
    def kept(cls, value: Mapping[str, str] | None) -> "Quiet | None":
        """The hours of a preference, DEFAULT where nothing was ever chosen; None where one has none."""
        if value is None:
            return DEFAULT
        return cls(time.fromisoformat(value["from"]), time.fromisoformat(value["until"])) if value else None

    def as_kept(self) -> dict[str, str]:
        """The same as a preference."""
        return {"from": f"{self.begins:%H:%M}", "until": f"{self.ends:%H:%M}"}

    def morning_after(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """The end of the quiet hours in which a moment lies, in UTC; None where it lies in none.

        An end that the clocks jump over in spring is an hour later by the clock, one that comes twice is its first.
        """
        clock = at.astimezone(zone)
        if self.ends <= clock.time() < self.begins:
            return None
        day = clock.date() + (ONE_DAY if clock.time() >= self.begins else timedelta())
        return datetime.combine(day, self.ends, zone).astimezone(at.tzinfo)


DEFAULT = Quiet(time(20), time(7, 30))
"""Of whoever has chosen none. The README says them too; what is on its way keeps the hour that it was given."""


def quiet_of(session: Session, viewer: Viewer) -> Quiet | None:
    """The viewer's quiet hours."""
    mine = col(Preference.school_id) == viewer.school_id, col(Preference.person_id) == viewer.person_id
    chosen: Any = session.scalar(select(col(Preference.value)).where(*mine, col(Preference.key) == QUIET))
    return Quiet.kept(chosen)


def goes_out_at(session: Session, viewer: Viewer) -> datetime:
    """When a text that the viewer sends now is delivered: in the morning after quiet hours, else after the while in
    which it can be undone."""
    soon = viewer.at + DELIVERED_AFTER
    quiet = quiet_of(session, viewer)
    morning = quiet.morning_after(viewer.at, viewer.zone) if quiet else None
    return max(soon, morning) if morning else soon
