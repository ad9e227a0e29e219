"""What a prepared query says to each person is what it would say if it were built for her alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from itertools import chain
from pkgutil import walk_packages
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

import app
from app.cards import make_cards
from app.models import Away, Draft, Letter, Person, Preference, SignIn, draft
from app.models.addition import add_to_answer
from app.models.class_letter import send_class_letter
from app.models.door import DoorKind
from app.models.letter import Wants, add_postscript, open_letter, send_letter
from app.models.mark import set_aside
from app.models.person import ANSWER_IN
from app.models.pile import pile_of, thrown_by
from app.models.prepared import prepared
from app.models.viewer import Viewer
from app.queries import (
    asked,
    board,
    cards,
    desk,
    drafts,
    find,
    first_read,
    letter,
    me,
    near_copies,
    notices,
    on_the_way,
    phones,
    preferred,
    readers,
    sheets,
    sitting,
    talk,
    together,
    waiting,
)
from app.queries import students as of_mine
from app.queries.waiting import Only
from app.security import Knock, lookup, start_session
from tests.cast import DAY, HOUR, KEY, Cast
from tests.grants import agreed, eyes

Query = Callable[..., Any]
Asked = tuple[Query, tuple[Any, ...], dict[str, Any]]


def test_everybody_is_told_what_a_statement_of_her_own_would_say(session: Session, cast: Cast) -> None:
    viewers, tokens = one_after_another(session, cast), a_busy_school(session, cast)
    letters = one_of_each(session, cast)
    kept = list(session.scalars(select(col(Draft.id))))
    of_her_own: dict[tuple[Any, ...], list[str]] = {}
    for _ in range(2):
        for who, viewer in viewers.items():
            evening = of_an_evening(viewer, letters, [cast.period_3.id, cast.period_5.id])
            asks = chain(
                of_people(cast, viewer, tokens, kept), of_letters(viewer, letters), of_classes(cast, viewer), evening
            )
            for number, (query, values, named) in enumerate(asks):
                if (query, who, number) not in of_her_own:
                    built = query.__wrapped__(*values, **named)  # type: ignore[attr-defined]
                    of_her_own[query, who, number] = rows(session.execute(built))
                assert rows(query(session, *values, **named)) == of_her_own[query, who, number], (
                    query.__qualname__,
                    who,
                )
        viewers = dict(reversed(viewers.items()))  # so that what was built for one is run by every other
    told_by: dict[Query, set[str]] = {query: set() for query in every_prepared_query()}
    for (query, *_), told in of_her_own.items():
        told_by[query].add(repr(told))
    silent = [f"{query.__module__}.{query.__qualname__}" for query, answers in told_by.items() if len(answers) < 2]
    assert silent == [], "These are not asked here, or by nobody whom they answer."


def ask(query: Query, *values: Any, **named: Any) -> Asked:
    return query, values, named


def rows(result: Any) -> list[str]:
    return sorted(repr(tuple(row)) for row in result)


def every_prepared_query() -> list[Query]:
    """All of the program that are prepared."""
    decorated = prepared(select).__code__
    modules = [module.name for module in walk_packages(app.__path__, "app.") if not module.name.endswith("__main__")]
    things = chain.from_iterable(vars(import_module(name)).values() for name in modules)
    return [thing for thing in things if getattr(thing, "__code__", None) is decorated]


def one_after_another(session: Session, cast: Cast) -> dict[str, Viewer]:
    """People of different classes and schools; Ana with a phone that is known to be hers, with one that is not, and
    without any; and people of the office with a grant and without."""
    ana = cast.viewer(cast.ana)
    for known in (True, False):
        comes_in(session, cast, cast.ana, known=known)
    mine = select(SignIn).order_by(col(SignIn.confirmed_at).is_(None))
    phone, other = (sign_in.id for sign_in in session.scalars(mine))
    there = replace(ana, phone_id=other, known=False)
    send_letter(session, there, cast.period_3, uuid4(), "On another phone", Wants.ANSWER)
    Draft.keep(session, there, cast.period_3.id, None, "Begun on another phone")
    grant_id = agreed(session, cast)
    return {
        "Ms. Rivera": cast.viewer(cast.rivera),
        "Mr. Okoye": cast.viewer(cast.okoye),
        "Ana on her phone": replace(ana, phone_id=phone),
        "Ana on another phone": there,
        "Ana on a third phone": replace(ana, phone_id=phone, known=False),
        "Ana": ana,
        "Mrs. Lund by a grant": eyes(cast.viewer(cast.lund), grant_id),
        "Cy": cast.viewer(cast.cy),
        "Mr. Bell by a grant that is not his": eyes(cast.viewer(cast.bell), grant_id),
        "Mrs. Lund": cast.viewer(cast.lund),
        "Eva": cast.viewer(cast.eva),
        "Mr. Strand": cast.viewer(cast.strand),
        "Ms. Rivera, much later": cast.viewer(cast.rivera, cast.at + 60 * DAY),
    }


def comes_in(session: Session, cast: Cast, person: Person, *, known: bool) -> str:
    """Somebody comes in, on a phone that is known to be hers or not; its token."""
    knock, since = Knock(person.school_id, person.id), cast.at - HOUR
    return start_session(session, KEY, knock, since, cast.today(), own_phone=True, known=known)


def a_busy_school(session: Session, cast: Cast) -> list[str]:
    """Something of everything that is asked for, in three classes and two schools; the tokens of phones on which
    students are signed in."""
    for teacher, student in ((cast.rivera, cast.ana), (cast.okoye, cast.cy), (cast.strand, cast.eva)):
        room, from_teacher = cast.class_of(student), cast.viewer(teacher)
        answered = cast.writes(session, student, f"The first of {student.name}", cast.at - 20 * DAY)
        cast.answers(session, teacher, answered, body=f"To {student.name}", at=cast.at - 19 * DAY)
        cast.writes(session, student, f"{student.name} waits", cast.at - DAY)
        send_class_letter(session, from_teacher, [room], uuid4(), f"Dear {room.name}")
        Draft.keep(session, from_teacher, room.id, student.id, f"To {student.name}, begun")
        Draft.keep(session, from_teacher, room.id, None, f"To {room.name}, begun")
        Draft.keep(session, cast.viewer(student), room.id, None, f"From {student.name}, begun")
        Preference.choose(session, cast.viewer(student), ANSWER_IN, f"of {student.name}")
        Away.declare(session, from_teacher, cast.today(), None, f"{teacher.name} is away", teacher.id)
        soon = cast.answers(session, teacher, cast.writes(session, student, "And one more", cast.at - DAY))
        add_to_answer(session, from_teacher, soon, uuid4(), f"P.S. to {student.name}")
        waiting_still = cast.writes(session, student, "One more that waits", cast.at - HOUR)
        add_postscript(session, cast.viewer(student), waiting_still, uuid4(), f"P.S. from {student.name}")
        open_letter(session, cast.viewer(teacher, cast.at - HOUR), waiting_still.id)
    bos = cast.writes(session, cast.bo, "It can wait", cast.at - DAY)
    open_letter(session, cast.viewer(cast.rivera, cast.at - 2 * HOUR), bos.id)
    set_aside(session, cast.viewer(cast.rivera), {bos.id: bos.revision}, cast.today() + DAY, "Ask his brother")
    make_cards(session, KEY, cast.viewer(cast.park), cast.period_3.id)
    return [comes_in(session, cast, student, known=True) for student in (cast.bo, cast.cy, cast.eva)]


def one_of_each(session: Session, cast: Cast) -> list[Letter]:
    """An answered letter of each school and class; and in Period 3 one whose answer is on its way, one that waits with
    a P.S., one that was set aside and one of another phone."""
    further = {"And one more", "One more that waits", "It can wait", "On another phone"}
    return [
        one
        for one in session.scalars(select(Letter).order_by(col(Letter.received_at)))
        if (body := one.body or "").startswith("The first") or (one.queue_id == cast.period_3.id and body in further)
    ]


def of_people(cast: Cast, viewer: Viewer, tokens: list[str], kept: list[UUID]) -> Iterator[Asked]:
    for id_ in (cast.ana.id, cast.cy.id, cast.eva.id):
        yield ask(sheets._letters, viewer, asked.letters_of, id_, whole=True)
        yield ask(sheets._answers, viewer, asked.answers_to, id_, whole=False)
        yield ask(sheets._answers, viewer, asked.last_answer_to, viewer, id_, whole=True)
        yield ask(drafts._kept, viewer, drafts._to_student, id_, cast.class_of(cast.ana).id)
        yield ask(near_copies._answers, viewer, id_)
    yield ask(drafts._kept, viewer, drafts._my_own, viewer)
    of_paper = [pile_of(viewer, cast.period_3.id), thrown_by(viewer, cast.period_3.id)]
    yield ask(drafts._kept, viewer, drafts._to_this_class, viewer, cast.period_3.id, of_paper)
    yield ask(preferred._chosen, viewer, ANSWER_IN)
    yield ask(sitting._sitting, viewer, viewer.at - DAY)
    yield ask(on_the_way._answers, viewer)
    yield ask(on_the_way._additions, viewer)
    yield ask(phones._to_confirm, viewer)
    for id_ in kept:
        yield ask(draft._mine, viewer, id_)
        yield ask(near_copies._draft, viewer, id_)
    for token in tokens:
        yield ask(me._who_is, lookup(KEY, DoorKind.SESSION, token), viewer.at)


def of_letters(viewer: Viewer, letters: list[Letter]) -> Iterator[Asked]:
    for one in letters:
        yield ask(desk._opened, viewer, one.id)
        yield ask(together._lying, viewer, one.id, [one.id, uuid4()])
        yield ask(sheets._letters, viewer, letter._letter, viewer.person_id, one.id, whole=False)
        yield ask(
            sheets._letters, viewer, desk._lying, one.id, one.queue_id, one.writer_id, one.settled_by_id, whole=True
        )
        yield ask(sheets._answers, viewer, letter._answer, viewer.person_id, one.settled_by_id, whole=True)


def of_an_evening(viewer: Viewer, letters: list[Letter], rooms: list[UUID]) -> Iterator[Asked]:
    """First read, talks and the search."""
    for at, id_ in ((None, None), (viewer.at, letters[0].id)):
        yield ask(find._letters, viewer, rooms, at, id_, "%waits%")
        yield ask(find._answers, viewer, rooms, at, id_, "%to%", "%a%")
    yield ask(find._postscripts, viewer, [one.id for one in letters])
    yield ask(find._additions, viewer, [one.settled_by_id for one in letters if one.settled_by_id])
    yield ask(first_read._how_many_wait, viewer, rooms)
    for one in letters:
        yield ask(first_read._named, viewer, one.id)
        yield ask(first_read._unopened, viewer, rooms, one.id)
        yield ask(first_read._before, viewer, rooms, one.id)
        yield ask(talk._waiting, viewer, one.writer_id, one.queue_id)
        yield ask(talk._postscripts, viewer, one.id, 2)


def of_the_queue(cast: Cast, viewer: Viewer, rooms: list[UUID]) -> Iterator[Asked]:
    everybody, nothing = frozenset[Only](), (None, None, None, None)
    yield ask(waiting.line, viewer, rooms, everybody, *nothing)
    yield ask(waiting.line, viewer, rooms, everybody, 0, viewer.at - DAY, cast.ana.id, cast.period_3.id)
    yield ask(waiting.around, viewer, rooms, everybody, cast.ana.id)
    yield ask(waiting.next_in_line, viewer, rooms, everybody, viewer.at - DAY)
    yield ask(waiting.aside, viewer, rooms)
    for only in Only if cast.period_3.id in rooms else ():
        yield ask(waiting.line, viewer, rooms, frozenset({only}), *nothing)


def of_classes(cast: Cast, viewer: Viewer) -> Iterator[Asked]:
    for rooms in ([], [cast.period_3.id], [cast.period_5.id, cast.other_class.id]):
        yield from of_the_queue(cast, viewer, rooms)
        yield ask(readers._reading, viewer, rooms)
        yield ask(notices._read, viewer, rooms)
        yield ask(cards._made_lately, viewer, rooms)
        yield ask(sheets._class_letters, viewer, asked.to_classes, rooms, whole=True)
        yield ask(board._memberships, viewer, rooms)
        yield ask(board._answers, viewer, rooms, viewer.at)
        for earlier in (True, False):
            yield ask(board._letters, viewer, rooms, viewer.today - 30 * DAY, viewer.today, earlier=earlier)
        for id_ in (cast.ana.id, cast.eva.id, None):
            yield ask(of_mine._in_classes, viewer, id_, rooms)
    yield ask(board._read_today, viewer)
