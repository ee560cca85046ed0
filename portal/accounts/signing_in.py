"""From an address and a password to a session, without telling anybody which addresses exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal import audit, clock
from portal.accounts import addresses, letters, limits, passwords, sessions
from portal.accounts.sessions import Device
from portal.audit import Act
from portal.db import transaction
from portal.db.tables import Address, Person
from portal.errors import Rejected
from portal.notify.letters import MailEvent
from portal.policy import Actor

WRONG = "The e-mail address or the password is not right. Check both and try again."


@dataclass(frozen=True)
class SignedIn:
    """A fresh session: its token goes into the cookie, and nowhere else."""

    person_id: int
    token: str


def sign_in(
    address: str, password: str, device: Device, *, known_to: frozenset[int] = frozenset(), replaces: str = ""
) -> SignedIn:
    """Start a session, in place of that of the token `replaces`; Rejected or TooMany, alike for unknown addresses.

    `known_to` are the people who logged in on this device before; others are told by mail of the new device.
    """
    typed = _one_spelling(address)
    counted = limits.login_limits(typed, device.remote_address)
    for limit, subject in counted:
        limits.count(limit, subject)
    person = _owner(typed)
    right = passwords.matches(password, person.password_hash if person else None)
    if person is None or not right or person.deactivated_at is not None:
        # What was typed is not written down: people mistype their password into the address.
        audit.record(Act.LOGIN_REFUSED, None, person_id=person.id if person else None)
        raise Rejected(WRONG)
    limits.forget(*counted[0])
    limits.take_back(*counted[1])
    return _start(person, password, device, known_to=known_to, replaces=replaces)


def _start(person: Any, password: str, device: Device, *, known_to: frozenset[int], replaces: str) -> SignedIn:
    better = passwords.hash_of(password) if passwords.is_outdated(person.password_hash) else person.password_hash
    # Unchanged and still active: what was verified must still hold at the moment the session begins.
    same = (Person.id == person.id) & (Person.password_hash == person.password_hash) & Person.deactivated_at.is_null()
    with transaction():
        if not Person.update(signed_in_at=clock.now(), password_hash=better).where(same).execute():
            raise Rejected(WRONG)
        sessions.sign_out(replaces)
        token = sessions.start(person.id, device)
        actor = Actor(person_id=person.id, name=person.name, address="")
        audit.record(Act.LOGGED_IN, actor, person_id=person.id, device=device.name)
        if person.signed_in_at is not None and person.id not in known_to:
            facts = {"device": device.name, "address": device.remote_address}
            letters.tell(MailEvent.NEW_SIGN_IN, person.id, facts)
    return SignedIn(person.id, token)


def _one_spelling(address: str) -> str:
    try:
        return addresses.normalise(address)
    except Rejected:
        # Counted and looked up like any other, and nobody's: no address contains a space.
        return "malformed " + "".join(character for character in address if character.isprintable()).casefold()


def _owner(address: str) -> Any:
    theirs = (Address.address == address) & Address.verified_at.is_null(False)
    return Person.select().join(Address).where(theirs).first()
