"""The second step of a log-in, and what is asked of whom, as people meet it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.accounts import organisations, queries, second_factors, sessions
from portal.db.tables import Entry, Passkey, Session
from portal.policy import Actor
from tests.factories import PASSWORD, People, make_ticket
from tests.support.accounts import HERE, mails, statements
from tests.support.browser import HTMX, Browser
from tests.support.mails import Hands
from tests.support.second_factors import App, Key, add_passkey, set_up_app

pytestmark = pytest.mark.once
Browsers = Callable[..., Browser]

ACCOUNT = "/servicedesk/account"
SECURITY = f"{ACCOUNT}/security"


def half_way(browser: Browsers, actor: Actor, wanted: str = "") -> Browser:
    """Somebody whose password was right."""
    made = browser()
    made.visit(f"/login?next={wanted}" if wanted else "/login")
    page = made.press("Log in", email=actor.address, password=PASSWORD)
    assert page.h1 == "One more step"
    return made


def test_the_code_comes_after_the_password_and_leads_to_what_was_wanted(
    browser: Browsers, people: People, hands: Hands
) -> None:
    """S-26, A-16, A-02: one field, that takes a pasted code; the session begins here, with a new id (S-06)."""
    app, _ = set_up_app(people.alice)
    hands.forward(minutes=1)
    alice = half_way(browser, people.alice, "/servicedesk/tickets")
    assert alice.page is not None
    assert alice.page.find("code").get("autocomplete") == "one-time-code"
    assert alice.page.find("code").get("inputmode") == "numeric"
    assert alice.get("/servicedesk").status_code == 303
    page = alice.press("Log in", code=app.code())
    assert page.path == "/servicedesk/tickets"
    assert alice.get("/login/second").status_code == 303


def test_a_wrong_code_is_said_and_the_fifth_starts_the_log_in_anew(
    browser: Browsers, people: People, hands: Hands
) -> None:
    """Nobody is told which factor was wrong."""
    set_up_app(people.alice)
    hands.forward(minutes=1)
    alice = half_way(browser, people.alice)
    for _ in range(4):
        page = alice.press("Log in", status=422, code="000000")
        assert "That was not right" in page.text_of("code-error")
        assert page.title.startswith("Error: ")
    page = alice.press("Log in", code="000000")
    assert page.h1 == "Log in"
    assert "too many wrong codes" in page.text


def test_a_recovery_code_is_a_link_away(browser: Browsers, people: People) -> None:
    _, codes = set_up_app(people.alice)
    alice = half_way(browser, people.alice, "/servicedesk/tickets")
    assert alice.page is not None
    alice.visit(alice.page.links["Use a recovery code instead"])
    page = alice.press("Log in", status=422, code="abcd-abcd-abcd")
    assert page.find("code").get("value") == "abcd-abcd-abcd"
    assert alice.press("Log in", code=codes[0]).path == "/servicedesk/tickets"


def test_nobody_gets_to_the_second_step_without_the_first(browser: Browsers, people: People) -> None:
    """Not with a log-in that waits in another browser, either."""
    set_up_app(people.alice)
    half_way(browser, people.alice)
    other = browser()
    assert other.get("/login/second").location == "/login"
    assert other.post("/login/second", {"code": "123456"}).location == "/login"
    assert other.post("/login/second/options").status_code == 404


def test_who_has_a_passkey_alone_is_asked_for_it_or_a_recovery_code(browser: Browsers, people: People) -> None:
    """The page says that passkeys need JavaScript, and offers the other way."""
    key = add_passkey(people.alice)
    alice = half_way(browser, people.alice)
    assert alice.page is not None
    assert "Use a recovery code instead" in alice.page.links
    assert "needs JavaScript" in alice.page.text
    options = alice.post("/login/second/options").text
    answer = alice.post("/login/second", {"credential": key.used(options), "next": "/servicedesk/tickets"})
    assert answer.location == "/servicedesk/tickets"
    assert alice.get("/servicedesk").status_code == 200


def test_a_passkey_alone_logs_in(browser: Browsers, people: People) -> None:
    key, nobodys = add_passkey(people.alice), Key()
    alice = browser()
    options = alice.post("/login/passkey/options").text
    assert alice.post("/login/passkey", {"credential": nobodys.used(options)}).location == "/login?next=/servicedesk"
    assert alice.get("/servicedesk").status_code == 303
    options = alice.post("/login/passkey/options").text
    answer = alice.post("/login/passkey", {"credential": key.used(options), "next": "//evil.example"})
    assert answer.location == "/servicedesk"
    assert "Alice" in alice.visit("/servicedesk").text


# ---------- Setting up


def test_an_app_is_set_up_in_two_steps_and_its_codes_shown_once(browser: Browsers, people: People) -> None:
    """The picture is drawn here, without a style or a script of its own."""
    alice = browser(people.alice)
    alice.visit(SECURITY)
    page = alice.press("Set up an app")
    assert page.h1 == "Set up an app for codes"
    assert "<svg width=" in page.source
    page = alice.press("Confirm the code", status=422, code="000000")
    app = App(page.text_of("secret"))
    data = page.form_with("Confirm the code").filled({"code": app.code()})
    page = alice.press("Confirm the code", code=app.code())
    assert page.h1 == "Keep your recovery codes"
    assert len(page.having("ol")[0]) == 10
    # Sent again, as by reloading the page: nothing more is shown.
    assert alice.client.post(f"{ACCOUNT}/authenticator/code", data=data).location == SECURITY
    assert "10 of 10 are left" in alice.visit(SECURITY).text
    assert "was set up" in mails("credential_changed")[-1].text


def test_a_passkey_is_added_renamed_and_removed(browser: Browsers, people: People) -> None:
    key, alice = Key(), browser(people.alice)
    alice.visit(f"{ACCOUNT}/passkeys/new")
    page = alice.press("Make the passkey", status=422, name="")
    assert "Write a name" in page.text_of("name-error")
    page = alice.press("Make the passkey", status=422, name="Laptop")
    assert "Making the passkey took too long" in page.text_of("name-error")
    made = key.made(alice.post(f"{ACCOUNT}/passkeys/options").text)
    assert "Keep your recovery codes" in alice.post(f"{ACCOUNT}/passkeys", {"name": "Laptop", "credential": made}).text
    alice.visit(SECURITY)
    page = alice.press("Save the name", name="Phone")
    assert "Phone" in page.text_of("passkeys")
    alice.visit(f"{ACCOUNT}/passkeys/{Passkey.get().id}/remove")
    page = alice.press("Remove")
    assert "is removed" in page.text
    assert Passkey.select().count() == 0


# ---------- Who one is, once more


def test_a_change_asks_who_one_is_and_then_goes_on_as_if_nothing_had_come_between(
    browser: Browsers, people: People, hands: Hands
) -> None:
    """ASVS 7.5.1, 7.2.4: what was typed arrives; the session goes on under a new token, the one before is dead."""
    alice = browser(people.alice)
    with alice.client.session_transaction() as cookie:
        before = dict(cookie)
    hands.forward(minutes=11)
    alice.visit(f"{ACCOUNT}/addresses")
    page = alice.press("Send the code", address="alice@home.example")
    assert page.h1 == "Confirm that it is you"
    assert mails() == []
    page = alice.press("Confirm", status=422, present_password="wrong")
    assert "not your present password" in page.text_of("present_password-error")
    page = alice.press("Confirm", present_password=PASSWORD)
    assert "on its way to alice@home.example" in page.text
    assert len(mails("address_code")) == 1
    other = browser()
    with other.client.session_transaction() as cookie:
        cookie.update(before)
    assert other.get(ACCOUNT).status_code == 303
    # For a while nothing is asked again.
    assert alice.visit(f"{ACCOUNT}/passkeys/new").h1 == "Add a passkey"


def test_a_passkey_confirms_it_too_and_nobody_elses(browser: Browsers, people: People, hands: Hands) -> None:
    key, bobs = add_passkey(people.alice), add_passkey(people.bob)
    alice = browser(people.alice)
    hands.forward(minutes=11)
    wanted = {"step-to": f"{ACCOUNT}/passkeys/new", "step-method": "GET"}
    options = alice.post(f"{ACCOUNT}/confirm/options").text
    assert alice.post(f"{ACCOUNT}/confirm", {**wanted, "proof": bobs.used(options)}).status_code == 422
    options = alice.post(f"{ACCOUNT}/confirm/options").text
    assert alice.post(f"{ACCOUNT}/confirm", {**wanted, "proof": key.used(options)}).location == wanted["step-to"]
    assert alice.visit(wanted["step-to"]).h1 == "Add a passkey"


def test_it_leads_nowhere_but_to_the_account(browser: Browsers, people: People) -> None:
    """S-26."""
    alice = browser(people.alice)
    for target in ("https://evil.example/", "//evil.example", "/logout", "/servicedesk/accountant", ""):
        wanted = {"step-to": target, "step-method": "POST", "present_password": PASSWORD}
        assert alice.post(f"{ACCOUNT}/confirm", wanted).location == SECURITY


def test_guessing_the_password_there_has_to_wait(browser: Browsers, people: People) -> None:
    """R-15."""
    alice = browser(people.alice)
    wrong = {"step-to": SECURITY, "present_password": "wrong"}
    answers = [alice.post(f"{ACCOUNT}/confirm", wrong).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


# ---------- Demanded


def demand(people: People, organisation: str = "acme") -> None:
    """The organisation asks its members for a second factor from now on."""
    organisations.demand_second_factor(people.olga, people.organisations[organisation], True)


def test_who_has_none_is_led_to_it_in_the_middle_of_a_session_and_loses_nothing(
    browser: Browsers, people: People
) -> None:
    """ASVS 6.3.3; UX-16: what was posted is offered again once the app is set up."""
    alice, row = browser(people.alice), make_ticket(people.alice)
    ticket = f"/servicedesk/tickets/{row.reference}"
    alice.visit(ticket)
    demand(people)
    page = alice.press("Reply", body="The volume is back")
    assert page.h1 == "Set up a second factor"
    assert "Acme AB asks for more than a password" in page.text
    for path in ("/servicedesk", ticket, ACCOUNT, "/servicedesk/tickets.csv", "/continue", f"{ACCOUNT}/export"):
        assert alice.get(path).location == SECURITY
    assert alice.get(ticket, **HTMX).headers["HX-Redirect"] == SECURITY
    assert Entry.select().where(Entry.body == "The volume is back").count() == 0
    page = alice.press("Set up an app")
    page = alice.press("Confirm the code", code=App(page.text_of("secret")).code())
    page = alice.visit(page.links["I have kept them"])
    assert "The volume is back" in page.text
    alice.press("Send it now")
    assert Entry.select().where(Entry.body == "The volume is back").count() == 1


def test_a_passkey_alone_is_enough_and_others_go_on_as_before(browser: Browsers, people: People) -> None:
    add_passkey(people.bob)
    bob, carol, dave = (browser(people[name]) for name in ("bob", "carol", "dave"))
    demand(people)
    assert [one.get("/servicedesk").status_code for one in (bob, carol, dave)] == [200, 303, 200]
    organisations.demand_second_factor(people.alice, people.organisations["acme"], False)
    assert carol.get("/servicedesk").status_code == 200


@pytest.mark.settings(session={"engineers_second_factor": True})
def test_engineers_are_asked_by_a_setting(browser: Browsers, people: People) -> None:
    sam, alice = browser(people.sam), browser(people.alice)
    assert sam.get("/servicedesk/desk").location == SECURITY
    assert "The portal asks for more than a password" in sam.visit(SECURITY).text
    assert alice.get("/servicedesk").status_code == 200
    set_up_app(people.sam)
    assert browser(people.sam).get("/servicedesk/desk").status_code == 200


def test_nothing_is_asked_of_the_database_beside_the_session(browser: Browsers, people: People) -> None:
    """M-12: who is looking, and whether something is demanded of them, in one statement."""
    set_up_app(people.alice)
    demand(people)
    token = sessions.start(people.numbers["alice"], HERE)
    with statements() as ran:
        found = queries.actor_of_session(token)
    assert found is not None
    assert not found[1].lacks_second_factor
    assert len(ran) == 1


def test_the_session_of_somebody_whose_factors_were_ended_is_over(browser: Browsers, people: People) -> None:
    alice = browser(people.alice)
    set_up_app(people.alice)
    alice = browser(people.alice)
    second_factors.end_second_factors(people.olga, people.numbers["alice"])
    assert alice.get("/servicedesk").status_code == 303
    assert Session.select().where(Session.person == people.numbers["alice"]).count() == 0


def test_an_administrator_ends_the_second_factor_of_somebody_who_lost_it(browser: Browsers, people: People) -> None:
    """ASVS 6.4.4: the page says what it means, and to make sure who asks."""
    set_up_app(people.alice)
    olga, person = browser(people.olga), f"/servicedesk/customers/people/{people.numbers['alice']}"
    page = olga.visit(person)
    page = olga.visit(page.links["End second factor"])
    assert "Make sure first that it is them who asks" in page.text
    page = olga.press("End second factor")
    assert "logs in with the password alone now" in page.text
    assert "End second factor" not in page.links
    assert browser(people.sam).get(f"{person}/second-factors").status_code == 403
