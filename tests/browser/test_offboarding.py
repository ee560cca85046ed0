"""Three browsers at once: asked for by form, an engineer takes somebody's access, and they are out (OPS-30)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.vocabulary import Visibility
from tests.browser.support import raising
from tests.browser.support.journeys import OFFBOARDING
from tests.browser.support.looking import WIDE, Inspector
from tests.browser.support.window import Window
from tests.factories import People, make_ticket

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]

_BOB = {
    "Employee": "Bob Berg (bob@acme.example)",
    "When": "Immediately",
    "Remove from": ["Service Center portal"],
    "The employee's private requests": "Hand to a colleague",
    "The employee's open requests": "Hand to a colleague",
    "Colleague": "Carol Weber (carol@globex.example)",
}


def test_whoever_is_offboarded_is_out_on_their_next_click(window: Windows, people: People) -> None:
    """OPS-30, OPS-35, A-15: previewed, confirmed, reported; the page that comes instead says what has happened."""
    row = make_ticket(people.bob, subject="Volume stuck", visibility=Visibility.SHARED)
    alice = window(people.alice)
    raising.begin(alice, OFFBOARDING)
    alice.answer_all(_BOB)
    raising.to_check(alice)
    path = f"/servicedesk/tickets/{raising.create(alice)}"
    bob, sam = window(people.bob, viewport=WIDE), window(people.sam, viewport=WIDE)
    seen, done = Inspector(bob), Inspector(sam)
    bob.go("/servicedesk")
    sam.go(path)
    sam.follow("Remove access")
    sam.page.get_by_role("heading", name="Remove access").wait_for()
    assert f"{row.reference} “Volume stuck”" in sam.main
    done.look("preview of an offboarding")
    sam.press("Confirm")
    sam.page.get_by_role("heading", name="Remove access: done").wait_for()
    assert "Bob Berg is no member of Acme AB any more" in sam.main
    done.look("report of an offboarding")
    bob.page.get_by_role("link", name="Tickets", exact=True).first.click()
    bob.page.get_by_role("heading", name="Log in").wait_for()
    assert "your access may have been removed" in bob.main
    seen.look("logged out")
    alice.go(path)
    assert "Bob Berg is no member of Acme AB any more" in alice.main
    for inspector in (seen, done):
        inspector.tell()
