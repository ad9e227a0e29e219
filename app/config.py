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

    address: str = ""
    """Where the school finds Everyletter, like https://letters.school.example: it stands in mails."""

    smtp_url: SecretStr = SecretStr("")
    """The mail server: smtp://user:password@host:587, or smtps://; empty means that no mail is sent."""

    mail_from: str = ""
    """The sender of mails, like letters@school.example."""

    backup_folder: Path | None = None
    """Where copies of the database are laid down, for `everyletter doctor` to look at; empty means nowhere."""

    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR; no level ever writes a letter, a name or a code."""

    @field_validator("backup_folder", mode="before")
    @classmethod
    def no_folder(cls, folder: object) -> object:
        return folder or None

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

    @field_validator("smtp_url")
    @classmethod
    def known_mail_server(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and not url.get_secret_value().startswith(("smtp://", "smtps://")):
            raise ValueError("must begin with smtp:// or smtps://, or be empty")
        return url

    @field_validator("address")
    @classmethod
    def web_address(cls, address: str) -> str:
        if address and not address.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// or http://, or be empty")
        return address.rstrip("/")

    @field_validator("mail_from")
    @classmethod
    def has_an_at(cls, sender: str) -> str:
        if sender and "@" not in sender:
            raise ValueError("must be an e-mail address, or be empty")
        return sender

    @field_validator("log_level")
    @classmethod
    def known_level(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return level.upper()

    @property
    def sends_mail(self) -> bool:
        """Whether all that a mail needs is set: the server, the sender and the address that stands in it."""
        return bool(self.smtp_url.get_secret_value() and self.mail_from and self.address)

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
