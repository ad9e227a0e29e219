"""Writes that are decided by the database itself: a condition in the statement, and the count of rows it changed."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Delete, Insert, Table, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import SQLModel


def rows_changed(session: Session, statement: Update | Delete | Insert, values: Mapping[str, Any] | None = None) -> int:
    """Run a statement and return how many rows it changed. Objects that the session holds are not refreshed."""
    if isinstance(statement, (Update, Delete)):
        statement = statement.execution_options(synchronize_session=False)
    # Without it psycopg's count of an INSERT is lost (-1), and every form would look like one that came before.
    result = session.execute(statement, values, execution_options={"preserve_rowcount": True})
    assert isinstance(result, CursorResult)  # noqa: S101 -- what a write gives back
    return result.rowcount


def inserted(session: Session, model: type[SQLModel], **values: Any) -> bool:
    """Insert a row unless its key, or another unique value of it, is taken; returns whether it was inserted."""
    return rows_changed(session, _insert_new(_dialect(session), model), values) == 1


def inserted_of(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """Insert rows unless a key, or another unique value, is taken; returns the ids of those that were inserted."""
    insert = _insert_new(_dialect(session), model)
    return set(session.execute(insert.returning(insert.table.c.id), list(rows)).scalars())


def put(session: Session, model: type[SQLModel], unique: tuple[str, ...], **values: Any) -> None:
    """Insert a row; where there is one with the same `unique` values, change that one, but for its id."""
    rows_changed(session, _put(_dialect(session), model, unique, frozenset(values)), values)


# Built once for each table, as in prepared.py: they hold no values, which are given when they run.


@cache
def _insert_new(dialect: str, model: type[SQLModel]) -> Insert:
    statement: Insert = _INSERT[dialect](_table(model)).on_conflict_do_nothing()
    return statement


@cache
def _put(dialect: str, model: type[SQLModel], unique: tuple[str, ...], given: frozenset[str]) -> Insert:
    insert = _INSERT[dialect](_table(model))
    changed = {name: insert.excluded[name] for name in sorted(given - {"id", *unique})}
    statement: Insert = insert.on_conflict_do_update(index_elements=unique, set_=changed)
    return statement


_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _table(model: type[SQLModel]) -> Table:
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table
