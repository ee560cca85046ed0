"""Who wrote a mail, as far as it says so itself; whether it is true is asked elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from portal.accounts.queries import actor_of_person, addresses_of, person_at
from portal.db.tables import BlockedSender
from portal.inbound.mails import Mail, Person
from portal.notify.addresses import read_bounce_address, read_reply_address
from portal.policy import Actor
from portal.settings import current
from portal.vocabulary import Source

_NOBODY_READS = re.compile(r"(?:no|do[-_.]?not|donot)[-_.]?reply|mailer-daemon|postmaster|bounces?|notifications?")
_SIGN_IN = re.compile(
    r"https?://[^\s<>\"]{0,300}?(?:verif|confirm|activat|validat|sign[-_]?in|sign[-_]?up|log[-_]?in|magic|invit|onboard|join"
    r"|auth|token|reset|passcode|one[-_]?time)",
    re.IGNORECASE,
)
_LOOKED_AT = 200_000
_NAMED = 3


class Standing(StrEnum):
    """What a sender is to us."""

    ACTIVE = "active"
    LEFT = "left"
    UNKNOWN = "unknown"
    UNNAMED = "unnamed"


@dataclass(frozen=True)
class Sender:
    """Whom a mail says it is from; `actor` has their rights of this moment, and is None unless they are active."""

    standing: Standing
    address: str = ""
    name: str = ""
    person_id: int | None = None
    actor: Actor | None = None
    # A sentence for engineers where it is not plain.
    why: str = ""


def sender_of(mail: Mail) -> Sender:
    """Whom the mail says it is from: the one address of its one From header, and nothing else (M-07)."""
    if mail.from_count != 1 or len(mail.froms) != 1 or not mail.froms[0].address:
        return Sender(Standing.UNNAMED, why=_unnamed(mail))
    address, name = mail.froms[0].address, mail.froms[0].name
    person = person_at(address)
    if person is None:
        return Sender(Standing.UNKNOWN, address, name, why=f"Nobody who has an account uses {address}.")
    if not person.is_active:
        why = f"The account of {person.name} was deactivated."
        return Sender(Standing.LEFT, address, name, person.id, why=why)
    if not any(own.address == address and own.is_verified for own in addresses_of(person.id)):
        why = f"{address} stands in the account of {person.name}, who has not shown yet that it is theirs."
        return Sender(Standing.UNKNOWN, address, name, person.id, why=why)
    return Sender(Standing.ACTIVE, address, name, person.id, actor_of_person(person.id, Source.EMAIL))


def is_blocked(address: str) -> bool:
    """Whether an engineer blocked this address."""
    return bool(address) and BlockedSender.select().where(BlockedSender.address == address).exists()


def is_of_staff(address: str) -> bool:
    """Whether this is the address of one of the provider's people."""
    person = person_at(address)
    return person is not None and person.staff_role is not None


def is_one_of_ours(sender: Sender) -> bool:
    """Whether the mail says that it is from an address at which the portal itself takes mail."""
    signed = read_reply_address(sender.address) is not None or read_bounce_address(sender.address) is not None
    return signed or sender.address in current().own_addresses


def brings_a_sign_in_link(sender: Sender, mail: Mail) -> bool:
    """Whether another service answers here to somebody who gave it our address as theirs (M-05)."""
    nobody_reads = bool(_NOBODY_READS.match(sender.address.partition("@")[0]))
    if sender.standing is Standing.UNKNOWN:
        return nobody_reads or _has_foreign_link(mail)
    return nobody_reads and _has_foreign_link(mail)


def _has_foreign_link(mail: Mail) -> bool:
    text, own = mail.text[:_LOOKED_AT], f"{current().base_url}/"
    return any(not text.startswith(own, link.start()) for link in _SIGN_IN.finditer(text))


def _unnamed(mail: Mail) -> str:
    if mail.from_count > 1:
        return f"It has {mail.from_count} From headers, and only one can be true."
    if len(mail.froms) > 1:
        return f"Its From header names {len(mail.froms)} people{_some_of(mail.froms)}."
    return "Its From header names no address."


def _some_of(people: tuple[Person, ...]) -> str:
    """The first of them who are called anything at all, as the end of a sentence."""
    called = [word for person in people if (word := person.address or person.name)][:_NAMED]
    if not called:
        return ", none of them by an address"
    return f": {', '.join(called)}{' and others' if len(called) < len(people) else ''}"
