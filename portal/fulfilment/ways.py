"""The two ways to fulfil, behind one small interface."""

from __future__ import annotations

from typing import Protocol

from portal.errors import NotFound
from portal.fulfilment import offboarding, onboarding
from portal.fulfilment.plans import Done, Given, Plan
from portal.policy import Actor
from portal.tickets.rows import TicketRow
from portal.vocabulary import FulfilmentKind


class Way(Protocol):
    """What giving access and taking it have in common; a module of functions."""

    # The button: "Provision access", "Remove access".
    BUTTON: str

    def preview(self, ticket: TicketRow, given: Given) -> Plan:
        """What confirming would do now; it changes nothing."""

    def concerns(self, ticket: TicketRow, given: Given) -> frozenset[int]:
        """The people whose access it is: none of them may confirm it."""

    def is_by_button(self, given: Given) -> bool:
        """Whether the request asks for anything that confirming does; else there are only tasks."""

    def tasks(self, given: Given) -> tuple[str, ...]:
        """What the ticket asks for that engineers do elsewhere by hand, by name."""

    def carry_out(self, actor: Actor | None, ticket: TicketRow, plan: Plan) -> tuple[Done, ...]:
        """Do it, inside the caller's transaction, and report each thing; `actor` is None on the planned day."""


WAYS: dict[FulfilmentKind, Way] = {FulfilmentKind.ONBOARD: onboarding, FulfilmentKind.OFFBOARD: offboarding}


def way_of(kind: FulfilmentKind | None) -> Way:
    """How this is fulfilled; NotFound for a ticket that has nothing to fulfil."""
    if kind is None or kind not in WAYS:
        raise NotFound("Nothing of this ticket is done by a button.")
    return WAYS[kind]
