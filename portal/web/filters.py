"""How moments, sizes and texts read on a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, has_app_context
from markupsafe import Markup

from portal import clock, markup, settings
from portal.web.moments import Clock

_UNITS = ("bytes", "KiB", "MiB", "GiB")


def register(app: Flask) -> None:
    """Give templates the filters."""
    for name, function in _FILTERS.items():
        app.add_template_filter(function, name)


def here() -> Clock:
    """The clock of this request's reader."""
    return Clock(clock.now(), zone())


def zone() -> ZoneInfo:
    """The reader's time zone: their own choice, else that of the opening hours."""
    chosen = g.get("zone") if has_app_context() else None
    return ZoneInfo(chosen or settings.current().calendar.zone)


def moment(value: datetime) -> Markup:
    """A moment with its day and its hour."""
    return here().moment(value)


def day(value: datetime) -> Markup:
    """The day of a moment."""
    return here().day(value)


def clock_time(value: datetime) -> Markup:
    """The hour of a moment, and its day from today on."""
    return here().time(value)


def ago(value: datetime) -> Markup:
    """How long ago a moment was."""
    return here().ago(value)


def file_size(value: int) -> str:
    """Such as "640 bytes", "12 KiB", "1.4 MiB"."""
    if value == 1:
        return "1 byte"
    size, unit = float(value), 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size, unit = size / 1024, unit + 1
    return f"{size:.1f} {_UNITS[unit]}" if unit > 1 and size < 10 else f"{size:.0f} {_UNITS[unit]}"


def markdown(text: str) -> Markup:
    """What somebody wrote, as HTML that can do no harm."""
    return Markup(markup.to_html(text))  # noqa: S704 - sanitised by portal.markup


def plain(text: str) -> Markup:
    """What somebody mailed, as HTML that can do no harm: it means no more than it says."""
    return Markup(markup.plain_to_html(text))  # noqa: S704 - sanitised by portal.markup


_FILTERS: dict[str, Callable[..., Any]] = {
    "moment": moment,
    "day": day,
    "clock": clock_time,
    "ago": ago,
    "filesize": file_size,
    "markdown": markdown,
    "plain": plain,
}
