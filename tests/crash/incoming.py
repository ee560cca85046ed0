"""A mail server that hands over one mail after the other, and tries again where the command died or put it off."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

from portal import db
from portal.db.tables import Draft, Entry, Outbox, ReceivedMail, Ticket
from portal.vocabulary import EntryKind, ReceivedState
from tests.crash.processes import Process

SERVER = "mx.support.example"
_MAIL = """\
Authentication-Results: {server}; dmarc=pass header.from={domain}
Message-ID: <{name}@{domain}>
From: {sender}
To: {recipient}
Subject: {subject}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

The words of {name}.
--part
Content-Type: text/plain
Content-Disposition: attachment; filename="{name}.log"

the log of {name}
--part--
"""
_PATIENCE = 60.0


@dataclass
class MailServer:
    """Hands over mails of three kinds in turn: `kinds` are (sender, recipient, subject) of each.

    `taken` are the names of the mails that the command answered 0 for, by kind; `died` counts commands that were
    killed, `too_late` those of them that had stored their mail already, `strange` all that ended in another way.
    """

    name: str
    environment: Mapping[str, str]
    kinds: tuple[tuple[str, str, str], ...]
    taken: list[list[str]] = field(default_factory=list)
    died: int = 0
    too_late: int = 0
    strange: list[str] = field(default_factory=list)
    _process: subprocess.Popen[bytes] | None = None

    def run(self, stop: threading.Event) -> None:
        """Until `stop`, and then until the mail in hand is taken."""
        self.taken = [[] for _ in self.kinds]
        for number in count(1):
            if stop.is_set():
                return
            kind = number % len(self.kinds)
            name = f"{self.name}-{number}"
            mail = self._mail(name, *self.kinds[kind])
            while not self._hand_over(mail):
                self.too_late += _is_stored(name)
            self.taken[kind].append(name)

    def kill(self) -> None:
        """kill -9 of the command that runs just now, if one does."""
        process = self._process
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()

    def _mail(self, name: str, sender: str, recipient: str, subject: str) -> bytes:
        facts = {"domain": sender.partition("@")[2], "subject": subject.format(name=name), "server": SERVER}
        return _MAIL.format(name=name, sender=sender, recipient=recipient, **facts).encode()

    def _hand_over(self, mail: bytes) -> bool:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal", "receive"],
            env={**os.environ, **self.environment},
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._process = process
        _, said = process.communicate(mail)
        self._process = None
        self.died += process.returncode < 0
        if process.returncode not in {0, -9}:
            self.strange.append(f"{process.returncode}: {said.decode()}")
        return process.returncode == 0


def start_anew(worker: Process) -> int:
    """Kill the worker and start it; returns how many mails it had in hand, which come free at once and unblamed."""
    worker.kill()
    with db.connection():
        in_hand = (ReceivedMail.state == ReceivedState.NEW) & ReceivedMail.leased_until.is_null(False)
        freed = ReceivedMail.update(leased_until=None, tries=0).where(in_hand).execute()
        Outbox.update(leased_until=None).execute()
    worker.start()
    return int(freed)


def wait_until_one_is_in_hand() -> None:
    """Return once the worker has begun with a mail."""
    until = time.monotonic() + _PATIENCE
    with db.connection():
        while not ReceivedMail.select().where(ReceivedMail.leased_until.is_null(False)).exists():
            assert time.monotonic() < until, "no mail is read"
            time.sleep(0.001)


def wait_until_all_is_read() -> None:
    """Return once no mail waits any more; AssertionError where none is read for a minute."""
    left, until = -1, 0.0
    while now := _how_many_wait():
        if now != left:
            left, until = now, time.monotonic() + _PATIENCE
        assert time.monotonic() < until, f"{now} mails are not read"
        time.sleep(0.05)


def faults(taken: list[list[str]], ticket_id: int) -> Iterator[str]:
    """What was lost or doubled, in words: a ticket for each mail of the first kind, a message on `ticket_id` for each
    of the second, a draft for each of the third; and no row, entry, draft or confirmation beside them.
    """
    new, replies, drafts = taken
    rows = list(ReceivedMail.select(ReceivedMail.message_id, ReceivedMail.state, ReceivedMail.reason))
    yield from (f"{row.message_id}: {row.state}: {row.reason}" for row in rows if row.state is not ReceivedState.DONE)
    yield from _differences("rows", [f"{name}@" for name in (*new, *replies, *drafts)], [r.message_id for r in rows])
    tickets = Ticket.select(Ticket.subject).where(Ticket.id != ticket_id)
    yield from _differences("tickets", [f"{name}." for name in new], [f"{row.subject}." for row in tickets])
    written = (Entry.ticket == ticket_id) & (Entry.kind == EntryKind.MESSAGE)
    said = [entry.body for entry in Entry.select(Entry.body).where(written)]
    yield from _differences("messages", [f"{name}." for name in replies], said)
    kept = [str(draft.answers) for draft in Draft.select(Draft.answers)]
    yield from _differences("drafts", [f"{name}." for name in drafts], kept)
    confirmed = Outbox.select().where(Outbox.event == "created", Outbox.caused_by.is_null(False)).count()
    if confirmed != len(new):
        yield f"{confirmed} confirmations for {len(new)} tickets"


def _differences(what: str, wanted: list[str], found: list[str]) -> Iterator[str]:
    """Each wanted name stands in exactly one of what was found, and nothing else was found."""
    if len(found) != len(wanted):
        yield f"{len(found)} {what} for {len(wanted)} mails"
    for name in wanted:
        times = sum(name in text for text in found)
        if times != 1:
            yield f"{name}: {times} {what}"


def _is_stored(name: str) -> bool:
    with db.connection():
        return bool(ReceivedMail.select().where(ReceivedMail.message_id.startswith(f"<{name}@")).exists())


def _how_many_wait() -> int:
    with db.connection():
        return int(ReceivedMail.select().where(ReceivedMail.state == ReceivedState.NEW).count())
