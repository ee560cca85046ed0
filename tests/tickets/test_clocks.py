"""The clocks of a ticket: what is due after whatever happened, in whatever order (OPS-02 to OPS-09, R-20)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from portal import clock
from portal.settings import Calendar
from portal.states import STATES
from portal.tickets.business_time import add_time, time_between
from portal.tickets.clocks import Clock, Event, Promise, What, clock_of
from portal.vocabulary import DueKind, Status

pytestmark = pytest.mark.once

OPENED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOURLY = Promise(timedelta(hours=2), timedelta(hours=4))
AFTER_CUSTOMER = Promise(timedelta(hours=2), timedelta(hours=4), keep_in_loop=False)
NEW, WORK, ASKED = Status.NEW, Status.IN_PROGRESS, Status.WAITING_FOR_CUSTOMER
SUPPLIER, SOLVED, APPROVAL = Status.WAITING_FOR_THIRD_PARTY, Status.RESOLVED, Status.WAITING_FOR_APPROVAL


def at(hours: float) -> datetime:
    return OPENED + timedelta(hours=hours)


def answered(hours: float) -> Event:
    return Event(at(hours), What.ANSWERED)


def wrote(hours: float) -> Event:
    return Event(at(hours), What.WROTE)


def moved(hours: float, before: Status, after: Status) -> Event:
    return Event(at(hours), What.MOVED, before, after)


def due(status: Status, *events: Event, promise: Promise | None = HOURLY) -> tuple[DueKind | None, float | str]:
    """What is due, and how many hours after the ticket was opened."""
    found = clock_of(OPENED, events, status, promise)
    if found.due_at in (clock.STANDS, clock.NEVER):
        return found.due_kind, "stands" if found.due_at == clock.STANDS else "never"
    return found.due_kind, (found.due_at - OPENED) / timedelta(hours=1)


ANSWER, UPDATE = DueKind.ANSWER, DueKind.UPDATE
# What happened, and the status now -> what is due.
STORIES = [
    ((NEW,), (ANSWER, 2)),
    # What a customer adds, and what changes beside an answer, meets nothing and puts nothing off (OPS-05, OPS-07).
    ((NEW, wrote(0.5)), (ANSWER, 2)),
    ((WORK, moved(1, NEW, WORK)), (ANSWER, 2)),
    ((WORK, answered(1), moved(1, NEW, WORK)), (UPDATE, 5)),
    ((WORK, answered(1), moved(1, NEW, WORK), answered(3)), (UPDATE, 7)),
    ((SUPPLIER, answered(1), moved(1, NEW, WORK), moved(2, WORK, SUPPLIER)), (UPDATE, 5)),
    # Waiting for the customer stands, and is no part of our time (OPS-08).
    ((ASKED, answered(1), moved(1, NEW, ASKED)), (None, "stands")),
    ((WORK, answered(1), moved(1, NEW, ASKED), wrote(50), moved(50, ASKED, WORK)), (UPDATE, 54)),
    ((WORK, answered(1), moved(3, NEW, ASKED), wrote(50), moved(50, ASKED, WORK)), (UPDATE, 52)),
    # The first answer is not put off by a question that nobody wrote down.
    ((ASKED, moved(1, NEW, ASKED)), (ANSWER, 2)),
    ((WORK, moved(1, NEW, ASKED), moved(50, ASKED, WORK)), (ANSWER, 2)),
    # Approval: the first answer counts from there, and what is written before is none.
    ((APPROVAL,), (None, "stands")),
    ((APPROVAL, answered(1)), (None, "stands")),
    ((NEW, answered(1), moved(30, APPROVAL, NEW)), (ANSWER, 32)),
    # Solved, and open again.
    ((SOLVED, answered(1), moved(1, NEW, SOLVED)), (None, "stands")),
    ((WORK, answered(1), moved(1, NEW, SOLVED), wrote(40), moved(40, SOLVED, WORK)), (UPDATE, 44)),
    ((Status.CLOSED, answered(1), moved(1, NEW, SOLVED), moved(9, SOLVED, Status.CLOSED)), (None, "never")),
    ((Status.CANCELLED, moved(1, NEW, Status.CANCELLED)), (None, "never")),
]


@pytest.mark.parametrize(("story", "expected"), STORIES)
def test_what_is_due(story: tuple[Status, *tuple[Event, ...]], expected: tuple[DueKind | None, float | str]) -> None:
    assert due(*story) == expected


def test_the_free_plan_promises_nothing() -> None:
    """OPS-02."""
    assert due(NEW, promise=None) == (None, "stands")
    assert due(Status.CLOSED, promise=None) == (None, "never")


def test_the_other_mode_promises_an_answer_to_the_oldest_message_that_has_none() -> None:
    """OPS-06, OPS-07: more messages do not put it off."""
    begun = (answered(1), moved(1, NEW, WORK))
    assert due(WORK, *begun, promise=AFTER_CUSTOMER) == (None, "stands")
    assert due(WORK, *begun, wrote(3), promise=AFTER_CUSTOMER) == (UPDATE, 7)
    assert due(WORK, *begun, wrote(3), wrote(6), promise=AFTER_CUSTOMER) == (UPDATE, 7)
    assert due(WORK, *begun, wrote(3), answered(6), promise=AFTER_CUSTOMER) == (None, "stands")


def test_another_priority_counts_from_the_original_start() -> None:
    """OPS-09."""
    story = (answered(1), moved(1, NEW, WORK), moved(2, WORK, ASKED), wrote(9), moved(9, ASKED, WORK))
    assert due(WORK, *story) == (UPDATE, 12)
    pressing = Promise(timedelta(hours=1), timedelta(hours=2))
    assert due(WORK, *story, promise=pressing) == (UPDATE, 10)


# Any calendar, over the days when the clocks change and a leap day.
ZONES = ("Europe/Stockholm", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
LEAP_DAY = date(2028, 2, 29)
calendars = st.builds(
    lambda zone, opens, length, days, holidays: Calendar(
        zone=zone,
        opens=time(opens // 60, opens % 60),
        closes=time((opens + length) // 60, (opens + length) % 60),
        days=tuple(days),
        holidays=tuple(holidays),
    ),
    st.sampled_from(ZONES),
    st.integers(0, 13 * 60),
    st.integers(1, 10 * 60),
    st.sets(st.sampled_from(("monday", "wednesday", "friday", "saturday", "sunday")), min_size=1),
    st.sets(st.sampled_from((LEAP_DAY, date(2028, 3, 26), date(2028, 10, 29), date(2027, 12, 24))), max_size=3),
)
hours_or_none = st.none() | calendars
# Around both changes of the clock, in several zones, and around the leap day.
moments = st.one_of(
    st.builds(
        lambda day, minute: day + timedelta(minutes=minute),
        st.sampled_from(
            [datetime(2028, *d, tzinfo=UTC) for d in ((2, 28), (3, 11), (3, 25), (4, 1), (9, 30), (10, 28), (11, 4))]
        ),
        st.integers(0, 3 * 24 * 60),
    ),
    st.integers(0, 366 * 24 * 60).map(lambda minute: datetime(2028, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)),
)
spans = st.integers(1, 40 * 60).map(lambda minutes: timedelta(minutes=minutes))


@examples(max_examples=120, deadline=None)
@given(start=moments, later=st.integers(0, 3 * 24 * 60), span=spans, more=spans, hours=hours_or_none)
def test_time_that_counts_adds_up_and_ends_in_hours_that_count(
    start: datetime, later: int, span: timedelta, more: timedelta, hours: Calendar | None
) -> None:
    """R-20: summer time both ways, leap days, holidays, zones."""
    end = add_time(start, span, hours)
    assert end - start >= span
    assert time_between(start, end, hours) == span
    assert add_time(end, more, hours) == add_time(start, span + more, hours)
    assert add_time(start + timedelta(minutes=later), span, hours) >= end
    if hours is not None:
        there = end.astimezone(ZoneInfo(hours.zone))
        assert there.weekday() in hours.weekdays
        assert there.date() not in hours.holidays
        is_odd = there.utcoffset() != (there - timedelta(hours=12)).astimezone(UTC).astimezone(there.tzinfo).utcoffset()
        assert is_odd or hours.opens <= there.time().replace(tzinfo=None) <= hours.closes


events = st.lists(
    st.builds(
        lambda minute, what, before, after: (
            Event(at(minute / 60), what, before, after) if what is What.MOVED else Event(at(minute / 60), what)
        ),
        st.integers(-60, 9 * 24 * 60),
        st.sampled_from(What),
        st.sampled_from(Status),
        st.sampled_from(Status),
    ),
    max_size=12,
)
promises = st.builds(Promise, spans, spans, hours_or_none, st.booleans())


@examples(max_examples=150, deadline=None)
@given(story=events, status=st.sampled_from(Status), promise=st.none() | promises, order=st.randoms())
def test_whatever_happens_in_whatever_order_something_true_is_due(
    story: list[Event], status: Status, promise: Promise | None, order: object
) -> None:
    found = clock_of(OPENED, story, status, promise)
    assert (found.due_kind is None) is (found.due_at in (clock.STANDS, clock.NEVER))
    assert (found.due_at == clock.NEVER) is status.is_finished
    assert (found.waiting_since is not None) is (status is ASKED)
    if found.due_kind is not None:
        assert promise is not None
        span = promise.answer if found.due_kind is ANSWER else promise.update
        assert OPENED < found.warn_at <= found.due_at
        assert time_between(OPENED, found.due_at, promise.hours) >= span
        assert STATES[status].clock_runs or (status is ASKED and found.due_kind is ANSWER)


@examples(max_examples=80, deadline=None)
@given(worked=st.integers(0, 600), pause=st.integers(1, 20_000), promise=promises)
def test_a_pause_takes_nothing_of_the_time_that_is_left(worked: int, pause: int, promise: Promise) -> None:
    """OPS-08: a ticket is not late at once when it goes on."""
    begun = (answered(1), moved(1, NEW, WORK))
    asked_at, back_at = at(1 + worked / 60), at(1 + (worked + pause) / 60)
    paused = (*begun, Event(asked_at, What.MOVED, WORK, ASKED), Event(back_at, What.MOVED, ASKED, WORK))
    before, after = clock_of(OPENED, begun, WORK, _in_loop(promise)), clock_of(OPENED, paused, WORK, _in_loop(promise))
    if before.due_at <= asked_at:
        assert after.due_at == before.due_at, "what was late stays late"
        return
    left = time_between(asked_at, before.due_at, promise.hours)
    assert time_between(back_at, after.due_at, promise.hours) == left
    assert after.due_at >= before.due_at


def _in_loop(promise: Promise) -> Promise:
    return Promise(promise.answer, promise.update, promise.hours)


@examples(max_examples=60, deadline=None)
@given(story=events, promise=promises)
def test_the_clock_agrees_with_one_that_is_counted_on_event_by_event(story: list[Event], promise: Promise) -> None:
    """The first answer, counted by hand: time is taken off whenever the clock runs, and only then."""
    steps = [event for event in sorted(story, key=lambda event: event.at) if event.what is What.MOVED]
    chain, status = [], NEW
    for event in steps:
        chain.append(Event(max(event.at, OPENED), What.MOVED, status, event.after))
        status = event.after or status
    found = clock_of(OPENED, chain, status, promise)
    assert (found.due_at, found.due_kind) == _counted_by_hand(chain, status, promise)


def _counted_by_hand(chain: list[Event], status: Status, promise: Promise) -> tuple[datetime, DueKind | None]:
    left, since, due_at = promise.answer, OPENED, None
    for event in chain:
        if event.before is APPROVAL:
            left, due_at = promise.answer, None
        elif due_at is None and _runs(event.before):
            passed = time_between(since, event.at, promise.hours)
            due_at = add_time(since, left, promise.hours) if passed >= left else None
            left -= passed
        since = event.at
    if status.is_finished:
        return clock.NEVER, None
    if not _runs(status):
        return clock.STANDS, None
    return due_at or add_time(since, left, promise.hours), ANSWER


def _runs(status: Status | None) -> bool:
    return status is not None and (STATES[status].clock_runs or status is ASKED)


def test_nothing_of_a_clock_is_kept_but_what_it_says() -> None:
    assert clock_of(OPENED, [answered(1)], WORK, None) == Clock(clock.STANDS, answered_at=at(1))
