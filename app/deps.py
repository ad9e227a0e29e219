"""Doorways: how a route gets its session and the person who asks. What an address names is in named.py."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Request
from fastapi.concurrency import contextmanager_in_threadpool
from sqlalchemy import orm
from starlette.exceptions import HTTPException

from app.config import Settings
from app.db import Database, reading, transaction
from app.guards import READS
from app.models import Person
from app.models.calendar import now
from app.models.classroom import Part
from app.models.person import OfficePart
from app.models.viewer import Viewer
from app.posted import Posted, get_posted, get_posted_with_file
from app.queries.me import MyRow, Place, Undoable, extend, who_is

COOKIE = "everyletter"

T = TypeVar("T")


class SignedOut(Exception):
    """Nobody is signed in (any more). `room` is where one of these signs in: "card" or "sign_in"."""

    def __init__(self, room: str) -> None:
        super().__init__(room)
        self.room = room


class ReadAgain(Exception):
    """Something was written on the way: the same address is asked for once more."""


def found(thing: T | None) -> T:
    """The thing, or 404."""
    if thing is None:
        raise HTTPException(404)
    return thing


async def get_session(request: Request) -> AsyncIterator[orm.Session]:
    """A GET reads. Everything else is one transaction, committed before the response leaves (scope="function")."""
    database: Database = request.app.state.database
    reads = request.method in READS
    async with database.read_turns if reads else database.write_turns:
        work = reading(database) if reads else transaction(database)
        async with contextmanager_in_threadpool(work) as session:
            yield session


def get_key(request: Request) -> bytes:
    """The server key."""
    key: bytes = request.app.state.key
    return key


def get_settings(request: Request) -> Settings:
    """The settings of this process."""
    settings: Settings = request.app.state.settings
    return settings


Session = Annotated[orm.Session, Depends(get_session, scope="function")]
Form = Annotated[Posted, Depends(get_posted)]
FormWithFile = Annotated[Posted, Depends(get_posted_with_file)]
Key = Annotated[bytes, Depends(get_key)]
Config = Annotated[Settings, Depends(get_settings)]
Now = Annotated[datetime, Depends(now)]


@dataclass  # not frozen: its cached properties are kept on it
class SignedIn:
    """The person who asks, where she belongs today, and her eyes."""

    row: MyRow
    viewer: Viewer

    @property
    def person(self) -> Person:
        return self.row.person

    @property
    def called(self) -> str:
        return self.row.person.called

    @property
    def undoable(self) -> Undoable | None:
        """Her newest answer that can still be undone."""
        return self.row.undoable

    @property
    def own_phone(self) -> bool:
        return self.row.sign_in.own_phone

    @cached_property
    def writes_in(self) -> list[Place]:
        """The classes in which she writes letters."""
        return [place for place in self.row.places if place.part is Part.WRITER]

    @cached_property
    def reads_in(self) -> list[Place]:
        """The classes in which she reads and answers."""
        return [place for place in self.row.places if place.part is not Part.WRITER]

    @property
    def reading(self) -> dict[UUID, str]:
        """The names of those classes by their ids."""
        return {place.id: place.name for place in self.reads_in}

    @property
    def writing(self) -> list[UUID]:
        """The ids of the classes in which she writes."""
        return [place.id for place in self.writes_in]

    @property
    def administers(self) -> bool:
        """Whether she runs the office."""
        return OfficePart.ADMINISTRATOR in self.row.offices

    @property
    def offices(self) -> frozenset[OfficePart]:
        return self.row.offices


def token_of(request: Request) -> str:
    """The token of the sign-in session in this browser, or an empty text."""
    return request.cookies.get(COOKIE, "")


def get_me_or_nobody(
    request: Request,
    _posted: Form,  # read first, so that a form outlives a session that has ended
    session: Session,
    key: Key,
    at: Now,
) -> SignedIn | None:
    """Who is signed in. Somebody who belongs nowhere any more isn't."""
    token = token_of(request)
    row = who_is(session, key, token, at) if token else None
    if row is None:
        return None
    if request.method not in READS:
        extend(row, at)
    return SignedIn(row, row.viewer(at))


Anyone = Annotated[SignedIn | None, Depends(get_me_or_nobody)]


def get_me(me: Anyone) -> SignedIn:
    """Who is signed in, else to the card."""
    if me is None:
        raise SignedOut("card")
    return me


def get_student(me: Anyone) -> SignedIn:
    """Somebody who writes letters."""
    if me is None:
        raise SignedOut("card")
    if not me.writes_in:
        raise HTTPException(404)
    return me


def get_teacher(me: Anyone) -> SignedIn:
    """Somebody who reads and answers letters."""
    if me is None:
        raise SignedOut("sign_in")
    if not me.reads_in:
        raise HTTPException(404)
    return me


def get_administrator(me: Anyone) -> SignedIn:
    """Somebody who runs the school's office."""
    if me is None:
        raise SignedOut("sign_in")
    if not me.administers:
        raise HTTPException(404)
    return me


Me = Annotated[SignedIn, Depends(get_me)]
Student = Annotated[SignedIn, Depends(get_student)]
Teacher = Annotated[SignedIn, Depends(get_teacher)]
Administrator = Annotated[SignedIn, Depends(get_administrator)]
