"""The office reads nothing: whoever runs it, or is named by it, walks through every route with every id, and finds no
word of a letter, an answer, a draft, a P.S., a letter to a class, or a worry that lies in somebody else's hands.

A grant that nobody agreed to, that has ended or is another's changes nothing about it, and one that holds shows one
student's letters at one address.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from pathlib import Path
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
import time_machine
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import Table, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.db import Database, transaction
from app.deps import COOKIE
from app.models import Addition, ClassLetter, Draft, Person, metadata
from app.models.grant import LASTS, agree, ask, decline, end
from app.models.handing_on import Telling, handle, pass_on
from app.models.handover import hand_over
from app.models.letter import Wants, add_postscript, open_letter
from app.models.settling import mark_read, record_talk, send_answer
from app.models.words import fold
from app.security import Knock, start_session
from tests.cast import DAY, HOUR, KEY, NOW, Cast, build, desk_for
from tests.databases import fresh_sqlite, rewind
from tests.grants import WHY, named
from tests.web import Site
from tests.worries import NOT_YET, handed_on, turned

SOUGHT = "Zilpzalp"
"""Stands in every text, and is what a search may ask for and a page may say again."""
PRIVATE = re.compile(r"geheim-(\w+)", re.IGNORECASE)
"""Stands beside it in every text, with the student's name, and is nobody's to see."""
ALSO_CALLED = {"student": "person", "phone": "session", "grant": "reading_grant"}
"""The table of what an address calls by another name."""
NO_ID = {"size", "kind", "year", "code"}
"""What else stands in an address."""
OPEN = "POST /school/reading/{grant_id}/open"


def private(student: Person) -> str:
    return f"{SOUGHT} geheim-{student.called}"


def lives(session: Session, cast: Cast, student: Person, teacher: Person) -> None:
    """A student's letters in every standing, with all that is written around them; each has the private word."""
    words, day, classroom = private(student), cast.at - 30 * DAY, cast.class_of(student)
    answered = cast.writes(session, student, words, day)
    answer = cast.answers(session, teacher, answered, body=words, at=day + DAY)
    later = day + 2 * DAY
    session.add(
        Addition(
            school_id=student.school_id, answer_id=answer.id, body=words, folded=fold(words), at=later, deliver_at=later
        )
    )
    talked = cast.writes(session, student, words, day + 3 * DAY)
    then = cast.viewer(teacher, day + 4 * DAY)
    record_talk(session, then, desk_for(session, talked), then.today, words)
    read = cast.writes(session, student, words, day + 5 * DAY, wants=Wants.READ)
    mark_read(session, cast.viewer(teacher, day + 6 * DAY), desk_for(session, read))
    going = cast.writes(session, student, words, day + 7 * DAY)
    send_answer(session, cast.viewer(teacher), desk_for(session, going), words)
    opened, unopened = (cast.writes(session, student, words, day + ago * DAY) for ago in (8, 9))
    open_letter(session, cast.viewer(teacher), opened.id)
    add_postscript(session, cast.viewer(student), unopened, uuid4(), words)
    Draft.keep(session, cast.viewer(student), classroom.id, None, words)
    Draft.keep(session, cast.viewer(teacher), classroom.id, student.id, words, seen=desk_for(session, opened).seen)
    session.add(
        ClassLetter(
            school_id=student.school_id, classroom_id=classroom.id, by_id=teacher.id, body=words, folded=fold(words),
            question=words, month=cast.today().replace(day=1), sent_at=day,
        )
    )  # fmt: skip


def grants(session: Session, cast: Cast) -> None:
    """Requests that open nothing of Ana's, Bo's and Linh's for Mrs. Lund; and one of Cy's that holds."""

    def asked(by: Person, student: Person, at: datetime) -> UUID:
        grant_id = uuid4()
        ask(session, cast.viewer(by, at), grant_id, student.id, WHY)
        session.flush()
        return grant_id

    lund, bell, before = cast.lund, cast.bell, cast.at - LASTS - DAY
    asked(lund, cast.ana, cast.at - HOUR)
    asked(bell, cast.ana, cast.at - HOUR)  # which Mrs. Lund may agree to
    assert decline(session, cast.viewer(bell), asked(lund, cast.bo, cast.at - HOUR))
    ended = asked(lund, cast.linh, cast.at - HOUR)
    assert agree(session, cast.viewer(bell, cast.at - HOUR), ended)
    assert end(session, cast.viewer(lund), ended)
    assert agree(session, cast.viewer(bell, before), asked(lund, cast.ana, before))  # it has run out
    assert agree(session, cast.viewer(lund), asked(bell, cast.bo, cast.at - HOUR))  # it is Mr. Bell's to read
    assert agree(session, cast.viewer(bell), asked(lund, cast.cy, cast.at - HOUR))  # it holds


def worries(session: Session, cast: Cast) -> None:
    """Letters handed on, and a student who turned to somebody herself: all in Dr. Haddad's hands, one of them after it
    was in Mr. Bell's, and one handled."""
    named(session, cast, cast.haddad)
    words = private(cast.linh)
    handled, passed = (
        handed_on(session, cast, cast.writes(session, cast.linh, words, cast.at - DAY), to, saw=words, telling=telling)
        for to, telling in ((cast.haddad, NOT_YET), (cast.bell, Telling(told=False, why_not=words)))
    )
    assert handle(session, cast.viewer(cast.haddad), handled, words)
    assert pass_on(session, cast.viewer(cast.bell), passed, cast.haddad.id, words, [])
    turned(session, cast, cast.haddad, private(cast.ana))


@dataclass
class Walk:
    """Somebody of the office, on her way through every route, with every id that can stand there, and with some of
    another kind."""

    file: Path
    copy: Database
    """What the application has before it: the file, as it was when she began with a route."""
    site: Site
    browser: TestClient
    ids: dict[str, list[UUID]]
    """All of the school, by what an address calls their kind."""
    found: dict[str, set[str]] = field(default_factory=dict)
    """Whose private words she found, by the route."""

    def through_every_route(self) -> dict[str, set[str]]:
        """Try every route with every id; what was found."""
        for method, path in sorted(self._routes()):
            self._again()
            assert self.browser.get("/school/reading").status_code == 200, "She is still signed in, and of the office."
            names = re.findall(r"{(\w+)(?::\w+)?}", path)
            for ids in product(*(self._tried(name) for name in names)):
                address = path
                for name, id_ in zip(names, ids, strict=True):
                    address = re.sub(rf"{{{name}(?::\w+)?}}", str(id_), address)
                for response in self._asks(method, address, ids):
                    self._look(f"{method} {path}", response)
        return self.found

    def _tried(self, name: str) -> list[UUID]:
        """What is put in the place of a name. Raises KeyError for a kind that is not known here."""
        cast, kind = self.site.cast, name.removesuffix("_id")
        if name in NO_ID:
            return [cast.ana.id]
        of_others = [self.ids[other][0] for other in ("person", "letter") if other != ALSO_CALLED.get(kind, kind)]
        return [*self.ids[ALSO_CALLED.get(kind, kind)], *of_others]

    def _routes(self) -> set[tuple[str, str]]:
        routes = [found.original_route for found in iter_route_contexts(self.site.app.routes)]
        return {(method, r.path) for r in routes if isinstance(r, APIRoute) for method in r.methods or ()}

    def _asks(self, method: str, address: str, ids: tuple[UUID, ...]) -> Iterator[httpx.Response]:
        cast = self.site.cast
        id_ = str(ids[0] if ids else cast.ana.id)
        asked = {
            **dict.fromkeys(("name", "q", "find", "search", "words"), SOUGHT),
            **dict.fromkeys(("student", "person", "writer", "to", "draft", "id"), id_),
            "class": str(cast.period_3.id), "classroom": str(cast.period_3.id), "letter": f"{id_}:1",
        }  # fmt: skip
        if method == "GET":
            yield self.browser.get(address)
            if ids[:1] in {(), (cast.ana.id,)}:
                yield self.browser.get(address, params=asked)
        else:
            filled = {"body": "Dear you,", "reason": "She is missing.", "about": "nobody", "ending": str(uuid4())}
            yield self.browser.request(method, address, data=asked | filled)

    def _look(self, route: str, response: httpx.Response) -> None:
        assert response.status_code < 500, f"{route} is broken"
        seen = f"{response.text} {response.headers}"
        if whose := set(PRIVATE.findall(seen)):
            self.found.setdefault(route, set()).update(whose)

    def _again(self) -> None:
        """Begin anew: what a form does may end her own part in the office."""
        rewind(self.copy, self.file)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A school in which students have letters in every standing, at one moment."""
    with time_machine.travel(NOW, tick=False) as clock:
        cast = build(fresh_sqlite(tmp_path_factory.mktemp("office")), NOW)
        with transaction(cast.database) as session:
            lives(session, cast, cast.ana, cast.rivera)
            lives(session, cast, cast.cy, cast.okoye)
            for student in (cast.bo, cast.linh):
                answered = cast.writes(session, student, private(student), cast.at - DAY)
                cast.answers(session, cast.park, answered, body=private(student), at=cast.at - HOUR)
            worries(session, cast)
            moved = cast.writes(session, cast.bo, private(cast.bo), cast.at - HOUR)
            hand_over(session, cast.viewer(cast.lund), moved.writer_id, cast.period_3.id, cast.period_5.id)
        site = Site(cast, clock)
        yield site
        site.app.state.database.close()
        cast.database.close()


def walk(office: Site, who: Person, folder: Path) -> Walk:
    """Somebody signed in, before her first step."""
    cast, browser = office.cast, office.nobody
    with transaction(cast.database) as session:
        knock = Knock(who.school_id, who.id)
        browser.cookies.set(COOKIE, start_session(session, KEY, knock, NOW, cast.viewer(who).today, own_phone=True))
        ids = {table.name: _ids(session, table, who) for table in metadata.sorted_tables if "school_id" in table.c}
    with cast.database.writes.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    cast.database.close()
    file = folder / "everyletter.db"
    file.write_bytes(Path(str(cast.database.url.database)).read_bytes())
    office.app.state.database.close()
    office.app.state.database = copy = Database(f"sqlite:///{folder / 'copy.db'}")
    return Walk(file, copy, office, browser, ids)


def _ids(session: Session, table: Table, who: Person) -> list[UUID]:
    if "id" not in table.c:
        return []
    ids = session.scalars(select(table.c.id).where(table.c.school_id == who.school_id))
    return sorted(ids, key=lambda id_: (id_ == who.id, id_))  # herself last: it may be the end of her


def test_without_a_grant_no_address_shows_the_office_a_private_word(office: Site, tmp_path: Path) -> None:
    assert walk(office, office.cast.bell, tmp_path).through_every_route() == {}


def test_a_grant_shows_one_students_letters_at_one_address_and_a_dead_one_nothing(office: Site, tmp_path: Path) -> None:
    """Nor does any other address show anything, which is what she would see without one."""
    with transaction(office.cast.database) as session:
        grants(session, office.cast)
    assert walk(office, office.cast.lund, tmp_path).through_every_route() == {OPEN: {"Cy"}}
