"""Names of mails that only we can make: the Message-ID of each, and the address that its reader answers to.

Both carry an HMAC, so that a returning mail proves which ticket and which recipient it belongs to. Everything is
lower case and without padding: mail systems lower the case of local parts on their way.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256

from pydantic import SecretStr

from portal.settings import current

_SIGNATURE = "[a-z2-7]{16}"  # 80 bits
_MESSAGE = re.compile(rf"<t(\d+)\.(\d+)\.(\d+)\.([a-z_]+)\.({_SIGNATURE})@([^\s<>@]+)>")
_REPLY = re.compile(rf"(\d+)\.(\d+)\.({_SIGNATURE})")


@dataclass(frozen=True)
class MessageName:
    """What a Message-ID of ours says: the ticket, the timeline entry, the recipient and the event."""

    ticket_id: int
    entry_id: int
    person_id: int
    event: str


@dataclass(frozen=True)
class ReplyName:
    """What a reply address of ours says: the ticket, and to whom the mail was sent."""

    ticket_id: int
    person_id: int


def message_id(ticket_id: int, entry_id: int, person_id: int, event: str) -> str:
    """The one Message-ID for this event, entry and recipient; the same each time it is asked for."""
    name = f"t{ticket_id}.{entry_id}.{person_id}.{event}"
    return f"<{name}.{_sign('message', name)}@{_domain()}>"


def account_message_id(person_id: int, event: str, nonce: str) -> str:
    """The Message-ID of a mail about an account; `nonce` tells one such mail from the next."""
    name = f"a{person_id}.{event}.{nonce}"
    return f"<{name}.{_sign('message', name)}@{_domain()}>"


def thread_root(ticket_id: int) -> str:
    """The constant first element of References, by which mail programs keep a ticket in one thread."""
    return f"<ticket-{ticket_id}@{_domain()}>"


def reply_address(ticket_id: int, person_id: int) -> str:
    """The address that only this recipient of mail about this ticket is given."""
    local, _, domain = current().mail_sender.lower().rpartition("@")
    name = f"{ticket_id}.{person_id}"
    return f"{local}+{name}.{_sign('reply', name)}@{domain}"


def read_message_id(text: str) -> MessageName | None:
    """What a Message-ID says if its signature is ours and whole; None otherwise."""
    match = _MESSAGE.fullmatch(text.strip())
    if match is None or match[6].lower() != _domain():
        return None
    name = f"t{match[1]}.{match[2]}.{match[3]}.{match[4]}"
    if not _is_ours("message", name, match[5]):
        return None
    return MessageName(int(match[1]), int(match[2]), int(match[3]), match[4])


def read_reply_address(address: str) -> ReplyName | None:
    """What a reply address says if its signature is ours and whole, whatever its case; None otherwise."""
    local, _, domain = address.strip().lower().rpartition("@")
    own_local, _, own_domain = current().mail_sender.lower().rpartition("@")
    prefix, plus, token = local.rpartition("+")
    match = _REPLY.fullmatch(token)
    if match is None or not plus or (prefix, domain) != (own_local, own_domain):
        return None
    if not _is_ours("reply", f"{match[1]}.{match[2]}", match[3]):
        return None
    return ReplyName(int(match[1]), int(match[2]))


def _sign(purpose: str, name: str) -> str:
    return _signature(current().secret_key, purpose, name)


def _is_ours(purpose: str, name: str, signature: str) -> bool:
    # Mails of long ago come back: a key that was replaced still proves them.
    keys = (current().secret_key, *current().secret_key_fallbacks)
    return any(hmac.compare_digest(_signature(key, purpose, name), signature) for key in keys)


def _signature(key: SecretStr, purpose: str, name: str) -> str:
    text = f"portal.notify.{purpose}:{name}".encode()
    digest = hmac.new(key.get_secret_value().encode(), text, sha256).digest()
    return b32encode(digest[:10]).decode().lower()


def _domain() -> str:
    return current().mail_sender.rpartition("@")[2].lower()
