"""What the doctor looks at on the machine: settings, the data folder, the server key, HTTPS, mail and backups."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url

from app.config import Settings
from app.doctor.finding import Finding, look, well, wrong

PREFIX = "EVERYLETTER_"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""What accounts other than the owner may do with a file."""

SHORTEST_KEY = 32
"""Characters. The one that is made at the first start has 43."""

LITTLE_SPACE = 200 * 1024 * 1024
"""Bytes under which it is time to make room, before a letter finds none."""

BACKUP_EVERY = timedelta(hours=24)


def look_at_settings(config: Settings) -> Iterator[Finding]:
    """Whether each setting that somebody has given is one: a name that is mistyped is silently nothing."""
    known = {f"{PREFIX}{name}".upper() for name in type(config).model_fields}
    given = {name.upper() for name in [*os.environ, *_names_in(Path(".env"))] if name.upper().startswith(PREFIX)}
    for name in sorted(given - known):
        yield look(f"{name} is no setting of Everyletter.", "The README lists them all; is it mistyped?")
    yield well(f"Settings: {len(given & known)} given, and each can be read.")


def look_at_folder(folder: Path) -> Iterator[Finding]:
    """Whether the data folder can be written, and whether others can look into it."""
    name = "EVERYLETTER_DATA_FOLDER"
    if not folder.is_dir():
        yield wrong(f"The data folder {folder} is not there.", f"Start Everyletter once, or mend {name}.")
        return
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield well(f"The data folder {folder.resolve()} can be written.")
    except OSError as problem:
        yield wrong(
            f"The data folder {folder} can't be written: {problem.strerror}.",
            "Give it to the account that Everyletter runs as (chown), on a disk that is neither full nor read-only.",
        )
    if folder.stat().st_mode & OTHERS:
        yield look(
            f"Other accounts of this machine may look into {folder}.",
            f"Letters lie there: chmod 700 {folder} keeps them to the account that Everyletter runs as.",
        )
    owner = folder.stat().st_uid
    foreign = [path.name for path in sorted(folder.glob("everyletter.db*")) if path.stat().st_uid != owner]
    if foreign:
        yield wrong(
            f"{', '.join(foreign)} in the data folder belongs to another account than the folder.",
            "A command was run as somebody else: chown it to the folder's account, or the next letter can't be kept.",
        )
    if (free := shutil.disk_usage(folder).free) < LITTLE_SPACE:
        yield look(
            f"Only {free // 2**20} MB are free where the data folder lies.", "A full disk takes no letter: make room."
        )


def look_at_key(config: Settings) -> Iterator[Finding]:
    """Whether there is a server key, and whether its owner alone can read it."""
    path = config.data_folder / "server.key"
    if given := config.server_key.get_secret_value():
        if len(given) < SHORTEST_KEY:
            yield look(
                f"The server key is shorter than {SHORTEST_KEY} characters.",
                "It can't be changed without making every card anew; a new school should begin with a longer one.",
            )
        yield well("The server key is there, from EVERYLETTER_SERVER_KEY.")
        return
    try:
        key = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        yield wrong(
            f"There is no server key at {path}.",
            "Without the one that this school began with no card opens: put it back from a backup. "
            "For a new school, start Everyletter once.",
        )
    except (OSError, UnicodeDecodeError):
        yield wrong(f"The server key {path} can't be read.", "Give it back to the account that Everyletter runs as.")
    else:
        if not key:
            yield wrong(f"The server key {path} is empty.", "Put the one back that this school began with.")
        elif path.stat().st_mode & OTHERS:
            yield wrong("Other accounts of this machine may read the server key.", f"chmod 600 {path}")
        else:
            yield well("The server key is there, and its owner alone can read it.")


def look_at_https(config: Settings, host: str) -> Iterator[Finding]:
    """Whether cookies are kept to HTTPS where others can listen."""
    found = urlsplit(config.address)
    if config.https and found.scheme == "http":
        yield look(
            f"EVERYLETTER_ADDRESS is {config.address}, and EVERYLETTER_HTTPS is true: nobody can sign in over http.",
            "Begin the address with https://.",
        )
    elif config.https:
        yield well("HTTPS: cookies go over HTTPS alone. A proxy must speak it before this server.")
    elif found.scheme == "https":
        yield look(
            "EVERYLETTER_ADDRESS begins with https://, and EVERYLETTER_HTTPS is false: cookies go over http, too.",
            "Set EVERYLETTER_HTTPS=true.",
        )
    elif host in LOOPBACK and (found.hostname or host) in LOOPBACK:
        yield well("HTTPS: off, which is right as long as only this machine itself comes in.")
    else:
        there = config.address or host
        yield look(
            f"Everyletter is at {there} without HTTPS: who shares the network can read the letters on their way.",
            "Put a proxy with HTTPS before it, and set EVERYLETTER_HTTPS=true.",
        )


def look_at_mail(config: Settings) -> Iterator[Finding]:
    """Whether mail is set up, or left alone: half of it sends nothing."""
    parts = {
        "EVERYLETTER_SMTP_URL": config.smtp_url.get_secret_value(),
        "EVERYLETTER_MAIL_FROM": config.mail_from,
        "EVERYLETTER_ADDRESS": config.address,
    }
    missing = [name for name, given in parts.items() if not given]
    if config.sends_mail:
        yield well("Mail: set up. Whoever asked for it is told that an answer has come.")
    elif config.smtp_url.get_secret_value() or config.mail_from:
        yield look(f"Mail: none is sent, for {' and '.join(missing)} is not set.", "Set it, or leave all three empty.")
    else:
        yield well("Mail: none is sent.")


def look_at_voices() -> Iterator[Finding]:
    """Whether voices can be made into what every browser plays."""
    if shutil.which("ffmpeg"):
        yield well("Voices: ffmpeg is here, and makes them into what every browser plays.")
    else:
        yield look(
            "Voices: each is kept and played as it was sent, which not every browser can; ffmpeg is not here.",
            "Install the package ffmpeg. What has come before stays as it was sent.",
        )


def look_at_backups(config: Settings, at: datetime) -> Iterator[Finding]:
    """Whether there is a copy of the database from the last day, as far as anybody has said where they lie."""
    what = _to_back_up(config)
    folder = config.backup_folder
    if folder is None:
        yield look(
            "No backup folder is named, so that nobody can say when a backup last worked.",
            f"Copy {what} every night, and name the folder with EVERYLETTER_BACKUP_FOLDER.",
        )
        return
    try:
        copies = [path for path in folder.iterdir() if path.is_file() and _is_copy(path, config)]
        newest = max((path.stat().st_mtime for path in copies if path.stat().st_size), default=None)
    except OSError as problem:
        yield wrong(f"The backup folder {folder} can't be read: {problem.strerror}.", "Mend EVERYLETTER_BACKUP_FOLDER.")
        return
    if newest is None:
        yield wrong(f"There is no copy of the database in {folder}.", f"Copy {what} there every night.")
        return
    written = datetime.fromtimestamp(newest, UTC)
    says = f"The newest backup was written on {written:%Y-%m-%d at %H:%M} UTC."
    if at - written > BACKUP_EVERY:
        yield wrong(says, "That is more than a day ago: look why no newer one came.")
    else:
        yield well(says)
    if folder.resolve() == config.data_folder.resolve():
        yield look("The backups lie in the data folder itself.", "A disk that breaks takes both: copy them elsewhere.")


def _to_back_up(config: Settings) -> str:
    if make_url(config.database).get_backend_name() == "sqlite":
        return f"the data folder {config.data_folder} (the database with sqlite3's .backup, and server.key)"
    return f"the PostgreSQL database (pg_dump) and server.key in {config.data_folder}"


def _is_copy(path: Path, config: Settings) -> bool:
    """SQLite's copies have .db in their names; PostgreSQL's are called as anybody likes."""
    if make_url(config.database).get_backend_name() != "sqlite":
        return not path.name.startswith(".")
    ours = Path(make_url(config.database).database or "")
    beside = path.parent.resolve() == ours.parent.resolve() and path.name.startswith(ours.name)
    return ".db" in path.name and not path.name.endswith(("-wal", "-shm", "-journal", ".lock")) and not beside


def _names_in(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    pairs = [line.strip().removeprefix("export ").partition("=") for line in lines if not line.lstrip().startswith("#")]
    return [name.strip() for name, equals, _ in pairs if equals]
