"""Provision access: somebody becomes a member of an organisation, and is invited."""

from __future__ import annotations

from portal import clock
from portal.accounts.invitations import valid_for
from portal.errors import NotFound, Rejected
from portal.fulfilment import giving
from portal.fulfilment.newcomers import STATUS_PAGE, newcomer_of, owners_of, wants_portal
from portal.fulfilment.onboarding_words import no_portal, not_to_be_read, plan_of
from portal.fulfilment.plans import Done, Given, Plan
from portal.policy import Actor
from portal.tickets.rows import TicketRow

BUTTON = "Provision access"


def preview(ticket: TicketRow, given: Given) -> Plan:
    """What confirming would do now; it changes nothing."""
    if not wants_portal(given):
        return no_portal()
    try:
        return plan_of(newcomer_of(ticket, given), clock.now(), valid_for())
    except (NotFound, Rejected) as refusal:
        return not_to_be_read(str(refusal))


def concerns(ticket: TicketRow, given: Given) -> frozenset[int]:  # noqa: ARG001 - the other way asks it
    """The person with the address that gets access, where there is one already."""
    return owners_of(given.one("work_email"))


def is_by_button(given: Given) -> bool:
    """Whether access to this portal is asked for."""
    return wants_portal(given)


def tasks(given: Given) -> tuple[str, ...]:
    """Access to the status page is given elsewhere, by hand."""
    return (STATUS_PAGE,) if STATUS_PAGE in given.all("access") else ()


def carry_out(actor: Actor | None, ticket: TicketRow, plan: Plan) -> tuple[Done, ...]:
    """Give the access, invite the newcomer and tell the administrators; inside the caller's transaction."""
    return giving.give(actor, ticket, plan)
