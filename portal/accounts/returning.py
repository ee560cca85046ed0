"""Somebody whose account was closed comes back, with nothing from before (OPS-36)."""

from __future__ import annotations

from portal import audit, clock
from portal.accounts.operations import checked_name
from portal.accounts.ways_in import end_ways_in, forget_credentials
from portal.audit import Act
from portal.db.tables import Address, Departure, Membership, Person, Ticket
from portal.policy import Actor


def bring_back(actor: Actor | None, person_id: int, name: str, address: str) -> None:
    """Open a closed account with this address alone, and without password, factors, memberships and old requests.

    In the caller's transaction.
    """
    end_ways_in(person_id)
    forget_credentials(person_id)
    _leave_everything(person_id)
    Address.delete().where((Address.person == person_id) & (Address.address != address)).execute()
    Address.update(is_main=True, verified_at=None).where(Address.person == person_id).execute()
    Person.update(name=checked_name(name), password_hash=None, plan=None, signed_in_at=None, deactivated_at=None).where(
        Person.id == person_id
    ).execute()
    audit.record(Act.PERSON_ACTIVATED, actor, person_id=person_id, name=name, address=address)


def _leave_everything(person_id: int) -> None:
    """Their memberships end; they have left also where they only raised something."""
    theirs = Membership.select(Membership.organisation).where(Membership.person == person_id)
    raised = Ticket.select(Ticket.organisation).where(
        (Ticket.requester == person_id) & Ticket.organisation.is_null(False)
    )
    now = clock.now()
    for (organisation_id,) in list(theirs.union(raised).tuples()):
        Departure.insert(person=person_id, organisation=organisation_id, left_at=now).execute()
    Membership.delete().where(Membership.person == person_id).execute()
