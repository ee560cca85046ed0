"""Counts, names and times in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from portal.notify.texts import listing

_NAMED_AT_MOST = 5
LEAST_MAIL = (
    "Nothing about your colleagues’ tickets, but those that wait for you to approve them. About your own, that we have "
    "it and a question to you come at once, and the rest in one mail a day."
)


def names(people: Sequence[str], at_most: int = _NAMED_AT_MOST) -> str:
    """Such as "Bob Berg", "Bob Berg and Carol Weber", "Bob Berg, Carol Weber and 3 others"."""
    shown = list(people) if len(people) <= at_most else [*people[: at_most - 1], f"{len(people) - at_most + 1} others"]
    return listing(shown)


def number(count: int, one: str, many: str = "") -> str:
    """Such as "1 person", "3 people"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def capped(count: int, at_most: int = 100) -> str:
    """A count that went no further than `at_most`: 100 reads "99+"."""
    return f"{at_most - 1}+" if count >= at_most else str(count)


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """Such as "AA" for Alice Andersson; what stands in brackets behind a name is no part of it."""
    words = [word for word in name.split() if not word.startswith("(")]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def duration(start: datetime, end: datetime) -> str:
    """Such as "7 min", "2 h 10 min", "3 days"."""
    minutes = max(0, int((end - start).total_seconds())) // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return number(hours // 24, "day")
