"""Writes that are decided by the database itself: a condition in the statement, and the count of rows it changed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Delete, Insert, Table, Update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import SQLModel


def rows_changed(session: Session, statement: Update | Delete | Insert) -> int:
    """Run a statement and return how many rows it changed. Objects that the session holds are not refreshed."""
    if isinstance(statement, (Update, Delete)):
        statement = statement.execution_options(synchronize_session=False)
    # Without it psycopg's count of an INSERT is lost (-1), and every form would look like one that came before.
    result = session.execute(statement, execution_options={"preserve_rowcount": True})
    assert isinstance(result, CursorResult)  # noqa: S101 -- what a write gives back
    return result.rowcount


def inserted(session: Session, model: type[SQLModel], **values: Any) -> bool:
    """Insert a row unless its key, or another unique value of it, is taken; returns whether it was inserted."""
    return rows_changed(session, _insert_new(session, model).values(**values)) == 1


def inserted_of(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """Insert rows unless a key, or another unique value, is taken; returns the ids of those that were inserted."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return set(session.execute(_insert_new(session, model).returning(table.c.id), list(rows)).scalars())


def _insert_new(session: Session, model: type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
    table: Table = model.__table__  # type: ignore[attr-defined]
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
