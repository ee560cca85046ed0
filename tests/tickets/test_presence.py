"""Who is looking and who is writing, as colleagues see it."""

from __future__ import annotations

import pytest

from portal.errors import NotAllowed
from portal.tickets import operations, presence
from portal.tickets.queues import QueueFilter, queue
from tests.factories import People, make_ticket
from tests.support.mails import Hands


def test_colleagues_see_who_looks_and_who_writes(people: People) -> None:
    """R-11."""
    row = make_ticket(people.alice)
    presence.be_present(people.olga, row.id)
    assert [one.words for one in presence.others_on(people.sam, row.id)] == ["Olga is looking"]
    operations.keep_reply_draft(people.olga, row.reference, "We are just")
    presence.be_present(people.olga, row.id)
    assert [one.words for one in presence.others_on(people.sam, row.id)] == ["Olga is writing"]
    assert [one.words for one in queue(people.sam, QueueFilter()).present[row.id]] == ["Olga is writing"]
    assert presence.others_on(people.olga, row.id) == ()
    assert queue(people.olga, QueueFilter()).present == {}


def test_who_has_left_is_gone_after_a_minute(people: People, hands: Hands) -> None:
    row = make_ticket(people.alice)
    presence.be_present(people.olga, row.id)
    hands.forward(seconds=61)
    assert presence.others_on(people.sam, row.id) == ()
    assert queue(people.sam, QueueFilter()).present == {}
    assert (presence.sweep(), presence.sweep()) == (1, 0)


def test_customers_neither_see_it_nor_leave_it(people: People) -> None:
    """S-05."""
    row = make_ticket(people.alice)
    for ask in (presence.be_present, presence.others_on):
        with pytest.raises(NotAllowed):
            ask(people.alice, row.id)
