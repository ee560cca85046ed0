"""kill -9 of the worker while mail leaves (R-05): all of it arrives, perhaps twice, but then with one Message-ID."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from random import Random

import peewee
import pytest

from portal import db
from portal.db.tables import Outbox
from portal.settings import Settings
from portal.tickets.rows import TicketRow
from portal.vocabulary import Visibility
from tests.crash.outgoing import how_many_left, start_anew, wait_until
from tests.crash.processes import Process, worker
from tests.factories import People
from tests.support.smtp import Mailbox, server

MakeTicket = Callable[..., TicketRow]

_KILLS = int(os.environ.get("KILLS", "4"))
_BETWEEN = 12
_TICKETS = 20 + _KILLS * _BETWEEN

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 + _KILLS * 10)]


@pytest.fixture
def queued(people: People, make_ticket: MakeTicket) -> dict[str, str]:
    """Message-ID -> subject of the mails that wait: each ticket is told to its requester, half to others too."""
    for number in range(_TICKETS):
        shared = Visibility.SHARED if number % 2 else Visibility.PRIVATE
        make_ticket(people.bob, subject=f"Volume {number} is stuck", visibility=shared)
    return dict(Outbox.select(Outbox.message_id, Outbox.subject).tuples())


def test_no_mail_to_a_folder_is_lost(database: peewee.Database, settings: Settings, queued: dict[str, str]) -> None:
    folder = settings.instance / "mail"
    with _finished(database, worker(settings, "file://"), queued):
        mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in folder.glob("*.eml")]
        assert _arrived(mails) == queued
        assert len(mails) == len(queued)


def test_no_mail_to_a_server_is_lost(database: peewee.Database, settings: Settings, queued: dict[str, str]) -> None:
    mailbox = Mailbox()
    with server(mailbox) as port, _finished(database, worker(settings, f"smtp://127.0.0.1:{port}"), queued):
        mails = mailbox.mails()
        assert _arrived(mails) == queued
        # Only the one in hand may leave again, which nobody can tell from one that did not.
        assert len(mails) <= len(queued) + _KILLS


def _arrived(mails: list[EmailMessage]) -> dict[str, str]:
    return {str(mail["Message-ID"]): str(mail["Subject"]) for mail in mails}


@contextmanager
def _finished(database: peewee.Database, process: Process, queued: dict[str, str]) -> Iterator[None]:
    """The worker is killed again and again, and then left alone until nothing waits any more."""
    db.close_all(database)
    random = Random()
    process.start()
    try:
        for number in range(_KILLS):
            wait_until(left=min(how_many_left() + random.randint(1, _BETWEEN), len(queued)))
            time.sleep(random.uniform(0, 0.02))
            start_anew(process)
            assert number or how_many_left() < len(queued), "the worker was quicker than its killer"
        wait_until(left=len(queued))
        assert process.complaints() == ""
        yield
    finally:
        process.kill()
