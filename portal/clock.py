"""The only source of time, so that tests can stop it and the demo can tell what happened before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from zoneinfo import available_timezones

# Later than every moment: of what nothing is promised for at present, and of what is over for good.
STANDS = datetime(9998, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)

_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


@cache
def zones() -> frozenset[str]:
    """The names of all time zones; asked once, because the answer takes reading a whole folder."""
    return frozenset(available_timezones())


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _stopped.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside the block, in this thread, it is and stays this moment."""
    token = _stopped.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.reset(token)
