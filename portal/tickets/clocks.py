"""The clocks of a ticket, made of what happened to it: when the first answer is due, when the next update. Pure.

Nothing is counted up: everything follows from the events each time, so that a clock cannot go wrong and stay so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from portal import clock
from portal.settings import Calendar
from portal.states import STATES
from portal.tickets.business_time import add_time, time_between
from portal.vocabulary import DueKind, Status

# So much of the time may pass before engineers are warned.
WARN_AT = 0.75


class What(StrEnum):
    """What happened, as far as a clock minds."""

    # An engineer wrote to the requester: only that meets a target (OPS-05).
    ANSWERED = "answered"
    # A customer wrote.
    WROTE = "wrote"
    MOVED = "moved"


class Event(NamedTuple):
    """One thing that happened; `before` and `after` where the status changed."""

    at: datetime
    what: What
    before: Status | None = None
    after: Status | None = None


@dataclass(frozen=True)
class Promise:
    """What is promised for a priority on a plan: spans of time that counts in `hours`, or in every hour.

    With `keep_in_loop` each answer starts the next update; without it an update is due once a customer has written.
    """

    answer: timedelta
    update: timedelta
    hours: Calendar | None = None
    keep_in_loop: bool = True


@dataclass(frozen=True)
class Clock:
    """How a ticket stands: what is due next, and what there was to be said of its first answer.

    `due_at` is `clock.STANDS` while nothing is promised and `clock.NEVER` once it is finished; `warn_at`, when
    engineers have to be warned of what is due, is NEVER then.
    """

    due_at: datetime
    due_kind: DueKind | None = None
    warn_at: datetime = clock.NEVER
    answer_due_at: datetime | None = None
    answered_at: datetime | None = None
    # Since when the customer has had the turn.
    waiting_since: datetime | None = None


class _Span(NamedTuple):
    status: Status
    since: datetime
    until: datetime | None


@dataclass
class _Story:
    """What the events say, whatever is promised."""

    opened_at: datetime
    status: Status
    spans: list[_Span] = field(default_factory=list)
    answered_at: datetime | None = None
    # When an engineer wrote last, and since when a customer waits for an answer to what they wrote (OPS-07).
    answer_at: datetime | None = None
    asked_at: datetime | None = None

    def take(self, event: Event) -> None:
        if event.what is What.MOVED:
            self._move(event)
        elif event.what is What.WROTE:
            self.asked_at = self.asked_at or event.at
        elif self.status is not Status.WAITING_FOR_APPROVAL:
            self.answered_at = self.answered_at or event.at
            self.answer_at, self.asked_at = event.at, None

    def _move(self, event: Event) -> None:
        self.spans.append(_Span(event.before or self.status, self._since(), event.at))
        self.status = event.after or self.status

    def end(self, status: Status) -> None:
        self.status = status
        self.spans.append(_Span(status, self._since(), None))

    def _since(self) -> datetime:
        return self.spans[-1].until or self.opened_at if self.spans else self.opened_at

    @property
    def start(self) -> datetime | None:
        """From when the first answer counts: from the approval, where one was needed; None while it is."""
        approvals = [span.until for span in self.spans if span.status is Status.WAITING_FOR_APPROVAL]
        return approvals[-1] if approvals else self.opened_at


def clock_of(opened_at: datetime, events: Iterable[Event], status: Status, promise: Promise | None) -> Clock:
    """How a ticket of this status stands after these events; `promise` is None where nothing is promised."""
    story = _story(opened_at, events, status)
    due_at, due_kind, warn_at = _due(story, promise)
    return Clock(
        due_at=due_at,
        due_kind=due_kind,
        warn_at=warn_at,
        answer_due_at=_answer_due(story, promise) if promise else None,
        answered_at=story.answered_at,
        waiting_since=_waiting_since(story),
    )


def _story(opened_at: datetime, events: Iterable[Event], status: Status) -> _Story:
    # Two servers may not quite agree on the time: nothing happened before the ticket was opened.
    story, earlier = _Story(opened_at, status), sorted(events, key=lambda event: event.at)
    first = next((event for event in earlier if event.what is What.MOVED), None)
    story.status = (first.before if first else None) or status
    for event in earlier:
        story.take(event._replace(at=max(event.at, opened_at)))
    story.end(status)
    return story


def _due(story: _Story, promise: Promise | None) -> tuple[datetime, DueKind | None, datetime]:
    if story.status.is_finished:
        return clock.NEVER, None, clock.NEVER
    counts = _counts_to_answer if story.answered_at is None else _counts_to_update
    if promise is None or not counts(story.status):
        return clock.STANDS, None, clock.NEVER
    if story.answered_at is None:
        kind, span, begins = DueKind.ANSWER, promise.answer, story.start
    else:
        kind, span = DueKind.UPDATE, promise.update
        begins = story.answer_at if promise.keep_in_loop else story.asked_at
    due_at = _elapsed(story, begins, span, counts, promise.hours)
    warn_at = _elapsed(story, begins, span * WARN_AT, counts, promise.hours)
    if due_at is None or warn_at is None:
        return clock.STANDS, None, clock.NEVER
    return due_at, kind, warn_at


def _answer_due(story: _Story, promise: Promise) -> datetime | None:
    return _elapsed(story, story.start, promise.answer, _counts_to_answer, promise.hours)


def _waiting_since(story: _Story) -> datetime | None:
    """From our last words on, where an engineer wrote once more meanwhile."""
    if story.status is not Status.WAITING_FOR_CUSTOMER:
        return None
    return max(story.spans[-1].since, story.answer_at or story.opened_at)


def _counts_to_answer(status: Status) -> bool:
    """A first answer that was not given yet is not put off by a question to the customer (OPS-08)."""
    return STATES[status].clock_runs or status is Status.WAITING_FOR_CUSTOMER


def _counts_to_update(status: Status) -> bool:
    return STATES[status].clock_runs


def _elapsed(
    story: _Story, begins: datetime | None, span: timedelta, counts: Callable[[Status], bool], hours: Calendar | None
) -> datetime | None:
    """When the span has passed since then, without the time in which the clock stood (OPS-08).

    Where it stands now, it is as if it had gone on; None where it has not begun.
    """
    if begins is None:
        return None
    running = [
        (max(piece.since, begins), piece.until)
        for piece in story.spans
        if counts(piece.status) and (piece.until is None or piece.until > begins)
    ]
    if not running:
        return None
    for since, until in running[:-1]:
        passed = time_between(since, until or since, hours)
        if passed >= span:
            return add_time(since, span, hours)
        span -= passed
    return add_time(running[-1][0], span, hours)
