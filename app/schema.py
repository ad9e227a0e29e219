"""The schema: brings a database to the newest migration, or back. Alembic is loaded here alone, and not where there is
nothing to do: it would stay in the memory of the server that asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, create_engine, event, inspect, select, table

from app.config import ROOT

if TYPE_CHECKING:
    from app.db import Database

MIGRATIONS = ROOT / "migrations"
HEAD = "head"


class BrokenSchema(RuntimeError):
    """A migration would have left rows that point to nothing. Nothing was changed."""


def migrate(database: Database, to: str = HEAD) -> None:
    """Bring the database up (or down) to a revision, all or nothing. Raises BrokenSchema, with nothing changed."""
    if not database.on_sqlite:
        with database.writes.begin() as connection:
            _move(connection, to)
        return
    # Foreign keys must be off from the start: with them on, rebuilding a table would take its children with it.
    engine = create_engine(database.url, connect_args={"isolation_level": None})
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA foreign_keys=OFF"))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            if _move(connection, to):
                _make_indexes_again(connection)
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                raise BrokenSchema(f"{len(broken)} rows would point to nothing, the first in {broken[0][0]}")
    finally:
        engine.dispose()


def revision_of(connection: Connection) -> str | None:
    """The migration that the database stands at, as Alembic notes it there; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(select(column("version_num")).select_from(table("alembic_version")))


def newest() -> str:
    """The newest migration that this program knows: the one on which no other stands."""
    texts = [path.read_text(encoding="utf-8") for path in (MIGRATIONS / "versions").glob("*.py")]
    known, stood_on = (
        {found[1] for text in texts if (found := re.search(rf'^{name} = "(\w+)"$', text, re.MULTILINE))}
        for name in ("revision", "down_revision")
    )
    (last,) = known - stood_on
    return last


def _move(connection: Connection, to: str) -> bool:
    """Whether there was anything to do."""
    there = revision_of(connection)
    if to == HEAD and there == newest():
        return False
    from alembic import command  # noqa: PLC0415 -- 10 MB that a running server doesn't need
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    step = command.upgrade if to == HEAD or there is None else command.downgrade
    step(config, to)
    return True


def _make_indexes_again(connection: Connection) -> None:
    """In one order. Of two indexes that seem alike SQLite takes one by the order in which they were made, and Alembic
    makes those of a table that it rebuilds in any order: two schools would go about the same query in two ways."""
    asked = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
    for name, sql in connection.exec_driver_sql(asked).all():
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
        connection.exec_driver_sql(sql)
