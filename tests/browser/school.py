"""The cast's school, served by the real app on a free port of this machine; and what a browser can't do to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from playwright.sync_api import Page
from pydantic import SecretStr
from sqlalchemy import update
from sqlmodel import col

from app.config import Settings
from app.db import BUSY_MS, Database, transaction
from app.deps import COOKIE
from app.invitations import invite
from app.main import create_app
from app.models import Answer, Away, ClassLetter, Letter, Membership, Person, SignIn, Wording
from app.models.calendar import now
from app.models.classroom import Classroom, Part
from app.models.letter import Wants
from app.models.settling import Answering, record_talk
from app.models.words import fold
from app.security import Knock, start_session, who_has_card
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
        """A student types the code of her card, on a phone with which a reader has seen her."""
        screens.come_in(page, self.cast.code[student.id])
        with transaction(self.cast.database) as session:
            session.execute(update(SignIn).where(col(SignIn.person_id) == student.id).values(confirmed_at=now()))
        if page.url.endswith("/letters"):
            page.reload()

    def sign_in(self, page: Page, teacher: Person) -> None:
        """A teacher signs in with her e-mail address and password."""
        assert teacher.email
        screens.sign_in(page, teacher.email, PASSWORD)

    def is_in(self, page: Page, person: Person) -> None:
        """Somebody has come in before, on a device that is known to be hers: for what begins behind the door."""
        key, at, code = KEY, now(), self.cast.code.get(person.id)
        with transaction(self.cast.database) as session:
            card = who_has_card(session, key, code) if code else None
            knock = card or Knock(person.school_id, person.id)
            today = self.cast.viewer(person, at).today
            token = start_session(session, key, knock, at, today, own_phone=True, device="Linux")
        page.context.add_cookies(
            [{"name": COOKIE, "value": token, "url": self.url, "httpOnly": True, "sameSite": "Lax"}]
        )

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

    def writes_wording(self, readers: str, help_: str) -> None:
        """Mrs. Lund writes the school's own words, in English."""
        with transaction(self.cast.database) as session:
            Wording.say(session, self.cast.viewer(self.cast.lund), "en", {"readers": readers, "help": help_})

    def declares_days_off(self, why: str) -> None:
        """Mrs. Lund declares two weeks of holidays, from next week on, and some that are over."""
        lund, week = self.cast.viewer(self.cast.lund), 7 * DAY
        with transaction(self.cast.database) as session:
            Away.declare(session, lund, lund.today + week, lund.today + 3 * week, why)
            Away.declare(session, lund, lund.today - 3 * week, None)

    def invites(self, person: Person) -> str:
        """Mrs. Lund invites somebody; the code of the link."""
        with transaction(self.cast.database) as session:
            invited = session.get_one(Person, (person.school_id, person.id))
            return invite(session, KEY, self.cast.viewer(self.cast.lund), invited)

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
    with served(_app(folder, database)) as url:
        yield School(url, cast)


@dataclass
class House:
    """An installation without a school: its address, and the code that its terminal shows."""

    url: str
    code: str


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    """An installation without a school in a folder, served until the block ends."""
    folder.mkdir(exist_ok=True)
    app = _app(folder, fresh_sqlite(folder))
    with served(app) as url:
        yield House(url, app.state.beginning.code)


def _app(folder: Path, database: Database) -> FastAPI:
    return create_app(Settings(data_folder=folder, server_key=SecretStr(KEY.decode())), database)
