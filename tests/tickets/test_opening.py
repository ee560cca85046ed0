"""A ticket is raised: whole, once, and only by who may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest

from portal import db
from portal.db.tables import Attachment, Draft, Entry, Membership, Outbox, Ticket
from portal.errors import NotAllowed, NotFound, Rejected
from portal.policy import Actor
from portal.settings import Settings
from portal.tickets import drafts, files, opening
from portal.tickets.opening import NewTicket, open_ticket
from portal.tickets.queries import files_of, get_visible, timeline
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind, Kind, Priority, Source, Status, Visibility
from tests.factories import People
from tests.tickets.outgoing import mailed

LABELS = {"issue_type_label": "Incident", "category_label": "Cleura Cloud", "kind": Kind.INCIDENT}


def new(**facts: Any) -> NewTicket:
    usual = {"subject": "Volume stuck", "issue_type": "incident", "visibility": Visibility.PRIVATE, **LABELS}
    return NewTicket(**{**usual, **facts})


def test_a_ticket_has_its_first_entry_its_target_and_a_mail_to_its_requester(people: People) -> None:
    """R-04, UX-19."""
    acme = people.organisations["acme"]
    ticket = open_ticket(people.alice, new(organisation_id=acme, visibility=Visibility.SHARED, priority=Priority.P2))
    assert (ticket.status, ticket.plan, ticket.source) == (Status.NEW, "standard", Source.PORTAL)
    assert ticket.answer_due_at is not None
    entry = timeline(people.bob, ticket.id)[0]
    assert (entry.kind, entry.data["priority"], entry.data["organisation"]) == (EntryKind.OPENED, "P2", "Acme AB")
    assert mailed("created") == {"Alice", "Bob", "Carol"}


def test_numbers_begin_where_they_look_like_numbers(people: People) -> None:
    assert open_ticket(people.alice, new()).reference == "SC-1001"
    assert open_ticket(people.erin, new()).reference == "SC-1002"


def test_the_same_draft_again_is_the_same_ticket(people: People) -> None:
    """R-10, UX-21."""
    draft = drafts.start(people.alice, "incident")
    first = open_ticket(people.alice, new(draft_id=draft.id))
    mails = Outbox.select().count()
    assert open_ticket(people.alice, new(draft_id=draft.id, subject="Pressed again")) == first
    assert Ticket.select().count() == 1
    assert Outbox.select().count() == mails
    assert Draft.select().count() == 0


def test_two_workers_with_the_same_draft_make_one_ticket(people: People, settings: Settings) -> None:
    """R-10: across workers."""
    alice, draft, start = people.alice, drafts.start(people.alice, "incident"), Barrier(2)

    def press_create(_: int) -> TicketRow:
        with db.connection():
            start.wait(timeout=20)
            return open_ticket(alice, new(draft_id=draft.id))

    with ThreadPoolExecutor(2) as workers:
        made = list(workers.map(press_create, range(2)))
    assert made[0].id == made[1].id
    assert (Ticket.select().count(), Entry.select().count(), mailed("created")) == (1, 1, {"Alice"})


def test_a_ticket_that_fails_half_way_is_not_there(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-01."""
    draft = drafts.start(people.alice, "incident")

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(opening, "add_text", fail)
    with pytest.raises(OSError, match="no space"):
        open_ticket(people.alice, new(draft_id=draft.id))
    assert Ticket.select().count() == Entry.select().count() == Outbox.select().count() == 0
    assert drafts.get(people.alice, draft.id).id == draft.id


def test_files_of_the_questions_that_were_asked_go_with_the_ticket(people: People) -> None:
    draft = drafts.start(people.alice, "incident")
    kept = files.store(people.alice, BytesIO(b"kept"), "log.txt", draft=draft.id)
    left = files.store(people.alice, BytesIO(b"left"), "form.pdf", draft=draft.id, field="signed_form")
    ticket = open_ticket(people.alice, new(draft_id=draft.id))
    assert [file.id for file in Attachment.select().where(Attachment.ticket == ticket.id)] == [kept.id]
    assert Attachment.get_or_none(Attachment.id == left.id) is None


def test_nobody_gets_at_anothers_draft(people: People) -> None:
    """S-15."""
    draft = drafts.start(people.alice, "incident")
    secret = files.store(people.alice, BytesIO(b"secret"), "log.txt", draft=draft.id)
    ticket = open_ticket(people.erin, new(draft_id=draft.id))
    assert files_of(people.erin, ticket.id) == ()
    with pytest.raises(NotFound):
        files.open_visible(people.erin, secret.id)
    assert [file.id for file in files.list_of_draft(people.alice, draft.id)] == [secret.id]


@pytest.mark.parametrize("name", ["dave", "sam"])
def test_the_free_plan_and_engineers_raise_nothing_in_the_portal(name: str, people: People) -> None:
    with pytest.raises(NotAllowed):
        open_ticket(people[name], new())
    assert Ticket.select().count() == 0


def test_the_free_plan_raises_tickets_by_mail_and_is_promised_no_time(people: People) -> None:
    ticket = open_ticket(people.by_mail("dave"), new(priority=Priority.P1))
    assert (ticket.source, ticket.plan, ticket.answer_due_at) == (Source.EMAIL, "free", None)


def test_a_crafted_organisation_or_sharing_is_refused(people: People) -> None:
    """S-25."""
    acme, globex = people.organisations["acme"], people.organisations["globex"]

    def refused(actor: Actor, **facts: Any) -> None:
        with pytest.raises(Rejected) as refusal:
            open_ticket(actor, new(**facts))
        assert refusal.value.field == "sharing"

    refused(people.alice, organisation_id=globex)
    refused(people.erin, organisation_id=acme)
    refused(people.erin, visibility=Visibility.SHARED)
    refused(people.alice, organisation_id=acme, visibility=Visibility.SHARED, always_private=True)
    assert Ticket.select().count() == 0


def test_a_ticket_keeps_its_organisation_when_its_requester_leaves(people: People) -> None:
    ticket = open_ticket(people.bob, new(organisation_id=people.organisations["acme"], visibility=Visibility.SHARED))
    Membership.delete().where(Membership.person == people.numbers["bob"]).execute()
    assert get_visible(people.alice, ticket.reference).row.organisation_name == "Acme AB"
    assert get_visible(people.bob, ticket.reference).row.id == ticket.id
