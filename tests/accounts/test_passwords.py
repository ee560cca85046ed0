"""Which passwords are accepted, how they are kept and compared (S-08)."""

from __future__ import annotations

import threading

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from portal.accounts import passwords
from portal.errors import Rejected, TooMany
from tests.support.accounts import GOOD, Comparisons

pytestmark = [pytest.mark.strong_hashes, pytest.mark.usefixtures("settings")]


def test_a_password_is_kept_as_argon2id_of_todays_strength() -> None:
    """S-08: at least 19 MiB, two passes, one lane."""
    parameters = extract_parameters(passwords.hash_of(GOOD))
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 19 * 1024
    assert parameters.time_cost >= 2
    assert parameters.salt_len >= 16


def test_the_same_password_of_two_people_is_kept_differently() -> None:
    assert passwords.hash_of(GOOD) != passwords.hash_of(GOOD)


def test_a_password_is_recognised_and_another_is_not() -> None:
    """ASVS 6.2.8."""
    kept = passwords.hash_of(GOOD)
    assert passwords.matches(GOOD, kept)
    assert not passwords.matches(GOOD + " ", kept)
    assert not passwords.matches("", kept)


def test_a_password_is_recognised_however_the_system_composes_its_letters() -> None:
    assert passwords.matches("Lo\u0308senord i skogen", passwords.hash_of("Lösenord i skogen"))


def test_nobody_has_the_password_that_stands_in_for_missing_ones() -> None:
    assert not passwords.matches("the password of nobody", None)


def test_a_damaged_hash_lets_nobody_in() -> None:
    assert not passwords.matches(GOOD, "not a hash")


def test_people_without_a_password_take_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """S-10."""
    compared = Comparisons(monkeypatch)
    kept = passwords.hash_of(GOOD)
    passwords.matches(GOOD, kept)
    passwords.matches(GOOD, None)
    assert len(compared.hashes) == 2
    assert all(stored.startswith("$argon2id$") for stored in compared.hashes)


def test_a_hash_of_weaker_days_is_found_out() -> None:
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(GOOD)
    assert passwords.is_outdated(weak)
    assert not passwords.is_outdated(passwords.hash_of(GOOD))


@pytest.mark.parametrize(
    "good", [GOOD, "8 chars!", "ü" * 3 + "öäß§%", "x" * 100 + "yz", "portal-demo-2026", "no upper 1"]
)
def test_long_ones_and_odd_ones_are_welcome(good: str) -> None:
    """ASVS 6.2.1, 6.2.5, 6.2.9; S-08: no rule of composition, and 64 characters and more."""
    passwords.check_new(good, ["Alice Andersson", "alice@acme.example"])


@pytest.mark.parametrize(
    "bad",
    ["", "seven77", "x" * 257, "password", "Password123!", "PASSWORD", "qwertyuiop", "12345678", "aaaaaaaa", "abababab",
     "Summer2026", "losenord99", "liverpool1892!", "dragon-2026"],
)  # fmt: skip
def test_the_first_guesses_of_everybody_are_refused(bad: str) -> None:
    """ASVS 6.2.4, 6.2.12: the 30 000 commonest that leaked, with whatever figures stand behind them."""
    with pytest.raises(Rejected) as refusal:
        passwords.check_new(bad)
    assert refusal.value.field == "password"


@pytest.mark.parametrize(
    "bad", ["alice andersson", "AliceAndersson1", "alice@acme.example", "my alice 2026", "cleuracloud 7"]
)
def test_ones_own_name_and_address_are_refused(bad: str) -> None:
    """ASVS 6.1.2, 6.2.11: nor what the portal and the cloud are called."""
    with pytest.raises(Rejected, match="your name, your e-mail address"):
        passwords.check_new(bad, ["Alice Andersson", "alice@acme.example"])


def test_two_passwords_at_most_are_compared_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most, gate = 0, 0, threading.Lock()
    second = threading.Event()

    class Slow:
        def hash(self, _: object) -> str:
            nonlocal inside, most
            with gate:
                inside += 1
                most = max(most, inside)
                if inside == 2:
                    second.set()
            second.wait(5)
            with gate:
                inside -= 1
            return "hash"

    monkeypatch.setattr(passwords, "_hasher", Slow())
    threads = [threading.Thread(target=passwords.hash_of, args=(GOOD,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert most == 2


def test_who_would_wait_too_long_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "_PATIENCE", 0.01)
    with passwords._slot(), pytest.raises(TooMany) as refusal:
        passwords.hash_of(GOOD)
    assert refusal.value.retry_after > 0
