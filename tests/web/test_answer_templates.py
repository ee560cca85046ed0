"""Engineers keep their answer templates, and put them into what they write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.tickets import templates
from portal.tickets.queries import get_visible
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind
from tests.factories import People, make_ticket
from tests.support.browser import HTMX, Browser
from tests.support.pages import ShownPage

Browse = Callable[..., Browser]
LIST = "/servicedesk/desk/templates"
pytestmark = pytest.mark.once


@pytest.fixture
def ticket(people: People) -> TicketRow:
    return make_ticket(people.alice, subject="Payroll")


def test_an_engineer_writes_looks_at_changes_and_removes_a_template(browser: Browse, people: People) -> None:
    sam = browser(people.sam)
    assert "There are no templates" in sam.visit(LIST).main
    sam.visit(f"{LIST}/new")
    seen = sam.press("Preview", name="Greeting", body="Hello **{{requester_first_name}}**,")
    assert "Hello Alice," in seen.text_of("preview")
    assert seen.find("body").text == "Hello **{{requester_first_name}}**,"
    listed = sam.press("Save")
    assert listed.links["Greeting"]
    sam.visit(listed.links["Greeting"])
    assert "Salutation" in sam.press("Save", name="Salutation").links
    sam.visit(listed.links["Greeting"])
    sam.visit(sam.page.links["Remove"])
    assert "There are no templates" in sam.press("Remove template").main


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(browser: Browse, people: People) -> None:
    """UX-08."""
    sam = browser(people.sam)
    sam.visit(f"{LIST}/new")
    page = sam.press("Save", name="Greeting", body="Hello {{requster}},", status=422)
    assert "There is no variable {{requster}}" in page.text_of("body-error")
    assert page.find("name").get("value") == "Greeting"
    assert page.find("body").text == "Hello {{requster}},"
    assert "Give the template a name" in sam.press("Save", name="", body="Hello.", status=422).text_of("name-error")


def test_two_who_change_a_template_at_once_read_each_others_words(browser: Browse, people: People) -> None:
    """R-11: 409 with both texts; sent again from there it is saved, and so is what one changed oneself."""
    number = templates.save_template(people.sam, None, "Greeting", "Hello,")
    sam = browser(people.sam)
    sam.visit(f"{LIST}/{number}")
    templates.save_template(people.olga, number, "Salutation", "Dear **{{requester_name}}**,")
    sam.press("Preview", body="Good morning,")
    page = sam.press("Save", body="Good morning,", status=409)
    assert "Olga Nilsson changed this template while you were writing." in page.text_of("body-error")
    assert "Olga Nilsson saved it as “Salutation”:" in page.text
    assert "Dear **{{requester_name}}**," in page.text
    assert (page.find("name").get("value"), page.find("body").text) == ("Greeting", "Good morning,")
    assert templates.get_template(people.sam, number).name == "Salutation"
    sam.press("Save")
    sam.post(f"{LIST}/{number}", {"name": "Greeting", "body": "Good evening,", "seen": "long ago"})
    assert templates.get_template(people.sam, number)[1:3] == ("Greeting", "Good evening,")


def test_a_template_that_was_removed_meanwhile_can_be_saved_as_a_new_one(browser: Browse, people: People) -> None:
    number = templates.save_template(people.sam, None, "Greeting", "Hello,")
    sam = browser(people.sam)
    sam.visit(f"{LIST}/{number}")
    templates.remove_template(people.olga, number)
    page = sam.press("Save", body="Good morning,", status=409)
    assert "Somebody removed this template while you were writing." in page.text_of("name-error")
    sam.press("Save")
    assert [row[1:3] for row in templates.templates_of(people.sam)] == [("Greeting", "Good morning,")]


def test_a_template_comes_at_the_end_of_what_is_typed(browser: Browse, people: People, ticket: TicketRow) -> None:
    number = templates.save_template(people.sam, None, "Closing", "We hope this helps, {{requester_first_name}}.")
    sam = browser(people.sam)
    page = _insert(sam, ticket, number, asks="yes")
    wanted = "It was a disk.\n\nWe hope this helps, Alice."
    assert page.find("body").text == wanted
    assert page.having("input", name="asks")[0].get("checked") is not None
    assert get_visible(people.sam, ticket.reference).reply_draft == wanted
    sam.page = page
    assert wanted.replace("\n\n", " ") in sam.press("Reply").text_of("timeline")


def test_with_the_script_only_the_box_comes_back(browser: Browse, people: People, ticket: TicketRow) -> None:
    number = templates.save_template(people.sam, None, "Among us", "See {{reference}}.")
    sent = {"kind": "note", "body": "", "template": str(number)}
    answer = browser(people.sam).post(f"/servicedesk/tickets/{ticket.reference}/template", sent, **HTMX)
    assert answer.text.lstrip().startswith('<section class="card reply internal" id="reply"')
    assert f"See {ticket.reference}." in answer.text
    kept = get_visible(people.sam, ticket.reference, writing=EntryKind.NOTE)
    assert kept.reply_draft == f"See {ticket.reference}."


def test_a_template_that_is_gone_takes_nothing_along(browser: Browse, people: People, ticket: TicketRow) -> None:
    number = templates.save_template(people.sam, None, "Closing", "Goodbye.")
    templates.remove_template(people.olga, number)
    other = templates.save_template(people.sam, None, "Opening", "Hello.")
    sam = browser(people.sam)
    page = _insert(sam, ticket, number)
    assert (page.status, other > number) == (422, True)
    assert "Somebody may have removed it" in page.text_of("body-error")
    assert page.find("body").text == "It was a disk."


def test_customers_are_not_shown_that_there_are_any(browser: Browse, people: People, ticket: TicketRow) -> None:
    templates.save_template(people.sam, None, "Closing", "Goodbye.")
    page = browser(people.alice).visit(f"/servicedesk/tickets/{ticket.reference}")
    assert "Insert" not in page.buttons
    assert "Closing" not in page.source


def _insert(somebody: Browser, ticket: TicketRow, number: int, **typed: str) -> ShownPage:
    """Press Insert after "It was a disk." was typed."""
    path = f"/servicedesk/tickets/{ticket.reference}"
    form = somebody.visit(path).form_with("Insert")
    sent = form.filled({"body": "It was a disk.", "template": str(number), **typed})
    answer = somebody.client.post(f"{path}/template", data=sent)
    return ShownPage(answer.text, path, answer.status_code)
