"""Figures, the audit and the question after closing: WCAG 2.2 AA by axe, light and dark, and 320 px (AT-1, AT-4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.notify.opinions import Opinion
from portal.states import Move
from portal.tickets import desk, satisfaction
from portal.vocabulary import Priority, Status
from tests.browser.support.looking import WIDE, Inspector
from tests.browser.support.window import Window
from tests.factories import People, make_ticket

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]


def test_figures_audit_and_the_question_after_closing_are_accessible(window: Windows, people: People) -> None:
    """With numbers in every chart and their tables open; the audit with lines and where nothing fits."""
    mine = window(people.olga, viewport=WIDE)
    inspector = Inspector(mine)
    row = make_ticket(people.alice, priority=Priority.P2, status=Status.RESOLVED)
    make_ticket(people.erin, priority=Priority.P1)
    desk.set_status(people.sam, row.reference, Move.CLOSE, "Solved a week ago.")
    inspector.visit(Opinion(row.id, row.requester_id).path(4), "how did it go?")
    satisfaction.say(people.alice, row.id, 4, "Quick.")
    inspector.visit("/servicedesk/figures", "figures")
    for summary in mine.page.locator(".figure-card summary").all():
        summary.click()
    inspector.look("figures, with their tables")
    inspector.visit("/servicedesk/audit", "audit")
    inspector.visit("/servicedesk/audit?who=nobody@acme.example&what=merged", "audit, nothing fits")
    inspector.tell()
