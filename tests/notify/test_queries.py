"""What engineers see of the mail that leaves, and how they let it leave once more."""

from __future__ import annotations

from itertools import chain

import pytest

from portal.errors import NotAllowed, NotFound
from portal.notify import outbox, queries
from portal.notify.queries import OutgoingFilter
from portal.vocabulary import OutboxState
from tests.factories import People
from tests.support.mails import Hands, mail, queue

pytestmark = pytest.mark.once


@pytest.mark.parametrize("state", [None, OutboxState.QUEUED])
def test_pages_of_mail_show_each_once_forwards_and_backwards(
    state: OutboxState | None, people: People, hands: Hands
) -> None:
    for number in range(8):
        queue(number, subject=f"Mail {number}")
        hands.forward(seconds=number % 2)
    found, marks = [], [""]
    while marks[-1] or len(marks) == 1:
        page = queries.listing(people.sam, OutgoingFilter(state, after=marks[-1], limit=3))
        found.append(tuple(row.subject for row in page.rows))
        marks.append(page.after)
    in_order = [f"Mail {number}" for number in range(8)]
    assert list(chain(*found)) == (in_order if state else in_order[::-1])
    back = queries.listing(people.sam, OutgoingFilter(state, before=page.before, limit=3))
    assert tuple(row.subject for row in back.rows) == found[1]
    assert queries.listing(people.sam, OutgoingFilter(state, before=back.before, limit=3)).before == ""


@pytest.mark.parametrize("mark", ["x", "1", ".", "99999999999999999999999.1", "-1.-1"])
def test_a_crafted_mark_leads_to_a_page(mark: str, people: People) -> None:
    queue()
    for state in (None, OutboxState.QUEUED):
        assert len(queries.listing(people.sam, OutgoingFilter(state, after=mark)).rows) <= 1


def test_mail_is_found_by_its_whole_address_its_subject_and_its_ticket(people: People) -> None:
    queue(1, address="alice@acme.example", subject="100 % full")
    queue(2, address="bob@acme.example", subject="Volume stuck")

    def found(text: str) -> list[str]:
        return [row.address for row in queries.listing(people.sam, OutgoingFilter(text=text)).rows]

    assert found("Bob@acme.example") == ["bob@acme.example"]
    assert found("100 %") == ["alice@acme.example"]
    assert found("acme") == []
    assert queries.listing(people.sam, OutgoingFilter(ticket_id=7)).rows == ()


def test_customers_see_nothing_of_the_mail_of_others(people: People) -> None:
    number = queue()
    with pytest.raises(NotAllowed):
        queries.listing(people.alice, OutgoingFilter())
    with pytest.raises(NotAllowed):
        queries.counts(people.alice, OutboxState.DEAD)
    with pytest.raises(NotAllowed):
        queries.one(people.alice, number)


def test_a_mail_that_does_not_exist_is_not_found(people: People) -> None:
    with pytest.raises(NotFound):
        queries.one(people.sam, 4711)


def test_what_was_given_up_leaves_once_more_as_if_it_were_new(people: People, hands: Hands) -> None:
    number = queue()
    (claimed,) = outbox.claim(1, 60)
    outbox.bury(claimed, "550 no such user")
    hands.forward(days=1)
    assert outbox.send_again(number)
    again = mail(number)
    assert (again.state, again.due_at, again.tries) == (OutboxState.QUEUED, hands.now(), 0)
    assert [row.id for row in outbox.claim(1, 60)] == [number]


def test_what_has_left_or_waits_already_is_not_sent_again(people: People, hands: Hands) -> None:
    number = queue()
    assert not outbox.send_again(number)
    (claimed,) = outbox.claim(1, 60)
    outbox.sent(claimed)
    assert not outbox.send_again(number)
    assert mail(number).state is OutboxState.SENT


def test_what_a_mail_caused_is_found_for_its_sender_and_for_all(people: People, hands: Hands) -> None:
    queue(1, caused_by=7, address="dave@initech.example", subject="Received")
    queue(2, caused_by=7, address="sam@support.example", subject="Assigned")
    queue(3, caused_by=8, address="dave@initech.example", subject="Another")
    found = queries.caused_by(7, hands.now(), "dave@initech.example")
    assert [row.subject for row in found] == ["Received"]
    assert [row.subject for row in queries.caused_by(7, hands.now())] == ["Received", "Assigned"]
