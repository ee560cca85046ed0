"""What a list of tickets asks for, as conditions: each branch and each state follows an index."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from functools import reduce

from peewee import SQL, Expression

from portal.db.tables import Ticket
from portal.policy import Actor
from portal.states import STATES, Turn
from portal.tickets.rows import HistoryFilter
from portal.tickets.search import matching
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

_OURS = frozenset(status for status in OPEN_STATUSES if STATES[status].turn is Turn.ENGINEERS)
_TESTS = {
    "open": Ticket.status.in_(sorted(OPEN_STATUSES)),
    # What engineers have to do: also where a customer wrote after it was resolved. No "or" of columns, which would
    # lead to no index of statuses.
    "ours": Ticket.status.in_(sorted({*_OURS, Status.RESOLVED}))
    & ((Ticket.status != Status.RESOLVED) | Ticket.after_resolve_at.is_null(False)),
    # Said as what they are not, because most are: no index of statuses shall be followed and then sorted.
    "resolved": Ticket.status.not_in(sorted(OPEN_STATUSES)),
}


def branches_of(actor: Actor, wanted: HistoryFilter) -> list[Expression]:
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
    found = [shared_in(place) & others for place in actor.places]
    if actor.participates:
        found += [takes_part_in(actor, place) & others & ~shared_in(place) for place in actor.places]
    return found


def _others(actor: Actor) -> list[Expression]:
    others = requested_by_others(actor)
    return [(Ticket.organisation == place.organisation_id) & visible_to(actor) & others for place in actor.places]


def conditions_of(actor: Actor, wanted: HistoryFilter) -> list[Expression]:
    """What each branch is narrowed by: the state, the words that are looked for, and the filters."""
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
    approvals = _approvals_pending(actor)
    if approvals is None:
        return mine
    left = [left_to(actor, place) & asked for place in actor.places if place.is_administrator]
    # The statuses are said once more outside the "or", where they lead to an index.
    waits = Ticket.status.in_([Status.WAITING_FOR_APPROVAL, Status.WAITING_FOR_CUSTOMER])
    return waits & reduce(operator.or_, left, mine | approvals)


def _approvals_pending(actor: Actor) -> Expression | None:
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
