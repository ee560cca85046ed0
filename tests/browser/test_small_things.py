"""Small things that only scripts and browsers do, and that would be missed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.support import raising
from tests.browser.support.journeys import INCIDENT
from tests.browser.support.window import Window
from tests.factories import People, make_ticket

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_enter_in_a_field_goes_on_and_never_back(window: Windows, people: People, javascript: bool) -> None:
    """The line of steps has buttons too, and stands before the form: Enter must not press one of them."""
    mine = window(people.alice, javascript=javascript)
    raising.begin(mine, INCIDENT)
    mine.field("Subject").fill("Volume stuck")
    mine.field("Subject").press("Enter")
    expect(mine.page.locator(".error-summary")).to_be_visible()
    assert mine.h1 == "Incident"


def test_why_a_file_was_refused_stays_until_the_next_upload(window: Windows, people: People, tmp_path: Path) -> None:
    """UX-11: a changed answer brings the form anew, and leaves the refusal where it is."""
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    empty = tmp_path / "empty.log"
    empty.write_text("")
    refusal = mine.page.locator("#attachments-files .field-error")
    mine.field("Attachments").locator("input[type=file]").set_input_files(empty)
    expect(refusal).to_contain_text("is empty")
    mine.answer("Affected service", "Block storage")
    expect(refusal).to_contain_text("is empty")
    raising.attach(mine, "Attachments", tmp_path / "full.log")
    expect(refusal).to_have_count(0)


def test_the_print_button_prints(window: Windows, people: People) -> None:
    ticket = make_ticket(people.alice)
    mine = window(people.alice)
    mine.go(f"/servicedesk/tickets/{ticket.reference}")
    mine.page.evaluate("window.print = () => { document.body.dataset.printed = 'yes'; }")
    mine.press("Print")
    assert mine.page.locator("body").get_attribute("data-printed") == "yes"
