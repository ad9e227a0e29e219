"""everyletter invite: a one-time link with which somebody chooses her password, also beside a running server."""

from typing import Annotated
from urllib.parse import urlsplit

import typer
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlmodel import col

from app.cli.console import WRONG, cli, machine, read_settings, stop, the_school, visit_database
from app.db import transaction
from app.invitations import OPEN_FOR, invite
from app.models import Door, Person, School
from app.models.door import DoorKind
from app.models.viewer import Viewer
from app.security import folded_email, lookup


@cli.command("invite")
def invite_somebody(
    email: Annotated[str, typer.Argument(help="The e-mail address with which the person signs in.")],
    address: Annotated[
        str, typer.Option(help="How people open Everyletter in their browsers.")
    ] = "http://127.0.0.1:8000",
    school: Annotated[str, typer.Option(help="The name of the school, where there are several.")] = "",
) -> None:
    """Print a link with which somebody chooses a new password: for whoever forgot hers, or is locked out."""
    base = _base(address)
    config = read_settings()
    database = visit_database(config)
    try:
        with transaction(database) as session:
            place = the_school(session, school)
            viewer, key = machine(place), config.key()
            person = _who(session, key, place, viewer, email)
            code = invite(session, key, viewer, person)
    except OperationalError as problem:
        stop(f"The database does not answer, and nothing was changed: {problem.orig}".rstrip())
    finally:
        database.close()
    print(f"""A link for {person.name} ({person.email}), {place.name}:

  {base}/welcome#{code}

It opens once, within {OPEN_FOR.days} days; earlier links of hers open nothing any more. Whoever has it can sign in
as her: give it to nobody else.""")


def _base(address: str) -> str:
    """The address without a slash at its end. Ends the command where it is none."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        stop(f"--address {address} is no address: it begins with http:// or https://.", WRONG)
    return address.rstrip("/")


def _who(session: Session, key: bytes, place: School, viewer: Viewer, email: str) -> Person:
    """Whoever signs in with an address at a school. Ends the command where there is nobody."""
    person = session.scalars(
        select(Person)
        .join(Door, (col(Door.school_id) == col(Person.school_id)) & (col(Door.row_id) == col(Person.id)))
        .where(col(Door.hash) == lookup(key, DoorKind.EMAIL, folded_email(email)), col(Person.school_id) == place.id)
    ).one_or_none()
    if person is None:
        stop(f"Nobody at {place.name} signs in with {email}. Nothing was changed.")
    if person.ended_on and person.ended_on < viewer.today:
        stop(f"{person.name} left {place.name} on {person.ended_on}. Nothing was changed.")
    return person
