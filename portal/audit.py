"""The audit: who did what, when and from where, written once and never changed (S-22)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from portal import clock, origin
from portal.db.tables import Audited
from portal.policy import Actor

# Where nobody is logged in: the worker, or somebody at the command line.
_PORTAL = "The portal"


class Act(StrEnum):
    """What is written down, in the past tense."""

    # People and how they show who they are
    LOGGED_IN = "logged_in"
    LOGIN_REFUSED = "login_refused"
    SESSION_ENDED = "session_ended"
    CREDENTIAL_CHANGED = "credential_changed"
    ADDRESS_CHANGED = "address_changed"
    PERSON_ADDED = "person_added"
    PERSON_DEACTIVATED = "person_deactivated"
    PERSON_ACTIVATED = "person_activated"
    STAFF_ROLE_CHANGED = "staff_role_changed"
    ACCOUNT_EXPORTED = "account_exported"
    # Organisations
    ORGANISATION_ADDED = "organisation_added"
    ORGANISATION_CHANGED = "organisation_changed"
    PLAN_CHANGED = "plan_changed"
    ROLE_CHANGED = "role_changed"
    MEMBER_REVIEWED = "member_reviewed"
    # Access given and taken
    ACCESS_PLANNED = "access_planned"
    ACCESS_GIVEN = "access_given"
    ACCESS_REMOVED = "access_removed"
    ACCESS_FAILED = "access_failed"
    INVITATION_SENT = "invitation_sent"
    INVITATION_ACCEPTED = "invitation_accepted"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    TASK_DONE = "task_done"
    # Tickets
    TICKET_SEEN = "ticket_seen"
    TICKETS_EXPORTED = "tickets_exported"
    VISIBILITY_CHANGED = "visibility_changed"
    STATUS_CHANGED = "status_changed"
    PRIORITY_CHANGED = "priority_changed"
    TICKET_ASSIGNED = "ticket_assigned"
    REQUESTER_CHANGED = "requester_changed"
    PARTICIPANT_ADDED = "participant_added"
    PARTICIPANT_REMOVED = "participant_removed"
    APPROVED = "approved"
    DECLINED = "declined"
    ISSUE_TYPE_CHANGED = "issue_type_changed"
    MERGED = "merged"
    REDACTED = "redacted"
    # The audit itself
    AUDIT_READ = "audit_read"
    AUDIT_EXPORTED = "audit_exported"


def record(
    act: Act,
    actor: Actor | None,
    *,
    person_id: int | None = None,
    organisation_id: int | None = None,
    ticket_id: int | None = None,
    **data: Any,
) -> None:
    """Write one line, in the transaction of what it tells of; `actor` is None where the portal itself acts.

    `data` holds what was before and after, and nothing secret: everybody who reads the audit reads it.
    """
    Audited.create(
        at=clock.now(),
        actor=actor.person_id if actor else None,
        actor_name=actor.name if actor else _PORTAL,
        action=act,
        origin=origin.present(),
        person=person_id,
        organisation=organisation_id,
        ticket=ticket_id,
        data=data,
    )
