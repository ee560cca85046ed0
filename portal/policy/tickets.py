"""Who may see a ticket, and what they may do with it."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Protocol

from portal.errors import NotAllowed
from portal.policy.actions import REFUSALS, Action
from portal.policy.actors import Actor, Place
from portal.states import CHOOSABLE, Move, Who, makes
from portal.vocabulary import Approval, FulfilmentKind, Source, Status, Visibility


class TicketFacts(Protocol):
    """What the rules need to know of a ticket."""

    @property
    def requester_id(self) -> int: ...
    @property
    def has_requester(self) -> bool: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def visibility(self) -> Visibility: ...
    @property
    def always_private(self) -> bool: ...
    @property
    def status(self) -> Status: ...
    @property
    def approval(self) -> Approval: ...
    @property
    def fulfilment(self) -> FulfilmentKind | None: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def participants(self) -> frozenset[int]: ...
    @property
    def merged_into_id(self) -> int | None: ...
    @property
    def concerns_id(self) -> int | None: ...


_REQUESTER_MOVES = {
    Action.RESOLVE: Move.RESOLVE,
    Action.REOPEN: Move.REOPEN,
    Action.CANCEL: Move.CANCEL,
    Action.CLOSE: Move.CLOSE,
}
_ENGINEERS_MOVES = {Action.RESOLVE: Move.RESOLVE, Action.REOPEN: Move.REOPEN, Action.MERGE: Move.MERGE}


def may_see(actor: Actor, ticket: TicketFacts) -> bool:
    """Whether the actor may know that this ticket exists."""
    if actor.is_engineer or ticket.requester_id == actor.person_id:
        return True
    place = actor.place(ticket.organisation_id)
    if place is None:
        return False
    if place.is_administrator and ticket.approval is not Approval.NONE and not _concerns(actor, ticket):
        return True
    if actor.person_id in ticket.participants:
        return True
    in_time = place.sees_from is None or ticket.opened_at >= place.sees_from
    return ticket.visibility is Visibility.SHARED and in_time


def allowed(actor: Actor, ticket: TicketFacts) -> frozenset[Action]:
    """Everything the actor may do with this ticket; empty where they may not even know of it."""
    if not may_see(actor, ticket):
        return frozenset()
    shareable = ticket.organisation_id is not None and not ticket.always_private
    if actor.is_engineer:
        actions = _engineers(ticket.status, shareable, ticket.merged_into_id is not None)
        if _keeps_its_type(ticket):
            actions -= {Action.CHANGE_ISSUE_TYPE}
        return actions | {Action.FULFIL} if _may_fulfil(actor, ticket) else actions
    place = actor.place(ticket.organisation_id)
    actions = _customers(
        ticket.status,
        writes=_may_write(actor),
        by_mail=actor.channel is Source.EMAIL,
        is_requester=ticket.requester_id == actor.person_id,
        stands_in=_stands_in(actor, place, ticket),
        approves=_may_approve(actor, place, ticket),
        # Who has left an organisation no longer decides what its people see.
        shareable=shareable and place is not None,
    )
    return actions | {Action.LEAVE} if place is not None and actor.person_id in ticket.participants else actions


def require(actor: Actor, ticket: TicketFacts, action: Action) -> None:
    """Return where the action is allowed; raise NotAllowed, in words for the actor, where it is not."""
    if action not in allowed(actor, ticket):
        raise NotAllowed(REFUSALS.get(action, "You may not do this with this ticket."))


def moves_as(actor: Actor | None, ticket: TicketFacts) -> frozenset[Who]:
    """What the actor is to this ticket when its status changes; None is the portal itself."""
    if actor is None:
        return frozenset({Who.PORTAL})
    if actor.is_engineer:
        return frozenset({Who.ENGINEER})
    place = actor.place(ticket.organisation_id)
    is_any = {
        Who.CUSTOMER: True,
        Who.REQUESTER: ticket.requester_id == actor.person_id or _stands_in(actor, place, ticket),
        Who.ADMINISTRATOR: place is not None and place.is_administrator,
    }
    return frozenset(who for who, holds in is_any.items() if holds)


def _may_write(actor: Actor) -> bool:
    """The free plan is e-mail only: in the portal it reads."""
    return actor.is_paid or actor.channel is Source.EMAIL


def _may_approve(actor: Actor, place: Place | None, ticket: TicketFacts) -> bool:
    """An administrator, in the portal only; nobody what they asked for, even who became an administrator meanwhile."""
    if ticket.requester_id == actor.person_id or place is None or not place.is_administrator:
        return False
    return actor.channel is Source.PORTAL and not _concerns(actor, ticket)


def _stands_in(actor: Actor, place: Place | None, ticket: TicketFacts) -> bool:
    """Where the requester has left, the administrators who see it say what becomes of it: nobody else there could."""
    if ticket.has_requester or place is None or not place.is_administrator:
        return False
    return not _concerns(actor, ticket)


def _concerns(actor: Actor, ticket: TicketFacts) -> bool:
    """Whether it would end the actor's own access: why that is asked for is not for them to read (OPS-22)."""
    return ticket.concerns_id == actor.person_id


def _keeps_its_type(ticket: TicketFacts) -> bool:
    """Once approval or a button to carry it out matters, another issue type would be a way around them."""
    return ticket.fulfilment is not None or ticket.approval is not Approval.NONE


def _may_fulfil(actor: Actor, ticket: TicketFacts) -> bool:
    """Once it is approved or needs no approval, while it is open; nobody fulfils their own request (OPS-22)."""
    agreed = ticket.approval in (Approval.NONE, Approval.APPROVED)
    is_open = ticket.status.is_open and ticket.status is not Status.WAITING_FOR_APPROVAL
    return ticket.fulfilment is not None and agreed and is_open and ticket.requester_id != actor.person_id


@cache
def _engineers(status: Status, shareable: bool, is_merged: bool) -> frozenset[Action]:
    actions = {Action.VIEW, Action.NOTE, Action.ASSIGN, Action.SET_PRIORITY, Action.FOLLOW, Action.LINK, Action.REDACT}
    if not status.is_finished:
        actions.add(Action.REPLY)
    if shareable:
        actions |= {Action.SHARE, Action.CHOOSE_PARTICIPANTS}
    if any(makes(Who.ENGINEER, move, status) for move in CHOOSABLE):
        actions.add(Action.SET_STATUS)
    actions |= {action for action, move in _ENGINEERS_MOVES.items() if makes(Who.ENGINEER, move, status)}
    if makes(Who.ENGINEER, Move.RESOLVE, status):
        # While somebody works on it.
        actions |= {Action.ASK_INFORMATION, Action.CHANGE_ISSUE_TYPE}
    if is_merged:
        actions.add(Action.SEPARATE)
    return frozenset(actions)


@cache
def _customers(
    status: Status,
    *,
    writes: bool,
    by_mail: bool,
    is_requester: bool,
    stands_in: bool,
    approves: bool,
    shareable: bool,
) -> frozenset[Action]:
    # Which mail comes of it is the reader's own matter, on every plan.
    actions = {Action.VIEW, Action.FOLLOW}
    if not writes:
        return frozenset(actions)
    if not status.is_finished:
        actions.add(Action.REPLY)
    if approves and makes(Who.ADMINISTRATOR, Move.APPROVE, status):
        actions.add(Action.APPROVE)
    if is_requester or stands_in:
        actions |= {action for action, move in _REQUESTER_MOVES.items() if makes(Who.REQUESTER, move, status)}
        if not status.is_finished:
            actions.add(Action.GIVE_INFORMATION)
    if Action.APPROVE in actions:
        # Who stands in and may approve declines with a reason: one way to say no.
        actions.discard(Action.CANCEL)
    if is_requester:
        actions |= _requesters_alone(status, by_mail, shareable)
    return frozenset(actions)


def _requesters_alone(status: Status, by_mail: bool, shareable: bool) -> set[Action]:
    """What nobody does in the requester's stead."""
    actions = {Action.SHARE, Action.CHOOSE_PARTICIPANTS} if shareable else set()
    if by_mail and makes(Who.REQUESTER, Move.RESUME, status):
        actions.add(Action.RESUME)
    return actions
