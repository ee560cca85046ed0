"""From an address and a password to a session, without telling anybody which addresses exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal import audit, clock
from portal.accounts import addresses, challenges, factors, letters, limits, passwords, sessions
from portal.accounts.challenges import Purpose
from portal.accounts.sessions import Device
from portal.audit import Act
from portal.db import transaction
from portal.db.locks import locked
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


@dataclass(frozen=True)
class HalfWay:
    """The password was right, and a second factor is to come: no session, only the token of the log-in that waits."""

    token: str


@dataclass(frozen=True)
class Browser:
    """Where somebody logs in: the device, who did so on it before, and the token of the session that it had."""

    device: Device
    known_to: frozenset[int] = frozenset()
    replaces: str = ""


def sign_in(
    address: str, password: str, device: Device, *, known_to: frozenset[int] = frozenset(), replaces: str = ""
) -> SignedIn | HalfWay:
    """Start a session, in place of that of the token `replaces`; Rejected or TooMany, alike for unknown addresses.

    `known_to` are the people who logged in on this device before; others are told by mail of the new device. Who has
    a second factor is half way, and goes on in `second_step`.
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
    browser = Browser(device, known_to, replaces)
    with transaction():
        _keep_hash(person, password)
        if factors.has_any(person.id):
            return HalfWay(challenges.begin(Purpose.SECOND_FACTOR, person.id))
        return start(person.id, browser, by="password")


def start(person_id: int, browser: Browser, *, by: str) -> SignedIn:
    """A session for somebody who has shown who they are; inside the caller's transaction.

    Rejected where they were deactivated meanwhile.
    """
    active = (Person.id == person_id) & Person.deactivated_at.is_null()
    person = locked(Person.select().where(active)).first()
    if person is None:
        raise Rejected(WRONG)
    Person.update(signed_in_at=clock.now()).where(active).execute()
    sessions.sign_out(browser.replaces)
    token, device = sessions.start(person_id, browser.device), browser.device
    actor = Actor(person_id=person_id, name=person.name, address="")
    audit.record(Act.LOGGED_IN, actor, person_id=person_id, device=device.name, by=by)
    if person.signed_in_at is not None and person_id not in browser.known_to:
        letters.tell(MailEvent.NEW_SIGN_IN, person_id, {"device": device.name, "address": device.remote_address})
    return SignedIn(person_id, token)


def _keep_hash(person: Any, password: str) -> None:
    """Unchanged and still active: what was verified must still hold at the moment the session begins."""
    better = passwords.hash_of(password) if passwords.is_outdated(person.password_hash) else person.password_hash
    same = (Person.id == person.id) & (Person.password_hash == person.password_hash) & Person.deactivated_at.is_null()
    if not Person.update(password_hash=better).where(same).execute():
        raise Rejected(WRONG)


def _one_spelling(address: str) -> str:
    try:
        return addresses.normalise(address)
    except Rejected:
        # Counted and looked up like any other, and nobody's: no address contains a space.
        return "malformed " + "".join(character for character in address if character.isprintable()).casefold()


def _owner(address: str) -> Any:
    theirs = (Address.address == address) & Address.verified_at.is_null(False)
    return Person.select().join(Address).where(theirs).first()
