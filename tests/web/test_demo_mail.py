"""The demo's mailbox."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import People
from tests.support.browser import Browser
from tests.support.mails import queue

pytestmark = pytest.mark.once

in_the_demo = pytest.mark.settings(mode="demo", inbound={"authserv_id": "mx.demo.example"})


@in_the_demo
def test_the_mailbox_says_so_when_no_mail_was_made(browser: Callable[..., Browser]) -> None:
    assert "No mail yet" in browser().visit("/demo/mail").main


@in_the_demo
def test_every_mail_stands_in_the_mailbox_newest_first(
    people: People, make_ticket: Callable[..., Any], browser: Callable[..., Browser]
) -> None:
    first, second = make_ticket(people.alice, subject="First one"), make_ticket(people.bob, subject="Second one")
    page = browser().visit("/demo/mail")
    subjects = [f"[{second.reference}] Second one", f"[{first.reference}] First one"]
    assert [link for link in page.links if link in subjects] == subjects
    assert "To alice@acme.example" in page.main


@in_the_demo
def test_a_mail_is_shown_with_its_headers_its_text_and_its_html(
    people: People, make_ticket: Callable[..., Any], browser: Callable[..., Browser]
) -> None:
    ticket = make_ticket(people.alice)
    somebody = browser()
    page = somebody.visit(somebody.visit("/demo/mail").links[f"[{ticket.reference}] {ticket.subject}"])
    assert page.h1 == f"[{ticket.reference}] {ticket.subject}"
    assert "From: Service Center <support@support.example>" in page.main
    assert "Auto-Submitted: auto-generated" in page.main
    assert "Your incident" in page.main
    (frame,) = page.root.iter("iframe")
    assert "allow-scripts" not in frame.get("sandbox", "allow-scripts")
    shown = somebody.get(frame.get("src", ""))
    assert "We have received your request" in shown.text


@in_the_demo
def test_whatever_is_in_a_mail_it_runs_nothing_and_fetches_nothing(client: FlaskClient) -> None:
    number = queue(html="<html><head></head><body><script>alert(1)</script></body></html>")
    answer = client.get(f"/demo/mail/{number}/html")
    rules = [rule.strip() for rule in answer.headers["Content-Security-Policy"].split(";")]
    assert "default-src 'none'" in rules
    assert "style-src 'unsafe-inline'" in rules
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in rules
    assert not any(rule.startswith("script-src") for rule in rules)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@in_the_demo
def test_only_the_page_of_a_mail_may_hold_a_frame(client: FlaskClient) -> None:
    number = queue()
    assert "frame-src 'self'" in client.get(f"/demo/mail/{number}").headers["Content-Security-Policy"]
    assert "frame-src" not in client.get("/demo/mail").headers["Content-Security-Policy"]


@in_the_demo
def test_many_mails_come_page_by_page_each_once(browser: Callable[..., Browser]) -> None:
    for number in range(60):
        queue(number, subject=f"Mail number {number}.")
    somebody, seen, path = browser(), [], "/demo/mail"
    while path:
        page = somebody.visit(path)
        seen += [link for link in page.links if link.startswith("Mail number")]
        path = next((href for name, href in page.links.items() if "Next" in name), "")
    assert seen == [f"Mail number {number}." for number in reversed(range(60))]


@in_the_demo
@pytest.mark.parametrize("before", ["x", "-1", "99999999999999999999", ""])
def test_a_crafted_page_number_is_harmless(before: str, browser: Callable[..., Browser]) -> None:
    browser().visit(f"/demo/mail?before={before}")


@in_the_demo
@pytest.mark.parametrize("path", ["/demo/mail/999", "/demo/mail/999/html", "/demo/mail/99999999999999999999"])
def test_a_mail_that_does_not_exist_is_not_found(path: str, browser: Callable[..., Browser]) -> None:
    browser().visit(path, status=404)


def test_outside_the_demo_there_is_no_such_page_even_for_engineers(
    people: People, browser: Callable[..., Browser]
) -> None:
    number = queue()
    paths = ("/demo/mail", f"/demo/mail/{number}", f"/demo/mail/{number}/html", "/demo/mail/write", "/demo/mail/in/1")
    for path in paths:
        browser(people.olga).visit(path, status=404)
    assert browser(people.olga).post(f"/demo/mail/{number}/answer", {"body": "Hello"}).status_code == 404


@in_the_demo
def test_who_has_mail_only_writes_a_mail_and_reads_that_it_became_a_ticket(
    people: People, browser: Callable[..., Browser]
) -> None:
    somebody = browser()
    page = somebody.visit(somebody.visit("/demo/mail").links["Write a mail"])
    choices = [option.text for option in page.find("who").iter("option")]
    assert choices[1] == "Dave Miller, dave@initech.example: e-mail only"
    assert choices[-1] == "Nora Newman, nora@newman.example: nobody we know"
    page = somebody.press("Send", who=str(people.numbers["dave"]), subject="Cannot log in", body="Since today.")
    assert page.h1 == "Cannot log in"
    assert "Became a ticket" in page.text_of("turn")
    reference = next(link for link in page.links if link.startswith("Ticket ")).removeprefix("Ticket ")
    assert f"[{reference}] Cannot log in" in page.links
    assert "Since today." in page.text_of("words")
    assert "Cannot log in" in browser(people.sam).visit(f"/servicedesk/tickets/{reference}").h1
    listed = somebody.visit("/demo/mail")
    assert listed.main.index("Became a ticket") > listed.main.index(f"[{reference}] Cannot log in")


@in_the_demo
def test_the_reader_of_a_mail_answers_it_and_the_answer_stands_on_the_ticket(
    people: People, make_ticket: Callable[..., Any], browser: Callable[..., Browser]
) -> None:
    ticket = make_ticket(people.dave, subject="Cannot log in")
    somebody = browser()
    page = somebody.visit(somebody.visit("/demo/mail").links[f"[{ticket.reference}] Cannot log in"])
    assert "Answer as Dave Miller" in page.main
    log = (io.BytesIO(b"a log"), "browser.log")
    page = somebody.press("Send answer", body="It works again, thank you.", files=[log])
    assert "Answer to a ticket" in page.text_of("turn")
    assert "Quoted mail" in page.text_of("words")
    assert "browser.log" in page.text_of("words")
    shown = browser(people.sam).visit(page.links[f"Ticket {ticket.reference}"])
    assert "It works again, thank you." in shown.text_of("timeline")
    assert "browser.log" in shown.links


@in_the_demo
@pytest.mark.parametrize(("who", "verdict"), [("alice", "Not proven"), ("stranger", "Unknown sender")])
def test_mail_that_nothing_proves_or_of_nobody_we_know_is_held(
    who: str, verdict: str, people: People, browser: Callable[..., Browser]
) -> None:
    somebody = browser()
    somebody.visit("/demo/mail/write")
    chosen = who if who == "stranger" else str(people.numbers[who])
    page = somebody.press("Send", who=chosen, forged="yes", subject="Give me access", body="It is urgent.")
    assert verdict in page.text_of("turn")
    assert not any(link.startswith("Ticket ") for link in page.links)
    assert "Give me access" in browser(people.sam).visit("/servicedesk/desk/mail").links


@in_the_demo
def test_a_customer_on_a_paid_plan_finds_a_draft(people: People, browser: Callable[..., Browser]) -> None:
    somebody = browser()
    somebody.visit("/demo/mail/write")
    page = somebody.press("Send", who=str(people.numbers["alice"]), subject="A larger quota", body="40 more cores.")
    assert "Became a draft" in page.text_of("turn")
    draft = browser(people.alice).visit(page.links["The draft, for Alice Andersson"])
    assert draft.find("subject").get("value") == "A larger quota"


@in_the_demo
@pytest.mark.settings(mode="demo", inbound={"message_bytes": 64 * 1024})
def test_what_was_typed_is_never_lost(people: People, browser: Callable[..., Browser]) -> None:
    """UX-08."""
    somebody, dave = browser(), str(people.numbers["dave"])
    somebody.visit("/demo/mail/write")
    page = somebody.press("Send", who="", subject="Cannot log in", body="", status=422)
    assert (page.title[:6], page.find("subject").get("value")) == ("Error:", "Cannot log in")
    page = somebody.press(
        "Send", who=dave, body="Since today.", files=[(io.BytesIO(b"x" * 99_000), "x.bin")], status=422
    )
    assert "A mail may have at most 64 KiB" in page.text_of("body-error")
    assert "Since today." in (page.find("body").text or "")
    answering = somebody.visit(f"/demo/mail/{queue()}")
    page = somebody.submit(answering.form_with("Send answer"), "Send answer", body=" ", status=422)
    assert "Write what the answer says" in page.text_of("body-error")
