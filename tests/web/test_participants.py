"""Adding somebody to a ticket in the portal, and ending it: said beforehand, done once, told afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.db.tables import Membership
from portal.tickets import participants
from portal.tickets.queries import get_row
from portal.tickets.rows import TicketRow
from portal.vocabulary import Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser
from tests.support.statements import statements

pytestmark = pytest.mark.once

Browse = Callable[..., Browser]


@pytest.fixture
def ticket(people: People) -> TicketRow:
    """A private one of Alice's."""
    return make_ticket(people.alice, subject="Volume stuck")


def path(ticket: TicketRow) -> str:
    return f"/servicedesk/tickets/{ticket.reference}"


def add_carol(people: People, ticket: TicketRow) -> None:
    participants.add_participant(people.alice, ticket.reference, people.numbers["carol"])


def test_the_requester_adds_somebody_and_reads_first_what_it_means(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """UX-11, JSM-3."""
    alice = browser(people.alice)
    page = alice.visit(alice.visit(path(ticket)).links["Add somebody"])
    assert "would see the whole public conversation and its files, could write here, and get its mail" in page.main
    assert get_row(ticket.id).participants == frozenset(), "looking changes nothing"
    page = alice.press("Add", person=str(people.numbers["carol"]))
    assert "Carol Weber sees SC-1001 now, with the whole public conversation, and gets mail about it." in page.text
    assert "2 people, and our engineers." in page.text_of("who")
    assert "Carol Weber added" in page.text_of("who").replace("Weberadded", "Weber added")
    assert "Private to 2 people" in page.text_of("glance")
    assert "Alice Andersson added Carol Weber to the ticket" in page.text_of("timeline")
    theirs = browser(people.carol).visit(path(ticket))
    assert theirs.h1 == "Volume stuck"
    assert "added you to the ticket" in theirs.text_of("timeline")
    assert "Reply" in theirs.buttons


def test_removing_says_who_loses_sight_and_then_who_lost_it(browser: Browse, people: People, ticket: TicketRow) -> None:
    """A-15, UX-11."""
    add_carol(people, ticket)
    for name in ("alice", "sam"):
        somebody = browser(people[name])
        page = somebody.visit(somebody.visit(path(ticket)).links["Remove Carol Weber"])
        assert "Carol Weber will no longer see it, nor get mail about it." in page.main
    assert get_row(ticket.id).participants, "looking changes nothing"
    page = somebody.press("Remove Carol Weber")
    assert "Carol Weber no longer sees SC-1001, nor gets mail about it." in page.text
    browser(people.carol).visit(path(ticket), status=404)


def test_a_participant_leaves(browser: Browse, people: People, ticket: TicketRow) -> None:
    add_carol(people, ticket)
    carol = browser(people.carol)
    links = carol.visit(path(ticket)).links
    assert "Add somebody" not in links
    page = carol.visit(links["Leave this ticket"])
    assert "You will no longer see it, nor get mail about it. What you wrote stays." in page.main
    page = carol.press("Leave this ticket")
    assert page.path == "/servicedesk/tickets"
    assert "You no longer see SC-1001, nor get mail about it." in page.text


def test_pressed_twice_it_is_done_once(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-21."""
    alice, place = browser(people.alice), f"{path(ticket)}/participants"
    posted = {"person": str(people.numbers["carol"])}
    assert [alice.post(place, posted).status_code for _ in range(2)] == [303, 303]
    removing = f"{place}/{people.numbers['carol']}/remove"
    assert [alice.post(removing).status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("person", ["", "0", "dave", "-1", "x", "9" * 30])
def test_who_is_not_on_the_list_is_refused_with_a_sentence(
    person: str, browser: Browse, people: People, ticket: TicketRow
) -> None:
    number = str(people.numbers[person]) if person in people.numbers else person
    alice = browser(people.alice)
    alice.visit(f"{path(ticket)}/participants")
    answer = alice.post(f"{path(ticket)}/participants", {"person": number})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert get_row(ticket.id).participants == frozenset()


def test_where_there_is_nobody_to_add_it_says_so(browser: Browse, people: People, ticket: TicketRow) -> None:
    Membership.delete().where(Membership.person != people.numbers["alice"]).execute()
    page = browser(people.alice).visit(f"{path(ticket)}/participants")
    assert "There is nobody else at Acme AB who could be added." in page.main
    assert "Add" not in page.buttons


def test_making_private_and_sharing_say_who_stays(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-11."""
    add_carol(people, ticket)
    alice = browser(people.alice)
    alice.visit(path(ticket))
    page = alice.press("Share with Acme AB")
    assert "Bob Berg will see it, with everything written so far. Carol Weber sees it already." in page.main
    page = alice.press("Share with Acme AB")
    assert "Bob would no longer see it, nor get mail about it. Carol would go on seeing it." in page.text_of("who")
    page = alice.press("Make private")
    assert "Bob Berg will no longer see it, nor get mail about it. Carol Weber sees it still" in page.main
    page = alice.press("Make private")
    assert "Bob Berg no longer sees it. Carol Weber sees it still" in page.text


def test_on_a_shared_ticket_it_means_less_and_says_so(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    alice = browser(people.alice)
    assert "People at Acme AB see this ticket already" in alice.visit(f"{path(ticket)}/participants").main
    add_carol(people, ticket)
    page = alice.visit(alice.visit(path(ticket)).links["Remove Carol Weber"])
    assert "Carol Weber goes on seeing it as long as it is shared with Acme AB" in page.main


def test_the_list_and_the_ticket_ask_the_database_no_more_often(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """R-17."""
    add_carol(people, ticket)
    carol = browser(people.carol)
    for address, number in ((path(ticket), 5), ("/servicedesk/tickets?whose=shared", 3)):
        assert "Volume stuck" in carol.visit(address).main
        with statements() as asked:
            carol.visit(address)
        assert len(asked) == number, asked
    assert 'Acme AB,"Private, with participants"' in carol.get("/servicedesk/tickets.csv?whose=shared").text
