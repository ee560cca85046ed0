"""What is promised on a ticket, as mails say it: by when, how often, and what happens by itself."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from portal.notify.letters import Reader, TicketLetter
from portal.notify.texts import moment
from portal.settings import Calendar, Target, current
from portal.vocabulary import Priority, Status


def zone_of(reader: Reader) -> ZoneInfo:
    """The zone that the reader's times are written in."""
    return ZoneInfo(reader.time_zone) if reader.time_zone else current().calendar.time_zone


def first_answer(letter: TicketLetter, reader: Reader) -> str:
    """When the first answer comes at the latest, as clock time and zone, or in words why no time is promised."""
    if letter.answer_due_at is not None:
        return moment(letter.answer_due_at, zone_of(reader))
    if letter.status is Status.WAITING_FOR_APPROVAL:
        return "The clock starts when the request is approved"
    if letter.priority is None:
        return "As soon as we can: this kind of request has no promised time"
    return "As soon as we can: the plan has no promised times"


def due(letter: TicketLetter, reader: Reader) -> str:
    """By when the next thing is promised, as clock time and zone; nothing where nothing is."""
    return moment(letter.due_at, zone_of(reader)) if letter.due_kind else ""


def updates(letter: TicketLetter) -> str:
    """How often the reader hears from us after the first answer; nothing where no time is promised."""
    often = rhythm(letter)
    return f"After the first answer {often[:1].lower()}{often[1:]}" if often else ""


def closes(letter: TicketLetter) -> str:
    """That a resolved ticket is closed by itself, and when; nothing where it is not."""
    days = current().waiting.close_days
    if not days or letter.priority is Priority.P1:
        return ""
    return f"It is closed in {count(days, 'day', always=True)} unless somebody says otherwise."


def rhythm(letter: TicketLetter) -> str:
    """How often the reader hears from us; nothing where no time is promised."""
    target = current().target_of(letter.priority, letter.plan)
    if target is None:
        return ""
    span = _span(target, current().calendar_of(letter.plan))
    if target.keep_in_loop:
        return f"You hear from us at least every {span}."
    return f"We answer what you write within {'a ' if span[0].isalpha() else ''}{span}."


def _span(target: Target, calendar: Calendar) -> str:
    hours, minutes = divmod(target.update, 60)
    if target.around_the_clock:
        span = count(hours, "hour") if hours and not minutes else f"{target.update} minutes"
        return f"{span}, day and night"
    day = (calendar.closes.hour - calendar.opens.hour) * 60 + calendar.closes.minute - calendar.opens.minute
    days = target.update // day
    return count(days, "business day") if days else count(max(hours, 1), "business hour")


def count(number: int, unit: str, *, always: bool = False) -> str:
    """5 days; a day where one is meant, or 1 day where the number `always` stands."""
    return (f"1 {unit}" if always else unit) if number == 1 else f"{number} {unit}s"
