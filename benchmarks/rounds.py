"""Several servers measured side by side: in short turns, so that what else the machine does meets all alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from benchmarks import client
from benchmarks.servers import Server

CLIENTS = 4
_TURN = 0.6
_ALONE = 0.3
_WARM_UP = 0.3


@dataclass(frozen=True)
class Load:
    """What is asked of a server: one request, or one for each client."""

    server: Server
    requests: list[bytes]


@dataclass(frozen=True)
class Figures:
    """Requests a second with four clients, milliseconds with one, milliseconds of processor time for each request."""

    rate: float
    alone: float
    processor: float


def compare(loads: Mapping[str, Load], seconds: float) -> dict[str, Figures]:
    """The medians of all turns, after `seconds` for each of these loads."""
    for load in loads.values():
        _turn(load, _WARM_UP)
    turns = range(max(3, round(seconds / (_TURN + _ALONE))))
    found = [{name: _figures(load) for name, load in loads.items()} for _ in turns]
    return {name: _median([turn[name] for turn in found]) for name in loads}


def _figures(load: Load) -> Figures:
    before = load.server.processor_seconds()
    done, elapsed = _turn(load, _TURN)
    used = load.server.processor_seconds() - before
    connection = client.Connection(load.server.port)
    alone = client.durations(connection, load.requests[0], _ALONE)
    connection.close()
    return Figures(done / elapsed, median(alone), used / (done + CLIENTS) * 1000)


def _turn(load: Load, seconds: float) -> tuple[int, float]:
    connections = load.server.connections(CLIENTS)
    try:
        return client.rate(connections, load.requests, seconds)
    finally:
        for connection in connections:
            connection.close()


def _median(turns: list[Figures]) -> Figures:
    return Figures(
        median(turn.rate for turn in turns),
        median(turn.alone for turn in turns),
        median(turn.processor for turn in turns),
    )
