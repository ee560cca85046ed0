"""Who raised a ticket while their access ended had it in sight for good, with all that was written on it."""

from __future__ import annotations

from functools import partial

import pytest

from portal.db.tables import Entry, Outbox, Ticket
from portal.errors import Rejected
from portal.fulfilment import directly
from portal.tickets.history import history
from portal.tickets.opening import NewTicket, open_ticket
from portal.tickets.rows import HistoryFilter
from portal.vocabulary import Kind, Visibility
from tests.factories import People
from tests.tickets.test_at_once import at_once


def _new(people: People) -> NewTicket:
    return NewTicket(
        subject="My last one",
        issue_type="incident",
        issue_type_label="Incident",
        category_label="Cleura Cloud",
        kind=Kind.INCIDENT,
        visibility=Visibility.PRIVATE,
        organisation_id=people.organisations["acme"],
    )


@pytest.mark.once
def test_what_they_send_afterwards_is_refused_whole(people: People) -> None:
    """OPS-36: their page had asked who they are before, and their ticket came after."""
    carol = people.carol
    directly.take_out(people.olga, carol.person_id, people.organisations["acme"])
    mails = Outbox.select().count()
    with pytest.raises(Rejected, match="your own organisations"):
        open_ticket(carol, _new(people))
    assert Ticket.select().count() == Entry.select().count() == 0
    assert Outbox.select().count() == mails


def test_pressed_at_the_same_moment_it_is_out_of_their_sight(people: People) -> None:
    carol, acme = people.carol, people.organisations["acme"]
    acts = (
        partial(open_ticket, carol, _new(people)),
        partial(directly.take_out, people.olga, carol.person_id, acme),
    )
    assert at_once(*acts) == []
    assert history(people.carol, HistoryFilter("all")).rows == ()
