"""The loop that delivers mail and does what time asks for."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import peewee
import pytest

from portal import worker
from portal.notify.delivery import Unreachable
from portal.settings import Settings
from portal.vocabulary import OutboxState
from portal.worker import Chore, Loop
from tests.support.mails import mail, queue

pytestmark = pytest.mark.usefixtures("database")


def nothing_to_do(_: object) -> int:
    return 0


def test_mail_that_came_in_is_read_and_the_loop_asks_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = [7, 0]
    monkeypatch.setattr(worker, "process_due", lambda: waiting.pop(0))
    loop = Loop(worker.may_still_see, ())
    assert [loop.turn(), loop.turn()] == [0, 1.0]


def test_mail_that_is_due_is_delivered_and_the_loop_asks_again_at_once() -> None:
    number = queue()
    loop = Loop(worker.may_still_see, ())
    assert loop.turn() == 0
    assert mail(number).state is OutboxState.SENT
    assert loop.turn() == 1.0


def test_a_server_that_is_not_there_is_asked_less_often_each_time_and_mail_that_comes_in_is_read_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds, asked, read = 1000.0, list[float](), list[float]()

    def unreachable(_: object) -> int:
        asked.append(seconds - 1000)
        raise Unreachable("nobody there")

    monkeypatch.setattr(time, "monotonic", lambda: seconds)
    monkeypatch.setattr(worker, "deliver_due", unreachable)
    monkeypatch.setattr(worker, "process_due", lambda: read.append(seconds) or 0)
    loop = Loop(worker.may_still_see, ())
    while seconds < 1200:
        seconds += loop.turn()
    assert asked == [0, 2, 6, 14, 30, 62, 122, 182]
    assert len(read) == 200
    monkeypatch.setattr(worker, "deliver_due", lambda _: asked.append(seconds - 1000) or 1)
    seconds += 60
    assert [loop.turn(), loop.turn()] == [0, 0]
    assert asked[-2:] == [260, 260]


def test_a_database_that_is_not_there_does_not_end_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> int:
        raise peewee.OperationalError("server closed the connection")

    monkeypatch.setattr(worker, "deliver_due", broken)
    loop = Loop(worker.may_still_see, ())
    assert loop.turn() == 2.0
    assert [loop.turn() for _ in range(2000)][-1] == 60


def test_a_database_that_is_not_there_is_told_in_a_line_and_asked_again_for_every_chore(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def ask() -> int:
        if not done:
            done.append("gone")
            raise peewee.OperationalError("server closed the connection")
        done.append("asked")
        return 0

    monkeypatch.setattr(worker, "deliver_due", nothing_to_do)
    loop = Loop(worker.may_still_see, (Chore("rare", 3600, ask), Chore("other", 3600, ask)))
    assert loop.turn() == 2.0
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "the database does not answer: server closed the connection"
    ]
    assert not any(record.exc_info for record in caplog.records)
    assert loop.turn() == 1.0
    assert done == ["gone", "asked", "asked"]


def test_chores_are_done_at_their_intervals_and_a_failing_one_hinders_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fail() -> int:
        done.append("fails")
        raise RuntimeError("a chore broke")

    def often() -> int:
        done.append("often")
        return 1

    seconds = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: seconds)
    monkeypatch.setattr(worker, "deliver_due", nothing_to_do)
    loop = Loop(worker.may_still_see, (Chore("fails", 60, fail), Chore("often", 10, often)))
    for seconds in (1000.0, 1005.0, 1010.0, 1059.0, 1060.0):  # noqa: B007 - the clock reads it
        assert loop.turn() == 1.0
    assert done == ["fails", "often", "often", "often", "fails"]


def test_the_portals_own_chores_run_on_an_empty_database() -> None:
    assert [chore.run() for chore in worker.CHORES] == [0] * len(worker.CHORES)


def test_chores_go_on_while_mail_cannot_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(_: object) -> int:
        raise Unreachable("nobody there")

    done: list[int] = []
    monkeypatch.setattr(worker, "deliver_due", unreachable)
    Loop(worker.may_still_see, (Chore("chore", 0, lambda: done.append(1) or 0),)).turn()
    assert done == [1]


_PROGRAM = """
import sys
from pathlib import Path
from portal import worker
from portal.settings import Settings
worker.serve(Settings(mode="development", instance=Path(sys.argv[1]), secret_key="x" * 40,
                      base_url="http://localhost", database_url=sys.argv[2]))
"""


@pytest.mark.parametrize("way_to_end", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_delivers_what_comes_and_ends_in_good_order(settings: Settings, way_to_end: signal.Signals) -> None:
    """R-12."""
    command = [sys.executable, "-c", _PROGRAM, str(settings.instance), settings.database_url]
    running = subprocess.Popen(command)
    try:
        number = queue()
        _wait_for(lambda: mail(number).state is OutboxState.SENT)
        running.send_signal(way_to_end)
        assert running.wait(timeout=10) == 0
    finally:
        running.kill()
        running.wait()
    assert len(list(Path(settings.instance, "mail").iterdir())) == 1


def test_a_killed_worker_loses_nothing(settings: Settings) -> None:
    """R-05: what was in hand when it died leaves after its lease, under the same Message-ID."""
    numbers = [queue(number) for number in range(40)]
    command = [sys.executable, "-c", _PROGRAM, str(settings.instance), settings.database_url]
    first = subprocess.Popen(command)
    _wait_for(lambda: any(mail(number).state is OutboxState.SENT for number in numbers))
    first.kill()
    first.wait()
    _let_leases_lapse()
    second = subprocess.Popen(command)
    try:
        _wait_for(lambda: all(mail(number).state is OutboxState.SENT for number in numbers))
    finally:
        second.kill()
        second.wait()
    assert len(list(Path(settings.instance, "mail").glob("[0-9]*.eml"))) == len(numbers)


def _let_leases_lapse() -> None:
    from portal.db.tables import Outbox

    Outbox.update(leased_until=Outbox.created_at).where(Outbox.leased_until.is_null(False)).execute()


def _wait_for(condition: object) -> None:
    deadline = time.monotonic() + 20
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen in 20 seconds"
        time.sleep(0.05)
