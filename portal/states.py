"""The states of a ticket and every move between them; a move that is not in the table is refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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

# Move -> (the statuses it starts from, the status it leads to).
MOVES: dict[Move, tuple[frozenset[Status], Status]] = {
    Move.APPROVE: (frozenset({Status.WAITING_FOR_APPROVAL}), Status.NEW),
    Move.DECLINE: (frozenset({Status.WAITING_FOR_APPROVAL}), Status.DECLINED),
    Move.WORK: (_WORKING - {Status.IN_PROGRESS}, Status.IN_PROGRESS),
    Move.ASK: (_WORKING - {Status.WAITING_FOR_CUSTOMER}, Status.WAITING_FOR_CUSTOMER),
    Move.ANSWER: (frozenset({Status.WAITING_FOR_CUSTOMER}), Status.IN_PROGRESS),
    Move.WAIT: (_WORKING - {Status.WAITING_FOR_THIRD_PARTY}, Status.WAITING_FOR_THIRD_PARTY),
    Move.RESOLVE: (_WORKING, Status.RESOLVED),
    Move.REOPEN: (frozenset({Status.RESOLVED}), Status.IN_PROGRESS),
    Move.CANCEL: (_UNFINISHED, Status.CANCELLED),
    Move.CLOSE: (frozenset({Status.RESOLVED}), Status.CLOSED),
    # By an answer to its mail, soon enough after it was closed.
    Move.RESUME: (frozenset({Status.CLOSED}), Status.IN_PROGRESS),
    # It goes on in another ticket.
    Move.MERGE: (_WORKING | {Status.RESOLVED}, Status.CLOSED),
}


def can(move: Move, status: Status) -> bool:
    """Whether this move starts from this status."""
    return status in MOVES[move][0]


def after(move: Move) -> Status:
    """The status that this move leads to."""
    return MOVES[move][1]
