"""Mail from end to end with no mail server: the demo's mailbox, the ticket, and the engineers' Mail pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from portal.db.tables import Mailbox
from portal.notify import outbox
from portal.notify.suspensions import suspend
from tests.browser.support.looking import WIDE, Inspector
from tests.browser.support.window import Window
from tests.factories import People
from tests.support.mails import queue
from tests.support.received import hold

pytestmark = [
    pytest.mark.browser,
    pytest.mark.settings(mode="demo", inbound={"authserv_id": "mx.demo.example"}),
]
Windows = Callable[..., Window]


def test_dave_writes_a_mail_sam_answers_it_and_dave_answers_back(window: Windows, people: People) -> None:
    dave, sam = window(), window(people.sam)
    dave.go("/demo/mail/write")
    dave.answer_all({"From": "Dave Miller, dave@initech.example: e-mail only", "Subject": "Cannot log in"})
    dave.page.get_by_label("Text", exact=True).fill("Since this morning.")
    dave.press("Send")
    dave.page.get_by_text("Became a ticket").wait_for()
    reference = re.findall(r"SC-\d+", dave.main)[0]
    sam.go(f"/servicedesk/tickets/{reference}")
    sam.page.get_by_label("Reply", exact=True).fill("Which browser do you use?")
    sam.press("Reply")
    sam.page.locator("#timeline").get_by_text("Which browser do you use?").wait_for()
    dave.go("/demo/mail")
    dave.page.locator("main a", has_text=reference).first.click()
    dave.page.get_by_role("heading", name="Answer as Dave Miller").wait_for()
    dave.page.get_by_label("Answer", exact=True).fill("Firefox.")
    dave.press("Send answer")
    dave.page.get_by_text("Answer to a ticket").wait_for()
    sam.go(f"/servicedesk/tickets/{reference}")
    assert "Firefox." in sam.page.locator("#timeline").inner_text()


def test_the_mail_pages_are_accessible(window: Windows, people: People) -> None:
    """Lists under all that can hinder mail; a mail that came in, with an error too; one given up; writing one."""
    held = hold(person=people.numbers["dave"], proof="Not proven: no signature", data={"hint": "SC-1042"})
    hold(subject="", sender="", sender_name="Nobody")
    Mailbox.create(name="support@mail.example/INBOX", error="It refuses the password.", read_at=datetime.now(UTC))
    suspend("bob@acme.example", "550 5.1.1 no such user")
    dead = queue(address="bob@acme.example")
    (claimed,) = outbox.claim(1, 60)
    outbox.bury(claimed, "550 5.1.1 no such user")
    mine = window(people.sam, viewport=WIDE)
    inspector = Inspector(mine)
    mine.go("/servicedesk/desk/mail")
    mine.page.get_by_text("1 address gets no mail").click()
    inspector.look("held mail")
    inspector.visit("/servicedesk/desk/mail?list=dead", "dead letters")
    inspector.visit(f"/servicedesk/desk/mail/out/{dead}", "one dead letter")
    inspector.visit(f"/servicedesk/desk/mail/in/{held}", "one held mail")
    mine.page.get_by_label("Ticket", exact=True).fill("SC-9999")
    mine.press("Attach to this ticket")
    mine.page.locator(".error-summary").wait_for()
    inspector.look("one held mail, with an error")
    inspector.visit(f"/demo/mail/in/{held}", "what came of a mail")
    mine.go("/demo/mail/write")
    mine.press("Send")
    mine.page.locator(".error-summary").wait_for()
    inspector.look("writing a mail, with errors")
    inspector.tell()
