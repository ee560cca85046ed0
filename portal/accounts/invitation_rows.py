"""Invitations as they stand: a frozen row of each, and the reads that give them away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from peewee import Expression

from portal import clock
from portal.db.tables import Invitation, Organisation, Person


class InvitationState(StrEnum):
    """What became of an invitation."""

    SENT = "sent"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class InvitationRow:
    """An invitation with the names that people know; never its token."""

    id: int
    person_id: int
    name: str
    address: str
    organisation_id: int
    organisation: str
    ticket_id: int | None
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def state(self) -> InvitationState:
        """How it stands now."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        return InvitationState.SENT if self.expires_at > clock.now() else InvitationState.EXPIRED

    @property
    def is_open(self) -> bool:
        """Whether it may be sent again or withdrawn."""
        return self.state in (InvitationState.SENT, InvitationState.EXPIRED)


def pending_of(organisation_id: int) -> tuple[InvitationRow, ...]:
    """The invitations of an organisation that were neither accepted nor withdrawn, the newest first."""
    return _rows((Invitation.organisation == organisation_id) & IS_OPEN & Person.deactivated_at.is_null())


def of_ticket(ticket_id: int) -> InvitationRow | None:
    """The invitation that came of this ticket, if one did."""
    return next(iter(_rows(Invitation.ticket == ticket_id)), None)


def find(invitation_id: int) -> InvitationRow | None:
    """The invitation of this number; None where there is none."""
    return next(iter(_rows(Invitation.id == invitation_id)), None)


def one(invitation_id: int) -> InvitationRow:
    """An invitation that is known to be there."""
    return _rows(Invitation.id == invitation_id)[0]


def _rows(where: Expression) -> tuple[InvitationRow, ...]:
    select = (
        Invitation.select(*_COLUMNS)
        .join(Person)
        .switch(Invitation)
        .join(Organisation)
        .where(where)
        .order_by(Invitation.id.desc())
    )
    return tuple(InvitationRow(*values) for values in select.tuples())


_COLUMNS: tuple[Any, ...] = (
    Invitation.id,
    Invitation.person,
    Person.name,
    Invitation.address,
    Invitation.organisation,
    Organisation.name,
    Invitation.ticket,
    Invitation.created_at,
    Invitation.sent_at,
    Invitation.expires_at,
    Invitation.accepted_at,
    Invitation.withdrawn_at,
)
IS_OPEN = Invitation.accepted_at.is_null() & Invitation.withdrawn_at.is_null()
