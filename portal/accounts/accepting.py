"""An invitation is accepted: once, by whoever reads the mail at its address (S-12)."""

from __future__ import annotations

from dataclasses import dataclass

from portal import audit, clock
from portal.accounts import passwords, queries, sessions, tokens
from portal.accounts.invitation_rows import IS_OPEN
from portal.accounts.sessions import Device
from portal.accounts.signing_in import SignedIn
from portal.audit import Act
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import Address, Invitation, Membership, Organisation, Person
from portal.errors import NotFound
from portal.policy import Actor

GONE = "This invitation does not work any more."


@dataclass(frozen=True)
class Invited:
    """Whom a good link invites where; `chooses` says that they have no password yet."""

    person_id: int
    name: str
    address: str
    organisation: str
    chooses: bool


def invited_by(token: str) -> Invited:
    """Whom this link invites; NotFound where it was used, withdrawn, replaced, is too old, or never was one."""
    return _invited(_good(token))


def accept(token: str, password: str, device: Device, *, replaces: str = "") -> SignedIn | None:
    """Accept, once; who has no password yet sets this one and is logged in, all others log in as they always do.

    NotFound for a dead link, Rejected for a weak password.
    """
    invited = invited_by(token)
    new_hash = _checked_hash(invited, password) if invited.chooses else ""
    with transaction():
        # The person first, as where somebody leaves or is deactivated: neither waits for who waits for them.
        locked(Person.select(Person.id).where(Person.id == invited.person_id)).execute()
        invitation = _good(token)
        # Two presses at once: only who takes the token away has accepted.
        mine = (Invitation.id == invitation.id) & (Invitation.token_hash == tokens.digest(token))
        if not Invitation.update(token_hash=None, accepted_at=clock.now()).where(mine).execute():
            raise NotFound(GONE)
        _record(invitation, invited)
        theirs = (Address.person == invitation.person_id) & (Address.address == invitation.address)
        Address.update(verified_at=clock.now()).where(theirs & Address.verified_at.is_null()).execute()
        return _begin(invited, new_hash, device, replaces) if invited.chooses else None


def _begin(invited: Invited, new_hash: str, device: Device, replaces: str) -> SignedIn:
    without = (Person.id == invited.person_id) & Person.password_hash.is_null()
    if not Person.update(password_hash=new_hash, signed_in_at=clock.now()).where(without).execute():
        raise NotFound(GONE)
    sessions.sign_out(replaces)
    return SignedIn(invited.person_id, sessions.start(invited.person_id, device))


def _good(token: str) -> Invitation:
    """The invitation of this link, still bound to its address and its organisation."""
    if not tokens.is_whole(token):
        raise NotFound(GONE)
    in_time = (Invitation.token_hash == tokens.digest(token)) & (Invitation.expires_at > clock.now()) & IS_OPEN
    alive = Person.deactivated_at.is_null() & Organisation.deactivated_at.is_null()
    member = (Membership.person == Invitation.person) & (Membership.organisation == Invitation.organisation)
    has_it = (Address.person == Invitation.person) & (Address.address == Invitation.address)
    found = (
        Invitation.select(Invitation, Person, Organisation)
        .join(Person)
        .switch(Invitation)
        .join(Organisation)
        .switch(Invitation)
        .join(Membership, on=member)
        .switch(Invitation)
        .join(Address, on=has_it)
        .where(in_time & alive)
        .first()
    )
    if found is None:
        raise NotFound(GONE)
    return found


def _invited(invitation: Invitation) -> Invited:
    person = invitation.person
    has_none = person.password_hash is None
    return Invited(person.id, person.name, invitation.address, invitation.organisation.name, has_none)


def _checked_hash(invited: Invited, password: str) -> str:
    own_words = [invited.name, *(row.address for row in queries.addresses_of(invited.person_id))]
    passwords.check_new(password, own_words)
    return passwords.hash_of(password)


def _record(invitation: Invitation, invited: Invited) -> None:
    audit.record(
        Act.INVITATION_ACCEPTED,
        Actor(person_id=invited.person_id, name=invited.name, address=invited.address),
        person_id=invited.person_id,
        organisation_id=invitation.organisation_id,
        ticket_id=invitation.ticket_id,
        address=invited.address,
    )
