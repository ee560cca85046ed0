"""By when we answer: business hours, holidays, summer time (OPS-02 to OPS-04, R-20)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from portal.settings import Calendar, Settings
from portal.tickets.business_time import add_business_time, add_time
from portal.tickets.targets import answer_due, promise_of
from portal.vocabulary import Priority

pytestmark = pytest.mark.once

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CALENDAR = Calendar()
NEW_YEAR = datetime(2024, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    """A moment on the clocks of Stockholm."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("priority", "start", "due"),
    [
        (Priority.P1, "2026-11-21T23:50", "2026-11-22T00:20"),  # a Saturday night: around the clock
        (Priority.P2, "2026-11-23T10:46", "2026-11-23T12:46"),
        (Priority.P3, "2026-11-23T09:00", "2026-11-23T17:00"),  # 8 business hours: closing time is in time
        (Priority.P3, "2026-11-23T10:00", "2026-11-24T09:00"),
        (Priority.P3, "2026-11-20T16:00", "2026-11-23T15:00"),  # over a weekend
        (Priority.P4, "2026-11-23T03:00", "2026-11-23T17:00"),  # before the day begins
    ],
)
def test_the_first_answer_is_due(settings: Settings, priority: Priority, start: str, due: str) -> None:
    assert answer_due(priority, "standard", at(start)) == at(due)


@pytest.mark.parametrize(
    ("priority", "start", "due"),
    [
        (Priority.P1, "2026-11-23T10:00", "2026-11-23T11:00"),
        (Priority.P2, "2026-11-22T22:00", "2026-11-23T02:00"),  # a Sunday night: around the clock
        (Priority.P3, "2026-11-23T10:00", "2026-11-24T10:00"),
        (Priority.P4, "2026-11-23T10:00", "2026-11-26T10:00"),
    ],
)
def test_the_next_update_is_due(settings: Settings, priority: Priority, start: str, due: str) -> None:
    promise = promise_of(priority, "standard")
    assert promise is not None
    assert add_time(at(start), promise.update, promise.hours) == at(due)


@pytest.mark.settings(
    plans={
        "free": {"label": "Free", "paid": False, "targets": False},
        "premium": {
            "label": "Premium",
            "paid": True,
            "times": {"P3": {"answer": 60}},
            "calendar": {"zone": "Europe/London", "opens": "06:00", "holidays": ["2026-11-24"]},
        },
    }
)
def test_a_plan_has_times_hours_and_holidays_of_its_own(settings: Settings) -> None:
    """OPS-04: the rest is as for everybody."""
    assert answer_due(Priority.P3, "premium", at("2026-11-23T17:30")) == at("2026-11-25T07:30").astimezone(UTC)
    assert answer_due(Priority.P3, "premium", at("2026-11-23T16:00")) == at("2026-11-23T17:00")
    assert answer_due(Priority.P1, "premium", at("2026-11-24T23:50")) == at("2026-11-25T00:20")


def test_the_free_plan_and_a_type_without_priority_promise_nothing(settings: Settings) -> None:
    for priority, plan in ((Priority.P1, "free"), (Priority.P1, "gone"), (None, "standard")):
        assert answer_due(priority, plan, at("2026-11-23T10:00")) is None
        assert promise_of(priority, plan) is None


def test_a_holiday_is_no_business_day() -> None:
    calendar = Calendar(holidays=(at("2026-12-24").date(), at("2026-12-25").date()))
    assert add_business_time(at("2026-12-23T16:00"), timedelta(hours=2), calendar) == at("2026-12-28T09:00")


@pytest.mark.parametrize("day", ["2026-03-27", "2026-10-23"])
def test_the_night_when_the_clocks_change_moves_no_business_hour(day: str) -> None:
    monday = at(day) + timedelta(days=3)
    assert add_business_time(at(f"{day}T16:00"), timedelta(hours=2), CALENDAR) == monday.replace(hour=9)


def test_around_the_clock_an_hour_is_an_hour_when_the_clocks_change(settings: Settings) -> None:
    start = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    assert answer_due(Priority.P2, "standard", start) == start + timedelta(hours=2)


@examples(max_examples=150, deadline=None)
@given(
    start=st.integers(0, 5 * 365 * 24 * 60).map(lambda minute: NEW_YEAR + timedelta(minutes=minute)),
    minutes=st.integers(1, 5000),
    more=st.integers(0, 600),
)
def test_the_end_is_in_business_hours_and_more_time_never_ends_earlier(
    start: datetime, minutes: int, more: int
) -> None:
    end = add_business_time(start, timedelta(minutes=minutes), CALENDAR)
    local = end.astimezone(STOCKHOLM)
    assert local.weekday() < 5
    assert (8, 0) <= (local.hour, local.minute) <= (17, 0)
    assert end - start >= timedelta(minutes=minutes)
    assert add_business_time(start, timedelta(minutes=minutes + more), CALENDAR) >= end
    halfway = add_business_time(start, timedelta(minutes=minutes // 2), CALENDAR)
    assert add_business_time(halfway, timedelta(minutes=minutes - minutes // 2), CALENDAR) == end
