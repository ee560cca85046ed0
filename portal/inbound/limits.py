"""How long one mail may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN_AFTER = 1.0


class OutOfTime(BaseException):
    """A mail took longer than it may. Like an interrupt it is no Exception, so that nothing forgives it by the way."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Interrupt the block with OutOfTime after so many seconds; only a process's main thread can be interrupted so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_: int, __: FrameType | None) -> None:
        raise OutOfTime(f"it took longer than {seconds:.0f} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    # It rings again and again: where one interrupt was lost, in code that may not raise, the next one is not.
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN_AFTER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
