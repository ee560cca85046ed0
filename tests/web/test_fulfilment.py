"""Giving access on the pages: what an engineer sees, confirms and ticks off, and what a newcomer meets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import invitation_rows
from portal.db.tables import Person, Task
from portal.fulfilment.queries import fulfilment_of
from portal.tickets.queries import get_row
from portal.vocabulary import FulfilmentState, Status
from tests.factories import People, make_person
from tests.fulfilment.requests import onboarding
from tests.fulfilment.test_invitations import link
from tests.support.accounts import GOOD
from tests.support.browser import Browser

pytestmark = pytest.mark.once
Browse = Callable[..., Browser]


def test_an_engineer_sees_what_happens_confirms_and_the_newcomer_comes_in(people: People, browser: Browse) -> None:
    ticket = onboarding(people.alice, sees_earlier="yes")
    path = f"/servicedesk/tickets/{ticket.reference}"
    sam = browser(people.sam)
    assert "Provision access" in sam.visit(path).text
    page = sam.visit(f"{path}/fulfilment")
    assert "nina@acme.example" in page.text
    assert not Person.select().where(Person.name == "Nina Nordin").exists()
    assert "It was done on" in sam.press("Confirm").text
    assert "It was done on" in sam.visit(f"{path}/fulfilment").text
    assert get_row(ticket.id).status is Status.RESOLVED
    for reader in (people.sam, people.alice):
        seen = browser(reader).visit(path).text
        assert "the invitation was sent on" in seen
        assert "Send again" in seen
    newcomer = browser()
    newcomer.visit(f"/invitation/{link()}")
    page = newcomer.press("Accept the invitation", status=422, password="short", repeat="short")
    assert "at least 8 characters" in page.text
    page = newcomer.press("Accept the invitation", password=GOOD, repeat=GOOD)
    assert "Welcome, Nina" in page.text
    assert "Alice Andersson" in page.text
    assert "the invitation was accepted on" in browser(people.alice).visit(path).text


def test_who_confirms_what_has_changed_sees_it_anew(people: People, browser: Browse) -> None:
    ticket = onboarding(people.alice)
    sam = browser(people.sam)
    sam.visit(f"/servicedesk/tickets/{ticket.reference}/fulfilment")
    make_person("Nina Nilsson", "nina@acme.example")
    page = sam.press("Confirm", status=409)
    assert "Something has changed since you looked" in page.text
    assert "has an account already" in page.text
    assert "It was done on" in sam.press("Confirm").text


def test_a_warning_about_the_address_stands_on_the_preview(people: People, browser: Browse) -> None:
    """OPS-20."""
    ticket = onboarding(people.alice, work_email="nina@elsewhere.example")
    page = browser(people.sam).visit(f"/servicedesk/tickets/{ticket.reference}/fulfilment")
    assert "No mail domain of Acme AB is known" in page.text


def test_what_waits_for_its_day_is_taken_back_with_a_reason(people: People, browser: Browse) -> None:
    later = (clock.now() + timedelta(days=40)).date().isoformat()
    ticket = onboarding(people.alice, first_day=later)
    sam = browser(people.sam)
    sam.visit(f"/servicedesk/tickets/{ticket.reference}/fulfilment")
    assert "without anybody pressing" in sam.press("Confirm").text
    assert "What is planned is done on" in sam.visit(f"/servicedesk/tickets/{ticket.reference}").text_of("turn")
    sam.visit(f"/servicedesk/tickets/{ticket.reference}/fulfilment/cancel")
    assert "Write why" in sam.press("Take it back", status=422).text
    sam.press("Take it back", body="She does not come after all")
    found = fulfilment_of(ticket.id)
    assert found is not None
    assert found.state is FulfilmentState.CANCELLED


def test_access_to_the_status_page_is_ticked_off_by_hand_with_its_proof(people: People, browser: Browse) -> None:
    ticket = onboarding(people.alice, access=("portal", "status_page"))
    path = f"/servicedesk/tickets/{ticket.reference}"
    sam = browser(people.sam)
    sam.visit(f"{path}/fulfilment")
    sam.press("Confirm")
    assert get_row(ticket.id).status is Status.IN_PROGRESS
    alice = browser(people.alice)
    assert "To be done by hand" in alice.visit(path).text
    sam.visit(f"{path}/tasks/status_page")
    assert "Write what shows" in sam.press("Tick off", status=422).text
    page = sam.press("Tick off", body="Subscriber 4711")
    assert "Subscriber 4711" in page.text
    assert get_row(ticket.id).status is Status.RESOLVED
    assert Task.select().count() == 1
    late = browser(people.olga).post(f"{path}/tasks/status_page", {"body": "Subscriber 4712"})
    assert late.status_code == 409
    assert all(proof in late.text for proof in ("Subscriber 4711", "Subscriber 4712"))
    seen = alice.visit(path).text
    assert "has done: Status page" in seen
    assert "4711" not in seen


def test_what_is_planned_stands_on_the_ticket_for_its_requester(people: People, browser: Browse) -> None:
    ticket = onboarding(people.alice, first_day="2099-01-05")
    path = f"/servicedesk/tickets/{ticket.reference}"
    sam = browser(people.sam)
    sam.visit(f"{path}/fulfilment")
    sam.press("Confirm")
    page = browser(people.alice).visit(path).text
    assert "Sam Holm confirmed it. It is done on" in page
    assert "See what is planned" not in page


def test_nothing_is_confirmed_that_waits_for_approval(people: People, browser: Browse) -> None:
    ticket = onboarding(people.bob)
    page = browser(people.sam).visit(f"/servicedesk/tickets/{ticket.reference}/fulfilment")
    assert "a colleague confirms it" in page.text
    assert "Confirm</" not in page.text
    alice = browser(people.alice)
    assert "Approve: Staff Onboarding" in alice.visit("/servicedesk").text
    alice.visit(f"/servicedesk/tickets/{ticket.reference}")
    alice.press("Approve")
    sam = browser(people.sam)
    sam.visit(f"/servicedesk/tickets/{ticket.reference}/fulfilment")
    assert "It was done on" in sam.press("Confirm").text


@pytest.mark.parametrize("token", ["a" * 43, "x", "%20", "a" * 400, "None"])
def test_a_link_that_is_none_says_how_to_get_one(people: People, browser: Browse, token: str) -> None:
    """S-12."""
    page = browser().visit(f"/invitation/{token}", status=404)
    assert "ask an administrator of your organisation" in page.text
    assert browser().get("/invitation/").status_code == 404


def test_an_administrator_sends_an_invitation_again_or_withdraws_it(people: People, browser: Browse) -> None:
    ticket = onboarding(people.alice)
    sam = browser(people.sam)
    sam.visit(f"/servicedesk/tickets/{ticket.reference}/fulfilment")
    sam.press("Confirm")
    (row,) = invitation_rows.pending_of(people.organisations["acme"])
    alice = browser(people.alice)
    alice.visit(f"/servicedesk/tickets/{ticket.reference}")
    alice.press("Withdraw: the invitation")
    assert invitation_rows.pending_of(people.organisations["acme"]) == ()
    assert "was withdrawn on" in alice.visit(f"/servicedesk/tickets/{ticket.reference}").text
    assert alice.post(f"/servicedesk/invitations/{row.id}/send").status_code == 409


def test_somebody_with_an_account_only_accepts(people: People, browser: Browse) -> None:
    ticket = onboarding(people.alice, work_email="erin@example.net")
    sam = browser(people.sam)
    sam.visit(f"/servicedesk/tickets/{ticket.reference}/fulfilment")
    sam.press("Confirm")
    erin = browser(people.erin)
    erin.visit(f"/invitation/{link()}")
    assert "Welcome, Erin" in erin.press("Accept the invitation").text


def test_everybody_who_is_logged_in_has_a_welcome_page(people: People, browser: Browse) -> None:
    for name in people:
        assert f"Welcome, {people[name].name.split()[0]}" in browser(people[name]).visit("/servicedesk/welcome").text
