"""What the figures of a time are made of: a few statements, each along an index that has all that is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from peewee import SQL, Expression, Select, fn

from portal import clock
from portal.db import handle
from portal.db.tables import Organisation, Satisfaction, Ticket
from portal.policy import Actor, Permission, require_permission
from portal.settings import current
from portal.tickets import counting
from portal.tickets.counting import Ended, Flow, Kept, Raised
from portal.vocabulary import DueKind, Priority

_OPEN = Ticket.resolved_at.is_null() & Ticket.finished_at.is_null()
_FACTS = (Ticket.opened_at, Ticket.rank, Ticket.issue_type, Ticket.organisation)


class FiguresFilter(NamedTuple):
    """Which days are wanted, the last one included, and of whose and what tickets."""

    first: date
    last: date
    organisation_id: int | None = None
    issue_type: str = ""


class OpenRow(NamedTuple):
    """What the figures ask of a ticket that is open now."""

    opened_at: datetime
    rank: int
    issue_type: str
    organisation_id: int | None


class Rated(NamedTuple):
    """What the figures ask of an opinion."""

    score: int
    organisation_id: int | None


@dataclass(frozen=True)
class Figures:
    """Everything that is counted; how it is put together is for the page to say."""

    wanted: FiguresFilter
    now: datetime
    flow: tuple[Flow, ...]
    raised: tuple[Raised, ...]
    ended: tuple[Ended, ...]
    open_now: tuple[OpenRow, ...]
    updates: Kept
    rated: tuple[Rated, ...]
    organisations: dict[int, str]

    @property
    def scores(self) -> Counter[int]:
        """How often each score was given."""
        return Counter(row.score for row in self.rated)

    def answered(self, row: Raised) -> Kept:
        """Whether the first answer on a ticket was in time."""
        return counting.answers(row, self.now)


def resolved_in_time(row: Ended) -> Kept:
    """Whether a ticket was resolved within the hours that the settings want for its priority."""
    hours = current().figures.resolve_hours
    within = timedelta(hours=hours[Priority(f"P{row.rank}")]) if row.rank <= len(Priority) else None
    return counting.resolutions(row, within)


def figures(actor: Actor, wanted: FiguresFilter) -> Figures:
    """The figures of these days, as the zone of the opening hours counts them."""
    require_permission(actor, Permission.SEE_FIGURES)
    zone, now = current().calendar.time_zone, clock.now()
    start, end = _midnight(wanted.first, zone), _midnight(wanted.last + timedelta(days=1), zone)
    chosen = _chosen(wanted)
    raised, ended, open_now = _raised(chosen, start, end), tuple(_ended(chosen, start, end)), _open_now(chosen)
    backlog = len(open_now) + (_since(chosen, end) if end < now else 0)
    over = counting.spans(wanted.first, wanted.last, zone)
    return Figures(
        wanted=wanted,
        now=now,
        flow=counting.flow(over, (row.opened_at for row in raised), (row.ended_at for row in ended), backlog),
        raised=raised,
        ended=ended,
        open_now=open_now,
        updates=_updates(chosen, now),
        rated=_rated(chosen, start, end),
        organisations=dict(
            Organisation.select(Organisation.id, Organisation.name).order_by(Organisation.name).tuples()
        ),
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _chosen(wanted: FiguresFilter) -> Expression:
    test: Any = SQL("1 = 1")
    if wanted.organisation_id is not None:
        test &= Ticket.organisation == wanted.organisation_id
    if wanted.issue_type:
        test &= Ticket.issue_type == wanted.issue_type
    return test


def _raised(chosen: Expression, start: datetime, end: datetime) -> tuple[Raised, ...]:
    ended_at = fn.COALESCE(Ticket.resolved_at, Ticket.finished_at)
    columns = (*_FACTS, Ticket.answer_due_at, Ticket.answered_at, ended_at)
    within = (Ticket.opened_at >= start) & (Ticket.opened_at < end)
    return tuple(Raised(*row) for row in Ticket.select(*columns).where(within & chosen).tuples())


def _ended(chosen: Expression, start: datetime, end: datetime) -> Iterator[Ended]:
    """What was resolved in the time, and what was finished in it without that: two walks along one index."""
    finished = Ticket.resolved_at.is_null() & (Ticket.finished_at >= start) & (Ticket.finished_at < end)
    resolved = (Ticket.resolved_at >= start) & (Ticket.resolved_at < end)
    for ended_at, within, was_resolved in ((Ticket.resolved_at, resolved, True), (Ticket.finished_at, finished, False)):
        for at, opened_at, rank, issue_type, owner in Ticket.select(ended_at, *_FACTS).where(within & chosen).tuples():
            yield Ended(at, opened_at, rank, issue_type, owner, was_resolved)


def _open_now(chosen: Expression) -> tuple[OpenRow, ...]:
    return tuple(OpenRow(*row) for row in Ticket.select(*_FACTS).where(_OPEN & chosen).tuples())


def _since(chosen: Expression, end: datetime) -> int:
    """How many fewer are open now than at `end`: what ended since, without what came since."""
    counts = [
        Ticket.select(fn.COUNT(SQL("*"))).where(test & chosen)
        for test in (
            Ticket.resolved_at >= end,
            Ticket.resolved_at.is_null() & (Ticket.finished_at >= end),
            Ticket.opened_at >= end,
        )
    ]
    resolved, finished, opened = Select(columns=counts).bind(handle.obj).tuples().execute()[0]
    return int(resolved + finished - opened)


def _updates(chosen: Expression, now: datetime) -> Kept:
    """Of the updates that are promised on open tickets now, how many can still be in time and how many are late."""
    promised = (Ticket.due_at < clock.STANDS) & (Ticket.due_kind == DueKind.UPDATE) & chosen
    due = [moment for (moment,) in Ticket.select(Ticket.due_at).where(promised).tuples()]
    late = sum(moment < now for moment in due)
    return Kept(missed=late, waiting=len(due) - late)


def _rated(chosen: Expression, start: datetime, end: datetime) -> tuple[Rated, ...]:
    within = (Satisfaction.created_at >= start) & (Satisfaction.created_at < end)
    select = Satisfaction.select(Satisfaction.score, Ticket.organisation).join(Ticket).where(within & chosen)
    return tuple(Rated(*row) for row in select.tuples())
