"""Doorways: how a route gets its session and the person who asks. What an address names is in named.py."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.concurrency import contextmanager_in_threadpool
from sqlalchemy import orm
from starlette.exceptions import HTTPException

from app import i18n
from app.beginning import Beginning
from app.config import Settings
from app.db import Database, reading, transaction
from app.guards import READS
from app.models import Person
from app.models.calendar import now
from app.models.classroom import Part
from app.models.grant import HANDLES
from app.models.person import OfficePart
from app.models.viewer import Viewer
from app.posted import Posted, get_posted
from app.queries.me import MyRow, Place, Undoable, extend, who_is

COOKIE = "everyletter"

FOREVER = 400 * 24 * 3600
"""Seconds: as long as browsers keep a cookie. The server decides when a session ends."""

T = TypeVar("T")


class SignedOut(Exception):
    """Nobody is signed in (any more). `room` is where one of these signs in: "card" or "sign_in"."""

    def __init__(self, room: str) -> None:
        super().__init__(room)
        self.room = room


class NotBegun(Exception):
    """There is no school yet: whoever comes is led to the page that makes it."""


class ReadAgain(Exception):
    """Something was written on the way: the same address is asked for once more."""


def found(thing: T | None) -> T:
    """The thing, or 404."""
    if thing is None:
        raise HTTPException(404)
    return thing


def only_looks(request: Request) -> None:
    """For the `dependencies` of a route whose form changes nothing: it reads, and holds nobody up who writes."""
    request.state.only_looks = True


def _reads(request: Request) -> bool:
    return request.method in READS or getattr(request.state, "only_looks", False)


async def get_session(request: Request) -> AsyncIterator[orm.Session]:
    """A GET reads. Everything else is one transaction, committed before the response leaves (scope="function")."""
    database: Database = request.app.state.database
    reads = _reads(request)
    async with database.read_turns if reads else database.write_turns:
        work = reading(database) if reads else transaction(database)
        async with contextmanager_in_threadpool(work) as session:
            yield session


# Doorways that wait for nothing are `async def`: FastAPI sends a plain one through a thread, at 0.2 ms of CPU each.


async def get_key(request: Request) -> bytes:
    """The server key."""
    key: bytes = request.app.state.key
    return key


async def get_settings(request: Request) -> Settings:
    """The settings of this process."""
    settings: Settings = request.app.state.settings
    return settings


async def get_now() -> datetime:
    """The moment that the whole of a request sees."""
    return now()


Session = Annotated[orm.Session, Depends(get_session, scope="function")]
Form = Annotated[Posted, Depends(get_posted)]
Key = Annotated[bytes, Depends(get_key)]
Config = Annotated[Settings, Depends(get_settings)]
Now = Annotated[datetime, Depends(get_now)]


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
    def has_card(self) -> bool:
        """Whether she came in with a card, and has no password of another kind."""
        return self.row.sign_in.card_id is not None and not self.row.person.email

    @property
    def own_phone(self) -> bool:
        return self.row.sign_in.own_phone

    @cached_property
    def writes_in(self) -> list[Place]:
        """The classes in which she writes letters."""
        return [place for place in self.row.places if place.part is Part.WRITER]

    @cached_property
    def reads_in(self) -> list[Place]:
        """The classes in which she reads and answers; each once, also where she covers and has come to stay."""
        reads = {place.id for place in self.row.places if place.part is Part.READER}
        return [
            place
            for place in self.row.places
            if place.part is Part.READER or (place.part is Part.COVER and place.id not in reads)
        ]

    @property
    def reading(self) -> dict[UUID, str]:
        """The names of those classes by their ids."""
        return {place.id: place.name for place in self.reads_in}

    @property
    def queues(self) -> list[UUID]:
        """The ids of the classes whose queues she wants to see."""
        return self.row.wanted.classrooms(self.reading)

    @property
    def writing(self) -> list[UUID]:
        """The ids of the classes in which she writes."""
        return [place.id for place in self.writes_in]

    @property
    def administers(self) -> bool:
        """Whether she runs the office."""
        return OfficePart.ADMINISTRATOR in self.row.offices

    @property
    def handles_requests(self) -> bool:
        """Whether she can ask to read by exception, and be the second person: she runs the office or is named."""
        return not self.offices.isdisjoint(HANDLES)

    @property
    def offices(self) -> frozenset[OfficePart]:
        return self.row.offices


def token_of(request: Request) -> str:
    """The token of the sign-in session in this browser, or an empty text."""
    return request.cookies.get(COOKIE, "")


def keep_token(response: Response, token: str, config: Settings, *, own_phone: bool) -> None:
    """Have the browser keep the token of a sign-in session; where it isn't one's own, until it closes."""
    max_age = FOREVER if own_phone else None
    response.set_cookie(COOKIE, token, max_age=max_age, httponly=True, samesite="lax", secure=config.https)


def keep_language(response: Response, tag: str, config: Settings, *, own_phone: bool) -> None:
    """Have the browser keep the language that was chosen on it, if one was: as long as a sign-in session there."""
    if tag:
        max_age = FOREVER if own_phone else None
        response.set_cookie(i18n.COOKIE, tag, max_age=max_age, httponly=True, samesite="lax", secure=config.https)


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
    i18n.speak(row.person.language)
    if not _reads(request):
        extend(row, at)
    return SignedIn(row, row.viewer(at))


Anyone = Annotated[SignedIn | None, Depends(get_me_or_nobody)]


async def get_me(me: Anyone) -> SignedIn:
    """Who is signed in, else to the card."""
    if me is None:
        raise SignedOut("card")
    return me


async def get_student(me: Anyone) -> SignedIn:
    """Somebody who writes letters."""
    if me is None:
        raise SignedOut("card")
    if not me.writes_in:
        raise HTTPException(404)
    return me


async def get_teacher(me: Anyone) -> SignedIn:
    """Somebody who reads and answers letters."""
    if me is None:
        raise SignedOut("sign_in")
    if not me.reads_in:
        raise HTTPException(404)
    return me


async def get_staff(me: Anyone) -> SignedIn:
    """Somebody who reads and answers letters, or runs the school's office."""
    if me is None:
        raise SignedOut("sign_in")
    if not me.reads_in and not me.administers:
        raise HTTPException(404)
    return me


async def get_administrator(me: Anyone) -> SignedIn:
    """Somebody who runs the school's office."""
    if me is None:
        raise SignedOut("sign_in")
    if not me.administers:
        raise HTTPException(404)
    return me


def get_office_person(me: Anyone) -> SignedIn:
    """Somebody who runs the school's office, or whom it names to students."""
    if me is None:
        raise SignedOut("sign_in")
    if not me.handles_requests:
        raise HTTPException(404)
    return me


def get_beginning(request: Request) -> Beginning:
    """The beginning of this installation, over or not."""
    beginning: Beginning = request.app.state.beginning
    return beginning


AnyBeginning = Annotated[Beginning, Depends(get_beginning)]


def get_unbegun(beginning: AnyBeginning, session: Session) -> Beginning:
    """The beginning of an installation that has no school yet, else 404."""
    return found(None if beginning.is_over(session) else beginning)


def lead_to_the_beginning(beginning: AnyBeginning, session: Session) -> None:
    """As long as there is no school, every door leads to the page that makes it."""
    if not beginning.is_over(session):
        raise NotBegun


ADoor = Depends(lead_to_the_beginning)
Unbegun = Annotated[Beginning, Depends(get_unbegun)]
Me = Annotated[SignedIn, Depends(get_me)]
Student = Annotated[SignedIn, Depends(get_student)]
Teacher = Annotated[SignedIn, Depends(get_teacher)]
Staff = Annotated[SignedIn, Depends(get_staff)]
Administrator = Annotated[SignedIn, Depends(get_administrator)]
OfficePerson = Annotated[SignedIn, Depends(get_office_person)]
