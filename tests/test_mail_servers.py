"""Mail servers as schools have them: with a login, with TLS, and with a limit on how much they take at once."""

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from aiosmtpd.smtp import Session as Talk
from pydantic import SecretStr

from app.config import Settings
from app.db import Database, transaction
from app.models import Preference
from app.models.outbox import CLAIM_LASTS
from app.models.person import NOTICE
from tests.cast import MINUTE, Cast, build
from tests.servers import openssl
from tests.test_mail import DELIVERED, PostOffice, answered, round_of, settings_for, wants_to_be_told

Open = Callable[..., Settings]


@pytest.fixture
def cast(sqlite_database: Database) -> Cast:
    """The cast; which database it is in makes no difference to a mail server."""
    return build(sqlite_database, doors=False)


@contextmanager
def opened(office: PostOffice, scheme: str = "smtp", **kind: Any) -> Iterator[Settings]:
    """A post office on a free port of this machine, and the settings that lead to it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    office.controller = Controller(office, hostname="127.0.0.1", port=port, **kind)
    office.controller.start()
    who = "school:a%40b@" if "authenticator" in kind else ""
    url = SecretStr(f"{scheme}://{who}127.0.0.1:{port}")
    yield settings_for(port).model_copy(update={"smtp_url": url})
    office.controller.stop()


@pytest.fixture
def open_office() -> Iterator[Open]:
    """Opens post offices, until the test is over."""
    with ExitStack() as stack:
        yield lambda *how, **kind: stack.enter_context(opened(*how, **kind))


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """A server that can show who it is, to whoever trusts the file cert.pem."""
    made = [tmp_path / "key.pem", tmp_path / "cert.pem"]
    subprocess.run(
        [openssl(), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", made[0], "-out", made[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made[1], made[0])
    return context


def tells_ana(cast: Cast) -> None:
    """Ana wants to be told, and an answer has come."""
    with transaction(cast.database) as session:
        wants_to_be_told(cast, session)
    answered(cast)


def test_a_server_that_asks_for_a_login_is_given_the_name_and_the_password_of_the_settings(
    cast: Cast, open_office: Open
) -> None:
    tells_ana(cast)
    asked: list[Any] = []

    def knows(_: object, __: object, ___: object, ____: object, who: Any) -> AuthResult:
        asked.append((who.login, who.password))
        return AuthResult(success=True)

    office = PostOffice()
    config = open_office(office, authenticator=knows, auth_require_tls=False)
    assert round_of(cast.database, config) == 1
    assert asked == [(b"school", b"a@b")]
    assert len(office.came) == 1


@pytest.mark.parametrize(("scheme", "kind"), [("smtp", "tls_context"), ("smtps", "ssl_context")])
def test_a_mail_goes_over_tls_where_the_server_can_and_its_certificate_is_trusted(
    cast: Cast, open_office: Open, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    scheme: str, kind: str,
) -> None:  # fmt: skip
    tells_ana(cast)
    office = PostOffice()
    config = open_office(office, scheme, **{kind: certificate})
    with pytest.raises(ssl.SSLCertVerificationError):
        round_of(cast.database, config)
    assert office.came == [], "Not to anybody who says that she is the post office."
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    assert round_of(cast.database, config, DELIVERED + CLAIM_LASTS + MINUTE) == 1
    assert len(office.came) == 1


class Busy(PostOffice):
    """One that takes a single mail, and then asks to come another time."""

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, talk: Talk, envelope: Envelope, sender: str, options: list[str]
    ) -> str:
        if self.came:
            return "421 too much at once"
        envelope.mail_from = sender
        return "250 yes"


def test_where_the_server_takes_no_more_what_it_took_is_not_sent_again_and_the_rest_goes_the_next_time(
    cast: Cast, open_office: Open
) -> None:
    tells_ana(cast)
    with transaction(cast.database) as session:
        Preference.choose(session, cast.viewer(cast.bo), NOTICE, "bo@mail.example")
        cast.answers(session, cast.rivera, cast.writes(session, cast.bo, at=cast.at - MINUTE))
    busy, later = Busy(), PostOffice()
    assert round_of(cast.database, open_office(busy)) == 2
    assert round_of(cast.database, open_office(later), DELIVERED + CLAIM_LASTS + MINUTE) == 1
    assert sorted(mail["To"] for mail in busy.came + later.came) == ["ana@mail.example", "bo@mail.example"]
