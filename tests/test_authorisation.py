"""Who gets what, for every route of the application: authorisation.txt states it whole, and 404 is all the rest.

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
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlmodel import col
from starlette.testclient import TestClient

from app.db import Database, transaction
from app.deps import COOKIE
from app.models import Answer, Away, Draft, Membership, Office, Person, SignIn
from app.models.answer import AnswerKind
from app.models.letter import Wants, open_letter
from app.models.settling import OnDesk, record_talk, send_answer
from app.security import Knock, start_session
from tests.cast import DAY, KEY, MINUTE, NOW, Cast, build, desk_for
from tests.databases import fresh_sqlite, rewind
from tests.drawn import pages_of_the_scene
from tests.grants import agreed, asked
from tests.web import Site
from tests.worries import handed_on, turned

TABLE = Path(__file__).with_name("authorisation.txt").read_text()

IDS = ("letter_id", "answer_id", "student_id", "phone_id", "grant_id", "away_id", "classroom_id", "person_id",
       "membership_id", "page_id", "addition_id", "worry_id", "draft_id")  # fmt: skip


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
        rewind(self.site.app.state.database, self.file)

    def asks(self, who: str, method: str, path: str, on: str | UUID = "-") -> httpx.Response:
        """What somebody gets."""
        browser = self.site.nobody
        if who in self.tokens:
            browser.cookies.set(COOKIE, self.tokens[who])
        address = path
        for name in IDS:
            address = address.replace(f"{{{name}}}", str(self.things.get(str(on), on)))
        address = address.replace("{size}", "small")
        return browser.get(address) if method == "GET" else browser.post(address, data=self._form(who, str(on)))

    def _form(self, who: str, on: str) -> dict[str, str]:
        """A form that fits every room, as somebody would fill it in for a thing."""
        cast = self.site.cast
        by = self.people["Ana"] if on == "by-Ana" or who not in self.people else self.people[who]
        classroom = cast.coaching if on in {"Rivera's", "Rivera"} else cast.period_3
        return {
            "id": str(uuid4()), "ending": str(uuid4()), "talk": str(uuid4()), "revision": "0",
            "writer": str(cast.ana.id if on == "Rivera's" else by.id), "classroom": str(classroom.id),
            "draft": str(self.things["Ana's-draft"]), "words": "A page.",
            "body": "Dear you,", "postscript": "And another thing.", "on_day": cast.today().isoformat(),
            "letter": f"{self.things.get(on, on)}:1", "read_only": str(self.things.get(on, on)),
            "code": "AAAAA-AAAAA-AAA", "email": f"{who}@nowhere.example", "password": "no",
            "goes_by": "", "say": "", "whom": "everyone", "reason": "She is missing.", "about": "nobody",
            "roster": "Name,Class\nZoe Adams,Period 3\n" if on == "a-list" else "",
            "name": "Somebody New", "part": "cover" if "Period" in on else "coach",
            "from": "20:00", "until": "07:30", "a_day": "6", "until_day": (cast.today() + DAY).isoformat(),
            "from_day": cast.today().isoformat(), "last_day": cast.today().isoformat(), "to": str(cast.period_5.id),
            "person": "" if on == "-" else str(cast.okoye.id), "office": str(self.things["Haddad's-office"]),
        }  # fmt: skip


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
        site.app.state.database = Database(f"sqlite:///{folder / 'copy.db'}")
        scene = Scene(folder / "everyletter.db", site, people, tokens, things)
        scene.again()
        yield scene
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
        lund, rivera, strand = (cast.viewer(person) for person in (cast.lund, cast.rivera, cast.strand))
        holidays, evas_holidays = (Away.declare(session, office, cast.today(), None) for office in (lund, strand))
        absence = Away.declare(session, rivera, cast.today(), None, person_id=cast.rivera.id)
        riveras_draft = Draft.keep(session, rivera, cast.period_3.id, cast.bo.id, "Dear Bo,")
        anas, evas_phone = (_other_phone(session, person) for person in (cast.ana, cast.eva))
        return {
            "Ana's-letter": waiting.id, "Ana's-unopened": unopened.id, "Ana's-answer": answer.id,
            "Ana's-talk": talk.id, "on-its-way": desk.id, "answered": answered.id, "Rivera's": riveras.id,
            "grant-asked": asked(session, cast, cast.bell), "grant-open": agreed(session, cast),
            "Rivera's-draft": riveras_draft.id,
            "Eva's-letter": evas.id, "Ana": cast.ana.id, "Rivera": cast.rivera.id, "Eva": cast.eva.id,
            "holidays": holidays.id, "Eva's-holidays": evas_holidays.id, "Rivera's-absence": absence.id,
            "Period-3": cast.period_3.id, "Coaching": cast.coaching.id, "8B": cast.other_class.id,
            "Ana's-worry": handed_on(session, cast, waiting), "Ana-turned": turned(session, cast),
            "Bo": cast.bo.id, "Haddad": cast.haddad.id, "Lund": cast.lund.id, **_parts(session, cast),
            "Ana's-phone": anas, "Eva's-phone": evas_phone, **pages_of_the_scene(session, cast, waiting.id, evas.id),
        }  # fmt: skip


def _parts(session: Session, cast: Cast) -> dict[str, UUID]:
    """What the table calls people's parts."""
    parts = {row.person_id: row.id for row in session.scalars(select(Membership))}
    offices = {row.person_id: row.id for row in session.scalars(select(Office))}
    return {
        "Ana's-part": parts[cast.ana.id], "Eva's-part": parts[cast.eva.id],
        "Haddad's-office": offices[cast.haddad.id],
    }  # fmt: skip


def _other_phone(session: Session, student: Person) -> UUID:
    """Another phone of a student's, that nobody has confirmed; its id."""
    phone = SignIn(
        school_id=student.school_id, person_id=student.id, own_phone=True, started_at=NOW - DAY, seen_on=NOW.date(),
        expires_at=NOW + DAY,
    )  # fmt: skip
    session.add(phone)
    return phone.id


def _cell(response: httpx.Response) -> str:
    if response.status_code != 303:
        return "ok" if response.status_code == 200 else str(response.status_code)
    there = re.sub(r"s?/[0-9a-f-]{36}", "", response.headers["location"].partition("?")[0])
    there = there.removeprefix("/classe")  # what is of a class is called by what it is
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
@pytest.mark.parametrize("who", ["Ana", "Rivera", "Lund"])
def test_a_strange_id_and_a_foreign_one_give_the_same_bytes(scene: Scene, who: str, method: str, path: str) -> None:
    whose = {
        "student_id": "Eva", "person_id": "Eva", "phone_id": "Eva's-phone", "classroom_id": "8B",
        "membership_id": "Eva's-part", "away_id": "Eva's-holidays", "page_id": "Eva's-page",
    }  # fmt: skip
    foreign = scene.things[next((thing for word, thing in whose.items() if word in path), "Eva's-letter")]
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
