"""How shares, averages, spans and days read in the figures. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from portal.tickets.counting import Kept, average
from portal.web.wording import number

NOTHING = "–"


def share_words(kept: Kept) -> str:
    """Such as "82 %"; a dash where nothing is decided."""
    return NOTHING if kept.share is None else f"{kept.share * 100:.0f} %"


def average_words(scores: Counter[int]) -> str:
    """Such as "4.3"; a dash where nobody said anything."""
    found = average(scores)
    return NOTHING if found is None else f"{found:.1f}"


def span_words(taken: timedelta | None) -> str:
    """Such as "50 min", "3 h 20 min", "2.5 days"; a dash for nothing."""
    if taken is None:
        return NOTHING
    minutes = round(taken / timedelta(minutes=1))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days = round(taken / timedelta(days=1), 1)
    return number(int(days), "day") if days == int(days) else f"{days} days"


def day_words(day: date, *, year: bool = False) -> str:
    """Such as "23 Nov", "23 Nov 2026"."""
    return f"{day.day} {day:%b} {day.year}" if year else f"{day.day} {day:%b}"
