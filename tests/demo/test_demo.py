"""The demo: what it has when it begins, and what it keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from forms import load_catalogue
from portal import clock
from portal.accounts import membership, reviews
from portal.accounts import queries as accounts
from portal.db.tables import Address, Entry, Outbox, Person, ReceivedMail, Ticket
from portal.demo import people, run
from portal.policy import Action, Actor, allowed
from portal.tickets import drafts, queries
from portal.vocabulary import EntryKind, Priority, Source, Status, Verdict, Visibility
from tests.support.browser import Browser

pytestmark = pytest.mark.settings(mode="demo", inbound={"authserv_id": "mx.demo.example"})


@pytest.fixture
def demo(app: Flask) -> Flask:
    """A portal with the demo in it."""
    run.fill(app)
    return app


def actor(address: str) -> Actor:
    row = accounts.person_at(address)
    assert row is not None
    found = accounts.actor_of_person(row.id)
    assert found is not None
    return found


@pytest.mark.once
def test_everybody_is_there_and_can_log_in(demo: Flask) -> None:
    for person in people.PEOPLE:
        browser = Browser(demo)
        browser.visit("/login")
        browser.press("Log in", email=person.address, password=people.PASSWORD)
        assert person.name in browser.page.text if browser.page else False


def test_alices_volume_is_stuck_with_its_whole_story(demo: Flask) -> None:
    alice = actor("alice@acme.example")
    ticket = queries.get_visible(alice, "SC-1042")
    row = ticket.row
    assert (row.subject, row.status) == ("Volume stuck in “detaching” on db-prod-02", Status.WAITING_FOR_CUSTOMER)
    assert (row.priority, row.visibility, row.engineer_name) == (Priority.P2, Visibility.SHARED, "Sam Holm")
    seen = [(entry.kind, entry.actor_name, entry.source) for entry in queries.timeline(alice, row.id)]
    assert (EntryKind.MESSAGE, "Bob Berg", Source.EMAIL) in seen
    assert EntryKind.NOTE not in {kind for kind, _, _ in seen}
    assert ticket.reply_draft.startswith("Yes, go ahead.")
    assert [file.name for file in queries.files_of(alice, row.id)] == ["lsblk.txt"]
    assert timedelta(minutes=49) < clock.now() - row.opened_at < timedelta(minutes=52)


@pytest.mark.once
def test_there_is_something_in_every_state(demo: Flask) -> None:
    states = {status for (status,) in Ticket.select(Ticket.status).distinct().tuples()}
    assert states >= {
        Status.NEW,
        Status.WAITING_FOR_APPROVAL,
        Status.IN_PROGRESS,
        Status.WAITING_FOR_CUSTOMER,
        Status.WAITING_FOR_THIRD_PARTY,
        Status.RESOLVED,
        Status.CLOSED,
    }
    of_the_catalogue = {kind.key for category in load_catalogue().categories for kind in category.issue_types}
    assert {kind for (kind,) in Ticket.select(Ticket.issue_type).distinct().tuples()} == of_the_catalogue


@pytest.mark.once
def test_there_is_mail_that_became_a_ticket_an_answer_and_mail_that_waits_for_an_engineer(demo: Flask) -> None:
    found = {(mail.verdict, mail.sender) for mail in ReceivedMail.select()}
    assert found == {
        (Verdict.TICKET, "dave@initech.example"),
        (Verdict.COMMENT, "bob@acme.example"),
        (Verdict.UNKNOWN_SENDER, "nora@newman.example"),
        (Verdict.UNVERIFIED, "erin@example.net"),
    }
    page = Browser(demo, actor("sam@support.example")).visit("/servicedesk/desk")
    assert "Mail 2 held" in page.links


@pytest.mark.once
def test_alice_approves_what_bob_asked_for(demo: Flask) -> None:
    alice = actor("alice@acme.example")
    assert Action.APPROVE in allowed(alice, queries.get_visible(alice, "SC-1040").row)


@pytest.mark.once
def test_alice_has_two_drafts(demo: Flask) -> None:
    assert len(drafts.list_of(actor("alice@acme.example"))) == 2


@pytest.mark.once
def test_acme_has_three_people(demo: Flask) -> None:
    alice = actor("alice@acme.example")
    members = membership.members_of([alice.places[0].organisation_id])[alice.places[0].organisation_id]
    assert [member.name for member in members] == ["Alice Andersson", "Bob Berg", "Carol Weber"]


@pytest.mark.once
def test_alice_goes_on_with_the_review_of_the_members(demo: Flask) -> None:
    browser = Browser(demo, actor("alice@acme.example"))
    assert "2 people not answered for yet" in browser.visit("/servicedesk/organisation").text
    alice = actor("alice@acme.example")
    review = reviews.present(alice.places[0].organisation_id)
    assert review is not None
    page = browser.visit(f"/servicedesk/organisation/review/{review.id}")
    assert "Asked for in SC-1047" in page.text


@pytest.mark.once
def test_nothing_in_the_story_lies_ahead_of_us(demo: Flask) -> None:
    assert not Entry.select().where(Entry.created_at > clock.now()).exists()
    assert not Ticket.select().where(Ticket.changed_at > clock.now()).exists()


def test_it_is_told_once(demo: Flask) -> None:
    """Also where one of them has tried what their account page can do about addresses."""
    Address.update(address="erin@elsewhere.example").where(Address.address == "erin@example.net").execute()
    assert not people.are_others_there()
    before = (Ticket.select().count(), Person.select().count(), Outbox.select().count())
    run.fill(demo)
    assert (Ticket.select().count(), Person.select().count(), Outbox.select().count()) == before


@pytest.mark.once
def test_every_ticket_can_be_looked_at_by_an_engineer(demo: Flask) -> None:
    browser = Browser(demo, actor("sam@support.example"))
    for (number,) in list(Ticket.select(Ticket.id).order_by(Ticket.id).tuples()):
        assert f"SC-{number}" in browser.visit(f"/servicedesk/tickets/SC-{number}").main


@pytest.mark.once
def test_sam_has_views_and_tickets_that_press(demo: Flask) -> None:
    page = Browser(demo, actor("sam@support.example")).visit("/servicedesk/desk?queue=open&priority=P1,P2")
    assert page.h1 == "P1 and P2"
    assert any(name.startswith("Sto2 storage ") for name in page.links)
    assert "No ticket fits" not in page.main
