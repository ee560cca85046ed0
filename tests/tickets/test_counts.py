"""The numbers behind the tabs and the states of a list."""

from __future__ import annotations

from collections.abc import Callable

from portal.tickets.history import MOST_COUNTED, count_each, counts
from portal.tickets.rows import HistoryFilter, TicketRow
from portal.vocabulary import Status, Visibility
from tests.factories import People

MakeTicket = Callable[..., TicketRow]


def test_what_two_organisations_share_is_counted_together(people: People, make_ticket: MakeTicket) -> None:
    """Carol is in Globex and in Acme."""
    acme, globex = people.organisations["acme"], people.organisations["globex"]
    make_ticket(people.alice, organisation_id=acme, visibility=Visibility.SHARED)
    make_ticket(people.bob, organisation_id=acme, visibility=Visibility.SHARED)
    make_ticket(people.carol, organisation_id=globex, visibility=Visibility.SHARED)
    found = counts(people.carol, HistoryFilter("shared"))
    assert found.by_tab == {"mine": 1, "shared": 2, f"organisation-{acme}": 2, f"organisation-{globex}": 1}
    assert count_each(people.carol, {"all": HistoryFilter("all", state="all")}) == {"all": 3}


def test_each_state_counts_its_own(people: People, make_ticket: MakeTicket) -> None:
    for status in (Status.NEW, Status.WAITING_FOR_CUSTOMER, Status.RESOLVED, Status.CLOSED):
        make_ticket(people.bob, status=status)
    assert counts(people.bob, HistoryFilter("mine")).by_state == {"open": 2, "waiting": 1, "resolved": 2, "all": 4}


def test_nobody_counts_further_than_a_hundred(people: People, make_ticket: MakeTicket) -> None:
    for _ in range(MOST_COUNTED + 1):
        make_ticket(people.erin)
    assert counts(people.erin, HistoryFilter("mine")).by_tab["mine"] == MOST_COUNTED
