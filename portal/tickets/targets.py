"""By when we answer: the targets of design and settings, in plain time or in business hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.settings import Calendar, Target, current
from portal.vocabulary import Priority


def answer_due(priority: Priority | None, plan: str, start: datetime) -> datetime | None:
    """The moment by which the first answer is promised, in UTC; None where the plan or the type promises none."""
    target = target_of(priority, plan)
    return _due(start, target.answer, target) if target else None


def update_due(priority: Priority | None, plan: str, start: datetime) -> datetime | None:
    """The moment by which the next update is promised when the clock runs since `start`; None as for `answer_due`."""
    target = target_of(priority, plan)
    return _due(start, target.update, target) if target else None


def target_of(priority: Priority | None, plan: str) -> Target | None:
    """What is promised for this priority on this plan, if anything is."""
    settings = current()
    return settings.targets[priority] if priority is not None and settings.plan_has_targets(plan) else None


def _due(start: datetime, minutes: int, target: Target) -> datetime:
    pause = timedelta(minutes=minutes)
    return start + pause if target.around_the_clock else add_business_time(start, pause, current().calendar)


def add_business_time(start: datetime, pause: timedelta, calendar: Calendar) -> datetime:
    """The moment when `pause` of business time has passed since `start`, in UTC."""
    zone = ZoneInfo(calendar.zone)
    moment = start
    while True:
        opens, closes = _next_span(moment, calendar, zone)
        moment = max(moment, opens)
        if moment + pause <= closes:
            return (moment + pause).astimezone(UTC)
        pause -= closes - moment
        moment = closes


def _next_span(moment: datetime, calendar: Calendar, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The business hours that run at `moment`, or the next ones; in UTC, because local days may be 23 hours long."""
    day = moment.astimezone(zone).date()
    while True:
        closes = _at(day, calendar.closes, zone)
        if day.weekday() in calendar.weekdays and day not in calendar.holidays and closes > moment:
            return _at(day, calendar.opens, zone), closes
        day += timedelta(days=1)


def _at(day: date, clock_time: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock_time, zone).astimezone(UTC)
