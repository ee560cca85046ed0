"""From address and password to a session (S-06, S-08, S-10, R-15)."""

from __future__ import annotations

import pytest

from portal import clock
from portal.accounts import limits, operations, passwords, queries
from portal.accounts.sessions import Device
from portal.accounts.signing_in import WRONG, SignedIn, sign_in
from portal.db.tables import Address, Person, Session
from portal.errors import Rejected, TooMany
from portal.settings import Settings
from tests.factories import PASSWORD, People, add_address
from tests.support.accounts import GOOD, HERE, Comparisons, mails, statements
from tests.support.mails import Hands


def signs_in(address: str, password: str = PASSWORD, device: Device = HERE) -> SignedIn:
    """The session of somebody who comes from where the others come from."""
    return sign_in(address, password, device)


def test_who_knows_the_password_is_in(people: People) -> None:
    signed_in = signs_in("alice@acme.example")
    found = queries.actor_of_session(signed_in.token)
    assert signed_in.person_id == people.alice.person_id
    assert found is not None
    assert found[0] == people.alice


@pytest.mark.parametrize("typed", ["ALICE@acme.example", "  alice@ACME.EXAMPLE ", "alice@home.example"])
def test_any_spelling_of_any_of_ones_addresses_will_do(people: People, typed: str) -> None:
    add_address(people.alice.person_id, "alice@home.example")
    assert signs_in(typed).person_id == people.alice.person_id


def test_a_password_stays_good_for_as_long_as_its_owner_wants(people: People, hands: Hands) -> None:
    """ASVS 6.2.10."""
    hands.forward(days=5 * 365)
    assert signs_in("alice@acme.example").person_id == people.alice.person_id


def refused(address: str, password: str) -> str:
    """The sentence with which an attempt is refused."""
    with pytest.raises(Rejected) as refusal:
        signs_in(address, password)
    return str(refusal.value)


def strangers(people: People) -> dict[str, tuple[str, str]]:
    """Everybody who may not come in, with what they type."""
    operations.deactivate_person(None, people.numbers["bob"])
    Address.insert(person=people.alice.person_id, address="not@verified.example", is_main=False).execute()
    operations.add_person("Ned New", "ned@acme.example")
    return {
        "unknown": ("nobody@acme.example", PASSWORD),
        "wrong password": ("alice@acme.example", "wrong password"),
        "empty password": ("alice@acme.example", ""),
        "deactivated": ("bob@acme.example", PASSWORD),
        "deactivated, wrong password": ("bob@acme.example", "wrong password"),
        "not verified": ("not@verified.example", PASSWORD),
        "no password yet": ("ned@acme.example", PASSWORD),
        "no password yet, none given": ("ned@acme.example", ""),
        "malformed": ("alice", PASSWORD),
        "two lines": ("alice@acme.example\nbob@acme.example", PASSWORD),
        "a zero byte": ("alice\0@acme.example", PASSWORD),
    }


def test_everybody_else_gets_the_same_answer(people: People) -> None:
    """ASVS 6.3.8; S-10."""
    answers = {who: refused(*typed) for who, typed in strangers(people).items()}
    assert set(answers.values()) == {WRONG}
    assert Session.select().count() == 0


def test_everybody_else_costs_the_same_work(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """ASVS 6.3.8; S-10: one comparison of a password, and the same statements; counted, not measured by the clock."""
    everybody = strangers(people)
    compared = Comparisons(monkeypatch)
    work = {}
    for who, typed in everybody.items():
        compared.hashes.clear()
        with statements() as ran:
            refused(*typed)
        work[who] = (len(compared.hashes), tuple(ran))
    assert {comparisons for comparisons, _ in work.values()} == {1}
    assert len({ran for _, ran in work.values()}) == 1


def test_the_first_stranger_costs_what_the_second_costs(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """S-10: what stands in for a missing password is not made when somebody unknown comes."""
    compared = Comparisons(monkeypatch)
    made = []
    usual = compared.hash
    monkeypatch.setattr(compared, "hash", lambda password: made.append(password) or usual(password))
    passwords._nobodys_hash.cache_clear()
    refused("alice@acme.example", "wrong password")
    assert len(made) == 1
    refused("nobody@acme.example", "wrong password")
    assert len(made) == 1
    passwords._nobodys_hash.cache_clear()


def test_an_address_is_tried_ten_times_in_three_minutes(
    people: People, monkeypatch: pytest.MonkeyPatch, hands: Hands
) -> None:
    """ASVS 6.3.1; R-15."""
    with monkeypatch.context() as patch:
        compared = Comparisons(patch)
        for number in range(10):
            with pytest.raises(Rejected):
                signs_in("alice@acme.example", "wrong", Device("", f"198.51.100.{number}"))
        with pytest.raises(TooMany) as refusal:
            signs_in("Alice@Acme.example", PASSWORD, Device("", "198.51.100.77"))
    assert refusal.value.retry_after == 180
    assert len(compared.hashes) == 10, "what is one too many is not even compared"
    hands.forward(seconds=180)
    assert signs_in("alice@acme.example").person_id == people.alice.person_id


def test_an_unknown_address_runs_out_of_tries_like_a_known_one(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    Comparisons(monkeypatch)
    for _ in range(10):
        refused("nobody@acme.example", "wrong")
    with pytest.raises(TooMany):
        signs_in("nobody@acme.example", "wrong")


def test_a_network_has_more_tries_but_not_without_end(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    Comparisons(monkeypatch)
    for number in range(50):
        refused(f"nobody{number}@acme.example", "wrong")
    with pytest.raises(TooMany):
        signs_in("alice@acme.example")
    with pytest.raises(Rejected):
        signs_in("alice@acme.example", "wrong", Device("", "198.51.100.1"))


@pytest.mark.settings(limits={"login_tries": 2})
def test_who_gets_in_has_all_tries_again(people: People, settings: Settings) -> None:
    for _ in range(12):
        refused("alice@acme.example", "wrong")
        signs_in("alice@acme.example")
        _forget_network_of_failures()


def _forget_network_of_failures() -> None:
    for limit, subject in limits.login_limits("alice@acme.example", HERE.remote_address)[1:]:
        limits.forget(limit, subject)


@pytest.mark.settings(limits={"login_tries": 1})
def test_an_office_that_logs_in_does_not_run_out_of_tries(people: People) -> None:
    for _ in range(8):
        signs_in("alice@acme.example")


def test_logging_in_ends_the_session_that_the_browser_had(people: People) -> None:
    """ASVS 7.2.4; S-06: nothing that was planted before survives."""
    first = signs_in("alice@acme.example").token
    second = sign_in("alice@acme.example", PASSWORD, HERE, replaces=first).token
    assert first != second
    assert queries.actor_of_session(first) is None
    assert queries.actor_of_session(second) is not None


def test_a_failed_attempt_leaves_the_session_that_the_browser_had(people: People) -> None:
    first = signs_in("alice@acme.example").token
    with pytest.raises(Rejected):
        sign_in("bob@acme.example", "wrong", HERE, replaces=first)
    assert queries.actor_of_session(first) is not None


def test_who_is_shut_out_while_the_password_is_compared_stays_out(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*_: object) -> bool:
        operations.deactivate_person(None, people.numbers["alice"])
        return True

    monkeypatch.setattr(passwords, "matches", slowly)
    assert refused("alice@acme.example", PASSWORD) == WRONG
    assert Session.select().count() == 0


def test_a_password_changed_while_the_old_one_is_compared_wins(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*_: object) -> bool:
        operations.set_password(people.numbers["alice"], GOOD)
        return True

    monkeypatch.setattr(passwords, "matches", slowly)
    assert refused("alice@acme.example", PASSWORD) == WRONG
    assert Session.select().count() == 0


def test_a_hash_of_weaker_days_is_made_anew_when_its_owner_comes(people: People) -> None:
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    Person.update(password_hash=weak).where(Person.id == people.alice.person_id).execute()
    signs_in("alice@acme.example")
    kept = Person.get_by_id(people.alice.person_id).password_hash
    assert not passwords.is_outdated(kept)
    assert passwords.matches(PASSWORD, kept)


def test_the_first_log_in_of_all_is_no_news(people: People) -> None:
    signs_in("alice@acme.example")
    assert mails() == []
    assert Person.get_by_id(people.alice.person_id).signed_in_at is not None


def test_a_log_in_on_a_new_device_is_told_by_mail(people: People) -> None:
    """ASVS 6.3.5."""
    signs_in("alice@acme.example")
    signs_in("alice@acme.example")
    (mail,) = mails("new_sign_in")
    assert mail.address == "alice@acme.example"
    assert "Firefox on Linux" in mail.text
    assert "192.0.2.7" in mail.text


def test_a_log_in_on_a_device_that_knows_one_is_no_news(people: People) -> None:
    signs_in("alice@acme.example")
    sign_in("alice@acme.example", PASSWORD, HERE, known_to=frozenset({people.alice.person_id}))
    assert mails() == []


def test_last_seen_is_when_somebody_came_last(people: People, hands: Hands) -> None:
    signs_in("alice@acme.example")
    assert Person.get_by_id(people.alice.person_id).signed_in_at == clock.now()
