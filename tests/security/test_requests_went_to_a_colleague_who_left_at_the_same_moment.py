"""Who left while somebody's requests were handed to them had these requests for good."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from portal import db
from portal.db.tables import Departure, Ticket
from portal.fulfilment import removing
from portal.fulfilment.leavers import leaver_of
from portal.fulfilment.queries import given_of
from portal.fulfilment.removal_requests import removal_of
from portal.tickets.queries import may_see_ticket
from portal.tickets.rows import TicketRow
from tests.factories import People, make_ticket
from tests.fulfilment.requests import offboarding

# Long enough for one to overtake the other, where nothing keeps it from doing so.
_A_MOMENT = 0.5


def test_both_have_left_and_neither_sees_the_requests(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """OPS-31, OPS-32: also where two engineers press at the same moment."""
    acme, carol = people.organisations["acme"], people.numbers["carol"]
    secret = make_ticket(people.bob, organisation_id=acme)
    hands_over = offboarding(people.alice, people.numbers["bob"], private_requests="hand_over", colleague=str(carol))
    leaves = offboarding(people.alice, carol)
    other = threading.Thread(target=_carry_out, args=[leaves])

    def looked_at(removal: Any, ticket: Any) -> Any:
        found = leaver_of(removal, ticket)
        if ticket.id == hands_over.id:
            other.start()
            other.join(_A_MOMENT)
        return found

    monkeypatch.setattr(removing, "leaver_of", looked_at)
    _carry_out(hands_over)
    other.join()
    assert Departure.select().count() == 2
    assert Ticket.get_by_id(secret.id).requester_left_at is not None
    # She is still an administrator of Globex, and logs in anew.
    assert not may_see_ticket(people.carol, secret.id)


def _carry_out(ticket: TicketRow) -> None:
    with db.connection(), db.transaction():
        removing.remove(None, ticket, removal_of(ticket, given_of(ticket.id)))
