"""What engineers see of mail, and what they decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.db.tables import BlockedSender, Mailbox, Outbox, ReceivedMail, SuspendedAddress
from portal.notify import outbox
from portal.notify.answers import Answered, AnswerKind, answer
from portal.notify.daily import EVENT
from portal.notify.letters import MailEvent
from portal.vocabulary import OutboxState, ReceivedState, Verdict
from portal.web.mail_words import ABOUT
from tests.factories import People
from tests.support.browser import Browser
from tests.support.mails import mail, queue
from tests.support.received import MAIL, hold

pytestmark = pytest.mark.once
Browse = Callable[..., Browser]
MAILS = "/servicedesk/desk/mail"
LATER = datetime(2036, 1, 1, tzinfo=UTC)


def test_an_engineer_finds_what_is_held_with_its_verdict_and_why(browser: Browse, people: People) -> None:
    hold()
    hold(Verdict.TICKET, state=ReceivedState.DONE, subject="Became a ticket long ago")
    sam = browser(people.sam)
    # Wherever engineers are, not on the desk alone.
    page = sam.visit(sam.visit("/servicedesk/figures").links["Mail 1 held"])
    assert page.h1 == "Held"
    assert "Dave Miller <dave@initech.example>" in page.main
    assert "Not proven Nothing proves that it is from initech.example." in page.main
    assert "Became a ticket long ago" not in page.main
    assert "Became a ticket long ago" in sam.visit(page.links["All in"]).links


def test_only_what_can_be_done_is_offered(browser: Browse, people: People) -> None:
    """On the free plan nobody has drafts, and of some mails nothing is made however true they are."""
    sam, numbers = browser(people.sam), people.numbers
    free = sam.visit(f"{MAILS}/in/{hold(person=numbers['dave'])}").buttons
    assert "Make a draft" not in free
    assert {"Accept", "Block sender"} <= {*free}
    assert "Make a draft" in sam.visit(f"{MAILS}/in/{hold(person=numbers['alice'])}").buttons
    for never in (Verdict.STAFF, Verdict.NOT_ALLOWED, Verdict.SIGN_IN_LINK):
        buttons = sam.visit(f"{MAILS}/in/{hold(never, person=numbers['alice'])}").buttons
        assert ("Put away" in buttons, "Accept" in buttons) == (True, False), never


def test_a_blocked_sender_is_unblocked_at_one_of_their_mails(browser: Browse, people: People) -> None:
    BlockedSender.create(address="dave@initech.example", blocked_by=people.numbers["olga"], created_at=LATER)
    sam = browser(people.sam)
    blocked = sam.visit(f"{MAILS}/in/{hold(Verdict.BLOCKED)}")
    assert "Unblock its sender and replay it" in blocked.text_of("turn")
    assert ("Unblock sender" in blocked.buttons, "Block sender" in blocked.buttons) == (True, False)
    page = sam.press("Unblock sender")
    assert "Mail of dave@initech.example is judged like any other again" in page.text
    assert (page.h1, "Unblock sender" in page.buttons, "Block sender" in page.buttons) == ("Cannot log in", False, True)


def test_who_was_not_told_again_is_told_to_engineers(browser: Browse, people: People) -> None:
    first, second = (hold(Verdict.DRAFT, state=ReceivedState.DONE, sender="alice@acme.example") for _ in range(2))
    for number in (first, second):
        asked = {"address": "alice@acme.example", "person_id": None, "answered": Answered(), "draft_id": "d"}
        answer(AnswerKind.USE_THE_PORTAL, caused_by=number, **asked)
    sam = browser(people.sam)
    assert "was not told" not in sam.visit(f"{MAILS}/in/{first}").main
    told = sam.visit(f"{MAILS}/in/{second}").text_of("turn")
    assert "Its sender was not told of this one. Brake: this address got the same answer within 24 hours." in told


def test_a_mail_whose_headers_alone_were_kept_says_where_it_lies(browser: Browse, people: People) -> None:
    headers = MAIL.partition("\n\n")[0]
    reason = "It has 50 MiB, and at most 40 MiB are taken. It lies in the mailbox, as 7/42."
    number = hold(Verdict.UNREADABLE, raw=headers, reason=reason, data={"partial": True})
    page = browser(people.sam).visit(f"{MAILS}/in/{number}")
    assert "It lies in the mailbox, as 7/42. Nothing can be made of it here" in page.text_of("turn")
    assert "Only its headers are kept here." in page.text_of("words")
    assert "Put away" in page.buttons
    assert {"Accept", "Replay", "Attach to this ticket"}.isdisjoint(page.buttons)


def test_the_reason_does_not_repeat_the_verdict(browser: Browse, people: People) -> None:
    hold(reason="Not proven: the mail carries no signature of initech.example.")
    assert "Not proven The mail carries no signature of initech.example." in browser(people.sam).visit(MAILS).main


def test_where_nothing_is_held_everything_that_came_in_is_shown(browser: Browse, people: People) -> None:
    page = browser(people.sam).visit(MAILS)
    assert (page.h1, "Mail" in page.links) == ("All in", True)
    assert "No mail has come in" in page.main


def test_many_mails_come_page_by_page_each_once(browser: Browse, people: People) -> None:
    for number in range(30):
        hold(subject=f"Mail {number}")
    sam = browser(people.sam)
    first = sam.visit(MAILS)
    second = sam.visit(first.links["Next"])
    shown = [
        link for page in (first, second) for link in page.links if link.startswith("Mail ") and link != "Mail 30 held"
    ]
    assert shown == [f"Mail {number}" for number in reversed(range(30))]
    assert "Mail 29" in sam.visit(second.links["Previous"]).links


def test_mail_is_found_by_address_words_ticket_and_verdict(
    browser: Browse, people: People, make_ticket: Callable[..., Any]
) -> None:
    ticket = make_ticket(people.alice)
    hold(subject="Of dave")
    hold(subject="Of nora", sender="nora@newman.example", sender_name="Nora", verdict=Verdict.UNKNOWN_SENDER)
    hold(Verdict.COMMENT, subject="On a ticket", ticket=ticket.id, state=ReceivedState.DONE)
    sam = browser(people.sam)
    sam.visit(f"{MAILS}?list=in")

    def found(**narrowed: str) -> set[str]:
        page = sam.press("Search", **{"text": "", "verdict": "", **narrowed})
        return {"Of dave", "Of nora", "On a ticket"} & set(page.links)

    assert found(text="Nora@newman.example") == {"Of nora"}
    assert found(text="of dave") == {"Of dave"}
    assert found(text=ticket.reference) == {"On a ticket"}
    assert found(verdict="unknown_sender") == {"Of nora"}
    assert "No mail fits" in sam.press("Search", text="nothing like it").main


@pytest.mark.parametrize(
    "query", ["list=x", "before=x&after=y", "verdict=x", "list=dead&after=1.2.3", "list=out&state=x"]
)
def test_a_crafted_address_leads_to_a_page(query: str, browser: Browse, people: People) -> None:
    hold()
    browser(people.sam).visit(f"{MAILS}?{query}")


def test_what_hinders_mail_stands_above_every_list(browser: Browse, people: People) -> None:
    Mailbox.create(name="support@mail.example/INBOX", error="It refuses the password.", read_at=None)
    page = browser(people.sam).visit(MAILS)
    assert "support@mail.example/INBOX cannot be read: It refuses the password. It was never read yet." in page.main


def test_an_engineer_sends_to_a_suspended_address_again_and_unblocks_a_sender(browser: Browse, people: People) -> None:
    now = datetime.now(UTC)
    SuspendedAddress.create(address="bob@acme.example", reason="550 no such user", since=now, until=now + timedelta(1))
    BlockedSender.create(address="spam@junk.example", blocked_by=people.numbers["olga"], created_at=now)
    sam = browser(people.sam)
    page = sam.visit(MAILS)
    assert "550 no such user" in page.main
    assert "By Olga Nilsson" in page.main
    assert "Mail is sent to bob@acme.example again" in sam.press("Send there again: bob@acme.example").text
    assert "spam@junk.example is judged like any other" in sam.press("Unblock spam@junk.example").text
    assert not SuspendedAddress.select().exists()
    assert not BlockedSender.select().exists()


def test_a_mail_that_came_in_is_shown_with_everything_there_is_to_know(browser: Browse, people: People) -> None:
    number = hold(person=people.numbers["dave"], proof="Not proven: no signature", data={"hint": "SC-1042"}, tries=1)
    page = browser(people.sam).visit(f"{MAILS}/in/{number}")
    assert page.h1 == "Cannot log in"
    assert "Nothing proves that it is from initech.example." in page.text_of("turn")
    for fact in ("Is Dave Miller", "Trust Not proven: no signature", "Subject names SC-1042", "By lmtp"):
        assert fact in page.main
    assert "Since this morning I cannot log in." in page.text_of("words")
    assert "message-id: <one@initech.example>" in page.main
    assert page.form_with("Attach to this ticket").values["reference"] == "SC-1042"
    quoted = next(part for part in page.find("words").iter("details"))
    assert "We have received your request." in "".join(quoted.itertext())


def test_a_mail_that_is_not_read_yet_says_so(browser: Browse, people: People) -> None:
    number = hold(verdict=None, state=ReceivedState.NEW, reason="")
    page = browser(people.sam).visit(f"{MAILS}/in/{number}")
    assert "Waits to be read It is stored, and is read within a moment" in page.text_of("turn")


def test_the_html_of_a_mail_is_never_part_of_the_page(browser: Browse, people: People) -> None:
    """M-09."""
    html = "<img src=x onerror=alert(1)><b>Hello</b> <script>alert(2)</script>"
    head = MAIL.partition("\n\n")[0].replace("Cannot log in", "<script>alert(3)</script>")
    number = hold(raw=f"{head}\nContent-Type: text/html\n\n{html}\n", subject="<script>alert(3)</script>")
    page = browser(people.sam).visit(f"{MAILS}/in/{number}")
    assert "Hello" in page.text_of("words")
    assert not list(page.root.iter("img"))
    assert "alert(2)" not in page.source
    assert page.h1 == "<script>alert(3)</script>"


@pytest.mark.parametrize("raw", [None, "\x00\x00\x00", "no header at all"])
def test_a_mail_that_cannot_be_read_or_is_gone_has_its_page_all_the_same(
    raw: str | None, browser: Browse, people: People
) -> None:
    number = hold(Verdict.UNREADABLE, raw=raw, subject="", sender="", sender_name="", error="It is no mail.")
    assert browser(people.sam).visit(f"{MAILS}/in/{number}").h1 == "Mail without a subject"


def test_the_original_is_something_to_keep_and_runs_nowhere(browser: Browse, people: People) -> None:
    number = hold()
    answer = browser(people.sam).get(f"{MAILS}/in/{number}/original")
    assert answer.data == MAIL.replace("\n", "\r\n").encode()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="mail-{number}.eml"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert browser(people.sam).get(f"{MAILS}/in/{hold(raw=None)}/original").status_code == 404


def test_a_mail_is_put_away_and_its_sender_blocked(browser: Browse, people: People) -> None:
    first, second = hold(), hold()
    sam = browser(people.sam)
    sam.visit(f"{MAILS}/in/{first}")
    page = sam.press("Put away")
    assert "Put away. Sam Holm put it away." in page.text
    assert "Put away" not in page.buttons
    sam.visit(f"{MAILS}/in/{second}")
    assert "Blocked. Sam Holm blocked the sender." in sam.press("Block sender").text
    assert BlockedSender.get().address == "dave@initech.example"


def test_an_accepted_mail_does_what_it_would_have_done(browser: Browse, people: People) -> None:
    number = hold(person=people.numbers["dave"])
    sam = browser(people.sam)
    sam.visit(f"{MAILS}/in/{number}")
    page = sam.press("Accept")
    assert "Became a ticket: SC-1001." in page.text
    assert "Decided by Sam Holm" in page.main
    assert "Since this morning I cannot log in." in sam.visit(page.links["SC-1001"]).main


def test_a_mail_is_attached_to_the_ticket_that_an_engineer_names(
    browser: Browse, people: People, make_ticket: Callable[..., Any]
) -> None:
    ticket = make_ticket(people.dave, subject="The panel is slow")
    number = hold(data={"hint": ticket.reference})
    sam = browser(people.sam)
    sam.visit(f"{MAILS}/in/{number}")
    page = sam.press("Attach to this ticket")
    assert f"Answer to a ticket: {ticket.reference}. Sam Holm attached it to {ticket.reference}." in page.text
    assert "Since this morning I cannot log in." in sam.visit(page.links[ticket.reference]).text_of("timeline")


def test_what_cannot_be_accepted_is_not_offered_and_says_what_can_be_done(browser: Browse, people: People) -> None:
    number = hold(Verdict.UNREADABLE, raw="", sender="", sender_name="", error="")
    page = browser(people.sam).visit(f"{MAILS}/in/{number}")
    assert "Attach it to a ticket as a file, or put it away." in page.text_of("turn")
    assert {"Accept", "Make a draft", "Block sender"}.isdisjoint(page.buttons)


def test_a_refusal_is_said_on_the_page_with_what_to_do(browser: Browse, people: People) -> None:
    number = hold(sender="", sender_name="Nobody")
    sam = browser(people.sam)
    sam.visit(f"{MAILS}/in/{number}")
    crafted = sam.post(f"{MAILS}/in/{number}/outcome", {"to": "block"})
    assert crafted.status_code == 422
    assert "This mail names no sender who could be blocked" in crafted.text
    assert sam.post(f"{MAILS}/in/{number}/outcome", {"to": "x"}).status_code == 400
    assert ReceivedMail.get_by_id(number).state is ReceivedState.HELD


@pytest.mark.parametrize(
    ("typed", "said"), [("", "Write the reference of the ticket"), ("SC-9999", "There is no such ticket")]
)
def test_a_wrong_reference_is_told_at_the_field_and_stays(
    typed: str, said: str, browser: Browse, people: People
) -> None:
    number = hold()
    sam = browser(people.sam)
    sam.visit(f"{MAILS}/in/{number}")
    page = sam.press("Attach to this ticket", reference=typed, status=422)
    assert said in page.text_of("reference-error")
    assert page.find("reference").get("value") == typed


def test_a_mail_that_was_given_up_leaves_once_more(browser: Browse, people: People) -> None:
    number = queue(address="bob@acme.example")
    (claimed,) = outbox.claim(1, 60)
    outbox.bury(claimed, "550 no such user")
    sam = browser(people.sam)
    page = sam.visit(sam.visit(f"{MAILS}?list=dead").links["[SC-1042] Volume stuck"])
    assert "Given up 550 no such user" in page.text_of("turn")
    page = sam.press("Send again")
    assert "It leaves within a minute" in page.text
    assert mail(number).state is OutboxState.QUEUED
    answer = sam.post(f"{MAILS}/out/{number}/again")
    assert answer.status_code == 409
    assert "nothing is to be done" in answer.text


def test_a_mail_that_waits_shows_its_tries_and_the_next(browser: Browse, people: People) -> None:
    queue()
    (claimed,) = outbox.claim(1, 60)
    outbox.fail(claimed, "Connection refused")
    page = browser(people.sam).visit(f"{MAILS}?list=going")
    assert "Trying again" in page.main
    assert "1 try so far" in page.main
    assert "Connection refused" in page.main


def test_nobody_but_its_reader_sees_the_key_to_an_account(browser: Browse, people: People) -> None:
    number = queue(event="password_reset", text="Set a new one: http://localhost/password/new/" + "k" * 43)
    page = browser(people.sam).visit(f"{MAILS}/out/{number}")
    assert "kkkk" not in page.source
    assert "only its reader sees it" in page.main


def test_links_and_addresses_that_only_the_reader_is_given_are_cut(
    browser: Browse, people: People, make_ticket: Callable[..., Any]
) -> None:
    ticket = make_ticket(people.alice)
    number = Outbox.get(Outbox.address == "alice@acme.example").id
    page = browser(people.sam).visit(f"{MAILS}/out/{number}")
    signed = mail(number).headers["Reply-To"].partition("@")[0][-16:]
    assert "Your incident" in page.text_of("words")
    assert signed not in page.source
    assert f"/servicedesk/tickets/{ticket.reference}" in page.source


def test_every_mail_that_leaves_is_about_something_in_words(browser: Browse, people: People) -> None:
    assert set(ABOUT) == {*MailEvent, *AnswerKind, EVENT}
    assert "About A message" in browser(people.sam).visit(f"{MAILS}/out/{queue()}").main


def test_customers_get_nothing_of_it(browser: Browse, people: People) -> None:
    number = hold()
    for path in (MAILS, f"{MAILS}/in/{number}", f"{MAILS}/in/{number}/original"):
        assert browser(people.alice).get(path).status_code == 403
    assert "Mail" not in browser(people.alice).visit("/servicedesk").links


@pytest.mark.parametrize("path", ["in/4711", "in/4711/original", "out/4711"])
def test_a_mail_that_does_not_exist_is_not_found(path: str, browser: Browse, people: People) -> None:
    browser(people.sam).visit(f"{MAILS}/{path}", status=404)
