"""How many mails come in each second: `.venv/bin/python -m benchmarks.mails`, on SQLite or on PORTAL_DATABASE_URL."""

from __future__ import annotations

import argparse
import os
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count, cycle
from pathlib import Path

from benchmarks.population import ALICE
from benchmarks.sites import Site, site
from portal import db, settings
from portal.db.tables import Address, Person, ReceivedMail, Ticket
from portal.inbound.processing import process_due
from portal.inbound.receiving import receive
from portal.notify import addresses
from portal.settings import Settings
from portal.settings_inbound import Inbound
from portal.vocabulary import ReceivedState, Status

SERVER = "mx.support.example"
_SUPPORT = "support@support.example"
_TICKETS = 1_000
_CLIENTS = 4
_LINE = "The volume cannot be attached since this morning, and the console says nothing that we understand.\r\n"

Letters = Iterator[tuple[str, str, bytes]]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mails", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each way in (5)")
    seconds = parser.parse_args().seconds
    url = os.environ.get("PORTAL_DATABASE_URL", "")
    folder = tempfile.TemporaryDirectory(prefix="portal-benchmark-")
    with folder as name, site(_TICKETS, Path(name), url if url.startswith("postgresql") else None, 1) as found:
        for line in measure(found, seconds):
            print(line, flush=True)
    return 0


def measure(found: Site, seconds: float) -> Iterator[str]:
    """One line for each figure: mails of about 2.4 kB, half of them answers to a ticket, half of them new ones."""
    opened = _use(found)
    try:
        with db.connection():
            letters = _letters()
            yield f"{'PostgreSQL' if db.is_postgresql() else 'SQLite'}, {_TICKETS} tickets"
            yield _line("stored, in one process", *_rate(lambda: _store(next(letters)), seconds))
            with _listening(found) as port:
                yield _line(f"stored, by LMTP, {_CLIENTS} connections", _by_lmtp(port, letters, seconds))
            alone, _ = _rate(lambda: _pipe(found, next(letters)), seconds)
            yield _line("stored, by `portal receive`, one after the other", alone)
            ReceivedMail.delete().execute()
            for _ in range(int(seconds * 100)):
                _store(next(letters))
            yield _line("dealt with, by one worker, all that it causes included", *_dealt_with(seconds))
            yield _line("stored and dealt with, by one worker", _end_to_end(letters, seconds))
            yield f"  {_verdicts()}"
    finally:
        db.close_all(opened)


def _use(found: Site) -> object:
    given = found.environment
    inbound = Inbound(authserv_id=SERVER, new_an_hour=1_000_000)
    chosen = Settings(
        mode="production",
        instance=Path(given["PORTAL_INSTANCE"]),
        database_url=given["PORTAL_DATABASE_URL"],
        secret_key=given["PORTAL_SECRET_KEY"],
        base_url=given["PORTAL_BASE_URL"],
        inbound=inbound,
    )
    settings.use(chosen)
    return db.open_database(chosen.database_url)


def _letters() -> Letters:
    """Sender, recipient and bytes of one mail after the other."""
    alice = Address.get(Address.address == ALICE).person_id
    mine = (Ticket.requester == alice) & (Ticket.status == Status.IN_PROGRESS)
    tickets = cycle([ticket.id for ticket in Ticket.select(Ticket.id).where(mine).limit(50)])
    # Who raises tickets on their own does it by mail here.
    Person.update(plan=settings.current().free_plan).where(Person.plan.is_null(False)).execute()
    alone = Address.select(Address.address).join(Person).where(Person.plan.is_null(False))
    free = cycle([address for (address,) in alone.tuples()])
    for number in count(1):
        if number % 2:
            recipient = addresses.reply_address(next(tickets), alice)
            yield ALICE, recipient, _mail(number, ALICE, recipient, "Re: the volume")
        else:
            sender = next(free)
            yield sender, _SUPPORT, _mail(number, sender, _SUPPORT, f"Volume {number} is stuck")


def _mail(number: int, sender: str, recipient: str, subject: str) -> bytes:
    domain = sender.partition("@")[2]
    return (
        f"Authentication-Results: {SERVER}; dmarc=pass header.from={domain}\r\n"
        f"Message-ID: <{number}@{domain}>\r\nFrom: {sender}\r\nTo: {recipient}\r\nSubject: {subject}\r\n"
        f"Date: Mon, 23 Nov 2026 09:46:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"{_LINE * 20}"
    ).encode()


def _store(letter: tuple[str, str, bytes]) -> None:
    _, recipient, raw = letter
    receive(raw, way="pipe", recipients=[recipient])


def _rate(act: Callable[[], object], seconds: float) -> tuple[float, float]:
    """How often in a second, and how many milliseconds of this process's processor each time takes."""
    began, used, times = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - began < seconds:
        act()
        times += 1
    return times / (time.perf_counter() - began), (time.process_time() - used) * 1000 / times


def _pipe(found: Site, letter: tuple[str, str, bytes]) -> None:
    command = [sys.executable, "-m", "portal", "receive", "--recipient", letter[1]]
    subprocess.run(command, input=letter[2], env={**os.environ, **found.environment}, check=True)


@contextmanager
def _listening(found: Site) -> Iterator[int]:
    port = int(found.environment["PORTAL_WEB__PORT"])
    environment = {**os.environ, **found.environment, "PORTAL_INBOUND__LMTP": f"127.0.0.1:{port}"}
    environment["PORTAL_LOG_LEVEL"] = "WARNING"
    with subprocess.Popen([sys.executable, "-m", "portal", "mailboxes"], env=environment) as process:
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError), smtplib.LMTP("127.0.0.1", port):
            return
        time.sleep(0.05)
    raise RuntimeError("nobody takes mail")


def _by_lmtp(port: int, letters: Letters, seconds: float) -> float:
    sent, lock, stop = [0] * _CLIENTS, threading.Lock(), threading.Event()

    def send(number: int) -> None:
        with smtplib.LMTP("127.0.0.1", port) as client:
            while not stop.is_set():
                with lock:
                    sender, recipient, raw = next(letters)
                client.sendmail(sender, [recipient], raw)
                sent[number] += 1

    threads = [threading.Thread(target=send, args=[number]) for number in range(_CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    return sum(sent) / (time.perf_counter() - began)


def _dealt_with(seconds: float) -> tuple[float, float]:
    began, used, done = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - began < seconds and (now := process_due()):
        done += now
    return done / (time.perf_counter() - began), (time.process_time() - used) * 1000 / done


def _end_to_end(letters: Letters, seconds: float) -> float:
    while process_due():
        pass

    def both() -> None:
        for _ in range(5):
            _store(next(letters))
        process_due()

    return 5 * _rate(both, seconds)[0]


def _verdicts() -> str:
    """What became of the mails, so that nobody measures mails that were only held."""
    states = ReceivedMail.select(ReceivedMail.verdict).where(ReceivedMail.state != ReceivedState.NEW).tuples()
    every = [str(verdict) for (verdict,) in states]
    return ", ".join(f"{every.count(verdict)} {verdict}" for verdict in sorted(set(every)))


def _line(what: str, rate: float, processor: float | None = None) -> str:
    return f"{what:56}{rate:>8.1f} mails/s" + (f"{processor:>8.2f} cpu ms" if processor is not None else "")


if __name__ == "__main__":
    raise SystemExit(main())
