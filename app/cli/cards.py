"""everyletter cards: the cards of a class as a file to print, for who runs the machine and teaches nobody."""

from html import escape
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.cards import NewCard, Printed, cards_are_printed, make_cards, without_card
from app.cli.console import WRONG, cli, machine, read_settings, stop, the_school, visit_database
from app.db import transaction
from app.models import Classroom
from app.models.classroom import ClassroomKind
from app.models.viewer import Viewer
from app.models.words import Refused


@cli.command()
def cards(
    classroom: Annotated[str, typer.Argument(metavar="CLASS", help='The name of the class, like "Period 3".')],
    address: Annotated[
        str,
        typer.Option(
            help="Where students open Everyletter: what the QR codes lead to.",
            prompt="At which address do students open Everyletter?",
        ),
    ],
    school: Annotated[str, typer.Option(help="The school, where there are several.")] = "",
    to: Annotated[Path, typer.Option(help="The file to write; it must not be there yet.")] = Path("cards.html"),
    large: Annotated[bool, typer.Option("--large", help="Large print: two cards on a page instead of eight.")] = False,
    missing: Annotated[bool, typer.Option("--missing", help="Only for students who have no card.")] = False,
    printed: Annotated[bool, typer.Option("--printed", help="Don't ask: the new cards open at once.")] = False,
) -> None:
    """Make new cards for a class and write them into a file to print. They open when you say that they are printed."""
    base = _base(address)
    config = read_settings()
    database = visit_database(config)
    with transaction(database) as session:
        of_school = the_school(session, school)
        viewer = machine(of_school)
        of_class = _the_class(session, viewer, classroom)
        made = _make(session, config.key(), viewer, of_class, missing=missing)
        # Before the commit: what can't be written was not made either.
        _write(to, made, of_class, base, large=large)
    print(
        f"{len(made)} new {'card' if len(made) == 1 else 'cards'} for {of_class.name} in {to}. Print it in a browser."
    )
    print(f"The QR codes lead to {base}/card. The file holds the codes: delete it when it is printed.")
    if not printed and not _asked():
        print("They open nothing yet, and the old cards still do. A teacher of the class, or the office, can say")
        print(f"that they are printed at {base}/classes/{of_class.id}/cards. Or make them again.")
        return
    with transaction(database) as session:
        done = cards_are_printed(session, machine(of_school), of_class.id, {card.id for card in made})
    _say(done)


def _base(address: str) -> str:
    parts = urlsplit(address.strip())
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        stop("--address: an address begins with http:// or https://, like https://letters.school.example.", WRONG)
    return address.strip().rstrip("/")


def _the_class(session: Session, viewer: Viewer, name: str) -> Classroom:
    """The newest class of that name. Ends the command where there is none."""
    classes = session.scalars(
        select(Classroom)
        .where(col(Classroom.school_id) == viewer.school_id, col(Classroom.kind) == ClassroomKind.CLASS)
        .order_by(col(Classroom.year).desc(), col(Classroom.name))
    ).all()
    named = [of_school for of_school in classes if of_school.name.casefold() == name.strip().casefold()]
    if not named:
        names = ", ".join(sorted({of_school.name for of_school in classes})) or "none yet"
        stop(f"There is no class {name!r}. The classes: {names}.", WRONG)
    return named[0]


def _make(session: Session, key: bytes, viewer: Viewer, classroom: Classroom, *, missing: bool) -> list[NewCard]:
    chosen: set[UUID] | None = without_card(session, viewer, classroom.id) if missing else None
    if missing and not chosen:
        stop(f"Everyone in {classroom.name} has a card.", 0)
    try:
        return make_cards(session, key, viewer, classroom.id, chosen)
    except Refused:
        stop(f"There are no students in {classroom.name} yet.")


def _write(to: Path, made: list[NewCard], classroom: Classroom, base: str, *, large: bool) -> None:
    """A page of its own, with its style inside it, that only the one who made it may read."""
    from app.pages import part  # noqa: PLC0415 -- Jinja
    from app.qr import draw_qr  # noqa: PLC0415
    from app.scripts import STATIC  # noqa: PLC0415

    drawn = [{"name": card.name, "code": card.code, "qr": draw_qr(f"{base}/card#{card.code}")} for card in made]
    sheets = part("_cards.html", cards=drawn, classroom=classroom, address=base, large=large)
    page = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(classroom.name)}</title><style>{(STATIC / 'cards.css').read_text('utf-8')}</style></head>"
        f'<body class="cards-sheet"><main>{sheets}</main></body></html>\n'
    )
    try:
        to.touch(mode=0o600, exist_ok=False)
        to.write_text(page, encoding="utf-8")
    except FileExistsError:
        stop(f"{to} is there already. Name another file with --to; nothing was changed.")
    except OSError as problem:
        stop(f"{to} can't be written: {problem.strerror}. Nothing was changed.")


def _asked() -> bool:
    """Whether the one at the keyboard says that the cards are on paper; nobody there has not said so."""
    try:
        return typer.confirm("Are all of them on paper? The old cards then stop working.")
    except typer.Abort:
        print()
        return False


def _say(done: Printed) -> None:
    print("The new cards open now, and the old ones don't any more.")
    if done.stale:
        print(f"But for {done.stale} of them: made again meanwhile by somebody else. Throw those away.")
