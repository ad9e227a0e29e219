"""The queue where very many wait: its beginning, a place far back in it, and the desk of who stands there, beside the
same pages of a teacher's hundred."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlmodel import col

from app.db import reading, transaction
from app.models import Letter, Membership, Opening, Person
from app.models.calendar import now
from app.models.classroom import Part
from app.models.letter import Via, Wants
from app.models.viewer import Viewer
from app.models.words import digest
from app.queries.queue import Queue, queue
from benchmarks.cpu import Browser, application, compare, statements
from benchmarks.school import STUDENTS, ZONE, Measured, open_school
from benchmarks.table import Add, Row
from tests.databases import fresh_sqlite

BODY = "Dear Ms. Rivera, we moved."


async def long_queue(add: Add, waiting: int, rounds: int) -> None:
    """A row for each page, where `waiting` students wait, beside the same page where a hundred do."""
    with TemporaryDirectory(prefix="everyletter-") as short, TemporaryDirectory(prefix="everyletter-") as long:
        usual, crowded = (open_school(fresh_sqlite(Path(folder))) for folder in (short, long))
        _crowd(crowded, waiting - STUDENTS)
        last = _far_back(crowded)
        pages = {
            "the queue": ("/queue", "/queue"),
            "the queue, far back": ("/queue", f"/queue?after={quote(last.more)}"),
            "the desk, far back": (f"/desk/{usual.waiting}", f"/desk/{last.waiters[-1].letter_id}"),
        }
        for name, addresses in pages.items():
            add(await _row(name, [usual, crowded], addresses, rounds, waiting))
        for measured in (usual, crowded):
            measured.database.close()


async def _row(name: str, schools: list[Measured], addresses: tuple[str, str], rounds: int, waiting: int) -> Row:
    asked, counts = {}, []
    for measured, address in zip(schools, addresses, strict=True):
        browser = Browser(application(measured.database), measured.teacher)
        with statements(measured.database) as seen:
            await browser.get(address)
        counts.append(sum(said != "COMMIT" for said in seen))
        asked[address + measured.teacher] = partial(browser.get, address)
    usual, crowded = (await compare(asked, rounds)).values()
    return Row(
        f"{name}, {waiting:,} waiting",
        f"{crowded}, {counts[1]} statements",
        "",
        beside=f"{usual} with {STUDENTS}, {counts[0]} statements",
        ratio=f"{crowded.middle / usual.middle:.2f}×",
    )


def _crowd(measured: Measured, more: int) -> None:
    """So many more students, who all wait in the classes of the one teacher, an hour apart."""
    rows: dict[type[Any], list[dict[str, Any]]] = {Person: [], Membership: [], Letter: [], Opening: []}
    at = now()
    with transaction(measured.database) as session:
        first, teacher = session.get_one(Letter, (_school(session), measured.waiting)), _teacher(session)
        for number in range(more):
            name, id_, room = f"Student {number:05}", uuid4(), measured.classrooms[number % len(measured.classrooms)]
            of = {"school_id": first.school_id}
            came = at - timedelta(hours=number + 1)
            rows[Person].append(
                {**of, "id": id_, "name": name, "goes_by": "", "say": "", "sort_name": name.lower(), "language": "",
                 "email": ""}
            )  # fmt: skip
            rows[Membership].append(
                {**of, "id": uuid4(), "classroom_id": room, "person_id": id_, "part": Part.WRITER,
                 "from_day": came.date(), "why": ""}
            )  # fmt: skip
            rows[Letter].append(
                {**of, "id": uuid4(), "classroom_id": room, "queue_id": room, "writer_id": id_, "body": BODY,
                 "sha256": digest(BODY), "folded": BODY.lower(), "language": "", "wants": Wants.ANSWER, "helper": "",
                 "via": Via.WEB, "received_at": came, "month": first.month, "revision": 1, "opened_at": came}
            )  # fmt: skip
            rows[Opening].append(
                {**of, "id": uuid4(), "letter_id": rows[Letter][-1]["id"], "person_id": teacher, "at": came}
            )
        for model, given in rows.items():
            for begin in range(0, len(given), 1000):
                session.execute(insert(model), given[begin : begin + 1000])


def _far_back(measured: Measured) -> Queue:
    """The last full page of the line but one."""
    with reading(measured.database) as session:
        viewer = Viewer(_school(session), _teacher(session), ZoneInfo(ZONE.key), now())
        classes = sorted(set(measured.classrooms))
        line = queue(session, viewer, classes)
        while (following := queue(session, viewer, classes, after=line.more)).more:
            line = following
        return line


def _teacher(session: Any) -> UUID:
    id_: UUID = session.scalars(select(col(Person.id)).where(col(Person.goes_by) == "Ms. Rivera")).one()
    return id_


def _school(session: Any) -> UUID:
    id_: UUID = session.scalars(select(col(Person.school_id)).limit(1)).one()
    return id_
