"""How moments, sizes and texts read on a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, has_app_context
from markupsafe import Markup

from portal import clock, markup, settings
from portal.notify.texts import filesize
from portal.web.moments import Clock


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
    "filesize": filesize,
    "markdown": markdown,
    "plain": plain,
}
