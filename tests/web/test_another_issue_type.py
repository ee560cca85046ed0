"""An engineer gives a ticket another issue type, and its requester answers what that asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.db.tables import Audited, InformationRequest, Outbox, Ticket, TicketResource
from portal.notify.choices import Asking
from portal.tickets import history, operations, participants, retyping
from portal.tickets.queries import get_row, get_visible, timeline
from portal.tickets.retyping import OtherType
from portal.tickets.rows import Answer, HistoryFilter, TicketRow
from portal.vocabulary import Approval, EntryKind, FulfilmentKind, Kind, Level, Priority, Status, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import HTMX, Browser

Browse = Callable[..., Browser]
pytestmark = pytest.mark.once
UUID = "9b2f4c1e-77d0-4e0a-9f1d-0a2b3c4d5e6f"
TOLD = (
    Answer("region", "Region", "choice", "Sto2", "", ("sto2",)),
    Answer("service", "Affected service", "choice", "Compute", "", ("compute",)),
    Answer("what_happens", "What happens?", "paragraph", "We need more cores.", "", ("We need more cores.",)),
)


@pytest.fixture
def ticket(people: People) -> TicketRow:
    made = make_ticket(people.alice, subject="More cores", answers=TOLD, visibility=Visibility.SHARED)
    operations.reply(people.sam, made.reference, "Let us see.")
    return get_row(made.id)


def path_of(ticket: TicketRow) -> str:
    return f"/servicedesk/tickets/{ticket.reference}/issue-type"


def retyped(people: People, browser: Browse, ticket: TicketRow, to: str = "general_request") -> Browser:
    sam = browser(people.sam)
    sam.visit(path_of(ticket))
    sam.press("Change issue type", issue_type=to, reason="It asks for a quota.")
    return sam


def test_what_another_issue_type_asks_is_the_question_that_waits(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """An earlier question, long answered, is not asked again: neither on the ticket nor on the first page."""
    operations.reply(people.sam, ticket.reference, "How many cores?", asks=True)
    operations.reply(people.alice, ticket.reference, "Eight.")
    retyped(people, browser, ticket)
    alice = browser(people.alice)
    page = alice.visit(f"/servicedesk/tickets/{ticket.reference}")
    assert "We need an answer from you" in page.text_of("turn")
    assert "Question for you" not in page.text_of("timeline")
    assert "It asks for a quota." in alice.visit("/servicedesk").main


def test_an_engineer_sees_what_becomes_of_the_answers_first(browser: Browse, people: People, ticket: TicketRow) -> None:
    """Without JavaScript a button says it; nothing changes by looking."""
    sam = browser(people.sam)
    page = sam.visit(f"/servicedesk/tickets/{ticket.reference}")
    sam.visit(page.links["Issue type: change it"])
    page = sam.press("Update", issue_type="general_request", reason="It asks for a quota.")
    assert "Asked of Alice Andersson What is it about?" in page.text_of("consequences")
    assert "Can be read in the timeline" in page.text_of("consequences")
    assert page.find("reason").text == "It asks for a quota."
    assert get_row(ticket.id).issue_type == "incident"
    part = sam.post(f"{path_of(ticket)}?update=1", {"issue_type": "general_request"}, **HTMX)
    assert part.text.lstrip().startswith('<form class="card fields" id="retype"')


def test_the_ticket_follows_its_new_type(browser: Browse, people: People, ticket: TicketRow) -> None:
    """OPS-01: what the customer reads is told with the reason, in the timeline and by mail."""
    retyped(people, browser, ticket)
    row = get_row(ticket.id)
    assert (row.issue_type, row.issue_type_label, row.kind) == (
        "general_request", "General request", Kind.SERVICE_REQUEST,
    )  # fmt: skip
    assert row.status is Status.WAITING_FOR_CUSTOMER
    entry = next(one for one in timeline(people.alice, ticket.id) if one.kind is EntryKind.ISSUE_TYPE_CHANGED)
    assert ["What happens?", "We need more cores.", False] in [list(one) for one in entry.data["earlier"]]
    page = browser(people.alice).visit(f"/servicedesk/tickets/{ticket.reference}")
    assert "changed the issue type from Incident to General request" in page.text_of("timeline")
    assert "We need more cores." in page.text_of("timeline")
    mail = Outbox.get((Outbox.event == "issue_type_changed") & (Outbox.recipient == people.alice.person_id))
    assert "It asks for a quota." in mail.text
    assert "What is it about?" in mail.text
    assert Asking(InformationRequest.get().id, people.alice.person_id).link in mail.text
    assert Audited.select().where(Audited.action == "issue_type_changed").count() == 1
    found = history.history(people.alice, HistoryFilter(whose="mine", state="all", text="general request cores"))
    assert [one.id for one in found.rows] == [ticket.id]


def test_the_requester_fills_in_what_is_missing_branch_by_branch(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """An answer brings more questions, also without JavaScript and without logging in."""
    retyped(people, browser, ticket)
    somebody = browser()
    somebody.visit(Asking(InformationRequest.get().id, people.alice.person_id).link.removeprefix("http://localhost"))
    page = somebody.press("Update", about="quota")
    assert "Which quotas?" in page.text
    page = somebody.press("Update", project=UUID, region="sto2", quotas=["cores"])
    names = page.form_with("Send answers").names
    page = somebody.press("Send answers", **{next(name for name in names if "cores" in name): "64"})
    assert page.h1 == "These questions are answered"
    whole = get_visible(people.sam, ticket.reference)
    told = {answer.key: answer.text for answer in whole.answers}
    assert told["about"] == "Quota"
    assert UUID in told.values()
    assert TicketResource.select().where((TicketResource.ticket == ticket.id) & (TicketResource.uuid == UUID)).exists()
    assert whole.row.status is Status.IN_PROGRESS
    assert whole.answers[0].key == "about"


def test_what_fits_by_its_key_stays_and_is_not_asked_again(browser: Browse, people: People) -> None:
    kept = Answer("about", "Old words", "choice", "Information", "", ("information",))
    levels = {"priority": Priority.P2, "urgency": Level.HIGH, "impact": Level.LOW}
    ticket = make_ticket(people.alice, answers=(kept, *TOLD), **levels)
    retyped(people, browser, ticket)
    assert [answer.key for answer in get_visible(people.sam, ticket.reference).answers] == ["about"]
    assert get_visible(people.sam, ticket.reference).answers[0].label == "What is it about?"
    page = browser(people.alice).visit(
        f"/servicedesk/tickets/{ticket.reference}/information/{InformationRequest.get().id}"
    )
    assert "What is it about?" not in page.main
    assert "Urgency" not in page.main
    assert get_row(ticket.id).priority is Priority.P2


def test_a_type_without_priority_takes_it_away(browser: Browse, people: People, ticket: TicketRow) -> None:
    retyped(people, browser, ticket, "feedback")
    row = get_row(ticket.id)
    assert (row.priority, row.urgency, row.impact) == (None, None, None)
    assert Ticket.get_by_id(ticket.id).rank == 9


@pytest.mark.parametrize("facts", [{"fulfilment": FulfilmentKind.ONBOARD}, {"approval": Approval.APPROVED}])
def test_what_is_approved_or_carried_out_keeps_its_type(browser: Browse, people: People, facts: dict[str, Any]) -> None:
    """OPS-20: another issue type is no way around an approval; and nothing becomes one that needs it."""
    ticket = make_ticket(people.alice, **facts)
    sam = browser(people.sam)
    assert sam.get(path_of(ticket)).status_code == 403
    assert "Issue type: change it" not in sam.visit(f"/servicedesk/tickets/{ticket.reference}").links
    other = make_ticket(people.alice)
    assert "Staff" not in sam.visit(path_of(other)).text_of("issue_type-field")
    crafted = sam.post(path_of(other), {"issue_type": "staff_onboarding", "reason": "Why not"})
    assert crafted.status_code == 422
    assert get_row(other.id).issue_type == "incident"


def test_a_ticket_of_no_organisation_becomes_nothing_that_is_for_members(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.erin)
    page = browser(people.sam).visit(path_of(ticket))
    offered = {option.get("value") for option in page.find("issue_type").iter("option")}
    assert "general_request" in offered
    assert not {"staff_onboarding", "staff_offboarding"} & offered


def secret_type(**more: Any) -> OtherType:
    facts: dict[str, Any] = {
        "key": "personal", "label": "Personal matter", "category_label": "Portal", "kind": Kind.SERVICE_REQUEST,
        "always_private": True, "has_priority": True, "kept": (), "missing": (), **more,
    }  # fmt: skip
    return OtherType(**facts)


def test_a_type_that_is_always_private_ends_the_sight_of_others(people: People, ticket: TicketRow) -> None:
    """S-04: visibility only becomes narrower; participants too see it no longer, and hear of that."""
    participants.add_participant(people.alice, ticket.reference, people.numbers["carol"])
    Outbox.delete().execute()
    assert retyping.change_issue_type(people.sam, ticket.reference, secret_type(), "It is about a person.") is None
    row = get_row(ticket.id)
    assert (row.visibility, row.always_private, row.participants) == (Visibility.PRIVATE, True, frozenset())
    told = {(mail.recipient_id, mail.event) for mail in Outbox.select()}
    assert (people.numbers["bob"], "made_private") in told
    assert (people.numbers["bob"], "issue_type_changed") not in told
    retyping.change_issue_type(people.sam, ticket.reference, secret_type(key="open", always_private=False), "Not so.")
    assert get_row(ticket.id).visibility is Visibility.PRIVATE


def test_changing_it_again_asks_only_for_the_last_type(people: People, ticket: TicketRow) -> None:
    first = retyping.change_issue_type(people.sam, ticket.reference, secret_type(missing=("A",)), "One.")
    again = retyping.change_issue_type(people.sam, ticket.reference, secret_type(missing=("A",)), "One.")
    second = retyping.change_issue_type(people.sam, ticket.reference, secret_type(key="b", missing=("B",)), "Two.")
    assert again is None
    assert InformationRequest.get_by_id(first).withdrawn_at is not None
    assert InformationRequest.get_by_id(second).withdrawn_at is None
    assert get_row(ticket.id).status is Status.WAITING_FOR_CUSTOMER
