"""Lists as the tests bring them: read, planned and imported for Mrs. Lund, who runs the office."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Classroom, Membership, Person
from app.models.classroom import Part
from app.roster import Counts, Plan, Reading, guess, import_list, plan_import, read_sheet, rows_of
from tests.cast import KEY, Cast


def read(text: str | bytes, classroom: str = "") -> Reading:
    """Who stands in a list, its columns as guessed."""
    sheet = read_sheet(text)
    return rows_of(sheet, guess(sheet.headings), classroom)


def plan(session: Session, cast: Cast, text: str) -> Plan:
    """What a list would change."""
    return plan_import(session, KEY, cast.viewer(cast.lund), read(text))


def bring(
    session: Session, cast: Cast, text: str, *, ends: tuple[str, ...] = (), without_broken: bool = False
) -> Counts:
    """Import a list as it was shown; `ends` names whose memberships end, of those that are not in the list."""
    shown = plan(session, cast, text)
    memberships = {missing.membership_id for missing in shown.missing if missing.name in ends}
    return import_list(
        session, KEY, cast.viewer(cast.lund), read(text), digest=shown.digest, ends=memberships,
        without_broken=without_broken,
    )  # fmt: skip


def wrong(shown: Plan | Reading) -> list[tuple[int, str]]:
    """The rows that can't be taken, with the reason."""
    return [(row.number, row.wrong.value) for row in shown.broken]


def lines(shown: Plan) -> list[str]:
    """What changes, as "kind: name", with the classes that somebody joins."""
    return [
        f"{kind}: {change.name}" + "".join(f", {join.group.name}" for join in change.joins)
        for kind, changes in shown.kinds
        for change in changes
    ]


def in_class(session: Session, cast: Cast, name: str, part: Part = Part.WRITER) -> list[str]:
    """Who has a part in a class of this school, from today on, by name."""
    return list(
        session.scalars(
            select(col(Person.name))
            .join(Membership, col(Membership.person_id) == col(Person.id))
            .join(Classroom, col(Classroom.id) == col(Membership.classroom_id))
            .where(
                col(Classroom.name) == name, col(Classroom.school_id) == cast.school.id, col(Membership.part) == part,
                col(Membership.until_day).is_(None),
            )
            .order_by(col(Person.name))
        )
    )  # fmt: skip


def people(session: Session, cast: Cast, name: str) -> list[Person]:
    """Everybody of a name in this school."""
    return list(
        session.scalars(select(Person).where(col(Person.name) == name, col(Person.school_id) == cast.school.id))
    )
