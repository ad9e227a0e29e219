"""everyletter doctor: each thing that can be wrong is found and said, with how to mend it; and nothing is told on."""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.db import Database
from app.doctor import machine
from app.models import Classroom, Membership, Office, Person, School
from app.models.calendar import now
from app.models.classroom import Part
from app.schema import migrate
from tests.cast import DAY, Cast
from tests.commands import Terminal
from tests.examined import Examined


@pytest.fixture
def examined(sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Examined:
    return Examined(sqlite_database, tmp_path, monkeypatch)


def test_where_all_is_well_it_says_so(examined: Examined) -> None:
    said = examined.says(0)
    assert "All is well." in said
    assert "Roosevelt High: 1 waiting letter, each with a reader." in said
    assert "The server key fits the database." in said
    assert "The database answers, and its file is whole" in said
    assert "the time zone is America/Los_Angeles" in said


def test_on_postgresql_it_looks_at_version_and_encoding(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examined = Examined(database, tmp_path, monkeypatch)
    said = examined.says(0)
    if not database.on_sqlite:
        assert "The database answers (PostgreSQL " in said
        assert "fsync, synchronous_commit, full_page_writes is off" in said  # so that the tests are quick
    assert "The database is up to date." in said


def test_looking_changes_nothing(examined: Examined) -> None:
    file = examined.folder / "everyletter.db"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    before = file.read_bytes()
    assert "keeps its journal as 'delete'" in examined.says(0)
    assert file.read_bytes() == before


def test_a_disk_that_is_nearly_full_is_said_before_it_takes_no_letter_more(
    examined: Examined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "LITTLE_SPACE", shutil.disk_usage(examined.folder).free * 2)  # no disk is filled
    assert re.search(r"Only \d+ MB are free where the data folder lies\.", examined.says(0))


def test_before_the_first_start_it_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"EVERYLETTER_DATA_FOLDER": str(tmp_path / "new"), "EVERYLETTER_DATABASE_URL": ""}
    said = Terminal(tmp_path, settings, monkeypatch).types("doctor")
    assert said.exit_code == 1
    for thing in ("The data folder", "There is no server key", "There is no database yet"):
        assert thing in said.output
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"EVERYLETTER_LOG_LEVEL": "LOUD"}, "EVERYLETTER_LOG_LEVEL must be"),
        ({"EVERYLETTER_HTTPS": "perhaps"}, "EVERYLETTER_HTTPS"),
        ({"EVERYLETTER_DATABASE_URL": "mysql://x"}, "EVERYLETTER_DATABASE_URL must begin with"),
        ({"EVERYLETTER_DATABASE_URL": "postgresql://x:y@z:port/db"}, "is no address of a database"),
    ],
)
def test_a_bad_setting_ends_it_with_2(examined: Examined, env: dict[str, str], said: str) -> None:
    assert said in examined.says(2, env=env)


def test_a_setting_that_there_is_not_is_named_without_its_value(examined: Examined) -> None:
    (examined.folder / ".env").write_text("EVERYLETTER_HTTP=geheim\n# EVERYLETTER_NO=1\n")
    said = examined.says(0, env={"EVERYLETTER_DATAFOLDER": "geheim"})
    assert "look   EVERYLETTER_DATAFOLDER is no setting" in said
    assert "look   EVERYLETTER_HTTP is no setting" in said
    assert "geheim" not in said
    assert "EVERYLETTER_NO" not in said


def test_a_folder_and_a_key_that_others_can_read_are_said(examined: Examined) -> None:
    examined.folder.chmod(0o755)
    assert "look   Other accounts of this machine may look into" in examined.says(0)
    (examined.folder / "server.key").chmod(0o644)
    assert "wrong  Other accounts of this machine may read the server key." in examined.says(1)


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root can give a file away.")
def test_a_file_that_belongs_to_somebody_else_is_said(examined: Examined) -> None:
    os.chown(examined.folder / "everyletter.db", 65534, 65534)
    assert "everyletter.db in the data folder belongs to another account" in examined.says(1)


def test_a_key_that_is_gone_empty_or_another_one_is_said(examined: Examined) -> None:
    key = examined.folder / "server.key"
    key.write_text("another key than the one of this school")
    assert "The server key is another one than the database was made with" in examined.says(1)
    key.write_text("")
    assert "server.key is empty" in examined.says(1)
    key.unlink()
    assert "There is no server key" in examined.says(1)
    assert not key.exists()
    given = {"EVERYLETTER_SERVER_KEY": "a short one"}
    assert "The server key is shorter than 32 characters." in examined.says(1, env=given)


def test_a_damaged_file_is_said(examined: Examined) -> None:
    file = examined.folder / "everyletter.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + bytes(4096) + whole[12288:])
    assert "The database file is damaged" in examined.says(1)
    file.write_bytes(b"This is no database at all." * 400)
    assert "The database file is damaged." in examined.says(1)


def test_rows_that_point_to_nothing_are_said(examined: Examined) -> None:
    with sqlite3.connect(examined.folder / "everyletter.db") as connection:
        connection.execute("DELETE FROM membership")
        connection.execute("UPDATE letter SET writer_id = '00000000000000000000000000000001'")
    connection.close()
    assert "rows of the database point to nothing" in examined.says(1)


def test_a_database_that_is_older_than_the_program_is_said(examined: Examined) -> None:
    migrate(examined.cast.database, "first_tables")
    examined.cast.database.close()
    said = examined.says(1)
    assert "The database stands at first_tables, and this program needs" in said
    assert "Roosevelt High" not in said


def test_a_database_that_does_not_answer_is_said_without_its_password(examined: Examined) -> None:
    url = {"EVERYLETTER_DATABASE_URL": "postgresql://me:geheim@127.0.0.1:9/school"}
    said = examined.says(1, env=url)
    assert "wrong  The database does not answer:" in said
    assert "geheim" not in said


def test_a_zone_that_the_machine_does_not_know_is_said(examined: Examined) -> None:
    school = update(School).where(col(School.id) == examined.cast.school.id)
    examined.change(lambda session: session.execute(school.values(zone="Mars/Olympus")))
    assert "Roosevelt High: this machine does not know the time zone Mars/Olympus." in examined.says(1)


HTTPS, ADDRESS = "EVERYLETTER_HTTPS", "EVERYLETTER_ADDRESS"


@pytest.mark.parametrize(
    ("host", "env", "said"),
    [
        ("127.0.0.1", {HTTPS: "false"}, "well   HTTPS: off"),
        ("127.0.0.1", {HTTPS: "false", ADDRESS: "http://localhost:8000"}, "well   HTTPS: off"),
        ("0.0.0.0", {HTTPS: "true"}, "well   HTTPS: cookies go over HTTPS alone."),
        ("0.0.0.0", {HTTPS: "false"}, "look   Everyletter is at 0.0.0.0 without HTTPS"),
        ("127.0.0.1", {ADDRESS: "http://letters.example"}, "look   Everyletter is at http://letters.example without"),
        ("127.0.0.1", {ADDRESS: "https://letters.example"}, "look   EVERYLETTER_ADDRESS begins with https://"),
        ("127.0.0.1", {HTTPS: "true", ADDRESS: "http://letters.example"}, "look   EVERYLETTER_ADDRESS is http://"),
    ],
)
def test_plain_http_is_right_for_this_machine_alone(
    examined: Examined, host: str, env: dict[str, str], said: str
) -> None:
    assert said in examined.says(0, "--host", host, env=env)


def test_mail_that_is_half_set_up_is_said_without_its_password(examined: Examined) -> None:
    half = {"EVERYLETTER_SMTP_URL": "smtp://me:geheim@mail.example:587"}
    said = examined.says(0, env=half)
    assert "look   Mail: none is sent, for EVERYLETTER_MAIL_FROM and EVERYLETTER_ADDRESS is not set." in said
    whole = {**half, "EVERYLETTER_MAIL_FROM": "letters@school.example", ADDRESS: "https://letters.example"}
    assert "well   Mail: set up." in examined.says(0, env={**whole, HTTPS: "true"})
    assert "geheim" not in said


def test_a_school_without_an_administrator_or_named_persons_is_said(examined: Examined) -> None:
    of_park = delete(Office).where(col(Office.person_id) == examined.cast.park.id)
    examined.change(lambda session: session.execute(of_park))
    said = examined.says(0)
    assert "look   Roosevelt High: students can turn to 1 named person, and need 2 at least." in said
    of_lund = update(Person).where(col(Person.id) == examined.cast.lund.id)
    gone = of_lund.values(ended_on=examined.cast.today() - DAY)
    examined.change(lambda session: session.execute(gone))
    assert "wrong  Roosevelt High: nobody runs the office." in examined.says(1)


def test_a_database_without_a_school_is_said(examined: Examined, tmp_path: Path) -> None:
    (examined.folder / "everyletter.db").unlink()
    database = Database(f"sqlite:///{examined.folder / 'everyletter.db'}")
    migrate(database)
    database.close()
    assert "look   There is no school yet." in examined.says(0)


def leaves(cast: Cast, *people: Person) -> Callable[[Session], object]:
    """Their memberships ended yesterday."""
    until = update(Membership).where(col(Membership.person_id).in_([person.id for person in people]))
    return lambda session: session.execute(until.values(until_day=cast.today() - DAY))


def test_a_waiting_letter_without_a_reader_breaks_the_promise_and_is_said(examined: Examined) -> None:
    cast = examined.cast
    examined.change(leaves(cast, cast.rivera))
    assert "1 waiting letter, each with a reader" in examined.says(0), "Mr. Park reads here too."
    examined.change(leaves(cast, cast.park))
    said = examined.says(1)
    assert "wrong  Roosevelt High: 1 waiting letter without a reader today (1 in Period 3)." in said
    assert "wrong  Roosevelt High: students write in Period 3, and nobody reads there." in said
    cover = update(Membership).where(col(Membership.person_id) == cast.okoye.id)
    examined.change(lambda session: session.execute(cover.values(classroom_id=cast.period_3.id, part=Part.COVER)))
    assert "1 waiting letter, each with a reader" in examined.says(1), "Now nobody reads in Period 5."


def test_somebody_who_has_left_the_school_reads_no_more(examined: Examined) -> None:
    cast = examined.cast
    both = update(Person).where(col(Person.id).in_([cast.rivera.id, cast.park.id]))
    examined.change(lambda session: session.execute(both.values(ended_on=cast.today() - DAY)))
    assert "1 waiting letter without a reader today" in examined.says(1)


def test_an_empty_class_without_a_reader_is_only_looked_at(examined: Examined) -> None:
    new = Classroom(school_id=examined.cast.school.id, name="Period 7", year=examined.cast.period_3.year)
    examined.change(lambda session: session.add(new))
    assert "look   Roosevelt High: nobody reads in Period 7, where nobody writes either." in examined.says(0)


def test_backups_are_said_when_they_are_old_empty_missing_or_nowhere(examined: Examined) -> None:
    copy = examined.backups / "everyletter.db-copy"
    assert "well   The newest backup was written on" in examined.says(0)
    yesterday = (now() - DAY).timestamp() - 60
    os.utime(copy, (yesterday, yesterday))
    assert "That is more than a day ago" in examined.says(1)
    copy.write_text("")
    assert "There is no copy of the database in" in examined.says(1)
    assert "No backup folder is named" in examined.says(0, env={"EVERYLETTER_BACKUP_FOLDER": ""})
    gone = {"EVERYLETTER_BACKUP_FOLDER": str(examined.folder / "gone")}
    assert "can't be read: No such file or directory." in examined.says(1, env=gone)


def test_the_database_itself_is_no_backup(examined: Examined) -> None:
    here = {"EVERYLETTER_BACKUP_FOLDER": str(examined.folder)}
    assert "There is no copy of the database in" in examined.says(1, env=here)
    (examined.folder / "copy.db").write_text("a copy")
    assert "The backups lie in the data folder itself." in examined.says(0, env=here)


def test_where_voices_stay_as_they_were_sent_it_says_so(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "makes them into what every browser plays" in examined.says(0)
    monkeypatch.setenv("PATH", str(examined.folder))
    assert "look   Voices: each is kept and played as it was sent" in examined.says(0)
