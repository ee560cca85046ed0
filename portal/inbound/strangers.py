"""How much is stored of mail from an address that nobody has who has an account: so many mails a day are whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from portal import clock
from portal.accounts.queries import person_at
from portal.db.tables import ReceivedMail
from portal.inbound import fingerprints
from portal.inbound.judging.verdicts import state_of
from portal.inbound.reading.people import people_of
from portal.notify.addresses import read_bounce_address
from portal.settings import current
from portal.vocabulary import Verdict

_LONGEST_HEADER = 4000
_MOST_PEOPLE = 100
_Headers = Sequence[tuple[bytes, bytes]]


def named_in(headers: _Headers, name: bytes) -> tuple[str, ...]:
    """The addresses in the topmost header of this name."""
    value = fingerprints.first(headers, name, _LONGEST_HEADER)
    return tuple(person.address for person in people_of([value], _MOST_PEOPLE) if person.address)


def held_back(headers: _Headers, recipients: Iterable[str]) -> dict[str, Any]:
    """What is written down of one mail too many, of which only these headers are kept; empty where it is none.

    Mail of ours that comes back to the address on its envelope is never too much.
    """
    most, sender = current().inbound.stranger_mails_a_day, next(iter(named_in(headers, b"from")), "")
    since = clock.now() - timedelta(days=1)
    lately = (ReceivedMail.sender == sender) & (ReceivedMail.received_at >= since)
    if ReceivedMail.select(ReceivedMail.id).where(lately).limit(most).count() < most or person_at(sender) is not None:
        return {}
    if any(read_bounce_address(address) is not None for address in (*recipients, *named_in(headers, b"to"))):
        return {}
    verdict = Verdict.OWN_MAIL if sender in current().own_addresses else Verdict.UNKNOWN_SENDER
    return {"verdict": verdict, "state": state_of(verdict), "reason": _why(sender, most)}


def _why(sender: str, most: int) -> str:
    whose = f"Nobody who has an account uses {sender}" if sender else "It names no sender"
    return f"{whose}, and {most} such mails came within a day before it: only its headers were kept."
