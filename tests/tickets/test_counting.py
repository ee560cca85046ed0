"""The maths of the figures, against sets that were counted by hand."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.tickets import counting
from portal.tickets.counting import Ended, Kept, Raised

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def hours(number: float) -> datetime:
    """So many hours from now."""
    return NOW + timedelta(hours=number)


def raised(*, due: float | None = None, answered: float | None = None, ended: float | None = None) -> Raised:
    """A ticket with these moments, in hours from now."""
    moments = [None if hour is None else hours(hour) for hour in (due, answered, ended)]
    return Raised(hours(-48), 3, "incident", 1, *moments)


def test_a_day_begins_at_midnight_where_we_work_also_when_the_clocks_change() -> None:
    days = counting.spans(date(2026, 10, 24), date(2026, 10, 26), STOCKHOLM)
    assert [(span.end.astimezone(UTC) - span.start.astimezone(UTC)) / timedelta(hours=1) for span in days] == [
        24,
        25,
        24,
    ]
    assert days[0].start.astimezone(UTC) == datetime(2026, 10, 23, 22, tzinfo=UTC)


def test_many_days_are_counted_by_week() -> None:
    weeks = counting.spans(date(2026, 1, 1), date(2026, 12, 31), STOCKHOLM)
    assert [span.first for span in weeks[:2]] == [date(2026, 1, 1), date(2026, 1, 5)]
    assert len(weeks) == 53
    assert (weeks[-1].first, weeks[-1].end.date()) == (date(2026, 12, 28), date(2027, 1, 1))
    assert all(one.end == other.start for one, other in itertools.pairwise(weeks))


def test_the_backlog_is_counted_back_from_what_is_open_at_the_end() -> None:
    over = counting.spans(date(2026, 11, 21), date(2026, 11, 23), STOCKHOLM)
    midnight = datetime(2026, 11, 22, 23, tzinfo=UTC)
    found = counting.flow(over, [midnight, midnight - timedelta(seconds=1), hours(0)], [hours(-1)], 7)
    assert [(one.opened, one.ended, one.backlog) for one in found] == [(0, 0, 5), (1, 0, 6), (2, 1, 7)]


def test_the_age_of_what_is_open() -> None:
    moments = [hours(-1), hours(-23.9), hours(-24), hours(-24 * 8), hours(-24 * 400)]
    assert counting.ages(moments, NOW) == ((1, 2), (3, 1), (7, 0), (14, 1), (30, 0), (None, 1))


def test_a_first_answer_is_in_time_or_late_or_can_still_be_either() -> None:
    """OPS-05: only an answer meets it; what the customer took back before it was due counts for neither."""
    assert counting.answers(raised(due=-10, answered=-10), NOW) == Kept(met=1)
    assert counting.answers(raised(due=-10, answered=-9), NOW) == Kept(missed=1)
    assert counting.answers(raised(due=-1), NOW) == Kept(missed=1)
    assert counting.answers(raised(due=1), NOW) == Kept(waiting=1)
    assert counting.answers(raised(due=-10, ended=-11), NOW) == Kept()
    assert counting.answers(raised(due=-10, ended=-9), NOW) == Kept(missed=1)
    assert counting.answers(raised(), NOW) == Kept()


def test_what_was_only_cancelled_is_not_held_against_the_time_to_solve() -> None:
    day = timedelta(days=1)
    quick, slow = (Ended(NOW, NOW - taken, 2, "incident", None, True) for taken in (day, day * 3))
    cancelled = Ended(NOW, NOW, 2, "incident", None, False)
    assert [counting.resolutions(row, day) for row in (quick, slow, cancelled)] == [
        Kept(met=1),
        Kept(missed=1),
        Kept(),
    ]
    assert counting.resolutions(quick, None) == Kept()
    assert counting.usual_time([quick, slow, cancelled]) == day * 2
    assert counting.usual_time([cancelled]) is None


def test_shares_are_of_what_is_decided() -> None:
    rows = [raised(due=-1, answered=-2), raised(due=-1), raised(due=1), raised(due=-5, answered=-6)]
    found = counting.by(lambda row: row.rank, rows, lambda row: counting.answers(row, NOW))
    assert found == {3: Kept(met=2, missed=1, waiting=1)}
    assert found[3].share == 2 / 3
    assert Kept(waiting=4).share is None


def test_the_average_is_weighed_by_how_often_each_score_was_given() -> None:
    assert counting.average(Counter({5: 3, 1: 1})) == 4
    assert counting.average(Counter()) is None
