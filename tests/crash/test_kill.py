"""kill -9 at random moments (R-01, R-02): what was shown is there, whole and once; what was not is whole or not there.

KILLS=1000 kills that often instead of a few times.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import peewee
import pytest

from portal import db
from portal.settings import Settings
from tests.crash import wholeness
from tests.crash.customers import Customer
from tests.crash.processes import Process, web
from tests.factories import People

_KILLS = int(os.environ.get("KILLS", "8"))
_WHO = ("alice", "bob", "erin")

pytestmark = [pytest.mark.once, pytest.mark.slow, pytest.mark.timeout(120 + _KILLS * 10)]


def test_whatever_was_shown_as_created_outlives_the_server(
    database: peewee.Database, settings: Settings, people: People
) -> None:
    db.close_all(database)
    server = web(settings)
    customers = [Customer(name, people.address(name), server) for name in _WHO]
    with _raising(customers, server):
        _kill_often(server)
    shown = {reference: subject for customer in customers for reference, subject in customer.shown.items()}
    with db.connection():
        there = wholeness.subjects()
        assert shown
        assert any(customer.broken_off for customer in customers)
        assert {reference: there.get(reference) for reference in shown} == shown
        for customer in customers:
            assert customer.strange == []
            for subject in set(customer.shown.values()):
                assert customer.files[subject] <= wholeness.checksums(subject)
        assert wholeness.faults() == []


def _kill_often(server: Process) -> None:
    """In turn all of the server, and one of its workers."""
    random = Random()
    for number in range(_KILLS):
        time.sleep(random.uniform(0.05, 1.2))
        if number % 2:
            server.kill_a_child(random)
        else:
            server.kill()
            server.start()
        server.wait_until_it_answers()


@contextmanager
def _raising(customers: list[Customer], server: Process) -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=customer.raise_tickets, args=[stop]) for customer in customers]
    server.start()
    try:
        server.wait_until_it_answers()
        for thread in threads:
            thread.start()
        yield
        # Long enough for everybody to find their last draft, and to be shown what became of it.
        time.sleep(1.5)
    finally:
        stop.set()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
        server.kill()
