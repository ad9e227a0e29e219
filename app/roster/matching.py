"""Whom each row of a list means: by her own number, else by her name in the class, else by her name in the school.

A doubt breaks the row; nothing is decided by the order of the rows, so that a second import means the same people.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from uuid import UUID, uuid4

from app.models.classroom import Part
from app.roster.register import Group, Register, Someone
from app.roster.rows import Broken, Row, Wrong, canonical, key


class Match:
    """The rows of a list with the people whom they mean, and the rows that stay in doubt."""

    def __init__(self, register: Register, rows: list[Row]) -> None:
        self.register = register
        self.new_groups: dict[str, Group] = {}
        self.people: dict[UUID, Someone] = {}
        """Everybody whom a row means, also who is new."""
        self.rows_of: dict[UUID, list[Row]] = defaultdict(list)
        self.broken: list[Broken] = []
        rows = self._with_known_classes(rows)
        self._numbers = {canonical(row.own_number) for row in rows if row.own_number}
        self._look_again()
        self._match_numbered([row for row in rows if row.own_number])
        self._look_again()
        self._match_named(self._of_one_part([row for row in rows if not row.own_number]))

    def groups_of(self, row: Row) -> list[Group]:
        """The classes of a row."""
        return [self._group(name) for name in row.classes]

    def break_(self, rows: Iterable[Row], wrong: Wrong, about: str = "") -> None:
        """Leave rows out, with the reason."""
        self.broken += (Broken(row.number, wrong, row.name, about) for row in rows)

    def forget(self, id_: UUID, wrong: Wrong, about: str = "") -> None:
        """Leave a person out, with all of her rows."""
        self.break_(self.rows_of.pop(id_), wrong, about)
        del self.people[id_]

    def _with_known_classes(self, rows: list[Row]) -> list[Row]:
        """The rows whose every class there is, once, or will be."""
        kept = []
        for row in rows:
            there = {name: self.register.groups.get(key(name), []) for name in row.classes}
            ended = [name for name, groups in there.items() if groups and all(group.ended for group in groups)]
            twice = [name for name, groups in there.items() if sum(not group.ended for group in groups) > 1]
            if ended or twice:
                self.break_([row], Wrong.CLASS_ENDED if ended else Wrong.CLASS_TWICE, (ended or twice)[0])
            else:
                kept.append(row)
        return kept

    def _group(self, name: str) -> Group:
        running = [group for group in self.register.groups.get(key(name), []) if not group.ended]
        if running:
            return running[0]
        if key(name) not in self.new_groups:
            self.new_groups[key(name)] = Group(uuid4(), name, new=True)
        return self.new_groups[key(name)]

    def _look_again(self) -> None:
        """Who of a name is in the school, and who in a class, with those whom the list has brought so far."""
        self._in_school: dict[str, set[UUID]] = defaultdict(set)
        self._in_group: dict[tuple[UUID, str], set[UUID]] = defaultdict(set)
        names = {id_: key(someone.name) for id_, someone in self.register.people.items() if not someone.left}
        names |= {id_: key(rows[0].name) for id_, rows in self.rows_of.items()}
        for id_, name in names.items():
            self._in_school[name].add(id_)
        for group_id, members in self.register.members.items():
            for member in members:
                self._in_group[group_id, names.get(member.person_id, "")].add(member.person_id)
        for id_, rows in self.rows_of.items():
            for group in (group for row in rows for group in self.groups_of(row)):
                self._in_group[group.id, names[id_]].add(id_)

    def _named(self, rows: list[Row], *, in_class: bool) -> set[UUID]:
        """Who has the name of these rows in one of their classes, or in the school, and can be of their part."""
        name, part = key(rows[0].name), rows[0].part
        found = {id_ for row in rows for group in self.groups_of(row) for id_ in self._in_group[group.id, name]}
        ids = found if in_class else self._in_school[name]
        return {id_ for id_ in ids if self._someone(id_).can_be(part)}

    def _someone(self, id_: UUID) -> Someone:
        return self.people.get(id_) or self.register.people[id_]

    def _means(self, someone: Someone, rows: list[Row]) -> None:
        self.people[someone.id] = someone
        self.rows_of[someone.id] += rows
        if not someone.reads:
            someone.writes |= rows[0].part is Part.WRITER
        if not someone.writes:
            someone.reads = True

    def _new(self, rows: list[Row]) -> None:
        self._means(Someone(uuid4(), rows[0].name, new=True), rows)

    def _match_numbered(self, rows: list[Row]) -> None:
        """Rows with a number: who has it, else who has that name there and no number that the list knows."""
        by_number: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_number[canonical(row.own_number)].append(row)
        unknown = []
        for number, hers in by_number.items():
            known = self.register.by_number.get(hers[0].own_number) or self.register.by_number.get(number)
            if len({key(row.name) for row in hers}) > 1 or len({row.part for row in hers}) > 1:
                self.break_(hers, Wrong.CONTRADICTS)
            elif known and not known.can_be(hers[0].part):
                self.break_(hers, Wrong.OTHER_PART)
            elif known:
                self._means(known, hers)
            else:
                unknown.append(hers)
        there = self._claimed(unknown, self._unnumbered_in_class)
        for hers in self._claimed(there, self._unnumbered_in_school):
            self._new(hers)

    def _claimed(self, groups: list[list[Row]], candidates: Callable[[list[Row]], set[UUID]]) -> list[list[Row]]:
        """Give each person's rows their only candidate; two who claim one are in doubt. Returns the rest."""
        found = [(hers, candidates(hers) - self.people.keys()) for hers in groups]
        claims = Counter(id_ for _, ids in found for id_ in ids)
        none = []
        for hers, ids in found:
            if not ids:
                none.append(hers)
            elif len(ids) == 1 and claims[next(iter(ids))] == 1:
                self._means(self.register.people[next(iter(ids))], hers)
            else:
                self.break_(hers, Wrong.SAME_NAME)
        return none

    def _unnumbered_in_class(self, rows: list[Row]) -> set[UUID]:
        """Who has the name in the class, and no number, or one that the list does not know any more."""
        numbers = {id_: self.register.people[id_].number for id_ in self._named(rows, in_class=True)}
        return {id_ for id_, number in numbers.items() if not number or canonical(number) not in self._numbers}

    def _unnumbered_in_school(self, rows: list[Row]) -> set[UUID]:
        """Who has the name anywhere in the school, and no number."""
        return {id_ for id_ in self._named(rows, in_class=False) if not self.register.people[id_].number}

    def _of_one_part(self, rows: list[Row]) -> list[Row]:
        """The rows without those that call somebody both a student and a teacher of one class."""
        parts: dict[tuple[UUID, str], set[Part]] = defaultdict(set)
        for row in rows:
            for group in self.groups_of(row):
                parts[group.id, key(row.name)].add(row.part)
        one = []
        for row in rows:
            if any(len(parts[group.id, key(row.name)]) > 1 for group in self.groups_of(row)):
                self.break_([row], Wrong.CONTRADICTS)
            else:
                one.append(row)
        return one

    def _match_named(self, rows: list[Row]) -> None:
        """Rows without a number: who has the name in the class, else who alone has it in the school, else who is new.

        Students first: somebody who was neither yet is what the list says, and then no other.
        """
        for part in (Part.WRITER, Part.READER):
            new: dict[str, list[Row]] = defaultdict(list)
            meant: list[tuple[Someone, Row]] = []
            for row in rows:
                if row.part is not part:
                    continue
                ids = self._named([row], in_class=True) or self._named([row], in_class=False)
                if len(ids) > 1:
                    self.break_([row], Wrong.SAME_NAME)
                elif ids:
                    meant.append((self._someone(next(iter(ids))), row))
                else:
                    new[key(row.name)].append(row)
            for someone, row in meant:
                self._means(someone, [row])
            for hers in new.values():
                self._new(hers)
