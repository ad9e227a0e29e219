"""Mail: through a real SMTP server, once, at the right time, and without a name or a word of a letter."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Talk
from pydantic import SecretStr
from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import col

from app.config import Settings
from app.db import Database, transaction
from app.mail import claim, deliver_for_ever, done, send
from app.models import Person, Preference
from app.models.addition import see_answer
from app.models.answer import DELIVERED_AFTER
from app.models.handing_on import handle, pass_on
from app.models.outbox import CLAIM_LASTS, MOST_TRIES
from app.models.person import NOTICE
from app.models.quiet import QUIET
from app.models.settling import send_now, undo
from tests.cast import HOUR, MINUTE, NOW, Cast
from tests.grants import named
from tests.web import Site, form_of, says
from tests.worries import SAW, handed_on

DELIVERED = NOW + DELIVERED_AFTER
PRIVATE = "Dear Ana, aardvark."


@dataclass
class PostOffice:
    """An SMTP server that takes everything, but for whom it does not know."""

    controller: Controller | None = None
    came: list[EmailMessage] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)

    async def handle_RCPT(self, server: SMTP, talk: Talk, envelope: Envelope, to: str, options: list[str]) -> str:  # noqa: N802
        if to in self.unknown:
            return "550 nobody is called so"
        envelope.rcpt_tos.append(to)
        return "250 yes"

    async def handle_DATA(self, server: SMTP, talk: Talk, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        message = message_from_bytes(content if isinstance(content, bytes) else b"", policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.came.append(message)
        return "250 taken"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A post office on a free port of this machine."""
    office = PostOffice()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    office.controller = Controller(office, hostname="127.0.0.1", port=port)
    office.controller.start()
    yield office
    office.controller.stop()


def settings(office: PostOffice) -> Settings:
    assert office.controller
    return settings_for(office.controller.port)


def settings_for(port: int) -> Settings:
    return Settings(
        _env_file=None,
        address="https://letters.school.example",
        smtp_url=SecretStr(f"smtp://127.0.0.1:{port}"),
        mail_from="letters@school.example",
    )


def wants_to_be_told(cast: Cast, session: Session, address: str = "ana@mail.example") -> None:
    Preference.choose(session, cast.viewer(cast.ana), NOTICE, address)


def answered(cast: Cast) -> UUID:
    with transaction(cast.database) as session:
        letter = cast.writes(session, cast.ana, at=NOW - MINUTE)
        return cast.answers(session, cast.rivera, letter, body=PRIVATE).id


def round_of(database: Database, config: Settings, at: object = DELIVERED) -> int:
    """One look into the outbox; how many mails were due."""
    due = claim(database, at)  # type: ignore[arg-type]
    done(database, send(due, config), at)  # type: ignore[arg-type]
    return len(due)


def test_a_student_who_wants_it_is_told_once_and_only_when_the_answer_is_delivered(
    cast: Cast, office: PostOffice
) -> None:
    with transaction(cast.database) as session:
        wants_to_be_told(cast, session)
    answered(cast)
    assert round_of(cast.database, settings(office), NOW) == 0
    assert round_of(cast.database, settings(office)) == 1
    assert round_of(cast.database, settings(office), DELIVERED + 2 * CLAIM_LASTS) == 0
    [mail] = office.came
    assert mail["Subject"] == "You have mail"
    assert mail["To"] == "ana@mail.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "https://letters.school.example" in mail.get_content()


def test_a_named_person_is_told_that_something_was_put_into_her_hands_and_no_more(
    cast: Cast, office: PostOffice
) -> None:
    with transaction(cast.database) as session:
        named(session, cast, cast.haddad)
        worry_id = handed_on(session, cast, cast.writes(session, cast.ana, PRIVATE))
    assert round_of(cast.database, settings(office), NOW) == 1
    with transaction(cast.database) as session:
        pass_on(session, cast.viewer(cast.bell), worry_id, cast.haddad.id, PRIVATE, [])
    assert round_of(cast.database, settings(office), NOW) == 1
    assert [mail["To"] for mail in office.came] == ["bell@school.example", "haddad@school.example"]
    for mail in office.came:
        assert mail["Subject"] == "Something was put into your hands"
        assert "\nhttps://letters.school.example\n" in mail.get_content().replace("\r", "")
        whole = mail.as_string().replace(mail["To"], "")
        for private in ("aardvark", SAW, "Ana", "Morales", "Rivera", "Bell", "Haddad", str(worry_id), "Roosevelt"):
            assert private not in whole


def test_a_worry_that_was_handled_or_went_on_before_the_mail_is_told_to_nobody(cast: Cast, office: PostOffice) -> None:
    with transaction(cast.database) as session:
        named(session, cast, cast.haddad)
        handled, passed = (handed_on(session, cast, cast.writes(session, cast.ana)) for _ in range(2))
        handle(session, cast.viewer(cast.bell), handled, "Done.")
        pass_on(session, cast.viewer(cast.bell), passed, cast.haddad.id, "It is about me.", [])
    assert round_of(cast.database, settings(office), NOW) == 3
    assert [mail["To"] for mail in office.came] == ["haddad@school.example"]


@pytest.mark.parametrize(("hers", "subject"), [("es", "Tienes correo"), ("", "You have mail"), ("so", "You have mail")])
def test_a_mail_goes_out_in_the_language_of_who_gets_it_where_it_is_one_of_ours(
    cast: Cast, office: PostOffice, hers: str, subject: str
) -> None:
    with transaction(cast.database) as session:
        wants_to_be_told(cast, session)
        session.get_one(Person, (cast.school.id, cast.ana.id)).language = hers
    answered(cast)
    round_of(cast.database, settings(office))
    assert office.came[0]["Subject"] == subject
    assert office.came[0]["Content-Language"] == (hers if hers == "es" else "en")


def test_a_mail_holds_no_name_and_no_word_of_a_letter(cast: Cast, office: PostOffice) -> None:
    with transaction(cast.database) as session:
        wants_to_be_told(cast, session, "x@mail.example")
    answered(cast)
    round_of(cast.database, settings(office))
    whole = office.came[0].as_string()
    for private in ("aardvark", "Ana", "Morales", "Rivera", "Roosevelt", "Period 3"):
        assert private not in whole


def test_nobody_is_told_who_has_not_asked(cast: Cast, office: PostOffice) -> None:
    answered(cast)
    assert round_of(cast.database, settings(office)) == 0


def test_an_answer_that_was_undone_or_seen_is_told_to_nobody(cast: Cast, office: PostOffice) -> None:
    from app.models import Answer

    with transaction(cast.database) as session:
        wants_to_be_told(cast, session)
    first = answered(cast)
    with transaction(cast.database) as session:
        assert undo(session, cast.viewer(cast.rivera), session.get_one(Answer, (cast.school.id, first)))
    second = answered(cast)
    with transaction(cast.database) as session:
        see_answer(session, cast.viewer(cast.ana, DELIVERED), second)
    assert round_of(cast.database, settings(office)) == 2
    assert office.came == []


def test_an_answer_that_is_sent_now_is_told_now_and_not_in_the_morning(cast: Cast, office: PostOffice) -> None:
    evening = NOW + 12 * HOUR  # ten o'clock at the school
    with transaction(cast.database) as session:
        wants_to_be_told(cast, session)
        session.execute(delete(Preference).where(col(Preference.key) == QUIET))
        answer = cast.answers(session, cast.rivera, cast.writes(session, cast.ana, at=NOW), at=evening)
        assert send_now(session, cast.viewer(cast.rivera, evening + HOUR), answer)
    assert round_of(cast.database, settings(office), evening + HOUR) == 1
    assert len(office.came) == 1


def test_who_no_longer_wants_it_is_not_told(cast: Cast, office: PostOffice) -> None:
    with transaction(cast.database) as session:
        wants_to_be_told(cast, session)
    answered(cast)
    with transaction(cast.database) as session:
        wants_to_be_told(cast, session, "")
    round_of(cast.database, settings(office))
    assert office.came == []


def test_a_mail_that_one_process_has_claimed_is_not_sent_by_another(cast: Cast) -> None:
    with transaction(cast.database) as session:
        wants_to_be_told(cast, session)
    answered(cast)
    assert len(claim(cast.database, DELIVERED)) == 1
    assert claim(cast.database, DELIVERED) == []
    assert len(claim(cast.database, DELIVERED + CLAIM_LASTS + MINUTE)) == 1, "The first one may have died."


def test_an_address_that_is_refused_is_tried_again_a_few_times_and_holds_nobody_up(
    cast: Cast, office: PostOffice
) -> None:
    with transaction(cast.database) as session:
        wants_to_be_told(cast, session, "gone@mail.example")
    answered(cast)
    office.unknown.add("gone@mail.example")
    for number in range(MOST_TRIES + 2):
        due = round_of(cast.database, settings(office), DELIVERED + number * 2 * CLAIM_LASTS)
        assert due == (1 if number < MOST_TRIES else 0)
    assert office.came == []


def test_a_server_that_is_away_loses_nothing(cast: Cast, office: PostOffice) -> None:
    with transaction(cast.database) as session:
        wants_to_be_told(cast, session)
    answered(cast)
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody_there = free.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        round_of(cast.database, settings_for(nobody_there))
    assert round_of(cast.database, settings(office), DELIVERED + CLAIM_LASTS + MINUTE) == 1
    assert len(office.came) == 1


def test_the_server_looks_into_the_outbox_by_itself(sqlite_database: Database, office: PostOffice) -> None:
    from app.models.calendar import now
    from tests.cast import build

    cast = build(sqlite_database, now() - MINUTE)
    with transaction(sqlite_database) as session:
        wants_to_be_told(cast, session)
        letter = cast.writes(session, cast.ana)
        cast.answers(session, cast.rivera, letter)

    async def a_while() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(deliver_for_ever(sqlite_database, settings(office)), 5)

    asyncio.run(a_while())
    assert len(office.came) == 1


def test_a_student_asks_to_be_told_on_her_page_and_a_wrong_address_comes_back(site: Site) -> None:
    site.app.state.settings = settings_for(25)
    ana = site.as_(site.cast.ana)
    form = form_of(ana.get("/you").text, "/you/notice")
    wrong = form.press(ana, notice="not an address")
    assert wrong.status_code == 422
    assert form_of(wrong.text, "/you/notice")["notice"] == "not an address"
    assert "no e-mail address" in says(wrong.text)
    assert form.press(ana, notice=" ana@mail.example ").status_code == 303
    assert form_of(ana.get("/you").text, "/you/notice")["notice"] == "ana@mail.example"


@pytest.mark.parametrize(("hers", "kept"), [("", "ar"), ("so", "so"), ("es", "es")])
def test_whoever_asks_to_be_told_is_told_in_the_language_of_her_page_unless_she_has_one(
    site: Site, hers: str, kept: str
) -> None:
    site.app.state.settings = settings_for(25)
    ana = site.as_(site.cast.ana)
    who = site.cast.school.id, site.cast.ana.id
    with transaction(site.cast.database) as session:
        session.get_one(Person, who).language = hers
    ana.headers["accept-language"] = "ar"
    form_of(ana.get("/you").text, "/you/notice").press(ana, notice="ana@mail.example")
    with transaction(site.cast.database) as session:
        assert session.get_one(Person, who).language == kept


def test_without_a_mail_server_nobody_is_offered_a_mail(site: Site) -> None:
    ana = site.as_(site.cast.ana)
    assert "/you/notice" not in ana.get("/you").text
    assert ana.post("/you/notice", data={"notice": "ana@mail.example"}).status_code == 404
