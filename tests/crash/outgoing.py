"""The mails that wait while their worker dies and comes back."""

from __future__ import annotations

import time

from portal import db
from portal.db.tables import Outbox
from portal.vocabulary import OutboxState
from tests.crash.processes import Process

_PATIENCE = 60.0


def start_anew(worker: Process) -> None:
    """Kill the worker and start it; what it had claimed comes free at once, and not only at the end of its lease."""
    worker.kill()
    with db.connection():
        Outbox.update(leased_until=None).where(Outbox.state == OutboxState.QUEUED).execute()
    worker.start()


def wait_until_all_have_left() -> None:
    """Return once nothing waits any more."""
    with db.connection():
        wait_until(left=Outbox.select().count())


def wait_until(left: int) -> None:
    """Return once so many mails have left; AssertionError where none leaves for a minute."""
    gone, until = -1, 0.0
    while (now := how_many_left()) < left:
        if now > gone:
            gone, until = now, time.monotonic() + _PATIENCE
        assert time.monotonic() < until, f"only {now} of {left} mails have left"
        time.sleep(0.005)


def how_many_left() -> int:
    """How many mails have left, whoever delivers them."""
    with db.connection():
        return int(Outbox.select().where(Outbox.state == OutboxState.SENT).count())
