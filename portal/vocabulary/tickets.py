"""What a ticket is, where it stands, and what happens on it."""

from __future__ import annotations

from enum import StrEnum


class Visibility(StrEnum):
    """Who, beside the requester and the engineers, may see a ticket."""

    PRIVATE = "private"
    SHARED = "shared"


class Status(StrEnum):
    """Where a ticket stands; the moves between them are in `portal.states`."""

    NEW = "new"
    WAITING_FOR_APPROVAL = "waiting_for_approval"
    IN_PROGRESS = "in_progress"
    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    WAITING_FOR_THIRD_PARTY = "waiting_for_third_party"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DECLINED = "declined"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do on the ticket."""
        return self in OPEN_STATUSES

    @property
    def is_finished(self) -> bool:
        """Whether nobody can write on the ticket any more."""
        return self in FINISHED_STATUSES


OPEN_STATUSES = frozenset(
    {
        Status.NEW,
        Status.WAITING_FOR_APPROVAL,
        Status.IN_PROGRESS,
        Status.WAITING_FOR_CUSTOMER,
        Status.WAITING_FOR_THIRD_PARTY,
    }
)
FINISHED_STATUSES = frozenset({Status.CLOSED, Status.CANCELLED, Status.DECLINED})


class Priority(StrEnum):
    """What urgency and impact make together; P1 is the most pressing."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Level(StrEnum):
    """One answer to Urgency or to Impact."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Kind(StrEnum):
    """What an issue type is, generally speaking."""

    INCIDENT = "incident"
    SERVICE_REQUEST = "service_request"


class Source(StrEnum):
    """The way by which something came in."""

    PORTAL = "portal"
    EMAIL = "email"


class Following(StrEnum):
    """What a person chose for one ticket, against the general preference."""

    FOLLOW = "follow"
    MUTE = "mute"


class Approval(StrEnum):
    """Whether an administrator of the organisation has to agree, and whether one did."""

    NONE = "none"
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"


class EntryKind(StrEnum):
    """What stands in a ticket's timeline. `INTERNAL_KINDS` are for engineers only, all others are public."""

    OPENED = "opened"
    MESSAGE = "message"
    NOTE = "note"
    ASSIGNED = "assigned"
    STATUS_CHANGED = "status_changed"
    PRIORITY_CHANGED = "priority_changed"
    SHARED = "shared"
    MADE_PRIVATE = "made_private"
    APPROVED = "approved"
    DECLINED = "declined"
    PARTICIPANT_ADDED = "participant_added"
    PARTICIPANT_REMOVED = "participant_removed"
    # Somebody else is its requester now.
    HANDED_OVER = "handed_over"
    # This ticket goes on with a finished one, or an open one goes on with this.
    LINKED = "linked"
    # What was asked in a form need not be answered any more.
    INFORMATION_WITHDRAWN = "information_withdrawn"
    ISSUE_TYPE_CHANGED = "issue_type_changed"
    # The portal reminded the requester that we wait for an answer.
    REMINDED = "reminded"
    # The portal warned engineers of what is due.
    WARNED = "warned"
    # What a machine answered by mail: out of office, and the like.
    AUTOMATIC = "automatic"
    # It went into another ticket, another one into this, or that was taken back.
    MERGED = "merged"
    # Engineers said that it has to do with another ticket, which is for engineers only.
    CONNECTED = "connected"
    # Something secret was taken out.
    REDACTED = "redacted"
    # What a button does for a ticket: confirmed for a later day, done, taken back, not done on its day, and by hand.
    FULFILMENT_PLANNED = "fulfilment_planned"
    FULFILLED = "fulfilled"
    FULFILMENT_CANCELLED = "fulfilment_cancelled"
    FULFILMENT_FAILED = "fulfilment_failed"
    TASK_DONE = "task_done"


INTERNAL_KINDS = frozenset(
    {EntryKind.NOTE, EntryKind.AUTOMATIC, EntryKind.CONNECTED, EntryKind.FULFILMENT_FAILED, EntryKind.WARNED}
)


class FulfilmentKind(StrEnum):
    """What engineers carry out for a ticket by a button."""

    ONBOARD = "onboard"
    OFFBOARD = "offboard"


class FulfilmentState(StrEnum):
    """What became of something that an engineer confirmed."""

    # It waits for its day.
    PLANNED = "planned"
    DONE = "done"
    # On its day it could not be done; `error` says why.
    FAILED = "failed"
    CANCELLED = "cancelled"


class DueKind(StrEnum):
    """What is promised next on a ticket."""

    ANSWER = "answer"
    UPDATE = "update"


class LinkKind(StrEnum):
    """How a ticket has to do with another one."""

    RELATED = "related"
    DUPLICATE = "duplicate"
