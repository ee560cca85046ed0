"""Sending what the outbox holds: the only module that knows Flask-Mail, and it sends by checked subclasses only."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.message import EmailMessage
from types import TracebackType

from flask import Flask, current_app
from flask_mail import Connection, Mail, Message

from portal import clock
from portal.db import transaction
from portal.notify import digests, folder, mime, outbox, refusals, routes, suspensions
from portal.notify.outbox import MailRow
from portal.settings import current

log = logging.getLogger(__name__)

MayStillSee = refusals.MayStillSee
Send = Callable[[MailRow], None]

_AT_ONCE = 5


class Unreachable(Exception):
    """The mail server could not be reached or was lost; what was claimed waits for its next try."""


class SafeMessage(Message):
    """A stored mail in Flask-Mail's clothes: composed by the standard library, line breaks in headers refused."""

    def __init__(self, mail: MailRow) -> None:
        super().__init__(subject=mail.subject, recipients=[mime.recipient(mail)], sender=current().mail_sender)
        self.msgId = mail.message_id
        self._composed = mime.compose(mail)

    def _message(self) -> EmailMessage:  # type: ignore[override]
        return self._composed


class SafeConnection(Connection):
    """Flask-Mail's connection with verified certificates, a timeout, and no way down from TLS."""

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        """An open and, where the route says so, encrypted and logged-in connection."""
        state, mail = self.mail, current().mail
        context = ssl.create_default_context(cafile=mail.ca_file)
        own_name = current().mail_sender.rpartition("@")[2]
        host: smtplib.SMTP | smtplib.SMTP_SSL
        if state.use_ssl:
            host = smtplib.SMTP_SSL(
                state.server, state.port, local_hostname=own_name, timeout=mail.timeout, context=context
            )
        else:
            host = smtplib.SMTP(state.server, state.port, local_hostname=own_name, timeout=mail.timeout)
        try:
            if state.use_tls:
                host.starttls(context=context)
            if state.username:
                host.login(state.username, state.password or "")
        except BaseException:
            host.close()
            raise
        return host

    def send(self, message: Message, envelope_from: str | tuple[str, str] | None = None) -> None:
        """The mail leaves; an empty sender on the envelope stays empty, so that nothing comes back to an answer."""
        if self.host is not None:
            self.host.sendmail(str(envelope_from or ""), sorted(map(str, message.send_to)), message.as_bytes())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A server that is gone cannot be told goodbye, and that is no reason to send its last mail again.
        with suppress(OSError, smtplib.SMTPException):
            super().__exit__(kind, error, trace)  # type: ignore[arg-type]


class SafeMail(Mail):
    """Flask-Mail, connecting safely."""

    def connect(self) -> SafeConnection:
        """A connection to the server of the current application, to be entered."""
        return SafeConnection(current_app.extensions["mail"])


def deliver_due(may_still_see: MayStillSee) -> int:
    """Settle some of the due mails and return how many were claimed; Unreachable where the server is not there.

    `may_still_see(person_id, ticket_id)` is asked right before each mail leaves: who lost sight gets nothing (M-15).
    """
    claimed = outbox.claim(_AT_ONCE, current().mail.lease)
    if claimed:
        _send_all(claimed, may_still_see)
    return len(claimed)


def _send_all(mails: list[MailRow], may_still_see: MayStillSee) -> None:
    left = list(mails)
    try:
        with _way() as send:
            while left and _in_time(left[0]):
                if not _dropped(left[0], may_still_see):
                    _send_one(left[0], send)
                left.pop(0)
    except OSError as error:  # which every failure of smtplib is, too
        for mail in left:
            outbox.fail(mail, _words(error))
        raise Unreachable(_words(error)) from error
    for mail in left:
        outbox.release(mail)


def _send_one(mail: MailRow, send: Send) -> None:
    """Send and settle; only a lost connection is raised, everything else is the matter of this one mail."""
    try:
        send(mail)
    except smtplib.SMTPServerDisconnected:
        raise
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException, ValueError) as error:
        settle = outbox.bury if refusals.is_final(error) else outbox.fail
        settle(mail, _words(error))
        if unknown := refusals.of_unknown_address(error):
            suspensions.suspend(mail.address, f"Refused when mail was to be handed over: {unknown}")
        log.warning("mail %s not sent: %s", mail.message_id, _words(error))
    except OSError:
        raise
    except Exception as error:
        # One mail that cannot even be composed must not hold up those behind it.
        outbox.fail(mail, _words(error))
        log.exception("mail %s could not be composed", mail.message_id)
    else:
        if not outbox.sent(mail):
            log.warning("mail %s was sent after its lease had lapsed; it may arrive twice", mail.message_id)


def _dropped(mail: MailRow, may_still_see: MayStillSee) -> bool:
    reason = refusals.why_not(mail, may_still_see)
    if reason:
        with transaction():
            if outbox.drop(mail, reason) and reason in refusals.OF_A_PART:
                digests.regather(mail)
        log.info("mail %s dropped: %s", mail.message_id, reason)
    return bool(reason)


def _in_time(mail: MailRow) -> bool:
    """Whether the claim lasts long enough for one more mail, so that no other worker sends it meanwhile."""
    needed = timedelta(seconds=min(2 * current().mail.timeout, current().mail.lease / 2))
    return mail.leased_until is not None and mail.leased_until - clock.now() >= needed


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


@contextmanager
def _way() -> Iterator[Send]:
    settings = current()
    route = routes.parse(settings.mail.url, settings.instance)
    if isinstance(route, routes.FolderRoute):
        yield lambda mail: _into(route, mail)
        return
    app = Flask(__name__, static_folder=None)
    app.config.update(
        MAIL_SERVER=route.host,
        MAIL_PORT=route.port,
        MAIL_USERNAME=route.username,
        MAIL_PASSWORD=route.password,
        MAIL_USE_SSL=route.tls,
        MAIL_USE_TLS=route.starttls,
    )
    with app.app_context(), SafeMail(app).connect() as connection:
        yield lambda mail: connection.send(SafeMessage(mail), envelope_from=mime.envelope_sender(mail))


def _into(route: routes.FolderRoute, mail: MailRow) -> None:
    name = f"{mail.created_at:%Y%m%dT%H%M%S}-{mail.id:08}.eml"
    folder.write(route.folder, name, mime.compose(mail).as_bytes())
