"""How often something may be tried (R-15)."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import peewee
import pytest

from portal import db
from portal.accounts import limits
from portal.accounts.limits import Limit
from portal.db.tables import RateLimit
from portal.errors import TooMany
from portal.settings import Settings
from tests.support.mails import Hands

THREE = Limit("test", 3, 60)


def tries(limit: Limit, subject: str, number: int) -> int:
    """How many of so many tries are let through."""
    passed = 0
    for _ in range(number):
        try:
            limits.count(limit, subject)
        except TooMany:
            continue
        passed += 1
    return passed


def test_one_too_many_is_told_how_long_to_wait(database: peewee.Database, hands: Hands) -> None:
    assert tries(THREE, "alice", 3) == 3
    hands.forward(seconds=20)
    with pytest.raises(TooMany, match="Try again in 40 seconds") as refusal:
        limits.count(THREE, "alice")
    assert refusal.value.retry_after == 40


def test_long_waits_are_told_in_minutes(database: peewee.Database, hands: Hands) -> None:
    with pytest.raises(TooMany, match="in 60 minutes"):
        limits.count(Limit("test", 0, 3600), "alice")
    with pytest.raises(TooMany, match="in 1 minute\\."):
        limits.count(Limit("test", 0, 60), "bob")


def test_after_the_window_everything_is_as_before(database: peewee.Database, hands: Hands) -> None:
    assert tries(THREE, "alice", 5) == 3
    hands.forward(seconds=60)
    assert tries(THREE, "alice", 5) == 3


def test_others_and_other_things_are_counted_apart(database: peewee.Database) -> None:
    assert tries(THREE, "alice", 4) == 3
    assert tries(THREE, "bob", 4) == 3
    assert tries(Limit("other", 3, 60), "alice", 4) == 3


def test_tries_can_be_forgotten_or_taken_back(database: peewee.Database) -> None:
    tries(THREE, "alice", 3)
    limits.take_back(THREE, "alice")
    assert tries(THREE, "alice", 3) == 1
    limits.forget(THREE, "alice")
    assert tries(THREE, "alice", 4) == 3


def test_what_was_typed_does_not_stand_in_the_table(database: peewee.Database) -> None:
    limits.count(THREE, "my secret password")
    assert "secret" not in RateLimit.select().get().key


def test_one_network_of_the_new_internet_counts_as_one(settings: Settings) -> None:
    def subject(address: str) -> str:
        return limits.login_limits("alice@acme.example", address)[1][1]

    assert subject("2001:db8:1:2:3::4") == subject("2001:db8:1:2:ffff::1")
    assert subject("2001:db8:1:2::1") != subject("2001:db8:1:3::1")
    assert subject("192.0.2.1") != subject("192.0.2.2")
    assert subject("") == ""


def test_old_counts_are_swept_away(database: peewee.Database, hands: Hands) -> None:
    limits.count(THREE, "alice")
    hands.forward(seconds=30)
    limits.count(THREE, "bob")
    hands.forward(seconds=30)
    assert limits.sweep() == 1
    assert RateLimit.select().count() == 1


def test_threads_together_get_no_try_more(database: peewee.Database) -> None:
    limit, passed, gate = Limit("test", 20, 600), [], threading.Lock()

    def work() -> None:
        with db.connection():
            mine = tries(limit, "alice", 10)
        with gate:
            passed.append(mine)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(passed) == 20


_PROCESS = """
import sys
from portal import db
from tests.accounts.test_limits import Limit, tries
db.open_database(sys.argv[1])
with db.connection():
    print(tries(Limit("test", 20, 600), "alice", 25))
"""


def test_processes_together_get_no_try_more(database: peewee.Database, settings: Settings) -> None:
    root = Path(__file__).parents[2]
    arguments = [sys.executable, "-c", _PROCESS, settings.database_url]
    running = [subprocess.Popen(arguments, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    passed = [int(process.communicate(timeout=60)[0]) for process in running]
    assert sum(passed) == 20
