"""The commands of everyletter. Each says in a sentence what is wrong, and loads what it needs when it needs it."""

import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, NoReturn

import segno
import typer
from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, OperationalError

from app.config import Settings
from app.db import AlreadyServed, Database
from app.models.calendar import now

if TYPE_CHECKING:
    from app.demo import Guide

WRONG, CANNOT = 2, 1
"""Exit codes: a wrong setting or argument, and something in the way."""

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 -- what a person asks for with HOST=
SOMEWHERE = ("203.0.113.1", 9)
"""An address that nobody has (RFC 5737), to ask which way out this machine would take. Nothing is sent."""

FAREWELL_SECONDS = 5
"""How long requests that are under way may take after Ctrl-C."""

Host = Annotated[str, typer.Option(help="The address to serve on; 0.0.0.0 also serves the network around.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to serve on.")]

cli = typer.Typer(
    help="A letter a month from every student, and no one goes unanswered.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with the values of variables would show letters and keys.
    pretty_exceptions_show_locals=False,
)


@cli.command()
def demo(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Make a school to look at, in a folder of its own, and serve it until Ctrl-C. It starts anew each time."""
    from app.demo import build  # noqa: PLC0415 -- as below: only this command needs it

    given = _settings()
    # Never the database of the settings: that is a real school.
    config = given.model_copy(
        update={"data_folder": given.data_folder / "demo", "database_url": "", "https": False, "log_level": "WARNING"}
    )
    with _bound(host, port) as place:
        database = _open(config, anew=True)
        guide = build(database, config.key(), now())
        _serve(config, database, place, ready=lambda: _show(guide, host, port))


@cli.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Serve the school of the settings: bring its database up to date, then answer until Ctrl-C."""
    config = _settings()
    with _bound(host, port) as place:
        database = _open(config)
        address = f"http://{_in_address(host)}:{port}/"
        _serve(config, database, place, ready=lambda: print(f"Everyletter is at {address}"))


def main() -> None:
    """Run a command: what `everyletter` starts."""
    cli()


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as wrong:
        for problem in wrong.errors(include_input=False, include_url=False, include_context=False):
            name = "_".join(str(part) for part in problem["loc"]).upper()
            print(f"EVERYLETTER_{name} {problem['msg'].removeprefix('Value error, ')}.", file=sys.stderr)
        raise typer.Exit(WRONG) from None


def _bound(host: str, port: int) -> socket.socket:
    """The place to listen at, taken before anything is built. Nobody is answered before the server listens."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        place = socket.socket(family, kind)
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(address)
    except OSError as problem:
        _stop(
            f"Everyletter can't listen at {host}, port {port}: {problem.strerror}. Nothing was changed. Another port: "
            f"PORT={port + 1 if port < 65535 else 8000}, or --port."  # noqa: PLR2004
        )
    return place


def _open(config: Settings, *, anew: bool = False) -> Database:
    """The database, held by this process, emptied where `anew`, and migrated."""
    from app.schema import BrokenSchema, migrate  # noqa: PLC0415 -- Alembic

    try:
        database = Database(config.database)
        database.hold()
        if anew:
            # The lock file stays: it is held.
            for ending in ("", "-wal", "-shm", "-journal"):
                (config.data_folder / f"everyletter.db{ending}").unlink(missing_ok=True)
        migrate(database)
        config.key()
    except AlreadyServed as held:
        _stop(f"Another Everyletter serves {held} already. Stop that one first; nothing was changed.")
    except BrokenSchema as broken:
        _stop(f"The database could not be brought up to date, and is as it was: {broken}.")
    except ArgumentError:
        _stop("EVERYLETTER_DATABASE_URL is not an address of a database.", WRONG)
    except OperationalError as problem:
        _stop(f"The database does not answer: {problem.orig}".rstrip())
    except OSError as problem:
        _stop(f"EVERYLETTER_DATA_FOLDER: {config.data_folder} can't be written: {problem.strerror}.", WRONG)
    return database


def _serve(config: Settings, database: Database, place: socket.socket, *, ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C; `ready` is called when the server listens."""
    import uvicorn  # noqa: PLC0415

    from app.main import create_app  # noqa: PLC0415

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()
            sys.stdout.flush()

    options = uvicorn.Config(
        create_app(config, database),
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

  {luis}, who has been waiting for six days
      card at      {address}/card
      code         {guide.cards[luis]}

  {amara}, who has written her first letter
      code         {guide.cards[amara]}

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


def _stop(sentence: str, code: int = CANNOT) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(code)
