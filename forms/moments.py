"""Dates and times as people type and read them."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_YEAR_FIRST = re.compile(r"(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-./ ]+(\d{1,2}|[a-z]{3,9})\.?,?[-./ ]+(\d{4})", re.ASCII | re.IGNORECASE
)
_TIME = re.compile(r"(\d{1,2})[:.h ]?(\d{2})(?::\d{2}(?:\.\d+)?)?|(\d{1,2})", re.ASCII)


def parse_date(text: str) -> date:
    """The date in `23 11 2026`, `2026-11-23`, `23.11.2026` or `23 November 2026`; ValueError where it is none."""
    typed = " ".join(text.split())
    if found := _YEAR_FIRST.fullmatch(typed):
        year, month, day = found.groups()
        return _real(int(year), int(month), int(day))
    if found := _DAY_FIRST.fullmatch(typed):
        day, month, year = found.groups()
        return _real(int(year), _month(month), int(day))
    raise ValueError(text)


def _real(year: int, month: int, day: int) -> date:
    # Years far off are slips of the finger, and astimezone() fails at the very edges of the calendar.
    if not 1900 <= year <= 2200:
        raise ValueError(year)
    return date(year, month, day)


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    named = [number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(text.lower())]
    if len(named) != 1:
        raise ValueError(text)
    return named[0]


def parse_time(text: str) -> time:
    """The time in `09:15`, `9.15`, `0915` or `9`; ValueError where it is none."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    hour, minute, hour_alone = found.groups()
    return time(int(hour or hour_alone), int(minute or 0))


def at_wall_clock(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The aware moment of a wall clock; the first of two where clocks went back, ValueError where they skipped it."""
    moment = datetime.combine(day, clock, tzinfo=zone)
    if moment.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise ValueError("skipped")
    return moment


def format_date(day: date) -> str:
    """`23 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def format_moment(moment: datetime, zone: ZoneInfo) -> str:
    """`23 November 2026, 09:15 CET`."""
    local = moment.astimezone(zone)
    return f"{format_date(local.date())}, {local:%H:%M} {local.tzname()}"


def zone_name(zone: ZoneInfo, now: datetime) -> str:
    """`Europe/Stockholm (UTC+1)`, with the offset that holds at `now`."""
    offset = now.astimezone(zone).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    if not minutes:
        return zone.key if zone.key == "UTC" else f"{zone.key} (UTC)"
    hours, rest = divmod(abs(minutes), 60)
    return f"{zone.key} (UTC{'+' if minutes > 0 else '-'}{hours}{f':{rest:02}' if rest else ''})"
