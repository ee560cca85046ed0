"""Every state of the list, of a ticket and of the desk: WCAG 2.2 AA by axe, light and dark, and 320 px (AT-1, AT-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal import clock
from portal.policy import Actor, Letter
from portal.tickets import desk, linking, operations, participants, sharing
from portal.tickets.events import record
from portal.tickets.rows import TicketRow
from portal.tickets.saying import keep_automatic
from portal.vocabulary import Approval, EntryKind, LinkKind, Priority, Status, Trust, Visibility
from tests.browser.support.looking import WIDE, Inspector
from tests.browser.support.window import Window
from tests.factories import People, make_ticket

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]
_LIST = "/servicedesk/tickets"


def _look_in(window: Windows, actor: Actor) -> Inspector:
    return Inspector(window(actor, viewport=WIDE))


def _worked_on(people: People, **facts: object) -> TicketRow:
    """A shared ticket with everything that a timeline can hold."""
    row = make_ticket(people.alice, subject="Cannot attach a volume to web-stage-04", priority=Priority.P2, **facts)
    sharing.set_visibility(people.alice, row.reference, Visibility.SHARED)
    desk.assign(people.sam, row.reference, people.sam.person_id)
    operations.reply(people.sam, row.reference, "Look at this:\n\n```\n$ openstack volume list\n```\n\n- one\n- two")
    operations.note(people.sam, row.reference, "The same host as last week.")
    operations.reply(people.bob, row.reference, "It happens **here** too, see https://status.support.example.")
    participants.add_participant(people.alice, row.reference, people.numbers["carol"])
    mailed = {"quoted": "> Look at this", "refused": ["“setup.exe” was not taken: it is empty."]}
    carol = people.by_mail("carol", Letter(1, Trust.TOKEN))
    operations.reply(carol, row.reference, "And here:\nhttps://status.support.example", beside=mailed)
    keep_automatic(Letter(2, Trust.NONE), row.id, people.bob, "I am away.", {"marker": "It says: Auto-Submitted."})
    record(people.alice, row.id, EntryKind.LINKED, follows=row.reference)
    desk.set_priority(people.sam, row.reference, Priority.P3, "There is a way round.")
    return row


def test_the_list_is_accessible(window: Windows, people: People) -> None:
    """Empty, each tab and state, filtered, nothing found, the question in place of a toggle, pages."""
    inspector = _look_in(window, people.alice)
    inspector.visit(_LIST, "no ticket yet")
    _worked_on(people)
    waiting = make_ticket(people.bob, visibility=Visibility.SHARED, subject="Backup client without a server")
    operations.reply(people.sam, waiting.reference, "Since when?", asks=True)
    make_ticket(people.alice, subject="Quota in Kna1", status=Status.RESOLVED, priority=None)
    inspector.visit(_LIST)
    page = inspector.window.page
    hrefs = page.locator("nav.tabs a, nav.chips a, .tabs a, .chips a").evaluate_all("them => them.map(it => it.href)")
    assert len(set(hrefs)) > 5
    for href in sorted(set(hrefs)):
        inspector.visit(href.removeprefix(inspector.window.address))
    inspector.visit(f"{_LIST}?state=all&text=Backup&sort=priority", "filtered")
    inspector.visit(f"{_LIST}?state=all&text=nothing-of-the-kind", "nothing found")
    inspector.visit(_LIST)
    page.locator(".toggle button[aria-pressed=false]").first.click()
    page.locator(".confirm-row").wait_for()
    inspector.look("question in place")
    for number in range(28):
        make_ticket(people.alice, subject=f"Volume {number} is stuck", opened_at=clock.now() - timedelta(hours=number))
    inspector.visit(_LIST, "more than one page")
    # On a phone a ticket is a card: its status and its priority in one line, and no sign of a name that is not there.
    page.set_viewport_size({"width": 390, "height": 844})
    card = page.locator("tbody tr").first
    tops = [card.locator(part).bounding_box() for part in (".status", ".cell-priority")]
    assert abs(tops[0]["y"] - tops[1]["y"]) < 10
    said = card.locator("td").evaluate_all("cells => cells.map(it => getComputedStyle(it, '::before').content)")
    assert set(said) == {"none"}
    inspector.tell()


def test_a_ticket_is_accessible_for_who_raised_it(window: Windows, people: People) -> None:
    """New and private, worked on and shared, waiting for an answer, an empty reply, resolved, finished."""
    inspector = _look_in(window, people.alice)
    fresh = make_ticket(people.alice)
    inspector.visit(f"{_LIST}/{fresh.reference}", "new and private")
    row = _worked_on(people)
    path = f"{_LIST}/{row.reference}"
    inspector.visit(path, "worked on and shared")
    inspector.visit(f"{path}/participants", "adding somebody")
    inspector.visit(f"{path}/participants/{people.numbers['carol']}/remove", "removing somebody")
    inspector.visit(path)
    inspector.window.press("Reply")
    inspector.window.page.locator(".error-summary, .field-error").first.wait_for()
    inspector.look("an empty reply")
    operations.reply(people.sam, row.reference, "Which device name do you see?", asks=True)
    inspector.visit(path, "waiting for the customer")
    operations.resolve(people.sam, row.reference, "The host is repaired.")
    inspector.visit(path, "resolved")
    operations.cancel(people.alice, fresh.reference)
    inspector.visit(f"{_LIST}/{fresh.reference}", "finished")
    inspector.tell()


def test_a_ticket_is_accessible_for_colleagues(window: Windows, people: People) -> None:
    """Shared with a colleague; an approval that waits, for the administrator."""
    inspector = _look_in(window, people.bob)
    row = _worked_on(people)
    inspector.visit(f"{_LIST}/{row.reference}", "shared viewer")
    inspector.tell()
    waits = make_ticket(
        people.bob, subject="Staff Onboarding for Otto", approval=Approval.PENDING, status=Status.WAITING_FOR_APPROVAL
    )
    approver = _look_in(window, people.alice)
    approver.visit(f"{_LIST}/{waits.reference}", "approval")
    approver.visit(f"{_LIST}/{waits.reference}/decline", "decline")
    approver.window.page.locator("main form button").last.click()
    approver.window.page.locator(".error-summary").wait_for()
    approver.look("decline, with an error")
    approver.tell()


def test_questions_before_something_is_done_are_accessible(window: Windows, people: People) -> None:
    """Sharing, making private, cancelling; an engineer's reason."""
    private, shared = make_ticket(people.alice), make_ticket(people.alice, visibility=Visibility.SHARED)
    inspector = _look_in(window, people.alice)
    inspector.visit(f"{_LIST}/{private.reference}/visibility?to=shared", "share")
    inspector.visit(f"{_LIST}/{shared.reference}/visibility?to=private", "make private")
    inspector.visit(f"{_LIST}/{shared.reference}/cancel", "cancel")
    inspector.tell()
    engineer = _look_in(window, people.sam)
    engineer.visit(f"{_LIST}/{shared.reference}/visibility?to=private", "make private, engineer")
    engineer.window.press("Make private")
    engineer.window.page.locator(".error-summary, .field-error").first.wait_for()
    engineer.look("make private without a reason")
    engineer.tell()


def test_linking_merging_and_removing_a_secret_are_accessible(window: Windows, people: People) -> None:
    """With its errors, and the panel of linked tickets."""
    first, second = make_ticket(people.bob, subject="The key is hunter2"), make_ticket(people.alice)
    inspector = _look_in(window, people.sam)
    inspector.visit(f"{_LIST}/{first.reference}/links", "link")
    inspector.window.press("Link or merge")
    inspector.window.page.locator(".error-summary").wait_for()
    inspector.look("link, with errors")
    inspector.visit(f"{_LIST}/{first.reference}/merge?into={second.reference}", "merge")
    inspector.visit(f"{_LIST}/{first.reference}/redact", "remove a secret")
    inspector.window.page.get_by_label("What has to go").fill("hunter2")
    inspector.window.press("Look for it")
    inspector.window.page.locator("#found").wait_for()
    inspector.look("a secret was found")
    linking.link(people.sam, first.reference, second.reference, LinkKind.DUPLICATE)
    inspector.visit(f"{_LIST}/{first.reference}", "linked tickets")
    inspector.tell()


def test_the_desk_is_accessible(window: Windows, people: People) -> None:
    """Empty, with work, a queue, the ticket with both tabs, assigning, status, priority, and their errors."""
    inspector = _look_in(window, people.sam)
    inspector.visit("/servicedesk/desk", "desk, empty")
    row = _worked_on(people)
    make_ticket(people.erin, subject="Invoice of October", priority=None)
    late = clock.now() - timedelta(hours=3)
    make_ticket(people.carol, subject="All servers are gone", priority=Priority.P1, answer_due_at=late)
    inspector.visit("/servicedesk/desk")
    queues = inspector.window.page.locator(".desk-side a").evaluate_all("them => them.map(it => it.href)")
    for href in queues[1:3]:
        inspector.visit(href.removeprefix(inspector.window.address))
    path = f"{_LIST}/{row.reference}"
    inspector.visit(path, "ticket, engineer")
    inspector.visit(f"{path}?write=note", "ticket, internal note")
    for change in ("assign", "status", "priority"):
        inspector.visit(f"{path}/{change}")
        inspector.window.page.locator("main form button.filled").click()
        inspector.look(f"{change}, sent without anything")
    inspector.tell()
