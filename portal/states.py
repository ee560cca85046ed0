"""The states of a ticket and the one table of moves between them; a move that is not in it is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from portal.vocabulary import Status


class Turn(StrEnum):
    """Whose turn it is."""

    ENGINEERS = "engineers"
    CUSTOMER = "customer"
    ORGANISATION = "organisation"
    NOBODY = "nobody"


class Move(StrEnum):
    """What somebody does to a ticket that changes its status."""

    APPROVE = "approve"
    DECLINE = "decline"
    WORK = "work"
    ASK = "ask"
    ANSWER = "answer"
    WAIT = "wait"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    CANCEL = "cancel"
    CLOSE = "close"
    RESUME = "resume"
    MERGE = "merge"


@dataclass(frozen=True)
class State:
    """How a status reads to the customer, whose turn it is, and whether the clock runs."""

    words: str
    short: str
    turn: Turn
    clock_runs: bool


STATES: dict[Status, State] = {
    Status.NEW: State("We have received it", "New", Turn.ENGINEERS, True),
    Status.WAITING_FOR_APPROVAL: State(
        "An administrator of your organisation must approve it", "Waiting for approval", Turn.ORGANISATION, False
    ),
    Status.IN_PROGRESS: State("An engineer is working on it", "In progress", Turn.ENGINEERS, True),
    Status.WAITING_FOR_CUSTOMER: State("We need an answer from you", "Waiting for customer", Turn.CUSTOMER, False),
    Status.WAITING_FOR_THIRD_PARTY: State("We wait for a supplier", "Waiting for supplier", Turn.ENGINEERS, True),
    Status.RESOLVED: State("We believe it is solved", "Resolved", Turn.CUSTOMER, False),
    Status.CLOSED: State("Finished", "Closed", Turn.NOBODY, False),
    Status.CANCELLED: State("Finished: the request was cancelled", "Cancelled", Turn.NOBODY, False),
    Status.DECLINED: State("Finished: the request was declined", "Declined", Turn.NOBODY, False),
}

_WORKING = frozenset({Status.NEW, Status.IN_PROGRESS, Status.WAITING_FOR_CUSTOMER, Status.WAITING_FOR_THIRD_PARTY})
_UNFINISHED = _WORKING | {Status.WAITING_FOR_APPROVAL}


class Who(StrEnum):
    """Who makes a move."""

    REQUESTER = "requester"
    # Of the ticket's organisation.
    ADMINISTRATOR = "administrator"
    # Whoever of the customers may write on the ticket.
    CUSTOMER = "customer"
    ENGINEER = "engineer"
    # By itself, when the time has come or what was confirmed is done.
    PORTAL = "portal"


class Effect(StrEnum):
    """What a move does to the clock of what is due next."""

    # The first answer counts from here on.
    STARTS = "starts"
    RUNS = "runs"
    STANDS = "stands"
    ENDS = "ends"


class Transition(NamedTuple):
    """One line of the table: from where to where, who makes it, which mail tells of it, and what the clock does.

    `mail` is the event that is told where the move is made alone; one that goes with a message is told by its mail.
    """

    starts: frozenset[Status]
    leads_to: Status
    by: frozenset[Who]
    mail: str
    clock: Effect


def _line(starts: Iterable[Status], leads_to: Status, by: Iterable[Who], mail: str, clock: Effect) -> Transition:
    return Transition(frozenset(starts), leads_to, frozenset(by), mail, clock)


_US = (Who.ENGINEER, Who.PORTAL)
_APPROVAL, _ASKED, _SUPPLIER = (
    Status.WAITING_FOR_APPROVAL,
    Status.WAITING_FOR_CUSTOMER,
    Status.WAITING_FOR_THIRD_PARTY,
)
_WORK, _DONE = Status.IN_PROGRESS, Status.RESOLVED

# Every move that there is; any other is refused.
MOVES: dict[Move, Transition] = {
    Move.APPROVE: _line({_APPROVAL}, Status.NEW, {Who.ADMINISTRATOR}, "approved", Effect.STARTS),
    Move.DECLINE: _line({_APPROVAL}, Status.DECLINED, {Who.ADMINISTRATOR}, "declined", Effect.ENDS),
    Move.WORK: _line(_WORKING - {_WORK}, _WORK, _US, "status_changed", Effect.RUNS),
    Move.ASK: _line(_WORKING - {_ASKED}, _ASKED, {Who.ENGINEER}, "status_changed", Effect.STANDS),
    Move.ANSWER: _line({_ASKED}, _WORK, {Who.CUSTOMER}, "message", Effect.RUNS),
    Move.WAIT: _line(_WORKING - {_SUPPLIER}, _SUPPLIER, {Who.ENGINEER}, "status_changed", Effect.RUNS),
    Move.RESOLVE: _line(_WORKING, _DONE, {Who.REQUESTER, *_US}, "resolved", Effect.STANDS),
    Move.REOPEN: _line({_DONE}, _WORK, {Who.REQUESTER, Who.ENGINEER}, "reopened", Effect.RUNS),
    Move.CANCEL: _line(_UNFINISHED, Status.CANCELLED, {Who.REQUESTER}, "cancelled", Effect.ENDS),
    Move.CLOSE: _line({_DONE}, Status.CLOSED, {Who.REQUESTER, *_US}, "closed", Effect.ENDS),
    # By an answer to its mail, soon enough after it was closed; and by engineers who take a merger back.
    Move.RESUME: _line({Status.CLOSED}, _WORK, {Who.REQUESTER, Who.ENGINEER}, "reopened", Effect.RUNS),
    # It goes on in another ticket.
    Move.MERGE: _line(_WORKING | {_DONE}, Status.CLOSED, {Who.ENGINEER}, "merged", Effect.ENDS),
}
# What an engineer chooses as the new status; resolving has its own text and button.
CHOOSABLE = (Move.WORK, Move.ASK, Move.WAIT, Move.CLOSE)


def can(move: Move, status: Status) -> bool:
    """Whether this move starts from this status."""
    return status in MOVES[move].starts


def makes(who: Who, move: Move, status: Status) -> bool:
    """Whether the table lets such a person make this move from this status."""
    return can(move, status) and who in MOVES[move].by


def after(move: Move) -> Status:
    """The status that this move leads to."""
    return MOVES[move].leads_to
