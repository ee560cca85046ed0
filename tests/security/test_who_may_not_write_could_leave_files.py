"""A reply that was refused kept its files: people of the free plan, and closed tickets, could be filled with them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from portal.db.tables import Attachment
from portal.policy import Actor
from portal.vocabulary import Status
from tests.factories import People, make_ticket
from tests.support.browser import Browser

Browse = Callable[..., Browser]


def send(somebody: Browser, actor: Actor, status: Status) -> int:
    ticket = make_ticket(actor, status=status)
    data = {"body": "See the log", "attachments": (BytesIO(b"log"), "server.log")}
    return somebody.post(f"/servicedesk/tickets/{ticket.reference}/reply", data).status_code


def test_nobody_of_the_free_plan_stores_files_in_the_portal(browser: Browse, people: People) -> None:
    assert send(browser(people.dave), people.dave, Status.NEW) == 403
    assert Attachment.select().count() == 0


def test_nobody_stores_files_with_a_closed_ticket(browser: Browse, people: People) -> None:
    assert send(browser(people.alice), people.alice, Status.CLOSED) == 403
    assert Attachment.select().count() == 0
