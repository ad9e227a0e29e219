"""What a search over one teacher's 4,000 letters costs, beside a plain LIKE over the same texts."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, text
from sqlmodel import col

from app.db import Database, transaction
from app.models import Answer, Letter, Opening
from app.models.words import fold
from app.queries.find import AT_A_TIME
from benchmarks.cpu import Browser, application, compare, statements
from benchmarks.school import LETTERS, open_school
from benchmarks.table import Add, Row

AS_MANY = 10
"""Times the letters of a school that is measured: years of them."""
A_TIME = timedelta(days=120)
EVERY = 100
"""One letter in so many has the rare word."""
RARE, COMMON = "zilpzalp", "lemon"
MOST_MS, MOST_STATEMENTS = 29, 6
"""DESIGN.md, "Data" and "Figures to reach"."""

PLAIN = text("""
SELECT id, body, received_at AS at FROM letter WHERE folded LIKE :pattern
UNION ALL SELECT id, body, sent_at FROM answer WHERE folded LIKE :pattern
ORDER BY at DESC LIMIT :most
""")


async def finding(add: Add, database: Database, rounds: int) -> None:
    """A row for a rare word, and one for a word that stands in every letter. The database is empty and migrated."""
    measured = open_school(database)
    _write_for_years(database)
    browser = Browser(application(database), measured.teacher)
    for word, where in ((RARE, f"a word of one letter in {EVERY}"), (COMMON, "a word of every letter")):
        body, kind = f"words={word}".encode(), "application/x-www-form-urlencoded"
        ask = partial(browser.ask, "POST", "/find", body, expected=200, kind=kind)
        await ask()
        with statements(database) as seen:
            await ask()
        costs = await compare({"plain": partial(_plain, database, word), "page": ask}, rounds)
        add(
            Row(
                f"find, {LETTERS * AS_MANY:,} letters, {where}",
                f"{costs['page']}, {len(seen)} statements",
                f"≤ {MOST_MS} ms, ≤ {MOST_STATEMENTS} statements",
                costs["page"].middle <= MOST_MS and len(seen) <= MOST_STATEMENTS,
                f"{costs['plain']}, one plain LIKE",
                f"{costs['page'].middle / costs['plain'].middle:.2f}×",
            )
        )


async def _plain(database: Database, word: str) -> None:
    """The rows alone: nobody is asked who she is, and nothing is drawn."""
    with database.reads.connect() as connection:
        connection.execute(PLAIN, {"pattern": f"%{word}%", "most": AT_A_TIME + 1}).all()


def _write_for_years(database: Database) -> None:
    """The answered letters of the school, with their answers, again and again, each time longer ago."""
    with transaction(database) as session:
        letters = session.scalars(select(Letter).where(~Letter.waiting)).all()
        answers: dict[UUID | None, Answer] = {answer.id: answer for answer in session.scalars(select(Answer))}
        readers = dict(session.execute(select(col(Opening.letter_id), col(Opening.person_id))).all())
        written = 0
        for time in range(1, AS_MANY):
            rows: dict[Any, list[dict[str, Any]]] = {Answer: [], Letter: [], Opening: []}
            for letter in _as_many_as_a_school(letters):
                written += 1
                ago, id_, answer = time * A_TIME, uuid4(), answers[letter.settled_by_id]
                words = {"body": f"{letter.body} {RARE}"} if written % EVERY == 0 else {"body": letter.body}
                new = {"id": uuid4(), "sent_at": answer.sent_at - ago, "deliver_at": answer.deliver_at - ago}
                rows[Answer].append(answer.model_dump() | new)
                rows[Letter].append(
                    letter.model_dump()
                    | words
                    | {"id": id_, "folded": fold(words["body"] or ""), "received_at": letter.received_at - ago,
                       "settled_by_id": new["id"]}
                )  # fmt: skip
                reader = {"person_id": readers[letter.id], "letter_id": id_, "at": letter.received_at}
                rows[Opening].append({"school_id": letter.school_id, "id": uuid4(), **reader})
            for model, given in rows.items():
                session.execute(insert(model), given)


def _as_many_as_a_school(letters: Sequence[Letter]) -> list[Letter]:
    """So many of them, some twice."""
    return [letters[number % len(letters)] for number in range(LETTERS)]
