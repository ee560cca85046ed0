"""Lists of tickets: one indexed statement a page, one for all counts, never a count of a whole table."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache, reduce
from typing import Any

from peewee import SQL, Expression, Field, ModelSelect, Select, Tuple, fn

from portal import clock
from portal.db.prepared import Given, prepared
from portal.db.tables import Ticket
from portal.paging import page_of
from portal.policy import Actor
from portal.tickets.marks import mark_of, read_mark
from portal.tickets.narrowing import branches_of, conditions_of
from portal.tickets.queries import select_rows
from portal.tickets.rows import Counts, HistoryFilter, HistorySlice, TicketRow
from portal.tickets.shapes import shape_of, values_of

MOST_COUNTED = 100
STATES = ("open", "waiting", "resolved", "all")
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
    conditions = conditions_of(actor, wanted)
    if is_marked:
        conditions.append(_beyond(columns, descending))
    order = [column.desc() if descending else column.asc() for column in columns]
    branches = branches_of(actor, wanted)
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
    conditions = conditions_of(actor, wanted)
    parts = [
        Ticket.select(SQL("1")).where(branch, *conditions).limit(MOST_COUNTED).alias("part")
        for branch in branches_of(actor, wanted)
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
