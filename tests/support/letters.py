"""The ticket that the mails of these tests tell of, and those who read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from portal.notify.letters import MailEvent, Reader, TicketLetter
from portal.notify.messages import News
from portal.vocabulary import DueKind, Kind, Level, Priority, Status, Visibility

ALICE = Reader(1, "Alice Andersson", "alice@acme.example", is_requester=True)
BOB = Reader(2, "Bob Berg", "bob@acme.example")
DAVE = Reader(4, "Dave Miller", "dave@initech.example", is_requester=True, is_paid=False)
SAM = Reader(6, "Sam Holm", "sam@support.example", is_engineer=True, is_assigned=True)

LETTER = TicketLetter(
    ticket_id=1042,
    reference="SC-1042",
    subject="Volume stuck in detaching",
    issue_type_label="Incident",
    kind=Kind.INCIDENT,
    priority=Priority.P2,
    urgency=Level.HIGH,
    impact=Level.MEDIUM,
    status=Status.NEW,
    requester_name=ALICE.name,
    organisation_name="Acme AB",
    visibility=Visibility.SHARED,
    seen_by=("Alice Andersson", "Bob Berg", "Carol Weber"),
    answers=(("Affected service", "Block storage"), ("What happens?", "It has been detaching\nfor 40 minutes.")),
    files=(("nova-compute.log", 219_000),),
    opened_at=datetime(2026, 11, 23, 9, 46, tzinfo=UTC),
    answer_due_at=datetime(2026, 11, 23, 11, 46, tzinfo=UTC),
    plan="standard",
    due_at=datetime(2026, 11, 23, 11, 46, tzinfo=UTC),
    due_kind=DueKind.ANSWER,
)


def readers_of(event: MailEvent) -> list[Reader]:
    """Those of them who may read of such an event at all."""
    return [reader for reader in (ALICE, BOB, DAVE, SAM) if reader.is_engineer or not event.is_internal]


def letter(**changes: Any) -> TicketLetter:
    """The ticket with some of its facts changed."""
    return replace(LETTER, **changes)


def news(event: MailEvent, about: TicketLetter | None = LETTER, **changes: Any) -> News:
    """Sam did something on the ticket, or on an account."""
    has_link = event in (MailEvent.PASSWORD_RESET, MailEvent.INVITATION, MailEvent.REVIEW, MailEvent.REVIEW_UNANSWERED)
    facts = {"path": "/password/new/abc"} if has_link else {}
    told = News(event, None if event.is_about_an_account else about, SAM.person_id, SAM.name, "", facts)
    return replace(told, **changes)
