"""A ticket that stays open in a window while others write on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.tickets import operations
from portal.vocabulary import Visibility
from tests.browser.support.watching import Watch
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
    expect(other.page.locator("#timeline")).to_contain_text("I shall look at it")
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


def test_words_stay_where_one_looks_at_the_other_box_at_once(window: Windows, people: People) -> None:
    """UX-15: before the page has saved them by itself."""
    row = make_ticket(people.alice)
    sam = window(people.sam)
    _open(sam, row.reference)
    box = sam.page.locator("textarea[name=body]")
    box.fill("Half a reply")
    sam.follow("Internal note")
    expect(sam.page.get_by_label("Internal note")).to_be_focused()
    assert box.input_value() == ""
    box.fill("Half a note")
    sam.follow("Reply")
    expect(box).to_have_value("Half a reply")
    sam.follow("Internal note")
    expect(box).to_have_value("Half a note")


def test_a_box_whose_words_cannot_be_kept_is_not_put_away(window: Windows, people: People, watch: Watch) -> None:
    """UX-15: the page says so instead."""
    row = make_ticket(people.alice)
    sam = window(people.sam)
    _open(sam, row.reference)
    watch.expect("Failed to load resource")
    sam.page.route("**/reply-draft", lambda route: route.abort())
    sam.page.locator("textarea[name=body]").fill("Half a reply")
    sam.follow("Internal note")
    expect(sam.page.locator("[data-autosave-status]")).to_contain_text("We could not save")
    assert sam.page.locator("textarea[name=body]").input_value() == "Half a reply"


def test_a_file_chosen_for_a_note_never_goes_with_a_reply(window: Windows, people: People, tmp_path: Path) -> None:
    """S-05."""
    row = make_ticket(people.alice)
    secret = tmp_path / "host.log"
    secret.write_text("what customers must not read")
    sam = window(people.sam)
    sam.go(f"/servicedesk/tickets/{row.reference}?write=note")
    sam.page.set_input_files("input[name=attachments]", secret)
    expect(sam.page.locator("#reply-files")).to_contain_text("host.log")
    sam.follow("Reply")
    expect(sam.page.locator("#reply-files")).not_to_contain_text("host.log")
    sam.page.locator("textarea[name=body]").fill("We look into it.")
    sam.press("Reply")
    expect(sam.page.locator("#timeline")).to_contain_text("We look into it.")
    alice = window(people.alice)
    _open(alice, row.reference)
    assert "host.log" not in alice.main


def test_a_page_left_by_resolving_saves_no_draft_of_what_was_sent(window: Windows, people: People) -> None:
    """UX-15: the words that resolved it do not stand in the box again."""
    row = make_ticket(people.alice)
    alice = window(people.alice)
    _open(alice, row.reference)
    alice.page.locator("textarea[name=body]").fill("A reboot helped")
    alice.press("Resolve")
    expect(alice.page.locator("#turn")).to_contain_text("You marked it as solved")
    alice.page.reload()
    assert alice.page.locator("textarea[name=body]").input_value() == ""


def test_a_file_that_is_refused_among_others_is_told(window: Windows, people: People, tmp_path: Path) -> None:
    """UX-13: until files are chosen again, whatever is stored after it."""
    row = make_ticket(people.alice)
    alice = window(people.alice)
    _open(alice, row.reference)
    (tmp_path / "empty.log").write_text("")
    (tmp_path / "full.log").write_text("lines")
    (tmp_path / "bare.log").write_text("")
    chosen = [tmp_path / name for name in ("empty.log", "full.log", "bare.log")]
    alice.page.set_input_files("input[name=attachments]", chosen)
    listed = alice.page.locator("#reply-files")
    expect(listed).to_contain_text("“bare.log” is empty")
    expect(listed).to_contain_text("“empty.log” is empty")
    alice.page.set_input_files("input[name=attachments]", tmp_path / "full.log")
    expect(listed.get_by_role("link", name="full.log")).to_have_count(2)
    expect(listed).not_to_contain_text("is empty")


def test_news_leave_the_focus_on_the_button_where_it_was(window: Windows, people: People) -> None:
    """UX-17: in the panels that change with the ticket, too."""
    row = make_ticket(people.alice, visibility=Visibility.SHARED)
    operations.reply(people.sam, row.reference, "May we restart it?", asks=True)
    alice, sam = window(people.alice), window(people.sam)
    for mine in (alice, sam):
        mine.page.clock.install()
        _open(mine, row.reference)
    places = (
        (alice, "Make private"),
        (alice, "Go to the question"),
        (alice, "Resolve"),
        (sam, "Take"),
        (sam, "Assign"),
    )
    for mine, name in places:
        named = mine.page.get_by_role("button", name=name).or_(mine.page.get_by_role("link", name=name))
        named.focus()
        words = f"[Something](https://status.example) about {name}"
        operations.reply(people.olga, row.reference, words)
        _a_while_later(mine)
        expect(mine.page.locator("#timeline")).to_contain_text(f"about {name}")
        expect(named).to_be_focused()
