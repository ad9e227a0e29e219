"""The migrations and the models say the same, on both databases, up and down."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Inspector, inspect, select
from sqlalchemy.types import TypeEngine

from app.config import ROOT
from app.db import Database, reading, transaction
from app.models import Letter, SignIn, metadata
from app.schema import HEAD, BrokenSchema, migrate, newest, revision_of
from app.security import Knock, start_session
from tests.cast import KEY, NOW, build
from tests.patience import PATIENCE


def schema_of(connection: Connection) -> dict[str, list[str]]:
    """Every table with its columns, keys, indexes and CHECKs, sorted: only their order may differ."""
    looked = inspect(connection)
    return {table: sorted(_lines(looked, table)) for table in looked.get_table_names() if table != "alembic_version"}


def _lines(looked: Inspector, table: str) -> Iterator[str]:
    yield f"key {_plain(looked.get_pk_constraint(table))}"
    yield from (f"column {_plain(column)}" for column in looked.get_columns(table))
    yield from (f"foreign {_plain(key)}" for key in looked.get_foreign_keys(table))
    yield from (f"unique {_plain(key)}" for key in looked.get_unique_constraints(table))
    yield from (f"index {_plain(index)}" for index in looked.get_indexes(table))
    yield from (f"check {_plain(check)}" for check in looked.get_check_constraints(table))


def _plain(found: object) -> str:
    if isinstance(found, dict):
        return str(sorted((key, _plain(value)) for key, value in found.items()))
    return re.sub(r"\s+", " ", repr(found) if isinstance(found, TypeEngine) else str(found))


def test_the_migrated_schema_is_the_one_of_the_models(database: Database) -> None:
    with database.writes.connect() as connection:
        migrated = schema_of(connection)
        assert sum(line.startswith("check ") for lines in migrated.values() for line in lines) == 16
        metadata.drop_all(connection)
        metadata.create_all(connection)
        created = schema_of(connection)
        connection.rollback()
    assert migrated == created


def test_alembic_finds_nothing_to_migrate(database: Database) -> None:
    with database.writes.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert revision_of(connection) == newest() == context.get_current_revision()


def test_the_schema_goes_down_and_up_again(database: Database) -> None:
    with database.reads.connect() as connection:
        before = schema_of(connection)
    database.reads.dispose()
    migrate(database, "base")
    with database.reads.connect() as connection:
        assert schema_of(connection) == {}
        assert revision_of(connection) is None
    database.reads.dispose()
    migrate(database)
    with database.reads.connect() as connection:
        assert schema_of(connection) == before
    migrate(database)
    build(database)


def test_every_sqlite_school_has_its_indexes_in_one_order_and_so_one_way_about_a_query(
    sqlite_database: Database,
) -> None:
    made = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid"
    for to in ("letters_have_pages", HEAD):
        migrate(sqlite_database, to)
        with sqlite_database.reads.connect() as connection:
            names = [name for (name,) in connection.exec_driver_sql(made)]
        sqlite_database.reads.dispose()
        assert len(names) > 20
        assert names == sorted(names)


def test_no_letter_and_no_sign_in_is_lost_on_the_way_down_and_up_by_one(database: Database) -> None:
    cast = build(database)
    with transaction(database) as session:
        letter = cast.writes(session, cast.ana, "Dear Ms. Rivera, 學校 — we moved.")
        start_session(session, KEY, Knock(cast.school.id, cast.ana.id), NOW, cast.today(), own_phone=True)
    database.writes.dispose()
    migrate(database, "first_tables")
    migrate(database)
    with reading(database) as session:
        kept = session.get_one(Letter, (cast.school.id, letter.id))
        assert kept.body == "Dear Ms. Rivera, 學校 — we moved."
        assert session.scalars(select(SignIn)).one().confirmed_at is not None


def test_a_migration_that_would_leave_rows_pointing_to_nothing_changes_nothing(sqlite_database: Database) -> None:
    build(sqlite_database)
    with sqlite_database.writes.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("DELETE FROM classroom")
    sqlite_database.writes.dispose()
    with pytest.raises(BrokenSchema, match="point to nothing"):
        migrate(sqlite_database)


def test_alembic_is_not_loaded_where_there_is_nothing_to_migrate(sqlite_database: Database) -> None:
    up_to_date = (
        "import sys; from app.db import Database; from app.schema import migrate; "
        "migrate(Database(sys.argv[1])); sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", up_to_date, str(sqlite_database.url)], check=True, cwd=ROOT, timeout=PATIENCE)


def test_every_migration_is_named_by_its_purpose() -> None:
    for path in (Path(__file__).parent.parent / "migrations" / "versions").glob("*.py"):
        assert re.search(rf'^revision = "{path.stem}"$', path.read_text(), re.MULTILINE)
