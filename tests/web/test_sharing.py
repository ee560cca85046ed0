"""Who sees a ticket, changed in the portal: said beforehand, done once, told afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.tickets.queries import get_row, timeline
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser

pytestmark = pytest.mark.once

Browse = Callable[..., Browser]
LIST = "/servicedesk/tickets"


@pytest.fixture
def ticket(people: People) -> TicketRow:
    """Alice's, shared with Acme."""
    return make_ticket(people.alice, subject="Volume stuck", visibility=Visibility.SHARED)


def path(ticket: TicketRow) -> str:
    return f"{LIST}/{ticket.reference}"


def test_making_private_says_first_who_loses_sight_and_then_who_lost_it(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """A-15, UX-11."""
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    page = somebody.press("Make private")
    assert page.h1 == "Make private"
    assert "Bob Berg and Carol Weber will no longer see it, nor get mail about it." in page.main
    assert get_row(ticket.id).is_shared, "looking changes nothing"
    page = somebody.press("Make private")
    assert "SC-1001 is now private. Bob Berg and Carol Weber no longer see it." in page.text
    browser(people.bob).visit(path(ticket), status=404)


def test_sharing_names_who_will_read_everything(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.alice)
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    page = somebody.press("Share with Acme AB")
    assert "Bob Berg and Carol Weber will see it, with everything written so far." in page.main
    page = somebody.press("Share with Acme AB")
    assert "SC-1001 is now shared with Acme AB. Bob Berg and Carol Weber see it now." in page.text
    assert browser(people.bob).visit(path(ticket)).h1 == "Volume is stuck"


def test_the_wanted_state_is_posted_so_twice_is_once(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-21."""
    somebody = browser(people.alice)
    for _ in range(2):
        assert somebody.post(f"{path(ticket)}/visibility", {"to": "private"}).status_code == 303
    assert [entry.kind for entry in timeline(people.alice, ticket.id)] == [EntryKind.OPENED, EntryKind.MADE_PRIVATE]


def test_without_scripts_the_list_comes_back_as_it_was_filtered(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    somebody = browser(people.alice)
    address = f"{LIST}?state=all&text=volume"
    form = somebody.visit(address).form_with(f"Make {ticket.reference} private")
    came_from = {"Referer": f"http://localhost{address}"}
    asked = somebody.client.get(form.action, query_string={"to": "private"}, headers=came_from)
    page = somebody._show(asked, 200)
    assert page.links["Keep it shared"] == address
    answer = somebody.client.post(form.action, data=page.form_with("Make private").values)
    assert (answer.status_code, answer.location) == (303, address)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(back: str, browser: Browse, people: People, ticket: TicketRow) -> None:
    """S-26."""
    answer = browser(people.alice).post(f"{path(ticket)}/visibility", {"to": "private", "back": back})
    assert answer.location == path(ticket)
    answer = browser(people.alice).get(f"{path(ticket)}/visibility?to=shared", Referer=f"https://evil.example{LIST}")
    assert "evil" not in answer.text


def test_with_scripts_the_question_and_the_toggle_swap_in_the_row(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    somebody = browser(people.alice)
    row = f"sharing-{ticket.id}"
    asked = somebody.partial(f"{path(ticket)}/visibility?to=private")
    assert f'id="{row}"' in asked.text
    assert "no longer see it" in asked.text
    assert "<html" not in asked.text
    kept = somebody.partial(f"{path(ticket)}/visibility")
    assert 'id="shared-SC-1001" aria-pressed="true"' in kept.text
    done = somebody.partial(f"{path(ticket)}/visibility", {"to": "private"})
    assert f'id="{row}"' in done.text
    assert 'id="private-SC-1001" aria-pressed="true"' in done.text
    assert "SC-1001 is now private" in done.headers["HX-Trigger"]


def test_the_row_that_comes_back_is_the_one_of_the_list(browser: Browse, people: People, ticket: TicketRow) -> None:
    """HX-11."""
    somebody = browser(people.alice)
    part = somebody.partial(f"{path(ticket)}/visibility").text.strip()
    assert part in somebody.visit(LIST).source


def test_pressing_what_is_so_already_changes_nothing(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.alice)
    assert somebody.visit(f"{path(ticket)}/visibility?to=shared").h1 == "Volume stuck"
    assert 'aria-pressed="true"' in somebody.partial(f"{path(ticket)}/visibility?to=shared").text


@pytest.mark.parametrize("to", ["", "everybody", "SHARED"])
def test_an_unknown_state_is_refused(to: str, browser: Browse, people: People, ticket: TicketRow) -> None:
    assert browser(people.alice).post(f"{path(ticket)}/visibility", {"to": to}).status_code == 404
    assert get_row(ticket.id).is_shared


def test_only_who_may_decides(browser: Browse, people: People, ticket: TicketRow) -> None:
    for name, status in (("bob", 403), ("dave", 404), ("erin", 404)):
        somebody = browser(people[name])
        assert somebody.get(f"{path(ticket)}/visibility?to=private").status_code == status
        assert somebody.post(f"{path(ticket)}/visibility", {"to": "private"}).status_code == status
    assert get_row(ticket.id).is_shared


def test_what_is_always_private_stays_so(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.alice, always_private=True)
    somebody = browser(people.alice)
    page = somebody.visit(path(ticket))
    assert "Always private" in page.text_of("who")
    assert "Share with Acme AB" not in page.buttons
    assert somebody.post(f"{path(ticket)}/visibility", {"to": "shared"}).status_code == 403


def test_an_engineer_gives_a_reason(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.sam)
    somebody.visit(path(ticket))
    somebody.press("Make private")
    page = somebody.press("Make private", status=422, reason=" ")
    assert page.title.startswith("Error: ")
    assert "Write why: the requester reads it" in page.text_of(f"reason-{ticket.id}-error")
    somebody.press("Make private", reason="It names a person.")
    assert "It names a person." in browser(people.alice).visit(path(ticket)).text_of("timeline")
