"""What engineers work with on a ticket, and what requesters answer: with scripts, and as accessible as the rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from portal.db.tables import AnswerTemplate, InformationRequest
from portal.notify.choices import Asking
from portal.tickets import information, operations, templates
from portal.tickets.rows import TicketRow
from tests.browser.support.looking import WIDE, Inspector
from tests.browser.support.window import Window
from tests.factories import People, make_ticket

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]
QUESTIONS = [
    {"key": "question_1", "label": "Which region?", "kind": "choice", "options": [{"value": "1", "label": "Kna1"}]},
    {"key": "question_2", "label": "Which server?", "kind": "uuids"},
    {"key": "question_3", "label": "Its log", "kind": "files", "required": False},
]


@pytest.fixture
def ticket(people: People) -> TicketRow:
    templates.save_template(people.sam, None, "Closing", "We hope this helps, {{requester_first_name}}.")
    return make_ticket(people.alice, subject="Payroll")


def test_engineers_work_with_templates_questions_and_types(window: Windows, people: People, ticket: TicketRow) -> None:
    """A template joins what is typed; questions get rows; another type says what it means; AT-1 for each page."""
    mine = window(people.sam, viewport=WIDE)
    page, inspector = mine.page, Inspector(mine)
    path = f"/servicedesk/tickets/{ticket.reference}"
    mine.go(path)
    page.locator("#body").fill("It was a disk.")
    page.locator("#template").select_option(label="Closing")
    page.locator("#insert").click()
    expect(page.locator("#body")).to_have_value("It was a disk.\n\nWe hope this helps, Alice.")
    inspector.visit("/servicedesk/desk/templates")
    inspector.visit("/servicedesk/desk/templates/new")
    page.locator("#body").fill("Hello **{{requester_first_name}}**")
    page.get_by_role("button", name="Preview").click()
    page.locator("#preview strong").wait_for()
    inspector.look("a template with its preview")
    number = AnswerTemplate.get().id
    inspector.visit(f"/servicedesk/desk/templates/{number}/remove", "removing a template")
    mine.go(f"/servicedesk/desk/templates/{number}")
    templates.save_template(people.olga, number, "Goodbye", "Best wishes from **{{portal}}**,\n\nand good luck")
    mine.press("Save")
    page.get_by_text("Olga Nilsson saved it as “Goodbye”").wait_for()
    inspector.look("a template that a colleague changed")
    mine.go(f"{path}/information")
    page.locator("#label_1").fill("Which region?")
    page.locator("#kind_1").select_option("choice")
    assert page.locator("#options_1").is_visible()
    page.locator("#ask-add").click()
    page.locator("#label_2").wait_for()
    assert page.locator("#label_1").input_value() == "Which region?"
    assert not page.locator("#options_2").is_visible()
    inspector.look("asking for information")
    mine.go(f"{path}/issue-type")
    page.locator("#issue_type").select_option("general_request")
    page.locator("#consequences").wait_for()
    operations.reply(people.olga, ticket.reference, "It is the disk.")
    page.get_by_label("Reason").fill("It asks for a quota.")
    mine.press("Change issue type")
    page.get_by_text("Olga Nilsson wrote:").wait_for()
    inspector.look("another issue type, and a colleague was faster")
    inspector.tell()


def test_the_requester_answers_questions(window: Windows, people: People, ticket: TicketRow) -> None:
    """AT-1: on the ticket's page, behind the link, with errors, and answered."""
    number = information.ask_for_information(people.sam, ticket.reference, "Where is it?", QUESTIONS)
    engineer = Inspector(window(people.sam, viewport=WIDE))
    engineer.visit(f"/servicedesk/tickets/{ticket.reference}/information/{number}", "what was asked")
    engineer.tell()
    mine = window(people.alice, viewport=WIDE)
    inspector = Inspector(mine)
    mine.go(f"/servicedesk/tickets/{ticket.reference}")
    mine.page.locator("#turn-action").click()
    mine.page.locator("#questions").wait_for()
    inspector.look("the questions")
    mine.page.get_by_role("button", name="Send answers").click()
    mine.page.locator(".error-summary").wait_for()
    inspector.look("the questions, with errors")
    link = Asking(number, people.alice.person_id).link
    mine.go("/" + link.partition("://")[2].partition("/")[2])
    inspector.look("the questions behind the link")
    mine.page.get_by_label("Kna1").check()
    mine.page.locator("#question_2").fill("9b2f4c1e-77d0-4e0a-9f1d-0a2b3c4d5e6f")
    mine.page.get_by_role("button", name="Send answers").click()
    mine.page.get_by_role("heading", name="These questions are answered").wait_for()
    inspector.look("answered questions")
    assert InformationRequest.get().answered_at is not None
    inspector.visit(f"/servicedesk/tickets/{ticket.reference}", "a ticket with answers of a form")
    inspector.tell()
