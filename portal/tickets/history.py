"""Lists of tickets: one indexed statement a page, one for all counts, never a count of a whole table."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache, reduce
from typing import Any

from peewee import SQL, Expression, Field, ModelSelect, Select, Tuple, fn

from portal import clock
from portal.db.prepared import Given, prepared
from portal.db.tables import Ticket
from portal.paging import page_of
from portal.policy import Actor
from portal.states import STATES as ALL_STATES
from portal.states import Turn
from portal.tickets.marks import mark_of, read_mark
from portal.tickets.queries import select_rows
from portal.tickets.rows import Counts, HistoryFilter, HistorySlice, TicketRow
from portal.tickets.search import matching
from portal.tickets.shapes import shape_of, values_of
from portal.tickets.visible import (
    concerns_somebody_else,
    left_to,
    requested_by,
    requested_by_others,
    shared_in,
    takes_part_in,
    visible_to,
)
from portal.vocabulary import OPEN_STATUSES, Approval, Status

MOST_COUNTED = 100
STATES = ("open", "waiting", "resolved", "all")
_OURS = frozenset(status for status in OPEN_STATUSES if ALL_STATES[status].turn is Turn.ENGINEERS)
_TESTS = {
    "open": Ticket.status.in_(sorted(OPEN_STATUSES)),
    # What engineers have to do: also where a customer wrote after it was resolved. No "or" of columns, which would
    # lead to no index of statuses.
    "ours": Ticket.status.in_(sorted({*_OURS, Status.RESOLVED}))
    & ((Ticket.status != Status.RESOLVED) | Ticket.after_resolve_at.is_null(False)),
    # Said as what they are not, because most are: no index of statuses shall be followed and then sorted.
    "resolved": Ticket.status.not_in(sorted(OPEN_STATUSES)),
}
SORTS: dict[str, tuple[Field, ...]] = {
    "changed": (Ticket.changed_at, Ticket.id),
    "opened": (Ticket.id,),
    "priority": (Ticket.rank, Ticket.id),
}


def history(actor: Actor, wanted: HistoryFilter) -> HistorySlice:
    """One page of the tickets that the actor may see and asked for."""
    backwards = bool(wanted.before)
    mark = read_mark(wanted.before or wanted.after, wanted.sort, len(SORTS[wanted.sort]))
    page = _page(shape_of(actor), _shape(wanted), mark is not None, wanted.descending != backwards)
    found = [TicketRow(*row) for row in page.rows(**values_of(actor), **_values(wanted), **_marked(mark))]
    rows, has_after, has_before = page_of(found, wanted.limit, backwards=backwards, is_first=mark is None)
    return HistorySlice(
        rows,
        after=mark_of(rows[-1], wanted.sort) if has_after else "",
        before=mark_of(rows[0], wanted.sort) if has_before else "",
    )


@prepared
def _page(actor: Actor, wanted: HistoryFilter, is_marked: bool, descending: bool) -> ModelSelect:
    """Each branch of the scope is an index walk of its own; several are walked each as far as needed, then merged."""
    columns = SORTS[wanted.sort]
    conditions = _conditions(actor, wanted)
    if is_marked:
        conditions.append(_beyond(columns, descending))
    order = [column.desc() if descending else column.asc() for column in columns]
    branches = _branches(actor, wanted)
    if len(branches) == 1:
        return select_rows().where(branches[0], *conditions).order_by(*order).limit(wanted.limit + 1)
    walks = [
        Ticket.select(Ticket.id).where(branch, *conditions).order_by(*order).limit(wanted.limit + 1).alias(f"b{number}")
        for number, branch in enumerate(branches)
    ]
    ids = [Select([walk], [walk.c.id]) for walk in walks]
    union = ids[0]
    for more in ids[1:]:
        union = union.union_all(more)
    return select_rows().where(Ticket.id.in_(union)).order_by(*order).limit(wanted.limit + 1)


@lru_cache(maxsize=1024)
def _shape(wanted: HistoryFilter, number: int = 0) -> HistoryFilter:
    """The list without what differs from one person, day or page to the next; `_values` has that."""
    organisation: Any = wanted.organisation_id and Given(f"wanted_{number}")
    since: Any = wanted.changed_days and Given(f"since_{number}", Ticket.changed_at)
    return wanted._replace(organisation_id=organisation, changed_days=since, after="", before="", descending=True)


def _values(wanted: HistoryFilter, number: int = 0) -> dict[str, Any]:
    since = clock.now() - timedelta(days=wanted.changed_days) if wanted.changed_days else None
    return {f"wanted_{number}": wanted.organisation_id, f"since_{number}": since}


def _branches(actor: Actor, wanted: HistoryFilter) -> list[Expression]:
    """What the tab shows, as conditions of which each follows one index; always within `visible_to`."""
    if wanted.whose == "mine":
        return [requested_by(actor)]
    if wanted.whose == "shared":
        return _shared(actor) or [SQL("1 = 0")]
    if wanted.whose == "organisation":
        return [(Ticket.organisation == wanted.organisation_id) & visible_to(actor)]
    return [visible_to(actor)] if actor.is_engineer else [requested_by(actor), *_others(actor)]


def _shared(actor: Actor) -> list[Expression]:
    """What others share with the actor's organisations or with the actor alone; no ticket is in two of the branches."""
    others = requested_by_others(actor)
    branches = [shared_in(place) & others for place in actor.places]
    if actor.participates:
        branches += [takes_part_in(actor, place) & others & ~shared_in(place) for place in actor.places]
    return branches


def _others(actor: Actor) -> list[Expression]:
    others = requested_by_others(actor)
    return [(Ticket.organisation == place.organisation_id) & visible_to(actor) & others for place in actor.places]


def _conditions(actor: Actor, wanted: HistoryFilter) -> list[Expression]:
    tests: Iterable[Expression | None] = (
        _state(actor, wanted.state),
        matching(wanted.text) if wanted.text else None,
        (Ticket.issue_type == wanted.issue_type) if wanted.issue_type else None,
        (Ticket.priority == wanted.priority) if wanted.priority else None,
        (Ticket.requester == wanted.requester_id) if wanted.requester_id else None,
        (Ticket.engineer == wanted.engineer_id) if wanted.engineer_id else None,
        Ticket.engineer.is_null() if wanted.unassigned else None,
        # In a shape the moment itself stands here.
        (Ticket.changed_at >= wanted.changed_days) if wanted.changed_days else None,
    )
    return [test for test in tests if test is not None]


def _state(actor: Actor, state: str) -> Expression | None:
    return waiting_on(actor) if state == "waiting" else _TESTS.get(state)


def waiting_on(actor: Actor) -> Expression:
    """What somebody has to answer or to approve; what engineers have to do is in the queue of that name."""
    asked = Ticket.status == Status.WAITING_FOR_CUSTOMER
    mine = requested_by(actor) & asked
    approvals = approvals_pending(actor)
    if approvals is None:
        return mine
    left = [left_to(actor, place) & asked for place in actor.places if place.is_administrator]
    # The statuses are said once more outside the "or", where they lead to an index.
    waits = Ticket.status.in_([Status.WAITING_FOR_APPROVAL, Status.WAITING_FOR_CUSTOMER])
    return waits & reduce(operator.or_, left, mine | approvals)


def counts(actor: Actor, wanted: HistoryFilter) -> Counts:
    """How many tickets stand behind each tab, and behind each state of the tab that is open, in one statement."""
    tabs = {"mine": HistoryFilter("mine", state="all"), "shared": HistoryFilter("shared", state="all")}
    tabs |= {
        f"organisation-{place.organisation_id}": HistoryFilter("organisation", place.organisation_id, state="all")
        for place in actor.places
    }
    if wanted.whose == "all":
        tabs["everything"] = HistoryFilter("all", state="all")
    chips = {state: HistoryFilter(wanted.whose, wanted.organisation_id, state) for state in STATES}
    # A tab's key never reads like a state's, so the two fit in one statement.
    numbers = count_each(actor, tabs | chips)
    return Counts(
        by_tab={key: numbers[key] for key in tabs},
        by_state={key: numbers[key] for key in chips},
    )


def count_each(actor: Actor, lists: Mapping[str, HistoryFilter]) -> dict[str, int]:
    """How long each of these lists is, in one statement, counting no further than `MOST_COUNTED`."""
    # The open tab is also one of the chips: what is asked for twice is counted once.
    counted = tuple(dict.fromkeys(lists.values()))
    values = values_of(actor)
    for number, wanted in enumerate(counted):
        values |= _values(wanted, number)
    shapes = tuple(_shape(wanted, number) for number, wanted in enumerate(counted))
    numbers = dict(zip(counted, _counting(shape_of(actor), shapes).rows(**values)[0], strict=True))
    return {key: min(numbers[wanted], MOST_COUNTED) for key, wanted in lists.items()}


@prepared
def _counting(actor: Actor, lists: tuple[HistoryFilter, ...]) -> Select:
    return Select(columns=[_capped(actor, wanted) for wanted in lists])


def _capped(actor: Actor, wanted: HistoryFilter) -> Any:
    """A scalar: the count of the first hundred of each branch."""
    conditions = _conditions(actor, wanted)
    parts = [
        Ticket.select(SQL("1")).where(branch, *conditions).limit(MOST_COUNTED).alias("part")
        for branch in _branches(actor, wanted)
    ]
    # Each stands in brackets of its own: between two bare selects, + makes a union.
    numbers = [fn.COALESCE(Select([part], [fn.COUNT(SQL("*"))]), 0) for part in parts]
    return reduce(operator.add, numbers)


def _beyond(columns: tuple[Field, ...], descending: bool) -> Expression:
    """The rows after the mark, in the order of the list."""
    marks = [Given(f"mark_{place}", column) for place, column in enumerate(columns)]
    if len(columns) == 1:
        return columns[0] < marks[0] if descending else columns[0] > marks[0]
    return Tuple(*columns) < Tuple(*marks) if descending else Tuple(*columns) > Tuple(*marks)


def _marked(mark: list[Any] | None) -> dict[str, Any]:
    return {f"mark_{place}": value for place, value in enumerate(mark or ())}


def approvals_pending(actor: Actor) -> Expression | None:
    """The tickets that wait for this actor's approval, or None for somebody who approves nothing."""
    places = [place.organisation_id for place in actor.places if place.is_administrator]
    if not places:
        return None
    return (
        Ticket.organisation.in_(places)
        & (Ticket.approval == Approval.PENDING)
        & concerns_somebody_else(actor)
        & (Ticket.status == Status.WAITING_FOR_APPROVAL)
        & requested_by_others(actor)
    )
