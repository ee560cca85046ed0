"""kill -9 at random moments (R-01, R-02): what was shown is there, whole and once; what was not is whole or not there.

KILLS=1000 kills that often instead of a few times; `pytest -rP` then says how many tickets and requests that were.
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
from tests.crash.outgoing import start_anew, wait_until_all_have_left
from tests.crash.processes import Process, web, worker
from tests.factories import People

_KILLS = int(os.environ.get("KILLS", "5"))
_WHO = ("alice", "bob", "erin")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 + _KILLS * 10)]


def test_whatever_was_shown_as_created_outlives_the_server(
    database: peewee.Database, settings: Settings, people: People
) -> None:
    db.close_all(database)
    server, post = web(settings), worker(settings, "file://")
    customers = [Customer(name, people.address(name), server) for name in _WHO]
    with _raising(customers, server, post):
        _kill_often(server, post)
    with db.connection():
        _figures(customers)
        assert [strange for customer in customers for strange in customer.strange] == [], server.complaints()
        assert (server.complaints(), post.complaints()) == ("", "")
        _is_all_there(customers)
        assert wholeness.faults(settings.instance / "mail") == []


def _is_all_there(customers: list[Customer]) -> None:
    shown = {reference: subject for customer in customers for reference, subject in customer.shown.items()}
    said = {reference: words for customer in customers for reference, words in customer.said.items()}
    assert shown
    assert said
    assert any(customer.broken_off for customer in customers)
    subjects, messages = wholeness.subjects(), wholeness.messages()
    assert {reference: subjects.get(reference) for reference in shown} == shown
    assert {reference: messages.get(reference) for reference in said} == {ref: [words] for ref, words in said.items()}
    for customer in customers:
        for subject in set(customer.shown.values()):
            assert customer.files[subject] <= wholeness.checksums(subject)


def _figures(customers: list[Customer]) -> None:
    asked, lost = sum(one.asked for one in customers), sum(one.broken_off for one in customers)
    tickets, strange = len(wholeness.subjects()), sum(len(one.strange) for one in customers)
    print(f"{_KILLS} kills, {tickets} tickets, {asked} requests, {lost} without an answer, {strange} strange answers")


def _kill_often(server: Process, post: Process) -> None:
    """In turn all of the server, one of its workers, and the worker that delivers mail."""
    random = Random()
    for number in range(_KILLS):
        time.sleep(random.uniform(0.05, 1.2))
        if number % 3 == 0:
            server.kill()
            server.start()
        elif number % 3 == 1:
            server.kill_a_child(random)
        else:
            start_anew(post)
        server.wait_until_it_answers()


@contextmanager
def _raising(customers: list[Customer], server: Process, post: Process) -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=customer.raise_tickets, args=[stop]) for customer in customers]
    server.start()
    post.start()
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
    try:
        start_anew(post)
        wait_until_all_have_left()
    finally:
        post.kill()
