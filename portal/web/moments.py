"""How moments read: where the reader is, and as seen from now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup

_MINUTE, _HOUR, _DAY = 60, 3600, 24 * 3600
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR = {0: "today", 1: "tomorrow", -1: "yesterday"}


class Local(NamedTuple):
    """A moment as it reads somewhere: its day as a number, and its parts in words."""

    ordinal: int
    year: int
    date: str
    day: str
    clock: str
    zone: str
    machine: str

    @property
    def whole(self) -> str:
        """Such as "23 Nov 2026, 10:46 CET"."""
        return f"{self.date}, {self.clock} {self.zone}"

    def marked(self, words: str, title: str = "") -> Markup:
        """The moment for machines, around these words of digits and names for people."""
        hover = f' title="{title}"' if title else ""
        return Markup(f'<time datetime="{self.machine}"{hover}>{words}</time>')  # noqa: S704 - nothing to escape


@lru_cache(maxsize=20_000)
def local(value: datetime, zone: ZoneInfo) -> Local:
    """How a moment reads in a zone; kept, because pages show the same ones again and again."""
    there = value.astimezone(zone)
    day = f"{there.day} {_MONTHS[there.month - 1]}"
    return Local(
        ordinal=there.toordinal(),
        year=there.year,
        date=f"{day} {there.year}",
        day=day,
        clock=f"{there.hour:02}:{there.minute:02}",
        zone=there.tzname() or "",
        machine=value.isoformat(timespec="seconds"),
    )


@dataclass(frozen=True)
class Clock:
    """What time it is, and where the reader is: pages with many moments ask for it once."""

    now: datetime
    zone: ZoneInfo

    def moment(self, value: datetime) -> Markup:
        """Such as "23 Nov 2026, 10:46 CET"."""
        there = local(value, self.zone)
        return there.marked(there.whole)

    def day(self, value: datetime) -> Markup:
        """Such as "23 Nov 2026"."""
        there = local(value, self.zone)
        return there.marked(there.date)

    def time(self, value: datetime) -> Markup:
        """Such as "12:46 CET today", "09:30 CET tomorrow", else with the day: "09:30 CET on 28 Nov"."""
        there = local(value, self.zone)
        when = _NEAR.get(there.ordinal - self._ordinal) or f"on {self._short(there)}"
        return there.marked(f"{there.clock} {there.zone} {when}")

    def soon(self, value: datetime) -> Markup:
        """Such as "Today 17:00", "Tomorrow 09:30", else with the day: "28 Nov 09:30"."""
        there = local(value, self.zone)
        day = _NEAR.get(there.ordinal - self._ordinal, "").capitalize() or self._short(there)
        return there.marked(f"{day} {there.clock}", title=there.whole)

    def hour(self, value: datetime) -> str:
        """Such as "10:58" for today, else with the day: "22 Nov, 10:58"; the year only where it is another."""
        there = local(value, self.zone)
        return there.clock if there.ordinal == self._ordinal else f"{self._short(there)}, {there.clock}"

    def at(self, value: datetime) -> Markup:
        """The same as `hour`, for machines too."""
        return local(value, self.zone).marked(self.hour(value))

    def ago(self, value: datetime, suffix: str = " ago") -> Markup:
        """Such as "38 min ago" under a day, then "Yesterday", then "20 Nov"; the whole moment on hovering."""
        there = local(value, self.zone)
        seconds = (self.now - value).total_seconds()
        days = self._ordinal - there.ordinal
        if seconds < _MINUTE:
            words = "just now"
        elif seconds < _HOUR:
            words = f"{int(seconds // _MINUTE)} min{suffix}"
        elif days == 0 or seconds < _DAY / 4:
            words = f"{int(seconds // _HOUR)} h{suffix}"
        else:
            words = "Yesterday" if days == 1 else self._short(there)
        return there.marked(words, title=there.whole)

    @cached_property
    def _today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @cached_property
    def _ordinal(self) -> int:
        return self._today.toordinal()

    def _short(self, there: Local) -> str:
        """The year only where it is another one."""
        return there.day if there.year == self._today.year else there.date
