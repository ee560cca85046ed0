"""What customers say once an engineer believes that it is solved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.db.tables import ReplyDraft
from portal.errors import Conflict, NotAllowed
from portal.policy import Letter
from portal.tickets import desk, operations
from portal.tickets.history import history
from portal.tickets.queries import get_row
from portal.tickets.rows import HistoryFilter, TicketRow
from portal.vocabulary import Priority, Status, Trust, Visibility
from tests.factories import People
from tests.tickets.outgoing import forget, mailed

pytestmark = pytest.mark.once


@pytest.fixture
def solved(people: People, make_ticket: Callable[..., TicketRow]) -> TicketRow:
    """Alice's ticket, shared with Acme, which Sam has resolved."""
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    desk.assign(people.olga, ticket.reference, people.sam.person_id)
    operations.resolve(people.sam, ticket.reference, "Replaced the host.")
    forget()
    return get_row(ticket.id)


def engineers_have(people: People, ticket: TicketRow) -> bool:
    """Whether the ticket stands in the queue of what engineers have to do."""
    rows = history(people.sam, HistoryFilter("all", state="ours")).rows
    return ticket.id in {row.id for row in rows}


@pytest.mark.parametrize("writer", ["alice", "bob"])
def test_thanks_does_not_reopen_but_an_engineer_is_told(writer: str, people: People, solved: TicketRow) -> None:
    operations.reply(people[writer], solved.reference, "Thanks!")
    row = get_row(solved.id)
    assert row.status is Status.RESOLVED
    assert row.after_resolve_at is not None
    assert "Sam" in mailed("message")
    assert engineers_have(people, solved)


@pytest.mark.parametrize(
    "deal_with_it",
    [
        lambda people, reference: operations.reply(people.sam, reference, "You are welcome."),
        lambda people, reference: operations.reopen(people.sam, reference, "We look again."),
        lambda people, reference: operations.confirm_solved(people.alice, reference),
        lambda people, reference: desk.set_status(people.sam, reference, desk.Move.CLOSE, "Done."),
    ],
)
def test_what_was_written_after_it_was_solved_is_dealt_with(
    deal_with_it: Callable[[People, str], None], people: People, solved: TicketRow
) -> None:
    operations.reply(people.alice, solved.reference, "Thanks!")
    deal_with_it(people, solved.reference)
    assert get_row(solved.id).after_resolve_at is None


def test_a_note_among_engineers_answers_nobody(people: People, solved: TicketRow) -> None:
    operations.reply(people.alice, solved.reference, "It is back.")
    operations.note(people.sam, solved.reference, "Strange.")
    assert get_row(solved.id).after_resolve_at is not None


def test_a_solved_ticket_on_which_nobody_wrote_is_not_the_engineers_turn(people: People, solved: TicketRow) -> None:
    operations.reply(people.sam, solved.reference, "The host is gone for good.")
    assert not engineers_have(people, solved)


def test_the_requester_agrees_and_the_ticket_is_closed_once(people: People, solved: TicketRow) -> None:
    """UX-21."""
    operations.confirm_solved(people.alice, solved.reference)
    operations.confirm_solved(people.alice, solved.reference)
    row = get_row(solved.id)
    assert row.status is Status.CLOSED
    assert row.finished_at is not None
    assert row.resolved_at == solved.resolved_at
    assert mailed("closed") == {"Bob", "Carol", "Sam"}


def test_who_is_by_e_mail_only_agrees_by_the_link_in_the_mail(
    people: People, make_ticket: Callable[..., TicketRow]
) -> None:
    ticket = make_ticket(people.dave, status=Status.RESOLVED)
    with pytest.raises(NotAllowed):
        operations.confirm_solved(people.dave, ticket.reference)
    operations.confirm_solved(people.by_mail("dave"), ticket.reference)
    assert get_row(ticket.id).status is Status.CLOSED


def test_a_colleague_does_not_agree_in_the_requesters_place(people: People, solved: TicketRow) -> None:
    with pytest.raises(NotAllowed):
        operations.confirm_solved(people.bob, solved.reference)
    assert get_row(solved.id).status is Status.RESOLVED


@pytest.mark.parametrize("status", [Status.NEW, Status.CANCELLED])
def test_only_what_is_believed_solved_is_confirmed(
    status: Status, people: People, make_ticket: Callable[..., TicketRow]
) -> None:
    ticket = make_ticket(people.alice, status=status)
    with pytest.raises(Conflict):
        operations.confirm_solved(people.alice, ticket.reference)
    assert get_row(ticket.id).status is status


def test_a_ticket_is_finished_from_the_moment_it_was_cancelled(
    people: People, make_ticket: Callable[..., TicketRow]
) -> None:
    ticket = make_ticket(people.alice, priority=Priority.P4)
    operations.cancel(people.alice, ticket.reference)
    row = get_row(ticket.id)
    assert row.status is Status.CANCELLED
    assert row.finished_at is not None


def test_an_answer_by_mail_leaves_what_is_half_written_in_the_portal(people: People, solved: TicketRow) -> None:
    operations.keep_reply_draft(people.alice, solved.reference, "I have not yet")
    by_mail = people.by_mail("alice", Letter(7, Trust.VERIFIED))
    operations.reply(by_mail, solved.reference, "Thanks!")
    assert ReplyDraft.select().count() == 1
