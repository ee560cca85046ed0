"""What the page replaces never takes the focus away (HX-08)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.db.tables import Ticket
from portal.vocabulary import Visibility
from tests.browser.support import raising
from tests.browser.support.journeys import GENERAL, INCIDENT, JOURNEYS
from tests.browser.support.keyboard import Keyboard
from tests.browser.support.window import Window
from tests.factories import People, make_ticket

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]


def test_a_changed_choice_keeps_the_focus(window: Windows, people: People) -> None:
    """HX-08, A-14: a select, a radio and a checkbox that bring questions, and keep their place."""
    mine = window(people.alice)
    keys = Keyboard(mine)
    raising.begin(mine, GENERAL)
    keys.to("What is it about?")
    for steps, brought in ((2, "Project UUID"), (1, "Invoice number"), (5, "Status page")):
        keys.press(*["ArrowDown"] * steps)
        mine.field(brought).wait_for()
        assert mine.focused == "select#about"
    keys.choose("Add a subscriber", "Status page", steps=1)
    assert keys.focus.name == "Remove a subscriber"
    mine.field("Subscriber's e-mail").wait_for()
    mine.answer("What is it about?", "Quota")
    keys.choose("cores", "Which quotas?")
    mine.field("New limit for cores").wait_for()
    assert keys.focus.name == "cores"


def test_new_questions_are_announced(window: Windows, people: People) -> None:
    """A-17: who cannot see the page hears that it changed."""
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    mine.answer("Affected service", "Kubernetes")
    mine.page.locator("#live").get_by_text("question").wait_for()


def test_a_stored_or_removed_file_keeps_the_focus(window: Windows, people: People, tmp_path: Path) -> None:
    """HX-08, UX-17: by keyboard the file's button goes with the file; the next place is the file field."""
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    mine.page.locator("#attachments").focus()
    raising.attach(mine, "Attachments", tmp_path / "console.log")
    assert mine.focused == "input#attachments"
    Keyboard(mine).to("Remove console.log")
    mine.page.keyboard.press("Enter")
    mine.page.get_by_role("link", name="console.log").wait_for(state="detached")
    mine.until("document.activeElement.id === 'attachments'")


def test_a_cell_of_the_matrix_keeps_the_focus(window: Windows, people: People, tmp_path: Path) -> None:
    """HX-08: Enter on a cell chooses urgency and impact at once, says the priority, and stays on the cell."""
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    raising.fill(mine, JOURNEYS["incident_with_a_volume"], tmp_path)
    raising.to_check(mine)
    keys = Keyboard(mine)
    keys.to("High urgency, medium impact")
    keys.press("Enter")
    assert keys.focus.name.startswith("High urgency, medium impact")
    assert mine.page.locator(".priority-result").get_by_text("P2").is_visible()
    assert mine.page.get_by_role("radio", name="High", exact=False).first.is_checked()
    keys.to("Medium urgency, low impact")
    keys.press("Space")
    assert keys.focus.name.startswith("Medium urgency, low impact")
    assert mine.page.locator(".priority-result").get_by_text("P3").is_visible()


def test_the_toggle_of_a_row_keeps_the_focus_in_its_row(window: Windows, people: People) -> None:
    """HX-08: the question comes in place of the toggle, and the toggle in place of the question; never the body."""
    row = make_ticket(people.alice, visibility=Visibility.PRIVATE)
    mine = window(people.alice)
    keys = Keyboard(mine)
    mine.go("/servicedesk/tickets")
    keys.to(f"Share {row.reference} with Acme AB")
    keys.press("Enter")
    assert keys.focus.name == "Share with Acme AB"
    keys.to("Keep it private")
    keys.press("Enter")
    assert _focus_is_in_row(mine, row.id)
    keys.to(f"Share {row.reference} with Acme AB")
    keys.press("Enter")
    keys.press("Enter")
    assert _focus_is_in_row(mine, row.id)
    assert Ticket.get().visibility is Visibility.SHARED


def _focus_is_in_row(mine: Window, ticket_id: int) -> bool:
    return bool(mine.page.evaluate(f"Boolean(document.activeElement.closest('#sharing-{ticket_id}'))"))
