"""Pages as a browser reads them: the fields of a form, the words of a letter, and people who are signed in."""

import atexit
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urlsplit
from uuid import UUID

import httpx2 as httpx
import time_machine
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col
from starlette.testclient import TestClient

from app.config import Settings
from app.db import reading, transaction
from app.deps import COOKIE
from app.main import create_app
from app.models import Classroom, Letter, Membership, Person, SignIn
from app.models.calendar import now
from app.models.classroom import Part
from app.security import Knock, start_session
from tests.cast import KEY, Cast

OURS = {"sec-fetch-site": "same-origin"}
"""What a browser says of a request that one of our own pages makes."""


_until_the_end = ExitStack()
atexit.register(_until_the_end.close)


@cache
def one_loop() -> BlockingPortal:
    """The event loop of this process's requests. Without it each request would make a loop and a thread of its own."""
    return _until_the_end.enter_context(start_blocking_portal())


class Site:
    """The whole application over a cast, at a moment that moves when it is told to."""

    def __init__(self, cast: Cast, clock: time_machine.Traveller, *, https: bool = False) -> None:
        self.cast, self.clock = cast, clock
        # A file .env of whoever runs the tests is none of theirs.
        config = Settings(_env_file=None, server_key=KEY.decode(), https=https)  # type: ignore[call-arg,arg-type,unused-ignore]
        self.app = create_app(config, cast.database)
        self.address = "https://everyletter.example" if https else "http://everyletter.example"

    @property
    def nobody(self) -> TestClient:
        """A browser in which nobody is signed in."""
        browser = TestClient(
            self.app, self.address, follow_redirects=False, headers=OURS, raise_server_exceptions=False
        )
        browser.portal = one_loop()
        return browser

    def as_(self, person: Person) -> TestClient:
        """A browser of a person's own in which she is signed in: a student by her card's form."""
        browser = self.nobody
        if code := self.cast.code.get(person.id):
            came_in = form_of(browser.get("/card").text).press(browser, code=code)
            assert came_in.status_code == 303, came_in.text
            self.is_known(person)
            return browser
        with transaction(self.cast.database) as session:  # argon2 takes its time; test_sign_in.py walks through it
            today = self.cast.viewer(person, now()).today
            knock = Knock(person.school_id, person.id)
            browser.cookies.set(COOKIE, start_session(session, KEY, knock, now(), today, own_phone=True))
        return browser

    def is_known(self, student: Person) -> None:
        """Every phone on which she is signed in is known to be hers: a reader has seen her with it."""
        with transaction(self.cast.database) as session:
            session.execute(update(SignIn).where(col(SignIn.person_id) == student.id).values(confirmed_at=now()))

    def later(self, *, seconds: float = 0, days: float = 0) -> None:
        """Let time pass."""
        self.clock.shift(timedelta(days=days, seconds=seconds))

    def letter_of(self, student: Person, body: str = "Dear Ms. Rivera, we moved.", *, days_ago: float = 0) -> UUID:
        """A letter that waits; its id."""
        with transaction(self.cast.database) as session:
            return self.cast.writes(session, student, body, now() - timedelta(days=days_ago)).id

    def joins(self, session: Session, student: Person, classroom: Classroom) -> None:
        """A student writes in a class from today on."""
        there = Membership(
            school_id=student.school_id, classroom_id=classroom.id, person_id=student.id, part=Part.WRITER,
            from_day=self.cast.today(),
        )  # fmt: skip
        session.add(there)

    def letter(self, letter_id: UUID) -> Letter:
        """A letter as it is now."""
        with reading(self.cast.database) as session:
            return session.scalars(select(Letter).where(col(Letter.id) == letter_id)).one()

    def count(self, model: type[SQLModel]) -> int:
        """How many rows of a kind there are."""
        with reading(self.cast.database) as session:
            return session.scalar(select(func.count()).select_from(model)) or 0

    def all(self, model: type[SQLModel]) -> list[SQLModel]:
        """Every row of a kind."""
        with reading(self.cast.database) as session:
            return list(session.scalars(select(model)))


@dataclass
class PageForm:
    """A form of a page: what a browser would send for it, untouched."""

    action: str
    multipart: bool
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)
    """Where each button posts, by its words."""
    says: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The name and the value that a button sends along, by its words."""

    def __getitem__(self, name: str) -> str:
        return next(value for given, value in self.fields if given == name)

    def all(self, name: str) -> list[str]:
        """Every value of a name."""
        return [value for given, value in self.fields if given == name]

    def filled(self, **values: str | list[str] | None) -> "PageForm":
        """The form with some fields filled in anew; None leaves a field out, as an empty tick box is."""
        fields = [(name, value) for name, value in self.fields if name not in values]
        for name, given in values.items():
            fields += [(name, value) for value in ([given] if isinstance(given, str) else given or [])]
        return replace(self, fields=fields)

    def press(
        self, browser: TestClient, button: str = "", *, accept: str = "text/html", **values: str | list[str] | None
    ) -> httpx.Response:
        """Fill in and press a button, by its words; line ends go as CRLF (HTML, section 4.10.21.4)."""
        fields = self.filled(**values).fields + ([self.says[button]] if button in self.says else [])
        address = self.buttons[button] if button else self.action
        wired = [(name, value.replace("\r\n", "\n").replace("\n", "\r\n")) for name, value in fields]
        if self.multipart:
            parts = [(name, (None, value.encode())) for name, value in wired]
            return browser.post(address, files=parts or [("-", (None, b""))], headers={"accept": accept})
        return browser.post(address, data=dict(wired), headers={"accept": accept})


def forms_of(html: str) -> list[PageForm]:
    """Every form of a page that posts."""
    return _read(html).forms


def form_of(html: str, to: str = "") -> PageForm:
    """The form whose address, or a button's, ends with `to`; else the first one with text in it (the others are
    buttons alone)."""
    forms = forms_of(html)
    wanted = [
        form for form in forms if any(to and there.endswith(to) for there in [form.action, *form.buttons.values()])
    ]
    return (wanted if to else [form for form in forms if form.multipart])[0]


def desk_of(browser: TestClient, letter: UUID) -> PageForm:
    """The form of an answer, once the first look is written down."""
    browser.get(f"/desk/{letter}")
    return form_of(browser.get(f"/desk/{letter}").text, to="/answers")


def press(browser: TestClient, address: str, button: str, **values: str) -> str:
    """Press a button by its words, in whichever form of a page has it; the page to which that leads."""
    form = next(form for form in forms_of(browser.get(address).text) if button in form.buttons)
    answer = form.press(browser, button, **values)
    return browser.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text


def texts_of(html: str) -> list[str]:
    """What people wrote, as the page shows it: the text of each `.words`."""
    return _read(html).words


def title_of(html: str) -> str:
    """The page's title."""
    return _read(html).title


def says(html: str) -> str:
    """All the text of a page, for looking whether it says something."""
    return " ".join(_read(html).text.split())


def where(response: httpx.Response) -> str:
    """The path to which a response sends on."""
    return urlsplit(response.headers["location"]).path


def _read(html: str) -> "_Page":
    page = _Page()
    page.feed(html.replace("\r\n", "\n").replace("\r", "\n"))  # HTML, section 13.2.3.5
    page.close()
    return page


class _Page(HTMLParser):
    """What of a page matters here, read in the order in which it stands."""

    VOID = frozenset({"meta", "link", "input", "br", "img", "path", "circle"})

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.words: list[str] = []
        self.title = self.text = ""
        self._open: list[str] = []
        self._form: PageForm | None = None
        self._inside: dict[str, int] = {}
        """How deep the element was in which we are, by what it is to us."""
        self._name = self._value = self._formaction = ""
        self._chosen: list[str] = []
        self._sends: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "input":
            self._input(given)
        if tag in self.VOID:
            return
        self._open.append(tag)
        if tag == "form" and given.get("method") == "post":
            self._form = PageForm(given["action"], given.get("enctype") == "multipart/form-data")
            self.forms.append(self._form)
        if "words" in given.get("class", "").split():
            self.words.append("")
            self._inside["words"] = len(self._open)
        if tag in {"textarea", "select", "option", "button", "title"}:
            self._inside[tag] = len(self._open)
            self._begin(tag, given)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        if tag in {"textarea", "select"}:
            self._name, self._value, self._chosen = given.get("name", ""), "", []
        if tag == "option":
            self._value = given.get("value", "")
            if "selected" in given or not self._chosen:
                self._chosen = [self._value]
        if tag == "button":
            self._value, self._formaction = "", given.get("formaction", "")
            self._sends = (given["name"], given.get("value", "")) if "name" in given else None

    def _input(self, given: dict[str, str]) -> None:
        ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
        if self._form and "name" in given and ticked and "disabled" not in given:
            self._form.fields.append(
                (given["name"], given.get("value", "" if given.get("type") != "checkbox" else "on"))
            )

    def handle_data(self, text: str) -> None:
        self.text += text
        if "words" in self._inside:
            self.words[-1] += text
        if "title" in self._inside:
            self.title += text
        if "textarea" in self._inside or "button" in self._inside:
            self._value += text

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        assert self._open.pop() == tag, f"</{tag}> closes nothing"
        self._inside = {what: depth for what, depth in self._inside.items() if depth <= len(self._open)}
        if tag == "form":
            self._form = None
        if self._form is None:
            return
        if tag == "textarea":
            self._form.fields.append((self._name, self._value.removeprefix("\n")))  # HTML, section 13.1.2.5
        if tag == "select":
            self._form.fields.append((self._name, self._chosen[0]))
        if tag == "button":
            says = " ".join(self._value.split())
            self._form.buttons[says] = self._formaction or self._form.action
            if self._sends:
                self._form.says[says] = self._sends
