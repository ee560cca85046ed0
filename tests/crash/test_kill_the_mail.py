"""kill -9 of `portal receive` and of the worker while mail streams in (R-06): nothing is lost, nothing is doubled.

KILLS=500 kills that often instead of a few times; `pytest -rP` then says how many mails that were.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

import peewee
import pytest

from portal import db
from portal.notify import addresses
from portal.settings import Settings
from portal.tickets.rows import TicketRow
from tests.crash import incoming, wholeness
from tests.crash.incoming import MailServer, start_anew
from tests.crash.processes import Process, worker
from tests.factories import People

_KILLS = int(os.environ.get("KILLS", "4"))
_GIVEN = {
    "PORTAL_INBOUND__AUTHSERV_ID": incoming.SERVER,
    # However long it takes, nobody has written too much.
    "PORTAL_INBOUND__NEW_AN_HOUR": "1000000",
    "PORTAL_INBOUND__REPLIES_AN_HOUR": "1000000",
}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180 + _KILLS * 10)]


def test_each_mail_that_was_taken_does_what_it_may_exactly_once(
    database: peewee.Database, settings: Settings, people: People, make_ticket: Callable[..., TicketRow]
) -> None:
    ticket = make_ticket(people.alice)
    kinds = (
        (people.address("dave"), "support@support.example", "{name}"),
        (people.address("alice"), addresses.reply_address(ticket.id, people.alice.person_id), "Re: the volume"),
        (people.address("erin"), "support@support.example", "{name}"),
    )
    db.close_all(database)
    post = worker(settings, "file://", **_GIVEN)
    servers = [MailServer(f"mx{number}", post.environment, kinds) for number in (1, 2, 3)]
    with _streaming(servers, post):
        in_hand = _kill_often(servers, post)
    taken = [[name for server in servers for name in server.taken[kind]] for kind in range(len(kinds))]
    _figures(servers, taken, in_hand)
    with db.connection():
        assert [strange for server in servers for strange in server.strange] == []
        assert post.complaints() == ""
        assert all(taken)
        assert list(incoming.faults(taken, ticket.id)) == []
        assert list(wholeness.files()) == []


def _kill_often(servers: list[MailServer], post: Process) -> int:
    """In turn the worker and a command; returns how often the worker had a mail in hand."""
    random, in_hand = Random(), 0
    for number in range(_KILLS):
        if number % 2:
            # Some commands get to their end, and some nearly.
            time.sleep(random.uniform(0.1, 1.5))
            random.choice(servers).kill()
        else:
            incoming.wait_until_one_is_in_hand()
            time.sleep(random.uniform(0, 0.06))
            in_hand += start_anew(post)
    return in_hand


def _figures(servers: list[MailServer], taken: list[list[str]], in_hand: int) -> None:
    died, too_late = sum(one.died for one in servers), sum(one.too_late for one in servers)
    new, replies, drafts = map(len, taken)
    print(
        f"{_KILLS} kills: {died} commands died, {too_late} of them after the commit; {in_hand} times a mail was in hand"
    )
    print(f"{new} tickets, {replies} messages, {drafts} drafts")


@contextmanager
def _streaming(servers: list[MailServer], post: Process) -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=server.run, args=[stop]) for server in servers]
    post.start()
    try:
        for thread in threads:
            thread.start()
        yield
        # Long enough for a mail of each kind from everybody, however few kills there were.
        while not all(all(server.taken) and server.taken for server in servers):
            time.sleep(0.1)
    finally:
        stop.set()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
    try:
        start_anew(post)
        incoming.wait_until_all_is_read()
    finally:
        post.kill()
