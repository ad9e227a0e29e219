"""Mail: sends what is due in the outbox through the school's SMTP server. No mail holds a name or a letter's word."""

import asyncio
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit
from uuid import UUID

import structlog
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import func, or_, select, update
from sqlmodel import col

from app import i18n
from app.config import Settings
from app.db import Database, reading, transaction
from app.models import Addition, Answer, Outbox, Person, Preference, Worry
from app.models.calendar import now
from app.models.outbox import CLAIM_LASTS, MOST_TRIES, MailKind
from app.models.person import NOTICE
from app.models.worry import WorryState
from app.models.writing import rows_changed

EVERY = 15
"""Seconds between two looks into the outbox."""
AT_ONCE = 50
"""Mails of one look: the next one takes the rest."""
PATIENCE = 20
"""Seconds that the SMTP server may take to answer."""


@dataclass(frozen=True)
class Due:
    """A mail that this process has claimed; without an address where nothing is to be said any more."""

    school_id: UUID
    id: UUID
    to: str
    language: str
    kind: MailKind = MailKind.YOU_HAVE_MAIL


async def deliver_for_ever(database: Database, config: Settings) -> None:
    """Look into the outbox again and again, until cancelled. A server that fails is tried again later."""
    log = structlog.get_logger()
    while True:
        try:
            async with database.write_turns:
                due = await run_in_threadpool(claim, database, now())
            sent = await run_in_threadpool(send, due, config)
            if due:
                async with database.write_turns:
                    await run_in_threadpool(done, database, sent, now())
                log.info("mail", claimed=len(due), done=len(sent))
        except Exception as problem:  # noqa: BLE001 -- the next look may work; the log says what it was
            log.warning("mail", problem=type(problem).__name__)
        await asyncio.sleep(EVERY)


def claim(database: Database, at: datetime) -> list[Due]:
    """Claim the mails that are due; whoever changes a row first has it, until CLAIM_LASTS is over."""
    free = [
        col(Outbox.done_at).is_(None),
        col(Outbox.due_at) <= at,
        col(Outbox.tries) < MOST_TRIES,
        or_(col(Outbox.claimed_at).is_(None), col(Outbox.claimed_at) < at - CLAIM_LASTS),
    ]
    with reading(database) as session:
        rows = session.execute(
            select(col(Outbox.school_id), col(Outbox.id)).where(*free).order_by(col(Outbox.due_at)).limit(AT_ONCE)
        ).all()
    if not rows:
        return []
    with transaction(database) as session:
        mine = []
        for school_id, id_ in rows:
            this = [col(Outbox.school_id) == school_id, col(Outbox.id) == id_]
            taken = update(Outbox).where(*this, *free).values(claimed_at=at, tries=Outbox.tries + 1)
            if rows_changed(session, taken):
                found = session.execute(
                    select(
                        col(Outbox.kind), col(Preference.value), col(Person.email), col(Person.language),
                        func.coalesce(col(Answer.id), col(Addition.id)), col(Worry.id),
                    )
                    .select_from(Outbox)
                    .join(
                        Person, (col(Person.school_id) == col(Outbox.school_id)) & (col(Person.id) == col(Outbox.to_id))
                    )
                    .outerjoin(
                        Preference,
                        (col(Preference.school_id) == col(Outbox.school_id))
                        & (col(Preference.person_id) == col(Outbox.to_id))
                        & (col(Preference.key) == NOTICE),
                    )
                    # Undone, disputed or seen already: then there is nothing to say.
                    .outerjoin(
                        Answer,
                        (col(Answer.school_id) == col(Outbox.school_id))
                        & (col(Answer.id) == col(Outbox.about_id))
                        & col(Answer.seen_at).is_(None),
                    )
                    .outerjoin(
                        Addition,
                        (col(Addition.school_id) == col(Outbox.school_id)) & (col(Addition.id) == col(Outbox.about_id)),
                    )
                    # Handled already, or in other hands: then neither.
                    .outerjoin(
                        Worry,
                        (col(Worry.school_id) == col(Outbox.school_id))
                        & (col(Worry.id) == col(Outbox.about_id))
                        & (col(Worry.named_id) == col(Outbox.to_id))
                        & (col(Worry.state) == WorryState.OPEN),
                    )
                    .where(*this)
                ).one()  # fmt: skip
                kind, chosen, email, language, answer, worry = found
                address = email if worry else (chosen or "") if answer else ""
                mine.append(Due(school_id, id_, str(address), language, kind))
        return mine


def send(due: Sequence[Due], config: Settings) -> list[Due]:
    """Send mails; returns those that are done with. One that the server refuses stays, and is tried again later."""
    wanted = [mail for mail in due if mail.to]
    done_with = [mail for mail in due if not mail.to]
    if wanted:
        with _server(config) as server:
            for mail in wanted:
                try:
                    server.send_message(_message(mail, config))
                except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, UnicodeEncodeError):
                    continue
                except (smtplib.SMTPServerDisconnected, OSError):
                    break
                done_with.append(mail)
    return done_with


def done(database: Database, mails: Sequence[Due], at: datetime) -> None:
    """Write down that mails are done with."""
    with transaction(database) as session:
        for mail in mails:
            this = [col(Outbox.school_id) == mail.school_id, col(Outbox.id) == mail.id]
            rows_changed(session, update(Outbox).where(*this).values(done_at=at))


def _message(mail: Due, config: Settings) -> EmailMessage:
    with i18n.speaking(mail.language):
        message = EmailMessage()
        if mail.kind is MailKind.WORRY:
            message["Subject"] = i18n.gettext("Something was put into your hands")
            says = i18n.gettext("Something was put into your hands. Please sign in, and open “Worries”.")
            why = i18n.gettext("You get this because your school names you as somebody to turn to.")
        else:
            message["Subject"] = i18n.gettext("You have mail")
            says = i18n.gettext("You have mail.")
            why = i18n.gettext("You asked to be told. To stop it, open the page “What we call you”.")
        message.set_content(f"{says}\n\n{config.address}\n\n{why}\n")
        message["Content-Language"] = i18n.language()
    message["From"] = config.mail_from
    message["To"] = mail.to
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=config.mail_from.rpartition("@")[2].strip("> "))
    # Nobody's holiday notice needs to answer it (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    return message


@contextmanager
def _server(config: Settings) -> Iterator[smtplib.SMTP]:
    """The SMTP server of the settings: TLS from the start with smtps://, as soon as it is offered with smtp://."""
    url = urlsplit(config.smtp_url.get_secret_value())
    trusted = ssl.create_default_context()
    host = url.hostname or "localhost"
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=PATIENCE, context=trusted)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=PATIENCE)
    with server:
        server.ehlo()
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=trusted)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server
