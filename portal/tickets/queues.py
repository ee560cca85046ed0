"""The queues of the desk: each page a walk along an index, all counts one statement that stops at a hundred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from peewee import JOIN, SQL, Expression, ModelSelect, Select, Tuple, Value, fn

from portal import clock
from portal.db import handle
from portal.db.tables import Organisation, Ticket
from portal.paging import page_of
from portal.policy import Actor, require_engineer
from portal.states import STATES, Turn
from portal.tickets.marks import mark_of, read_mark
from portal.tickets.presence import Present, lookers, read_lookers
from portal.tickets.queries import select_rows
from portal.tickets.rows import TicketRow
from portal.tickets.search import matching
from portal.vocabulary import OPEN_STATUSES, FulfilmentKind, Priority, Status

MOST_COUNTED = 100
# So many tickets of a queue are looked at to say what can be chosen from.
MOST_LOOKED_AT = 500
_REFUSAL = "The desk is for our engineers."
_OVER = sorted(set(Status) - OPEN_STATUSES)
_OURS = {status for status in OPEN_STATUSES if STATES[status].turn is Turn.ENGINEERS}
# Said as what they are not: no index of statuses shall be followed and its tickets then sorted. What is over is due
# never, so that the walk along what is due ends before it.
_OPEN = Ticket.status.not_in(_OVER) & (Ticket.due_at < clock.NEVER)
_WAITS_FOR_US = (
    Ticket.status.not_in(sorted(set(Status) - _OURS - {Status.RESOLVED}))
    & ((Ticket.status != Status.RESOLVED) | Ticket.after_resolve_at.is_null(False))
    & (Ticket.due_at < clock.NEVER)
)
SORTS = {
    "due": (Ticket.due_at, Ticket.id),
    "changed": (Ticket.changed_at, Ticket.id),
    "opened": (Ticket.id,),
    "priority": (Ticket.rank, Ticket.id),
}


class Scope(StrEnum):
    """Which queue."""

    UNASSIGNED = "unassigned"
    MINE = "mine"
    OURS = "ours"
    OVERDUE = "overdue"
    ACCESS = "access"
    OPEN = "open"
    ALL = "all"


class QueueFilter(NamedTuple):
    """What a queue is asked for; nothing of a kind chosen means all of it, and None among them those without one."""

    scope: Scope = Scope.OPEN
    text: str = ""
    priorities: tuple[Priority | None, ...] = ()
    organisations: tuple[int | None, ...] = ()
    issue_types: tuple[str, ...] = ()
    sort: str = "due"
    descending: bool = False
    after: str = ""
    before: str = ""
    limit: int = 50


@dataclass(frozen=True)
class QueueSlice:
    """One page of a queue, the marks of its neighbours, and who else has which ticket open at this moment."""

    rows: tuple[TicketRow, ...]
    present: Mapping[int, tuple[Present, ...]]
    after: str = ""
    before: str = ""


@dataclass
class Facets:
    """What stands in a queue, counted by kind; `is_whole` says that all of it was looked at."""

    priorities: Counter[Priority | None] = field(default_factory=Counter)
    organisations: Counter[int | None] = field(default_factory=Counter)
    issue_types: Counter[str] = field(default_factory=Counter)
    names: dict[int | None, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    is_whole: bool = True


def queue(actor: Actor, wanted: QueueFilter) -> QueueSlice:
    """One page of a queue, with who else looks at its tickets."""
    columns, backwards = SORTS[wanted.sort], bool(wanted.before)
    mark = read_mark(wanted.before or wanted.after, wanted.sort, len(columns))
    descending = wanted.descending != backwards
    conditions = [*_conditions(actor, wanted), *([_beyond(columns, mark, descending)] if mark else [])]
    order = [column.desc() if descending else column.asc() for column in columns]
    select = select_rows(lookers(actor)).where(*conditions).order_by(*order).limit(wanted.limit + 1)
    found, has_after, has_before = page_of(
        list(select.tuples()), wanted.limit, backwards=backwards, is_first=mark is None
    )
    rows = tuple(TicketRow(*values[:-1]) for values in found)
    return QueueSlice(
        rows,
        {values[0]: read_lookers(values[-1]) for values in found if values[-1]},
        after=mark_of(rows[-1], wanted.sort) if has_after else "",
        before=mark_of(rows[0], wanted.sort) if has_before else "",
    )


def count_each(actor: Actor, lists: Mapping[str, QueueFilter]) -> dict[str, int]:
    """How long each of these queues is, in one statement, counting no further than `MOST_COUNTED`."""
    counts = [_capped(actor, wanted) for wanted in lists.values()]
    numbers = handle.execute(Select(columns=counts)).fetchone()
    return {key: int(number) for key, number in zip(lists, numbers, strict=True)}


def facets(actor: Actor, wanted: QueueFilter) -> Facets:
    """What one can choose from in a queue, as its first `MOST_LOOKED_AT` tickets show it."""
    whole = wanted._replace(priorities=(), organisations=(), issue_types=())
    select = (
        Ticket.select(
            Ticket.priority, Ticket.organisation, Organisation.name, Ticket.issue_type, Ticket.issue_type_label
        )
        .join(Organisation, JOIN.LEFT_OUTER)
        .where(*_conditions(actor, whole))
        .order_by(Ticket.due_at, Ticket.id)
        .limit(MOST_LOOKED_AT)
    )
    found = Facets()
    for priority, organisation, name, issue_type, label in select.tuples():
        found.priorities[priority] += 1
        found.organisations[organisation] += 1
        found.issue_types[issue_type] += 1
        found.names.setdefault(organisation, name)
        found.labels.setdefault(issue_type, label)
    found.is_whole = found.issue_types.total() < MOST_LOOKED_AT
    return found


def names_of(actor: Actor, organisations: tuple[int, ...]) -> dict[int, str]:
    """What these organisations are called; nothing for one that is none."""
    require_engineer(actor, _REFUSAL)
    return dict(
        Organisation.select(Organisation.id, Organisation.name).where(Organisation.id.in_(organisations)).tuples()
    )


def open_ones() -> ModelSelect:
    """The numbers of all tickets that are open, as a walk along what is due."""
    return Ticket.select(Ticket.id).where(_OPEN).order_by(Ticket.due_at, Ticket.id)


def most_pressing(actor: Actor) -> int | None:
    """The number of the ticket without an engineer that waits for us and is due first; None where there is none."""
    require_engineer(actor, _REFUSAL)
    waiting = Ticket.select(Ticket.id).where(Ticket.engineer.is_null() & _WAITS_FOR_US)
    found = waiting.order_by(Ticket.due_at, Ticket.id).tuples().first()
    return found[0] if found else None


def _capped(actor: Actor, wanted: QueueFilter) -> Any:
    part = Ticket.select(SQL("1")).where(*_conditions(actor, wanted)).limit(MOST_COUNTED).alias("part")
    return Select([part], [fn.COUNT(SQL("*"))])


def _conditions(actor: Actor, wanted: QueueFilter) -> list[Expression]:
    require_engineer(actor, _REFUSAL)
    tests = (
        *_of_scope(actor, wanted.scope),
        matching(wanted.text) if wanted.text else None,
        _any_of(Ticket.priority, wanted.priorities),
        _any_of(Ticket.organisation, wanted.organisations),
        _any_of(Ticket.issue_type, wanted.issue_types),
    )
    return [test for test in tests if test is not None]


def _of_scope(actor: Actor, scope: Scope) -> tuple[Expression, ...]:
    return {
        Scope.UNASSIGNED: (Ticket.engineer.is_null(), _OPEN),
        Scope.MINE: (Ticket.engineer == actor.person_id, _OPEN),
        Scope.OURS: (_WAITS_FOR_US,),
        Scope.OVERDUE: (Ticket.due_at < clock.now(), Ticket.status.not_in(_OVER)),
        Scope.ACCESS: (Ticket.fulfilment.in_(list(FulfilmentKind)), _OPEN),
        Scope.OPEN: (_OPEN,),
        Scope.ALL: (SQL("1 = 1"),),
    }[scope]


def _any_of(column: Any, wanted: tuple[Any, ...]) -> Expression | None:
    if not wanted:
        return None
    named = column.in_([value for value in wanted if value is not None])
    return (named | column.is_null()) if None in wanted else named


def _beyond(columns: tuple[Any, ...], mark: list[Any], descending: bool) -> Expression:
    """The tickets after the mark, in the order of the list."""
    marks = [Value(value, converter=column.db_value) for column, value in zip(columns, mark, strict=True)]
    place, end = Tuple(*columns), Tuple(*marks)
    return place < end if descending else place > end
