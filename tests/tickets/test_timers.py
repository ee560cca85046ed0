"""What the portal does by itself: it reminds, takes for solved, closes, warns engineers (OPS-03, OPS-12, OPS-18)."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest

from portal import db
from portal.db.tables import Outbox, Ticket
from portal.tickets import desk, operations
from portal.tickets.queries import get_row, timeline
from portal.tickets.rows import TicketRow
from portal.tickets.timers import close_due, remind_due
from portal.tickets.warning import warn_due
from portal.vocabulary import EntryKind, Priority, Status
from tests.factories import People, make_ticket
from tests.support.mails import Hands
from tests.tickets.outgoing import forget, mailed


@pytest.fixture
def asked(people: People, hands: Hands) -> TicketRow:
    """Alice's ticket on which Sam asked her something."""
    ticket = make_ticket(people.alice, engineer=people.sam.person_id)
    operations.reply(people.sam, ticket.reference, "May we detach it?", asks=True)
    forget()
    return ticket


def said(event: str) -> list[str]:
    mails = Outbox.select(Outbox.text).where(Outbox.event == event).order_by(Outbox.id)
    return [" ".join(str(text).split()) for (text,) in mails.tuples()]


def after(hands: Hands, days: float) -> None:
    hands.time += timedelta(days=days)


def test_who_does_not_answer_is_reminded_twice_then_it_counts_as_solved_and_is_closed(
    people: People, hands: Hands, asked: TicketRow
) -> None:
    after(hands, 4.9)
    assert remind_due() == 0
    after(hands, 0.2)
    assert (remind_due(), remind_due()) == (1, 0)
    assert mailed("reminder") == {"Alice"}
    assert "take it for solved in 9 days" in said("reminder")[0]
    after(hands, 5)
    assert (remind_due(), remind_due()) == (1, 0)
    after(hands, 4)
    assert (remind_due(), remind_due()) == (1, 0)
    assert get_row(asked.id).status is Status.RESOLVED
    assert "no answer for 14 days" in said("resolved")[0]
    after(hands, 6.9)
    assert close_due() == 0
    after(hands, 0.2)
    assert (close_due(), close_due()) == (1, 0)
    assert get_row(asked.id).status is Status.CLOSED
    assert "nobody has said otherwise for 7 days" in said("closed")[0]
    done = [entry for entry in timeline(people.alice, asked.id) if entry.actor_id is None]
    assert [entry.kind for entry in done] == [EntryKind.REMINDED, EntryKind.REMINDED, *[EntryKind.STATUS_CHANGED] * 2]


def test_any_answer_stops_it(people: People, hands: Hands, asked: TicketRow) -> None:
    after(hands, 5.1)
    remind_due()
    operations.reply(people.alice, asked.reference, "Yes.")
    after(hands, 20)
    assert remind_due() == 0
    operations.reply(people.sam, asked.reference, "And now?", asks=True)
    after(hands, 4)
    assert remind_due() == 0


def test_words_of_an_engineer_begin_the_waiting_anew(people: People, hands: Hands, asked: TicketRow) -> None:
    after(hands, 4)
    operations.reply(people.sam, asked.reference, "We still have to know.")
    after(hands, 4)
    assert remind_due() == 0
    after(hands, 1.1)
    assert remind_due() == 1


def test_nobody_is_taken_by_surprise_where_the_worker_stood_still(hands: Hands, asked: TicketRow) -> None:
    after(hands, 40)
    assert (remind_due(), remind_due()) == (1, 0)
    assert "solved in 4 days" in said("reminder")[0]
    after(hands, 3.9)
    assert remind_due() == 0
    after(hands, 0.2)
    assert remind_due() == 1
    assert get_row(asked.id).status is Status.RESOLVED


def test_p1_is_never_resolved_or_closed_by_time(people: People, hands: Hands) -> None:
    ticket = make_ticket(people.alice, priority=Priority.P1)
    operations.reply(people.sam, ticket.reference, "May we restart it?", asks=True)
    after(hands, 30)
    assert remind_due() == 0
    operations.resolve(people.sam, ticket.reference, "Restarted.")
    after(hands, 30)
    assert close_due() == 0


def test_what_a_customer_wrote_after_it_was_solved_waits_for_us_and_not_for_time(people: People, hands: Hands) -> None:
    ticket = make_ticket(people.alice)
    operations.resolve(people.sam, ticket.reference, "Detached by force.")
    after(hands, 5)
    operations.reply(people.alice, ticket.reference, "It is stuck again.")
    after(hands, 30)
    assert close_due() == 0
    operations.reply(people.sam, ticket.reference, "That is another volume.")
    assert close_due() == 0, "what we wrote has its days, too"
    after(hands, 7.1)
    assert close_due() == 1


@pytest.mark.settings(waiting={"remind_days": [], "resolve_days": 0, "close_days": 0})
def test_an_operator_may_turn_it_off(people: People, hands: Hands, asked: TicketRow) -> None:
    after(hands, 300)
    assert remind_due() == 0
    operations.resolve(people.sam, asked.reference, "Gone.")
    after(hands, 300)
    assert close_due() == 0


def test_the_engineer_is_warned_at_three_quarters_and_once_it_is_late(people: People, hands: Hands) -> None:
    ticket = make_ticket(people.alice, priority=Priority.P1)
    desk.assign(people.sam, ticket.reference, people.sam.person_id)
    forget()
    after(hands, 22 / 24 / 60)
    assert warn_due() == 0
    after(hands, 1 / 24 / 60)
    assert (warn_due(), warn_due()) == (1, 0)
    assert mailed("warning") == {"Sam"}
    after(hands, 8 / 24 / 60)
    assert (warn_due(), warn_due()) == (1, 0)
    assert "was promised by" in said("warning")[1]
    warned = [entry.data["late"] for entry in timeline(people.sam, ticket.id) if entry.kind is EntryKind.WARNED]
    assert warned == [False, True]
    assert EntryKind.WARNED not in {entry.kind for entry in timeline(people.alice, ticket.id)}


def test_of_an_unassigned_ticket_every_engineer_is_warned_and_automatically(people: People, hands: Hands) -> None:
    make_ticket(people.alice, priority=Priority.P1)
    forget()
    after(hands, 1)
    assert warn_due() == 1
    assert mailed("warning") == {"Sam", "Olga"}
    assert all(mail.headers["Auto-Submitted"] == "auto-generated" for mail in Outbox.select())


def test_an_answer_begins_the_next_time_and_its_warnings(people: People, hands: Hands) -> None:
    ticket = make_ticket(people.alice, priority=Priority.P1)
    after(hands, 1)
    warn_due()
    operations.reply(people.sam, ticket.reference, "We are at it.")
    assert Ticket.get_by_id(ticket.id).warned == 0
    assert warn_due() == 0
    after(hands, 50 / 24 / 60)
    assert warn_due() == 1
    assert Ticket.get_by_id(ticket.id).warned == 75


def test_two_workers_do_nothing_twice(people: People, hands: Hands, asked: TicketRow) -> None:
    make_ticket(people.bob, priority=Priority.P1)
    after(hands, 5.1)
    forget()

    def work() -> None:
        with db.connection():
            remind_due()
            warn_due()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert mailed("reminder") == {"Alice"}
    assert len(said("reminder")) == 1
    assert len(said("warning")) == 2
