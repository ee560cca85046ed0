"""The desk without a mouse, and two engineers at it at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal import clock
from portal.db.tables import Entry
from portal.tickets import operations, presence, views
from portal.vocabulary import Priority
from tests.browser.support.keyboard import Keyboard
from tests.browser.support.looking import WIDE, Inspector
from tests.browser.support.window import Window
from tests.factories import People, make_ticket

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]
_DESK = "/servicedesk/desk?queue=open"


def _twenty(people: People) -> list[str]:
    """One every hour, so that they are due one after the other."""
    made = []
    for number in range(1, 21):
        with clock.at(clock.now() - timedelta(hours=40 - number)):
            made.append(make_ticket(people.alice, subject=f"Ticket number {number}").reference)
    return made


def test_an_engineer_without_a_mouse_works_through_a_queue_of_twenty(window: Windows, people: People) -> None:
    """A-07, HX-08: down the queue, open, answer, back where one was, the next; the focus is seen at every step."""
    references = _twenty(people)
    sam = window(people.sam, viewport=WIDE)
    keys, page = Keyboard(sam), sam.page
    sam.go(_DESK)
    for number in range(1, 21):
        keys.press("j")
        assert (keys.focus.name, keys.focus.ring, keys.focus.seen) == (f"Ticket number {number}", True, True)
        assert page.locator("tr[aria-current=true]").get_attribute("data-reference") == references[number - 1]
    keys.press(*["k"] * 18)
    keys.press("o")
    page.wait_for_url(f"**/{references[1]}")
    keys.press("r")
    assert keys.focus.name == "Reply"
    page.keyboard.type("jokes and taxes? All keys are letters here.")
    keys.to("Reply")
    keys.press("Enter")
    page.locator("#timeline").get_by_text("jokes and taxes?").wait_for()
    page.locator("h1").evaluate("it => { it.tabIndex = -1; it.focus(); }")
    keys.press("u")
    page.wait_for_url(f"**{_DESK}")
    # The answered one is due later now: in its place stands the next.
    assert keys.focus.name == "Ticket number 3"
    keys.press("t")
    page.get_by_text(f"{references[2]}: Sam Holm has it now.").first.wait_for()
    assert keys.focus.name == "Ticket number 3"
    # The table keeps its place below what was said, and its rows theirs when one is ticked.
    before = page.locator("tbody").bounding_box()
    assert before is not None
    assert before["width"] > WIDE["width"] / 2
    keys.press("x")
    assert page.locator("tbody").bounding_box() == before
    keys.press("j", "x", "s")
    page.wait_for_url("**/chosen/status")
    assert sam.h1 == "Change status: 2 tickets"
    sam.follow("Cancel")
    page.wait_for_url(f"**{_DESK}")
    keys.press("r")
    page.wait_for_url(f"**/{references[3]}#reply")
    sam.until("document.activeElement.id === 'body'")
    assert Entry.select().where(Entry.kind == "message").count() == 1


def test_all_keys_open_over_the_page_and_can_be_turned_off(window: Windows, people: People) -> None:
    """A-07: single letters can be turned off (WCAG 2.1.4), and the focus comes back to where it was."""
    _twenty(people)
    sam = window(people.sam, viewport=WIDE)
    keys, page = Keyboard(sam), sam.page
    sam.go(_DESK)
    keys.press("j", "j", "?")
    page.locator("dialog[open]").wait_for()
    assert keys.focus.name == "Close"
    keys.press("Escape")
    assert keys.focus.name == "Ticket number 2"
    keys.press("?")
    page.get_by_role("button", name="Turn the keys off").click()
    keys.press("Escape")
    keys.press("j")
    assert keys.focus.name == "Ticket number 2"
    keys.press("/")
    assert keys.focus.name == "Ticket number 2"


def test_two_engineers_at_one_ticket_hear_of_each_other(window: Windows, people: People) -> None:
    """R-11: who looks and who writes is seen, and a second answer waits until the first was read."""
    row = make_ticket(people.alice)
    path = f"/servicedesk/tickets/{row.reference}"
    presence.be_present(people.olga, row.id)
    sam = window(people.sam, viewport=WIDE)
    inspector = Inspector(sam)
    sam.go(path)
    sam.page.locator("#presence").get_by_text("Olga is looking").wait_for()
    sam.settled()
    assert [one.words for one in presence.others_on(people.olga, row.id)] == ["Sam is looking"]
    operations.reply(people.olga, row.reference, "It is the disk.")
    sam.field("Reply").fill("It is the network.")
    sam.press("Reply")
    sam.page.get_by_role("heading", name="While you were writing").wait_for()
    assert "It is the disk." in sam.page.locator("#reply").inner_text()
    assert sam.field("Reply").input_value() == "It is the network."
    inspector.look("somebody was faster")
    inspector.tell()
    sam.press("Reply")
    sam.page.locator("#timeline").get_by_text("It is the network.").wait_for()


def test_the_desk_is_accessible_in_all_its_states(window: Windows, people: People) -> None:
    """A-03, AT-1, AT-4: queue with a selection and colleagues, keys, a change of several, its report, views."""
    inspector = Inspector(window(people.sam, viewport=WIDE))
    page = inspector.window.page
    late = clock.now() - timedelta(hours=3)
    first = make_ticket(people.carol, subject="All servers are gone", priority=Priority.P1, due_at=late)
    make_ticket(people.erin, subject="Invoice of October", priority=None)
    presence.be_present(people.olga, first.id)
    views.save_view(people.sam, "Pressing", "queue=open&priority=P1")
    inspector.window.go(f"{_DESK}&priority=P1,none")
    for box in page.locator("[name=ticket]").all():
        box.check()
    page.keyboard.press("j")
    inspector.look("desk, two selected")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(".cell-due").first.inner_text() == "Answer 3 h late"
    assert all(
        box.bounding_box()["x"] + box.bounding_box()["width"] <= 390 for box in page.locator("#chosen tbody td").all()
    )
    page.set_viewport_size(WIDE)
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    inspector.look("keys")
    page.keyboard.press("Escape")
    inspector.window.press("Priority")
    page.get_by_label("P2").wait_for()
    inspector.look("a change of two")
    operations.reply(people.olga, first.reference, "It is the disk.")
    page.get_by_label("P2").check()
    page.get_by_label("Reason").fill("There is a way round.")
    inspector.window.press("Change priority")
    page.get_by_role("button", name="Do it all the same").wait_for()
    inspector.look("report")
    inspector.visit("/servicedesk/desk/views?queue=mine", "views")
    inspector.visit("/servicedesk/desk/keys")
    inspector.tell()
