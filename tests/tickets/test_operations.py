"""Writing on a ticket, moving it along, following it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.db.tables import Entry, ReplyDraft, Ticket
from portal.errors import Conflict, NotAllowed, NotFound, Rejected
from portal.states import Turn
from portal.tickets import operations
from portal.tickets.queries import get_row, get_visible, timeline
from portal.tickets.rows import TicketRow
from portal.vocabulary import Approval, EntryKind, Following, Status, Visibility
from tests.factories import People, make_ticket
from tests.tickets.outgoing import forget, mailed, texts


@pytest.fixture
def shared(people: People) -> TicketRow:
    """Alice's ticket, which Bob and Carol see, and on which Sam works."""
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED, engineer=people.sam.person_id)
    forget()
    return ticket


def kinds(people: People, ticket: TicketRow) -> list[EntryKind]:
    return [entry.kind for entry in timeline(people.sam, ticket.id)]


def test_a_reply_of_the_requester_is_mailed_to_colleagues_and_the_engineer(people: People, shared: TicketRow) -> None:
    operations.reply(people.alice, shared.reference, "It is *back*.")
    assert mailed("message") == {"Bob", "Carol", "Sam"}
    assert timeline(people.bob, shared.id)[-1].body == "It is *back*."


def test_who_muted_a_ticket_gets_no_mail_about_it(people: People, shared: TicketRow) -> None:
    operations.follow(people.carol, shared.reference, Following.MUTE)
    operations.reply(people.alice, shared.reference, "Once more.")
    assert mailed("message") == {"Bob", "Sam"}
    operations.follow(people.carol, shared.reference, Following.FOLLOW)
    forget()
    operations.reply(people.alice, shared.reference, "And again.")
    assert mailed("message") == {"Bob", "Carol", "Sam"}


def test_the_first_words_of_an_engineer_are_the_first_answer_and_start_the_work(people: People) -> None:
    """OPS-05."""
    ticket = make_ticket(people.alice)
    operations.note(people.sam, ticket.reference, "Looks like the host.")
    assert get_row(ticket.id).answered_at is None
    operations.reply(people.sam, ticket.reference, "We look at it.")
    first = get_row(ticket.id)
    assert first.status is Status.IN_PROGRESS
    assert first.answered_at is not None
    operations.reply(people.sam, ticket.reference, "Found it.")
    assert get_row(ticket.id).answered_at == first.answered_at


def test_a_question_hands_the_turn_to_the_customer_and_any_answer_gives_it_back(
    people: People, shared: TicketRow
) -> None:
    operations.reply(people.sam, shared.reference, "May we detach it?", asks=True)
    assert get_row(shared.id).status is Status.WAITING_FOR_CUSTOMER
    assert get_row(shared.id).turn is Turn.CUSTOMER
    operations.reply(people.bob, shared.reference, "Yes.")
    assert get_row(shared.id).turn is Turn.ENGINEERS
    assert kinds(people, shared)[-2:] == [EntryKind.MESSAGE, EntryKind.STATUS_CHANGED]


def test_a_customer_cannot_ask_as_an_engineer_does(people: People, shared: TicketRow) -> None:
    operations.reply(people.alice, shared.reference, "Any news?", asks=True)
    assert get_row(shared.id).status is Status.NEW


def test_one_reply_sent_twice_stands_once(people: People, shared: TicketRow) -> None:
    """UX-21."""
    entries = {operations.reply(people.alice, shared.reference, "Hello.", once="form-1") for _ in range(2)}
    assert len(entries) == 1
    assert kinds(people, shared).count(EntryKind.MESSAGE) == 1
    assert mailed("message") == {"Bob", "Carol", "Sam"}


def test_the_mark_of_one_persons_form_does_not_swallow_anothers_reply(people: People, shared: TicketRow) -> None:
    operations.reply(people.alice, shared.reference, "From Alice.", once="same")
    operations.reply(people.bob, shared.reference, "From Bob.", once="same")
    assert kinds(people, shared).count(EntryKind.MESSAGE) == 2


def test_the_mark_of_a_form_on_one_ticket_swallows_nothing_on_another(people: People, shared: TicketRow) -> None:
    other = make_ticket(people.alice)
    operations.reply(people.alice, shared.reference, "Hello.", once="same")
    operations.keep_reply_draft(people.alice, other.reference, "Hel", once="same")
    assert get_visible(people.alice, other.reference).reply_draft == "Hel"
    operations.reply(people.alice, other.reference, "Hello.", once="same")
    assert [kinds(people, ticket).count(EntryKind.MESSAGE) for ticket in (shared, other)] == [1, 1]


def test_a_note_with_the_mark_of_a_message_is_written(people: People, shared: TicketRow) -> None:
    operations.reply(people.sam, shared.reference, "Hello.", once="same")
    operations.note(people.sam, shared.reference, "Hello.", once="same")
    assert kinds(people, shared).count(EntryKind.NOTE) == 1


def test_words_added_because_no_answer_came_are_sent_too(people: People, shared: TicketRow) -> None:
    """R-04: the server died after it had kept the first words, and their author went on writing."""
    operations.reply(people.alice, shared.reference, "It is back.", once="form-1")
    operations.reply(people.alice, shared.reference, "It is back. On both hosts.", once="form-1")
    written = [entry.body for entry in timeline(people.bob, shared.id) if entry.kind is EntryKind.MESSAGE]
    assert written == ["It is back.", "It is back. On both hosts."]


def test_an_empty_reply_and_one_without_end_are_refused(people: People, shared: TicketRow) -> None:
    for body in ("", "  \n ", "x" * (operations.MOST_CHARACTERS + 1)):
        with pytest.raises(Rejected) as refusal:
            operations.reply(people.alice, shared.reference, body)
        assert refusal.value.field == "body"
    assert kinds(people, shared) == [EntryKind.OPENED]


def test_an_internal_note_changes_nothing_that_a_customer_can_see(people: People, shared: TicketRow) -> None:
    """S-05."""
    before = get_visible(people.alice, shared.reference)
    operations.note(people.sam, shared.reference, "The customer is wrong about zebras.")
    assert get_visible(people.alice, shared.reference) == before
    assert [entry.kind for entry in timeline(people.alice, shared.id)] == [EntryKind.OPENED]
    assert kinds(people, shared) == [EntryKind.OPENED, EntryKind.NOTE]
    assert mailed() == set()


def test_an_internal_note_is_in_no_mail_that_leaves_later(people: People, shared: TicketRow) -> None:
    """S-05, M-15."""
    operations.note(people.sam, shared.reference, "The customer is wrong about zebras.")
    operations.reply(people.sam, shared.reference, "We look at it.")
    operations.resolve(people.sam, shared.reference, "Replaced the host.")
    assert mailed() == {"Alice", "Bob", "Carol"}
    assert "zebra" not in texts()


def test_only_engineers_write_notes(people: People, shared: TicketRow) -> None:
    with pytest.raises(NotAllowed):
        operations.note(people.alice, shared.reference, "Secret.")


def test_who_does_not_see_a_ticket_cannot_write_on_it(people: People) -> None:
    """S-02."""
    ticket = make_ticket(people.alice)
    for name in ("bob", "dave", "erin"):
        with pytest.raises(NotFound):
            operations.reply(people[name], ticket.reference, "Hello?")


def test_the_free_plan_reads_in_the_portal_and_writes_by_mail(people: People) -> None:
    ticket = make_ticket(people.dave)
    with pytest.raises(NotAllowed):
        operations.reply(people.dave, ticket.reference, "From the portal.")
    operations.reply(people.by_mail("dave"), ticket.reference, "By mail.")
    assert [entry.body for entry in timeline(people.dave, ticket.id)][-1] == "By mail."


def test_an_engineer_says_what_solved_it_and_the_requester_may_reopen_it(people: People, shared: TicketRow) -> None:
    """OPS-15."""
    with pytest.raises(Rejected):
        operations.resolve(people.sam, shared.reference, "  ")
    operations.resolve(people.sam, shared.reference, "Replaced the host.")
    assert get_row(shared.id).status is Status.RESOLVED
    assert get_row(shared.id).resolved_at is not None
    assert mailed("resolved") == {"Alice", "Bob", "Carol"}
    operations.reopen(people.alice, shared.reference, "It is back.")
    assert get_row(shared.id).status is Status.IN_PROGRESS
    assert get_row(shared.id).resolved_at is None
    assert mailed("reopened") == {"Bob", "Carol", "Sam"}


@pytest.mark.parametrize("words", ["", "A reboot helped."])
@pytest.mark.parametrize("operation", [operations.resolve, operations.cancel])
def test_a_move_made_twice_is_made_once(
    operation: Callable[..., None], words: str, people: People, shared: TicketRow
) -> None:
    """UX-21."""
    operation(people.alice, shared.reference, words)
    operation(people.alice, shared.reference, words)
    assert kinds(people, shared) == [EntryKind.OPENED, EntryKind.STATUS_CHANGED]


@pytest.mark.parametrize("operation", [operations.resolve, operations.cancel])
def test_nobody_is_told_that_words_were_sent_which_came_too_late(
    operation: Callable[..., None], people: People, shared: TicketRow
) -> None:
    operation(people.alice, shared.reference, "A reboot helped.")
    with pytest.raises(Conflict, match="not sent"):
        operation(people.alice, shared.reference, "A reboot helped, for now.")
    assert timeline(people.alice, shared.id)[-1].body == "A reboot helped."


@pytest.mark.parametrize("operation", [operations.resolve, operations.reopen, operations.cancel])
def test_a_colleague_reads_and_answers_but_does_not_decide(
    operation: Callable[..., None], people: People, shared: TicketRow
) -> None:
    if operation is operations.reopen:
        operations.resolve(people.alice, shared.reference)
    before = get_row(shared.id).status
    with pytest.raises(NotAllowed):
        operation(people.bob, shared.reference, "")
    assert get_row(shared.id).status is before


def test_a_finished_ticket_takes_no_more_words(people: People, shared: TicketRow) -> None:
    operations.cancel(people.alice, shared.reference, "We found it ourselves.")
    for name in ("alice", "bob", "sam"):
        with pytest.raises(NotAllowed):
            operations.reply(people[name], shared.reference, "One more thing.")
    with pytest.raises(Conflict):
        operations.resolve(people.alice, shared.reference)


def test_an_administrator_approves_a_request_that_then_begins(people: People) -> None:
    ticket = make_ticket(people.bob, needs_approval=True)
    assert ticket.status is Status.WAITING_FOR_APPROVAL
    assert ticket.answer_due_at is None
    assert mailed("approval_needed") == {"Alice"}
    for name in ("bob", "sam"):
        with pytest.raises(NotAllowed):
            operations.approve(people[name], ticket.reference)
    operations.approve(people.alice, ticket.reference)
    operations.approve(people.alice, ticket.reference)
    row = get_row(ticket.id)
    assert (row.status, row.approval) == (Status.NEW, Approval.APPROVED)
    assert row.answer_due_at is not None
    assert mailed("approved") == {"Bob"}
    assert kinds(people, ticket).count(EntryKind.APPROVED) == 1


def test_who_declines_says_why(people: People) -> None:
    ticket = make_ticket(people.bob, needs_approval=True)
    with pytest.raises(Rejected):
        operations.decline(people.alice, ticket.reference, " ")
    operations.decline(people.alice, ticket.reference, "Nina leaves in May.")
    row = get_row(ticket.id)
    assert (row.status, row.approval) == (Status.DECLINED, Approval.DECLINED)
    assert timeline(people.bob, ticket.id)[-1].body == "Nina leaves in May."
    assert mailed("declined") == {"Bob"}


def test_a_request_of_an_administrator_needs_nobody(people: People) -> None:
    assert make_ticket(people.alice, needs_approval=True).status is Status.NEW


def test_the_administrator_of_another_organisation_does_not_approve(people: People) -> None:
    """Carol administers Globex, and is only a member of Acme."""
    ticket = make_ticket(people.bob, needs_approval=True)
    with pytest.raises(NotFound):
        operations.approve(people.carol, ticket.reference)


def test_a_half_written_reply_is_its_authors_and_goes_when_it_is_sent(people: People, shared: TicketRow) -> None:
    operations.keep_reply_draft(people.alice, shared.reference, "Half a")
    operations.keep_reply_draft(people.alice, shared.reference, "Half a sentence")
    assert get_visible(people.alice, shared.reference).reply_draft == "Half a sentence"
    assert get_visible(people.bob, shared.reference).reply_draft == ""
    operations.reply(people.alice, shared.reference, "A whole sentence.")
    assert get_visible(people.alice, shared.reference).reply_draft == ""


def test_an_emptied_draft_is_forgotten(people: People, shared: TicketRow) -> None:
    operations.keep_reply_draft(people.alice, shared.reference, "Half a")
    operations.keep_reply_draft(people.alice, shared.reference, " ")
    assert ReplyDraft.select().count() == 0


def test_a_draft_that_arrives_after_its_reply_is_not_kept(people: People, shared: TicketRow) -> None:
    operations.reply(people.alice, shared.reference, "Hello.", once="form-1")
    for older in ("Hello.", "Hel", " \r\n"):
        operations.keep_reply_draft(people.alice, shared.reference, older, once="form-1")
        assert get_visible(people.alice, shared.reference).reply_draft == ""


def test_a_sentence_added_after_its_reply_is_kept(people: People, shared: TicketRow) -> None:
    operations.reply(people.alice, shared.reference, "Hello.", once="form-1")
    operations.keep_reply_draft(people.alice, shared.reference, "Hello. And", once="form-1")
    assert get_visible(people.alice, shared.reference).reply_draft == "Hello. And"


def test_a_half_written_note_never_turns_up_as_a_reply(people: People, shared: TicketRow) -> None:
    """S-05."""
    operations.keep_reply_draft(people.sam, shared.reference, "Internal", EntryKind.NOTE)
    operations.keep_reply_draft(people.sam, shared.reference, "Public")
    assert get_visible(people.sam, shared.reference).reply_draft == "Public"
    assert get_visible(people.sam, shared.reference, writing=EntryKind.NOTE).reply_draft == "Internal"
    operations.note(people.sam, shared.reference, "Internal, sent.")
    assert get_visible(people.sam, shared.reference).reply_draft == "Public"


def test_a_change_that_fails_leaves_nothing_behind(people: People, shared: TicketRow) -> None:
    """R-04: entry, status and mails are one."""
    broken = replace(people.sam, person_id=987_654)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        operations.reply(broken, shared.reference, "Hello.", asks=True)
    assert kinds(people, shared) == [EntryKind.OPENED]
    assert Ticket.get_by_id(shared.id).status is Status.NEW
    assert Entry.select().where(Entry.body == "Hello.").count() == 0
    assert mailed() == set()
