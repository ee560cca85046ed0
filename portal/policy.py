"""Who may do what with a ticket that they see. Pure: no database, no Flask.

The other face of the same rule is `portal.tickets.queries.visible_to`, which says in SQL what an actor may know of;
a table-driven test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Protocol

from portal.errors import NotAllowed, NotFound
from portal.states import CHOOSABLE, Move, Who, makes
from portal.vocabulary import Approval, FulfilmentKind, Role, Source, StaffRole, Status, Trust, Visibility


class Permission(StrEnum):
    """Something that concerns the whole portal, and no single ticket."""

    SEE_CUSTOMERS = "see_customers"
    CHANGE_CUSTOMERS = "change_customers"
    SEE_FIGURES = "see_figures"
    READ_AUDIT = "read_audit"


class Action(StrEnum):
    """Something that a person may do with a ticket."""

    APPROVE = "approve"
    ASK_INFORMATION = "ask_information"
    ASSIGN = "assign"
    CANCEL = "cancel"
    CHANGE_ISSUE_TYPE = "change_issue_type"
    CHOOSE_PARTICIPANTS = "choose_participants"
    CLOSE = "close"
    FOLLOW = "follow"
    FULFIL = "fulfil"
    GIVE_INFORMATION = "give_information"
    LEAVE = "leave"
    LINK = "link"
    MERGE = "merge"
    NOTE = "note"
    REDACT = "redact"
    REOPEN = "reopen"
    REPLY = "reply"
    RESOLVE = "resolve"
    RESUME = "resume"
    SEPARATE = "separate"
    SET_PRIORITY = "set_priority"
    SET_STATUS = "set_status"
    SHARE = "share"
    VIEW = "view"


@dataclass(frozen=True)
class Place:
    """An actor's membership in an organisation."""

    organisation_id: int
    name: str
    role: Role
    paid: bool
    sees_from: datetime | None = None
    plan: str = ""
    # Whether its members have to give a second factor when they log in.
    demands_second_factor: bool = False

    @property
    def is_administrator(self) -> bool:
        """Whether the actor administers this organisation."""
        return self.role is Role.ADMINISTRATOR


@dataclass(frozen=True)
class Letter:
    """The mail by which somebody acts: its number among those that came in, and how we know that it is theirs."""

    mail_id: int
    trust: Trust
    # The engineer who took it for theirs, where the trust is ACCEPTED.
    accepted_by: str = ""


@dataclass(frozen=True)
class Actor:
    """Somebody who does something, with everything that decides what they may do."""

    person_id: int
    name: str
    address: str
    places: tuple[Place, ...] = ()
    personal_plan_paid: bool = False
    personal_plan: str | None = None
    staff_role: StaffRole | None = None
    channel: Source = Source.PORTAL
    time_zone: str | None = None
    letter: Letter | None = None
    # Whether they are a participant of any ticket: who is of none is asked no further.
    participates: bool = False
    # Whether they left any organisation: who left none is not asked whether a ticket is theirs still.
    has_left: bool = False

    @property
    def is_engineer(self) -> bool:
        """Whether this is one of the provider's people."""
        return self.staff_role is not None

    @property
    def paid_places(self) -> tuple[Place, ...]:
        """The organisations on whose behalf this person may raise tickets in the portal."""
        return tuple(place for place in self.places if place.paid)

    @property
    def is_paid(self) -> bool:
        """Whether a paid plan covers this person, personally or by an organisation."""
        return self.personal_plan_paid or bool(self.paid_places)

    @property
    def may_raise(self) -> bool:
        """Whether this person raises tickets in the portal."""
        return self.is_paid and not self.is_engineer

    def place(self, organisation_id: int | None) -> Place | None:
        """The membership in this organisation, if there is one."""
        return next((place for place in self.places if place.organisation_id == organisation_id), None)


class TicketFacts(Protocol):
    """What the rules need to know of a ticket."""

    @property
    def requester_id(self) -> int: ...
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
    if place.is_administrator and ticket.approval is not Approval.NONE:
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
        approves=_may_approve(actor, place, ticket),
        # Who has left an organisation no longer decides what its people see.
        shareable=shareable and place is not None,
    )
    return actions | {Action.LEAVE} if place is not None and actor.person_id in ticket.participants else actions


def require(actor: Actor, ticket: TicketFacts, action: Action) -> None:
    """Return where the action is allowed; raise NotAllowed, in words for the actor, where it is not."""
    if action not in allowed(actor, ticket):
        raise NotAllowed(_REFUSALS.get(action, "You may not do this with this ticket."))


def moves_as(actor: Actor | None, ticket: TicketFacts) -> frozenset[Who]:
    """What the actor is to this ticket when its status changes; None is the portal itself."""
    if actor is None:
        return frozenset({Who.PORTAL})
    if actor.is_engineer:
        return frozenset({Who.ENGINEER})
    place = actor.place(ticket.organisation_id)
    is_any = {
        Who.CUSTOMER: True,
        Who.REQUESTER: ticket.requester_id == actor.person_id,
        Who.ADMINISTRATOR: place is not None and place.is_administrator,
    }
    return frozenset(who for who, holds in is_any.items() if holds)


def require_engineer(actor: Actor, refusal: str) -> None:
    """Return for one of the provider's people; raise NotAllowed, in these words, for everybody else."""
    if not actor.is_engineer:
        raise NotAllowed(refusal)


def permissions(actor: Actor) -> frozenset[Permission]:
    """Everything that concerns the whole portal and that this person may do; nothing, for customers."""
    return _PERMISSIONS[actor.staff_role] if actor.staff_role else frozenset()


def require_permission(actor: Actor | None, permission: Permission) -> None:
    """Return where the actor has it; raise NotAllowed where not. None is the operator at the command line."""
    if actor is not None and permission not in permissions(actor):
        raise NotAllowed(_WITHOUT_PERMISSION[permission])


def administers(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor decides what the members of this organisation are: its administrators, and the portal's."""
    place = actor.place(organisation_id)
    of_it = place is not None and place.is_administrator
    return of_it or Permission.CHANGE_CUSTOMERS in permissions(actor)


def require_administrator(actor: Actor, organisation_id: int) -> None:
    """Return where the actor administers the organisation; NotFound for strangers to it, NotAllowed for members."""
    if administers(actor, organisation_id):
        return
    if actor.place(organisation_id) is None and Permission.SEE_CUSTOMERS not in permissions(actor):
        raise NotFound("There is no such organisation, or you do not belong to it.")
    raise NotAllowed("Only an administrator of the organisation does this.")


def _may_write(actor: Actor) -> bool:
    """The free plan is e-mail only: in the portal it reads."""
    return actor.is_paid or actor.channel is Source.EMAIL


def _may_approve(actor: Actor, place: Place | None, ticket: TicketFacts) -> bool:
    """An administrator, in the portal only; nobody what they asked for, even who became an administrator meanwhile."""
    administers = place is not None and place.is_administrator and actor.channel is Source.PORTAL
    return administers and ticket.requester_id != actor.person_id


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
    status: Status, *, writes: bool, by_mail: bool, is_requester: bool, approves: bool, shareable: bool
) -> frozenset[Action]:
    # Which mail comes of it is the reader's own matter, on every plan.
    actions = {Action.VIEW, Action.FOLLOW}
    if not writes:
        return frozenset(actions)
    if not status.is_finished:
        actions.add(Action.REPLY)
    if approves and makes(Who.ADMINISTRATOR, Move.APPROVE, status):
        actions.add(Action.APPROVE)
    if is_requester:
        actions |= {action for action, move in _REQUESTER_MOVES.items() if makes(Who.REQUESTER, move, status)}
        if not status.is_finished:
            actions.add(Action.GIVE_INFORMATION)
        if by_mail and makes(Who.REQUESTER, Move.RESUME, status):
            actions.add(Action.RESUME)
        if shareable:
            actions |= {Action.SHARE, Action.CHOOSE_PARTICIPANTS}
    return frozenset(actions)


_PERMISSIONS = {
    StaffRole.ENGINEER: frozenset({Permission.SEE_CUSTOMERS, Permission.SEE_FIGURES}),
    StaffRole.ADMINISTRATOR: frozenset(Permission),
}
_WITHOUT_PERMISSION = {
    Permission.SEE_CUSTOMERS: "Only our engineers see this.",
    Permission.CHANGE_CUSTOMERS: "Only an administrator of the portal does this.",
    Permission.SEE_FIGURES: "Only our engineers see the figures.",
    Permission.READ_AUDIT: "Only an administrator of the portal reads the audit.",
}
_REFUSALS = {
    Action.CHOOSE_PARTICIPANTS: "Only the requester or an engineer adds and removes people, and not on every ticket.",
    Action.SHARE: "Only the requester or an engineer changes who can see this ticket.",
    Action.REPLY: "Nobody can write on this ticket any more, or your plan is by e-mail only: answer its mail instead.",
    Action.ASK_INFORMATION: "Only engineers ask for information, while the ticket is worked on.",
    Action.CHANGE_ISSUE_TYPE: "Only engineers change the issue type of open tickets; on- and offboarding keep theirs.",
    Action.GIVE_INFORMATION: "Only the requester answers these questions. On the free plan, use the link in our mail.",
    Action.NOTE: "Only engineers write internal notes.",
    Action.LINK: "Only engineers link tickets.",
    Action.MERGE: "Only engineers merge tickets, while they are not finished.",
    Action.SEPARATE: "Only engineers take a merger back.",
    Action.REDACT: "Only engineers remove a secret.",
    Action.ASSIGN: "Only engineers assign tickets.",
    Action.SET_PRIORITY: "Only engineers change the priority.",
    Action.APPROVE: "Only another administrator of the organisation approves it, while it waits for approval.",
    Action.FULFIL: "Only an engineer other than the requester does this, while the request is open and approved.",
    Action.RESOLVE: "Only the requester or an engineer resolves this ticket, while it is open.",
    Action.REOPEN: "Only the requester or an engineer reopens this ticket, while it is resolved.",
    Action.CANCEL: "Only the requester cancels this ticket, while it is open.",
    Action.CLOSE: "Only the requester says that it is solved, while the ticket is resolved.",
    Action.RESUME: "Only the requester goes on with a closed ticket, by answering its mail.",
}
