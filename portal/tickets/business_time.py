"""Time that counts: every hour, or only the opening hours of a calendar. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.settings import Calendar

_NOTHING = timedelta()


def add_time(start: datetime, span: timedelta, hours: Calendar | None) -> datetime:
    """The moment when so much time has passed since `start`, in UTC; every hour counts where `hours` is None."""
    return (start + span).astimezone(UTC) if hours is None else add_business_time(start, span, hours)


def time_between(start: datetime, end: datetime, hours: Calendar | None) -> timedelta:
    """How much time that counts lies between the two; nothing where `end` is not after `start`."""
    if end <= start:
        return _NOTHING
    return end - start if hours is None else _business_time_between(start, end, hours)


def add_business_time(start: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """The moment when `span` of business time has passed since `start`, in UTC."""
    zone = ZoneInfo(calendar.zone)
    moment = start
    while True:
        opens, closes = _next_hours(moment, calendar, zone)
        moment = max(moment, opens)
        if moment + span <= closes:
            return (moment + span).astimezone(UTC)
        span -= closes - moment
        moment = closes


def _business_time_between(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    zone = ZoneInfo(calendar.zone)
    passed, moment = _NOTHING, start
    while True:
        opens, closes = _next_hours(moment, calendar, zone)
        if opens >= end:
            return passed
        passed += min(closes, end) - max(moment, opens)
        moment = closes


def _next_hours(moment: datetime, calendar: Calendar, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The business hours that run at `moment`, or the next ones; in UTC, because local days may be 23 hours long."""
    day = moment.astimezone(zone).date()
    while True:
        opens, closes = _at(day, calendar.opens, zone), _at(day, calendar.closes, zone)
        # In the night when the clocks go forward short hours may be left out of the day altogether.
        if _is_working_day(day, calendar) and closes > max(moment, opens):
            return opens, closes
        day += timedelta(days=1)


def _is_working_day(day: date, calendar: Calendar) -> bool:
    return day.weekday() in calendar.weekdays and day not in calendar.holidays


def _at(day: date, clock_time: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock_time, zone).astimezone(UTC)
