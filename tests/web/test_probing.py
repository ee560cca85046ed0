"""Trying one number after the other gets nobody far (S-24; ASVS 2.4.1, 16.3.2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.audit import Act
from portal.db.tables import Audited, RateLimit
from portal.settings import Limits
from portal.vocabulary import Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser
from tests.support.mails import Hands

Browse = Callable[..., Browser]
TICKETS = "/servicedesk/tickets"
pytestmark = [pytest.mark.once, pytest.mark.settings(limits=Limits(misses=3))]


def probe(browser: Browser, *numbers: int) -> list[int]:
    return [browser.get(f"{TICKETS}/SC-{number}").status_code for number in numbers]


def test_after_too_many_tickets_in_vain_the_answer_is_to_wait(browser: Browse, people: People, hands: Hands) -> None:
    hidden = make_ticket(people.erin)
    own = make_ticket(people.alice)
    alice = browser(people.alice)
    assert probe(alice, hidden.id, 2001, 2002) == [404, 404, 404]
    answer = alice.get(f"{TICKETS}/SC-2003")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    assert "Content-Security-Policy" in answer.headers
    assert probe(alice, hidden.id, 2004, 2003) == [429, 429, 429], "what is hidden reads like what is not there"
    assert probe(alice, own.id) == [200]
    lines = list(Audited.select().where(Audited.action == Act.PROBING_STOPPED))
    assert [(line.actor_name, line.data) for line in lines] == [
        ("Alice Andersson", {"counted_by": "person", "tickets": 4})
    ]
    assert probe(browser(people.bob), 2001) == [404], "the others of the office go on"
    hands.forward(minutes=11)
    assert probe(alice, 2005) == [404]


def test_a_page_that_stays_open_is_no_probing(browser: Browse, people: People) -> None:
    """Who lost sight of a ticket has it open still, and it looks for news every few seconds."""
    hidden = make_ticket(people.erin)
    alice = browser(people.alice)
    assert {alice.get(f"{TICKETS}/{hidden.reference}/timeline?after=0").status_code for _ in range(10)} == {404}


def test_what_is_not_permitted_counts_too(browser: Browse, people: People) -> None:
    tickets = [make_ticket(people.alice, visibility=Visibility.SHARED) for _ in range(4)]
    bob = browser(people.bob)
    assert [bob.get(f"{TICKETS}/{row.reference}/visibility").status_code for row in tickets] == [403, 403, 403, 429]


def test_a_network_is_stopped_later_than_a_person(browser: Browse, people: People) -> None:
    for name in ("alice", "bob", "carol", "dave", "erin"):
        probe(browser(people[name]), 2001, 2002, 2003)
    assert probe(browser(people.sam), 2001) == [429]
    assert Audited.select().where(Audited.action == Act.PROBING_STOPPED).get().data["counted_by"] == "network"


def test_what_is_found_costs_nothing(browser: Browse, people: People) -> None:
    alice, own = browser(people.alice), make_ticket(people.alice)
    probe(alice, own.id)
    assert RateLimit.select().count() == 0
