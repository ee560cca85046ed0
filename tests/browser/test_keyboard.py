"""Everything by keyboard: no click, no touch, no script that moves the focus (A-07)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.db.tables import Entry, Ticket
from tests.browser.support.keyboard import Keyboard
from tests.browser.support.window import Moment, Window
from tests.factories import PASSWORD, People

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]
_YESTERDAY = Moment(-1, "18:30")


def test_somebody_without_a_mouse_raises_an_incident_and_answers_on_it(window: Windows, people: People) -> None:
    """A-07, A-10, HX-08: from log-in to a message on the ticket, always seeing where one is."""
    mine = window(viewport={"width": 1280, "height": 900})
    keys = Keyboard(mine)
    mine.go("/login")
    keys.write("E-mail", people.address("alice"))
    keys.write("Password", PASSWORD)
    keys.press("Enter")
    mine.page.wait_for_url("**/servicedesk")
    keys.to("Incident Report an ongoing incident")
    keys.press("Enter")
    mine.page.wait_for_url("**/drafts/*")
    _describe(keys)
    keys.to("Continue")
    keys.press("Enter")
    mine.page.wait_for_url("**/priority")
    _decide(keys)
    keys.to("Create")
    keys.press("Enter")
    mine.page.wait_for_url("**/created")
    ticket = Ticket.get()
    assert (ticket.subject, ticket.priority, ticket.visibility) == ("REST API answers 502", "P2", "private")
    keys.to(f"Open SC-{ticket.id}")
    keys.press("Enter")
    mine.page.wait_for_url(f"**/tickets/SC-{ticket.id}")
    keys.write("Reply", "It answers again since a minute ago.")
    keys.to("Reply")
    keys.press("Enter")
    mine.page.locator("#timeline").get_by_text("It answers again since a minute ago.").wait_for()
    assert Entry.select().where(Entry.kind == "message").count() == 1


def _describe(keys: Keyboard) -> None:
    keys.write("Subject", "REST API answers 502")
    keys.write("Affected service", "REST")
    keys.window.settled()
    assert keys.focus.name == "Affected service", "the swap took the focus away"
    keys.choose("Kna1", "Region", steps=2)
    assert keys.focus.name == "Fra1"
    keys.write("Request and response", "GET /v1/servers: 502")
    keys.write("Date", _YESTERDAY.typed, "When did it start?")
    keys.write("Time", _YESTERDAY.time)
    keys.choose("Constantly", "Is it still going on?", steps=1)
    keys.write("What happens", "Every second request fails.")
    keys.choose("Our customers", "Who is affected?")
    keys.to("Our users")
    keys.press("Space")
    keys.write("What have you already tried?", "Asked again, several times.")
    keys.choose("Yes", "Did you change anything shortly before?", steps=1)


def _decide(keys: Keyboard) -> None:
    keys.choose("High", "Urgency")
    keys.choose("High", "Impact", steps=1)
    keys.write("Phone number", "+46 8 123 456 00")
    keys.choose("Share with Acme AB", "Who will see it?", steps=1)
