"""Every setting of Everyletter, read once when it starts; the README lists them all."""

import secrets
from functools import lru_cache
from pathlib import Path

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Read from the environment, each with the prefix EVERYLETTER_, and from a file `.env`."""

    model_config = SettingsConfigDict(env_prefix="EVERYLETTER_", env_file=".env", extra="ignore")

    data_folder: Path = Path("data")
    """Where the SQLite file and the server key live."""

    database_url: str = ""
    """A PostgreSQL address; empty means SQLite in the data folder."""

    server_key: SecretStr = SecretStr("")
    """Keys the lookup of cards, sign-ins and e-mail addresses; empty means a file in the data folder."""

    https: bool = False
    """True behind HTTPS: cookies are then Secure, and browsers are told to stay with it."""

    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR; no level ever writes a letter, a name or a code."""

    @field_validator("database_url")
    @classmethod
    def known_database(cls, url: str) -> str:
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with postgresql:// or sqlite:///, or be empty")
        try:
            host = make_url(url).host if url else ""
        except (ArgumentError, ValueError):
            raise ValueError("is no address of a database, like postgresql://user:password@host/name") from None
        if "@" in (host or ""):
            raise ValueError("has an @ in its password: write it as %40 there")
        return url

    @field_validator("log_level")
    @classmethod
    def known_level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return level.upper()

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.data_folder / 'everyletter.db'}"

    def key(self) -> bytes:
        """The server key; made and kept in the data folder the first time, readable by its owner alone."""
        if given := self.server_key.get_secret_value():
            return given.encode()
        path = self.data_folder / "server.key"
        if not path.exists():
            self.data_folder.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(32))
        return path.read_text().strip().encode()


@lru_cache
def settings() -> Settings:
    """The settings of this process. Raises pydantic.ValidationError naming each one that is wrong."""
    return Settings()
