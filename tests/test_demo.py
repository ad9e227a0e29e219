"""The school to look at: it can be built on any day, and whom the terminal names comes in and finds letters."""

from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pydantic import SecretStr
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app import security
from app.config import Settings
from app.db import Database, reading
from app.demo import build
from app.demo.days import MONTHS, Days
from app.demo.plan import WAITING
from app.main import create_app
from app.models import Letter
from tests.cast import KEY, NOW
from tests.web import OURS, form_of, one_loop, says, where

YEAR = 366


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_on_no_day_of_the_year_does_anything_lie_in_the_future_or_come_before_what_it_answers(
    zone: str, hour: int
) -> None:
    for day in range(YEAR):
        at = datetime(2027, 6, 1, hour, 5, tzinfo=UTC) + timedelta(days=day)
        days = Days(at, ZoneInfo(zone), Random(day))
        letters = [days.letter(month) for month in range(MONTHS)]
        assert letters[:3] == sorted(letters[:3])
        for letter in letters:
            assert letter < days.answer(letter) < at
        for month in range(MONTHS):
            assert days.class_letter(month) < at
        for ago in range(12):
            assert days.days_ago(ago) < at
            assert days.talk(days.days_ago(ago)) < at
        assert days.next_morning() > at + timedelta(hours=1)


def test_everybody_whom_the_terminal_names_comes_in_and_nobody_waits_but_who_should(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "hash_password", cache(security.hash_password))  # argon2 takes its time
    guide = build(sqlite_database, KEY, NOW, "America/Los_Angeles")
    config = Settings(_env_file=None, server_key=SecretStr(KEY.decode()))
    app = create_app(config, sqlite_database)

    def browser() -> TestClient:
        fresh = TestClient(app, "http://everyletter.example", follow_redirects=False, headers=OURS)
        fresh.portal = one_loop()
        return fresh

    with time_machine.travel(NOW):
        for email, room in ((guide.teacher, "/queue"), (guide.named[0], "/worries")):
            here = browser()
            came_in = form_of(here.get("/sign-in").text).press(here, email=email, password=guide.password)
            assert where(here.get(came_in.headers["location"])) == room
            page = says(here.get(room).text)
            assert (f"{len(WAITING)} students are waiting" in page) is (room == "/queue")
        for name, code in guide.cards.items():
            phone = browser()
            form_of(phone.get("/card").text).press(phone, code=code)
            opened = form_of(phone.get("/letters").text, to="/phones/open").press(phone, word=guide.words[name])
            assert "Your older letters are open on this phone." in says(phone.get(opened.headers["location"]).text)
    with reading(sqlite_database) as session:
        waiting = session.scalars(select(Letter).where(Letter.waiting)).all()
        assert len(waiting) == sum(map(len, WAITING.values()))
        assert max(session.scalars(select(col(Letter.received_at)))) < NOW
