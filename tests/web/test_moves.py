"""Resolve, reopen, cancel, approve, decline in the portal."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from portal.tickets import files, operations
from portal.tickets.queries import get_row, get_visible, timeline
from portal.tickets.rows import TicketRow
from portal.vocabulary import Status, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser
from tests.support.pages import Form

pytestmark = pytest.mark.once

Browse = Callable[..., Browser]


@pytest.fixture
def ticket(people: People) -> TicketRow:
    """Alice's, shared with Acme."""
    return make_ticket(people.alice, subject="Volume stuck", visibility=Visibility.SHARED)


def path(ticket: TicketRow) -> str:
    return f"/servicedesk/tickets/{ticket.reference}"


def test_the_requester_resolves_and_reopens_with_a_word(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    page = somebody.submit(_to(somebody, "resolve"), body="A reboot helped.")
    assert "SC-1001 is resolved" in page.text
    assert "You marked it as solved" in page.text_of("turn")
    assert "A reboot helped." in page.text_of("timeline")
    page = somebody.submit(_to(somebody, "reopen"), body="It did not.")
    assert "SC-1001 is open again." in page.text
    assert get_row(ticket.id).status is Status.IN_PROGRESS


def _to(somebody: Browser, move: str) -> Form:
    """The reply form as the button of this move sends it."""
    assert somebody.page is not None
    label = move.capitalize()
    form = somebody.page.form_with(label)
    button = next(b for b in form.element.iter("button") if b.get("formaction", "").endswith(move))
    form.action = button.get("formaction", "")
    return form


def test_words_for_a_ticket_that_is_resolved_already_are_not_lost(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    form = _to(somebody, "resolve")
    operations.resolve(people.sam, ticket.reference, "Replaced the host.")
    page = somebody.submit(form, status=409, body="A reboot helped.")
    assert "these words were not sent" in page.text_of("body-error")
    assert page.form_with("Reply").values["body"] == "A reboot helped."


@pytest.mark.parametrize("move", ["resolve", "cancel"])
def test_words_for_a_ticket_that_was_cancelled_meanwhile_are_not_lost(
    move: str, browser: Browse, people: People, ticket: TicketRow
) -> None:
    operations.cancel(people.alice, ticket.reference)
    answer = browser(people.alice).post(f"{path(ticket)}/{move}", {"body": "A long story."})
    assert answer.status_code == 409
    assert "A long story." in answer.text


def test_words_for_a_request_that_was_declined_meanwhile_are_not_lost(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.bob, needs_approval=True)
    operations.decline(people.alice, ticket.reference, "Nina leaves in May.")
    answer = browser(people.alice).post(f"{path(ticket)}/decline", {"body": "A long story."})
    assert answer.status_code == 409
    assert "A long story." in answer.text


def test_an_engineer_who_resolves_without_a_word_is_asked_for_one(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """OPS-15."""
    somebody = browser(people.sam)
    somebody.visit(path(ticket))
    page = somebody.submit(_to(somebody, "resolve"), status=422, body=" ")
    assert "Write what solved it" in page.text_of("body-error")
    assert get_row(ticket.id).status is Status.NEW


def test_the_words_of_a_resolved_ticket_do_not_stay_as_a_draft(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    operations.keep_reply_draft(people.alice, ticket.reference, "A reboot")
    browser(people.alice).post(f"{path(ticket)}/resolve", {"body": "A reboot helped."})
    assert get_visible(people.alice, ticket.reference).reply_draft == ""


def test_cancelling_is_asked_once_more_and_finishes_the_ticket(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """A-15."""
    somebody = browser(people.alice)
    page = somebody.visit(somebody.visit(path(ticket)).links["Cancel request"])
    assert page.h1 == "Cancel request"
    assert page.links["Keep the request"] == path(ticket)
    page = somebody.press("Cancel request", body="Found it ourselves.")
    assert "SC-1001 is cancelled" in page.text
    assert get_row(ticket.id).status is Status.CANCELLED
    assert timeline(people.bob, ticket.id)[-1].body == "Found it ourselves."


def test_cancelling_twice_is_cancelling_once(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-21."""
    somebody = browser(people.alice)
    for _ in range(2):
        assert somebody.post(f"{path(ticket)}/cancel", {}).status_code == 303
    assert len(timeline(people.alice, ticket.id)) == 2


@pytest.mark.parametrize("move", ["resolve", "reopen", "cancel", "approve", "decline"])
def test_a_colleague_decides_nothing(move: str, browser: Browse, people: People, ticket: TicketRow) -> None:
    if move == "reopen":
        operations.resolve(people.alice, ticket.reference)
    before = get_row(ticket.id).status
    assert browser(people.bob).post(f"{path(ticket)}/{move}", {"body": "x"}).status_code == 403
    assert get_row(ticket.id).status is before


def test_an_administrator_is_asked_and_approves(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.bob, subject="Onboarding of Nina", needs_approval=True)
    somebody = browser(people.alice)
    page = somebody.visit(path(ticket))
    assert "This request needs your approval" in page.text_of("turn")
    assert "An administrator of your organisation must approve it" in browser(people.bob).visit(path(ticket)).main
    page = somebody.press("Approve")
    assert "You have approved SC-1001." in page.text
    assert get_row(ticket.id).status is Status.NEW
    assert browser(people.carol).get(path(ticket)).status_code == 404


def test_who_declines_has_to_say_why(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.bob, needs_approval=True)
    somebody = browser(people.alice)
    somebody.visit(somebody.visit(path(ticket)).links["Decline"])
    page = somebody.press("Decline request", status=422, body=" ")
    assert page.title.startswith("Error: ")
    assert "Write why" in page.text_of("body-error")
    page = somebody.press("Decline request", body="Nina leaves in May.")
    assert "You have declined SC-1001." in page.text
    assert "Nina leaves in May." in browser(people.bob).visit(path(ticket)).text_of("timeline")


def test_a_move_that_no_longer_fits_says_how_the_ticket_stands(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    operations.cancel(people.alice, ticket.reference)
    page = browser(people.alice)
    answer = page.post(f"{path(ticket)}/resolve", {})
    assert answer.status_code == 409
    assert "Cancelled" in answer.text


@pytest.mark.parametrize("move", ["resolve", "reopen", "cancel", "approve", "decline", "follow", "reply", "note"])
def test_nothing_is_done_by_a_link(move: str, browser: Browse, people: People, ticket: TicketRow) -> None:
    """HX-12."""
    before = get_row(ticket.id)
    for name in ("alice", "sam"):
        assert browser(people[name]).get(f"{path(ticket)}/{move}").status_code in {200, 403, 405}
    assert get_row(ticket.id) == before


@pytest.mark.parametrize("move", ["resolve", "reopen"])
def test_the_files_in_the_reply_box_go_with_the_move(
    move: str, browser: Browse, people: People, ticket: TicketRow
) -> None:
    """Those that wait already, and those that come with the form where there are no scripts."""
    if move == "reopen":
        operations.resolve(people.alice, ticket.reference)
    files.store(people.alice, BytesIO(b"lines"), "first.log", ticket=ticket.id)
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    page = somebody.submit(_to(somebody, move), attachments=(BytesIO(b"more"), "second.log"))
    assert "first.log" in page.text_of("timeline")
    assert "second.log" in page.text_of("timeline")
    assert "second.log" in browser(people.bob).visit(path(ticket)).text_of("timeline")
    assert page.text_of("reply-files") == ""


def test_a_move_with_a_file_that_is_refused_is_not_made(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    empty = (BytesIO(b""), "empty.log")
    page = somebody.submit(_to(somebody, "resolve"), status=422, body="See the log.", attachments=empty)
    assert "“empty.log” is empty" in page.text_of("reply-files")
    assert page.form_with("Reply").values["body"] == "See the log."
    assert get_row(ticket.id).status is Status.NEW


def test_a_form_that_makes_the_same_move_pressed_twice_makes_it_once(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """UX-21: nor does the file of the second press wait for the next reply."""
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    form = _to(somebody, "resolve")
    for _ in range(2):
        page = somebody.submit(form, body="It works.", attachments=(BytesIO(b"lines"), "log.txt"))
    assert page.text_of("timeline").count("It works.") == 1
    assert page.text_of("timeline").count("log.txt") == 1
    assert page.text_of("reply-files") == ""


def test_a_form_may_make_its_move_again_once_it_was_taken_back(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    form = _to(somebody, "resolve")
    somebody.submit(form, body="It works.")
    operations.reopen(people.sam, ticket.reference)
    assert "SC-1001 is resolved" in somebody.submit(form, body="It works.").text


@pytest.mark.parametrize("move", ["resolve", "reopen"])
def test_words_that_went_with_a_move_do_not_come_back_as_a_draft(
    move: str, browser: Browse, people: People, ticket: TicketRow
) -> None:
    """UX-15: the page saves once more while it is left."""
    if move == "reopen":
        operations.resolve(people.alice, ticket.reference)
    somebody = browser(people.alice)
    form = _to(somebody, move) if somebody.visit(path(ticket)) else None
    assert form is not None
    sent = form.filled({"body": "That is how it is."}, None)
    somebody.submit(form, body="That is how it is.")
    assert somebody.partial(f"{path(ticket)}/reply-draft", sent).status_code == 200
    assert get_visible(people.alice, ticket.reference).reply_draft == ""
