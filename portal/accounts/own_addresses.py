"""One's own mail addresses: a new one counts once a code that went there came back; each change is told."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Any

from peewee import IntegrityError

from portal import audit, clock
from portal.accounts import addresses, letters, limits, queries, sealing
from portal.accounts.rows import AddressRow
from portal.accounts.second_factors import tell_of
from portal.accounts.sessions import Device
from portal.audit import Act
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import Address, AddressCode, PasswordReset, Person
from portal.errors import NotFound, Rejected, TooMany
from portal.notify.letters import MailEvent
from portal.policy import Actor

_VALID = timedelta(minutes=10)
_TRIES = 5
_MOST = 10
_NOT_YOURS = "This is not an address of yours."
WRONG = "This code is not right, or its ten minutes are over. Check it, or have another one sent"


def send_code(actor: Actor, address: str) -> str:
    """Mail a code to an address that the actor says is theirs, and return its one spelling.

    The answer is the same whether or not it is somebody else's: then they are told, and no code works. Rejected for
    what is no address, or is theirs already; TooMany.
    """
    spelling = addresses.normalise(address)
    mine = queries.addresses_of(actor.person_id)
    if any(row.address == spelling and row.is_verified for row in mine):
        raise Rejected("This is an address of yours already", "address")
    if len(mine) >= _MOST:
        raise Rejected(f"{_MOST} addresses are the most. Remove one first", "address")
    limits.count(*limits.address_limit(actor.person_id))
    code = f"{secrets.randbelow(10**6):06}"
    owner = queries.person_at(spelling)
    with transaction():
        _keep(actor.person_id, spelling, code)
        if owner is None or owner.id == actor.person_id:
            facts = {"code": f"{code[:3]} {code[3:]}", "valid_for": "10 minutes"}
            letters.tell_at(spelling, MailEvent.ADDRESS_CODE, actor.person_id, facts)
        else:
            _tell_owner(owner.id, spelling)
    return spelling


def waiting_address(actor: Actor) -> str:
    """The address of the actor's to which a code went that still works; empty where there is none."""
    theirs = (AddressCode.person == actor.person_id) & (AddressCode.expires_at > clock.now())
    found = AddressCode.select(AddressCode.address).where(theirs).tuples().first()
    return str(found[0]) if found else ""


def verify_address(actor: Actor, address: str, code: str, device: Device) -> None:
    """Make the address one of the actor's, who got the code that went there; Rejected where it is not right."""
    spelling = addresses.normalise(address)
    typed = "".join(character for character in code if character.isdigit())
    theirs = (AddressCode.person == actor.person_id) & (AddressCode.address == spelling)
    good = theirs & (AddressCode.expires_at > clock.now()) & (AddressCode.tries < _TRIES)
    # Counted first: however many come at the same moment, no more than that many are compared.
    counted = AddressCode.update(tries=AddressCode.tries + 1).where(good).returning(AddressCode.code_hash)
    found = list(counted.tuples().execute())
    owner = queries.person_at(spelling)
    is_free = owner is None or owner.id == actor.person_id
    if not found or not hmac.compare_digest(found[0][0], _digest(spelling, typed)) or not is_free:
        raise Rejected(WRONG, "code")
    with transaction():
        # Who leaves at this moment has no codes any more.
        _locked(actor.person_id)
        if not AddressCode.delete().where(theirs).execute():
            raise Rejected(WRONG, "code")
        _insert(actor.person_id, spelling)
        _changed(actor, device, f"The address {spelling} was added.", address=spelling, after="added")


def choose_main(actor: Actor, address: str, device: Device) -> None:
    """Have mail go to this address of the actor's from now on; the main one until now is told; may be repeated."""
    with transaction():
        rows = _locked(actor.person_id)
        chosen = _own(rows, address)
        if not chosen.is_verified:
            raise Rejected("Confirm this address by its code first", "address")
        if chosen.is_main:
            return
        sentence = f"Mail goes to {chosen.address} from now on."
        # To the main one until now, and below to the new one.
        tell_of(actor.person_id, sentence, device)
        Address.update(is_main=False).where(Address.person == actor.person_id).execute()
        Address.update(is_main=True).where(Address.address == chosen.address).execute()
        _changed(actor, device, sentence, address=chosen.address, after="main")


def remove_address(actor: Actor, address: str, device: Device) -> None:
    """Take an address of the actor's away; both it and the main one are told. Never the main one."""
    with transaction():
        chosen = _own(_locked(actor.person_id), address)
        if chosen.is_main:
            raise Rejected("Choose another main address first: this one gets your mail", "address")
        sentence = f"The address {chosen.address} was removed."
        if chosen.is_verified:
            facts = {"what": sentence, "device": device.name, "address": device.remote_address, "removed": "yes"}
            letters.tell(MailEvent.CREDENTIAL_CHANGED, actor.person_id, facts, address=chosen.address)
        Address.delete().where((Address.person == actor.person_id) & (Address.address == chosen.address)).execute()
        _changed(actor, device, sentence, address=chosen.address, after="removed")


def forget_codes(address: str) -> None:
    """No code that went to this address works any more; inside the caller's transaction."""
    AddressCode.delete().where(AddressCode.address == address).execute()


def sweep() -> int:
    """Remove the codes that are too old, and return how many."""
    return int(AddressCode.delete().where(AddressCode.expires_at <= clock.now()).execute())


def _keep(person_id: int, address: str, code: str) -> None:
    """One waits at a time: the last that was asked for."""
    now = clock.now()
    AddressCode.delete().where(AddressCode.person == person_id).execute()
    row = {"code_hash": _digest(address, code), "created_at": now, "expires_at": now + _VALID}
    AddressCode.insert(person=person_id, address=address, **row).execute()


def _digest(address: str, code: str) -> str:
    return sealing.keyed_digest(f"{address} {code}", "address code")


def _tell_owner(person_id: int, address: str) -> None:
    try:
        limits.count(*limits.claimed_limit(address))
    except TooMany:
        return  # they were told often enough today
    letters.tell(MailEvent.ADDRESS_CLAIMED, person_id, {"address": address})


def _insert(person_id: int, address: str) -> None:
    now = clock.now()
    known = (Address.person == person_id) & (Address.address == address)
    if Address.update(verified_at=now).where(known).execute():
        return
    try:
        Address.insert(person=person_id, address=address, is_main=False, verified_at=now).execute()
    except IntegrityError:
        # Somebody else got it since the code was sent.
        raise Rejected(WRONG, "code") from None


def _locked(person_id: int) -> tuple[AddressRow, ...]:
    """The actor's addresses; two changes at the same moment come one after the other."""
    locked(Person.select(Person.id).where(Person.id == person_id)).execute()
    return queries.addresses_of(person_id)


def _own(rows: tuple[AddressRow, ...], address: str) -> AddressRow:
    found = next((row for row in rows if row.address == address), None)
    if found is None:
        raise NotFound(_NOT_YOURS)
    return found


def _changed(actor: Actor, device: Device, sentence: str, **data: Any) -> None:
    # A link that went to an address from before is not to work after it.
    PasswordReset.delete().where(PasswordReset.person == actor.person_id).execute()
    audit.record(Act.ADDRESS_CHANGED, actor, person_id=actor.person_id, **data)
    tell_of(actor.person_id, sentence, device)
