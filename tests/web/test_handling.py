"""What engineers decide about a ticket."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.tickets import desk, operations, sharing
from portal.tickets.queries import get_row, timeline
from portal.tickets.rows import TicketRow
from portal.vocabulary import Priority, Status, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser

Browse = Callable[..., Browser]


@pytest.fixture
def ticket(people: People) -> TicketRow:
    """Alice's P3, shared with Acme."""
    return make_ticket(people.alice, subject="Volume stuck", visibility=Visibility.SHARED)


def path(ticket: TicketRow) -> str:
    return f"/servicedesk/tickets/{ticket.reference}"


def test_an_engineer_takes_a_ticket_on_its_page(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.sam)
    somebody.visit(path(ticket))
    page = somebody.press("Take")
    assert "Sam Holm took the ticket" in page.text_of("timeline")
    assert "Take" not in page.buttons


def test_assigning_offers_the_engineers_who_work_here(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.sam)
    page = somebody.visit(somebody.visit(path(ticket)).links["Assign"])
    options = [option.text for option in page.find("engineer").iter("option")]
    assert options == ["Nobody", "Olga Nilsson", "Sam Holm"]
    page = somebody.press("Assign", engineer=str(people.numbers["olga"]))
    assert "Olga Nilsson has SC-1001 now." in page.text
    somebody.visit(f"{path(ticket)}/assign")
    page = somebody.press("Assign", engineer="")
    assert "Nobody has SC-1001 now." in page.text


@pytest.mark.parametrize("engineer", ["bob", "alice"])
def test_a_ticket_cannot_be_given_to_a_customer(
    engineer: str, browser: Browse, people: People, ticket: TicketRow
) -> None:
    """S-25."""
    answer = browser(people.sam).post(f"{path(ticket)}/assign", {"engineer": str(people.numbers[engineer])})
    assert answer.status_code == 422
    assert get_row(ticket.id).engineer_id is None


def test_a_status_needs_a_reason_and_both_are_kept(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-02."""
    somebody = browser(people.sam)
    page = somebody.visit(somebody.visit(path(ticket)).links["Status: change it"])
    offered = [option.text for option in page.find("status").iter("option")]
    assert offered == ["Choose a status", "In progress", "Waiting for customer", "Waiting for supplier"]
    page = somebody.press("Change status", status=422, reason="")
    assert page.title.startswith("Error: ")
    somebody.visit(f"{path(ticket)}/status")
    answer = somebody.post(f"{path(ticket)}/status", {"status": "wait", "reason": "The disk maker looks at it."})
    assert answer.status_code == 303
    assert get_row(ticket.id).status is Status.WAITING_FOR_THIRD_PARTY
    assert "The disk maker looks at it." in browser(people.alice).visit(path(ticket)).text_of("timeline")


def test_a_status_that_no_longer_fits_is_not_set(browser: Browse, people: People, ticket: TicketRow) -> None:
    operations.resolve(people.alice, ticket.reference)
    answer = browser(people.sam).post(f"{path(ticket)}/status", {"status": "wait", "reason": "Because."})
    assert answer.status_code == 409
    assert get_row(ticket.id).status is Status.RESOLVED


def test_a_priority_needs_a_reason_that_the_customer_reads(browser: Browse, people: People, ticket: TicketRow) -> None:
    """OPS-01."""
    somebody = browser(people.sam)
    somebody.visit(somebody.visit(path(ticket)).links["Priority: change it"])
    page = somebody.press("Change priority", status=422, priority="P1", reason=" ")
    assert page.form_with("Change priority").values["priority"] == "P1"
    page = somebody.press("Change priority", priority="P1", reason="All servers are down.")
    assert "SC-1001 is now P1." in page.text
    assert get_row(ticket.id).priority is Priority.P1
    text = browser(people.alice).visit(path(ticket)).text_of("timeline")
    assert "changed the priority from P3 to P1" in text
    assert "All servers are down." in text


@pytest.mark.parametrize("what", ["assign", "status", "priority", "note"])
def test_customers_decide_none_of_it(what: str, browser: Browse, people: People, ticket: TicketRow) -> None:
    before = get_row(ticket.id)
    for name in ("alice", "bob"):
        crafted = {"engineer": "", "status": "wait", "priority": "P1", "reason": "x", "body": "x"}
        assert browser(people[name]).post(f"{path(ticket)}/{what}", crafted).status_code == 403
    assert get_row(ticket.id) == before
    assert len(timeline(people.sam, ticket.id)) == 1


def test_engineers_link_tickets_and_take_the_link_away(browser: Browse, people: People) -> None:
    first, second = make_ticket(people.alice), make_ticket(people.erin, subject="Same here")
    sam = browser(people.sam)
    page = sam.visit(f"/servicedesk/tickets/{first.reference}/links")
    assert page.h1 == "Link or merge"
    sam.press("Link or merge", other=second.reference.lower(), how="duplicate")
    page = sam.visit(f"/servicedesk/tickets/{first.reference}")
    assert f"Duplicate of {second.reference} Same here" in page.text
    sam.press(f"Unlink {second.reference}")
    assert "Duplicate of" not in sam.visit(f"/servicedesk/tickets/{first.reference}").text
    assert "Linked tickets" not in browser(people.alice).visit(f"/servicedesk/tickets/{first.reference}").text


def test_merging_says_what_it_means_before_it_is_done(browser: Browse, people: People) -> None:
    first, second = make_ticket(people.bob), make_ticket(people.alice)
    sam = browser(people.sam)
    sam.visit(f"/servicedesk/tickets/{first.reference}/links")
    page = sam.press("Link or merge", other=second.reference, how="merge")
    assert page.h1 == f"Merge {first.reference} into {second.reference}"
    assert f"Bob Berg becomes a participant of {second.reference}" in page.text
    assert get_row(first.id).merged_into_id is None
    sam.press("Merge")
    bob = browser(people.bob).visit(f"/servicedesk/tickets/{first.reference}")
    assert f"Goes on in {second.reference}" in bob.text
    assert f"It goes on in {second.reference}" in bob.text_of("turn")
    assert f"This ticket goes on in {second.reference}: what is new about it belongs there." in bob.text


def test_a_reference_that_leads_nowhere_keeps_what_was_typed(browser: Browse, people: People) -> None:
    row = make_ticket(people.alice)
    sam = browser(people.sam)
    sam.visit(f"/servicedesk/tickets/{row.reference}/links")
    page = sam.press("Link or merge", other="SC-99999", how="related", status=422)
    assert "such as SC-1042" in page.text
    assert page.find("other").get("value") == "SC-99999"


def test_a_secret_is_looked_for_before_it_is_removed(browser: Browse, people: People) -> None:
    row = make_ticket(people.alice, subject="The password is hunter2")
    sam = browser(people.sam)
    sam.visit(f"/servicedesk/tickets/{row.reference}/redact")
    page = sam.press("Look for it", secret="hunter2")
    assert "subject and answers: 1 place" in page.text
    assert get_row(row.id).subject == "The password is hunter2"
    sam.press("Remove it everywhere", confirm="yes", secret="hunter2")
    assert get_row(row.id).subject == "The password is [removed]"


@pytest.mark.parametrize("what", ["assign", "status", "priority"])
def test_who_decides_on_what_has_changed_meanwhile_reads_it_first(
    what: str, browser: Browse, people: People, ticket: TicketRow
) -> None:
    """R-11: 409 with both texts; sent again from there it goes through."""
    somebody = browser(people.sam)
    page = somebody.visit(f"{path(ticket)}/{what}")
    operations.reply(people.olga, ticket.reference, "It is the **disk**.")
    button = {"assign": "Assign", "status": "Change status", "priority": "Change priority"}[what]
    typed = {"reason": "Why."} if what != "assign" else {"engineer": str(people.numbers["sam"])}
    if what == "status":
        page.choose("status", "wait")
    if what == "priority":
        typed["priority"] = "P1"
    page = somebody.press(button, status=409, **typed)
    assert "Olga Nilsson changed SC-1001 while you were looking at it." in page.text
    assert "Olga Nilsson wrote:" in page.text
    assert "It is the disk." in page.text
    before = get_row(ticket.id)
    assert (before.engineer_id, before.priority) == (None, Priority.P3)
    somebody.press(button)
    assert get_row(ticket.id).version == before.version + 1


@pytest.mark.parametrize(
    ("what", "button", "typed"),
    [
        ("issue-type", "Change issue type", {"issue_type": "general_request", "reason": "It asks for a quota."}),
        ("information", "Ask Alice Andersson", {"message": "Where is it?", "label_1": "Which region?"}),
    ],
)
def test_who_asks_the_requester_reads_first_what_arrived_meanwhile(
    what: str, button: str, typed: dict[str, str], browser: Browse, people: People, ticket: TicketRow
) -> None:
    """R-11: also where the form was shown once more in between; sent again from there it goes through."""
    sam = browser(people.sam)
    page = sam.visit(f"{path(ticket)}/{what}")
    if what == "information":
        page.choose("kind_1", "text")
    operations.reply(people.olga, ticket.reference, "It is the **disk**.")
    sam.press("Add a question" if what == "information" else "Update", **typed)
    page = sam.press(button, status=409)
    assert "Olga Nilsson wrote:" in page.text
    assert "It is the disk." in page.text
    assert all(words in page.source for words in typed.values())
    assert get_row(ticket.id).status is Status.IN_PROGRESS
    sam.press(button)
    assert get_row(ticket.id).status is Status.WAITING_FOR_CUSTOMER


def test_a_reason_that_came_after_a_colleagues_is_not_lost(browser: Browse, people: People) -> None:
    """R-11: what is so already is not done again, and whoever said why reads that nobody read it."""
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    sam, asked = browser(people.sam), f"{path(ticket)}/visibility"
    sam.visit(f"{asked}?to=private")
    sharing.set_visibility(people.olga, ticket.reference, Visibility.PRIVATE, "It names somebody.")
    page = sam.press("Make private", reason="It holds a key.", status=409)
    assert "The ticket was private already, so these words were not sent." in page.text
    assert page.find(f"reason-{ticket.id}").text == "It holds a key."
    assert sam.post(asked, {"to": "private", "reason": "It names somebody."}).status_code == 303


def test_taking_what_a_colleague_took_meanwhile_is_asked_once_more(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """R-11."""
    somebody = browser(people.sam)
    somebody.visit(path(ticket))
    desk.assign(people.olga, ticket.reference, people.numbers["olga"])
    page = somebody.press("Take", status=409)
    assert "Olga Nilsson took the ticket" in page.text
    assert page.form_with("Assign").values["engineer"] == str(people.numbers["sam"])
    somebody.press("Assign")
    assert get_row(ticket.id).engineer_name == "Sam Holm"


def test_nobody_is_stopped_by_what_they_did_themselves_or_by_a_note(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    somebody = browser(people.sam)
    somebody.visit(f"{path(ticket)}/priority")
    operations.reply(people.sam, ticket.reference, "I look at it.")
    operations.note(people.olga, ticket.reference, "Rack 7 again.")
    somebody.press("Change priority", priority="P2", reason="It spreads.")
    assert get_row(ticket.id).priority is Priority.P2
