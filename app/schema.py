"""The schema: brings a database to the newest migration, or back. Alembic is loaded here alone, when needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, event

from app.config import ROOT

if TYPE_CHECKING:
    from alembic.config import Config

    from app.db import Database


class BrokenSchema(RuntimeError):
    """A migration would have left rows that point to nothing. Nothing was changed."""


def migrate(database: Database, to: str = "head") -> None:
    """Bring the database up (or down) to a revision, all or nothing. Raises BrokenSchema, with nothing changed."""
    from alembic import command  # noqa: PLC0415 -- 20 MB that a running server doesn't need

    if not database.on_sqlite:
        with database.writes.begin() as connection:
            _move(connection, to, command)
        return
    # Foreign keys must be off from the start: with them on, rebuilding a table would take its children with it.
    engine = create_engine(database.url, connect_args={"isolation_level": None})
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA foreign_keys=OFF"))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            _move(connection, to, command)
            if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                raise BrokenSchema(f"{len(broken)} rows would point to nothing, the first in {broken[0][0]}")
    finally:
        engine.dispose()


def revision_of(connection: Connection) -> str | None:
    """The migration that the database stands at; None for an empty one."""
    from alembic.migration import MigrationContext  # noqa: PLC0415

    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The newest migration that this program knows."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return ScriptDirectory.from_config(_config()).get_current_head()


def _move(connection: Connection, to: str, command: object) -> None:
    config = _config()
    config.attributes["connection"] = connection
    step = "downgrade" if to != "head" and revision_of(connection) is not None else "upgrade"
    getattr(command, step)(config, to)


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config
