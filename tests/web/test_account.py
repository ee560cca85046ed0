"""One's own account, and the organisations one belongs to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.accounts import operations, organisations, queries, sessions
from portal.accounts.sessions import Device
from portal.db.tables import Session
from portal.notify import suspensions
from portal.vocabulary import MailPreference, Theme
from portal.web.guards import SESSION_KEY
from portal.web.wording import LEAST_MAIL
from tests import factories
from tests.factories import PASSWORD, People
from tests.support.accounts import GOOD, mails
from tests.support.browser import Browser

ACCOUNT = "/servicedesk/account"
ADDRESSES, SECURITY, DEVICES = f"{ACCOUNT}/addresses", f"{ACCOUNT}/security", f"{ACCOUNT}/devices"
ORGANISATION = "/servicedesk/organisation"
Browsers = Callable[..., Browser]


def is_in(browser: Browser) -> bool:
    """Whether this browser is logged in."""
    return browser.get(ACCOUNT).status_code == 200


# ---------- Profile


def test_the_profile_shows_what_is_set(browser: Browsers, people: People) -> None:
    operations.set_profile(
        people.alice,
        name="Alice A.",
        time_zone="Asia/Tokyo",
        theme=Theme.DARK,
        mail_preference=MailPreference.FOLLOWED,
    )
    page = browser(people.alice).visit(ACCOUNT)
    assert page.form_with("Save profile").values == {
        "csrf_token": page.form_with("Save profile").values["csrf_token"],
        "name": "Alice A.",
        "time_zone": "Asia/Tokyo",
        "theme": "dark",
        "mail": "followed",
    }
    assert page.root.get("data-theme") == "dark"
    assert page.find("name").get("autocomplete") == "name"


@pytest.mark.once
def test_each_choice_of_mail_can_be_saved_and_says_what_comes(browser: Browsers, people: People) -> None:
    alice = browser(people.alice)
    page = alice.visit(ACCOUNT)
    assert [radio.get("value") for radio in page.having("input", name="mail")] == list(MailPreference)
    for words in (
        "All that happens on tickets that you see, at once.",
        "Nothing about other tickets.",
        "in one mail a day. At once comes only what concerns you",
        LEAST_MAIL,
    ):
        assert words in page.main
    for preference in MailPreference:
        page = alice.press("Save profile", mail=preference.value)
        assert page.form_with("Save profile").values["mail"] == preference


@pytest.mark.once
def test_an_address_from_which_mail_came_back_is_named_and_can_be_tried_again(
    browser: Browsers, people: People
) -> None:
    suspensions.suspend("alice@acme.example", "550 there is no such mailbox")
    alice = browser(people.alice)
    page = alice.visit(ADDRESSES)
    assert "Mail to alice@acme.example came back" in page.text_of("addresses")
    assert "550 there is no such mailbox" in page.text_of("addresses")
    page = alice.press("Try again: send mail to alice@acme.example")
    assert "We send mail to alice@acme.example again." in page.text
    assert not suspensions.is_suspended("alice@acme.example")
    assert "came back" not in page.text_of("addresses")


@pytest.mark.once
def test_an_address_is_tried_again_three_times_a_day_and_only_by_its_owner(browser: Browsers, people: People) -> None:
    alice, bob = browser(people.alice), browser(people.bob)
    wanted = {"address": "alice@acme.example"}
    for _ in range(3):
        suspensions.suspend("alice@acme.example", "550")
        assert bob.post(f"{ACCOUNT}/mail", wanted).status_code == 404
        assert suspensions.is_suspended("alice@acme.example")
        alice.post(f"{ACCOUNT}/mail", wanted)
        assert not suspensions.is_suspended("alice@acme.example")
    suspensions.suspend("alice@acme.example", "550")
    alice.post(f"{ACCOUNT}/mail", wanted)
    assert suspensions.is_suspended("alice@acme.example")
    assert "Too many attempts. Try again in 24 hours." in alice.visit(ADDRESSES).text


def test_a_saved_profile_counts_on_the_next_page(browser: Browsers, people: People) -> None:
    alice = browser(people.alice)
    alice.visit(ACCOUNT)
    page = alice.press("Save profile", name="Alice A.", time_zone="Asia/Tokyo", theme="light", mail="none")
    assert "Your profile is saved." in page.text
    assert "Alice A." in page.text
    assert page.root.get("data-theme") == "light"
    assert page.form_with("Save profile").values["time_zone"] == "Asia/Tokyo"
    assert people.alice.time_zone == "Asia/Tokyo"


def test_the_zone_of_the_engineers_is_the_one_without_a_choice(browser: Browsers, people: People) -> None:
    alice = browser(people.alice)
    page = alice.visit(ACCOUNT)
    assert page.form_with("Save profile").values["time_zone"] == ""
    assert page.text_of("time_zone").startswith("That of our engineers UTC Africa/Abidjan")
    alice.press("Save profile", time_zone="UTC")
    alice.press("Save profile", time_zone="")
    assert people.alice.time_zone is None


@pytest.mark.parametrize(
    ("answers", "field"),
    [({"name": ""}, "name"), ({"name": "Alice\u202e"}, "name"), ({"theme": "pink"}, "theme"),
     ({"mail": "all"}, "mail"), ({"time_zone": "Europe/Atlantis"}, "time_zone")],
)  # fmt: skip
def test_a_profile_that_cannot_be_is_said_at_its_field(
    browser: Browsers, people: People, answers: dict[str, str], field: str
) -> None:
    alice = browser(people.alice)
    alice.visit(ACCOUNT)
    page = alice.press("Save profile", status=422, **answers)
    assert page.text_of(f"{field}-error").removeprefix("Error: ") in page.text_of("error-summary")
    assert page.title.startswith("Error: ")
    assert people.alice.name == "Alice Andersson"


def test_a_posted_number_or_plan_changes_nothing(browser: Browsers, people: People) -> None:
    alice = browser(people.dave)
    crafted = {"name": "Dave M.", "theme": "system", "mail": "none", "plan": "premium", "staff_role": "engineer",
               "person_id": str(people.bob.person_id)}  # fmt: skip
    assert alice.post(f"{ACCOUNT}/profile", crafted).status_code == 303
    assert people.dave.name == "Dave M."
    assert not people.dave.may_raise
    assert not people.dave.is_engineer
    assert people.bob.name == "Bob Berg"


# ---------- Password


def test_a_changed_password_logs_out_the_other_devices_and_not_this_one(browser: Browsers, people: People) -> None:
    """S-06."""
    here, elsewhere = browser(people.alice), browser(people.alice)
    here.visit(SECURITY)
    page = here.press("Change password", current=PASSWORD, password=GOOD, repeat=GOOD)
    assert "Your password is changed" in page.text
    assert is_in(here)
    assert not is_in(elsewhere)
    assert [mail.event for mail in mails()] == ["password_changed"]


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({}, "current", "Write your present password"),
        ({"current": "wrong", "password": GOOD, "repeat": GOOD}, "current", "not your present password"),
        ({"current": PASSWORD, "password": "password", "repeat": "password"}, "password", "first that are guessed"),
        ({"current": PASSWORD, "password": GOOD, "repeat": "else"}, "repeat", "The two passwords differ"),
    ],
)
def test_a_password_that_cannot_be_changed_is_said_at_its_field(
    browser: Browsers, people: People, answers: dict[str, str], field: str, words: str
) -> None:
    alice, elsewhere = browser(people.alice), browser(people.alice)
    alice.visit(SECURITY)
    page = alice.press("Change password", status=422, **answers)
    assert words in page.text_of(f"{field}-error")
    assert words in page.text_of("error-summary")
    assert GOOD not in page.source
    assert PASSWORD not in page.source
    assert is_in(elsewhere)


@pytest.mark.settings(limits={"login_tries": 1})
def test_guessing_the_present_password_has_to_wait(browser: Browsers, people: People) -> None:
    """ASVS 6.3.1; R-15."""
    alice = browser(people.alice)
    wrong = {"current": "wrong", "password": GOOD, "repeat": GOOD}
    assert alice.post(f"{ACCOUNT}/password", wrong).status_code == 422
    answer = alice.post(f"{ACCOUNT}/password", wrong)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 180
    assert "Too many attempts" in answer.text


def test_password_managers_know_which_field_is_which(browser: Browsers, people: People) -> None:
    """ASVS 6.2.6, 6.2.7; A-02."""
    page = browser(people.alice).visit(SECURITY)
    found = {name: page.find(name).get("autocomplete") for name in ("current", "password", "repeat")}
    assert found == {"current": "current-password", "password": "new-password", "repeat": "new-password"}


# ---------- Addresses and devices


def test_ones_addresses_are_listed(browser: Browsers, people: People) -> None:
    factories.add_address(people.alice.person_id, "alice@home.example")
    text = browser(people.alice).visit(ADDRESSES).text_of("addresses")
    assert "alice@acme.example Main" in text
    assert "alice@home.example" in text


def test_one_sees_where_one_is_logged_in(browser: Browsers, people: People) -> None:
    """ASVS 7.5.2."""
    phone = Device("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "198.51.100.9")
    sessions.start(people.alice.person_id, phone)
    sessions.start(people.bob.person_id, Device("", "203.0.113.5"))
    text = browser(people.alice).visit(DEVICES).text_of("devices")
    assert "This device" in text
    assert "Safari on iPhone" in text
    assert "198.51.100.9" in text
    assert "203.0.113.5" not in text


def test_one_logs_out_another_device(browser: Browsers, people: People) -> None:
    """ASVS 7.4.3."""
    other = browser(people.alice)
    here = browser(people.alice)
    page = here.visit(DEVICES)
    page = here.press(next(name for name in page.buttons if name.startswith("Log out Unknown browser")))
    assert "That device is logged out." in page.text
    assert not is_in(other)
    assert is_in(here)


def test_one_logs_out_all_other_devices(browser: Browsers, people: People) -> None:
    """ASVS 7.4.3."""
    others = [browser(people.alice), browser(people.alice)]
    here, bob = browser(people.alice), browser(people.bob)
    here.visit(DEVICES)
    page = here.press("Log out on all other devices")
    assert "2 other devices are logged out." in page.text
    assert "Log out on all other devices" not in page.buttons
    assert [is_in(other) for other in others] == [False, False]
    assert is_in(here)
    assert is_in(bob)


def test_nobody_logs_out_somebody_else(browser: Browsers, people: People) -> None:
    """Foreign and missing are the same."""
    bob, alice = browser(people.bob), browser(people.alice)
    bobs = Session.select().where(Session.person == people.bob.person_id).get().id
    answers = [alice.post(f"{ACCOUNT}/sessions/{number}/end") for number in (bobs, 4711)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert is_in(bob)


def test_ending_the_present_session_is_logging_out(browser: Browsers, people: People) -> None:
    alice = browser(people.alice)
    with alice.client.session_transaction() as cookie:
        found = queries.actor_of_session(cookie[SESSION_KEY])
    assert found is not None
    answer = alice.post(f"{ACCOUNT}/sessions/{found[1].session_id}/end")
    assert answer.location == "/login"
    assert not is_in(alice)


@pytest.mark.parametrize("path", ["", "/profile", "/password", "/sessions/1/end", "/sessions/end"])
def test_nobody_has_no_account(browser: Browsers, people: People, path: str) -> None:
    answer = browser().post(ACCOUNT + path) if path else browser().get(ACCOUNT)
    assert answer.status_code == 303
    assert answer.location.startswith("/login")


# ---------- Organisation


def test_a_member_sees_who_else_belongs_to_the_organisation(browser: Browsers, people: People) -> None:
    operations.deactivate_person(None, people.numbers["bob"])
    page = browser(people.alice).visit(ORGANISATION)
    assert page.h1 == "Acme AB"
    assert "Alice Andersson You Administrator Change the role of Alice Andersson alice@acme.example" in page.text
    assert "Carol Weber Member Change the role of Carol Weber carol@globex.example" in page.text
    assert "Bob Berg" not in page.text
    assert "2 people, 1 administrator, plan Standard" in page.text


def test_who_belongs_to_two_organisations_sees_both(browser: Browsers, people: People) -> None:
    page = browser(people.carol).visit(ORGANISATION)
    assert page.h1 == "Organisations"
    assert page.links["Tickets of Acme AB"].endswith(f"?whose=organisation-{people.organisations['acme']}")
    assert "Tickets of Globex AG" in page.links


def test_organisations_of_others_are_not_there(browser: Browsers, people: People) -> None:
    factories.make_organisation("Hooli")
    page = browser(people.alice).visit(ORGANISATION)
    for name in ("Globex AG", "Initech", "Hooli", "Dave Miller"):
        assert name not in page.text


def test_joining_and_leaving_start_from_there(browser: Browsers, people: People) -> None:
    links = browser(people.bob).visit(ORGANISATION).links
    assert links["Staff Onboarding"] == "/servicedesk/new?issue_type=staff_onboarding"
    assert links["Staff Offboarding"] == "/servicedesk/new?issue_type=staff_offboarding"


def test_the_free_plan_starts_nothing_there(browser: Browsers, people: People) -> None:
    page = browser(people.dave).visit(ORGANISATION)
    assert "Dave Miller" in page.text
    assert "Staff Onboarding" not in page.links


def test_a_person_who_pays_alone_starts_nothing_for_a_free_organisation(browser: Browsers, people: People) -> None:
    organisations.add_membership(people.erin.person_id, people.organisations["initech"])
    assert people.erin.may_raise
    assert "Staff Onboarding" not in browser(people.erin).visit(ORGANISATION).links


def test_who_belongs_to_none_is_told_so(browser: Browsers, people: People) -> None:
    page = browser(people.erin).visit(ORGANISATION)
    assert "You belong to no organisation" in page.text
    assert "Staff Onboarding" not in page.links


def test_a_colleague_who_never_logged_in_is_shown_as_such(browser: Browsers, people: People) -> None:
    assert "Not yet" in browser(people.alice).visit(ORGANISATION).text
