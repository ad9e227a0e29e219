"""The doctor: looks whether everything is as it must be, for whoever looks after the machine. It mends nothing, writes
nothing, and says no name of a student, no word of a letter and no code."""

from collections.abc import Iterator
from datetime import datetime

from app.config import Settings
from app.doctor.database import engine_for, has_schema, look_at_database
from app.doctor.finding import Finding, Health
from app.doctor.machine import (
    look_at_backups,
    look_at_folder,
    look_at_https,
    look_at_key,
    look_at_mail,
    look_at_settings,
    look_at_voices,
)
from app.doctor.school import look_at_schools

__all__ = ["Finding", "Health", "examine"]


def examine(config: Settings, host: str, at: datetime) -> Iterator[Finding]:
    """Every finding, in the order in which one would mend them. `host` is where Everyletter serves."""
    yield from look_at_settings(config)
    yield from look_at_folder(config.data_folder)
    yield from look_at_key(config)
    engine = engine_for(config)
    yield from look_at_database(engine)
    if engine is not None and has_schema(engine):
        yield from look_at_schools(config, engine, at)
    yield from look_at_https(config, host)
    yield from look_at_mail(config)
    yield from look_at_voices()
    yield from look_at_backups(config, at)
