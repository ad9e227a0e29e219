"""everyletter import-roster: the list of a school, from a file, with the same words as on the page."""

import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from markupsafe import Markup

from app.cli.console import CANNOT, WRONG, cli, machine, read_settings, stop, the_school, visit_database
from app.db import Database, reading, transaction
from app.models.words import Reason, Refused
from app.roster import (
    NAMES,
    Holds,
    NotDone,
    Plan,
    Reading,
    Sheet,
    Unclosed,
    carried_sheet,
    guess,
    import_list,
    plan_import,
    read_sheet,
    rows_of,
)

PATIENCE = 2.0
"""Seconds after which a bar says how far it is."""

KINDS = ", ".join(holds.value for holds in Holds if holds)


@cli.command("import-roster")
def import_roster(
    file: Annotated[str, typer.Argument(help="The list, as CSV; - reads it from the standard input.")],
    school: Annotated[str, typer.Option(help="The name of the school, where there are several.")] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="What a column holds, if it was guessed wrong: name=HEADING, or name=2 for the second column. "
            f"Also: {KINDS.removeprefix('name, ')}; nothing=HEADING leaves it out."
        ),
    ] = None,
    classroom: Annotated[str, typer.Option("--class", help="The class of everyone for whom the list names none.")] = "",
    headings: Annotated[int | None, typer.Option(min=0, help="The row of the headings; 0 if there are none.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Import without asking.")] = False,
    end_missing: Annotated[
        bool, typer.Option("--end-missing", help="Whoever is in a class, and not in the list of it, leaves it today.")
    ] = False,
    without_broken: Annotated[
        bool, typer.Option("--without-broken", help="Go on without the rows that can't be taken.")
    ] = False,
) -> None:
    """Bring in who is in which class, from a list (CSV). Shows all that would change, and asks before it does."""
    config = read_settings()
    sheet = _sheet(file, headings)
    columns = _columns(sheet, column or [])
    listed = _reading(sheet, columns, classroom)
    database = visit_database(config)
    try:
        _import(
            database, config.key(), school, listed, columns, sheet,
            yes=yes, asks=file != "-", end_missing=end_missing, without_broken=without_broken,
        )  # fmt: skip
    finally:
        database.close()


def _sheet(file: str, headings: int | None) -> Sheet:
    """The table in a file. Ends the command where it is none."""
    try:
        given = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        sheet = read_sheet(given)
        return sheet if headings is None else carried_sheet(sheet.text, headings)
    except OSError as problem:
        stop(f"{file} can't be read: {problem.strerror}.", WRONG)
    except Unclosed as unclosed:
        stop(f"{_why(unclosed)} It opens in row {unclosed.row}.", WRONG)
    except Refused as refused:
        stop(_why(refused), WRONG)


def _columns(sheet: Sheet, said: list[str]) -> tuple[Holds, ...]:
    """What each column holds: as guessed, and as the command says. Ends the command where there is no such column."""
    columns = list(guess(sheet.headings))
    places = {heading.casefold(): place for place, heading in reversed(list(enumerate(sheet.headings)))}
    places |= {str(place + 1): place for place in range(len(columns)) if str(place + 1) not in places}
    chosen: dict[int, Holds] = {}
    for one in said:
        kind, _, heading = one.partition("=")
        kind = kind.strip().casefold()
        place = places.get(" ".join(heading.split()).casefold())
        if kind not in {*Holds, "nothing"} or not kind:
            stop(f"--column {one}: a column holds one of {KINDS}, nothing.", WRONG)
        if place is None:
            never = " What is never read can't be asked for." if sheet.never_read else ""
            stop(f"--column {one}: there is no such column. There are: {', '.join(sheet.headings)}.{never}", WRONG)
        chosen[place] = Holds.NOTHING if kind == "nothing" else Holds(kind)
    kept = [Holds.NOTHING if holds in chosen.values() else holds for holds in columns]
    return tuple(chosen.get(place, holds) for place, holds in enumerate(kept))


def _reading(sheet: Sheet, columns: tuple[Holds, ...], classroom: str) -> Reading:
    """Who stands in the list. Ends the command where it can't be told."""
    there = f"There are: {', '.join(heading or str(place) for place, heading in enumerate(sheet.headings, 1))}."
    if not NAMES & set(columns):
        stop(f"Which column holds the names? Say --column name=HEADING. {there}", WRONG)
    if not classroom.strip() and not {Holds.CLASS, Holds.SECTION} & set(columns):
        stop(f"Which column holds the classes? Say --column class=HEADING, or --class NAME. {there}", WRONG)
    return rows_of(sheet, columns, " ".join(classroom.split()))


def _import(
    database: Database, key: bytes, school_name: str, listed: Reading, columns: tuple[Holds, ...], sheet: Sheet,
    *, yes: bool, asks: bool, end_missing: bool, without_broken: bool,
) -> None:  # fmt: skip
    with reading(database) as session:
        viewer = machine(the_school(session, school_name))
        plan = plan_import(session, key, viewer, listed)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    print(_shown("_roster_plan", plan=plan, sheet=sheet, columns=columns), end="")
    ends = bool(plan.missing) and end_missing
    if plan.broken and not without_broken:
        stop("Nothing was imported. Mend these rows, or go on without them: --without-broken.")
    if not plan.changes_anything and not ends:
        print("Nothing changes.")
        return
    if plan.missing and not end_missing:
        print("Whoever is not in the list stays where she is; --end-missing ends that today.")
    if not yes and not (asks and _is_a_terminal()):
        print("Nothing was changed. --yes imports it.")
        return
    if not yes and not typer.confirm("Import it?"):
        print("Nothing was changed.")
        return
    with _Bar(_steps(plan, ends=ends)) as bar:
        try:
            with transaction(database) as session:
                import_list(
                    session, key, viewer, listed, digest=plan.digest, end_all=ends, without_broken=without_broken,
                    step=bar.step,
                )  # fmt: skip
        except NotDone as stopped:
            stop(_stopped(stopped), CANNOT)
    print("The list is imported. New teachers can sign in as soon as the office has invited them.")


def _is_a_terminal() -> bool:
    return sys.stdin.isatty()


def _stopped(stopped: NotDone) -> str:
    if stopped.reason is Reason.NOBODY_LEFT:
        return f"Nothing was imported: nobody would read in {stopped.about}. Put who takes over into the list."
    return "Nothing was imported: something changed here meanwhile. Look at it once more."


def _steps(plan: Plan, *, ends: bool) -> int:
    return len(plan.changes) + (len(plan.missing) if ends else 0)


def _shown(template: str, **context: Any) -> str:
    """A text of the templates; their words are those of the pages, and come as HTML."""
    from app.pages import environment  # noqa: PLC0415 -- FastAPI

    return Markup(environment().get_template(f"{template}.txt").render(**context)).unescape()  # noqa: S704


def _why(refused: Refused) -> str:
    """A reason, as the page says it."""
    from app.pages import environment  # noqa: PLC0415

    say: Any = environment().get_template("_reason.html").module
    return str(Markup(say.why(refused.reason)).striptags())  # noqa: S704


class _Bar:
    """A bar that appears only when one has to wait."""

    def __init__(self, steps: int) -> None:
        self.steps, self.done, self.began = steps, 0, time.monotonic()
        self.bar: Any = None
        self.stack = ExitStack()

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def step(self, more: int) -> None:
        """So many people are through."""
        self.done += more
        if self.bar:
            self.bar.update(more)
        elif time.monotonic() - self.began > PATIENCE:
            bar = typer.progressbar(length=self.steps, label="Importing", file=sys.stderr)
            self.bar = self.stack.enter_context(bar)
            self.bar.update(self.done)
