"""The commands of everyletter as somebody types them, over a database of the tests."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.console import cli
from app.db import Database
from tests.cast import KEY


def settings_for(database: Database, folder: Path) -> dict[str, str]:
    """The environment in which a command finds a database, and a data folder with the server key of the tests."""
    key = folder / "server.key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_bytes(KEY)
    url = "" if database.on_sqlite else database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return {"EVERYLETTER_DATA_FOLDER": str(folder), "EVERYLETTER_DATABASE_URL": url}


class Terminal:
    """Somebody at the machine, who types commands."""

    def __init__(self, folder: Path, env: Mapping[str, str], patch: pytest.MonkeyPatch) -> None:
        patch.chdir(folder)  # a file .env of whoever runs the tests is none of theirs
        self.folder, self.env = folder, dict(env)

    def types(self, *words: str | Path, env: Mapping[str, str] | None = None) -> Result:
        """What a command answers."""
        return CliRunner().invoke(cli, [str(word) for word in words], env={**self.env, **(env or {})})
