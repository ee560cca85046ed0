"""Logging in and out, as people and as attackers do it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts import operations, queries, resets
from portal.accounts.signing_in import WRONG
from portal.db.tables import Session
from portal.web.guards import SESSION_KEY, engineers_only
from portal.web.redirects import HOME, is_local, local
from tests.factories import PASSWORD, People, add_address
from tests.support.accounts import GOOD, Comparisons, link_in, mails
from tests.support.browser import HTMX, Browser
from tests.support.mails import Hands

ALICE = {"email": "alice@acme.example", "password": PASSWORD}
Browsers = Callable[..., Browser]


def log_in(browser: Browser, path: str = "/login", **answers: str) -> str:
    """Fill in the log-in form, and return where the browser is sent."""
    page = browser.visit(path)
    answer = browser.client.post("/login", data=page.form_with("Log in").filled({**ALICE, **answers}))
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def token_of(client: FlaskClient) -> str:
    """The session that the browser's cookie names."""
    with client.session_transaction() as session:
        return str(session[SESSION_KEY])


# ---------- The form


def test_the_page_helps_who_cannot_log_in(browser: Browsers, people: People) -> None:
    page = browser().visit("/login")
    assert page.h1 == "Log in"
    assert page.links["I have forgotten my password"] == "/password/forgotten"
    assert page.links["support@support.example"] == "mailto:support@support.example"
    assert "Show password" in page.buttons


def test_password_managers_find_their_way(browser: Browsers, people: People) -> None:
    """A-02, A-16."""
    page = browser().visit("/login")
    assert page.find("email").get("autocomplete") == "username"
    assert page.find("password").get("autocomplete") == "current-password"
    assert page.find("password").get("type") == "password"
    assert page.find("password").get("maxlength") is None


def test_who_logs_in_comes_to_the_home_page(browser: Browsers, people: People) -> None:
    assert log_in(browser()) == HOME


def test_who_came_for_a_page_comes_to_that_page(browser: Browsers, people: People) -> None:
    somebody = browser()
    sent = somebody.get("/servicedesk/account?x=1")
    assert sent.status_code == 303
    assert log_in(somebody, sent.location) == "/servicedesk/account?x=1"


def test_who_is_logged_in_needs_no_form(browser: Browsers, people: People) -> None:
    answer = browser(people.alice).get("/login?next=/servicedesk/account")
    assert (answer.status_code, answer.location) == (303, "/servicedesk/account")


def test_any_address_of_a_person_will_do(browser: Browsers, people: People) -> None:
    add_address(people.alice.person_id, "alice@home.example")
    somebody = browser()
    log_in(somebody, email="Alice@Home.example")
    found = queries.actor_of_session(token_of(somebody.client))
    assert found is not None
    assert found[0] == people.alice


def test_a_mistake_keeps_the_address_and_never_the_password(browser: Browsers, people: People) -> None:
    somebody = browser()
    somebody.visit("/login")
    page = somebody.press("Log in", status=422, email="alice@acme.example", password="wrong-password")
    assert WRONG in page.text_of("error-summary")
    assert WRONG in page.text_of("email-error")
    assert page.title.startswith("Error: ")
    assert page.find("email").get("value") == "alice@acme.example"
    assert "wrong-password" not in page.source


def test_an_empty_form_says_what_is_missing(browser: Browsers, people: People) -> None:
    somebody = browser()
    somebody.visit("/login")
    page = somebody.press("Log in", status=422)
    assert "Write your e-mail address" in page.text_of("error-summary")
    assert "Write your password" in page.text_of("error-summary")


def test_unknown_wrong_and_deactivated_read_the_same(
    browser: Browsers, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S-10: the pages differ in nothing but the address that was typed, and so does their work."""
    compared = Comparisons(monkeypatch)
    operations.deactivate_person(None, people.numbers["bob"])
    pages = set()
    for address in ("alice@acme.example", "nobody@acme.example", "bob@acme.example"):
        somebody = browser()
        somebody.visit("/login")
        page = somebody.press("Log in", status=422, email=address, password="wrong-password")
        pages.add(page.main.replace(address, "ADDRESS"))
    assert len(pages) == 1
    assert len(compared.hashes) == 3


@pytest.mark.settings(limits={"login_tries": 2})
def test_after_too_many_tries_one_waits_and_finds_what_one_typed(browser: Browsers, people: People) -> None:
    """R-15."""
    somebody = browser()
    for _ in range(2):
        somebody.visit("/login?next=/servicedesk/account")
        somebody.press("Log in", status=422, email="Alice@acme.example", password="wrong-password")
    page = somebody.press("Log in", status=429, password=PASSWORD)
    assert "Too many attempts. Try again in" in page.text_of("error-summary")
    assert page.find("email").get("value") == "Alice@acme.example"
    assert page.find("next").get("value") == "/servicedesk/account"
    again = somebody.post("/login", {"email": "alice@acme.example", "password": PASSWORD})
    assert 0 < int(again.headers["Retry-After"]) <= 180


@pytest.mark.settings(limits={"login_tries": 1})
def test_the_network_is_counted_from_the_connection_and_not_from_a_header(
    browser: Browsers, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S-27."""
    Comparisons(monkeypatch)
    somebody = browser()
    statuses = [
        somebody.post(
            "/login",
            {"email": f"nobody{number}@acme.example", "password": "x"},
            **{"X-Forwarded-For": f"198.51.100.{number}"},
        ).status_code
        for number in range(6)
    ]
    assert statuses == [422] * 5 + [429]


@pytest.mark.settings(limits={"login_tries": 1}, trusted_proxies=1)
def test_behind_a_trusted_proxy_its_word_counts_and_no_other(
    browser: Browsers, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S-27."""
    Comparisons(monkeypatch)
    somebody = browser()
    statuses = [
        somebody.post(
            "/login",
            {"email": f"nobody{number}@acme.example", "password": "x"},
            **{"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.1"},
        ).status_code
        for number in range(6)
    ]
    assert statuses == [422] * 5 + [429]


# ---------- Where next leads

ELSEWHERE = [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
    "https:evil.example", "http:///evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example",
    "@evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example",
    "%2F%2Fevil.example", "/%5Cevil.example\\", "", "/" + "x" * 3000, "/\u2028/evil.example", "//", "http://localhost/x",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_leads_nowhere_else(target: str) -> None:
    """S-26."""
    assert local(target) == HOME


@pytest.mark.parametrize(
    "target", ["/servicedesk/tickets?text=a%20b&whose=mine", "/servicedesk/tickets/SC-1042", "/%2F%2Fx"]
)
def test_next_leads_to_any_page_of_the_portal(target: str) -> None:
    assert is_local(target)
    assert local(target) == target


@pytest.mark.parametrize("target", ["/login", "/login?next=/login", "/logout", "/password/new/abc"])
def test_next_does_not_lead_in_a_circle(target: str) -> None:
    assert local(target) == HOME


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/x"]
)
def test_an_attack_by_next_ends_on_the_home_page(browser: Browsers, people: People, target: str) -> None:
    """S-26: in the address, in the form, and for who is logged in already."""
    somebody = browser()
    assert log_in(somebody, f"/login?next={quote(target)}") == HOME
    assert somebody.get(f"/login?next={quote(target)}").location == HOME
    somebody = browser()
    somebody.visit("/login")
    answer = somebody.post("/login", {**ALICE, "next": target})
    assert answer.location == HOME


def test_an_attack_encoded_twice_stays_here(browser: Browsers, people: People) -> None:
    """S-26."""
    assert log_in(browser(), "/login?next=%252F%252Fevil.example") == HOME


# ---------- Sessions


def test_logging_in_changes_the_session(browser: Browsers, people: People) -> None:
    """S-06: what an attacker planted in the browser before is worth nothing after."""
    somebody = browser()
    somebody.visit("/login")
    with somebody.client.session_transaction() as session:
        session["planted"] = "before"
        before = session["csrf_token"]
    log_in(somebody)
    with somebody.client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_logging_in_as_somebody_else_ends_the_session_before(app: Flask, browser: Browsers, people: People) -> None:
    """S-06."""
    somebody = browser(people.bob)
    bobs = token_of(somebody.client)
    assert somebody.post("/login", ALICE).status_code == 303
    assert queries.actor_of_session(bobs) is None
    assert token_of(somebody.client) != bobs


def test_the_cookie_names_no_person_and_carries_no_password(browser: Browsers, people: People) -> None:
    somebody = browser()
    log_in(somebody)
    with somebody.client.session_transaction() as session:
        assert session[SESSION_KEY] != str(people.alice.person_id)
        assert len(session[SESSION_KEY]) == 43
        assert PASSWORD not in str(dict(session))


def cookies_set_by(browser: Browser) -> dict[str, str]:
    """Each cookie's name to its line, as the log-in sets them."""
    page = browser.visit("/login")
    answer = browser.client.post("/login", data=page.form_with("Log in").filled(ALICE))
    lines = answer.headers.getlist("Set-Cookie")
    return {line.partition("=")[0]: line for line in lines}


def test_the_cookies_are_out_of_reach_of_scripts_and_of_other_sites(browser: Browsers, people: People) -> None:
    """S-07."""
    cookies = cookies_set_by(browser())
    assert set(cookies) == {"session", "device"}
    for line in cookies.values():
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Path=/" in line
        assert "Domain" not in line


@pytest.mark.settings(base_url="https://localhost")
def test_over_tls_the_cookies_are_bound_to_the_host(app: Flask, people: People) -> None:
    """S-07."""
    client = app.test_client()
    page = client.get("/login", base_url="https://localhost")
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = client.post("/login", data={**ALICE, "csrf_token": token}, base_url="https://localhost")
    assert answer.status_code == 303, answer.text
    for line in answer.headers.getlist("Set-Cookie"):
        assert line.startswith("__Host-")
        assert "Secure" in line
        assert "Path=/" in line


def test_logging_out_ends_the_session_on_the_server(browser: Browsers, people: People) -> None:
    """S-06: a copy of the cookie is worth nothing after."""
    somebody, thief = browser(people.alice), browser()
    token = token_of(somebody.client)
    with thief.client.session_transaction() as session:
        session[SESSION_KEY] = token
    assert thief.get("/servicedesk/account").status_code == 200
    somebody.visit("/servicedesk/account")
    page = somebody.press("Log out")
    assert page.h1 == "Log in"
    assert "You are logged out." in page.text
    assert thief.get("/servicedesk/account").status_code == 303
    assert Session.select().count() == 0


def test_who_is_not_logged_in_can_log_out(browser: Browsers, people: People) -> None:
    assert browser().post("/logout").status_code == 303


def test_nobody_is_logged_out_by_a_link(browser: Browsers, people: People) -> None:
    somebody = browser(people.alice)
    assert somebody.get("/logout").status_code == 405
    assert somebody.get("/servicedesk/account").status_code == 200


def test_nothing_is_done_without_the_token_of_the_form(browser: Browsers, people: People) -> None:
    """S-07."""
    somebody = browser(people.alice)
    for path in ("/logout", "/login", "/password/forgotten", "/servicedesk/account/password"):
        assert somebody.client.post(path, data=ALICE).status_code == 400
    assert somebody.get("/servicedesk/account").status_code == 200
    assert Session.select().count() == 1


def test_another_site_logs_nobody_in(browser: Browsers, people: People) -> None:
    """S-07."""
    answer = browser().post("/login", ALICE, Origin="https://evil.example")
    assert answer.status_code == 400
    assert Session.select().count() == 0


def test_the_deactivated_are_out_with_their_next_click(browser: Browsers, people: People) -> None:
    """ASVS 7.4.2; S-06."""
    bob = browser(people.bob)
    assert bob.get("/servicedesk/account").status_code == 200
    operations.deactivate_person(None, people.numbers["bob"])
    assert bob.get("/servicedesk/account").status_code == 303


def test_a_partial_request_of_nobody_sends_the_whole_page_to_the_form(browser: Browsers, people: People) -> None:
    here = {**HTMX, "HX-Current-URL": "http://localhost/servicedesk/tickets?whose=mine"}
    answer = browser().client.get("/servicedesk/account", headers=here)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login?next=/servicedesk/tickets?whose%3Dmine"


@pytest.mark.parametrize("url", ["https://evil.example/servicedesk", "", "nonsense", "http://localhost//evil.example"])
def test_a_page_that_is_not_ours_is_not_come_back_to(browser: Browsers, people: People, url: str) -> None:
    answer = browser().client.get("/servicedesk/account", headers={**HTMX, "HX-Current-URL": url})
    assert answer.headers["HX-Redirect"] == "/login"


def test_a_saved_draft_of_nobody_is_not_taken_for_saved(browser: Browsers, people: People) -> None:
    """A script that only says that it is one gets no page that looks like success."""
    answer = browser().client.post("/servicedesk/account/profile", headers={"HX-Request": "true"})
    assert answer.status_code == 401


def test_a_view_that_does_not_say_who_may_reach_it_is_reached_by_nobody(app: Flask, people: People) -> None:
    app.add_url_rule("/forgotten-mark", "forgotten_mark", lambda: "secret")
    answer = app.test_client().get("/forgotten-mark")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_only_engineers_reach_what_is_for_engineers(app: Flask, browser: Browsers, people: People) -> None:
    app.add_url_rule("/engine-room", "engine_room", engineers_only(lambda: "engines"))
    assert browser(people.sam).get("/engine-room").text == "engines"
    assert browser(people.olga).get("/engine-room").status_code == 200
    assert browser(people.alice).get("/engine-room").status_code == 403
    assert browser().get("/engine-room").status_code == 303


# ---------- The device


def test_a_device_that_knows_its_person_is_no_news(browser: Browsers, people: People) -> None:
    somebody = browser()
    for _ in range(3):
        log_in(somebody)
        somebody.post("/logout")
    assert mails("new_sign_in") == []
    log_in(browser())
    assert len(mails("new_sign_in")) == 1


def test_a_made_up_device_cookie_is_none(browser: Browsers, people: People) -> None:
    log_in(browser())
    somebody = browser()
    somebody.client.set_cookie("device", "WzEsMiwzXQ.x.y")
    log_in(somebody)
    assert len(mails("new_sign_in")) == 1


# ---------- Forgotten passwords


def test_who_forgot_the_password_gets_in_by_mail(browser: Browsers, people: People) -> None:
    """S-09."""
    somebody = browser()
    somebody.visit("/password/forgotten")
    page = somebody.press("Send the link", email="Alice@acme.example")
    assert page.h1 == "Look into your mailbox"
    resets.send_links()
    page = somebody.visit(f"/password/new/{link_in(mails()[0])}")
    assert page.find("password").get("autocomplete") == "new-password"
    page = somebody.press("Set the password", password=GOOD, repeat=GOOD)
    assert page.h1 == "Log in", "nobody is logged in by a link"
    assert "Your new password is set" in page.text
    assert log_in(somebody, password=GOOD) == HOME


def test_the_answer_does_not_tell_who_exists(browser: Browsers, people: People) -> None:
    """S-09."""
    pages = set()
    for address in ("alice@acme.example", "nobody@acme.example"):
        somebody = browser()
        somebody.visit("/password/forgotten")
        pages.add(somebody.press("Send the link", email=address).main)
    assert len(pages) == 1


@pytest.mark.settings(limits={"reset_tries": 1})
def test_too_many_requests_for_a_link_have_to_wait(browser: Browsers, people: People) -> None:
    somebody = browser()
    somebody.visit("/password/forgotten")
    somebody.press("Send the link", email="alice@acme.example")
    somebody.visit("/password/forgotten")
    page = somebody.press("Send the link", status=429, email="alice@acme.example")
    assert page.find("email").get("value") == "alice@acme.example"
    assert "Too many attempts" in page.text_of("error-summary")


def test_what_is_no_address_is_said_at_the_field(browser: Browsers, people: People) -> None:
    somebody = browser()
    somebody.visit("/password/forgotten")
    page = somebody.press("Send the link", status=422, email="alice")
    assert page.text_of("email-error")
    assert page.find("email").get("value") == "alice"


@pytest.mark.parametrize("token", ["x", "a" * 43, "%20", "a" * 5000])
def test_a_dead_link_says_so_and_offers_a_new_one(browser: Browsers, people: People, token: str) -> None:
    """S-12."""
    page = browser().visit(f"/password/new/{token}", status=404)
    assert page.h1 == "This link does not work any more"
    assert page.links["Send a new link"] == "/password/forgotten"


def test_a_used_link_is_dead(browser: Browsers, people: People, hands: Hands) -> None:
    resets.request_password_reset("alice@acme.example", "192.0.2.7")
    resets.send_links()
    path = f"/password/new/{link_in(mails()[0])}"
    somebody = browser()
    somebody.visit(path)
    somebody.press("Set the password", password=GOOD, repeat=GOOD)
    somebody.visit(path, status=404)
    answer = somebody.post(path, {"password": "another good one", "repeat": "another good one"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("password", "repeat", "field", "words"),
    [
        ("", "", "password", "Choose a new password"),
        ("short", "short", "password", "8"),
        ("password1", "password1", "password", "first that are guessed"),
        ("alice andersson", "alice andersson", "password", "Leave your name"),
        (GOOD, GOOD + "x", "repeat", "The two passwords differ"),
    ],
)
def test_a_password_that_cannot_be_is_said_at_its_field(
    browser: Browsers, people: People, password: str, repeat: str, field: str, words: str
) -> None:
    resets.request_password_reset("alice@acme.example", "192.0.2.7")
    resets.send_links()
    somebody = browser()
    somebody.visit(f"/password/new/{link_in(mails()[0])}")
    page = somebody.press("Set the password", status=422, password=password, repeat=repeat)
    assert words in page.text_of(f"{field}-error")
    assert words in page.text_of("error-summary")
    assert GOOD not in page.source
