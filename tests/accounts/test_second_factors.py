"""What is asked beside the password: an app, a passkey, a recovery code."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from portal import settings as settings_module
from portal.accounts import (
    authenticators,
    challenges,
    factors,
    passwords,
    resets,
    second_factors,
    second_step,
    sessions,
)
from portal.accounts.operations import deactivate_person
from portal.accounts.second_step import OVER
from portal.accounts.signing_in import Browser, HalfWay, SignedIn, sign_in
from portal.db.tables import Audited, Authenticator, Passkey, RecoveryCode, Session
from portal.errors import NotAllowed, NotFound, Rejected, TooMany
from portal.settings import Settings
from tests.conftest import STRONG
from tests.factories import PASSWORD, People
from tests.support.accounts import GOOD, HERE, link_in, mails
from tests.support.mails import Hands
from tests.support.second_factors import App, Key, actor_of, add_passkey, profile_of, set_up_app

pytestmark = pytest.mark.once
BROWSER = Browser(HERE, frozenset({1, 2, 3, 4, 5, 6, 7}))


def half_way(name: str = "alice", password: str = PASSWORD) -> str:
    """A log-in whose password was right."""
    found = sign_in(People.address(name), password, HERE, known_to=BROWSER.known_to)
    assert isinstance(found, HalfWay)
    return found.token


# ---------- The app


def test_the_password_alone_opens_nothing_once_an_app_is_set_up(people: People, hands: Hands) -> None:
    """ASVS 6.3.3: both factors, or no session; the log-in that waits is none."""
    app, _ = set_up_app(people.alice)
    hands.forward(minutes=1)
    token = half_way()
    assert Session.select().count() == 0
    assert actor_of(token) is None
    signed_in = second_step.finish_with_code(token, f" {app.code()[:3]} {app.code()[3:]} ", BROWSER)
    assert actor_of(signed_in.token) == people.alice


def test_a_code_counts_once_and_only_in_its_time(people: People, hands: Hands) -> None:
    """ASVS 6.5.1, 6.5.5, 6.5.8: by our own clock, with one step for what was under way (RFC 6238, 5.2)."""
    app, _ = set_up_app(people.alice)
    alice = people.numbers["alice"]
    assert not authenticators.is_right(alice, app.code())  # it set the app up
    hands.forward(seconds=30)
    code = app.code()
    assert authenticators.is_right(alice, code)
    assert not authenticators.is_right(alice, code)
    hands.forward(minutes=5)
    assert not authenticators.is_right(alice, app.code(steps_ago=2))
    assert not authenticators.is_right(alice, app.code(steps_ago=-1))
    assert authenticators.is_right(alice, app.code(steps_ago=1))


def test_what_is_no_code_is_wrong_and_nothing_more(people: People) -> None:
    set_up_app(people.alice)
    for code in ("", "12345", "1234567", "٣٣٣٣٣٣", "abcdef", "-12345", "1e5", "0x1234"):
        assert not authenticators.is_right(people.numbers["alice"], code)


def test_five_wrong_codes_end_the_log_in_that_waits(people: People, hands: Hands) -> None:
    """ASVS 6.3.1, 6.6.3; R-15: and who goes on with new ones has to wait."""
    app, _ = set_up_app(people.alice)
    hands.forward(minutes=1)
    for _ in range(2):
        token = half_way()
        for _ in range(4):
            with pytest.raises(Rejected):
                second_step.finish_with_code(token, "000000", BROWSER)
        with pytest.raises(NotFound, match="too many wrong codes"):
            second_step.finish_with_code(token, "000000", BROWSER)
        with pytest.raises(NotFound):
            second_step.finish_with_code(token, app.code(), BROWSER)
    with pytest.raises(TooMany):
        second_step.finish_with_code(half_way(), app.code(), BROWSER)
    assert Audited.select().where(Audited.action == "login_refused").count() == 10


def test_a_log_in_waits_ten_minutes_and_ends_with_a_new_password(people: People, hands: Hands) -> None:
    """ASVS 6.5.5, 7.4.3."""
    app, _ = set_up_app(people.alice)
    hands.forward(minutes=1)
    late, changed = half_way(), half_way()
    hands.forward(minutes=9)
    assert second_step.waiting(late).are_any
    hands.forward(minutes=1)
    with pytest.raises(NotFound, match=OVER.split(",", maxsplit=1)[0]):
        second_step.finish_with_code(late, app.code(), BROWSER)
    changed = half_way()
    resets.replace_password(people.numbers["alice"], passwords.hash_of(GOOD))
    with pytest.raises(NotFound):
        second_step.finish_with_code(changed, app.code(), BROWSER)


def test_a_log_in_that_waits_is_its_persons_alone(people: People, hands: Hands) -> None:
    alices, _ = set_up_app(people.alice)
    bobs, _ = set_up_app(people.bob)
    hands.forward(minutes=1)
    with pytest.raises(Rejected):
        second_step.finish_with_code(half_way("alice"), bobs.code(), BROWSER)
    token = half_way("bob")
    deactivate_person(None, people.numbers["bob"])
    with pytest.raises((Rejected, NotFound)):
        second_step.finish_with_code(token, bobs.code(), BROWSER)
    assert alices.code() != bobs.code()


def test_a_forgotten_password_does_not_go_round_the_second_factor(people: People, hands: Hands) -> None:
    """ASVS 6.4.3."""
    set_up_app(people.alice)
    resets.request_password_reset(People.address("alice"), "192.0.2.1")
    resets.send_links()
    resets.reset_password(link_in(mails("password_reset")[0]), GOOD)
    assert isinstance(sign_in(People.address("alice"), GOOD, HERE), HalfWay)


def test_the_first_second_factor_ends_every_other_session(people: People) -> None:
    """ASVS 7.4.3: none of them had to give it."""
    here = sessions.start(people.numbers["alice"], HERE)
    actor = people.alice
    profile = profile_of(actor)
    elsewhere = sessions.start(people.numbers["alice"], HERE)
    token = authenticators.propose(actor)
    app = App(authenticators.proposed_secret(actor, token))
    assert len(second_factors.confirm_authenticator(actor, profile, token, app.code(), HERE)) == 10
    assert actor_of(here) == actor
    assert actor_of(elsewhere) is None


def test_nobody_confirms_an_app_that_somebody_else_began(people: People) -> None:
    token = authenticators.propose(people.alice)
    with pytest.raises(NotFound):
        authenticators.proposed_secret(people.bob, token)


# ---------- The secret at rest


def test_the_secret_is_sealed_and_outlives_a_change_of_the_key(
    people: People, settings: Settings, hands: Hands
) -> None:
    """ASVS 6.5.3: random, sealed with the installation's key, sealed anew with the next one when it is used."""
    app, _ = set_up_app(people.alice)
    alice = people.numbers["alice"]
    sealed = Authenticator.get().secret
    assert app._totp.secret not in sealed
    old = settings.secret_key
    changed = {"secret_key": SecretStr("x" * 40), "secret_key_fallbacks": (old,)}
    settings_module.use(settings.model_copy(update=changed))
    hands.forward(minutes=1)
    assert authenticators.is_right(alice, app.code())
    settings_module.use(settings.model_copy(update={"secret_key": SecretStr("x" * 40)}))
    hands.forward(minutes=1)
    assert authenticators.is_right(alice, app.code())
    settings_module.use(settings.model_copy(update={"secret_key": SecretStr("y" * 40)}))
    hands.forward(minutes=1)
    assert not authenticators.is_right(alice, app.code())


# ---------- Recovery codes


def test_a_recovery_code_logs_in_once_and_is_told_of(people: People) -> None:
    """ASVS 6.5.1, 6.3.7."""
    _, codes = set_up_app(people.alice)
    signed_in = second_step.finish_with_recovery_code(half_way(), codes[3].upper().replace("-", " "), BROWSER)
    assert actor_of(signed_in.token) == people.alice
    assert "9 are left" in mails("credential_changed")[-1].text
    with pytest.raises(Rejected):
        second_step.finish_with_recovery_code(half_way(), codes[3], BROWSER)


@pytest.mark.strong_hashes
def test_recovery_codes_are_random_and_kept_as_passwords_are(people: People) -> None:
    """ASVS 6.5.2, 6.5.3, 6.5.4: 54 bits, salted, hashed with argon2id."""
    assert passwords._hasher is STRONG
    _, codes = set_up_app(people.alice)
    assert len({code[1:] for code in codes}) == 10
    assert all(len(code.replace("-", "")) == 12 for code in codes)
    kept = [row.code_hash for row in RecoveryCode.select()]
    assert all("$argon2id$" in one for one in kept)
    assert len({one.split("$")[-2] for one in kept}) == 10


def test_new_codes_void_the_earlier_ones(people: People) -> None:
    """ASVS 6.5.6."""
    _, codes = set_up_app(people.alice)
    assert set(second_factors.renew_recovery_codes(people.alice, HERE)).isdisjoint(codes)
    with pytest.raises(Rejected):
        second_step.finish_with_recovery_code(half_way(), codes[0], BROWSER)
    with pytest.raises(Rejected, match="first"):
        second_factors.renew_recovery_codes(people.bob, HERE)


# ---------- Passkeys


def log_in(key: Key, **changes: str) -> SignedIn:
    """With a passkey alone."""
    options, token = second_step.begin_with_passkey("198.51.100.7")
    return second_step.sign_in_with_passkey(token, key.used(options, **changes), BROWSER)


def test_a_passkey_alone_is_both_factors(people: People) -> None:
    """ASVS 6.3.3, 6.5.7: its device asks for a finger, a face or a PIN."""
    key = add_passkey(people.alice)
    assert actor_of(log_in(key).token) == people.alice
    key.verifies = False
    with pytest.raises(Rejected):
        log_in(key)


def test_a_passkey_is_the_second_step_of_its_person_alone(people: People) -> None:
    key, bobs = add_passkey(people.alice), add_passkey(people.bob)
    token = half_way()
    with pytest.raises(Rejected):
        second_step.finish_with_passkey(token, bobs.used(second_step.ask_for_passkey(token)), BROWSER)
    signed_in = second_step.finish_with_passkey(token, key.used(second_step.ask_for_passkey(token)), BROWSER)
    assert actor_of(signed_in.token) == people.alice


def test_what_a_passkey_answers_works_once_and_for_this_portal_alone(people: People) -> None:
    key = add_passkey(people.alice)
    options, token = second_step.begin_with_passkey("198.51.100.7")
    answer = key.used(options)
    second_step.sign_in_with_passkey(token, answer, BROWSER)
    with pytest.raises(Rejected):
        second_step.sign_in_with_passkey(token, answer, BROWSER)
    _, other = second_step.begin_with_passkey("198.51.100.7")
    with pytest.raises(Rejected):
        second_step.sign_in_with_passkey(other, answer, BROWSER)
    with pytest.raises(Rejected):
        log_in(key, origin="https://evil.example")


def test_a_copied_passkey_counts_backwards_and_is_refused(people: People) -> None:
    key = add_passkey(people.alice)
    log_in(key)
    key.count -= 1
    with pytest.raises(Rejected):
        log_in(key)


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"id": 1}', '{"id":"YQ","rawId":"YQ","response":{}}', "\x00"]
)
def test_a_crafted_answer_is_refused(people: People, answer: str) -> None:
    add_passkey(people.alice)
    _, token = second_step.begin_with_passkey("198.51.100.7")
    with pytest.raises(Rejected):
        second_step.sign_in_with_passkey(token, answer, BROWSER)
    _, token = second_factors.ask_for_new_passkey(people.alice)
    with pytest.raises(Rejected):
        second_factors.add_passkey(people.alice, profile_of(people.alice), token, answer, "Laptop", HERE)


def test_nobody_changes_the_passkey_of_somebody_else(people: People) -> None:
    add_passkey(people.alice)
    number = Passkey.get().id
    for change in (
        lambda: second_factors.rename_passkey(people.bob, number, "Mine"),
        lambda: second_factors.remove_passkey(people.bob, number, HERE),
    ):
        with pytest.raises(NotFound):
            change()
    assert Passkey.get().name == "Work laptop"


# ---------- Told, written down, ended


def test_every_change_is_told_and_written_down(people: People) -> None:
    """ASVS 6.3.7, 6.5.6: what, from where, and what to do; removed factors no longer count."""
    set_up_app(people.alice)
    add_passkey(people.alice)
    second_factors.remove_authenticator(people.alice, HERE)
    second_factors.remove_authenticator(people.alice, HERE)
    second_factors.remove_passkey(people.alice, Passkey.get().id, HERE)
    told = [mail.text for mail in mails("credential_changed")]
    words = ("was set up", "“Work laptop” was added", "app for log-in codes was removed", "“Work laptop” was removed")
    assert len(told) == 4
    for text, word in zip(told, words, strict=True):
        assert word in " ".join(text.split())
        assert "Firefox on Linux" in text
        assert "192.0.2.7" in text
        assert "IF IT WAS NOT YOU" in text
    changed = Audited.select().where(Audited.action == "credential_changed")
    assert [row.data["what"] for row in changed] == ["authenticator", "passkey", "authenticator", "passkey"]
    assert not factors.has_any(people.numbers["alice"])
    assert RecoveryCode.select().count() == 0
    assert isinstance(sign_in(People.address("alice"), PASSWORD, HERE), SignedIn)


def test_who_lost_everything_is_let_in_again_by_an_administrator(people: People) -> None:
    """ASVS 6.4.4: who makes sure that it is them; nobody does so for themselves."""
    set_up_app(people.alice)
    add_passkey(people.alice)
    token = sessions.start(people.numbers["alice"], HERE)
    waits = half_way()
    for actor in (people.sam, people.bob):
        with pytest.raises(NotAllowed):
            second_factors.end_second_factors(actor, people.numbers["alice"])
    with pytest.raises(NotAllowed):
        second_factors.end_second_factors(people.olga, people.numbers["olga"])
    for _ in range(2):
        second_factors.end_second_factors(people.olga, people.numbers["alice"])
    assert actor_of(token) is None
    with pytest.raises(NotFound):
        second_step.waiting(waits)
    assert "We removed your second factor" in mails("credential_changed")[-1].text
    assert isinstance(sign_in(People.address("alice"), PASSWORD, HERE), SignedIn)
    with pytest.raises(NotFound):
        second_factors.end_second_factors(None, 4711)


def test_what_is_half_way_is_swept(people: People, hands: Hands) -> None:
    set_up_app(people.alice)
    half_way()
    hands.forward(minutes=11)
    assert challenges.sweep() == 1
