"""The audit: who did what, when and from where, written once and never changed (S-22)."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol

from peewee import SQL, Expression

from portal import clock, origin
from portal.db.tables import Audited
from portal.policy import Actor

# Where nobody is logged in: the worker, or somebody at the command line.
_PORTAL = "The portal"
# Who reloads a page reads it once.
_SEEN_EVERY = timedelta(hours=1)


class Act(StrEnum):
    """What is written down, in the past tense."""

    # People and how they show who they are
    LOGGED_IN = "logged_in"
    LOGIN_REFUSED = "login_refused"
    SESSION_ENDED = "session_ended"
    CREDENTIAL_CHANGED = "credential_changed"
    ADDRESS_CHANGED = "address_changed"
    PERSON_ADDED = "person_added"
    PERSONAL_PLAN_CHANGED = "personal_plan_changed"
    PERSON_DEACTIVATED = "person_deactivated"
    PERSON_ACTIVATED = "person_activated"
    STAFF_ROLE_CHANGED = "staff_role_changed"
    PASSWORD_LINK_SENT = "password_link_sent"  # noqa: S105 - a word, no secret
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
    ACCESS_CANCELLED = "access_cancelled"
    INVITATION_SENT = "invitation_sent"
    INVITATION_ACCEPTED = "invitation_accepted"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    TASK_DONE = "task_done"
    # Tickets
    TICKET_SEEN = "ticket_seen"
    PROBING_STOPPED = "probing_stopped"
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
    LINKED = "linked"
    REDACTED = "redacted"
    # What engineers decide on mail, and the words that all of them use
    MAIL_DECIDED = "mail_decided"
    SENDER_BLOCKED = "sender_blocked"
    TEMPLATE_CHANGED = "template_changed"
    # The audit itself
    AUDIT_READ = "audit_read"
    AUDIT_EXPORTED = "audit_exported"


class TicketFacts(Protocol):
    """What a line about a ticket says of it."""

    @property
    def id(self) -> int: ...
    @property
    def requester_id(self) -> int: ...
    @property
    def organisation_id(self) -> int | None: ...


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
        origin=_origin_of(actor),
        person=person_id,
        organisation=organisation_id,
        ticket=ticket_id,
        data=data,
    )


def record_on(act: Act, actor: Actor | None, ticket: TicketFacts, *, person_id: int | None = None, **data: Any) -> None:
    """Write one line about a ticket; it concerns the requester where nobody else is named."""
    record(
        act,
        actor,
        # Whoever left the organisation of the ticket is nobody on it.
        person_id=person_id or (ticket.requester_id if ticket.requester_id > 0 else None),
        organisation_id=ticket.organisation_id,
        ticket_id=ticket.id,
        **data,
    )


def record_seen(actor: Actor, ticket: TicketFacts) -> None:
    """Note that an engineer reads this ticket, at most once an hour; what customers read is theirs."""
    if actor.is_engineer and not _has_lately(Act.TICKET_SEEN, actor, Audited.ticket == ticket.id):
        record_on(Act.TICKET_SEEN, actor, ticket)


def record_reading(actor: Actor) -> None:
    """Note that somebody reads the audit, at most once an hour."""
    if not _has_lately(Act.AUDIT_READ, actor, Audited.actor == actor.person_id):
        record(Act.AUDIT_READ, actor)


def _has_lately(act: Act, actor: Actor, beginning: Expression) -> bool:
    """Whether the actor did this within the last hour; `beginning` is the test that an index begins with."""
    lately = Audited.at > clock.now() - _SEEN_EVERY
    theirs = (Audited.action == act) & (Audited.actor == actor.person_id)
    return bool(Audited.select(SQL("1")).where(beginning & lately & theirs).exists())


def _origin_of(actor: Actor | None) -> str:
    """Who acts by a mail is where that mail came from."""
    return f"mail {actor.letter.mail_id}" if actor and actor.letter else origin.present()
