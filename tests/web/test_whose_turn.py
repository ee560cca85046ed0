"""What the panel over a ticket and the facts beside it say, and who is said to have done it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from portal import clock
from portal.accounts import leaving
from portal.db import transaction
from portal.tickets import desk, operations
from portal.tickets.leaving import forget
from portal.tickets.rows import TicketRow
from portal.vocabulary import DueKind, Level, Priority, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser

Browse = Callable[..., Browser]


def turn(somebody: Browser, ticket: TicketRow) -> str:
    return somebody.visit(f"/servicedesk/tickets/{ticket.reference}").text_of("turn")


def test_who_marked_it_as_solved_is_named(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    operations.resolve(people.alice, ticket.reference)
    assert "You marked it as solved" in turn(browser(people.alice), ticket)
    assert "Alice Andersson marked it as solved" in turn(browser(people.bob), ticket)
    operations.reopen(people.alice, ticket.reference)
    operations.resolve(people.sam, ticket.reference, "Detached by force.")
    assert "We believe it is solved" in turn(browser(people.alice), ticket)


def test_an_administrator_goes_on_where_the_requester_has_left(browser: Browse, people: People) -> None:
    """Nobody waits for somebody who cannot answer, and somebody there can say that it is solved."""
    ticket = make_ticket(people.bob, visibility=Visibility.SHARED)
    operations.reply(people.sam, ticket.reference, "Is it there still?", asks=True)
    with transaction():
        leaving.leave(people.numbers["bob"], people.organisations["acme"])
        forget(people.numbers["bob"])
    assert "Waiting for Acme AB" in turn(browser(people.carol), ticket)
    alice = browser(people.alice)
    assert "Bob Berg (left) cannot answer any more" in turn(alice, ticket)
    assert "1 ticket needs your answer" in browser(people.alice).visit("/servicedesk").main
    alice.press("Resolve", body="It is gone.")
    assert "Administrators of Acme AB can reopen it" in turn(browser(people.carol), ticket)
    alice.press("It is solved")
    assert "Finished" in turn(alice, ticket)


def test_nobody_is_said_to_work_on_what_nobody_took(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.alice)
    operations.resolve(people.alice, ticket.reference)
    operations.reopen(people.alice, ticket.reference)
    assert "It is with our engineers" in turn(browser(people.alice), ticket)
    desk.assign(people.sam, ticket.reference, people.sam.person_id)
    assert "An engineer is working on it" in turn(browser(people.alice), ticket)


def test_what_is_late_looks_late_to_engineers(browser: Browse, people: People) -> None:
    """A-03: by word and sign, and not by colour alone; the customer reads it in the sentence below."""
    ticket = make_ticket(people.alice, due_at=clock.now() - timedelta(minutes=5), due_kind=DueKind.ANSWER)
    said = "First answer was promised by"
    looks = {"sam": ("Waiting for a first answer: late", "late"), "alice": ("We have received it", "ours")}
    for name, (head, look) in looks.items():
        page = browser(people[name]).visit(f"/servicedesk/tickets/{ticket.reference}")
        words = page.text_of("turn")
        assert head in words, words
        assert said in words
        assert f'class="turn {look}"' in page.source


def test_levels_that_no_longer_make_the_priority_are_not_shown_beside_it(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.alice, priority=Priority.P2, urgency=Level.HIGH, impact=Level.MEDIUM)
    place = f"/servicedesk/tickets/{ticket.reference}"
    assert "High urgency, medium impact" in browser(people.alice).visit(place).text_of("facts")
    desk.set_priority(people.sam, ticket.reference, Priority.P3, "Only one zone.")
    facts = browser(people.alice).visit(place).text_of("facts")
    assert "Set by an engineer" in facts
    assert "High urgency" not in facts


def test_the_next_target_is_said_with_its_zone_and_the_free_plan_says_that_it_has_none(
    browser: Browse, people: People
) -> None:
    """OPS-02, OPS-03."""
    ticket = make_ticket(people.alice, priority=Priority.P1)
    words = turn(browser(people.alice), ticket)
    assert "First answer by" in words
    assert re.search(r"\d\d:\d\d CES?T (today|tomorrow)", words)
    free = make_ticket(people.dave)
    assert "The plan Free promises no times." in turn(browser(people.dave), free)
