"""Taking mail by LMTP: a recipient is refused at once, and a mail is taken over when it is stored."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope

from portal import db
from portal.errors import Rejected, TooLarge
from portal.inbound.receiving import receive, too_large
from portal.inbound.ways import recipients
from portal.settings import current

log = logging.getLogger(__name__)

_TAKEN = "250 2.0.0 It is stored"
_LATER = "451 4.3.0 It cannot be stored right now, try again later"
_AT_ONCE = 4
_PATIENCE = 8.0
_LOOK = 0.05


class Listener(Controller):
    """Takes mail at host:port, in a thread of its own, from `start` to `end`; OSError where it cannot listen there."""

    def __init__(self, place: str) -> None:
        parts = urlsplit(f"//{place}")
        super().__init__(Handler(), hostname=parts.hostname, port=parts.port or 0)
        self.in_hand = 0

    def factory(self) -> LMTP:
        """The protocol of one connection."""
        most = current().inbound.message_bytes
        return Connection(self, data_size_limit=most, enable_SMTPUTF8=True, loop=self.loop, ident="Service Center")

    def end(self) -> None:
        """Take no more connections, finish the mails in hand, and close the rest; repeatable."""
        if self.loop.is_closed():
            return
        if self.server is not None:
            self.loop.call_soon_threadsafe(self.server.close)
        until = time.monotonic() + _PATIENCE
        while self.in_hand and time.monotonic() < until:
            time.sleep(_LOOK)
        self.stop(no_assert=True)
        self.handler.pool.shutdown(wait=True)


class Connection(LMTP):
    """A mail server that hands over mails. It gets one answer for each recipient of a mail, as RFC 2033 has it."""

    # Mail servers on the way may have sent longer ones than they should.
    line_length_limit = 1024 * 1024

    def __init__(self, listener: Listener, **options: Any) -> None:
        super().__init__(listener.handler, **options)
        self._listener = listener
        self._waiting = 0

    async def push(self, status: Any) -> None:
        """Send an answer: where it is the one to a mail, as often as that has recipients."""
        answer = str(status)
        if answer.startswith("552"):
            answer = f"552 5.3.4 {too_large()}"
        times, self._waiting = max(self._waiting, 1), 0
        if answer.startswith("354") and self.envelope is not None:
            self._waiting = len(self.envelope.rcpt_tos)
        await super().push("\r\n".join([answer] * times))

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd asks by this name
        """Take a mail; the listener does not end while one is in hand."""
        self._listener.in_hand += 1
        try:
            await super().smtp_DATA(arg)
        finally:
            self._listener.in_hand -= 1


class Handler:
    """What the portal answers to a recipient and to a mail."""

    def __init__(self) -> None:
        # The loop goes on listening while a mail waits for its commit.
        self.pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="lmtp")

    async def handle_RCPT(self, _: Any, __: Any, envelope: Envelope, address: str, ___: list[str]) -> str:  # noqa: N802 - aiosmtpd asks by this name
        """Whether mail is taken for this recipient."""
        hindrance = recipients.why_not(address)
        if hindrance:
            log.info("lmtp: refused for %s", address)
            return f"550 5.1.1 {hindrance}"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd asks by this name
        """Store the mail; it is taken over only once it is on the disk."""
        # Whoever delivers a mail for good writes down where it came from (RFC 5321 section 4.4); bounces show by it.
        sender = (envelope.mail_from or "").strip("<>").encode("utf-8", "surrogateescape")
        raw = b"Return-Path: <%s>\r\n%s" % (sender, envelope.original_content or b"")
        return await asyncio.get_running_loop().run_in_executor(self.pool, store, raw, list(envelope.rcpt_tos))

    async def handle_exception(self, _: Exception) -> str:
        """Whatever is wrong here, the mail is not to blame."""
        log.exception("lmtp: failed")
        return _LATER


def store(raw: bytes, recipients: Sequence[str]) -> str:
    """Store a mail for these recipients, and return the answer to the server that hands it over."""
    try:
        number = receive(raw, way="lmtp", recipients=recipients)
    except TooLarge as error:
        return f"552 5.3.4 {error}"
    except Rejected as error:
        return f"554 5.6.0 {error}"
    except db.FAILURES as error:
        log.error("lmtp: the database does not answer: %s", error)  # noqa: TRY400 - the server's own words say it all
        return _LATER
    log.info("lmtp: mail %d is stored", number)
    return _TAKEN
