"""Servers in processes of their own, on loopback: Everyletter as `everyletter serve` starts it, and a bare one."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.config import ROOT
from benchmarks.school import KEY

READY_WITHIN = 60.0
"""Seconds that a server is given to start on a slow machine."""

EVERYLETTER = "from app.cli import main; main()"


@contextmanager
def serve_everyletter(folder: Path) -> Iterator[tuple[int, int]]:
    """The school in a folder, served; gives the port and the id of the process."""
    given = {"EVERYLETTER_DATA_FOLDER": str(folder), "EVERYLETTER_SERVER_KEY": KEY, "EVERYLETTER_DATABASE_URL": ""}
    port = _free_port()
    with _serve([sys.executable, "-c", EVERYLETTER, "serve", "--port", str(port)], given, port) as process:
        yield port, process


@contextmanager
def serve_bare(folder: Path) -> Iterator[tuple[int, int]]:
    """The bare application of bare.py over a SQLite file in a folder, served by the same server."""
    port = _free_port()
    with _serve([sys.executable, "-m", "benchmarks.bare", str(folder / "bare.db"), str(port)], {}, port) as process:
        yield port, process


@contextmanager
def serve_bare_desk(page: Path) -> Iterator[tuple[int, int]]:
    """The bare desk of bare_desk.py over a page that was kept in a file, served by the same server."""
    port = _free_port()
    with _serve([sys.executable, "-m", "benchmarks.bare_desk", str(page), str(port)], {}, port) as process:
        yield port, process


@contextmanager
def _serve(command: list[str], given: dict[str, str], port: int) -> Iterator[int]:
    environment = {**os.environ, **given, "EVERYLETTER_LOG_LEVEL": "WARNING"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(server, port)
            yield server.pid
        finally:
            server.send_signal(signal.SIGINT)


def _wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + READY_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert server.poll() is None, "the server did not start"
            assert time.monotonic() < until, "the server takes too long to start"
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as place:
        port: int = place.getsockname()[1]
        return port
