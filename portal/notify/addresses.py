"""Names of mails that only we can make: the Message-ID of each, and the addresses to which it is answered or returned.

All carry an HMAC, so that a returning mail proves which ticket and which recipient it belongs to. Everything is
lower case and without padding: mail systems lower the case of local parts on their way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.notify.signatures import PATTERN, is_ours, sign
from portal.settings import current

_MESSAGE = re.compile(rf"<t(\d+)\.(\d+)\.(\d+)\.([a-z_]+)\.({PATTERN})@([^\s<>@]+)>")
_OWN = re.compile(rf"<([a-z0-9._]+)\.({PATTERN})@([^\s<>@]+)>")
_REPLY = re.compile(rf"((\d+)\.(\d+)(\.i)?)\.({PATTERN})")
_BOUNCE = re.compile(rf"b(\d+)\.({PATTERN})")


@dataclass(frozen=True)
class MessageName:
    """What a Message-ID of ours says: the ticket, the timeline entry, the recipient and the event."""

    ticket_id: int
    entry_id: int
    person_id: int
    event: str


@dataclass(frozen=True)
class ReplyName:
    """What a reply address of ours says: the ticket, to whom the mail was sent, and whether it told of a note."""

    ticket_id: int
    person_id: int
    internal: bool = False


def message_id(ticket_id: int, entry_id: int, person_id: int, event: str) -> str:
    """The one Message-ID for this event, entry and recipient; the same each time it is asked for."""
    name = f"t{ticket_id}.{entry_id}.{person_id}.{event}"
    return f"<{name}.{sign('message', name)}@{_domain()}>"


def account_message_id(person_id: int, event: str, nonce: str) -> str:
    """The Message-ID of a mail about an account; `nonce` tells one such mail from the next."""
    name = f"a{person_id}.{event}.{nonce}"
    return f"<{name}.{sign('message', name)}@{_domain()}>"


def answer_message_id(received_id: int, kind: str) -> str:
    """The one Message-ID for an automatic answer of this kind to the received mail of this number."""
    name = f"r{received_id}.{kind}"
    return f"<{name}.{sign('message', name)}@{_domain()}>"


def thread_root(ticket_id: int) -> str:
    """The constant first element of References, by which mail programs keep a ticket in one thread."""
    return f"<ticket-{ticket_id}@{_domain()}>"


def reply_address(ticket_id: int, person_id: int, internal: bool = False) -> str:
    """The address that only this recipient of mail about this ticket is given; `internal` for a mail about a note."""
    name = f"{ticket_id}.{person_id}" + (".i" if internal else "")
    return _own_address(f"{name}.{sign('reply', name)}")


def bounce_address(outbox_id: int) -> str:
    """The envelope's sender of the outgoing mail of this number: what cannot be delivered comes back there."""
    name = f"b{outbox_id}"
    return _own_address(f"{name}.{sign('bounce', name)}")


def loop_mark() -> str:
    """What stands in X-ServiceCenter-Loop of every mail that this portal sends, and of no other portal's."""
    return sign("loop", _domain())


def read_message_id(text: str) -> MessageName | None:
    """What a Message-ID says if its signature is ours and whole; None otherwise."""
    match = _MESSAGE.fullmatch(text.strip())
    if match is None or match[6].lower() != _domain():
        return None
    name = f"t{match[1]}.{match[2]}.{match[3]}.{match[4]}"
    if not is_ours("message", name, match[5]):
        return None
    return MessageName(int(match[1]), int(match[2]), int(match[3]), match[4])


def is_own_message_id(text: str) -> bool:
    """Whether this Message-ID was made here, for a mail about a ticket, an account or a received mail."""
    match = _OWN.fullmatch(text.strip())
    return match is not None and match[3].lower() == _domain() and is_ours("message", match[1], match[2])


def is_own_loop_mark(text: str) -> bool:
    """Whether this is what stands in X-ServiceCenter-Loop of our own mails."""
    return is_ours("loop", _domain(), text.strip())


def read_reply_address(address: str) -> ReplyName | None:
    """What a reply address says if its signature is ours and whole, whatever its case; None otherwise."""
    match = _REPLY.fullmatch(_token_of(address))
    if match is None or not is_ours("reply", match[1], match[5]):
        return None
    return ReplyName(int(match[2]), int(match[3]), internal=match[4] is not None)


def read_bounce_address(address: str) -> int | None:
    """The number of the outgoing mail that came back, if the address is ours and whole; None otherwise."""
    match = _BOUNCE.fullmatch(_token_of(address))
    if match is None or not is_ours("bounce", f"b{match[1]}", match[2]):
        return None
    return int(match[1])


def _own_address(token: str) -> str:
    local, _, domain = current().mail_sender.lower().rpartition("@")
    return f"{local}+{token}@{domain}"


def _token_of(address: str) -> str:
    """What stands behind the + of an address of our sender's; empty where it is none."""
    local, _, domain = address.strip().lower().rpartition("@")
    own_local, _, own_domain = current().mail_sender.lower().rpartition("@")
    prefix, _, token = local.rpartition("+")
    return token if (prefix, domain) == (own_local, own_domain) else ""


def _domain() -> str:
    return current().mail_sender.rpartition("@")[2].lower()
