"""everyletter import-letters: letters that a school already has, out of a file. No word of them is shown."""

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.cli.console import CANNOT, WRONG, cli, machine, read_settings, stop, the_school, visit_database
from app.cli.progress import patiently
from app.db import reading, transaction
from app.letter_file import Columns, DayOrder, Plan, Table, Trouble, Unreadable, Wrong, named
from app.models import Classroom, Membership, Person, School
from app.models.bringing import bring_in
from app.models.calendar import year_of
from app.models.classroom import Part
from app.models.viewer import Viewer
from app.models.words import LONGEST, Reason, Refused
from app.queries.import_letters import Look, import_letters
from app.security import folded_email

TROUBLES = {
    Trouble.NO_FILE: "There is nothing in the file",
    Trouble.NOT_A_TABLE: "The file is no table as CSV",
    Trouble.TOO_LARGE: "The file is too large; bring it in by parts",
    Trouble.DAMAGED: "Some of the file can't be read, so none of it was taken",
    Trouble.NO_ROWS: "There is a heading in the file, and no row below it",
    Trouble.NO_TIME: "Which column says when a letter was written? Name it with --time",
    Trouble.NO_STUDENT: "Which column says who wrote it? Name it with --student",
    Trouble.NO_TEXT: "In which column is the letter? Name it with --text",
    Trouble.DAY_ORDER: "3/4 may be in March or in April here: say --day-first or --month-first",
}

ROWS = {
    Wrong.NO_NAME: "it says nobody",
    Wrong.NOBODY: "no student of the class has that name or number",
    Wrong.SEVERAL: "more than one student could be meant",
    Wrong.DISAGREE: "the name and the number are those of different students",
    Wrong.TWO_CLASSES: "she writes in two of the classes: bring it in for one of them",
    Wrong.NO_TIME: "the time can't be read",
    Wrong.FUTURE: "that day has not come yet",
    Wrong.EMPTY: "there is no text in it",
    Wrong.TOO_LONG: f"its text is longer than {LONGEST} characters",
    Wrong.NUL: "its text holds a NUL, which can't be kept",
}

REASONS = {
    Reason.FUTURE_DAY: "--answered-until is a day that has not come yet.",
    Reason.CLASS_ENDED: "The class has ended, so that nobody would read the letters.",
    Reason.NOT_READ_HERE: "Nobody reads letters in the class at present. Name a reader first.",
}

Classes = Annotated[list[str], typer.Option("--class", help="The class of the students; again for more classes.")]
Students = Annotated[
    list[str] | None, typer.Option("--student", help="The column with the student; again for a second one.")
]
Texts = Annotated[list[str] | None, typer.Option("--text", help="The column with the letter; again for a second one.")]
DayFirst = Annotated[bool | None, typer.Option("--day-first/--month-first", help="How to read a date like 3/4/2026.")]
Until = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The last day whose letters were answered on paper."),
]


@cli.command("import-letters")
def command(
    file: Annotated[Path, typer.Argument(help="A CSV, as Google Forms and Google Sheets download it.")],
    classes: Classes,
    school: Annotated[str, typer.Option(help="The school, where there is more than one.")] = "",
    time: Annotated[str, typer.Option(help="The column that says when it was written.")] = "",
    student: Students = None,
    text: Texts = None,
    day_first: DayFirst = None,
    answered_until: Until = None,
    answered_by: Annotated[str, typer.Option(help="The e-mail address of the reader who answered them.")] = "",
    without_broken: Annotated[bool, typer.Option("--without-broken", help="Go on without what can't come.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Bring them in without asking.")] = False,
) -> None:
    """Bring in letters that students have already written, each with its own day, and none of them twice."""
    until = answered_until.date() if answered_until else None
    if bool(until) != bool(answered_by):
        stop(
            "--answered-until and --answered-by belong together: who says that she answered them, and up to when?",
            WRONG,
        )
    order = None if day_first is None else DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST
    choose = partial(_named, time=time, student=student or [], text=text or [])
    config, raw = read_settings(), _read(file)
    with closing(visit_database(config)) as database:
        with reading(database) as session:
            place = the_school(session, school)
            rooms = _classes(session, place, machine(place), classes)
            viewer = _reader(session, machine(place), rooms, answered_by) if answered_by else machine(place)
            look = _look(session, viewer, raw, rooms, choose, order)
        _show(look, until)
        if not _wanted(look.plan, without_broken=without_broken, yes=yes):
            return
        with transaction(database) as session:
            again = _look(session, viewer, raw, rooms, choose, order)
            if again.plan.seal() != look.plan.seal():
                stop("Something has changed meanwhile. Nothing was brought in; start once more.")
            try:
                came = bring_in(
                    session, viewer, again.plan.letters, until, lambda new: patiently(new, "Bringing letters in")
                )
            except Refused as refused:
                stop(REASONS[refused.reason], WRONG if refused.reason is Reason.FUTURE_DAY else CANNOT)
    print(f"{_count(came.came, 'letter')} came in, and {came.waiting} of them {_wait(came.waiting)} for an answer.")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        stop(f"{file} can't be read: {problem.strerror}.", WRONG)


def _classes(session: Session, school: School, viewer: Viewer, names: Sequence[str]) -> list[UUID]:
    """The classes of those names; where several years have one of a name, this year's. Ends the command else."""
    going_on = or_(col(Classroom.ended_on).is_(None), col(Classroom.ended_on) >= viewer.today)
    asked = select(Classroom).where(col(Classroom.school_id) == viewer.school_id, going_on)
    rooms = session.scalars(asked.order_by(col(Classroom.name))).all()
    found = []
    for name in names:
        alike = [room for room in rooms if room.name.casefold() == name.strip().casefold()]
        this_year = [room for room in alike if room.year == year_of(viewer.today, school.year_start)]
        alike = this_year if len(alike) > 1 else alike
        if len(alike) != 1:
            known = ", ".join(dict.fromkeys(room.name for room in rooms)) or "none"
            stop(f"There is no one class called {name}. The classes of {school.name} are: {known}.", WRONG)
        found.append(alike[0].id)
    return found


def _reader(session: Session, viewer: Viewer, rooms: Sequence[UUID], email: str) -> Viewer:
    """The eyes of the reader with an e-mail address. Ends the command where she does not read in each class."""
    places = session.execute(
        select(col(Person.id), col(Person.email), col(Membership.classroom_id))
        .join(
            Membership, (col(Membership.school_id) == col(Person.school_id)) & (col(Membership.person_id) == Person.id)
        )
        .where(
            col(Person.school_id) == viewer.school_id,
            col(Membership.part) == Part.READER,
            Membership.on(viewer.today),
        )
    ).all()
    wanted = folded_email(email)
    hers = {(id_, room) for id_, address, room in places if address and folded_email(address) == wanted}
    if not set(rooms) <= {room for _, room in hers}:
        stop("--answered-by is the address of nobody who reads letters in the class today.", WRONG)
    return replace(viewer, person_id=next(iter(hers))[0])


def _look(
    session: Session,
    viewer: Viewer,
    raw: bytes,
    rooms: Sequence[UUID],
    choose: Callable[[Table, Columns], Columns],
    order: DayOrder | None,
) -> Look:
    try:
        look = import_letters(session, viewer, raw, rooms, choose, order)
    except Unreadable as unreadable:
        stop(f"{TROUBLES[unreadable.trouble]}. Nothing was changed.", WRONG)
    if look.plan.trouble:
        columns = ", ".join(f'"{name}"' for name in look.table.columns)
        stop(f"{TROUBLES[look.plan.trouble]}. The columns are: {columns}. Nothing was changed.", WRONG)
    return look


def _named(table: Table, guessed: Columns, *, time: str, student: Sequence[str], text: Sequence[str]) -> Columns:
    try:
        return named(table, guessed, time=time, student=student, text=text)
    except LookupError as unknown:
        columns = ", ".join(f'"{name}"' for name in table.columns)
        stop(f'There is no one column called "{unknown.args[0]}". The columns are: {columns}.', WRONG)


def _show(look: Look, until: date | None) -> None:
    """What would happen, in words."""
    plan, columns = look.plan, look.table.columns
    roles = [(place, role) for role, places in _roles(plan.columns) for place in places]
    print("Read as: " + ", ".join(f'"{columns[place]}" {role}' for place, role in roles) + ".")
    if behind := plan.columns.behind(look.table):
        print("Stays behind: " + ", ".join(f'"{name}"' for name in behind) + ".")
    if plan.order:
        print(f"A date like 3/4/2026 is read with the {plan.order.value}.")
    if not look.table.unicode:
        print("The file does not say how it is encoded, and was read as Western European.")
    if plan.letters:
        count, answered = len(plan.letters), plan.answered(until)
        print(
            f"{_count(count, 'letter')} of {_count(len(plan.students), 'student')} would come, "
            f"from {plan.days[0]} to {plan.days[-1]}."
        )
        if until:
            print(f"{answered} of them {'was' if answered == 1 else 'were'} answered on paper, up to {until}.")
        print(f"{count - answered} would wait for an answer, each from its own day.")
    if plan.here:
        print(f"{_count(plan.here, 'letter')} of the file {'is' if plan.here == 1 else 'are'} here already.")
    if plan.left:
        print(f"{_count(len(plan.left), 'row')} can't come along:")
    for row in plan.left:
        who = f', "{row.who}"' if row.who else ""
        print(f"  row {row.number}{who}: {ROWS[row.wrong]}")


def _roles(columns: Columns) -> list[tuple[str, tuple[int, ...]]]:
    time = () if columns.time is None else (columns.time,)
    return [("(when it was written)", time), ("(who wrote it)", columns.student), ("(the letter)", columns.text)]


def _wanted(plan: Plan, *, without_broken: bool, yes: bool) -> bool:
    """Whether to go on, as was said or as is answered now. Ends the command where it can't be asked."""
    asks = sys.stdin.isatty() and not yes
    if not plan.letters:
        print("There is nothing new to bring in.")
        if plan.left:
            raise typer.Exit(CANNOT)
        return False
    if plan.left and not without_broken and not (asks and typer.confirm("Go on without these rows?")):
        stop("Nothing was changed. Mend these rows, or say --without-broken to go on without them.")
    if yes or (asks and typer.confirm(f"Bring {_count(len(plan.letters), 'letter')} in?")):
        return True
    print("Nothing was changed." if asks else "Nothing was changed yet. Say --yes to bring them in.")
    return False


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"
