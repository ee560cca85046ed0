"""However often it is pressed, sent or gone back to: one ticket, one message (UX-14, UX-21)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.db.tables import Entry, Outbox, Ticket
from tests.browser.support import raising
from tests.browser.support.journeys import JOURNEYS
from tests.browser.support.window import Window
from tests.factories import People, make_ticket

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]


def _ready(mine: Window, folder: Path) -> None:
    journey = JOURNEYS["feedback"]
    raising.begin(mine, journey.card)
    raising.fill(mine, journey, folder)
    raising.to_check(mine)
    raising.choose(mine, journey)


def _tickets_and_mails() -> tuple[int, int]:
    return Ticket.select().count(), Outbox.select().where(Outbox.event == "created").count()


@pytest.mark.parametrize("javascript", [True, False], ids=["with_scripts", "without_scripts"])
def test_a_double_click_on_create_makes_one_ticket(
    window: Windows, people: People, tmp_path: Path, javascript: bool
) -> None:
    """UX-21."""
    mine = window(people.bob, javascript=javascript)
    _ready(mine, tmp_path)
    mine.page.get_by_role("button", name="Create").dblclick(no_wait_after=True)
    mine.page.wait_for_url("**/created")
    assert _tickets_and_mails() == (1, 1)


def test_back_after_create_says_that_it_was_sent(window: Windows, people: People, tmp_path: Path) -> None:
    """UX-14: and offers the ticket; a reload of what happens next changes nothing."""
    mine = window(people.bob)
    _ready(mine, tmp_path)
    reference = raising.create(mine)
    mine.page.reload()
    assert mine.h1 == f"{reference} is created"
    mine.page.go_back()
    mine.page.get_by_role("heading", name=f"Already sent as {reference}").wait_for()
    assert mine.page.get_by_role("link", name=f"Open {reference}").is_visible()
    assert _tickets_and_mails() == (1, 1)


def test_create_in_two_windows_makes_one_ticket(window: Windows, people: People, tmp_path: Path) -> None:
    """UX-21: the second window ends at the ticket of the first."""
    mine, other = window(people.bob), window(people.bob)
    _ready(mine, tmp_path)
    mine.page.wait_for_timeout(100)
    other.go(mine.path)
    reference = raising.create(mine)
    other.press("Create")
    other.page.wait_for_url("**/created")
    assert other.h1 == f"{reference} is created"
    assert _tickets_and_mails() == (1, 1)


def test_a_double_click_on_reply_writes_one_message(window: Windows, people: People) -> None:
    """UX-21."""
    row = make_ticket(people.alice)
    mine = window(people.alice)
    mine.go(f"/servicedesk/tickets/{row.reference}")
    mine.field("Reply").fill("It is detached now.")
    mine.page.get_by_role("button", name="Reply", exact=True).dblclick(no_wait_after=True)
    mine.page.locator("#timeline").get_by_text("It is detached now.").wait_for()
    mine.settled()
    mine.page.reload()
    assert Entry.select().where(Entry.kind == "message").count() == 1
