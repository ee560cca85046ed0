"""The effects of giving access, inside the transaction of whoever carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from peewee import IntegrityError

from portal import audit, clock
from portal.accounts import invitations, letters, returning
from portal.audit import Act
from portal.db.locks import locked
from portal.db.tables import Address, Membership, Person
from portal.errors import Conflict
from portal.fulfilment.newcomers import How, administrators_of
from portal.fulfilment.plans import Done, Plan
from portal.notify.letters import MailEvent
from portal.policy import Actor
from portal.tickets.leaving import forget
from portal.tickets.rows import TicketRow
from portal.vocabulary import Role


class Asked(NamedTuple):
    """For which organisation, by which ticket, and who asked; without a ticket an administrator of the portal."""

    organisation: str
    ticket_id: int | None
    by_id: int
    by: str


def give(actor: Actor | None, ticket: TicketRow, plan: Plan) -> tuple[Done, ...]:
    """Do what the plan says, and report each thing with its time."""
    now = clock.now()
    if plan.effects["how"] != How.MEMBER:
        asked = Asked(ticket.organisation_name or "", ticket.id, ticket.requester_id, ticket.requester_name)
        let_in(actor, asked, plan.effects)
    return tuple(Done(item.label, item.words, now) for item in plan.items)


def let_in(actor: Actor | None, asked: Asked, effects: Mapping[str, Any]) -> int:
    """Make somebody a member, invite them and tell who shall hear of it; returns their number.

    Conflict where somebody else let them in, or took them out, at the same moment.
    """
    _keep_still(effects)
    try:
        person_id = _person(effects, actor)
        _membership(person_id, effects)
    except IntegrityError:
        raise Conflict(_MEANWHILE) from None
    _tell(actor, asked, person_id, effects)
    audit.record(
        Act.ACCESS_GIVEN,
        actor,
        person_id=person_id,
        organisation_id=effects["organisation_id"],
        ticket_id=asked.ticket_id,
        how=effects["how"],
        role=effects["role"],
        address=effects["address"],
        sees_earlier=effects["sees_earlier"],
    )
    return person_id


def _keep_still(effects: Mapping[str, Any]) -> None:
    """Who leaves their last organisation just now is done before: nobody is a member without an account."""
    if effects["person_id"] is None:
        return
    found = locked(Person.select(Person.deactivated_at).where(Person.id == effects["person_id"])).tuples().first()
    if found is None or (found[0] is not None) is not (effects["how"] == How.RETURNS):
        raise Conflict(_MEANWHILE)


def _person(effects: Mapping[str, Any], actor: Actor | None) -> int:
    """The person's number: of a new account, or of the one that has the address."""
    person_id = effects["person_id"]
    if person_id is None:
        return _new_person(effects, actor)
    if effects["how"] == How.RETURNS:
        returning.bring_back(actor, person_id, effects["name"], effects["address"])
        forget(person_id)
    else:
        # Somebody who was here before gets nothing of it back by itself (OPS-36).
        forget(person_id, effects["organisation_id"])
    return int(person_id)


def _new_person(effects: Mapping[str, Any], actor: Actor | None) -> int:
    now = clock.now()
    number = int(Person.insert(name=effects["name"], created_at=now).execute())
    # Unverified until the invitation was accepted: until then nothing but the invitation is mailed there.
    Address.insert(person=number, address=effects["address"], is_main=True).execute()
    audit.record(Act.PERSON_ADDED, actor, person_id=number, name=effects["name"], address=effects["address"])
    return number


def _membership(person_id: int, effects: Mapping[str, Any]) -> None:
    now = clock.now()
    Membership.insert(
        person=person_id,
        organisation=effects["organisation_id"],
        role=effects["role"],
        sees_from=None if effects["sees_earlier"] else now,
        since=now,
    ).execute()


def _tell(actor: Actor | None, asked: Asked, person_id: int, effects: Mapping[str, Any]) -> None:
    """The newcomer is invited by who asked; the administrators are told where the request says so."""
    organisation_id = effects["organisation_id"]
    invitations.issue(actor, person_id, organisation_id, effects["address"], asked.ticket_id, asked.by)
    if not effects["notifies"]:
        return
    facts = {
        "person": effects["name"],
        "address": effects["address"],
        "organisation": asked.organisation,
        "role": "an administrator" if effects["role"] == Role.ADMINISTRATOR else "a member",
        "requester": asked.by,
    }
    for administrator_id, _ in administrators_of(organisation_id):
        if administrator_id not in (asked.by_id, person_id):
            letters.tell(MailEvent.MEMBER_ADDED, administrator_id, facts)


_MEANWHILE = "Somebody else changed their access at this very moment. Look at how it stands now, and try again."
