"""The cast's school, served by the real app on a free port of this machine; and what a browser can't do to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page
from pydantic import SecretStr
from sqlalchemy import update
from sqlmodel import col

from app.config import Settings
from app.db import BUSY_MS, transaction
from app.main import create_app
from app.models import Answer, ClassLetter, Letter, Membership, Person
from app.models.calendar import now
from app.models.classroom import Classroom, Part
from app.models.letter import Wants
from app.models.settling import Answering, record_talk
from app.models.words import fold
from tests.browser import screens
from tests.cast import DAY, KEY, MEMBERS_FOR, MINUTE, PASSWORD, Cast, build, desk_for
from tests.databases import fresh_sqlite
from tests.serving import served

A_MOMENT = 200
"""Milliseconds."""


@dataclass
class School:
    """The cast, and the address at which its school is served."""

    url: str
    cast: Cast

    def come_in(self, page: Page, student: Person) -> None:
        """A student types the code of her card."""
        screens.come_in(page, self.cast.code[student.id])

    def sign_in(self, page: Page, teacher: Person) -> None:
        """A teacher signs in with her e-mail address and password."""
        assert teacher.email
        screens.sign_in(page, teacher.email, PASSWORD)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Another program holds the SQLite file, and the app waits for it a moment only."""
        database = self.cast.database
        with database.writes.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={A_MOMENT}")
        other = sqlite3.connect(str(database.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()
        with database.writes.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MS}")

    def time_passes(self) -> None:
        """Whatever is on its way has been delivered: its moments lie some minutes back."""
        with transaction(self.cast.database) as session:
            on_its_way = col(Answer.deliver_at) > now()
            earlier = {"deliver_at": now() - MINUTE, "sent_at": now() - 2 * MINUTE}
            session.execute(update(Answer).where(on_its_way).values(**earlier))

    def writes_to_all(self, teacher: Person, body: str, question: str = "") -> None:
        """A teacher's letter to Period 3, that opened the month yesterday."""
        cast, sent_at = self.cast, now() - DAY
        letter = ClassLetter(
            school_id=cast.school.id, classroom_id=cast.period_3.id, by_id=teacher.id, body=body, folded=fold(body),
            question=question, month=cast.today().replace(day=1), sent_at=sent_at,
        )  # fmt: skip
        with transaction(cast.database) as session:
            session.add(letter)

    def writes(self, student: Person, body: str, ago: timedelta = DAY, wants: Wants = Wants.ANSWER) -> Letter:
        """A student's letter to her own class, received some time ago."""
        with transaction(self.cast.database) as session:
            return self.cast.writes(session, student, body, at=now() - ago, wants=wants)

    def answers(self, teacher: Person, letter: Letter, body: str, at: datetime | None = None) -> None:
        """A teacher's answer to a letter."""
        with transaction(self.cast.database) as session:
            waiting = session.get_one(Letter, (letter.school_id, letter.id))
            self.cast.answers(session, teacher, waiting, body=body, at=at)

    def talks(self, teacher: Person, letter: Letter, word: str, at: datetime) -> None:
        """A teacher answers a letter in person, with a word that the student sees."""
        with transaction(self.cast.database) as session:
            desk = desk_for(session, session.get_one(Letter, (letter.school_id, letter.id)))
            viewer = self.cast.viewer(teacher, at)
            assert record_talk(session, viewer, desk, viewer.today, word) is Answering.SENT

    def takes_in(self, name: str) -> Person:
        """A student more in Period 3, as long here as the others."""
        student = Person.named(self.cast.school.id, name, goes_by=name.split(maxsplit=1)[0])
        with transaction(self.cast.database) as session:
            session.add(student)
        self.joins(student, self.cast.period_3)
        return student

    def joins(self, student: Person, classroom: Classroom) -> None:
        """A student writes in one class more."""
        since = self.cast.today() - MEMBERS_FOR
        with transaction(self.cast.database) as session:
            session.add(
                Membership(
                    school_id=student.school_id, classroom_id=classroom.id, person_id=student.id, part=Part.WRITER,
                    from_day=since,
                )
            )  # fmt: skip


@contextmanager
def open_school(folder: Path) -> Iterator[School]:
    """The cast's school in a folder, served until the block ends."""
    database = fresh_sqlite(folder)
    cast = build(database, now())
    app = create_app(Settings(data_folder=folder, server_key=SecretStr(KEY.decode())), database)
    with served(app) as url:
        yield School(url, cast)
