"""Writing on a ticket in the portal: replies, notes, drafts, files."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from portal.db.tables import Attachment, Entry, Follow
from portal.tickets import desk, operations
from portal.tickets.queries import get_row, get_visible, timeline
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind, Following, Status, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import HTMX, Browser

Browse = Callable[..., Browser]


@pytest.fixture
def ticket(people: People) -> TicketRow:
    """Alice's, shared with Acme."""
    return make_ticket(people.alice, subject="Volume stuck", visibility=Visibility.SHARED)


def path(ticket: TicketRow) -> str:
    return f"/servicedesk/tickets/{ticket.reference}"


def messages(people: People, ticket: TicketRow) -> list[str]:
    kinds = (EntryKind.MESSAGE, EntryKind.NOTE)
    return [entry.body for entry in timeline(people.sam, ticket.id) if entry.kind in kinds]


def upload(
    somebody: Browser, ticket: TicketRow, name: str = "log.txt", partial: bool = True, **data: str
) -> TestResponse:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if partial else {}
    body = {"csrf_token": somebody.token(), "attachments": (BytesIO(b"some lines"), name), **data}
    return somebody.client.post(f"{path(ticket)}/reply-files", data=body, headers=headers)


def test_a_reply_stands_in_the_timeline_and_says_who_got_a_mail(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    somebody = browser(people.alice)
    page = somebody.visit(path(ticket))
    assert "Our engineers see it; Bob Berg and Carol Weber get a mail." in page.text_of("reply")
    page = somebody.press("Reply", body="It is **back**.")
    assert "It is back." in page.text_of("timeline")
    assert "Reply sent. Our engineers see it; Bob Berg and Carol Weber get a mail." in page.text


def test_the_form_pressed_twice_makes_one_message(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-21."""
    somebody = browser(people.alice)
    form = somebody.visit(path(ticket)).form_with("Reply")
    for _ in range(2):
        somebody.submit(form, "Reply", body="Hello.")
    assert messages(people, ticket) == ["Hello."]


def test_a_form_with_a_file_pressed_twice_leaves_no_second_file(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """UX-21, UX-01: without scripts the file comes with the form, each time."""
    somebody = browser(people.alice)
    form = somebody.visit(path(ticket)).form_with("Reply")
    for _ in range(2):
        page = somebody.submit(form, "Reply", body="Hello.", attachments=(BytesIO(b"some lines"), "log.txt"))
    assert messages(people, ticket) == ["Hello."]
    assert "log.txt" in page.text_of("timeline")
    assert Attachment.select().count() == 1


def test_another_file_that_comes_with_the_same_words_waits(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.alice)
    form = somebody.visit(path(ticket)).form_with("Reply")
    for name in ("log.txt", "other.txt"):
        page = somebody.submit(form, "Reply", body="Hello.", attachments=(BytesIO(b"some lines"), name))
    assert "other.txt" in page.text_of("reply-files")


def test_two_forms_with_the_same_words_make_two_messages(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.alice)
    for _ in range(2):
        somebody.visit(path(ticket))
        somebody.press("Reply", body="Hello.")
    assert messages(people, ticket) == ["Hello.", "Hello."]


@pytest.mark.parametrize(("body", "message"), [("  ", "Write your message"), ("x" * 20_001, "Shorten your message")])
def test_a_reply_that_cannot_be_sent_is_kept_and_explained(
    body: str, message: str, browser: Browse, people: People, ticket: TicketRow
) -> None:
    """UX-02, UX-03."""
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    page = somebody.press("Reply", status=422, body=body)
    assert page.title.startswith("Error: ")
    assert page.links[next(link for link in page.links if link.startswith(message))] == "#body"
    assert message in page.text_of("body-error")
    assert page.form_with("Reply").values["body"] == body
    assert messages(people, ticket) == []


def test_with_scripts_the_answer_is_an_empty_box_and_what_is_new(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """HX-11."""
    somebody = browser(people.alice)
    form = somebody.visit(path(ticket)).form_with("Reply").values
    operations.reply(people.sam, ticket.reference, "In the meantime.")
    answer = somebody.partial(f"{path(ticket)}/reply", {**form, "body": "Hello."})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert answer.text.index("In the meantime.") < answer.text.index("Hello.")
    assert "created the ticket" not in answer.text
    assert form["once"] not in answer.text, "the next message has a mark of its own"
    assert "Reply sent." in answer.headers["HX-Trigger"]


def test_with_scripts_a_refused_reply_is_the_box_alone(browser: Browse, people: People, ticket: TicketRow) -> None:
    answer = browser(people.alice).partial(f"{path(ticket)}/reply", {"body": " ", "once": "form-1"})
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith("<section")
    assert "Write your message" in answer.text
    assert 'value="form-1"' in answer.text


def test_words_for_a_ticket_that_was_closed_meanwhile_are_not_lost(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    somebody = browser(people.bob)
    form = somebody.visit(path(ticket)).form_with("Reply")
    operations.cancel(people.alice, ticket.reference)
    page = somebody.submit(form, "Reply", status=403, body="A long story.")
    assert page.title.startswith("Error: ")
    assert "A long story." in page.text_of("reply")
    assert messages(people, ticket) == []


def test_who_lost_sight_meanwhile_learns_nothing(browser: Browse, people: People) -> None:
    """S-02."""
    ticket = make_ticket(people.alice)
    assert browser(people.bob).post(f"{path(ticket)}/reply", {"body": "Hello."}).status_code == 404


def test_the_free_plan_cannot_write_here_by_any_crafted_request(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.dave)
    for address in ("reply", "reply-draft", "resolve", "cancel"):
        answer = browser(people.dave).post(f"{path(ticket)}/{address}", {"body": "Hello."})
        assert answer.status_code == 403, address
    assert upload(browser(people.dave), ticket).status_code == 403
    assert messages(people, ticket) == []


@pytest.mark.once
def test_the_free_plan_chooses_here_which_mail_comes(browser: Browse, people: People) -> None:
    dave, ticket = browser(people.dave), make_ticket(people.dave)
    dave.visit(path(ticket))
    page = dave.press("Get mail once a day: press to read of this ticket in your daily digest")
    assert f"Mail about {ticket.reference} comes once a day" in page.text
    assert Follow.get().following is Following.MUTE


def test_a_half_written_reply_is_kept_and_comes_back(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-15."""
    somebody = browser(people.alice)
    form = somebody.visit(path(ticket)).form_with("Reply")
    saved = somebody.partial(f"{path(ticket)}/reply-draft", {**form.values, "body": "Half a"})
    assert saved.status_code == 200
    assert saved.json is not None
    assert len(saved.json["saved"]) == 5
    page = browser(people.alice).visit(path(ticket))
    assert page.form_with("Reply").values["body"] == "Half a"
    assert f"Draft saved {saved.json['saved']}" in page.text_of("reply")
    assert browser(people.bob).visit(path(ticket)).form_with("Reply").values["body"] == ""


def test_a_sent_reply_leaves_no_draft_behind(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.alice)
    form = somebody.visit(path(ticket)).form_with("Reply").values
    somebody.partial(f"{path(ticket)}/reply", {**form, "body": "Hello."})
    somebody.partial(f"{path(ticket)}/reply-draft", {**form, "body": "Hello."})
    assert get_visible(people.alice, ticket.reference).reply_draft == ""


def test_a_question_of_an_engineer_gives_the_turn(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.sam)
    somebody.visit(path(ticket))
    somebody.press("Reply", body="Which disk?", asks="yes")
    assert get_row(ticket.id).status is Status.WAITING_FOR_CUSTOMER


def test_an_engineer_writes_a_note_in_a_box_of_its_own(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.sam)
    page = somebody.visit(somebody.visit(path(ticket)).links["Internal note"])
    assert "Only engineers see this" in page.text_of("reply")
    assert "Nobody is mailed" in page.text_of("reply")
    page = somebody.press("Write note", body="Their zebra.")
    assert "Note written. Only engineers see it." in page.text
    assert [entry.kind for entry in timeline(people.sam, ticket.id)][-1] is EntryKind.NOTE
    assert "zebra" not in browser(people.alice).visit(path(ticket)).main


def test_the_notes_box_names_the_engineer_who_gets_a_mail(browser: Browse, people: People, ticket: TicketRow) -> None:
    desk.assign(people.sam, ticket.reference, people.olga.person_id)
    assert "Olga Nilsson gets a mail." in browser(people.sam).visit(f"{path(ticket)}?write=note").text_of("reply")
    assert "Nobody is mailed." in browser(people.olga).visit(f"{path(ticket)}?write=note").text_of("reply")


def test_a_half_written_note_waits_in_the_notes_box_only(browser: Browse, people: People, ticket: TicketRow) -> None:
    """S-05."""
    somebody = browser(people.sam)
    form = somebody.visit(f"{path(ticket)}?write=note").form_with("Write note").values
    somebody.partial(f"{path(ticket)}/reply-draft", {**form, "body": "Their zebra"})
    assert "zebra" not in somebody.visit(path(ticket)).main
    assert "zebra" in somebody.visit(f"{path(ticket)}?write=note").main


def test_a_customer_cannot_write_a_note_by_any_address(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.alice)
    assert somebody.post(f"{path(ticket)}/note", {"body": "Secret."}).status_code == 403
    assert somebody.post(f"{path(ticket)}/reply-draft", {"body": "x", "kind": "note"}).status_code == 403
    assert "Internal note" not in somebody.visit(f"{path(ticket)}?write=note").main
    somebody.post(f"{path(ticket)}/reply", {"body": "Public.", "kind": "note", "once": "x"})
    assert [entry.kind for entry in timeline(people.alice, ticket.id)][-1] is EntryKind.MESSAGE


def test_a_crafted_reply_sets_nothing_else(browser: Browse, people: People, ticket: TicketRow) -> None:
    """S-25."""
    crafted = dict.fromkeys(("priority", "status", "engineer", "requester", "actor", "by_engineer", "source"), "1")
    somebody = browser(people.bob)
    somebody.post(f"{path(ticket)}/reply", {**crafted, "asks": "yes", "body": "Hello.", "actor_id": "1"})
    row = get_row(ticket.id)
    assert (row.priority, row.status, row.engineer_id, row.requester_id) == (
        "P3",
        Status.NEW,
        None,
        ticket.requester_id,
    )
    entry = timeline(people.sam, ticket.id)[-1]
    assert (entry.actor_id, entry.by_engineer, entry.source) == (people.numbers["bob"], False, "portal")


def test_a_file_is_stored_at_once_and_goes_with_the_reply(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-17."""
    somebody = browser(people.alice)
    listed = upload(somebody, ticket)
    assert listed.status_code == 200
    assert "log.txt" in listed.text
    page = somebody.visit(path(ticket))
    assert "log.txt" in page.text_of("reply-files")
    assert "log.txt" not in browser(people.bob).visit(path(ticket)).main
    page = somebody.press("Reply", body="See the log.")
    assert "log.txt" in page.text_of("timeline")
    theirs = browser(people.bob)
    link = theirs.visit(path(ticket)).links["log.txt"]
    assert theirs.get(link).data == b"some lines"


def test_without_scripts_files_go_with_the_form(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-01."""
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    page = somebody.press("Reply", body="See the log.", attachments=(BytesIO(b"some lines"), "log.txt"))
    assert "log.txt" in page.text_of("timeline")


def test_a_file_alone_is_a_message(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    page = somebody.press("Reply", attachments=(BytesIO(b"some lines"), "log.txt"))
    assert "log.txt" in page.text_of("timeline")
    assert Entry.select().where(Entry.kind == EntryKind.MESSAGE).count() == 1


def test_uploading_without_scripts_keeps_what_was_typed(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.alice)
    upload(somebody, ticket, partial=False, body="Half a")
    page = somebody.visit(path(ticket))
    assert page.form_with("Reply").values["body"] == "Half a"
    assert "log.txt" in page.text_of("reply-files")


@pytest.mark.parametrize("partial", [True, False])
def test_a_file_that_was_not_sent_can_be_removed(
    partial: bool, browser: Browse, people: People, ticket: TicketRow
) -> None:
    somebody = browser(people.alice)
    upload(somebody, ticket)
    file = Attachment.get()
    send = somebody.partial if partial else somebody.post
    answer = send(f"{path(ticket)}/reply-files/{file.id}/remove", {"body": "Half a"})
    assert answer.status_code == (200 if partial else 303)
    assert Attachment.select().count() == 0


def test_nobody_removes_anothers_file_or_one_that_was_sent(browser: Browse, people: People, ticket: TicketRow) -> None:
    upload(browser(people.alice), ticket)
    address = f"{path(ticket)}/reply-files/{Attachment.get().id}/remove"
    assert browser(people.bob).partial(address, {}).status_code == 404
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    somebody.press("Reply", body="See the log.")
    assert somebody.partial(address, {}).status_code == 403
    assert Attachment.select().count() == 1


def test_a_refused_file_keeps_the_words_and_says_why(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-18."""
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    page = somebody.press("Reply", status=422, body="See the log.", attachments=(BytesIO(b""), "log.txt"))
    assert "“log.txt” is empty" in page.text_of("reply-files")
    assert page.form_with("Reply").values["body"] == "See the log."
    assert messages(people, ticket) == []


def test_the_file_of_a_note_waits_apart_from_those_of_a_reply(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """S-05."""
    somebody = browser(people.sam)
    upload(somebody, ticket, "host.log", kind="note")
    assert "host.log" not in somebody.visit(path(ticket)).main
    somebody.press("Reply", body="Hello Alice.")
    assert "host.log" in somebody.visit(f"{path(ticket)}?write=note").text_of("reply-files")
    somebody.press("Write note", body="See the log.")
    assert "host.log" in somebody.visit(path(ticket)).text_of("timeline")
    assert "host.log" not in browser(people.alice).visit(path(ticket)).main


def test_the_file_of_a_note_waits_with_the_note_however_the_page_sends_it(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """S-05: scripts send it to the address that the page names, without the rest of the form."""
    somebody = browser(people.sam)
    page = somebody.visit(f"{path(ticket)}?write=note")
    address = page.having("div", class_="attach")[0].get("data-upload", "")
    for name in ("host.log", "rack.log"):
        data = {"csrf_token": somebody.token(), "attachments": (BytesIO(b"some lines"), name)}
        assert name in somebody.client.post(address, data=data, headers=HTMX).text
    assert "host.log" not in somebody.visit(path(ticket)).main, "it must not go with a reply"
    waiting = somebody.visit(f"{path(ticket)}?write=note").find("reply-files")
    removal = next(button.get("formaction", "") for button in waiting.iter("button"))
    left = somebody.partial(removal, {"remove": "1"}).text
    assert "host.log" not in left
    assert "rack.log" in left
