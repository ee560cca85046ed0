"""From what people do on a ticket to the mails that leave."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

import pytest

from portal.db.tables import Outbox, Person
from portal.notify import addresses, announce, outbox
from portal.notify.addresses import MessageName, ReplyName
from portal.notify.delivery import deliver_due
from portal.notify.letters import MailEvent
from portal.notify.outbox import MailRow
from portal.settings import Settings
from portal.tickets import operations, sharing
from portal.tickets.opening import NewTicket, open_ticket
from portal.tickets.rows import Answer
from portal.vocabulary import Approval, Kind, OutboxState, Status, Visibility
from portal.worker import may_still_see
from tests.factories import People
from tests.support.letters import ALICE, LETTER

MakeTicket = Callable[..., Any]


def mails(**wanted: Any) -> list[MailRow]:
    """The mails of the outbox that have these facts, oldest first."""
    return [
        row
        for row in reversed(outbox.newest(1000))
        if all(getattr(row, name) == value for name, value in wanted.items())
    ]


def told(event: str) -> set[str]:
    return {row.address.split("@")[0] for row in mails(event=event)}


def deliver_all() -> None:
    while deliver_due(may_still_see):
        pass


def test_who_raises_a_ticket_gets_one_confirmation_and_colleagues_hear_of_a_shared_one(
    people: People, make_ticket: MakeTicket
) -> None:
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    assert told("created") == {"alice", "bob", "carol"}
    (alices,) = mails(address="alice@acme.example")
    assert alices.ticket_id == ticket.id
    assert alices.subject == f"[{ticket.reference}] {ticket.subject}"
    assert "We have received your request" in alices.text
    (bobs,) = mails(address="bob@acme.example")
    assert f"Alice Andersson raised {ticket.reference}" in bobs.text


def test_a_private_ticket_is_told_to_nobody_else(people: People, make_ticket: MakeTicket) -> None:
    make_ticket(people.alice)
    assert told("created") == {"alice"}


def test_a_free_plan_mail_says_how_to_answer_by_mail(people: People, make_ticket: MakeTicket) -> None:
    make_ticket(people.dave)
    (daves,) = mails(address="dave@initech.example")
    assert "Reply to this mail; files are welcome." in daves.text
    assert "authenticates" not in daves.text


def test_an_internal_note_is_told_to_nobody(people: People, make_ticket: MakeTicket) -> None:
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    before = len(mails())
    operations.note(people.sam, ticket.reference, "The customer must not read this")
    assert len(mails()) == before


def test_the_message_id_of_a_mail_names_its_entry_and_its_reply_address_its_reader(
    people: People, make_ticket: MakeTicket
) -> None:
    ticket = make_ticket(people.alice)
    entry = operations.reply(people.sam, ticket.reference, "Which host?", asks=True)
    (question,) = mails(event="question")
    alice = people.alice.person_id
    assert addresses.read_message_id(question.message_id) == MessageName(ticket.id, entry, alice, "question")
    assert addresses.read_reply_address(question.headers["Reply-To"]) == ReplyName(ticket.id, alice)
    assert question.headers["References"] == addresses.thread_root(ticket.id)
    assert question.headers["From"] == "Sam Holm via Service Center"


def test_a_request_that_waits_for_approval_is_told_to_requester_and_administrators_once_each(people: People) -> None:
    new = NewTicket(
        issue_type="onboarding",
        issue_type_label="Staff Onboarding",
        category_label="Service Center Portal",
        kind=Kind.SERVICE_REQUEST,
        subject="Access for Frida",
        organisation_id=people.organisations["acme"],
        visibility=Visibility.PRIVATE,
        needs_approval=True,
        answers=(Answer("first_name", "First name", "text", "Frida"),),
    )
    ticket = open_ticket(people.bob, new)
    assert (ticket.status, ticket.approval) == (Status.WAITING_FOR_APPROVAL, Approval.PENDING)
    assert told("created") == {"bob"}
    assert told("approval_needed") == {"alice"}
    assert "waits for an administrator of Acme AB" in " ".join(mails(event="created")[0].text.split())


def test_ending_the_sharing_stops_the_mails_that_wait(people: People, make_ticket: MakeTicket) -> None:
    """M-15: nothing of the ticket reaches who no longer sees it, not even what was queued before."""
    ticket = make_ticket(people.alice, subject="Payroll secrets", visibility=Visibility.SHARED)
    operations.reply(people.sam, ticket.reference, "The payroll server is down")
    sharing.set_visibility(people.alice, ticket.reference, Visibility.PRIVATE)
    deliver_all()
    bobs = mails(address="bob@acme.example")
    assert [(row.event, row.state) for row in bobs] == [
        ("created", OutboxState.DROPPED),
        ("message", OutboxState.DROPPED),
        ("made_private", OutboxState.SENT),
    ]
    assert bobs[0].last_error == "the recipient may no longer see the ticket"
    assert {row.state for row in mails(address="alice@acme.example")} == {OutboxState.SENT}


def test_no_mail_that_left_holds_words_of_a_ticket_that_its_reader_cannot_open(
    people: People, make_ticket: MakeTicket, settings: Settings
) -> None:
    """M-15, over everything that the worker wrote to the disk."""
    words = {}
    for number, name in enumerate(("alice", "bob", "carol", "dave", "erin")):
        for visibility in Visibility:
            actor = people[name]
            shared = visibility is Visibility.SHARED and bool(actor.places)
            word = f"canary{number}{visibility.value}"
            ticket = make_ticket(actor, subject=f"About {word}", visibility=visibility if shared else "private")
            words[word] = ticket
            operations.reply(people.sam, ticket.reference, f"We look at {word}", asks=True)
            if name in ("alice", "bob") and shared:
                sharing.set_visibility(actor, ticket.reference, Visibility.PRIVATE)
    deliver_all()
    written = list((settings.instance / "mail").iterdir())
    assert len(written) > len(words)
    numbers = {people.address(name): people.numbers[name] for name in people}
    told = 0
    for path in written:
        one = message_from_bytes(path.read_bytes(), policy=policy.default)
        content = " ".join([one["Subject"], *(part.get_content() for part in one.iter_parts())])
        for word in (word for word in words if word in content):
            told += 1
            assert may_still_see(numbers[one["To"]], words[word].id), f"{path.name} tells of {word}"
    assert told > len(words)


def test_who_leaves_the_organisation_gets_no_more_mail(people: People, make_ticket: MakeTicket) -> None:
    from portal.db.tables import Membership

    make_ticket(people.alice, visibility=Visibility.SHARED)
    Membership.delete().where(Membership.person == people.numbers["bob"]).execute()
    deliver_all()
    assert [row.state for row in mails(address="bob@acme.example")] == [OutboxState.DROPPED]


def test_who_was_deactivated_gets_no_more_mail(people: People, make_ticket: MakeTicket) -> None:
    ticket = make_ticket(people.alice)
    Person.update(deactivated_at=ticket.opened_at).where(Person.id == people.numbers["alice"]).execute()
    deliver_all()
    assert [row.state for row in mails()] == [OutboxState.DROPPED]


def test_a_mail_about_an_account_needs_no_ticket(people: People) -> None:
    for _ in range(2):
        count = announce(
            MailEvent.PASSWORD_RESET,
            None,
            [ALICE],
            actor_id=None,
            actor_name="",
            entry_id=None,
            facts={"path": "/password/new/abc", "valid_for": "1 hour"},
        )
        assert count == 1
    first, second = mails(event="password_reset")
    assert first.message_id != second.message_id
    assert first.ticket_id is None
    assert "http://localhost/password/new/abc" in first.text
    assert "Reply-To" not in first.headers


@pytest.mark.usefixtures("database")
def test_a_mail_about_a_ticket_needs_the_entry_that_it_tells_of() -> None:
    with pytest.raises(ValueError, match="needs the timeline entry"):
        announce(MailEvent.MESSAGE, LETTER, [ALICE], actor_id=6, actor_name="Sam", entry_id=None)
    assert Outbox.select().count() == 0
