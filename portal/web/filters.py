"""How moments, sizes and texts read on a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, has_app_context
from markupsafe import Markup

from portal import clock, markup, settings

_MINUTE, _HOUR, _DAY = 60, 3600, 24 * 3600
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = ("bytes", "KiB", "MiB", "GiB")


def register(app: Flask) -> None:
    """Give templates the filters."""
    for name, function in _FILTERS.items():
        app.add_template_filter(function, name)


def zone() -> ZoneInfo:
    """The reader's time zone: their own choice, else that of the opening hours."""
    chosen = g.get("zone") if has_app_context() else None
    return ZoneInfo(chosen or settings.current().calendar.zone)


def moment(value: datetime) -> Markup:
    """Such as "23 Nov 2026, 10:46 CET"."""
    local = value.astimezone(zone())
    return _time(value, f"{_date(local)}, {local:%H:%M} {local.tzname()}")


def day(value: datetime) -> Markup:
    """Such as "23 Nov 2026"."""
    return _time(value, _date(value.astimezone(zone())))


def clock_time(value: datetime) -> Markup:
    """Such as "12:46 CET today", "09:30 CET tomorrow", else with the day: "09:30 CET on 28 Nov"."""
    local = value.astimezone(zone())
    days = (local.date() - clock.now().astimezone(zone()).date()).days
    when = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days) or f"on {_short_date(local)}"
    return _time(value, f"{local:%H:%M} {local.tzname()} {when}")


def ago(value: datetime) -> Markup:
    """Such as "38 min ago" under a day, then "Yesterday", then "20 Nov"; the whole moment on hovering."""
    here = zone()
    now, local = clock.now().astimezone(here), value.astimezone(here)
    seconds = (now - value).total_seconds()
    days = now.toordinal() - local.toordinal()
    if seconds < _MINUTE:
        words = "just now"
    elif seconds < _HOUR:
        words = f"{int(seconds // _MINUTE)} min ago"
    elif days == 0 or seconds < _DAY / 4:
        words = f"{int(seconds // _HOUR)} h ago"
    else:
        words = "Yesterday" if days == 1 else _date(local) if local.year != now.year else _day(local)
    return _time(value, words, title=f"{_date(local)}, {local.hour:02}:{local.minute:02} {local.tzname()}")


def file_size(value: int) -> str:
    """Such as "640 bytes", "12 KiB", "1.4 MiB"."""
    size, unit = float(value), 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size, unit = size / 1024, unit + 1
    return f"{size:.1f} {_UNITS[unit]}" if unit > 1 and size < 10 else f"{size:.0f} {_UNITS[unit]}"


def markdown(text: str) -> Markup:
    """What somebody wrote, as HTML that can do no harm."""
    return Markup(markup.to_html(text))  # noqa: S704 - sanitised by portal.markup


def _time(value: datetime, words: str, title: str = "") -> Markup:
    hover = f' title="{title}"' if title else ""
    # The words are all made here, of digits and names of months and zones: nothing in them has to be escaped.
    return Markup(f'<time datetime="{value.isoformat(timespec="seconds")}"{hover}>{words}</time>')  # noqa: S704


def _date(local: datetime) -> str:
    return f"{_day(local)} {local.year}"


def _day(local: datetime) -> str:
    return f"{local.day} {_MONTHS[local.month - 1]}"


def _short_date(local: datetime) -> str:
    """The year only where it is another one."""
    same_year = local.year == clock.now().astimezone(zone()).year
    return _day(local) if same_year else _date(local)


_FILTERS: dict[str, Callable[..., Any]] = {
    "moment": moment,
    "day": day,
    "clock": clock_time,
    "ago": ago,
    "filesize": file_size,
    "markdown": markdown,
}
