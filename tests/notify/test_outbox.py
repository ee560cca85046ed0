"""The queue of outgoing mail (R-05)."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator

import peewee
import pytest

from portal import db
from portal.db.tables import Outbox
from portal.notify import outbox
from portal.settings import Settings
from portal.vocabulary import OutboxState
from tests.support.mails import Hands, mail, queue

pytestmark = pytest.mark.usefixtures("database")


def test_a_mail_is_due_at_once_and_claimed_once(hands: Hands) -> None:
    number = queue()
    assert [claimed.id for claimed in outbox.claim(10, 120)] == [number]
    assert outbox.claim(10, 120) == []


def test_the_oldest_mails_leave_first_and_no_more_than_asked_for(hands: Hands) -> None:
    numbers = []
    for number in range(4):
        numbers.append(queue(number))
        hands.forward(seconds=1)
    assert [claimed.id for claimed in outbox.claim(3, 120)] == numbers[:3]


def test_no_more_than_asked_for_however_the_database_plans_it(hands: Hands) -> None:
    """PostgreSQL may look for the mails once for each row that it might change, and finds others every time."""
    numbers = [queue(number) for number in range(4)]
    with _planned_by_loops():
        assert [claimed.id for claimed in outbox.claim(1, 120)] == numbers[:1]
        assert [claimed.id for claimed in outbox.claim(2, 120)] == numbers[1:3]


@contextlib.contextmanager
def _planned_by_loops() -> Iterator[None]:
    if not db.is_postgresql():
        yield
        return
    others = [f"enable_{way}" for way in ("hashjoin", "mergejoin", "hashagg", "sort", "bitmapscan", "material")]
    for other in others:
        db.handle.execute_sql(f"SET {other} = off")
    try:
        yield
    finally:
        for other in others:
            db.handle.execute_sql(f"RESET {other}")


def test_a_claimed_mail_is_whole(hands: Hands) -> None:
    number = queue(subject="[SC-1] Ünïcode", headers={"From": "Åsa"})
    (claimed,) = outbox.claim(1, 120)
    assert claimed == mail(number)
    assert (claimed.subject, claimed.headers, claimed.tries) == ("[SC-1] Ünïcode", {"From": "Åsa"}, 1)
    assert claimed.created_at == hands.time


def test_what_a_crashed_worker_had_claimed_is_claimed_again_with_the_same_message_id(hands: Hands) -> None:
    queue()
    (first,) = outbox.claim(1, 120)
    hands.forward(seconds=119)
    assert outbox.claim(1, 120) == []
    hands.forward(seconds=1)
    (second,) = outbox.claim(1, 120)
    assert (second.id, second.message_id, second.tries) == (first.id, first.message_id, 2)


def test_a_worker_whose_lease_lapsed_settles_nothing(hands: Hands) -> None:
    queue()
    (slow,) = outbox.claim(1, 120)
    hands.forward(minutes=3)
    (quick,) = outbox.claim(1, 120)
    assert not outbox.sent(slow)
    assert not outbox.fail(slow, "too late")
    assert mail(slow.id).state is OutboxState.QUEUED
    assert outbox.sent(quick)
    assert not outbox.bury(slow, "much too late")
    assert mail(slow.id).state is OutboxState.SENT


def test_a_mail_that_was_sent_is_never_claimed_again(hands: Hands) -> None:
    queue()
    (claimed,) = outbox.claim(1, 120)
    assert outbox.sent(claimed)
    hands.forward(days=30)
    assert outbox.claim(1, 120) == []
    assert mail(claimed.id).settled_at is not None


def test_retries_are_five_minutes_to_an_hour_apart_for_five_days_and_then_it_is_a_dead_letter(hands: Hands) -> None:
    number, waits = queue(), []
    started = hands.time
    while mail(number).state is OutboxState.QUEUED:
        (claimed,) = outbox.claim(1, 120)
        assert outbox.fail(claimed, "421 try later")
        waits.append((mail(number).due_at - hands.time).total_seconds() / 60)
        hands.time = max(mail(number).due_at, hands.time)
    assert waits[:6] == [5, 10, 20, 40, 60, 60]
    dead = mail(number)
    assert dead.state is OutboxState.DEAD
    assert dead.last_error == "421 try later"
    assert dead.settled_at is not None
    assert 5 * 24 <= (dead.settled_at - started).total_seconds() / 3600 <= 5 * 24 + 1


def test_a_dropped_mail_keeps_its_reason(hands: Hands) -> None:
    queue()
    (claimed,) = outbox.claim(1, 120)
    assert outbox.drop(claimed, "the recipient may no longer see the ticket")
    assert mail(claimed.id).state is OutboxState.DROPPED
    assert mail(claimed.id).last_error == "the recipient may no longer see the ticket"
    hands.forward(days=1)
    assert outbox.claim(1, 120) == []


def test_a_mail_given_back_is_claimed_at_once_and_not_counted_as_tried(hands: Hands) -> None:
    queue()
    (claimed,) = outbox.claim(1, 120)
    assert outbox.release(claimed)
    (again,) = outbox.claim(1, 120)
    assert again.tries == 1


def test_the_same_event_is_never_queued_twice_for_the_same_person() -> None:
    queue(7)
    with pytest.raises(peewee.IntegrityError), db.transaction():
        queue(7)


def test_a_transaction_that_fails_leaves_no_mail() -> None:
    """R-04."""
    with contextlib.suppress(RuntimeError), db.transaction():
        queue()
        raise RuntimeError
    assert Outbox.select().count() == 0


def test_threads_claim_each_mail_exactly_once() -> None:
    with db.transaction():
        numbers = [queue(number) for number in range(60)]
    claimed: list[int] = []

    def work() -> None:
        with db.connection():
            while batch := outbox.claim(3, 120):
                claimed.extend(row.id for row in batch)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Counter(claimed) == Counter(numbers)


_WORKER = """
import sys
from portal import db
from portal.notify import outbox
db.open_database(sys.argv[1])
with db.connection():
    while batch := outbox.claim(3, 120):
        print(*(row.id for row in batch), flush=True)
"""


def test_processes_claim_each_mail_exactly_once(settings: Settings) -> None:
    with db.transaction():
        numbers = [queue(number) for number in range(60)]
    command = [sys.executable, "-c", _WORKER, settings.database_url]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    claimed = [int(word) for worker in workers for word in worker.communicate(timeout=60)[0].split()]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert Counter(claimed) == Counter(numbers)


def test_the_newest_mails_come_first_page_by_page() -> None:
    numbers = [queue(number) for number in range(5)]
    assert [row.id for row in outbox.newest(2)] == numbers[:2:-1]
    assert [row.id for row in outbox.newest(10, before=numbers[3])] == numbers[2::-1]
