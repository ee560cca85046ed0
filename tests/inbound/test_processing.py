"""Mails that came in are dealt with one after the other, each exactly once, and none hinders the next."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable

import peewee
import pytest

from portal import db
from portal.db.tables import RawMail, ReceivedMail
from portal.inbound import handling, processing, sweeping
from portal.inbound.limits import OutOfTime, at_most
from portal.inbound.mails import Unreadable
from portal.inbound.processing import process, process_due
from portal.inbound.receiving import receive
from portal.vocabulary import ReceivedState, Verdict
from tests.support.mails import Hands

Deal = Callable[[int, bytes], None]


@pytest.fixture
def mails(database: peewee.Database) -> list[int]:
    """Three mails that came in."""
    return [receive(b"Subject: %d\n\nHello\n" % number, way="pipe") for number in (1, 2, 3)]


@pytest.fixture
def deal(monkeypatch: pytest.MonkeyPatch) -> Callable[[Deal], list[int]]:
    """`deal(function)`: what is done with each mail, instead of what the portal does; returns the mails it got."""

    def use(function: Deal) -> list[int]:
        got: list[int] = []

        def finish(mail_id: int, found: object) -> None:
            got.append(mail_id)
            assert isinstance(found, Unreadable)
            function(mail_id, str(found).encode())

        monkeypatch.setattr(handling, "read", lambda _, raw: Unreadable(raw.decode()))
        monkeypatch.setattr(handling, "finish", finish)
        return got

    return use


def settle(mail_id: int, _: bytes = b"") -> None:
    values = {"state": ReceivedState.DONE, "verdict": Verdict.TICKET, "leased_until": None}
    ReceivedMail.update(values).where(ReceivedMail.id == mail_id).execute()


def row(mail_id: int) -> ReceivedMail:
    return ReceivedMail.get_by_id(mail_id)


def test_the_oldest_is_dealt_with_first_and_each_once(mails: list[int], deal: Callable[[Deal], list[int]]) -> None:
    got = deal(settle)
    assert (process_due(), process_due()) == (3, 0)
    assert got == mails
    assert [row(mail).state for mail in mails] == [ReceivedState.DONE] * 3


@pytest.mark.once
def test_one_can_be_dealt_with_at_once_and_then_not_again(mails: list[int], deal: Callable[[Deal], list[int]]) -> None:
    got = deal(settle)
    for mail in (mails[2], mails[2], 77):
        process(mail)
    assert got == [mails[2]]


def test_a_mail_that_fails_changes_nothing_hinders_no_other_and_is_held_after_three_tries(
    mails: list[int], deal: Callable[[Deal], list[int]], hands: Hands
) -> None:
    """R-08."""

    def stumble(mail_id: int, raw: bytes) -> None:
        settle(mail_id)
        if mail_id == mails[0]:
            raise ValueError("no such thing")

    got = deal(stumble)
    assert process_due() == 3
    assert (row(mails[0]).state, row(mails[0]).tries, row(mails[0]).error) == (
        ReceivedState.NEW, 1, "ValueError: no such thing",
    )  # fmt: skip
    assert [row(mail).state for mail in mails[1:]] == [ReceivedState.DONE] * 2
    assert process_due() == 0
    for _ in range(2):
        hands.forward(minutes=2)
        assert process_due() == 1
    assert got == [*mails, mails[0], mails[0]]
    held = row(mails[0])
    assert (held.state, held.verdict, held.tries) == (ReceivedState.HELD, Verdict.FAILED, 3)
    assert held.reason == "It was tried 3 times, and failed each time."
    assert bytes(RawMail.get_by_id(mails[0]).content) == b"Subject: 1\n\nHello\n"
    hands.forward(days=1)
    assert process_due() == 0


@pytest.mark.once
def test_a_mail_that_ends_the_process_is_held_after_three_tries(
    mails: list[int], deal: Callable[[Deal], list[int]], hands: Hands
) -> None:
    """Whoever begins with it and never comes back leaves nothing but the count of tries."""
    got = deal(settle)
    for _ in range(3):
        assert processing._claim(ReceivedMail.id == mails[0]) is not None
        assert processing._claim(ReceivedMail.id == mails[0]) is None
        hands.forward(minutes=2)
    assert process_due() == 3
    assert got == mails[1:]
    held = row(mails[0])
    assert (held.state, held.verdict) == (ReceivedState.HELD, Verdict.FAILED)
    assert held.reason == "It was tried 3 times, and each time the process that read it ended in the middle of it."


@pytest.mark.once
def test_a_database_that_does_not_answer_is_not_the_mails_fault(
    mails: list[int], deal: Callable[[Deal], list[int]]
) -> None:
    failures = [peewee.OperationalError("gone")] * 5

    def fail(mail_id: int, raw: bytes) -> None:
        if failures:
            raise failures.pop()
        settle(mail_id)

    deal(fail)
    for _ in range(5):
        with pytest.raises(db.FAILURES):
            process_due()
        assert (row(mails[0]).tries, row(mails[0]).leased_until, row(mails[0]).error) == (0, None, "")
    assert process_due() == 3


@pytest.mark.once
def test_what_nobody_decides_is_a_failure_and_no_endless_loop(
    mails: list[int], deal: Callable[[Deal], list[int]]
) -> None:
    deal(lambda *_: None)
    assert (process_due(), process_due()) == (3, 0)
    assert row(mails[0]).error == "RuntimeError: nobody decided what to do with it"


@pytest.mark.once
@pytest.mark.settings(inbound={"seconds": 1})
def test_a_mail_that_takes_too_long_is_given_up_whatever_its_reader_forgives(
    mails: list[int], deal: Callable[[Deal], list[int]]
) -> None:
    """M-14."""

    def dawdle(mail_id: int, raw: bytes) -> None:
        settle(mail_id)
        while mail_id == mails[0]:
            try:
                time.sleep(0.01)
            except Exception:  # noqa: BLE001 - as some readers do
                continue

    deal(dawdle)
    process(mails[0])
    assert (row(mails[0]).state, row(mails[0]).error) == (
        ReceivedState.NEW,
        "OutOfTime: it took longer than 1 seconds",
    )
    assert process_due() == 2


@pytest.mark.settings(inbound={"seconds": 1})
def test_a_mail_for_which_the_database_takes_too_long_is_given_up_too(
    mails: list[int], deal: Callable[[Deal], list[int]]
) -> None:
    """M-14: whatever state the interrupt leaves the connection in, the next mail has a sound one."""

    def ask_too_much(mail_id: int, raw: bytes) -> None:
        if mail_id == mails[0]:
            # SQLite works in this process, and is interrupted where Python goes on.
            db.handle.execute_sql("SELECT pg_sleep(30)") if db.is_postgresql() else time.sleep(30)
        settle(mail_id)

    deal(ask_too_much)
    began = time.monotonic()
    process(mails[0])
    assert time.monotonic() - began < 10
    assert process_due() == 2
    assert "it took longer than 1 seconds" in row(mails[0]).error
    assert (row(mails[0]).tries, row(mails[0]).state) == (1, ReceivedState.NEW)


def test_the_limit_is_gone_afterwards_and_does_not_disturb_other_threads() -> None:
    with at_most(60):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    done: list[str] = []

    def elsewhere() -> None:
        with at_most(60):
            done.append("done")

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert done == ["done"]
    assert not issubclass(OutOfTime, Exception)


def test_two_workers_never_deal_with_the_same_mail(
    mails: list[int], deal: Callable[[Deal], list[int]], database: peewee.Database
) -> None:
    """R-06: also where one was so slow that its claim has lapsed."""
    in_hand, go_on = threading.Event(), threading.Event()
    kept = processing._claim(ReceivedMail.id == mails[0])
    assert kept is not None

    def wait(mail_id: int, raw: bytes) -> None:
        in_hand.set()
        assert go_on.wait(10)
        settle(mail_id)

    got = deal(wait)
    ReceivedMail.update(leased_until=None).where(ReceivedMail.id == mails[0]).execute()
    other = threading.Thread(target=lambda: process(mails[0]))
    other.start()
    assert in_hand.wait(10)
    if db.is_postgresql():
        # It is locked as long as somebody deals with it, whatever its claim says.
        assert processing._claim(ReceivedMail.id == mails[0]) is None
    threading.Timer(0.1, go_on.set).start()
    # Whoever asks for it meanwhile finds it dealt with.
    process(mails[0])
    assert row(mails[0]).state is ReceivedState.DONE
    other.join(10)
    processing._work(kept)
    assert got == [mails[0]]
    assert row(mails[0]).state is ReceivedState.DONE


@pytest.mark.once
@pytest.mark.settings(inbound={"keep_days": 30})
def test_the_bytes_of_mails_that_were_dealt_with_go_in_time_and_all_else_stays(mails: list[int], hands: Hands) -> None:
    states = (ReceivedState.DONE, ReceivedState.HELD, ReceivedState.IGNORED)
    for mail, state in zip(mails, states, strict=True):
        ReceivedMail.update(state=state, settled_at=hands.now()).where(ReceivedMail.id == mail).execute()
    hands.forward(days=29)
    assert sweeping.sweep_mails() == 0
    hands.forward(days=2)
    assert (sweeping.sweep_mails(), sweeping.sweep_mails()) == (3, 0)
    assert RawMail.select().count() == 0
    assert ReceivedMail.select().count() == 3
