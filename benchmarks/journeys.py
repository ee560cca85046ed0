"""Whole tickets raised by several people at once, each request of each as soon as the one before is answered."""

from __future__ import annotations

import threading
import time
from statistics import median

from benchmarks.population import ALICE, PASSWORD
from benchmarks.raising import create, fill, start_draft
from benchmarks.rounds import CLIENTS, Figures
from benchmarks.servers import Server
from benchmarks.visitor import Visitor


def raise_tickets(server: Server, seconds: float) -> Figures:
    """Tickets a second by four people, milliseconds and processor milliseconds for one whole ticket."""
    visitors = [_logged_in(server.port) for _ in range(CLIENTS)]
    alone = _raise(visitors[0], seconds / 3)
    before, started = server.processor_seconds(), time.perf_counter()
    together: list[float] = []
    threads = [
        threading.Thread(target=lambda own=visitor: together.extend(_raise(own, seconds * 2 / 3)))
        for visitor in visitors
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used, elapsed = server.processor_seconds() - before, time.perf_counter() - started
    for visitor in visitors:
        visitor.close()
    return Figures(len(together) / elapsed, median(alone), used / len(together) * 1000)


def requests_of_one(server: Server) -> int:
    """How many requests one ticket takes, redirects included."""
    visitor = _logged_in(server.port)
    before = visitor.asked
    _raise_one(visitor)
    visitor.close()
    return visitor.asked - before


def _logged_in(port: int) -> Visitor:
    visitor = Visitor(port)
    visitor.log_in(ALICE, PASSWORD)
    return visitor


def _raise(visitor: Visitor, seconds: float) -> list[float]:
    found = []
    until = time.perf_counter() + seconds
    while (started := time.perf_counter()) < until:
        _raise_one(visitor)
        found.append((time.perf_counter() - started) * 1000)
    return found


def _raise_one(visitor: Visitor) -> None:
    path = start_draft(visitor)
    fill(visitor, path, "Packets get lost between two networks")
    create(visitor, path)
