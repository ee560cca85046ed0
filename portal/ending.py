"""How a process that works in turns hears that it has to end."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType


def when_told(log: logging.Logger) -> threading.Event:
    """What is set once TERM or INT comes, which is noted in this log; for the main thread of a process alone."""
    stop = threading.Event()

    def end(number: int, _: FrameType | None) -> None:
        log.info("%s: ending after the mail in hand", signal.Signals(number).name)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return stop
