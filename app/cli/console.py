"""What the commands share: the settings, the database, the school they are for, and how they end."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.orm import Session
from sqlmodel import col

from app.config import Settings
from app.db import AlreadyServed, Database
from app.models import School
from app.models.calendar import now
from app.models.viewer import Viewer

WRONG, CANNOT = 2, 1
"""Exit codes: a wrong setting or argument, and something in the way."""

cli = typer.Typer(
    help="A letter a month from every student, and no one goes unanswered.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with the values of variables would show letters and keys.
    pretty_exceptions_show_locals=False,
)


def read_settings() -> Settings:
    """The settings; ends the command with a sentence for each one that is wrong."""
    try:
        return Settings()
    except ValidationError as wrong:
        for problem in wrong.errors(include_input=False, include_url=False, include_context=False):
            name = "_".join(str(part) for part in problem["loc"]).upper()
            why = "must be true or false" if problem["type"].startswith("bool") else problem["msg"]
            print(f"EVERYLETTER_{name} {why.removeprefix('Value error, ')}.", file=sys.stderr)
        raise typer.Exit(WRONG) from None


@contextmanager
def _said_in_words(config: Settings) -> Iterator[None]:
    """What the database and the folder have against it, as a sentence that names the setting."""
    try:
        yield
    except ArgumentError:
        stop("EVERYLETTER_DATABASE_URL is not an address of a database.", WRONG)
    except DatabaseError as problem:
        setting = "EVERYLETTER_DATABASE_URL" if config.database_url else "EVERYLETTER_DATA_FOLDER"
        stop(f"{setting}: the database does not answer: {problem.orig}".rstrip())
    except OSError as problem:
        there = Path(problem.filename or config.data_folder)
        ours = not config.database_url or there.is_relative_to(config.data_folder)
        setting = "EVERYLETTER_DATA_FOLDER" if ours else "EVERYLETTER_DATABASE_URL"
        stop(f"{setting}: {config.data_folder if ours else there} can't be written: {problem.strerror}.", WRONG)


def open_database(config: Settings, *, anew: bool = False) -> Database:
    """The database, held by this process, emptied where `anew`, and migrated."""
    from app.schema import BrokenSchema, migrate  # noqa: PLC0415 -- Alembic

    with _said_in_words(config):
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
            stop(f"Another Everyletter serves {held} already. Stop that one first; nothing was changed.")
        except BrokenSchema as broken:
            stop(f"The database could not be brought up to date, and is as it was: {broken}.")
    return database


def visit_database(config: Settings) -> Database:
    """The database, for a command that works beside a server. It must be up to date: only a server migrates it."""
    from app.schema import newest, revision_of  # noqa: PLC0415 -- Alembic

    with _said_in_words(config):
        database = Database(config.database)
        with database.writes.connect() as connection:
            revision = revision_of(connection)
    if revision != newest():
        stop("The database is not up to date. Start Everyletter once (`everyletter serve`); nothing was changed.")
    return database


def the_school(session: Session, name: str = "") -> School:
    """The school that a command is for: the only one, or the one of that name. Ends the command where it is unclear."""
    schools = session.scalars(select(School).order_by(col(School.name))).all()
    named = [school for school in schools if not name or school.name.casefold() == name.strip().casefold()]
    if not schools:
        stop("There is no school yet. Start Everyletter (`everyletter serve`) and open its first page.")
    if len(named) != 1:
        names = ", ".join(school.name for school in schools)
        stop(f"Which school is it for? Say --school with one of: {names}.", WRONG)
    return named[0]


def machine(school: School) -> Viewer:
    """The eyes of a command, now."""
    return Viewer.machine(school.id, ZoneInfo(school.zone), now())


def stop(sentence: str, code: int = CANNOT) -> NoReturn:
    """End the command with a sentence."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(code)
