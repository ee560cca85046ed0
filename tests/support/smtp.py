"""A real SMTP server on a port of this machine, and certificates for it."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword


@dataclass
class Mailbox:
    """What the server was given; `refuse(stage, address)` returns an answer such as "550 no", or None to accept."""

    envelopes: list[Envelope] = field(default_factory=list)
    refuse: Callable[[str, str], str | None] = lambda *_: None

    async def handle_RCPT(self, _: Any, __: Any, envelope: Envelope, address: str, ___: Any) -> str:
        """Accept a recipient, or not."""
        if answer := self.refuse("RCPT", address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Envelope) -> str:
        """Accept a mail, or not."""
        if answer := self.refuse("DATA", envelope.rcpt_tos[0]):
            return answer
        self.envelopes.append(envelope)
        return "250 OK"

    def mails(self) -> list[EmailMessage]:
        """The mails that were accepted, parsed; no property, because the server reads those at each connection."""
        return [message_from_bytes(bytes(one.content or b""), policy=policy.default) for one in self.envelopes]


@dataclass(frozen=True)
class Certificate:
    """Files of an authority of its own, and of a certificate for localhost that it signed."""

    authority: Path
    chain: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """What a server needs to speak TLS."""
        made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        made.load_cert_chain(self.chain, self.key)
        return made


def make_certificate(folder: Path) -> Certificate:
    """An authority made here, and its certificate for localhost."""
    made = Certificate(folder / "authority.pem", folder / "server.pem", folder / "server.key")
    authority_key, request = folder / "authority.key", folder / "server.csr"
    new_key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    _openssl(f"req -x509 {new_key} -days 2 -subj /CN=Tests -keyout {authority_key} -out {made.authority}")
    _openssl(f"req {new_key} -subj /CN=localhost -keyout {made.key} -out {request}")
    names = folder / "names"
    names.write_text("subjectAltName=DNS:localhost\n")
    signed_by = f"-CA {made.authority} -CAkey {authority_key} -CAcreateserial"
    _openssl(f"x509 -req -in {request} {signed_by} -days 2 -extfile {names} -out {made.chain}")
    return made


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(mailbox: Mailbox, password: str | None = None, **options: Any) -> Iterator[int]:
    """The port of a server that gives its mails to `mailbox`; a password is that of the user "portal"."""
    if password is not None:
        options |= {"authenticator": _only(password), "auth_required": True}
    running = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **options)
    running.start()
    try:
        yield running.port
    finally:
        running.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of something that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


def _only(password: str) -> Callable[..., AuthResult]:
    def judge(_: Any, __: Any, ___: Any, ____: str, given: LoginPassword) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (b"portal", password.encode()), handled=False)

    return judge


def _openssl(arguments: str) -> None:
    subprocess.run(["openssl", *arguments.split()], check=True, capture_output=True)
