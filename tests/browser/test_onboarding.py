"""Somebody new comes in: asked for by form, approved, provided by an engineer, invited, and welcomed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from portal.db.tables import Outbox
from tests.browser.support import raising
from tests.browser.support.journeys import ONBOARDING
from tests.browser.support.looking import WIDE, Inspector
from tests.browser.support.window import Moment, Window
from tests.factories import PASSWORD, People, make_person
from tests.fulfilment.requests import onboarding

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]

_NINA = {
    "First name": "Nina",
    "Last name": "Falk",
    "Work e-mail": "nina.falk@acme.example",
    "Access to": ["Service Center portal", "Status page"],
    "Role in the portal": "Member",
    "May see requests shared with the organisation from before the start date": "Yes",
    "First day": Moment(0),
    "Notify the organisation's administrators": "Yes",
}


def test_from_the_form_to_the_newcomers_welcome_page(window: Windows, people: People) -> None:
    """OPS-20, OPS-21, S-12; each new page is looked at in each state."""
    bob = window(people.bob, viewport=WIDE)
    raising.begin(bob, ONBOARDING)
    bob.answer_all(_NINA)
    raising.to_check(bob)
    bob.answer("Who will see it?", "Private Request")
    path = f"/servicedesk/tickets/{raising.create(bob)}"
    _approve(window(people.alice, viewport=WIDE), path)
    sam = Inspector(window(people.sam, viewport=WIDE))
    sam.window.go(path)
    sam.window.follow("Provision access")
    sam.look("preview")
    sam.window.press("Confirm")
    sam.window.page.get_by_text("What was done").wait_for()
    sam.look("confirmed")
    sam.visit(path, "the ticket")
    sam.window.follow("Tick off: Status page")
    sam.look("ticking off")
    sam.tell()
    _come_in(Inspector(window(viewport=WIDE)))


def _approve(alice: Window, path: str) -> None:
    alice.go(path)
    alice.press("Approve")
    alice.page.get_by_text("You have approved").wait_for()


def _come_in(newcomer: Inspector) -> None:
    mail = Outbox.get(Outbox.event == "invitation").text
    link = re.search(r"/invitation/[\w-]{43}", mail)
    assert link
    newcomer.visit(link[0], "invitation")
    mine = newcomer.window
    mine.press("Accept the invitation", within="body")
    mine.page.locator(".error-summary").wait_for()
    newcomer.look("invitation, with errors")
    for label in ("New password", "New password again"):
        mine.page.get_by_label(label, exact=True).fill(PASSWORD)
    mine.press("Accept the invitation", within="body")
    mine.page.wait_for_url("**/servicedesk/welcome")
    assert mine.h1 == "Welcome, Nina"
    newcomer.look("welcome")
    newcomer.visit(link[0], "dead invitation")
    newcomer.tell()


def test_what_cannot_be_confirmed_or_waits_is_accessible(window: Windows, people: People) -> None:
    """A preview with warnings and with a hindrance; one that changed meanwhile; planned, and taking it back."""
    inspector = Inspector(window(people.sam, viewport=WIDE))
    mine, path = inspector.window, "/servicedesk/tickets/{}/fulfilment"
    staff = onboarding(people.alice, work_email="olga@support.example")
    inspector.visit(path.format(staff.reference), "hindered")
    later = onboarding(people.alice, first_day="2099-01-05", work_email="nina@elsewhere.example")
    mine.go(path.format(later.reference))
    make_person("Nina Nilsson", "nina@elsewhere.example")
    mine.press("Confirm")
    mine.page.locator(".error-summary").wait_for()
    inspector.look("changed meanwhile")
    mine.press("Confirm")
    mine.page.get_by_text("without anybody pressing").wait_for()
    inspector.look("planned")
    mine.follow("Take it back")
    inspector.look("taking it back")
    inspector.tell()
