"""People who act at the same moment: nobody waits for who waits for them, and nothing falls between two."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import BytesIO
from itertools import permutations
from typing import Any

import pytest

from portal import db
from portal.db.tables import Attachment, Ticket, TicketLink
from portal.errors import DomainError
from portal.policy import Actor
from portal.tickets import drafts, files, linking, operations
from portal.tickets.opening import NewTicket, open_ticket
from portal.tickets.rows import REPLY
from portal.vocabulary import Kind, LinkKind, Visibility
from tests.factories import People, make_ticket

_TIMES = 15

Act = Callable[[], object]


def at_once(*acts: Act) -> list[Exception]:
    """Do each of these in a thread of its own, all from the same moment on; what went wrong that nobody foresaw."""
    failures: list[Exception] = []
    start = threading.Barrier(len(acts))

    def do(act: Act) -> None:
        with db.connection():
            start.wait()
            try:
                with suppress(DomainError):
                    act()
            except Exception as error:  # noqa: BLE001 - the test says what it was
                failures.append(error)

    threads = [threading.Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def often(act: Callable[[int], object]) -> Act:
    """The same again and again."""
    return lambda: [act(number) for number in range(_TIMES)]


def test_an_engineer_answers_while_the_customer_writes_and_attaches(people: People) -> None:
    """R-03: each of the three refers to what another one has locked."""
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    alice, sam = people.alice, people.sam
    failures = at_once(
        often(lambda number: operations.reply(sam, ticket.reference, f"Answer {number}")),
        often(lambda number: operations.keep_reply_draft(alice, ticket.reference, f"Draft {number}")),
        often(lambda _: _upload_and_remove(alice, ticket.id)),
    )
    assert failures == []


def test_two_engineers_close_no_circle_of_duplicates(people: People) -> None:
    """Each of the two saw that the other ticket was a duplicate of none."""
    for _ in range(5):
        first, second = make_ticket(people.alice).reference, make_ticket(people.alice).reference
        acts = (partial(linking.link, people.sam, *pair, LinkKind.DUPLICATE) for pair in permutations((first, second)))
        assert at_once(*acts) == []
    assert TicketLink.select().count() == 5


def test_a_file_that_arrives_while_its_ticket_is_created_is_part_of_it(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-09: whoever was told that it is stored finds it in the ticket."""
    alice, raised = people.alice, _raised(drafts.start(people.alice, "incident").id)
    arriving, insert = threading.Event(), files._insert

    def slowly(*facts: Any, **more: Any) -> None:
        arriving.set()
        time.sleep(0.2)
        insert(*facts, **more)

    def create() -> None:
        assert arriving.wait(10)
        open_ticket(alice, raised)

    monkeypatch.setattr(files, "_insert", slowly)
    upload = partial(files.store, alice, BytesIO(b"some lines"), "error.log", draft=raised.draft_id)
    assert at_once(upload, create) == []
    assert Attachment.get().ticket_id == Ticket.get().id


@pytest.mark.parametrize("count", [2, 4])
def test_create_pressed_at_once_makes_one_ticket(count: int, people: People) -> None:
    """R-10, UX-21."""
    alice, raised = people.alice, _raised(drafts.start(people.alice, "incident").id)
    numbers: set[int] = set()
    assert at_once(*[lambda: numbers.add(open_ticket(alice, raised).id) for _ in range(count)]) == []
    assert len(numbers) == 1


def _upload_and_remove(actor: Actor, ticket_id: int) -> None:
    files.remove(actor, files.store(actor, BytesIO(b"some lines"), "error.log", ticket=ticket_id, field=REPLY).id)


def _raised(draft: str) -> NewTicket:
    return NewTicket(
        subject="Volume stuck",
        issue_type="incident",
        issue_type_label="Incident",
        category_label="Something is broken",
        kind=Kind.INCIDENT,
        visibility=Visibility.PRIVATE,
        draft_id=draft,
    )
