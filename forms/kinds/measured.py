"""Kinds with a measure: numbers, dates, moments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from forms.kinds.base import Data, Given, Kind, Refused, one_line
from forms.moments import at_wall_clock, format_date, format_moment, parse_date, parse_time, zone_name
from forms.schema import FieldSpec
from forms.surroundings import Choice, Surroundings

TIME, ZONE = "-time", "-zone"
UTC = ZoneInfo("UTC")


class Number(Kind):
    """A whole number with a unit; thousands may be parted by spaces."""

    name = "number"
    input_mode = "numeric"
    width = "short"

    def read(self, given: Given) -> Data:
        spec = given.spec
        typed = one_line(given.typed()).removesuffix(spec.unit).strip()
        if not re.fullmatch(r"[+-]?(\d{1,15}|\d{1,3}([ ']\d{3}){1,4})", typed, re.ASCII):
            raise Refused(spec.messages.invalid or f'Write "{spec.label}" as a whole number, for example 64')
        number = int(re.sub(r"[ ']", "", typed))
        low, high = spec.minimum, spec.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            raise Refused(spec.messages.limit or f"Write a number {_range(low, high)}")
        return str(number)

    def show(self, data: Data, given: Given) -> str:
        return f"{data} {given.spec.unit}".strip()


def _range(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return f"from {low} to {high}"
    return f"of {low} or more" if low is not None else f"of {high} or less"


class Date(Kind):
    """A day, kept as `2026-11-23`."""

    name = "date"
    widget = "date"
    width = "short"

    def hint(self, given: Given) -> str:
        return f"{given.spec.help} For example {_today(given.surroundings)}.".strip()

    def read(self, given: Given) -> Data:
        return _day(given).isoformat()

    def show(self, data: Data, given: Given) -> str:
        return format_date(date.fromisoformat(str(data)))


class Moment(Kind):
    """A day and a time in a zone, kept as an aware ISO moment."""

    name = "datetime"
    widget = "datetime"
    suffixes = ("", TIME, ZONE)
    width = "short"

    def hint(self, given: Given) -> str:
        spec, surroundings = given.spec, given.surroundings
        example = f"For example {_today(surroundings)}, 09:15."
        return " ".join(filter(None, [spec.help, _zone_hint(spec, surroundings), example]))

    def is_blank(self, given: Given) -> bool:
        return not given.typed().strip() and not given.typed(TIME).strip()

    def read(self, given: Given) -> Data:
        day, zone = _day(given), _zone(given)
        typed = given.typed(TIME)
        if not typed.strip():
            raise Refused("Write the time as well, for example 09:15", TIME)
        try:
            clock = parse_time(one_line(typed))
        except ValueError:
            raise Refused(f'"{one_line(typed)}" is not a time; write it like 09:15', TIME) from None
        try:
            return at_wall_clock(day, clock, zone).isoformat()
        except ValueError:
            raise Refused(f"{clock:%H:%M} does not exist on that day: the clocks go forward", TIME) from None

    def show(self, data: Data, given: Given) -> str:
        return format_moment(datetime.fromisoformat(str(data)), _zone(given))


def zones_of(spec: FieldSpec, surroundings: Surroundings) -> tuple[Choice, ...]:
    """The time zones to choose from, the reader's own first; none where the field does not ask for one."""
    if spec.kind != "datetime" or spec.zone != "ask":
        return ()
    own = surroundings.zone.key
    return tuple(Choice(name, name) for name in [own, *sorted(_zones() - {own})])


@cache
def _zones() -> frozenset[str]:
    apart = ("Etc/", "SystemV/", "US/")
    return frozenset(
        name for name in available_timezones() if name == "UTC" or ("/" in name and not name.startswith(apart))
    )


def _zone(given: Given) -> ZoneInfo:
    if given.spec.zone == "utc":
        return UTC
    asked = given.typed(ZONE).strip() if given.spec.zone == "ask" else ""
    if not asked:
        return given.surroundings.zone
    if asked != given.surroundings.zone.key and asked not in _zones():
        raise Refused("Choose a time zone from the list", ZONE)
    return ZoneInfo(asked)


def _zone_hint(spec: FieldSpec, surroundings: Surroundings) -> str:
    hints: Mapping[str, str] = {
        "utc": "In UTC.",
        "ask": "",
        "reader": f"Your time zone, {zone_name(surroundings.zone, surroundings.now)}.",
    }
    return hints[spec.zone]


def _day(given: Given) -> date:
    typed = one_line(given.typed())
    if not typed:
        raise Refused("Write the date as well, for example " + _today(given.surroundings))
    try:
        return parse_date(typed)
    except ValueError:
        raise Refused(
            given.spec.messages.invalid or f'"{typed}" is not a date; write it like {_today(given.surroundings)}'
        ) from None


def _today(surroundings: Surroundings) -> str:
    now = surroundings.now.astimezone(surroundings.zone)
    return f"{now.day} {now.month} {now.year}"
