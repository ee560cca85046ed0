"""What engineers decide about a ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.operations import deactivate_person
from portal.errors import Conflict, NotAllowed, Rejected
from portal.states import Move
from portal.tickets import desk, operations
from portal.tickets.queries import get_row, timeline
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind, Priority, Status, Visibility
from tests.factories import People, make_ticket
from tests.tickets.outgoing import forget, mailed


@pytest.fixture
def ticket(people: People) -> TicketRow:
    """Alice's P3, shared with Acme."""
    made = make_ticket(people.alice, visibility=Visibility.SHARED)
    forget()
    return made


def test_an_engineer_takes_a_ticket_and_hands_it_on(people: People, ticket: TicketRow) -> None:
    desk.assign(people.sam, ticket.reference, people.numbers["sam"])
    assert get_row(ticket.id).engineer_name == "Sam Holm"
    assert mailed("assigned") == {"Alice", "Bob", "Carol"}
    forget()
    desk.assign(people.sam, ticket.reference, people.numbers["olga"])
    assert "Olga" in mailed("assigned")
    desk.assign(people.olga, ticket.reference, None)
    assert get_row(ticket.id).engineer_id is None


def test_taking_it_twice_is_taking_it_once(people: People, ticket: TicketRow) -> None:
    for _ in range(2):
        desk.assign(people.sam, ticket.reference, people.numbers["sam"])
    assert [entry.kind for entry in timeline(people.sam, ticket.id)] == [EntryKind.OPENED, EntryKind.ASSIGNED]


def test_only_engineers_who_still_work_here_get_tickets(people: People, ticket: TicketRow) -> None:
    deactivate_person(None, people.numbers["sam"])
    for number in (people.numbers["bob"], people.numbers["sam"], 987_654):
        with pytest.raises(Rejected) as refusal:
            desk.assign(people.olga, ticket.reference, number)
        assert refusal.value.field == "engineer"


def test_the_tickets_of_an_engineer_who_left_are_found_by_others(people: People, ticket: TicketRow) -> None:
    """OPS-31; what is finished keeps the name of who did it."""
    done = make_ticket(people.alice, status=Status.CLOSED)
    kept = make_ticket(people.alice)
    for row in (ticket, done):
        desk.assign(people.sam, row.reference, people.numbers["sam"])
    desk.assign(people.olga, kept.reference, people.numbers["olga"])
    assert desk.release_of_left() == 0
    deactivate_person(None, people.numbers["sam"])
    forget()
    assert [desk.release_of_left() for _ in range(2)] == [1, 0]
    assert [get_row(row.id).engineer_name for row in (ticket, done, kept)] == [None, "Sam Holm", "Olga Nilsson"]
    assert timeline(people.olga, ticket.id)[-1].kind is EntryKind.ASSIGNED
    assert mailed() == set()
    taken = desk.take_next(people.olga)
    assert taken is not None
    assert taken.id == ticket.id


def test_a_customer_decides_none_of_it(people: People, ticket: TicketRow) -> None:
    for name in ("alice", "bob"):
        with pytest.raises(NotAllowed):
            desk.assign(people[name], ticket.reference, people.numbers["sam"])
        with pytest.raises(NotAllowed):
            desk.set_status(people[name], ticket.reference, Move.WAIT, "Because.")
        with pytest.raises(NotAllowed):
            desk.set_priority(people[name], ticket.reference, Priority.P1, "Because.")
    row = get_row(ticket.id)
    assert (row.engineer_id, row.status, row.priority) == (None, Status.NEW, Priority.P3)


def test_a_new_status_carries_its_reason_to_the_customer(people: People, ticket: TicketRow) -> None:
    with pytest.raises(Rejected):
        desk.set_status(people.sam, ticket.reference, Move.WAIT, "")
    desk.set_status(people.sam, ticket.reference, Move.WAIT, "The disk maker looks at it.")
    assert get_row(ticket.id).status is Status.WAITING_FOR_THIRD_PARTY
    assert timeline(people.alice, ticket.id)[-1].body == "The disk maker looks at it."
    assert mailed("status_changed") == {"Alice", "Bob", "Carol"}


@pytest.mark.parametrize("move", [Move.RESOLVE, Move.CANCEL, Move.APPROVE, Move.REOPEN])
def test_moves_with_a_button_of_their_own_are_not_made_here(move: Move, people: People, ticket: TicketRow) -> None:
    with pytest.raises(Rejected):
        desk.set_status(people.sam, ticket.reference, move, "Because.")


def test_a_move_that_no_longer_fits_says_how_the_ticket_stands(people: People, ticket: TicketRow) -> None:
    operations.resolve(people.alice, ticket.reference)
    with pytest.raises(Conflict, match="Resolved"):
        desk.set_status(people.sam, ticket.reference, Move.ASK, "Which disk?")


def test_a_new_priority_counts_from_when_the_ticket_came_in(people: People, ticket: TicketRow) -> None:
    """OPS-01, OPS-09."""
    with pytest.raises(Rejected):
        desk.set_priority(people.sam, ticket.reference, Priority.P1, " ")
    desk.set_priority(people.sam, ticket.reference, Priority.P1, "All servers are down.")
    row = get_row(ticket.id)
    assert row.priority is Priority.P1
    assert row.answer_due_at == ticket.opened_at + timedelta(minutes=30)
    assert timeline(people.alice, ticket.id)[-1].data["before"] == "P3"
    assert mailed("priority_changed") == {"Alice", "Bob", "Carol"}


def test_a_target_that_was_met_stays_as_it_was(people: People, ticket: TicketRow) -> None:
    operations.reply(people.sam, ticket.reference, "We look at it.")
    due = get_row(ticket.id).answer_due_at
    desk.set_priority(people.sam, ticket.reference, Priority.P1, "All servers are down.")
    assert get_row(ticket.id).answer_due_at == due
