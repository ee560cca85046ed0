"""The demo's mailbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import People
from tests.support.browser import Browser
from tests.support.mails import queue

in_the_demo = pytest.mark.settings(mode="demo")


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
    for path in ("/demo/mail", f"/demo/mail/{number}", f"/demo/mail/{number}/html"):
        browser(people.olga).visit(path, status=404)
