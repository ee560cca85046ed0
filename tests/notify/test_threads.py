"""Mail programs keep a ticket in one thread, however long it gets and whoever reads along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.db.tables import Outbox, ReceivedMail
from portal.notify import addresses, threads
from portal.notify.threads import Step
from portal.tickets import operations
from portal.vocabulary import OutboxState, ReceivedState, Visibility
from tests.factories import People

ROOT = "<ticket-1042@support.example>"
TOPIC = "[SC-1042] Volume stuck"
MORNING = datetime(2026, 11, 23, 9, 46, tzinfo=UTC)
MakeTicket = Callable[..., Any]


def ours(minute: int, name: str = "") -> Step:
    return Step(MORNING + timedelta(minutes=minute), f"<{name or minute}@support.example>")


def theirs(minute: int, name: str = "", index: str = "") -> Step:
    return Step(MORNING + timedelta(minutes=minute), f"<{name or minute}@acme.example>", True, index)


def references(*steps: Step) -> list[str]:
    return threads.headers_of(ROOT, steps, TOPIC)["References"].split()


def test_the_first_mail_of_a_ticket_hangs_on_its_constant_root() -> None:
    assert threads.headers_of(ROOT, (), TOPIC) == {"In-Reply-To": ROOT, "References": ROOT}


def test_a_mail_answers_the_readers_own_last_mail_else_our_last_one() -> None:
    assert threads.headers_of(ROOT, (ours(1), ours(2)), TOPIC)["In-Reply-To"] == "<2@support.example>"
    lines = threads.headers_of(ROOT, (theirs(1), ours(2), theirs(3), ours(4)), TOPIC)
    assert lines["In-Reply-To"] == "<3@acme.example>"
    assert lines["References"].split() == [
        ROOT,
        "<1@acme.example>",
        "<2@support.example>",
        "<4@support.example>",
        "<3@acme.example>",
    ]


def test_a_thread_of_two_hundred_mails_keeps_its_root_its_first_and_its_last_and_stays_short() -> None:
    steps = [ours(minute, f"t1042.{minute}.1.message.{'a' * 16}") for minute in range(200)]
    line = threads.headers_of(ROOT, steps, TOPIC)["References"]
    found = line.split()
    assert len(line) <= 1_500
    assert found[0] == ROOT
    assert found[1] == steps[0].message_id
    assert found[2:] == [step.message_id for step in steps[-len(found) + 2 :]]
    assert len(found) > 15


def test_overlong_ids_leave_room_for_the_first_and_the_last() -> None:
    steps = [theirs(minute, f"{minute}{'x' * 220}") for minute in range(20)]
    line = threads.headers_of(ROOT, steps, TOPIC)["References"]
    assert len(line) <= 1_500
    assert line.split()[:2] == [ROOT, steps[0].message_id]
    assert line.split()[-1] == steps[-1].message_id


@pytest.mark.parametrize(
    "odd", ["", "<a b@c>", "a@b", "<a@b>\r\nBcc: x", "<å@b.example>", f"<{'x' * 300}@b>", "<<a@b>>"]
)
def test_what_is_no_message_id_never_gets_into_a_header(odd: str) -> None:
    """M-07."""
    step = Step(MORNING, odd, True)
    assert threads.headers_of(ROOT, [step], TOPIC) == {"In-Reply-To": ROOT, "References": ROOT}
    assert threads.answering(odd, ("<a@b.example>",)) == {}


def test_an_answer_hangs_on_the_mail_that_it_answers() -> None:
    assert threads.answering("<b@x.example>", ("<a@x.example>", "nonsense")) == {
        "In-Reply-To": "<b@x.example>",
        "References": "<a@x.example> <b@x.example>",
    }
    assert threads.answering("<b@x.example>")["References"] == "<b@x.example>"


def test_outlook_finds_its_own_index_again() -> None:
    index = "AdwZzQ4b0hVQq0fhTTuqkkUvJxk2uQ=="
    lines = threads.headers_of(ROOT, (theirs(1, index=index), theirs(2)), TOPIC)
    assert (lines["Thread-Index"], lines["Thread-Topic"]) == (index, TOPIC)
    for odd in ("", "short", f"{index}\r\nBcc: x", "=?utf-8?q?x?=", "ö" * 40):
        assert "Thread-Index" not in threads.headers_of(ROOT, [theirs(1, index=odd)], TOPIC)


def came_in(person_id: int, ticket_id: int | None, name: str, **values: Any) -> int:
    facts = {"fingerprint": name, "way": "pipe", "size": 1, "message_id": f"<{name}@acme.example>"}
    facts |= {"person": person_id, "ticket": ticket_id, "received_at": MORNING, "state": ReceivedState.DONE}
    return int(ReceivedMail.insert(facts | values).execute())


def test_nobody_is_told_a_message_id_of_a_mail_to_somebody_else(people: People, make_ticket: MakeTicket) -> None:
    """M-02: a signed Message-ID is known to its one recipient."""
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    for number in range(3):
        operations.reply(people.sam, ticket.reference, f"News {number}")
    came_in(people.bob.person_id, ticket.id, "bobs")
    steps = threads.steps_of(ticket.id, None, None)
    for name in ("alice", "bob", "carol"):
        number = people.numbers[name]
        names = [addresses.read_message_id(step.message_id) for step in steps[number] if not step.is_theirs]
        assert [name and name.person_id for name in names] == [number] * 4
    assert [step.message_id for step in steps[people.bob.person_id] if step.is_theirs] == ["<bobs@acme.example>"]
    assert not any(step.is_theirs for step in steps[people.alice.person_id])


def test_a_long_thread_is_not_read_whole(
    people: People, make_ticket: MakeTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "_FIRST", 2)
    monkeypatch.setattr(threads, "_LATEST", 3)
    ticket = make_ticket(people.alice)
    for number in range(10):
        operations.reply(people.sam, ticket.reference, f"News {number}")
    (alices,) = threads.steps_of(ticket.id, None, None).values()
    sent = [row for (row,) in Outbox.select(Outbox.message_id).order_by(Outbox.id).tuples()]
    assert sorted(step.message_id for step in alices) == sorted([*sent[:2], *sent[-3:]])


@pytest.mark.once
def test_what_never_arrived_is_no_part_of_the_thread(people: People, make_ticket: MakeTicket) -> None:
    ticket = make_ticket(people.alice)
    for state in (OutboxState.DROPPED, OutboxState.DEAD):
        operations.reply(people.sam, ticket.reference, f"News {state}")
        Outbox.update(state=state).where(Outbox.event == "message", Outbox.state == OutboxState.QUEUED).execute()
    came_in(people.alice.person_id, ticket.id, "held", state=ReceivedState.HELD)
    (alices,) = threads.steps_of(ticket.id, None, None).values()
    assert [name and name.event for name in (addresses.read_message_id(step.message_id) for step in alices)] == [
        "created"
    ]


def test_the_mail_in_hand_counts_before_it_is_settled(people: People, make_ticket: MakeTicket) -> None:
    ticket = make_ticket(people.dave)
    number = came_in(0, None, "first", person=None, state=ReceivedState.NEW, data={"thread_index": "AdwZ" * 8})
    steps = threads.steps_of(ticket.id, number, people.dave.person_id)[people.dave.person_id]
    assert ("<first@acme.example>", "AdwZ" * 8) in [(step.message_id, step.thread_index) for step in steps]
