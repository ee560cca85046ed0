"""What the figures count, asked of the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from portal.db.tables import Satisfaction
from portal.errors import NotAllowed
from portal.policy import Actor
from portal.tickets.counting import Kept
from portal.tickets.figures import Figures, FiguresFilter, figures, resolved_in_time
from portal.tickets.rows import TicketRow
from portal.vocabulary import DueKind, Priority, Status
from tests.factories import People, make_ticket

# In Stockholm the day has begun, in UTC it has not.
NIGHT = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
WANTED = FiguresFilter(date(2026, 11, 20), date(2026, 11, 23))

# It is the morning of the 23rd.
pytestmark = pytest.mark.usefixtures("hands")


def ticket(actor: Actor, opened: datetime, **facts: Any) -> TicketRow:
    """A ticket of that moment."""
    return make_ticket(actor, opened_at=opened, **facts)


@pytest.fixture
def asked(people: People) -> Callable[..., Figures]:
    """`asked(issue_type="incident")`: the figures with these filters."""
    day = timedelta(days=1)
    ticket(people.alice, NIGHT, answer_due_at=NIGHT + day, answered_at=NIGHT + day, due_kind=DueKind.UPDATE,
           due_at=NIGHT + day)  # fmt: skip
    old = {"opened": NIGHT - 30 * day, "priority": Priority.P1, "status": Status.RESOLVED}
    done = ticket(people.alice, resolved_at=NIGHT + day, answer_due_at=None, **old)
    ticket(people.erin, NIGHT - day, status=Status.CANCELLED, finished_at=NIGHT, answer_due_at=NIGHT - 2 * day)
    ticket(people.erin, NIGHT - 90 * day, issue_type="hosting", answer_due_at=None)
    Satisfaction.create(ticket=done.id, score=4, comment="", created_at=NIGHT + day)
    return lambda **filters: figures(people.sam, WANTED._replace(**filters))


def test_days_are_those_of_where_we_work(asked: Callable[..., Figures]) -> None:
    """Half past eleven at night in UTC is the next day in Stockholm."""
    found = [(f.span.first.day, f.opened, f.ended, f.backlog) for f in asked().flow]
    assert found == [(20, 0, 0, 2), (21, 1, 0, 3), (22, 1, 1, 3), (23, 0, 1, 2)]


def test_a_time_that_is_over_is_counted_back_from_today(asked: Callable[..., Figures]) -> None:
    found = asked(first=date(2026, 11, 21), last=date(2026, 11, 21)).flow
    assert [(f.opened, f.ended, f.backlog) for f in found] == [(1, 0, 3)]


@pytest.mark.once
def test_each_day_agrees_with_a_plain_count(people: People) -> None:
    """Of forty tickets that came and went at any hour, on a time that is over and on one that goes on."""
    dice, tickets, now = Random(7), [], NIGHT + timedelta(days=1)
    for _ in range(40):
        opened = now - timedelta(minutes=dice.randrange(20 * 24 * 60))
        ended = opened + timedelta(minutes=dice.randrange(10 * 24 * 60))
        over = dice.choice(({"status": Status.RESOLVED, "resolved_at": ended},
                            {"status": Status.CLOSED, "resolved_at": ended, "finished_at": ended + timedelta(days=7)},
                            {"status": Status.CANCELLED, "finished_at": ended})) if ended < now else {}  # fmt: skip
        ticket(people.alice, opened, **over)
        tickets.append((opened.astimezone(STOCKHOLM).date(), ended.astimezone(STOCKHOLM).date() if over else date.max))
    for last in (date(2026, 11, 15), date(2026, 11, 23)):
        for day in figures(people.sam, FiguresFilter(date(2026, 11, 5), last)).flow:
            came, went = (sum(one[place] == day.span.first for one in tickets) for place in (0, 1))
            open_then = sum(one[0] <= day.span.first < one[1] for one in tickets)
            assert (day.opened, day.ended, day.backlog) == (came, went, open_then), day.span.first


def test_times_that_were_kept(asked: Callable[..., Figures]) -> None:
    found = asked()
    assert sum((found.answered(row) for row in found.raised), Kept()) == Kept(met=1, missed=1)
    assert sum((resolved_in_time(row) for row in found.ended), Kept()) == Kept(missed=1)
    assert found.updates == Kept(missed=1)


def test_filters_hold_for_everything(asked: Callable[..., Figures], people: People) -> None:
    acme = asked(organisation_id=people.organisations["acme"])
    assert [len(rows) for rows in (acme.raised, acme.ended, acme.open_now, acme.rated)] == [1, 1, 1, 1]
    hosting = asked(issue_type="hosting")
    assert [len(rows) for rows in (hosting.raised, hosting.ended, hosting.open_now, hosting.rated)] == [0, 0, 1, 0]
    assert [f.backlog for f in hosting.flow] == [1, 1, 1, 1]
    assert asked().scores == {4: 1}


@pytest.mark.once
def test_figures_are_for_engineers(people: People) -> None:
    with pytest.raises(NotAllowed):
        figures(people.alice, WANTED)
