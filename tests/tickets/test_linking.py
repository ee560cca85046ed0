"""Engineers say that tickets have to do with each other; customers see nothing of it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from portal.errors import NotAllowed, NotFound, Rejected
from portal.tickets import linking, operations
from portal.tickets.queries import timeline
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind, LinkKind
from tests.factories import People, make_ticket

pytestmark = pytest.mark.once


def linked(row: TicketRow) -> set[tuple[str, str, bool]]:
    return {(one.reference, one.kind, one.is_original) for one in linking.linked_with(row)}


def test_a_link_is_seen_from_both_tickets(people: People) -> None:
    first, second = make_ticket(people.alice), make_ticket(people.erin)
    linking.link(people.sam, first.reference, second.reference, LinkKind.DUPLICATE)
    assert linked(first) == {(second.reference, "duplicate", True)}
    assert linked(second) == {(first.reference, "duplicate", False)}


def test_no_customer_learns_of_a_link(people: People) -> None:
    """S-04: the other ticket may be another customer's."""
    first, second = make_ticket(people.alice), make_ticket(people.erin)
    linking.link(people.sam, first.reference, second.reference, LinkKind.RELATED)
    for somebody, row in ((people.alice, first), (people.erin, second)):
        assert EntryKind.CONNECTED not in {entry.kind for entry in timeline(somebody, row.id)}
    assert EntryKind.CONNECTED in {entry.kind for entry in timeline(people.sam, first.id)}


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_customers_link_nothing(name: str, people: People) -> None:
    row = make_ticket(people.alice)
    with pytest.raises((NotAllowed, NotFound)):
        linking.link(people[name], row.reference, make_ticket(people.alice).reference, LinkKind.RELATED)


def test_a_link_made_twice_is_made_once_and_goes_as_one(people: People) -> None:
    """UX-21."""
    first, second = make_ticket(people.alice), make_ticket(people.alice)
    one = linking.link(people.sam, first.reference, second.reference, LinkKind.RELATED)
    assert linking.link(people.sam, first.reference, second.reference, LinkKind.RELATED) == one
    linking.unlink(people.sam, second.reference, one.link_id)
    assert linked(first) == linked(second) == set()
    with pytest.raises(NotFound):
        linking.unlink(people.sam, first.reference, one.link_id)


def test_the_same_two_tickets_have_one_link(people: People) -> None:
    first, second = make_ticket(people.alice), make_ticket(people.alice)
    linking.link(people.sam, first.reference, second.reference, LinkKind.RELATED)
    linking.link(people.sam, second.reference, first.reference, LinkKind.DUPLICATE)
    assert linked(first) == {(second.reference, "duplicate", False)}


def test_a_ticket_is_never_a_duplicate_of_itself_by_however_many_steps(people: People) -> None:
    rows = [make_ticket(people.alice) for _ in range(4)]
    for duplicate, original in pairwise(rows):
        linking.link(people.sam, duplicate.reference, original.reference, LinkKind.DUPLICATE)
    with pytest.raises(Rejected, match="cannot be the other way round"):
        linking.link(people.sam, rows[-1].reference, rows[0].reference, LinkKind.DUPLICATE)
    with pytest.raises(Rejected, match="the ticket itself"):
        linking.link(people.sam, rows[0].reference, rows[0].reference, LinkKind.RELATED)


def test_a_ticket_is_a_duplicate_of_one_other_only(people: People) -> None:
    rows = [make_ticket(people.alice) for _ in range(3)]
    linking.link(people.sam, rows[0].reference, rows[1].reference, LinkKind.DUPLICATE)
    with pytest.raises(Rejected, match="take that link away first"):
        linking.link(people.sam, rows[0].reference, rows[2].reference, LinkKind.DUPLICATE)


def test_a_reference_that_leads_nowhere_says_how_to_mend_it(people: People) -> None:
    row = make_ticket(people.alice)
    operations.note(people.sam, row.reference, "There was another one.")
    for nonsense in ("SC-999999", "the other", ""):
        with pytest.raises(Rejected, match="such as SC-1042"):
            linking.link(people.sam, row.reference, nonsense, LinkKind.RELATED)
