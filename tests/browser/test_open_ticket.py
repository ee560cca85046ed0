"""A ticket that stays open in a window while others write on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from portal.tickets import operations
from portal.vocabulary import Visibility
from tests.browser.support.window import Window
from tests.factories import People, make_ticket

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]


def _open(mine: Window, reference: str) -> None:
    mine.go(f"/servicedesk/tickets/{reference}")


def _a_while_later(mine: Window) -> None:
    """The page's own clock is turned on, past the moment at which it looks for news."""
    mine.page.clock.fast_forward(20_000)


def test_a_new_message_comes_without_losing_a_half_written_reply(window: Windows, people: People) -> None:
    """A-17, UX-05: Sam writes while Alice types; she sees and hears of it, and types on where she was."""
    row = make_ticket(people.alice, visibility=Visibility.SHARED)
    alice, sam = window(people.alice), window(people.sam)
    alice.page.clock.install()
    _open(alice, row.reference)
    _open(sam, row.reference)
    box = alice.page.locator("textarea[name=body]")
    box.click()
    alice.page.keyboard.type("It says that")
    sam.page.locator("textarea[name=body]").fill("Which device name do **you** see?")
    sam.press("Reply")
    expect(sam.page.locator("main")).to_contain_text("Which device name do you see?")
    _a_while_later(alice)
    expect(alice.page.locator("main")).to_contain_text("Which device name do you see?")
    alice.page.keyboard.type(" it is gone.")
    assert box.input_value() == "It says that it is gone."
    expect(alice.page.locator("#live")).to_contain_text("Sam Holm")
    alice.press("Reply")
    expect(alice.page.locator("main")).to_contain_text("It says that it is gone.")
    assert box.input_value() == ""


def test_a_half_written_reply_is_there_again(window: Windows, people: People) -> None:
    """UX-15: saved by itself, shown in another browser, gone once it is sent."""
    row = make_ticket(people.alice)
    mine = window(people.alice)
    _open(mine, row.reference)
    mine.page.locator("textarea[name=body]").fill("I shall look at it")
    expect(mine.page.locator("[data-autosave-status]").first).to_contain_text("Draft saved")
    other = window(people.alice)
    _open(other, row.reference)
    assert other.page.locator("textarea[name=body]").input_value() == "I shall look at it"
    other.press("Reply")
    expect(other.page.locator("main")).to_contain_text("I shall look at it")
    _open(mine, row.reference)
    assert mine.page.locator("textarea[name=body]").input_value() == ""


def test_an_internal_note_never_comes_to_a_customers_open_page(window: Windows, people: People) -> None:
    """S-02: only the message that follows it does."""
    row = make_ticket(people.alice)
    alice = window(people.alice)
    alice.page.clock.install()
    _open(alice, row.reference)
    operations.note(people.sam, row.reference, "The customer's disk is full.")
    operations.reply(people.sam, row.reference, "We look into it.")
    _a_while_later(alice)
    expect(alice.page.locator("main")).to_contain_text("We look into it.")
    assert "disk is full" not in alice.page.content()


@pytest.mark.parametrize("javascript", [True, False], ids=["with_scripts", "without_scripts"])
def test_a_ticket_is_shared_from_the_list_and_made_private_again(
    window: Windows, people: People, javascript: bool
) -> None:
    """UX-26: confirmed with what it changes for whom, in place with scripts, on a page without."""
    row = make_ticket(people.alice)
    alice, bob = window(people.alice, javascript=javascript), window(people.bob)
    alice.go("/servicedesk/tickets")
    alice.press(f"Share {row.reference} with Acme AB")
    expect(alice.page.locator("main")).to_contain_text("Bob Berg")
    alice.press("Share with Acme AB")
    expect(alice.page.get_by_role("button", name=f"Share {row.reference}")).to_have_attribute("aria-pressed", "true")
    _open(bob, row.reference)
    assert row.subject in bob.h1
    alice.press(f"Make {row.reference} private")
    alice.press("Make private")
    expect(alice.page.get_by_role("button", name=f"Make {row.reference} private")).to_have_attribute(
        "aria-pressed", "true"
    )
    _open(bob, row.reference)
    assert "cannot find" in bob.h1
