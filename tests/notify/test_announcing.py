"""From what people do on a ticket to the mails that leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest

from portal import clock, db
from portal.db.tables import Outbox, Person, ReceivedMail
from portal.fulfilment import directly
from portal.notify import addresses, outbox
from portal.notify.addresses import MessageName, ReplyName
from portal.notify.announcing import announce
from portal.notify.delivery import deliver_due
from portal.notify.letters import MailEvent, Reader
from portal.notify.outbox import MailRow
from portal.policy import Letter
from portal.settings import Settings
from portal.tickets import desk, operations, participants, sharing
from portal.tickets.opening import NewTicket, open_ticket
from portal.tickets.rows import Answer
from portal.vocabulary import Approval, Following, Kind, OutboxState, Source, Status, Trust, Visibility
from portal.worker import may_still_see
from tests.factories import People
from tests.support.letters import ALICE, LETTER, letter
from tests.support.mails import Hands

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


def test_an_internal_note_is_told_to_engineers_alone(people: People, make_ticket: MakeTicket) -> None:
    """S-05: to the one assigned and to those who follow, never to its writer, never to a customer."""
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    operations.note(people.sam, ticket.reference, "Nobody is told yet")
    assert told("note") == set()
    desk.assign(people.sam, ticket.reference, people.sam.person_id)
    operations.note(people.olga, ticket.reference, "The customer must not read this")
    (sams,) = mails(event="note")
    assert sams.address == people.address("sam")
    assert sams.subject == f"[{ticket.reference}] {ticket.subject}"
    assert "The customer must not read this" in sams.text
    assert addresses.read_reply_address(sams.headers["Reply-To"]) == ReplyName(
        ticket.id, people.sam.person_id, internal=True
    )
    assert "Auto-Submitted" not in sams.headers
    operations.follow(people.olga, ticket.reference, Following.FOLLOW)
    operations.note(people.sam, ticket.reference, "Second")
    assert told("note") == {"sam", "olga"}
    everybody_elses = [row for row in mails() if row.recipient_id not in (people.sam.person_id, people.olga.person_id)]
    assert not any("must not read" in row.text + row.html for row in everybody_elses)


def test_who_is_no_engineer_any_more_gets_no_note_that_waits(people: People, make_ticket: MakeTicket) -> None:
    """S-05: asked at the moment of sending."""
    ticket = make_ticket(people.alice)
    desk.assign(people.sam, ticket.reference, people.sam.person_id)
    operations.note(people.olga, ticket.reference, "The customer must not read this")
    Person.update(staff_role=None).where(Person.id == people.sam.person_id).execute()
    deliver_due(lambda *_: True)
    (sams,) = mails(event="note")
    assert (sams.state, sams.last_error) == (OutboxState.DROPPED, "the recipient is no longer an engineer")


def test_the_message_id_of_a_mail_names_its_entry_and_its_reply_address_its_reader(
    people: People, make_ticket: MakeTicket
) -> None:
    ticket = make_ticket(people.alice)
    entry = operations.reply(people.sam, ticket.reference, "Which host?", asks=True)
    (question,) = mails(event="question")
    alice = people.alice.person_id
    assert addresses.read_message_id(question.message_id) == MessageName(ticket.id, entry, alice, "question")
    assert addresses.read_reply_address(question.headers["Reply-To"]) == ReplyName(ticket.id, alice)
    (created,) = mails(event="created")
    assert question.headers["References"].split() == [addresses.thread_root(ticket.id), created.message_id]
    assert question.headers["In-Reply-To"] == created.message_id
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


@pytest.mark.once
def test_who_was_taken_off_a_private_ticket_gets_no_more_mail(people: People, make_ticket: MakeTicket) -> None:
    """M-15: also of what waited before."""
    ticket = make_ticket(people.alice)
    bob = people.bob.person_id
    participants.add_participant(people.alice, ticket.reference, bob)
    operations.reply(people.sam, ticket.reference, "The payroll server is down")
    participants.remove_participant(people.alice, ticket.reference, bob)
    deliver_all()
    waited = [row for row in mails(address="bob@acme.example") if row.event in ("participant_added", "message")]
    assert [row.state for row in waited] == [OutboxState.DROPPED] * 2


def test_who_was_deactivated_gets_no_more_mail(people: People, make_ticket: MakeTicket) -> None:
    ticket = make_ticket(people.alice)
    Person.update(deactivated_at=ticket.opened_at).where(Person.id == people.numbers["alice"]).execute()
    deliver_all()
    assert [row.state for row in mails()] == [OutboxState.DROPPED]


def test_who_was_taken_out_hears_of_it_although_their_account_is_closed(people: People) -> None:
    """And nothing else: the administrators who stay are told, too."""
    directly.take_out(people.olga, people.numbers["bob"], people.organisations["acme"])
    directly.take_out(people.olga, people.numbers["bob"], people.organisations["acme"])
    deliver_all()
    assert [(row.address, row.state) for row in mails()] == [
        ("alice@acme.example", OutboxState.SENT),
        ("bob@acme.example", OutboxState.SENT),
    ]
    assert "you cannot log in any more" in mails()[1].text


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


def test_what_a_mail_causes_stays_in_the_thread_and_stops_where_it_goes_on_for_ever(
    people: People, make_ticket: MakeTicket, hands: Hands
) -> None:
    """M-12: two machines that answer each other on one ticket fall silent."""
    ticket = make_ticket(people.alice)
    desk.assign(people.sam, ticket.reference, people.sam.person_id)
    for number in range(12):
        hands.forward(seconds=10)
        by_mail = replace(people.alice, channel=Source.EMAIL, letter=Letter(1000 + number, Trust.TOKEN))
        operations.reply(by_mail, ticket.reference, f"# I am out of office, {number}")
    sams = mails(event="message")
    assert [row.state for row in sams] == [OutboxState.QUEUED] * 10 + [OutboxState.DROPPED] * 2
    assert "Brake: mails caused 10 mails to this reader about this ticket within 10 minutes" in sams[-1].last_error
    assert [row.caused_by for row in sams] == list(range(1000, 1012))
    assert all("# I am out of office" in row.text for row in sams)
    operations.reply(people.alice, ticket.reference, "And I wrote this in the portal")
    assert mails(event="message")[-1].state is OutboxState.QUEUED


def test_the_confirmation_answers_the_mail_that_became_the_ticket(people: People) -> None:
    received = ReceivedMail.create(
        fingerprint="x",
        way="pipe",
        size=1,
        message_id="<disk@initech.example>",
        received_at=clock.now(),
        data={"thread_index": "AdwZzQ4b0hVQq0fhTTuqkkUvJxk2uQ=="},
    )
    dave = replace(people.dave, channel=Source.EMAIL, letter=Letter(received.id, Trust.VERIFIED))
    new = NewTicket(
        issue_type="general_request",
        issue_type_label="General request",
        category_label="Support",
        kind=Kind.SERVICE_REQUEST,
        subject="Disk full",
        visibility=Visibility.PRIVATE,
    )
    open_ticket(dave, new)
    (confirmation,) = mails(event="created", address="dave@initech.example")
    assert confirmation.headers["In-Reply-To"] == "<disk@initech.example>"
    assert confirmation.headers["References"].split()[0].startswith("<ticket-")
    assert confirmation.headers["Thread-Index"] == "AdwZzQ4b0hVQq0fhTTuqkkUvJxk2uQ=="
    assert confirmation.headers["Thread-Topic"] == confirmation.subject


@pytest.mark.once
def test_fifty_readers_cost_no_more_statements_than_one(
    people: People, make_ticket: MakeTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = make_ticket(people.alice)
    readers = [Reader(100 + number, f"Person {number}", f"p{number}@acme.example") for number in range(50)]
    rows = [{"id": reader.person_id, "name": reader.name, "created_at": clock.now()} for reader in readers]
    Person.insert_many(rows).execute()
    asked: list[str] = []
    execute = db.handle.obj.execute_sql
    monkeypatch.setattr(db.handle.obj, "execute_sql", lambda sql, *rest: asked.append(sql) or execute(sql, *rest))
    counts = []
    for entry, some in enumerate((readers[:1], readers), 1):
        asked.clear()
        about = letter(ticket_id=ticket.id)
        facts = {"actor_id": None, "actor_name": "Sam", "entry_id": entry, "caused_by": 7}
        assert announce(MailEvent.MESSAGE, about, some, **facts) == len(some)  # type: ignore[arg-type]
        counts.append(len(asked))
    assert counts == [4, 4]


@pytest.mark.usefixtures("database")
def test_a_mail_about_a_ticket_needs_the_entry_that_it_tells_of() -> None:
    with pytest.raises(ValueError, match="needs the timeline entry"):
        announce(MailEvent.MESSAGE, LETTER, [ALICE], actor_id=6, actor_name="Sam", entry_id=None)
    assert Outbox.select().count() == 0
