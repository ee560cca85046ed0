"""Tickets with their timelines, answers and search texts: of five years, most of them long finished."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from benchmarks import bulk, words
from benchmarks.population import Customer, Population, populate
from portal.db import handle
from portal.db.tables import Attachment, Entry, Ticket, TicketResource
from portal.tickets.rows import rank_of
from portal.tickets.search import fold
from portal.vocabulary import EntryKind, Kind, Level, Priority, Source, Status, Visibility

_YEARS = timedelta(days=5 * 365)
_AT_ONCE = 10_000
# Tickets start where numbers look like numbers, as the first migration has it.
_FIRST = 1001
# The replies of the ticket whose page is measured, so that the page is the same at every size.
_MEASURED_REPLIES = 6
_TYPES = (
    ("incident", "Incident", "Support", Kind.INCIDENT, 55),
    ("technical_question", "Technical question", "Support", Kind.SERVICE_REQUEST, 25),
    ("quota_change", "Quota change", "Services", Kind.SERVICE_REQUEST, 12),
    ("onboarding", "Onboarding", "People", Kind.SERVICE_REQUEST, 8),
)
_OPEN = (Status.NEW, Status.IN_PROGRESS, Status.WAITING_FOR_CUSTOMER, Status.WAITING_FOR_THIRD_PARTY)
_DONE = (Status.CLOSED, Status.CLOSED, Status.CLOSED, Status.RESOLVED, Status.CANCELLED)


@dataclass
class _Batch:
    """Rows that are inserted together."""

    tickets: list[dict[str, Any]]
    entries: list[dict[str, Any]]
    resources: list[dict[str, Any]]
    texts: list[tuple[int, str]]


def seed(count: int, now: datetime | None = None) -> int:
    """Fill the empty, migrated database with `count` tickets; returns the number of the ticket to measure."""
    random, now = Random(20_26), now or datetime.now(UTC)
    with handle.atomic():
        population = populate(random, now - _YEARS)
        for start in range(0, count, _AT_ONCE):
            numbers = range(_FIRST + start, _FIRST + min(start + _AT_ONCE, count))
            _insert(_batch(random, population, numbers, count, now))
        measured = _FIRST + count - 1
        _attach(population.alice, measured, now)
    bulk.settle()
    return measured


def _batch(random: Random, population: Population, numbers: range, count: int, now: datetime) -> _Batch:
    batch = _Batch([], [], [], [])
    for number in numbers:
        is_last, age = number == _FIRST + count - 1, (number - _FIRST) / count
        # Both sizes get the same last ticket, whatever was drawn before it.
        random = Random(7) if is_last else random
        customer = population.alice if is_last else population.somebody(random)
        ticket = _ticket(random, number, customer, now - _YEARS * (1 - age) - timedelta(minutes=5), age)
        replies = _MEASURED_REPLIES if is_last else random.choice((0, 1, 2, 2, 3, 4, 6))
        entries = list(_timeline(random, ticket, population, replies, now))
        ticket["engineer"] = entries[2]["actor"] if len(entries) > 2 else None
        ticket["changed_at"] = entries[-1]["created_at"]
        batch.tickets.append(ticket)
        batch.entries += entries
        if random.random() < 0.4:
            batch.resources.append({"ticket": number, "uuid": words.uuid(random)})
        batch.texts.append((number, _found_by(ticket, entries)))
    return batch


def _ticket(random: Random, number: int, customer: Customer, opened: datetime, age: float) -> dict[str, Any]:
    key, label, category, kind, _ = random.choices(_TYPES, weights=[each[-1] for each in _TYPES])[0]
    priority = random.choice((Priority.P2, Priority.P3, Priority.P3, Priority.P4)) if kind is Kind.INCIDENT else None
    shared = customer.organisation is not None and random.random() < 0.55
    # Of the last tenth half is open, of everything before it one in a hundred.
    is_open = random.random() < (0.5 if age > 0.9 else 0.01)
    subject = words.subject(random)
    return {
        "id": number,
        "subject": subject,
        "issue_type": key,
        "issue_type_label": label,
        "category_label": category,
        "kind": kind,
        "source": Source.PORTAL,
        "requester": customer.person,
        "organisation": customer.organisation,
        "engineer": None,
        "visibility": Visibility.SHARED if shared else Visibility.PRIVATE,
        "status": random.choice(_OPEN if is_open else _DONE),
        "urgency": Level.MEDIUM if priority else None,
        "impact": Level.MEDIUM if priority else None,
        "priority": priority,
        "rank": rank_of(priority),
        "plan": "standard",
        "answers": _answers(random, subject),
        "opened_at": opened,
        "changed_at": opened,
        "answer_due_at": opened + timedelta(hours=8) if priority else None,
    }


def _answers(random: Random, subject: str) -> list[dict[str, str]]:
    texts = (
        ("subject", "Subject", subject),
        ("region", "Region", random.choice(("Sto2", "Sto1HS", "Fra1", "Kna1"))),
        ("service", "Service", words.word(random)),
        ("uuid", "UUID of the resource", words.uuid(random)),
        ("started", "When did it start?", "23 Nov 2026, 10:46 CET"),
        ("description", "Description", words.paragraphs(random, 60)),
    )
    return [{"key": key, "label": label, "kind": "text", "text": text, "section": ""} for key, label, text in texts]


def _timeline(
    random: Random, ticket: dict[str, Any], population: Population, replies: int, now: datetime
) -> Iterator[dict[str, Any]]:
    moment, engineer = ticket["opened_at"], random.choice(population.engineers)
    people = (engineer, ticket["requester"])
    yield _entry(ticket, EntryKind.OPENED, ticket["requester"], moment, by_engineer=False)
    for turn in range(replies):
        moment = min(moment + timedelta(minutes=random.randint(5, 3000)), now)
        if turn == 0:
            data = {"engineer_id": engineer, "engineer": "Sam"}
            yield _entry(ticket, EntryKind.ASSIGNED, engineer, moment, by_engineer=True, data=data)
        body = words.paragraphs(random, random.randint(15, 90))
        yield _entry(ticket, EntryKind.MESSAGE, people[turn % 2], moment, by_engineer=turn % 2 == 0, body=body)


def _entry(
    ticket: dict[str, Any],
    kind: EntryKind,
    actor: int,
    moment: datetime,
    *,
    by_engineer: bool,
    body: str = "",
    data: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "ticket": ticket["id"],
        "kind": kind,
        "actor": actor,
        "by_engineer": by_engineer,
        "body": body,
        "data": data or {},
        "created_at": moment,
    }


def _found_by(ticket: dict[str, Any], entries: list[dict[str, Any]]) -> str:
    answered = " ".join(answer["text"] for answer in ticket["answers"])
    bodies = " ".join(entry["body"] for entry in entries)
    return fold(f"SC-{ticket['id']} {ticket['subject']} {ticket['issue_type_label']} {answered} {bodies}")


def _insert(batch: _Batch) -> None:
    bulk.insert_rows(Ticket, batch.tickets)
    bulk.insert_rows(Entry, batch.entries)
    bulk.insert_rows(TicketResource, batch.resources)
    bulk.insert_texts(batch.texts)


def _attach(owner: Customer, ticket: int, now: datetime) -> None:
    """Two files as the ticket's page lists them; nobody opens them here."""
    bulk.insert_rows(
        Attachment,
        (
            {
                "id": f"{name:-<43}",
                "owner": owner.person,
                "ticket": ticket,
                "field": "attachments",
                "name": f"{name}.log",
                "size": 48_213,
                "sha256": "0" * 64,
                "created_at": now,
            }
            for name in ("before", "after")
        ),
    )
