"""What is due stands on the ticket, whoever did whatever to it (OPS-02, OPS-05 to OPS-09)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal import clock, db, supervisor
from portal.accounts import organisations
from portal.db import schema
from portal.db.tables import Ticket
from portal.settings import Settings
from portal.states import Move
from portal.tickets import desk, operations
from portal.tickets.due import follow_plans, recompute_all
from portal.tickets.queries import get_row
from portal.tickets.rows import TicketRow
from portal.vocabulary import DueKind, Priority, Status
from tests.factories import People, make_ticket
from tests.support.mails import Hands


def after(hands: Hands, minutes: int) -> datetime:
    hands.forward(minutes=minutes)
    return hands.time


def due(ticket: TicketRow) -> tuple[DueKind | None, datetime]:
    row = get_row(ticket.id)
    return row.due_kind, row.due_at


HOUR = timedelta(hours=1)


def test_a_ticket_from_its_first_answer_to_its_end(people: People, hands: Hands) -> None:
    ticket = make_ticket(people.alice, priority=Priority.P1)
    assert due(ticket) == (DueKind.ANSWER, hands.time + HOUR / 2)
    desk.assign(people.sam, ticket.reference, people.sam.person_id)
    operations.note(people.sam, ticket.reference, "The host, I think.")
    assert due(ticket)[0] is DueKind.ANSWER
    answered_at = after(hands, 10)
    operations.reply(people.sam, ticket.reference, "We are at it.")
    assert (get_row(ticket.id).answered_at, due(ticket)) == (answered_at, (DueKind.UPDATE, answered_at + HOUR))
    asked_at = after(hands, 20)
    operations.reply(people.sam, ticket.reference, "May we restart it?", asks=True)
    assert due(ticket) == (None, clock.STANDS)
    assert get_row(ticket.id).waiting_since == asked_at
    back_at = after(hands, 600)
    operations.reply(people.alice, ticket.reference, "Yes.")
    assert due(ticket) == (DueKind.UPDATE, back_at + HOUR)
    operations.resolve(people.sam, ticket.reference, "Restarted.")
    assert due(ticket) == (None, clock.STANDS)
    operations.confirm_solved(people.alice, ticket.reference)
    assert due(ticket) == (None, clock.NEVER)


def test_how_it_was_solved_is_an_answer_and_a_new_status_is_none(people: People, hands: Hands) -> None:
    ticket = make_ticket(people.alice)
    desk.set_status(people.sam, ticket.reference, Move.WORK, "We start.")
    assert get_row(ticket.id).answered_at is None
    solved_at = after(hands, 5)
    operations.resolve(people.sam, ticket.reference, "Detached by force.")
    assert get_row(ticket.id).answered_at == solved_at


def test_an_answer_that_was_given_in_time_stays_so_whatever_the_priority_becomes(people: People, hands: Hands) -> None:
    ticket = make_ticket(people.alice, priority=Priority.P4)
    promised = get_row(ticket.id).answer_due_at
    after(hands, 120)
    operations.reply(people.sam, ticket.reference, "We look at it.")
    desk.set_priority(people.sam, ticket.reference, Priority.P1, "All zones.")
    row = get_row(ticket.id)
    assert (row.answer_due_at, row.due_at) == (promised, hands.time + HOUR)


@pytest.mark.settings(
    plans={
        "free": {"label": "Free", "paid": False, "targets": False},
        "standard": {"label": "Standard", "paid": True},
        "premium": {"label": "Premium", "paid": True, "times": {"p1": {"answer": 5}}},
    }
)
def test_another_plan_of_the_organisation_counts_from_the_start(people: People, hands: Hands) -> None:
    ticket = make_ticket(people.alice, priority=Priority.P1)
    opened_at = hands.time
    after(hands, 1)
    for plan, expected in (
        ("premium", opened_at + HOUR / 12),
        ("free", clock.STANDS),
        ("standard", opened_at + HOUR / 2),
    ):
        organisations.set_plan(None, people.organisations["acme"], plan)
        assert (follow_plans(), follow_plans()) == (1, 0)
        assert (get_row(ticket.id).plan, due(ticket)[1]) == (plan, expected)


def test_what_was_due_before_an_upgrade_is_worked_out_of_what_happened(people: People, hands: Hands) -> None:
    ticket = make_ticket(people.alice)
    operations.reply(people.sam, ticket.reference, "We look at it.")
    right = due(ticket)
    Ticket.update(due_at=clock.STANDS, due_kind=None).where(Ticket.id == ticket.id).execute()
    waiting = make_ticket(people.alice)
    warn_at = Ticket.get_by_id(waiting.id).warn_at
    Ticket.update(warn_at=clock.NEVER).where(Ticket.id == waiting.id).execute()
    finished = make_ticket(people.bob, status=Status.CLOSED)
    assert recompute_all() == 2
    assert (due(ticket), due(finished)[0]) == (right, DueKind.ANSWER)
    assert Ticket.get_by_id(waiting.id).warn_at == warn_at < clock.NEVER


@pytest.mark.once
def test_a_start_that_brings_the_database_up_to_date_works_out_what_is_due(
    people: People, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = make_ticket(people.alice)
    operations.reply(people.sam, ticket.reference, "We look at it.")
    right = due(ticket)
    Ticket.update(due_at=clock.STANDS, due_kind=None).where(Ticket.id == ticket.id).execute()
    monkeypatch.setattr(schema, "upgrade", lambda: ["0003_access_and_the_desk"])
    opened = db.handle.obj
    supervisor.prepare_database(settings, upgrade=True)
    db.handle.initialize(opened)
    assert due(ticket) == right
