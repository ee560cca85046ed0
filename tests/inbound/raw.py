"""Mails as bytes, as our own mail server passes them on: with what it found out about the sender."""

from __future__ import annotations

from email.message import EmailMessage

from portal.db import transaction
from portal.db.tables import RawMail, ReceivedMail
from portal.inbound.handling import finish, read
from portal.inbound.receiving import receive

MX = "mx.support.example"
CHECKED = {"authserv_id": MX}


def letter(
    sender: str,
    text: str = "The volume is stuck.",
    *,
    proven: bool = True,
    to: str = "support@support.example",
    **headers: str,
) -> bytes:
    """A mail of this sender; `headers` have `_` for `-`."""
    mail = EmailMessage()
    domain = sender.rpartition("@")[2].strip(">")
    if proven:
        mail["Authentication-Results"] = f"{MX}; dmarc=pass header.from={domain}"
    mail["From"], mail["To"] = sender, to
    for name, value in ({"Subject": "Volume stuck", "Message-ID": f"<{abs(hash(text))}@{domain}>"} | headers).items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def come_in(raw: bytes, recipients: tuple[str, ...] = ()) -> ReceivedMail:
    """The mail's row after it was taken and handled as the worker does."""
    number = receive(raw, way="test", recipients=recipients)
    found = read(number, bytes(RawMail.get_by_id(number).content))
    with transaction():
        finish(number, found)
    return ReceivedMail.get_by_id(number)
