"""Taking a mail: its bytes are stored and committed before anything is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import peewee

from portal import clock, db
from portal.db.tables import RawMail, ReceivedMail
from portal.errors import Rejected, TooLarge
from portal.inbound import fingerprints, strangers
from portal.notify.texts import filesize
from portal.settings import current
from portal.vocabulary import ReceivedState, Verdict

# Marks a mail of which only the headers were kept.
PARTIAL = "partial"
_MOST_RECIPIENTS = 100
_LOOKED_AT = 64 * 1024


def receive(raw: bytes, *, way: str, recipients: Sequence[str] = ()) -> int:
    """Store a mail, and return its number once it is on the disk; the same mail again has the number of the first.

    `way` says how it came, `recipients` to whom its envelope goes. TooLarge over `inbound.message_bytes`, Rejected
    where there is nothing in it; a database that does not answer raises one of `db.FAILURES`, and nothing is taken.
    Of a stranger's mail beyond `inbound.stranger_mails_a_day` only the headers are kept, which is said with it.
    """
    if len(raw) > current().inbound.message_bytes:
        raise TooLarge(too_large())
    if not raw.strip():
        raise Rejected("There is nothing in this mail.")
    print_of_it = fingerprints.fingerprint(raw, current().inbound.authserv_id)
    values = _seen_at_once(raw) | {
        "fingerprint": print_of_it,
        "way": way[:200],
        "size": len(raw),
        "recipients": [_plain(address) for address in recipients[:_MOST_RECIPIENTS]],
    }
    with db.connection():
        held_back = strangers.held_back(_headers(raw), recipients)
        if held_back:
            return _store(_top(raw), values | held_back | {"data": {PARTIAL: True}})
        return _store(raw, values)


def hold(raw: bytes, *, way: str, size: int, reason: str) -> int:
    """Store what could be had of a mail that cannot be taken, for engineers to see, and return its number.

    `raw` is its headers, or empty; `size` that of the whole mail; `reason` sentences that say where it lies. Nothing is
    made of it. Repeatable, as `receive` is.
    """
    marked = raw if raw.strip() else b"\n%s %s" % (way.encode(), reason.encode())
    values = _seen_at_once(raw) | {
        "fingerprint": fingerprints.fingerprint(marked + b"\n%d" % size, current().inbound.authserv_id),
        "way": way[:200],
        "size": min(size, 2**31 - 1),
        "state": ReceivedState.HELD,
        "verdict": Verdict.UNREADABLE,
        "reason": reason,
        "data": {PARTIAL: True},
    }
    return _store(raw, values)


def too_large() -> str:
    """Why a mail is not taken that is larger than `inbound.message_bytes`, for whoever sent it."""
    return (
        f"A mail may have at most {filesize(current().inbound.message_bytes)}, and this one has more. "
        "Send the files in several mails, or put them somewhere and send the link."
    )


def _store(raw: bytes, values: dict[str, Any]) -> int:
    with db.connection():
        known = _number_of(values["fingerprint"])
        if known is not None:
            return known
        try:
            with db.transaction():
                number = int(ReceivedMail.insert(values | {"received_at": clock.now()}).execute())
                RawMail.insert(mail=number, content=raw).execute()
        except peewee.IntegrityError:
            # Somebody else was storing the same mail just now.
            known = _number_of(values["fingerprint"])
            if known is None:
                raise
            return known
        return number


def _number_of(print_of_it: str) -> int | None:
    row = ReceivedMail.select(ReceivedMail.id).where(ReceivedMail.fingerprint == print_of_it).tuples().first()
    return int(row[0]) if row else None


def _headers(raw: bytes) -> list[tuple[bytes, bytes]]:
    return fingerprints.split(raw[:_LOOKED_AT])[0]


def _top(raw: bytes) -> bytes:
    """The headers as they came, but for their line ends."""
    beginning = raw[:_LOOKED_AT].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return beginning[: len(beginning) - len(fingerprints.split(beginning)[1])]


def _seen_at_once(raw: bytes) -> dict[str, str]:
    """What engineers see of a mail before it is read, and if it never can be: as it stands there, undecoded."""
    headers = _headers(raw)
    return {
        "sender": next(iter(strangers.named_in(headers, b"from")), ""),
        "message_id": fingerprints.first(headers, b"message-id", 255),
        "sender_name": fingerprints.first(headers, b"from", 200),
        "subject": fingerprints.first(headers, b"subject", 300),
    }


def _plain(address: str) -> str:
    return address.replace("\0", "").encode("utf-8", "replace").decode()[:254]
