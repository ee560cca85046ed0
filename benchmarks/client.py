"""A client that costs next to nothing: sockets kept alive, answers read by their length, and nothing else."""

from __future__ import annotations

import re
import selectors
import socket
import time
from dataclasses import dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TIMEOUT = 30.0


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    head: bytes
    body: bytes


class Connection:
    """One connection to a server on this machine, kept alive; it is opened again where the server closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._opened()

    def ask(self, request: bytes) -> Answer:
        """Send the request and wait for its whole answer."""
        try:
            self.socket.sendall(request)
            return self.answer()
        except (BrokenPipeError, ConnectionResetError):
            # Kept alive for too long, perhaps; but what changes something is never sent twice unasked.
            if not request.startswith(b"GET"):
                raise
            self.close()
            self.socket = self._opened()
            self.socket.sendall(request)
            return self.answer()

    def answer(self) -> Answer:
        """The answer to what was sent before."""
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head, body = data[:end], data[end + 4 :]
        status = int(head[9:12])
        found = _LENGTH.search(head)
        if found is None and status not in {204, 304}:
            raise ValueError("an answer without a length")
        length = int(found[1]) if found else 0
        parts, missing = [body], length - len(body)
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        return Answer(status, head, b"".join(parts))

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def _opened(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=_TIMEOUT)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def _more(self) -> bytes:
        received = self.socket.recv(262_144)
        if not received:
            raise ConnectionResetError("the server closed the connection")
        return received


def rate(connections: list[Connection], requests: list[bytes], seconds: float) -> tuple[int, float]:
    """Ask for so long, each connection again as soon as it has its answer: how many answers, in how many seconds.

    With as many requests as connections each connection has its own; with one request all share it.
    """
    with selectors.DefaultSelector() as waiting:
        own = list(zip(connections, requests * (len(connections) // len(requests)), strict=True))
        started = time.perf_counter()
        for connection, request in own:
            waiting.register(connection.socket, selectors.EVENT_READ, (connection, request))
            connection.socket.sendall(request)
        done = 0
        while time.perf_counter() < started + seconds:
            for key, _ in waiting.select(_TIMEOUT):
                connection, request = key.data
                _expect(connection.answer())
                connection.socket.sendall(request)
                done += 1
        elapsed = time.perf_counter() - started
    for connection in connections:
        _expect(connection.answer())
    return done, elapsed


def durations(connection: Connection, request: bytes, seconds: float) -> list[float]:
    """How many milliseconds each answer took, when one client asks one thing after the other."""
    found = []
    until = time.perf_counter() + seconds
    while (started := time.perf_counter()) < until:
        _expect(connection.ask(request))
        found.append((time.perf_counter() - started) * 1000)
    return found


def _expect(answer: Answer) -> None:
    if answer.status != 200:
        raise ValueError(f"a page under measurement answered {answer.status}")
