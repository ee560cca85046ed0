"""Two tickets of one customer become one, and mail goes where they went on."""

from __future__ import annotations

from itertools import pairwise

import pytest

from portal.db.tables import Audited, Ticket
from portal.errors import NotAllowed, Rejected
from portal.policy import Action, allowed
from portal.tickets import merging, operations
from portal.tickets.queries import get_row, may_see_ticket, timeline
from portal.vocabulary import EntryKind, Following, FulfilmentKind, Status, Verdict, Visibility
from tests.factories import People, make_ticket
from tests.inbound.arrivals import answer_of, done
from tests.tickets.outgoing import forget, mailed

pytestmark = pytest.mark.once


def test_a_merged_ticket_is_closed_and_goes_on_in_the_other(people: People) -> None:
    first, second = make_ticket(people.alice), make_ticket(people.alice)
    forget()
    merging.merge(people.sam, first.reference, second.reference)
    now = get_row(first.id)
    assert (now.status, now.merged_into_id) == (Status.CLOSED, second.id)
    assert mailed("merged") == {"Alice"}
    for row in (first, second):
        assert EntryKind.MERGED in {entry.kind for entry in timeline(people.alice, row.id)}
    assert Audited.get(Audited.action == "merged").data == {"into": second.reference}


def test_merging_twice_merges_once(people: People) -> None:
    """UX-21."""
    first, second = make_ticket(people.alice), make_ticket(people.alice)
    merging.merge(people.sam, first.reference, second.reference)
    entries = len(timeline(people.sam, second.id))
    merging.merge(people.sam, first.reference, second.reference)
    assert len(timeline(people.sam, second.id)) == entries


def test_an_answer_to_a_mail_of_a_merged_ticket_follows_the_chain(people: People) -> None:
    rows = [make_ticket(people.alice) for _ in range(3)]
    for earlier, later in pairwise(rows):
        merging.merge(people.sam, earlier.reference, later.reference)
    stored = done(answer_of(people.alice, rows[0], "It happens again."))
    assert (stored.verdict, stored.ticket_id) == (Verdict.COMMENT, rows[-1].id)
    assert timeline(people.alice, rows[-1].id)[-1].body == "It happens again."
    assert get_row(rows[0].id).status is Status.CLOSED


def test_who_does_not_see_where_it_went_on_is_held(people: People) -> None:
    """A colleague who read the first ticket has no word in the second, which is private, and no mail names it."""
    first = make_ticket(people.bob, visibility=Visibility.SHARED)
    second = make_ticket(people.bob)
    operations.follow(people.alice, first.reference, Following.FOLLOW)
    forget()
    merging.merge(people.sam, first.reference, second.reference)
    assert mailed("merged") == {"Bob"}
    stored = done(answer_of(people.alice, first, "May I see?"))
    assert stored.verdict is Verdict.NOT_ALLOWED
    assert not may_see_ticket(people.alice, second.id)


def test_the_requester_joins_a_private_ticket_of_a_colleague(people: People) -> None:
    first, second = make_ticket(people.bob), make_ticket(people.alice)
    assert not may_see_ticket(people.bob, second.id)
    found = merging.preview(people.sam, first.reference, second.reference)
    assert found.joins == "Bob Berg"
    merging.merge(people.sam, first.reference, second.reference)
    assert may_see_ticket(people.bob, second.id)
    assert not may_see_ticket(people.alice, first.id)


def test_no_chain_comes_back_to_its_beginning(people: People) -> None:
    rows = [make_ticket(people.alice) for _ in range(3)]
    for earlier, later in pairwise(rows):
        merging.merge(people.sam, earlier.reference, later.reference)
    for target in (rows[0], rows[1]):
        with pytest.raises(Rejected, match="cannot be the other way round"):
            merging.merge(people.sam, rows[2].reference, target.reference)
    # Were there one all the same, nobody would wait for its end.
    Ticket.update(merged_into=rows[0].id).where(Ticket.id == rows[2].id).execute()
    assert merging.end_of(rows[0].id) in {row.id for row in rows}


@pytest.mark.parametrize(
    ("other", "facts", "why"),
    [
        ("erin", {}, "another customer"),
        ("carol", {"organisation_id": 2}, "another customer"),
        ("alice", {"status": Status.CANCELLED}, "is finished"),
        ("alice", {"fulfilment": FulfilmentKind.ONBOARD}, "stands for itself"),
        ("bob", {"always_private": True}, "Nobody can be added"),
    ],
)
def test_what_cannot_become_one_is_said_in_words(
    other: str, facts: dict[str, object], why: str, people: People
) -> None:
    first, second = make_ticket(people.alice), make_ticket(people[other], **facts)
    with pytest.raises(Rejected, match=why):
        merging.preview(people.sam, first.reference, second.reference)


def test_a_merger_is_taken_back_with_a_reason(people: People) -> None:
    first, second = make_ticket(people.alice), make_ticket(people.alice)
    merging.merge(people.sam, first.reference, second.reference)
    with pytest.raises(Rejected, match="Write why"):
        merging.separate(people.sam, first.reference, " ")
    merging.separate(people.sam, first.reference, "They turned out to be two matters.")
    now = get_row(first.id)
    assert (now.status, now.merged_into_id) == (Status.IN_PROGRESS, None)
    assert Action.SEPARATE not in allowed(people.sam, now)
    operations.reply(people.alice, first.reference, "Thank you.")


def test_only_engineers_merge(people: People) -> None:
    first, second = make_ticket(people.alice), make_ticket(people.alice)
    with pytest.raises(NotAllowed):
        merging.merge(people.alice, first.reference, second.reference)
