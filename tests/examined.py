"""A school in which all is well, for a doctor to look at; and what a test lets go wrong in it."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.db import Database, transaction
from app.models import Office, Person
from app.models.calendar import now
from app.models.letter import add_postscript
from app.models.person import OfficePart
from tests.cast import DAY, build
from tests.commands import Terminal, settings_for

SECRET = "zygomatic"
"""A word that stands in every letter, and may stand nowhere else."""


class Examined:
    """A school in which all is well, and a doctor."""

    def __init__(self, database: Database, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.terminal = Terminal(folder, settings_for(database, folder), patch)
        self.cast = build(database, now())
        self.folder, self.backups = folder, folder / "backups"
        self.backups.mkdir()
        (self.backups / "everyletter.db-copy").write_text("a copy")
        cast = self.cast
        with transaction(database) as session:
            letter = cast.writes(session, cast.ana, f"My {SECRET} dog.", cast.at - DAY)
            add_postscript(session, cast.viewer(cast.ana), letter, uuid4(), SECRET)
            moe = Person.named(cast.other_school.id, "Kari Moe")
            session.add(moe)
            session.flush()
            helper, administrator = OfficePart.HELPER, OfficePart.ADMINISTRATOR
            for person, part in (
                (cast.park, helper),
                (cast.strand, administrator),
                (cast.strand, helper),
                (moe, helper),
            ):
                session.add(
                    Office(school_id=person.school_id, person_id=person.id, part=part, from_day=cast.today() - DAY)
                )
        database.close()

    def change(self, work: Callable[[Session], object]) -> None:
        """Let something go wrong in the database."""
        with transaction(self.cast.database) as session:
            work(session)
        self.cast.database.close()

    def says(self, code: int, *words: str, env: dict[str, str] | None = None) -> str:
        """What the doctor says, who ends with an exit code."""
        settings = {"EVERYLETTER_BACKUP_FOLDER": str(self.backups), **(env or {})}
        said = self.terminal.types("doctor", *words, env=settings)
        assert said.exit_code == code, said.output
        told = [*self.cast.code.values(), SECRET, "Ana", "Morales", "Lindqvist", "Linh"]
        assert not [word for word in told if word in said.output], "A doctor tells nothing on."
        return said.output
