"""The steps of raising a ticket, as somebody at a window takes them."""

from __future__ import annotations

import time
from pathlib import Path

from portal.db.tables import Draft
from tests.browser.support.journeys import Journey
from tests.browser.support.window import Window
from tests.factories import PASSWORD, People


def log_in(window: Window, name: str) -> None:
    """From the log-in page to the home page."""
    window.go("/login")
    window.page.get_by_label("E-mail").fill(People.address(name))
    window.page.get_by_label("Password", exact=True).fill(PASSWORD)
    window.press("Log in", within="body")
    window.page.wait_for_url("**/servicedesk")


def begin(window: Window, card: str) -> None:
    """From the home page to step 2."""
    window.go("/servicedesk")
    window.press(card)
    window.page.wait_for_url("**/servicedesk/drafts/*")


def fill(window: Window, journey: Journey, folder: Path) -> None:
    """Everything that step 2 asks."""
    window.answer_all(journey.answers)
    for label, name in journey.files.items():
        attach(window, label, folder / name)
    if journey.subject:
        window.answer("Subject", journey.subject)


def attach(window: Window, label: str, file: Path) -> None:
    """Store a file with the draft."""
    file.write_text("made up\n")
    field = window.field(label)
    field.locator("input[type=file]").set_input_files(file)
    if not window.javascript:
        field.get_by_role("button", name="Upload").click()
    window.field(label).get_by_role("link", name=file.name).wait_for()


def to_check(window: Window) -> None:
    """From step 2 to step 3."""
    window.press("Continue")
    window.page.wait_for_url("**/priority")


def choose(window: Window, journey: Journey) -> None:
    """Urgency, impact, how to be reached, and who sees it."""
    if journey.levels:
        for axis, level in zip(("Urgency", "Impact"), journey.levels, strict=True):
            window.answer(axis, level)
        if not window.javascript:
            window.page.locator("#priority form").get_by_role("button", name="Update").first.click()
    window.answer_all(journey.reach)
    if journey.sharing:
        window.answer("Who will see it?", journey.sharing)
        if not window.javascript and journey.on_behalf_of:
            window.page.locator("#sharing-field").get_by_role("button", name="Update").click()
    if journey.on_behalf_of:
        window.answer("On behalf of", journey.on_behalf_of)


def create(window: Window) -> str:
    """Press Create, and read the reference off the page that comes."""
    window.press("Create")
    window.page.wait_for_url("**/created")
    return window.h1.split()[0]


def wait_until_kept(window: Window, issue_type: str, key: str, text: str) -> None:
    """Wait until this answer stands in a draft on the server; what is sent of it afterwards changes nothing."""
    ends = time.monotonic() + 8
    while text not in _kept(issue_type, key) and time.monotonic() < ends:
        window.page.wait_for_timeout(50)
    assert text in _kept(issue_type, key)


def _kept(issue_type: str, key: str) -> list[str]:
    answers = (draft.answers.get(issue_type, {}).get(key, []) for draft in Draft.select())
    return [" ".join(answer).replace("\r\n", "\n") for answer in answers]
