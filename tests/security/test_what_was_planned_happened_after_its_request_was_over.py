"""A request was resolved, or said to be cancelled, and somebody got or lost access on the planned day nevertheless."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import queries
from portal.audit import Act
from portal.db.tables import Audited
from portal.errors import Conflict
from portal.fulfilment import due
from portal.fulfilment.operations import confirm
from portal.fulfilment.queries import fulfilment_of, preview
from portal.tickets import operations
from portal.tickets.queries import get_row, timeline
from portal.tickets.rows import TicketRow
from portal.tickets.timers import remind_due
from portal.vocabulary import EntryKind, FulfilmentState, Status
from tests.factories import People
from tests.fulfilment.requests import onboarding
from tests.support.browser import Browser
from tests.support.mails import Hands

pytestmark = pytest.mark.once


def _planned(people: People, days: int) -> TicketRow:
    day = (clock.now() + timedelta(days=days)).date().isoformat()
    ticket = onboarding(people.alice, first_day=day)
    done = confirm(people.sam, ticket.reference, preview(people.sam, ticket.reference)[1].digest)
    assert done.state is FulfilmentState.PLANNED
    return ticket


def test_nobody_resolves_it_before_its_day_and_then_it_is(people: People, hands: Hands) -> None:
    """OPS-15: who wants it otherwise reads how."""
    ticket = _planned(people, 3)
    with pytest.raises(Conflict, match="take back what is planned"):
        operations.resolve(people.sam, ticket.reference, "All is done.")
    with pytest.raises(Conflict, match="cancel the request"):
        operations.resolve(people.alice, ticket.reference)
    hands.forward(days=4)
    assert due.carry_out_due() == 1
    assert get_row(ticket.id).status is Status.RESOLVED


def test_nor_does_its_time_while_a_question_waits(people: People, hands: Hands) -> None:
    """OPS-12."""
    ticket = _planned(people, 60)
    operations.reply(people.sam, ticket.reference, "Which desk will be theirs?", asks=True)
    for _ in range(20):
        hands.forward(days=2)
        remind_due()
    assert get_row(ticket.id).status is Status.WAITING_FOR_CUSTOMER


def test_who_cancels_the_request_takes_it_back_at_once(
    people: People, hands: Hands, browser: Callable[..., Browser]
) -> None:
    ticket = _planned(people, 3)
    alice = browser(people.alice)
    assert "for a later day does not happen" in alice.visit(f"/servicedesk/tickets/{ticket.reference}/cancel").text
    alice.press("Cancel request")
    found = fulfilment_of(ticket.id)
    assert found is not None
    assert found.state is FulfilmentState.CANCELLED
    kinds = [entry.kind for entry in timeline(people.alice, ticket.id)][-2:]
    assert kinds == [EntryKind.FULFILMENT_CANCELLED, EntryKind.STATUS_CHANGED]
    assert Audited.select().where(Audited.action == Act.ACCESS_CANCELLED).count() == 1
    hands.forward(days=4)
    assert due.carry_out_due() == 0
    assert queries.person_at("nina@acme.example") is None
