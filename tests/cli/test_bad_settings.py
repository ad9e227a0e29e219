"""A wrong setting, through the real command: it says which one and why, in a sentence, before anything is served."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.config import ROOT, Settings

COMMAND = Path(sys.executable).with_name("everyletter")
PATIENCE = 60
"""Seconds that a command is given; a server that began to serve would never end by itself."""

PLAIN_ROOT = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
"""Root, held to the permissions of files like anybody."""

SECRET = "quetzal"


def start(folder: Path, *arguments: str, through: tuple[str, ...] = (), **settings: str) -> tuple[int, str]:
    """The exit code of `everyletter serve`, and everything that it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVERYLETTER_")}
    environment |= {"PYTHONPATH": str(ROOT), "EVERYLETTER_DATA_FOLDER": str(folder / "data"), **settings}
    ran = subprocess.run(
        [*through, COMMAND, "serve", *(arguments or ("--port", str(_free_port())))],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    said = ran.stdout + ran.stderr
    assert "Traceback" not in said
    assert "Everyletter is at" not in said, "It was served."
    assert SECRET not in said
    return ran.returncode, said


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("LOG_LEVEL", "loud", "EVERYLETTER_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."),
        ("HTTPS", "perhaps", "EVERYLETTER_HTTPS must be true or false."),
        ("DATABASE_URL", "mysql://u:quetzal@host/x",
         "EVERYLETTER_DATABASE_URL must begin with postgresql:// or sqlite:///, or be empty."),
        ("DATABASE_URL", "postgresql://u:quetzal@host:many/x",
         "EVERYLETTER_DATABASE_URL is no address of a database, like postgresql://user:password@host/name."),
        ("DATABASE_URL", "postgresql://u:mine@quetzal@host/x",
         "EVERYLETTER_DATABASE_URL has an @ in its password: write it as %40 there."),
    ],
)  # fmt: skip
def test_a_setting_that_can_not_be_says_so_and_nothing_is_made(
    tmp_path: Path, setting: str, value: str, sentence: str
) -> None:
    code, said = start(tmp_path, through=(), **{f"EVERYLETTER_{setting}": value})
    assert (code, said.strip()) == (2, sentence)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("smtp_url", "https://mail.example", "must begin with smtp:// or smtps://"),
        ("address", "letters.school.example", "must begin with https:// or http://"),
        ("mail_from", "the school", "must be an e-mail address"),
    ],
)
def test_a_setting_of_the_post_that_can_not_be_says_so(setting: str, value: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Settings.model_validate({setting: value})


def test_two_wrong_settings_are_both_named(tmp_path: Path) -> None:
    _, said = start(tmp_path, EVERYLETTER_HTTPS="perhaps", EVERYLETTER_LOG_LEVEL="loud")
    assert "EVERYLETTER_HTTPS" in said
    assert "EVERYLETTER_LOG_LEVEL" in said


def test_a_setting_in_the_file_env_is_named_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("EVERYLETTER_LOG_LEVEL=loud\n")
    assert "EVERYLETTER_LOG_LEVEL must be" in start(tmp_path)[1]


def test_a_database_that_does_not_answer_says_so_without_its_password(tmp_path: Path) -> None:
    address = f"postgresql://everyletter:{SECRET}@127.0.0.1:{_free_port()}/letters"
    code, said = start(tmp_path, EVERYLETTER_DATABASE_URL=address)
    assert code == 1
    assert said.startswith("EVERYLETTER_DATABASE_URL: the database does not answer:")
    assert "Connection refused" in said


def test_a_data_folder_that_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a shopping list")
    code, said = start(tmp_path)
    assert (code, said.strip()) == (2, f"EVERYLETTER_DATA_FOLDER: {tmp_path / 'data'} can't be written: File exists.")
    assert (tmp_path / "data").read_text() == "a shopping list"


def test_a_data_folder_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    as_root = os.geteuid() == 0
    if as_root and not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and there is no setpriv on this machine to hold it back")
    (tmp_path / "data").mkdir(mode=0o555)
    code, said = start(tmp_path, through=tuple(PLAIN_ROOT) if as_root else ())
    folder = tmp_path / "data"
    assert (code, said.strip()) == (2, f"EVERYLETTER_DATA_FOLDER: {folder} can't be written: Permission denied.")


def test_a_database_file_that_is_none_says_so_and_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    kept = tmp_path / "data" / "everyletter.db"
    kept.write_text("Not a database, but long enough to be taken for one. " * 4)
    before = kept.read_bytes()
    code, said = start(tmp_path)
    assert (code, said.strip()) == (
        1, "EVERYLETTER_DATA_FOLDER: the database does not answer: file is not a database"
    )  # fmt: skip
    assert kept.read_bytes() == before


def test_a_port_in_use_says_so_names_another_and_makes_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = start(tmp_path, "--port", str(port))
    assert code == 1
    assert said.startswith(f"Everyletter can't listen at 127.0.0.1, port {port}: Address already in use.")
    assert f"PORT={port + 1}" in said
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_none_and_a_host_that_is_not_here_say_so(tmp_path: Path) -> None:
    code, said = start(tmp_path, "--port", "66000")
    assert code == 2
    assert "--port" in said
    code, said = start(tmp_path, "--host", "no.such.host.invalid")
    assert code == 1
    assert "can't listen at no.such.host.invalid" in said
    assert list(tmp_path.iterdir()) == []
