"""Who gets what, for every route of the application: a table that is stated whole, and 404 for all the rest.

A cell is a status, or the room to which one is sent on (`letter` is /letters/{id}). `ok` is 200.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
import time_machine
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import Database, transaction
from app.deps import COOKIE
from app.models import Answer, Person, SignIn
from app.models.answer import AnswerKind
from app.models.letter import Wants, open_letter
from app.models.settling import OnDesk, record_talk, send_answer
from app.security import Knock, start_session
from tests.cast import DAY, KEY, MINUTE, NOW, Cast, build, desk_for
from tests.databases import fresh_sqlite
from tests.web import Site

TABLE = """
every route                            on             nobody  Ana     Bo      Rivera  Park    Okoye Haddad  Lund Eva     Strand
GET   /                                -              card    letters letters queue   queue   queue queue   you  letters queue
GET   /healthz                         -              ok      ok      ok      ok      ok      ok    ok      ok   ok      ok
GET   /readyz                          -              ok      ok      ok      ok      ok      ok    ok      ok   ok      ok
GET   /card                            -              ok      ok      ok      ok      ok      ok    ok      ok   ok      ok
POST  /card                            -              422     422     422     422     422     422   422     422  422     422
GET   /sign-in                         -              ok      ok      ok      ok      ok      ok    ok      ok   ok      ok
POST  /sign-in                         -              422     422     422     422     422     422   422     422  422     422
POST  /sign-out                        -              card    card    card    card    card    card  card    card card    card
POST  /not-my-phone                    -              401     /       /       /       /       /     /       /    /       /
GET   /you                             -              card    ok      ok      ok      ok      ok    ok      ok   ok      ok
POST  /you                             -              401     you     you     you     you     you   you     you  you     you
GET   /readers                         -              card    ok      ok      ok      ok      ok    ok      ok   ok      ok
GET   /write                           -              card    ok      ok      ok      404     404   404     404  ok      404
POST  /letters                         by-Ana         401     letters 409     404     404     404   404     404  404     404
POST  /letters                         by-oneself     401     letters letters 404     404     404   404     404  404     404
POST  /drafts                          by-Ana         401     letters 409     404     404     404   404     404  404     404
POST  /drafts                          by-oneself     401     letters letters 404     404     404   404     404  404     404
GET   /letters                         -              card    ok      ok      ok      404     404   404     404  ok      404
GET   /letters/copy                    -              card    ok      ok      ok      404     404   404     404  ok      404
GET   /letters/copy.txt                -              card    ok      ok      ok      404     404   404     404  ok      404
GET   /letters/{letter_id}             Ana's-letter   card    ok      404     404     404     404   404     404  404     404
GET   /letters/{letter_id}             Ana's-answer   card    ok      404     404     404     404   404     404  404     404
GET   /letters/{letter_id}             on-its-way     card    404     404     404     404     404   404     404  404     404
GET   /letters/{letter_id}             Rivera's       card    404     404     ok      404     404   404     404  404     404
GET   /letters/{letter_id}             Eva's-letter   card    404     404     404     404     404   404     404  ok      404
POST  /letters/{letter_id}/postscripts Ana's-letter   401     letters 404     404     404     404   404     404  404     404
POST  /letters/{letter_id}/postscripts Rivera's       401     404     404     409     404     404   404     404  404     404
POST  /letters/{letter_id}/take-back   Ana's-unopened 401     write   404     404     404     404   404     404  404     404
POST  /letters/{letter_id}/take-back   Ana's-letter   401     letter  404     404     404     404   404     404  404     404
POST  /letters/{letter_id}/take-back   Eva's-letter   401     404     404     404     404     404   404     404  write   404
POST  /answers/{answer_id}/dispute     Ana's-talk     401     letters 404     404     404     404   404     404  404     404
POST  /answers/{answer_id}/dispute     Ana's-answer   401     letters 404     404     404     404   404     404  404     404
POST  /answers/{answer_id}/dispute     on-its-way     401     404     404     404     404     404   404     404  404     404
GET   /queue                           -              sign-in 404     404     ok      ok      ok    ok      404  404     ok
GET   /board                           -              sign-in 404     404     ok      ok      ok    ok      404  404     ok
GET   /students                        -              sign-in 404     404     ok      ok      ok    ok      404  404     ok
GET   /students/{student_id}           Ana            sign-in 404     404     ok      ok      404   404     404  404     404
GET   /students/{student_id}           Rivera         sign-in 404     404     404     404     404   ok      404  404     404
GET   /students/{student_id}           Eva            sign-in 404     404     404     404     404   404     404  404     ok
POST  /students/{student_id}/letters   Ana            401     404     404     student student 404   404     404  404     404
POST  /students/{student_id}/letters   Rivera         401     404     404     404     404     404   student 404  404     404
POST  /students/{student_id}/drafts    Ana            401     404     404     student student 404   404     404  404     404
POST  /students/{student_id}/talks     Ana            401     404     404     student student 404   404     404  404     404
GET   /desk/{letter_id}                Ana's-letter   sign-in 404     404     desk    desk    404   404     404  404     404
GET   /desk/{letter_id}                Ana's-unopened sign-in 404     404     desk    desk    404   404     404  404     404
GET   /desk/{letter_id}                answered       sign-in 404     404     desk    desk    404   404     404  404     404
GET   /desk/{letter_id}                Rivera's       sign-in 404     404     404     404     404   ok      404  404     404
GET   /desk/{letter_id}                Eva's-letter   sign-in 404     404     404     404     404   404     404  404     desk
POST  /letters/{letter_id}/answers     Ana's-letter   401     404     404     desk    desk    404   404     404  404     404
POST  /letters/{letter_id}/answers     Rivera's       401     404     404     404     404     404   queue   404  404     404
POST  /letters/{letter_id}/answers     Eva's-letter   401     404     404     404     404     404   404     404  404     queue
POST  /letters/{letter_id}/in-person   Ana's-letter   401     404     404     desk    desk    404   404     404  404     404
POST  /letters/{letter_id}/read        Ana's-unopened 401     404     404     desk    desk    404   404     404  404     404
POST  /letters/{letter_id}/draft       Ana's-letter   401     404     404     desk    desk    404   404     404  404     404
POST  /letters/{letter_id}/draft       Rivera's       401     404     404     404     404     404   desk    404  404     404
POST  /answers/{answer_id}/undo        on-its-way     401     404     404     desk    404     404   404     404  404     404
POST  /answers/{answer_id}/undo        Ana's-answer   401     404     404     desk    404     404   404     404  404     404
POST  /answers/{answer_id}/undo        Ana's-talk     401     404     404     desk    404     404   404     404  404     404
GET   /classes/{classroom_id}/import   Period-3       sign-in 404     404     ok      ok      404   404     404  404     404
GET   /classes/{classroom_id}/import   Coaching       sign-in 404     404     404     404     404   ok      404  404     404
POST  /classes/{classroom_id}/import   Period-3       401     404     404     422     422     404   404     404  404     404
POST  /classes/{classroom_id}/import   Coaching       401     404     404     404     404     404   422     404  404     404
POST  /classes/{classroom_id}/imports  Period-3       401     404     404     422     422     404   404     404  404     404
POST  /classes/{classroom_id}/imports  8B             401     404     404     404     404     404   404     404  404     422
"""  # noqa: E501

IDS = ("letter_id", "answer_id", "student_id", "classroom_id")


@dataclass(frozen=True)
class Line:
    """One line of the table: what each of them gets on one thing."""

    method: str
    path: str
    on: str
    cells: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path} on {self.on}"


def _lines() -> list[Line]:
    (_, _, _, *who), *rows = [row.split() for row in TABLE.strip().splitlines()]
    return [Line(method, path, on, dict(zip(who, cells, strict=True))) for method, path, on, *cells in rows]


LINES = _lines()


@dataclass
class Scene:
    """A school in which everything has happened, as a file that each cell begins from; and who is signed in."""

    file: Path
    site: Site
    people: dict[str, Person]
    tokens: dict[str, str]
    things: dict[str, UUID]

    def again(self) -> None:
        """Begin anew."""
        self.site.app.state.database.close()
        self.site.app.state.database = Database(f"sqlite:///{_copied(self.file)}")

    def asks(self, who: str, method: str, path: str, on: str | UUID = "-") -> httpx.Response:
        """What somebody gets."""
        browser = self.site.nobody
        if who in self.tokens:
            browser.cookies.set(COOKIE, self.tokens[who])
        address = path
        for name in IDS:
            address = address.replace(f"{{{name}}}", str(self.things.get(str(on), on)))
        return browser.get(address) if method == "GET" else browser.post(address, data=self._form(who, str(on)))

    def _form(self, who: str, on: str) -> dict[str, str]:
        """A form that fits every room, as somebody would fill it in for a thing."""
        cast = self.site.cast
        by = self.people["Ana"] if on == "by-Ana" or who not in self.people else self.people[who]
        classroom = cast.coaching if on in {"Rivera's", "Rivera"} else cast.period_3
        return {
            "id": str(uuid4()), "ending": str(uuid4()), "talk": str(uuid4()), "revision": "0",
            "writer": str(cast.ana.id if on == "Rivera's" else by.id), "classroom": str(classroom.id),
            "body": "Dear you,", "postscript": "And another thing.", "on_day": cast.today().isoformat(),
            "letter": f"{self.things.get(on, on)}:1", "read_only": str(self.things.get(on, on)),
            "code": "AAAAA-AAAAA-AAA", "email": f"{who}@nowhere.example", "password": "no",
            "goes_by": "", "say": "",
        }  # fmt: skip


def _copied(file: Path) -> Path:
    copy = file.with_name(f"{uuid4()}.db")
    copy.write_bytes(file.read_bytes())
    return copy


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("scene")
    with time_machine.travel(NOW, tick=False) as clock:
        cast = build(fresh_sqlite(folder), NOW)
        site = Site(cast, clock)
        things = _what_happened(cast)
        people = {
            "Ana": cast.ana, "Bo": cast.bo, "Rivera": cast.rivera, "Park": cast.park, "Okoye": cast.okoye,
            "Haddad": cast.haddad, "Lund": cast.lund, "Eva": cast.eva, "Strand": cast.strand,
        }  # fmt: skip
        tokens = {}
        with transaction(cast.database) as session:
            for name, person in people.items():
                knock = Knock(person.school_id, person.id)
                tokens[name] = start_session(session, KEY, knock, NOW, cast.viewer(person).today, own_phone=True)
            session.execute(update(SignIn).values(seen_on=cast.today()))
        cast.database.close()
        with cast.database.writes.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        cast.database.close()
        yield Scene(folder / "everyletter.db", site, people, tokens, things)
        site.app.state.database.close()


def _what_happened(cast: Cast) -> dict[str, UUID]:
    """Letters in every standing; the ids by what the table calls them."""
    with transaction(cast.database) as session:
        days = [NOW - day * DAY for day in (20, 15, 10, 5, 4, 3)]
        answered, talked, going = (cast.writes(session, cast.ana, f"Letter {at}", at) for at in days[:3])
        answer = cast.answers(session, cast.rivera, answered, at=days[0] + DAY)
        talk = OnDesk(cast.period_3.id, cast.ana.id, seen=desk_for(session, talked).seen)
        then = cast.viewer(cast.rivera, days[1] + DAY)
        record_talk(session, then, talk, then.today, "")
        desk = desk_for(session, going)
        send_answer(session, cast.viewer(cast.rivera), desk, "It is on its way.")
        waiting = cast.writes(session, cast.ana, "It waits.", days[3])
        for reader in (cast.rivera, cast.park):
            open_letter(session, cast.viewer(reader, days[3] + MINUTE), waiting.id)
            open_letter(session, cast.viewer(reader, days[0] + MINUTE), answered.id)
        unopened = cast.writes(session, cast.ana, "Nobody has opened it.", days[4], wants=Wants.READ)
        riveras = cast.writes(session, cast.rivera, "Dear Dr. Haddad,", days[5], to=cast.coaching)
        open_letter(session, cast.viewer(cast.haddad), riveras.id)
        evas = cast.writes(session, cast.eva, "Kjære Olav Strand,", days[5])
        session.execute(update(Answer).where(col(Answer.id) == answer.id).values(seen_at=NOW))
        assert session.get_one(Answer, (cast.school.id, talk.id)).kind is AnswerKind.IN_PERSON
        return {
            "Ana's-letter": waiting.id, "Ana's-unopened": unopened.id, "Ana's-answer": answer.id,
            "Ana's-talk": talk.id, "on-its-way": desk.id, "answered": answered.id, "Rivera's": riveras.id,
            "Period-3": cast.period_3.id, "Coaching": cast.coaching.id, "8B": cast.other_class.id,
            "Eva's-letter": evas.id, "Ana": cast.ana.id, "Rivera": cast.rivera.id, "Eva": cast.eva.id,
        }  # fmt: skip


def _cell(response: httpx.Response) -> str:
    if response.status_code != 303:
        return "ok" if response.status_code == 200 else str(response.status_code)
    there = re.sub(r"s?/[0-9a-f-]{36}", "", response.headers["location"].partition("?")[0])
    return there.removeprefix("/") or "/"


def _routes(scene: Scene) -> set[tuple[str, str]]:
    routes = [found.original_route for found in iter_route_contexts(scene.site.app.routes)]
    return {(method, r.path) for r in routes if isinstance(r, APIRoute) for method in r.methods or ()}


def test_every_route_of_the_application_is_in_the_table(scene: Scene) -> None:
    stated = {(line.method, line.path) for line in LINES}
    for method, path in sorted(_routes(scene) - stated):
        pytest.fail(f"{method} {path} has no line in the table of test_authorisation.py: say there who gets what.")
    assert not stated - _routes(scene), "The table states routes that there are no more."


@pytest.mark.parametrize("line", LINES, ids=str)
def test_everyone_gets_what_the_table_states(scene: Scene, line: Line) -> None:
    scene.again()
    wrong = []
    for who, stated in line.cells.items():
        response = scene.asks(who, line.method, line.path, line.on)
        if response.status_code < 400 and line.method != "GET":
            scene.again()
        if (came := _cell(response)) != stated:
            wrong.append(f"{who} gets {came} from {line}, and {stated} is stated.")
    assert not wrong, "\n".join(wrong)


WITH_AN_ID = sorted({(line.method, line.path) for line in LINES if "{" in line.path})


@pytest.mark.parametrize(("method", "path"), WITH_AN_ID)
@pytest.mark.parametrize("who", ["Ana", "Rivera"])
def test_a_strange_id_and_a_foreign_one_give_the_same_bytes(scene: Scene, who: str, method: str, path: str) -> None:
    foreign = scene.things["Eva" if "student" in path else "Eva's-letter"]
    strange: list[str | UUID] = [uuid4(), "not-an-id", "%00", "'; DROP TABLE letter; --", "ü" * 200, foreign]
    pages = [scene.asks(who, method, path, on) for on in strange]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1, "What is not there can be told from what is not hers."
    assert {tuple(sorted(page.headers.items())) for page in pages} == {tuple(sorted(pages[0].headers.items()))}


@pytest.mark.parametrize("address", ["/nowhere", "/letters/x/y", "/docs", "/openapi.json", "/static/nothing.css"])
def test_an_address_that_leads_nowhere_is_404(scene: Scene, address: str) -> None:
    assert scene.asks("Rivera", "GET", address).status_code == 404


def test_a_method_that_a_room_does_not_know_is_404(scene: Scene) -> None:
    browser: TestClient = scene.site.nobody
    asked: list[Callable[[str], httpx.Response]] = [browser.put, browser.delete, browser.patch]
    assert {ask("/letters").status_code for ask in asked} == {404}
