"""No list reads the whole table: what each statement does is asked of the database itself (R-17)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product

import peewee
import pytest

from portal import audit, audit_lines
from portal.audit import Act
from portal.audit_lines import AuditFilter
from portal.clock import now
from portal.db import is_postgresql
from portal.inbound.engineers import queries as received
from portal.notify import brakes, suspensions, threads
from portal.notify import queries as mails
from portal.notify.queries import OutgoingFilter
from portal.policy import Actor
from portal.tickets import lookups
from portal.tickets.desk import release_of_left
from portal.tickets.figures import FiguresFilter, figures
from portal.tickets.history import SORTS, STATES, counts, history
from portal.tickets.participants import add_participant
from portal.tickets.presence import others_on
from portal.tickets.queries import get_visible, timeline
from portal.tickets.queues import QueueFilter, Scope, count_each, facets, most_pressing, queue
from portal.tickets.rows import HistoryFilter, TicketRow
from portal.tickets.seers import readers_of
from portal.tickets.views import views_of
from portal.vocabulary import OutboxState, Priority, ReceivedState
from tests.factories import People

MakeTicket = Callable[..., TicketRow]
# What a statement has put together itself: a constant row, the parts of a count, the branches of a list.
_OWN_RESULT = re.compile(r"SCAN (CONSTANT ROW|part|_wrapped|b\d|\(subquery-\d+\))$")


@pytest.fixture
def plans(database: peewee.Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The plan of each SELECT that the test asks, as one text each."""
    found: list[str] = []
    execute = database.execute_sql
    if is_postgresql():
        # The tables are nearly empty: only a planner that must not read them whole says whether there is another way.
        execute("SET enable_seqscan = off")

    def explained(sql: str, *arguments: object) -> object:
        if sql.startswith("SELECT"):
            before = "EXPLAIN " if is_postgresql() else "EXPLAIN QUERY PLAN "
            found.append("\n".join(str(line[-1]) for line in execute(before + sql, *arguments).fetchall()))
        return execute(sql, *arguments)

    monkeypatch.setattr(database, "execute_sql", explained)
    return found


@contextmanager
def _without_reading_tables(plans: list[str]) -> Iterator[None]:
    plans.clear()
    yield
    assert plans
    for plan in plans:
        whole = [line for line in plan.splitlines() if "Seq Scan" in line or ("SCAN" in line and "INDEX" not in line)]
        assert all(_OWN_RESULT.match(line) for line in whole), plan


@pytest.mark.parametrize("whose", ["mine", "shared", "organisation", "all"])
def test_a_list_follows_an_index(whose: str, people: People, plans: list[str]) -> None:
    organisation = people.organisations["acme"]
    for actor, state, sort in product((people.alice, people.bob, people.carol), STATES, SORTS):
        with _without_reading_tables(plans):
            history(actor, HistoryFilter(whose, organisation, state=state, sort=sort))


@pytest.mark.parametrize("whose", ["mine", "shared", "organisation", "all"])
def test_counting_follows_an_index(whose: str, people: People, plans: list[str]) -> None:
    for actor in (people.alice, people.bob, people.carol, people.erin):
        with _without_reading_tables(plans):
            counts(actor, HistoryFilter(whose, people.organisations["acme"]))


def test_the_lists_of_a_participant_follow_an_index(people: People, make_ticket: MakeTicket, plans: list[str]) -> None:
    row, organisation = make_ticket(people.alice), people.organisations["acme"]
    for name in ("bob", "carol"):
        add_participant(people.alice, row.reference, people.numbers[name])
    for actor in (people.bob, people.carol):
        assert actor.participates
        with _without_reading_tables(plans):
            for whose, state, sort in product(("shared", "organisation", "all"), ("open", "all"), SORTS):
                history(actor, HistoryFilter(whose, organisation, state=state, sort=sort))
            counts(actor, HistoryFilter("all"))
            lookups.count_visible(actor)
            get_visible(actor, row.reference)
            readers_of(row)


def test_the_queues_of_the_desk_follow_an_index(people: People, plans: list[str]) -> None:
    """OPS-18: what is due first comes from the index in its order, as far as the page goes."""
    sam, globex = people.sam, people.organisations["globex"]
    for scope in Scope:
        with _without_reading_tables(plans):
            queue(sam, QueueFilter(scope))
            queue(sam, QueueFilter(scope, organisations=(globex, None), priorities=(Priority.P1,)))
            facets(sam, QueueFilter(scope))
    for scope in (Scope.UNASSIGNED, Scope.MINE, Scope.OVERDUE, Scope.OPEN, Scope.OURS, Scope.ALL):
        with _without_reading_tables(plans):
            queue(sam, QueueFilter(scope))
        assert is_postgresql() or "TEMP B-TREE" not in plans[0], f"{scope}: {plans[0]}"
    with _without_reading_tables(plans):
        count_each(sam, {scope: QueueFilter(scope) for scope in Scope if scope is not Scope.ALL})
        most_pressing(sam)
        release_of_left()
        views_of(sam)
        others_on(sam, 1001)


def test_the_lists_of_engineers_follow_an_index(people: People, plans: list[str]) -> None:
    # By number, the table itself is in order: it is walked until the page is full.
    for state, sort in product((*STATES, "ours"), ("changed", "priority")):
        with _without_reading_tables(plans):
            history(people.sam, HistoryFilter("all", state=state, sort=sort))


def test_what_the_home_page_and_the_form_look_up_follows_an_index(people: People, plans: list[str]) -> None:
    def look_up(actor: Actor) -> None:
        lookups.latest(actor)
        lookups.waiting_for(actor)
        lookups.own_tickets(actor)
        lookups.tickets_about(actor, ["5e5b8f6e-0a6f-4c2e-9a57-2b3c4d5e6f70"])
        lookups.with_like_subject(actor, "Cannot attach a volume")
        lookups.count_visible(actor)

    for name in ("alice", "bob", "carol", "erin"):
        actor = people[name]
        with _without_reading_tables(plans):
            look_up(actor)


def test_a_ticket_and_its_timeline_follow_an_index(people: People, make_ticket: MakeTicket, plans: list[str]) -> None:
    row = make_ticket(people.bob)
    actor = people.alice
    with _without_reading_tables(plans):
        get_visible(people.bob, row.reference)
        timeline(actor, row.id)


def test_the_lists_of_mail_that_leaves_follow_an_index(people: People, plans: list[str]) -> None:
    sam, mark = people.sam, "1795427163000000.4"
    for wanted in (OutgoingFilter(OutboxState.QUEUED), OutgoingFilter(OutboxState.DEAD, after=mark)):
        with _without_reading_tables(plans):
            mails.listing(sam, wanted)
        assert "TEMP B-TREE" not in plans[0]
    with _without_reading_tables(plans):
        mails.listing(sam, OutgoingFilter(text="alice@acme.example"))
        mails.counts(sam, OutboxState.QUEUED, OutboxState.DEAD)


def test_what_is_asked_before_a_mail_is_made_follows_an_index(
    people: People, make_ticket: MakeTicket, plans: list[str]
) -> None:
    """M-12: brakes, threads and suspended addresses cost no more where millions of mails have left."""
    ticket = make_ticket(people.alice)
    with _without_reading_tables(plans):
        brakes.why_not_answer("held", "x@unknown.example", "Hello", once_a_day=True)
        brakes.why_not_tell(ticket.id, ["x@unknown.example", "y@unknown.example"])
        brakes.alert()
        threads.steps_of(ticket.id, 1, 2)
        suspensions.reason_of("x@unknown.example")


def test_the_lists_of_mail_that_came_in_follow_an_index(people: People, plans: list[str]) -> None:
    sam = people.sam
    with _without_reading_tables(plans):
        received.listing(sam, ReceivedState.HELD)
        received.listing(sam, ReceivedState.HELD, before=100)
        received.listing(sam, text="dave@initech.example")
        received.of_ticket(sam, 1001)
        received.count_held(sam)


def test_the_audit_follows_an_index_whatever_is_asked_of_it(
    people: People, make_ticket: MakeTicket, plans: list[str]
) -> None:
    row, acme = make_ticket(people.alice), people.organisations["acme"]
    sam, olga = people.sam, people.olga
    audit.record_on(Act.TICKET_ASSIGNED, sam, row)
    asked = (
        AuditFilter(),
        AuditFilter(actor_id=people.numbers["sam"]),
        AuditFilter(by_portal=True),
        AuditFilter(act=Act.TICKET_ASSIGNED),
        AuditFilter(person_id=people.numbers["alice"]),
        AuditFilter(organisation_id=acme),
        AuditFilter(ticket_id=row.id),
        AuditFilter(since=now(), until=now()),
        AuditFilter(person_id=people.numbers["alice"], act=Act.TICKET_ASSIGNED, since=now()),
        AuditFilter(after="1764000000000000-12"),
        AuditFilter(before="1764000000000000-12", organisation_id=acme),
    )
    with _without_reading_tables(plans):
        for wanted in asked:
            audit_lines.listing(olga, wanted)
        audit.record_seen(sam, row)
        audit.record_reading(olga)
    # On PostgreSQL a handful of lines is sorted faster than walked to.
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]


def test_the_figures_read_nothing_but_indexes(people: People, make_ticket: MakeTicket, plans: list[str]) -> None:
    make_ticket(people.alice)
    sam = people.sam
    with _without_reading_tables(plans):
        figures(sam, FiguresFilter(date(2026, 1, 1), date(2026, 3, 1)))
    assert len(plans) == 8
