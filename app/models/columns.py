"""What the columns of every table share: the key, the clock and the enumerations."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from pydantic import ConfigDict
from sqlalchemy import DateTime, Dialect, Enum, ForeignKeyConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# Names for every constraint, so that a migration on SQLite can find it again.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """A row of one school. The key holds the school, so that no row can point into another school."""

    model_config = ConfigDict(ignored_types=(hybrid_property,))  # type: ignore[assignment]

    school_id: UUID = Field(primary_key=True, foreign_key="school.id")
    id: UUID = Field(default_factory=uuid4, primary_key=True)


def points_to(table: str, *columns: str, keys: tuple[str, ...] = ("id",)) -> ForeignKeyConstraint:
    """The foreign key from `columns` to `keys` of `table`, within the same school."""
    return ForeignKeyConstraint(["school_id", *columns], [f"{table}.school_id", *(f"{table}.{key}" for key in keys)])


def one_of(words: type[StrEnum]) -> Enum:
    """A string column that a CHECK holds to the words of an enumeration."""
    return Enum(
        words,
        name=words.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=16,
        values_callable=lambda enumeration: [word.value for word in enumeration],
    )


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, aware on both databases. A naive datetime raises ValueError: it would be a guess."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def table_args(*args: Any, **options: Any) -> tuple[Any, ...] | Mapping[str, Any]:
    """What SQLAlchemy calls __table_args__."""
    return (*args, options) if options else args
