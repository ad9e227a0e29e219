"""Everything that an import would change, before anything is: who is new, joins, is renamed; and who is not listed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.models import Door
from app.models.classroom import Part
from app.models.door import DoorKind
from app.models.viewer import Viewer
from app.roster.matching import Match
from app.roster.register import Group, Register, Someone, read_register
from app.roster.rows import Broken, Note, Reading, Remark, Row, Wrong, canonical, key
from app.security import folded_email, lookup

ASKED_AT_ONCE = 500
"""Values in one statement: SQLite takes 32,766, and a plan of so many is slow on both."""


@dataclass(frozen=True)
class Join:
    """A class that a person joins today; tomorrow where she leaves it today."""

    group: Group
    part: Part
    tomorrow: bool = False


@dataclass(frozen=True)
class Change:
    """What changes for one person. An empty text changes nothing."""

    someone: Someone
    name: str
    joins: tuple[Join, ...] = ()
    renamed: bool = False
    goes_by: str = ""
    language: str = ""
    email: str = ""
    number: str = ""
    returns: bool = False
    until_now: tuple[str, ...] = ()
    """The classes of the list in which she is, and is not listed any more: she moves."""

    @property
    def part(self) -> Part:
        """What she is in the list."""
        return self.joins[0].part if self.joins else Part.READER if self.someone.reads else Part.WRITER

    @property
    def changes_person(self) -> bool:
        """Whether anything of herself changes, beside the classes in which she is."""
        return self.renamed or self.returns or any((self.goes_by, self.language, self.email, self.number))

    @property
    def anything(self) -> bool:
        """Whether anything changes."""
        return bool(self.someone.new or self.joins or self.changes_person)

    @property
    def line(self) -> tuple[object, ...]:
        """All of it, without the ids of what is new."""
        joins = sorted((key(join.group.name), join.part.value, join.tomorrow) for join in self.joins)
        texts = (self.name, self.goes_by, self.language, self.email, self.number, self.returns)
        return ("" if self.someone.new else str(self.someone.id), *texts, *joins)


@dataclass(frozen=True)
class Missing:
    """Somebody who is in a class here, and not in the list of it."""

    membership_id: UUID
    person_id: UUID
    name: str
    group: Group
    part: Part
    elsewhere: tuple[str, ...]
    """The classes in which the list has her."""


@dataclass
class Plan:
    """Everything that an import would do, and what it can't."""

    changes: list[Change] = field(default_factory=list)
    """By name; only of people for whom anything changes."""
    groups: list[Group] = field(default_factory=list)
    """The new classes, by name."""
    missing: list[Missing] = field(default_factory=list)
    """By class and name; nobody while a row is broken: she may be the one who is meant."""
    broken: list[Broken] = field(default_factory=list)
    """By number."""
    remarks: list[Remark] = field(default_factory=list)
    unchanged: int = 0
    """How many people of the list stay as they are."""

    @property
    def kinds(self) -> list[tuple[str, list[Change]]]:
        """The changes by what they are, in the order of reading; templates/_roster_words.html says each."""
        new = [change for change in self.changes if change.someone.new]
        known = [change for change in self.changes if not change.someone.new]
        kinds = [
            ("new students", [change for change in new if change.part is Part.WRITER]),
            ("new teachers", [change for change in new if change.part is Part.READER]),
            ("joins", [change for change in known if change.joins and not change.until_now]),
            ("moves", [change for change in known if change.joins and change.until_now]),
            ("returns", [change for change in known if change.returns]),
            ("renamed", [change for change in known if change.renamed]),
            ("goes by", [change for change in known if change.goes_by]),
            ("language", [change for change in known if change.language]),
            ("address", [change for change in known if change.email]),
            ("number", [change for change in known if change.number]),
        ]
        return [(kind, changes) for kind, changes in kinds if changes]

    @property
    def changes_anything(self) -> bool:
        """Whether applying it does anything."""
        return bool(self.changes or self.groups)

    @cached_property
    def digest(self) -> str:
        """The same for two plans that do the same: what a person confirmed is what is done."""
        lines = (
            sorted(map(repr, (change.line for change in self.changes))),
            sorted(key(group.name) for group in self.groups),
            sorted(str(missing.membership_id) for missing in self.missing),
            sorted((row.number, row.wrong.value, row.name) for row in self.broken),
        )
        return sha256(repr(lines).encode()).hexdigest()


def plan_import(session: Session, key_of_server: bytes, viewer: Viewer, reading: Reading) -> Plan:
    """What importing a list would do in the viewer's school today. Nothing is written."""
    register = read_register(session, viewer)
    match = Match(register, sorted(reading.rows, key=lambda row: row.number))
    for id_ in list(match.people):
        if _contradict(match.rows_of[id_]):
            match.forget(id_, Wrong.CONTRADICTS)
    _without_taken_addresses(session, key_of_server, match)
    changes = [_change(match, register, id_) for id_ in match.people]
    plan = Plan(
        changes=sorted((change for change in changes if change.anything), key=lambda change: key(change.name)),
        broken=sorted([*reading.broken, *match.broken], key=lambda row: (row.number, row.name)),
        unchanged=sum(not change.anything for change in changes),
    )
    joined = {join.group for change in plan.changes for join in change.joins}
    plan.groups = sorted((group for group in joined if group.new), key=lambda group: key(group.name))
    if not plan.broken:
        plan.missing = sorted(_missing(match, register), key=lambda one: (key(one.group.name), one.part, key(one.name)))
        plan.changes = list(_with_moves(plan))
    remarks = [*reading.remarks, *_remarks_on_people(match), *_remarks_on_classes(match, register, changes)]
    plan.remarks = sorted(remarks, key=lambda remark: (remark.number, remark.about))
    return plan


def _contradict(rows: list[Row]) -> bool:
    """Whether rows about one person say two things."""
    said = ({row.goes_by for row in rows}, {row.language for row in rows}, {folded_email(row.email) for row in rows})
    return any(len(values - {""}) > 1 for values in said)


def _said(rows: list[Row], what: str) -> str:
    """What the first row that says anything says."""
    return next((said for row in rows if (said := getattr(row, what))), "")


def _without_taken_addresses(session: Session, key_of_server: bytes, match: Match) -> None:
    """Leave out who would sign in with an address that somebody else has, here, elsewhere or in the list."""
    wanted: dict[str, list[UUID]] = defaultdict(list)
    for id_, rows in match.rows_of.items():
        email = folded_email(_said(rows, "email"))
        if email and not match.people[id_].email:
            wanted[lookup(key_of_server, DoorKind.EMAIL, email)].append(id_)
    hashes, taken = list(wanted), set()
    for start in range(0, len(hashes), ASKED_AT_ONCE):
        some = hashes[start : start + ASKED_AT_ONCE]
        taken |= set(session.scalars(select(col(Door.hash)).where(col(Door.hash).in_(some))))
    for found_by, ids in wanted.items():
        if found_by in taken or len(ids) > 1:
            for id_ in ids:
                match.forget(id_, Wrong.ADDRESS_TAKEN, _said(match.rows_of[id_], "email"))


def _change(match: Match, register: Register, id_: UUID) -> Change:
    """What changes for a person. What she has chosen herself stays: the list only fills what is empty."""
    someone, rows = match.people[id_], match.rows_of[id_]
    numbered = [row for row in rows if row.own_number]
    number = numbered[0].own_number if numbered else ""
    name = someone.name
    if numbered and not someone.new and _is_another_name(someone.name, numbered[0].name):
        name = numbered[0].name
    return Change(
        someone=someone,
        name=name,
        joins=tuple(_joins(match, register, id_)),
        renamed=name != someone.name,
        goes_by="" if someone.goes_by else _said(rows, "goes_by"),
        language="" if someone.language else _said(rows, "language"),
        email="" if someone.email else _said(rows, "email"),
        number="" if canonical(number) == canonical(someone.number) else number,
        returns=someone.left,
    )


def _is_another_name(before: str, after: str) -> bool:
    """Whether a name changed; all capitals are a habit of registers, and no change."""
    return before != after and (before.casefold() != after.casefold() or after not in {after.upper(), after.lower()})


def _joins(match: Match, register: Register, id_: UUID) -> Iterator[Join]:
    named = {(group.id, row.part): group for row in match.rows_of[id_] for group in match.groups_of(row)}
    for (group_id, part), group in named.items():
        hers = [member for member in register.members.get(group_id, ()) if member.person_id == id_]
        same = [member for member in hers if member.part is part or Part.WRITER not in {member.part, part}]
        if all(member.leaving for member in same):
            yield Join(group, part, tomorrow=bool(same))


def _missing(match: Match, register: Register) -> Iterator[Missing]:
    """Who is in a class of the list, and not in the list of it. Where the list has no teachers it says nothing of
    them, and where it has no students, nothing of those."""
    listed: dict[tuple[UUID, Part], set[UUID]] = defaultdict(set)
    classes: dict[UUID, dict[UUID, Group]] = defaultdict(dict)
    for id_, rows in match.rows_of.items():
        for row in rows:
            for group in match.groups_of(row):
                listed[group.id, row.part].add(id_)
                classes[id_][group.id] = group
    groups = {group.id: group for of_one in classes.values() for group in of_one.values()}
    for (group_id, part), ids in listed.items():
        for member in register.members.get(group_id, ()):
            someone = register.people[member.person_id]
            holds = not (member.coming or member.leaving or someone.left)
            if holds and member.part is part and member.person_id not in ids:
                elsewhere = tuple(group.name for group in classes.get(someone.id, {}).values())
                yield Missing(member.id, someone.id, someone.name, groups[group_id], part, elsewhere)


def _with_moves(plan: Plan) -> Iterator[Change]:
    """The changes, each with the classes that its person comes from."""
    left: dict[UUID, list[str]] = defaultdict(list)
    for missing in plan.missing:
        left[missing.person_id].append(missing.group.name)
    for change in plan.changes:
        yield replace(change, until_now=tuple(left.get(change.someone.id, ())))


def _remarks_on_people(match: Match) -> Iterator[Remark]:
    for id_, rows in match.rows_of.items():
        someone, email = match.people[id_], _said(rows, "email")
        classes = {key(name): name for row in rows for name in row.classes}
        if someone.new and len({row.number for row in rows}) > 1 < len(classes) and not _said(rows, "own_number"):
            yield Remark(rows[0].number, Note.ONE_PERSON, rows[0].name, ", ".join(classes.values()))
        if rows[0].part is Part.READER and not someone.new and not email and not someone.email:
            yield Remark(rows[0].number, Note.NO_ADDRESS, rows[0].name)
        if email and someone.email and folded_email(email) != folded_email(someone.email):
            yield Remark(rows[0].number, Note.OTHER_ADDRESS, rows[0].name, someone.email)


def _remarks_on_classes(match: Match, register: Register, changes: Iterable[Change]) -> Iterator[Remark]:
    """The classes of the list in which nobody would read."""
    joins = [join for change in changes for join in change.joins]
    read = {join.group.id for join in joins if join.part is Part.READER}
    for group in {group for rows in match.rows_of.values() for row in rows for group in match.groups_of(row)}:
        readers = [member for member in register.members.get(group.id, ()) if member.part is not Part.WRITER]
        stay = [member for member in readers if not member.leaving and not register.people[member.person_id].left]
        if group.id not in read and not stay:
            yield Remark(0, Note.NO_READER, about=group.name)
