"""Remove access: somebody leaves an organisation, at once or at the time that was asked for."""

from __future__ import annotations

from portal import clock
from portal.errors import NotFound, Rejected
from portal.fulfilment import removing
from portal.fulfilment.leavers import leaver_of
from portal.fulfilment.offboarding_words import nothing_to_do, plan_of
from portal.fulfilment.plans import Done, Given, Plan
from portal.fulfilment.removal_requests import STATUS_PAGE, Removal, ends_at, removal_of, wants_portal
from portal.policy import Actor
from portal.tickets.rows import TicketRow

BUTTON = "Remove access"
_NO_PORTAL = "The request does not ask to end access to this portal, so there is nothing to do here by a button."


def preview(ticket: TicketRow, given: Given) -> Plan:
    """What confirming would do now; it changes nothing."""
    if not wants_portal(given):
        return nothing_to_do(_NO_PORTAL)
    try:
        return plan_of(leaver_of(removal_of(ticket, given), ticket), ends_at(given), clock.now())
    except (NotFound, Rejected) as refusal:
        return nothing_to_do(str(refusal))


def concerns(ticket: TicketRow, given: Given) -> frozenset[int]:
    """The person whose access ends, and the colleague who takes their requests over."""
    try:
        removal = removal_of(ticket, given)
    except Rejected:
        return frozenset()
    return frozenset({removal.person_id, removal.colleague_id} - {None})  # type: ignore[arg-type]


def is_by_button(given: Given) -> bool:
    """Whether access to this portal is to end."""
    return wants_portal(given)


def tasks(given: Given) -> tuple[str, ...]:
    """Access to the status page is ended elsewhere, by hand."""
    return (STATUS_PAGE,) if STATUS_PAGE in given.all("remove_from") else ()


def carry_out(actor: Actor | None, ticket: TicketRow, plan: Plan) -> tuple[Done, ...]:
    """End the access and let the requests go where they were asked to go; inside the caller's transaction."""
    return removing.remove(actor, ticket, Removal.of(plan.effects))
