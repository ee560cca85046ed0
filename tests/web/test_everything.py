"""A search and a link find everything that one may see, not only one's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.tickets.rows import Answer
from portal.vocabulary import Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser

Browse = Callable[..., Browser]
UUID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.fixture(autouse=True)
def tickets(people: People) -> None:
    """One shared and one private of Alice's, about the same volume, and one of Bob's."""
    about = (Answer("resources", "Affected resources", "uuids", UUID),)
    make_ticket(people.alice, subject="Shared volume", visibility=Visibility.SHARED, answers=about)
    make_ticket(people.alice, subject="Private volume", answers=about)
    make_ticket(people.bob, subject="Bob's volume", answers=about)


def test_the_search_on_the_home_page_finds_what_a_colleague_shares(browser: Browse, people: People) -> None:
    bob = browser(people.bob)
    bob.visit("/servicedesk")
    page = bob.press("Search", text="volume")
    assert "Shared volume" in page.main
    assert "Bob's volume" in page.main
    assert "Private volume" not in page.main
    assert "that we do not know" not in page.main


def test_all_tickets_are_as_many_as_the_home_page_says(browser: Browse, people: People) -> None:
    bob = browser(people.bob)
    page = bob.visit(bob.visit("/servicedesk").links["All 2 tickets"])
    assert "Mine and shared 2" in page.links
    assert "1 to 2 of 2" in page.main
    assert "that we do not know" not in page.main


def test_who_belongs_nowhere_has_no_second_list_of_the_same(browser: Browse, people: People) -> None:
    make_ticket(people.erin, subject="Mine alone")
    erin = browser(people.erin)
    page = erin.visit(erin.visit("/servicedesk").links["All tickets"])
    assert not any("Mine and shared" in link for link in page.links)


def test_a_resource_leads_to_all_tickets_about_it(browser: Browse, people: People) -> None:
    bob, sam = browser(people.bob), browser(people.sam)
    theirs = bob.visit(bob.visit("/servicedesk/tickets/SC-1001").links[UUID]).main
    assert ("Shared volume" in theirs, "Bob's volume" in theirs, "Private volume" in theirs) == (True, True, False)
    everybodys = sam.visit(sam.visit("/servicedesk/tickets/SC-1001").links[UUID]).main
    assert all(subject in everybodys for subject in ("Shared volume", "Bob's volume", "Private volume"))


def test_the_bar_of_engineers_leads_to_queues_and_not_to_a_list_of_nothing(browser: Browse, people: People) -> None:
    links = browser(people.sam).visit("/servicedesk/tickets/SC-1001").links
    assert links["Queues"] == "/servicedesk/desk"
    assert "Tickets" not in links
