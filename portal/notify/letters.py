"""What the domain hands over when something happened that people should hear of: plain values, no rows, no models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from portal.vocabulary import DueKind, Following, Kind, Level, MailPreference, Priority, Status, Visibility


class MailEvent(StrEnum):
    """Something that is told by mail; each has a folder of templates of the same name."""

    CREATED = "created"
    SHARED = "shared"
    MADE_PRIVATE = "made_private"
    PARTICIPANT_ADDED = "participant_added"
    MESSAGE = "message"
    QUESTION = "question"
    INFORMATION_NEEDED = "information_needed"
    INFORMATION_GIVEN = "information_given"
    ISSUE_TYPE_CHANGED = "issue_type_changed"
    NOTE = "note"
    ASSIGNED = "assigned"
    STATUS_CHANGED = "status_changed"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    MERGED = "merged"
    PRIORITY_CHANGED = "priority_changed"
    REMINDER = "reminder"
    WARNING = "warning"
    APPROVAL_NEEDED = "approval_needed"
    APPROVED = "approved"
    DECLINED = "declined"
    HANDED_OVER = "handed_over"
    FULFILMENT_PLANNED = "fulfilment_planned"
    FULFILLED = "fulfilled"
    FULFILMENT_FAILED = "fulfilment_failed"
    INVITATION = "invitation"
    MEMBER_ADDED = "member_added"
    MEMBER_REMOVED = "member_removed"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a word, no secret
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a word, no secret
    NEW_SIGN_IN = "new_sign_in"
    ROLE_CHANGED = "role_changed"
    REVIEW = "review"
    CREDENTIAL_CHANGED = "credential_changed"
    ADDRESS_CODE = "address_code"
    ADDRESS_CLAIMED = "address_claimed"
    REVIEW_UNANSWERED = "review_unanswered"

    @property
    def is_written_by_a_person(self) -> bool:
        """Whether the mail carries somebody's own words, and so is not an automatic one."""
        return self in _BY_PEOPLE

    @property
    def is_internal(self) -> bool:
        """Whether the mail is for engineers only, and so is every answer to it."""
        return self in (MailEvent.NOTE, MailEvent.WARNING, MailEvent.FULFILMENT_FAILED)

    @property
    def is_about_an_account(self) -> bool:
        """Whether the mail concerns the reader's account, or what they administer, and no ticket."""
        return self in _OF_ACCOUNTS


_OF_ACCOUNTS = frozenset(
    {
        MailEvent.INVITATION,
        MailEvent.MEMBER_ADDED,
        MailEvent.MEMBER_REMOVED,
        MailEvent.PASSWORD_RESET,
        MailEvent.PASSWORD_CHANGED,
        MailEvent.CREDENTIAL_CHANGED,
        MailEvent.ADDRESS_CODE,
        MailEvent.ADDRESS_CLAIMED,
        MailEvent.NEW_SIGN_IN,
        MailEvent.ROLE_CHANGED,
        MailEvent.REVIEW,
        MailEvent.REVIEW_UNANSWERED,
    }
)


_BY_PEOPLE = frozenset(
    {
        MailEvent.MESSAGE,
        MailEvent.QUESTION,
        MailEvent.NOTE,
        MailEvent.INFORMATION_NEEDED,
        MailEvent.INFORMATION_GIVEN,
    }
)


@dataclass(frozen=True)
class TicketLetter:
    """A ticket as it stood just after the event, with everything that a mail may say of it.

    `seen_by` names everybody but the engineers who can see it; `files` are (name, bytes).
    """

    ticket_id: int
    reference: str
    subject: str
    issue_type_label: str
    kind: Kind
    priority: Priority | None
    urgency: Level | None
    impact: Level | None
    status: Status
    requester_name: str
    organisation_name: str | None
    visibility: Visibility
    seen_by: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, int], ...]
    opened_at: datetime
    answer_due_at: datetime | None
    plan: str
    # What is due next, and by when; where nothing is, `due_at` says nothing.
    due_at: datetime
    due_kind: DueKind | None
    # Whether the requester is there still: who left the organisation of the ticket is only named.
    has_requester: bool = True
    # Whether nobody has said yet how it went.
    asks_opinion: bool = False


class Reader(NamedTuple):
    """Somebody who might get the mail; `time_zone` None means the zone of the settings' calendar."""

    person_id: int
    name: str
    address: str
    time_zone: str | None = None
    is_requester: bool = False
    is_assigned: bool = False
    is_engineer: bool = False
    is_participant: bool = False
    # An administrator of its organisation sees a request that has to be approved, private or not.
    is_approver: bool = False
    is_paid: bool = True
    following: Following | None = None
    preference: MailPreference = MailPreference.EVERY_UPDATE

    @property
    def first_name(self) -> str:
        """How a mail greets them; their address where they have no name."""
        return next(iter(self.name.split()), self.address)
