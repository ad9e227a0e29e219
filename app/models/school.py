"""A school: its name, its time zone, its year, its holidays, and its own words on who reads and where help is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Column, Index, String, delete, select
from sqlalchemy.orm import Session
from sqlmodel import JSON, Field, SQLModel, col

from app.models.calendar import MONTHS_A_YEAR, chosen_days, day_of
from app.models.columns import Moment, Row, one_of, points_to, table_args
from app.models.person import Event
from app.models.viewer import Viewer
from app.models.words import Reason, Refused, one_line, taken
from app.models.writing import rows_changed

LONGEST_WORDING = 4_000
"""Characters: more stands between a student and the sheet, and nobody reads it."""

LONGEST_AWAY = timedelta(days=366)
"""Longer holidays are a slip in the year."""


@dataclass(frozen=True)
class About:
    """What a school says of itself, as it was typed."""

    name: str
    zone: str
    year_start: int
    languages: Sequence[str]

    def checked(self) -> dict[str, Any]:
        """The same as it is kept, by the names of the columns. Raises Refused."""
        if not self.name.strip():
            raise Refused(Reason.NO_SCHOOL_NAME)
        if self.zone not in _zones():
            raise Refused(Reason.NO_ZONE)
        if self.year_start not in range(1, MONTHS_A_YEAR + 1):
            raise Refused(Reason.NO_MONTH)
        if not self.languages:
            raise Refused(Reason.NO_LANGUAGE)
        name, languages = one_line(self.name), list(self.languages)
        return {"name": name, "zone": self.zone, "year_start": self.year_start, "languages": languages}


@cache
def _zones() -> set[str]:
    return available_timezones()


class School(SQLModel, table=True):
    """One school. Months, days and the year are counted by its clock."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str
    zone: str
    """An IANA time zone, like America/Los_Angeles."""
    year_start: int = 8
    """The month in which the school year begins, 1 to 12."""
    languages: list[str] = Field(default_factory=lambda: ["en"], sa_column=Column(JSON, nullable=False))
    """BCP 47 tags of the languages that families speak."""

    def day(self, at: datetime) -> date:
        """The school's calendar day at a moment."""
        return day_of(at, ZoneInfo(self.zone))

    def settle(self, session: Session, viewer: Viewer, about: About) -> None:
        """Change what the school says of itself. Raises Refused, with nothing changed.

        Another zone counts days and months from now on; a letter keeps the month in which it was received.
        """
        settings = about.checked()
        before = {name: getattr(self, name) for name, value in settings.items() if getattr(self, name) != value}
        for name in before:
            setattr(self, name, settings[name])
        if before:
            was = "; ".join(f"{name} was {value}" for name, value in before.items())
            Event.keep(session, viewer, "school settled", self.id, was)

    @classmethod
    def hold(cls, session: Session, school_id: UUID) -> None:
        """Hold the office until the commit: of two administrators who change something, one comes after the other.

        PostgreSQL only; SQLite has one writer anyway. Letters are not held up: who points to the school needs no
        more than its key.
        """
        session.execute(select(col(cls.id)).where(col(cls.id) == school_id).with_for_update(key_share=True))


class WordingKind(StrEnum):
    """READERS: who can read letters here. HELP: whom to turn to when it can't wait. DUTY, for teachers alone: what the
    law asks of who reads something that worries her, and whom to ring."""

    READERS = "readers"
    HELP = "help"
    DUTY = "duty"


class Wording(Row, table=True):
    """The school's own words in one language, from a moment on. Earlier words are kept."""

    kind: WordingKind = Field(sa_type=one_of(WordingKind))
    language: str = Field(sa_type=String(35))
    text: str
    from_at: datetime = Field(sa_type=Moment)

    @classmethod
    def say(cls, session: Session, viewer: Viewer, language: str, texts: Mapping[str, str]) -> None:
        """Say each of `texts` in these words from now on; an empty one says nothing of the school's own any more. What
        is said already is not said anew.

        Raises Refused, with nothing written.
        """
        readable = {WordingKind(kind): _readable(text) for kind, text in texts.items()}
        said = session.execute(
            select(col(cls.kind), col(cls.text))
            .where(col(cls.school_id) == viewer.school_id, col(cls.language) == language)
            .order_by(col(cls.from_at))
        ).all()
        now_said = {row.kind: row.text for row in said}
        for kind, text in readable.items():
            if text != now_said.get(kind, ""):
                wording = cls(school_id=viewer.school_id, kind=kind, language=language, text=text, from_at=viewer.at)
                session.add(wording)
                Event.keep(session, viewer, "worded", wording.id)


def _readable(text: str) -> str:
    """A wording as it is kept. Raises Refused, also for one that is too long to be read before a letter."""
    text = taken(text.strip(), may_be_empty=True)
    if len(text) > LONGEST_WORDING:
        raise Refused(Reason.LONG_WORDING)
    return text


class Away(Row, table=True):
    """Days on which somebody does not read letters, both included; without a person, the whole school: holidays.

    It changes nothing of what waits: letters are told of it, never held by it.
    """

    __table_args__ = table_args(
        points_to("person", "person_id"), points_to("person", "by_id"), Index(None, "school_id", "until_day")
    )

    person_id: UUID | None = None
    from_day: date
    until_day: date
    why: str = ""
    """What students are told: "autumn holidays"."""
    by_id: UUID | None = None

    @classmethod
    def declare(
        cls,
        session: Session,
        viewer: Viewer,
        from_day: date | None,
        until_day: date | None,
        why: str = "",
        person_id: UUID | None = None,
    ) -> "Away":
        """Say that a person, or with none the whole school, is away; without a last day, for one day.

        The same days said again are one, with the newer words. Raises Refused, with nothing written.
        """
        first, last = chosen_days(from_day, until_day)
        last = last or first
        if last - first > LONGEST_AWAY:
            raise Refused(Reason.LONG_DAYS)
        why = one_line(why, may_be_empty=True)
        same: dict[str, Any] = {
            "school_id": viewer.school_id, "person_id": person_id, "from_day": first, "until_day": last
        }  # fmt: skip
        away = session.scalars(select(cls).filter_by(**same)).first()
        if away and away.why == why:
            return away
        if away is None:
            away = cls(**same)
            session.add(away)
        away.why, away.by_id = why, viewer.by_id
        away._remember(session, viewer, "away declared")
        return away

    def withdraw(self, session: Session, viewer: Viewer) -> None:
        """Say that these days are no days away after all. Twice is once."""
        this = [col(Away.school_id) == self.school_id, col(Away.id) == self.id]
        if rows_changed(session, delete(Away).where(*this)):
            self._remember(session, viewer, "away withdrawn")

    def _remember(self, session: Session, viewer: Viewer, act: str) -> None:
        """Write it down with the person who is away; for holidays with the school."""
        days = f"{self.from_day} to {self.until_day}" + (f", {self.why}" if self.why else "")
        Event.keep(session, viewer, act, self.person_id or self.school_id, days)
