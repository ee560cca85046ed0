"""Where the present act comes from, for the audit: the address of a browser, or the name of a program of ours."""

from __future__ import annotations

from contextvars import ContextVar

_origin: ContextVar[str] = ContextVar("origin", default="")

_LONGEST = 64


def begin(origin: str) -> None:
    """From here on, in this thread, what is done comes from there."""
    _origin.set(origin[:_LONGEST])


def present() -> str:
    """Where the present act comes from; empty where nobody said."""
    return _origin.get()
