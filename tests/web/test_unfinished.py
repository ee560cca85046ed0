"""A form that is sent when the session has lapsed loses nothing (UX-16)."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, Response, request

from portal.accounts import kept, operations, sessions
from portal.db.tables import KeptPost
from portal.web.guards import SESSION_KEY, signed_in
from tests.factories import PASSWORD, People, make_ticket
from tests.support.browser import HTMX, Browser
from tests.support.mails import Hands
from tests.web import journeys
from tests.web.journeys import GENERAL

pytestmark = pytest.mark.once

Browsers = Callable[..., Browser]

FORM = "/servicedesk/tried/7?tab=reply"
PAGE = "http://localhost/servicedesk/tried"
TYPED = {"body": "Line one\r\nLine “two” & <b>three</b>", "to": ["a", "b"], "empty": ""}


@pytest.fixture
def arrived(app: Flask, people: People) -> list[dict[str, list[str]]]:
    """What arrives at a form of the portal, for those who are logged in."""
    seen: list[dict[str, list[str]]] = []

    @signed_in
    def take(number: int) -> Response:
        seen.append({name: values for name, values in request.form.lists() if name != "csrf_token"})
        return Response(f"took {number} {request.args['tab']}")

    app.add_url_rule("/servicedesk/tried/<int:number>", "take", take, methods=["POST"])
    return seen


def lapse(browser: Browser, hands: Hands, data: dict[str, Any] | None = None, **headers: str) -> Any:
    """Send the form after the session has lapsed."""
    hands.forward(hours=21)
    return browser.post(FORM, TYPED if data is None else data, **{"Referer": PAGE, **headers})


def log_in_again(browser: Browser, address: str = "alice@acme.example") -> str:
    """Log in on the page that one is sent to, and return where that leads."""
    browser.visit("/login")
    assert browser.page is not None
    data = browser.page.form_with("Log in").filled({"email": address, "password": PASSWORD})
    return str(browser.client.post("/login", data=data).location)


Arrived = list[dict[str, list[str]]]


def send_again(browser: Browser, button: str = "Send it now") -> Any:
    """Press the button on the page last seen, as a browser follows a 307: the same body, to the new address."""
    assert browser.page is not None
    form = browser.page.form_with(button)
    answer = browser.client.post(form.action, data=form.values)
    if answer.status_code != 307:
        return answer
    return browser.client.post(answer.location, data=form.values)


def test_nothing_is_lost_and_it_is_done_after_a_look(
    arrived: Arrived, browser: Browsers, people: People, hands: Hands
) -> None:
    alice = browser(people.alice)
    answer = lapse(alice, hands)
    assert (answer.status_code, answer.location) == (303, "/login?next=/servicedesk/tried")
    assert arrived == []
    assert log_in_again(alice) == "/continue"
    page = alice.visit("/continue")
    assert page.h1 == "Continue where you were"
    assert "Line one Line “two” & <b>three</b>" in page.text
    assert page.links["Back to the page"] == "/servicedesk/tried"
    assert send_again(alice).text == "took 7 reply"
    assert arrived == [{"body": ["Line one\nLine “two” & <b>three</b>"], "to": ["a", "b"], "empty": [""]}]


def test_it_is_offered_once(arrived: Arrived, browser: Browsers, people: People, hands: Hands) -> None:
    alice = browser(people.alice)
    lapse(alice, hands)
    log_in_again(alice)
    alice.visit("/continue")
    send_again(alice)
    again = send_again(alice)
    assert (again.status_code, again.location) == (303, "/servicedesk")
    assert alice.get("/continue").location == "/servicedesk"
    assert len(arrived) == 1


def test_it_is_never_done_without_a_look(arrived: Arrived, browser: Browsers, people: People, hands: Hands) -> None:
    alice = browser(people.alice)
    lapse(alice, hands)
    log_in_again(alice)
    alice.visit("/continue")
    assert alice.client.post("/continue", data=TYPED).status_code == 400, "not without the token of the page"
    assert arrived == []
    assert kept.kept_for(people.alice.person_id) is not None


def test_it_can_be_discarded(arrived: Arrived, browser: Browsers, people: People, hands: Hands) -> None:
    alice = browser(people.alice)
    lapse(alice, hands)
    log_in_again(alice)
    page = alice.visit("/continue")
    discard = next(button for button in page.root.iter("button") if button.get("formaction"))
    assert alice.post(discard.get("formaction", "")).location == "/servicedesk/tried"
    assert kept.kept_for(people.alice.person_id) is None
    assert arrived == []


def test_what_htmx_sends_is_kept_as_well(arrived: Arrived, browser: Browsers, people: People, hands: Hands) -> None:
    alice = browser(people.alice)
    answer = lapse(alice, hands, **HTMX, **{"HX-Current-URL": PAGE})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login?next=/servicedesk/tried"
    assert log_in_again(alice) == "/continue"


def test_it_waits_for_its_own_person(arrived: Arrived, browser: Browsers, people: People, hands: Hands) -> None:
    """Whoever logs in next at the same machine sees nothing of it."""
    shared = browser(people.alice)
    lapse(shared, hands)
    assert log_in_again(shared, "bob@acme.example") == "/servicedesk"
    assert shared.get("/continue").location == "/servicedesk"
    alice = browser()
    assert log_in_again(alice) == "/continue", "on any device"


def test_it_is_kept_for_twenty_hours(arrived: Arrived, browser: Browsers, people: People, hands: Hands) -> None:
    early, late = browser(people.alice), browser(people.bob)
    lapse(early, hands)
    hands.forward(hours=19, minutes=59)
    assert log_in_again(early) == "/continue"
    late.post(FORM, TYPED)
    hands.forward(hours=20)
    assert log_in_again(late, "bob@acme.example") == "/servicedesk"


def test_passwords_are_never_kept(arrived: Arrived, browser: Browsers, people: People, hands: Hands) -> None:
    lapse(browser(people.alice), hands, {"body": "kept", "password": "secret-1", "current": "secret-2", "secret": "s3"})
    found = kept.kept_for(people.alice.person_id)
    assert found is not None
    assert found.fields == (("body", "kept"),)


def test_the_form_of_the_password_is_not_kept(browser: Browsers, people: People, hands: Hands) -> None:
    alice = browser(people.alice)
    hands.forward(hours=21)
    alice.post("/servicedesk/account/password", {"current": "a", "password": "b", "repeat": "c"})
    assert KeptPost.select().count() == 0


def test_files_are_named_but_not_kept(arrived: Arrived, browser: Browsers, people: People, hands: Hands) -> None:
    alice = browser(people.alice)
    lapse(alice, hands, {"body": "See the log", "attachments": (BytesIO(b"log"), "server.log")})
    log_in_again(alice)
    page = alice.visit("/continue")
    assert "attach again: server.log" in page.text
    assert page.form_with("Send it now").values["body"] == "See the log"


def test_endless_texts_are_not_kept(arrived: Arrived, browser: Browsers, people: People, hands: Hands) -> None:
    alice = browser(people.alice)
    lapse(alice, hands, {"body": "x" * 200_001})
    assert KeptPost.select().count() == 0
    lapse(alice, hands, {"body": "x" * 199_000})
    assert KeptPost.select().count() == 1


def test_nothing_of_strangers_is_kept(arrived: Arrived, browser: Browsers, people: People, hands: Hands) -> None:
    """Nobody fills our tables, and nobody puts words into somebody's mouth."""
    made_up, signed_out, shut_out = browser(), browser(people.alice), browser(people.bob)
    with made_up.client.session_transaction() as session:
        session[SESSION_KEY] = "a" * 43
    with signed_out.client.session_transaction() as session:
        sessions.sign_out(session[SESSION_KEY])
    operations.deactivate_person(None, people.numbers["bob"])
    for somebody in (browser(), made_up, signed_out, shut_out):
        assert lapse(somebody, hands).status_code == 303
    assert KeptPost.select().count() == 0
    assert arrived == []


def test_nothing_that_another_site_sends_is_kept(
    arrived: Arrived, browser: Browsers, people: People, hands: Hands
) -> None:
    """S-07."""
    alice = browser(people.alice)
    hands.forward(hours=21)
    assert alice.client.post(FORM, data=TYPED).status_code == 303, "no token"
    assert alice.client.post(FORM, data={**TYPED, "csrf_token": "made up"}).status_code == 303
    assert lapse(alice, hands, Origin="https://evil.example").status_code == 400
    assert KeptPost.select().count() == 0


def test_a_page_of_another_site_is_not_offered_to_go_back_to(
    arrived: Arrived, browser: Browsers, people: People, hands: Hands
) -> None:
    """S-26."""
    answer = lapse(browser(people.alice), hands, Referer="https://evil.example/servicedesk")
    assert answer.location == "/login"
    found = kept.kept_for(people.alice.person_id)
    assert found is not None
    assert found.page == "/servicedesk"


def test_where_it_goes_is_asked_for_rights_anew(
    app: Flask, arrived: Arrived, browser: Browsers, people: People, hands: Hands
) -> None:
    alice = browser(people.alice)
    lapse(alice, hands)
    log_in_again(alice)
    form = alice.visit("/continue").form_with("Send it now")
    answer = alice.client.post(form.action, data=form.values)
    assert (answer.status_code, answer.location) == (307, FORM)
    operations.deactivate_person(None, people.numbers["alice"])
    assert alice.client.post(answer.location, data=form.values).status_code == 303
    assert arrived == []


def test_who_has_nothing_waiting_is_not_held_up(browser: Browsers, people: People) -> None:
    alice = browser(people.alice)
    assert alice.get("/continue").location == "/servicedesk"
    assert alice.post("/continue/discard").location == "/servicedesk"


def test_a_reply_that_was_to_be_saved_is_saved_and_leads_back_to_its_ticket(
    browser: Browsers, people: People, hands: Hands
) -> None:
    """A script saves while one types; the page says that it is a draft, and nothing is sent."""
    ticket = make_ticket(people.alice)
    place = f"/servicedesk/tickets/{ticket.reference}"
    alice = browser(people.alice)
    form = alice.visit(place).form_with("Reply").filled({"body": "Half a reply"}, None)
    hands.forward(hours=21)
    headers = {**HTMX, "HX-Current-URL": f"http://localhost{place}"}
    assert alice.client.post(f"{place}/reply-draft", data=form, headers=headers).status_code == 401
    log_in_again(alice)
    page = alice.visit("/continue")
    assert "to be saved" in page.main
    assert "Once" not in page.main
    answer = send_again(alice, "Save it as a draft")
    assert (answer.status_code, answer.location) == (303, f"{place}#reply")
    page = alice.visit(place)
    assert "saved as a draft. It is not sent yet." in page.main
    assert page.form_with("Reply").values["body"] == "Half a reply"


def test_answers_that_were_to_be_saved_are_saved_and_lead_back_to_their_form(
    browser: Browsers, people: People, hands: Hands
) -> None:
    alice = browser(people.alice)
    page = journeys.begin(alice, GENERAL)
    form = page.form_with("Continue").filled({"subject": "Which regions have GPUs"}, None)
    hands.forward(hours=21)
    headers = {**HTMX, "HX-Current-URL": f"http://localhost{page.path}"}
    assert alice.client.post(f"{page.path}/save", data=form, headers=headers).status_code == 401
    log_in_again(alice)
    alice.visit("/continue")
    answer = send_again(alice, "Save it as a draft")
    assert (answer.status_code, answer.location) == (303, page.path)
    assert alice.visit(page.path).form_with("Continue").values["subject"] == "Which regions have GPUs"
