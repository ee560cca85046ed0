"""The maths of the figures: how many, how old, how often in time. Pure: rows in, numbers out."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)

# More columns than this cannot be told apart.
MOST_DAYS = 92
_AGES = (1, 3, 7, 14, 30)


class Raised(NamedTuple):
    """What the figures ask of a ticket that was opened; `rank` is 1 for P1 ... 4 for P4, 9 for none."""

    opened_at: datetime
    rank: int
    issue_type: str
    organisation_id: int | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None


class Ended(NamedTuple):
    """What they ask of one that was resolved, or else finished without that."""

    ended_at: datetime
    opened_at: datetime
    rank: int
    issue_type: str
    organisation_id: int | None
    was_resolved: bool


class Span(NamedTuple):
    """A day, or a week that begins on a Monday, from its first moment to the first after it."""

    first: date
    start: datetime
    end: datetime


class Flow(NamedTuple):
    """What came and went in a span, and how many were open at its end."""

    span: Span
    opened: int
    ended: int
    backlog: int


class Kept(NamedTuple):
    """How often something was in time and how often not; what can still be either is `waiting`."""

    met: int = 0
    missed: int = 0
    waiting: int = 0

    @property
    def share(self) -> float | None:
        """The part that was in time, of 1; None where nothing is decided."""
        decided = self.met + self.missed
        return self.met / decided if decided else None

    def __add__(self, other: Kept) -> Kept:  # type: ignore[override]
        return Kept(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def spans(first: date, last: date, zone: ZoneInfo) -> tuple[Span, ...]:
    """The days from `first` to `last` as that zone counts them; weeks, where there are too many days."""
    days = (last - first).days + 1
    if days <= MOST_DAYS:
        starts = [first + timedelta(days=number) for number in range(days)]
    else:
        monday = first + timedelta(days=7 - first.weekday())
        weeks = (last - monday).days // 7 + 1
        starts = [first, *(monday + timedelta(weeks=number) for number in range(weeks))]
    moments = [datetime.combine(day, time(), zone) for day in (*starts, last + timedelta(days=1))]
    return tuple(Span(day, moments[place], moments[place + 1]) for place, day in enumerate(starts))


def flow(
    over: Sequence[Span], opened: Iterable[datetime], ended: Iterable[datetime], open_at_end: int
) -> tuple[Flow, ...]:
    """What came, went and stayed, span by span; `open_at_end` is how many were open when the last one ended."""
    came, went = _in_each(over, opened), _in_each(over, ended)
    found, backlog = [], open_at_end
    for place in reversed(range(len(over))):
        found.append(Flow(over[place], came[place], went[place], backlog))
        backlog += went[place] - came[place]
    return tuple(reversed(found))


def _in_each(over: Sequence[Span], moments: Iterable[datetime]) -> Counter[int]:
    starts = [span.start for span in over]
    return Counter(bisect_right(starts, moment) - 1 for moment in moments)


def ages(opened: Iterable[datetime], now: datetime) -> tuple[tuple[int | None, int], ...]:
    """How many are younger than each number of days and not than the one before it; None for all older ones."""
    counted = Counter(bisect_right(_AGES, (now - moment) / timedelta(days=1)) for moment in opened)
    return tuple((days, counted[place]) for place, days in enumerate((*_AGES, None)))


def answers(row: Raised, now: datetime) -> Kept:
    """Whether the first answer was in time; what ended before one was due, without one, is not held against anybody."""
    due = row.answer_due_at
    if due is None:
        return Kept()
    if row.answered_at is not None:
        return Kept(met=1) if row.answered_at <= due else Kept(missed=1)
    if due < (row.ended_at or now):
        return Kept(missed=1)
    return Kept() if row.ended_at else Kept(waiting=1)


def resolutions(row: Ended, within: timedelta | None) -> Kept:
    """Whether a ticket was resolved within the time that we want."""
    if within is None or not row.was_resolved:
        return Kept()
    return Kept(met=1) if row.ended_at - row.opened_at <= within else Kept(missed=1)


def by(key: Callable[[Row], Key], rows: Iterable[Row], judge: Callable[[Row], Kept]) -> dict[Key, Kept]:
    """What `judge` says of the rows, added up for each key."""
    found: dict[Key, Kept] = {}
    for row in rows:
        found[key(row)] = found.get(key(row), Kept()) + judge(row)
    return found


def usual_time(rows: Iterable[Ended]) -> timedelta | None:
    """How long it took to resolve half of them, waiting for the customer included; None where none was."""
    taken = [(row.ended_at - row.opened_at).total_seconds() for row in rows if row.was_resolved]
    return timedelta(seconds=median(taken)) if taken else None


def average(scores: Counter[int]) -> float | None:
    """The mean of scores with how often each was given; None where none was."""
    given = scores.total()
    return sum(score * count for score, count in scores.items()) / given if given else None
