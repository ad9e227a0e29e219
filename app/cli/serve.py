"""everyletter demo and everyletter serve: a school, answered until Ctrl-C."""

import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from ctypes import CDLL
from typing import TYPE_CHECKING, Annotated

import segno
import typer

from app.cli.console import cli, open_database, read_settings, stop
from app.config import Settings
from app.db import Database, reading
from app.models.calendar import now

if TYPE_CHECKING:
    from app.beginning import Beginning
    from app.demo import Guide

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 -- what a person asks for with HOST=
SOMEWHERE = ("203.0.113.1", 9)
"""An address that nobody has (RFC 5737), to ask which way out this machine would take. Nothing is sent."""

FAREWELL_SECONDS = 5
"""How long requests that are under way may take after Ctrl-C."""

M_ARENA_MAX, ARENAS = -8, 2
"""glibc's malloc.h: how many heaps threads share. By itself each thread would have one (up to eight for a core), and
what one gave back would be of no use to another: 15 to 30 MB, and nothing is quicker for it."""

Host = Annotated[str, typer.Option(help="The address to serve on; 0.0.0.0 also serves the network around.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to serve on.")]


@cli.command()
def demo(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Make a school to look at, in a folder of its own, and serve it until Ctrl-C. It starts anew each time."""
    from app.demo import build  # noqa: PLC0415 -- as below: only this command needs it

    given = read_settings()
    # Never the database of the settings: that is a real school.
    config = given.model_copy(
        update={"data_folder": given.data_folder / "demo", "database_url": "", "https": False, "log_level": "WARNING"}
    )
    with _bound(host, port) as place:
        database = open_database(config, anew=True)
        guide = build(database, config.key(), now())
        _serve(config, database, place, ready=lambda _: _show(guide, host, port))


@cli.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the school of the settings: bring its database up to date, then answer until Ctrl-C."""
    config = read_settings()
    with _bound(host, port) as place:
        database = open_database(config)
        address = f"http://{_in_address(host)}:{port}/"
        _serve(config, database, place, ready=lambda beginning: _open(database, beginning, address))


def _bound(host: str, port: int) -> socket.socket:
    """The place to listen at, taken before anything is built. Nobody is answered before the server listens."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        place = socket.socket(family, kind)
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(address)
    except OSError as problem:
        stop(
            f"Everyletter can't listen at {host}, port {port}: {problem.strerror}. Nothing was changed. Another port: "
            f"PORT={port + 1 if port < 65535 else 8000}, or --port."  # noqa: PLR2004
        )
    return place


def _serve(config: Settings, database: Database, place: socket.socket, *, ready: Callable[["Beginning"], None]) -> None:
    """Serve until Ctrl-C; `ready` is called when the server listens, with the code for an empty installation."""
    _share_heaps()
    import uvicorn  # noqa: PLC0415

    from app.main import create_app  # noqa: PLC0415

    app = create_app(config, database)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready(app.state.beginning)
            sys.stdout.flush()

    options = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=FAREWELL_SECONDS,
    )
    try:
        Server(options).run(sockets=[place])
    except KeyboardInterrupt:
        print("\nEveryletter has stopped.")
    finally:
        database.close()


def _share_heaps() -> None:
    """Before there are threads. Whoever has said it in the environment knows better; another libc has no such thing."""
    if "MALLOC_ARENA_MAX" not in os.environ:
        with suppress(AttributeError, OSError):
            CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


def _open(database: Database, beginning: "Beginning", address: str) -> None:
    """Where to go; and for an installation without a school, the code with which one begins."""
    print(f"Everyletter is at {address}")
    with reading(database) as session:
        if beginning.is_over(session):
            return
    print(f"""
There is no school here yet. Open {address}begin and type this code:

  {beginning.code}

or open both at once:  {address}begin#{beginning.code}

Whoever types it first makes the school and runs its office. Each start without a school makes a new code.
""")


def _show(guide: "Guide", host: str, port: int) -> None:
    """Where to go, who to be, and a card to scan."""
    address = f"http://{_in_address(host)}:{port}"
    luis, amara = guide.cards
    print(f"""
Everyletter is at {address}/
A school with 4 classes, 100 students and four months of letters. All of it is invented.

  Ms. Rivera, who reads in all classes, and Mr. Park, who shares Period 3 with her
      sign in at   {address}/sign-in
      e-mail       {guide.teacher} or {guide.co_teacher}
      password     {guide.password}

  Mr. Bell and Ms. Adeyemi, to whom a letter that worries can be handed on, sign in there too
      e-mail       {guide.named[0]} or {guide.named[1]}
      password     {guide.password}

  {luis}, who has been waiting for six days
      card at      {address}/card
      code         {guide.cards[luis]}
      word         {guide.words[luis]}, which opens his older letters on a new phone

  {amara}, who has written her first letter
      code         {guide.cards[amara]}
      word         {guide.words[amara]}

  {luis}'s card, as it would be printed:
""")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    segno.make(f"{address}/card#{guide.cards[luis]}", micro=False).terminal(compact=True)
    if host in EVERYWHERE:
        print("\nA phone in the same network can scan it. So can everyone there: the password is no secret.")
    else:
        print(
            f"\nA phone can't reach {host}. HOST=0.0.0.0 make demo makes a card that one in the same network can scan."
        )
    print("Ctrl-C ends it. Starting it again begins from the first day, with new cards.\n")


def _in_address(host: str) -> str:
    """The host as it stands in an address that others can open too."""
    if host in EVERYWHERE:
        host = _on_the_network()
    return f"[{host}]" if ":" in host else host


def _on_the_network() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way_out:
        try:
            way_out.connect(SOMEWHERE)
        except OSError:
            return "127.0.0.1"
        return str(way_out.getsockname()[0])
