"""Pages beside raising a ticket and the ticket itself: WCAG 2.2 AA by axe, light and dark, and 320 px (AT-1, AT-4)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from portal.accounts import kept, resets, reviewing
from portal.db.tables import Outbox
from portal.notify.choices import Choice, Solution, Wish
from portal.notify.suspensions import suspend
from portal.tickets import operations
from portal.tickets.standing import resolution_of
from portal.vocabulary import FulfilmentKind
from tests.browser.support import raising
from tests.browser.support.journeys import JOURNEYS
from tests.browser.support.looking import WIDE, Inspector
from tests.browser.support.watching import Watch
from tests.browser.support.window import Window
from tests.factories import People, make_ticket

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]


def test_the_way_in_is_accessible(window: Windows, people: People) -> None:
    """Log in: at first, with an error; forgotten password, its answer, a dead link, a new password and its errors;
    and what was sent after the session had lapsed."""
    mine = window(viewport=WIDE)
    inspector = Inspector(mine)
    inspector.visit("/login")
    mine.press("Log in", within="body")
    mine.page.locator(".error-summary").wait_for()
    inspector.look("log in, with errors")
    inspector.visit("/password/forgotten")
    mine.page.get_by_label("E-mail").fill(people.address("alice"))
    mine.page.locator("form button").first.click()
    mine.page.wait_for_url("**/sent")
    inspector.look("link sent")
    inspector.visit("/password/new/" + "x" * 43, "dead link")
    resets.send_links()
    link = re.search(r"/password/new/[\w-]{43}", Outbox.get(Outbox.event == "password_reset").text)
    assert link
    inspector.visit(link[0], "new password")
    mine.page.locator("form button.filled").click()
    mine.page.locator(".error-summary").wait_for()
    inspector.look("new password, with errors")
    inspector.tell()
    fields = [("subject", "Volume stuck"), ("what_happens", "Since this morning.")]
    kept.keep(people.numbers["bob"], path="/continue/x", page="/servicedesk", fields=fields, files=["nova.log"])
    back = Inspector(window(people.bob, viewport=WIDE))
    back.visit("/continue", "continue where you were")
    back.tell()


def test_the_pages_behind_the_links_of_mails_are_accessible(window: Windows, people: People) -> None:
    """To mute, muted, dead; solved, not solved with an error, and how it stands after."""
    inspector = Inspector(window(viewport=WIDE))
    row = make_ticket(people.alice, subject="Cannot attach a volume to web-stage-04")
    operations.resolve(people.sam, row.reference, "A new host.")
    solution = Solution(row.id, row.requester_id, resolution_of(row.id) or 0)
    mute = Choice(Wish.MUTE, people.numbers["sam"], row.id).token
    inspector.visit(f"/mail/choice/{mute}", "mute")
    inspector.window.press(f"Mute {row.reference}")
    inspector.look("muted")
    inspector.visit(f"/mail/choice/{mute}x", "dead link of a mail")
    inspector.visit(f"/mail/solved/{solution.token}", "solved?")
    inspector.visit(f"/mail/not-solved/{solution.token}", "not solved?")
    inspector.window.press("It is not solved")
    inspector.look("open again")
    inspector.tell()


def test_the_home_page_is_accessible(window: Windows, people: People) -> None:
    """Empty; with tickets, one that waits for an answer, and a draft; its menus; and the free plan's own page."""
    mine = window(people.alice, viewport=WIDE)
    inspector = Inspector(mine)
    inspector.visit("/servicedesk", "home, empty")
    row = make_ticket(people.alice, subject="Cannot attach a volume to web-stage-04")
    make_ticket(people.bob, subject="Backup client cannot reach its server")
    operations.reply(people.sam, row.reference, "Which device name do you see?", asks=True)
    raising.begin(mine, JOURNEYS["feedback"].card)
    mine.answer("Kind", "Feedback")
    inspector.visit("/servicedesk", "home, in use")
    mine.page.get_by_label("Account menu").click()
    inspector.look("account menu")
    inspector.tell()
    free = Inspector(window(people.dave, viewport=WIDE))
    free.visit("/servicedesk", "free plan")
    make_ticket(people.dave, subject="How do I get an invoice?")
    free.visit("/servicedesk", "free plan with a ticket")
    free.tell()


def test_account_organisation_and_help_are_accessible(window: Windows, people: People) -> None:
    """Account with errors and saved; organisation for an administrator, of several, and of none; help."""
    mine = window(people.alice, viewport=WIDE)
    inspector = Inspector(mine)
    suspend(people.address("alice"), "550 5.1.1 there is no such mailbox")
    inspector.visit("/servicedesk/account")
    mine.page.locator("#name").fill("")
    mine.press("Save profile")
    mine.page.locator(".error-summary").wait_for()
    inspector.look("profile, with an error")
    inspector.visit("/servicedesk/account/security")
    mine.press("Change password")
    mine.page.get_by_text("There is a problem").wait_for()
    inspector.look("password, with errors")
    inspector.visit("/servicedesk/organisation")
    for path in ("priorities", "accessibility", "choosing"):
        inspector.visit(f"/servicedesk/help/{path}")
    inspector.tell()
    several = Inspector(window(people.carol, viewport=WIDE))
    several.visit("/servicedesk/organisation", "several organisations")
    several.tell()


def test_organisations_and_customers_are_accessible(window: Windows, people: People) -> None:
    """Roles, reviews, and what waits; lists, an organisation, a person, and what a change means, refused and not."""
    acme, bob = people.organisations["acme"], people.numbers["bob"]
    make_ticket(people.bob, subject="Access for Nora", needs_approval=True, fulfilment=FulfilmentKind.ONBOARD)
    reviewing.begin_due()
    mine = window(people.alice, viewport=WIDE)
    inspector = Inspector(mine)
    inspector.visit("/servicedesk/organisation", "organisation in use")
    mine.page.get_by_role("link", name="Look through the members").click()
    inspector.look("review")
    mine.page.get_by_label("Remove access").first.check()
    mine.press("Save")
    mine.page.get_by_role("heading", name="Marked for removal").wait_for()
    inspector.look("review, somebody to remove")
    inspector.visit(f"/servicedesk/organisation/{acme}/members/{bob}/role")
    inspector.tell()
    olgas = window(people.olga, viewport=WIDE)
    inspector = Inspector(olgas)
    for path in ("", "/people", f"/organisations/{acme}", f"/people/{bob}", f"/organisations/{acme}/state"):
        inspector.visit(f"/servicedesk/customers{path}")
    inspector.visit("/servicedesk/customers/people/new")
    olgas.press("Add person")
    olgas.page.locator(".error-summary").wait_for()
    inspector.look("add person, with errors")
    inspector.tell()


@pytest.mark.settings(limits={"form_bytes": 64 * 1024})
def test_pages_that_say_no_are_accessible(window: Windows, people: People, watch: Watch) -> None:
    """404, 403, 405, 400 for a form without its token, 413 for a text beyond all measure."""
    watch.expect("status of (400|405)")
    mine = window(people.bob, viewport=WIDE)
    inspector = Inspector(mine)
    inspector.visit("/servicedesk/nowhere", "404")
    inspector.visit("/servicedesk/desk", "403")
    inspector.visit("/logout", "405")
    raising.begin(mine, JOURNEYS["feedback"].card)
    mine.page.locator("#draft-form input[name=csrf_token]").evaluate("(input) => { input.value = 'stale'; }")
    mine.press("Continue")
    mine.page.locator("[data-problem]").wait_for()
    inspector.look("400")
    mine.go("/servicedesk/account")
    mine.page.locator("#name").fill("A" * 70_000)
    mine.page.locator("form", has=mine.page.locator("#name")).locator("button").click()
    mine.page.locator("[data-problem]").wait_for()
    inspector.look("413")
    inspector.tell()


@pytest.mark.settings(mode="demo")
def test_the_mailbox_of_the_demo_is_accessible(window: Windows, people: People) -> None:
    """Empty, with mails, one mail."""
    mine = window(people.alice, viewport=WIDE)
    inspector = Inspector(mine)
    inspector.visit("/demo/mail", "no mail")
    make_ticket(people.alice)
    inspector.visit("/demo/mail")
    mine.page.locator("main a.row-title").first.click()
    mine.page.locator("iframe").first.wait_for()
    inspector.look("one mail")
    inspector.tell()
