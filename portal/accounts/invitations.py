"""Invitations: a single-use link by which somebody who got access chooses a password, or accepts (S-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from peewee import Expression

from portal import audit, clock
from portal.accounts import letters, tokens
from portal.audit import Act
from portal.db import transaction
from portal.db.tables import Invitation, Membership, Organisation, Person
from portal.errors import Conflict, NotFound
from portal.notify.letters import MailEvent
from portal.notify.texts import moment
from portal.policy import Actor
from portal.settings import current

NOT_THERE = "There is no such invitation."
# Pressed twice in a row, the second press sends nothing.
_PAUSE = timedelta(minutes=1)


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


def issue(
    actor: Actor | None, person_id: int, organisation_id: int, address: str, ticket_id: int | None, invited_by: str
) -> None:
    """Invite somebody who was made a member, in the caller's transaction; earlier links to the same place die."""
    now, token = clock.now(), tokens.fresh()
    same = (Invitation.person == person_id) & (Invitation.organisation == organisation_id)
    Invitation.update(token_hash=None, withdrawn_at=now).where(same & _OPEN).execute()
    number = Invitation.insert(
        token_hash=tokens.digest(token),
        person=person_id,
        organisation=organisation_id,
        address=address,
        ticket=ticket_id,
        created_at=now,
        sent_at=now,
        expires_at=now + _valid(),
    ).execute()
    _send(actor, _get(int(number)), token, invited_by)


def pending_of(organisation_id: int) -> tuple[InvitationRow, ...]:
    """The invitations of an organisation that were neither accepted nor withdrawn, the newest first."""
    return _rows((Invitation.organisation == organisation_id) & _OPEN & Person.deactivated_at.is_null())


def of_ticket(ticket_id: int) -> InvitationRow | None:
    """The invitation that came of this ticket, if one did."""
    return next(iter(_rows(Invitation.ticket == ticket_id)), None)


def may_manage(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor sends and withdraws invitations of this organisation: engineers, and its administrators."""
    place = actor.place(organisation_id)
    return actor.is_engineer or (place is not None and place.is_administrator and place.paid)


def send_again(actor: Actor, invitation_id: int) -> InvitationRow:
    """Send a new link, which works as long as the first did; the old one dies. NotFound, Conflict where it is over."""
    with transaction():
        row = _managed(actor, invitation_id)
        if not row.is_open:
            raise Conflict(_OVER[row.state].format(name=row.name))
        now, token = clock.now(), tokens.fresh()
        if now - row.sent_at < _PAUSE:
            return row
        Invitation.update(token_hash=tokens.digest(token), sent_at=now, expires_at=now + _valid()).where(
            Invitation.id == row.id
        ).execute()
        _send(actor, row, token, actor.name)
        return _get(row.id)


def withdraw(actor: Actor, invitation_id: int) -> InvitationRow:
    """Let the link die; somebody who has no password yet is a member no longer. NotFound, Conflict once accepted.

    Repeating it changes nothing.
    """
    with transaction():
        row = _managed(actor, invitation_id)
        if row.state is InvitationState.WITHDRAWN:
            return row
        if row.state is InvitationState.ACCEPTED:
            raise Conflict(_OVER[row.state].format(name=row.name))
        Invitation.update(token_hash=None, withdrawn_at=clock.now()).where(Invitation.id == row.id).execute()
        if not _has_password(row.person_id):
            theirs = (Membership.person == row.person_id) & (Membership.organisation == row.organisation_id)
            Membership.delete().where(theirs).execute()
        _record(Act.INVITATION_WITHDRAWN, actor, row)
        return _get(row.id)


def _managed(actor: Actor, invitation_id: int) -> InvitationRow:
    row = next(iter(_rows(Invitation.id == invitation_id)), None)
    if row is None or not may_manage(actor, row.organisation_id):
        raise NotFound(NOT_THERE)
    return row


def _send(actor: Actor | None, row: InvitationRow, token: str, invited_by: str) -> None:
    facts = {
        "path": f"/invitation/{token}",
        "organisation": row.organisation,
        "invited_by": invited_by,
        "until": moment(clock.now() + _valid(), current().calendar.time_zone),
        "chooses": "" if _has_password(row.person_id) else "yes",
    }
    letters.tell(MailEvent.INVITATION, row.person_id, facts, address=row.address)
    _record(Act.INVITATION_SENT, actor, row)


def _record(act: Act, actor: Actor | None, row: InvitationRow) -> None:
    audit.record(
        act,
        actor,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        ticket_id=row.ticket_id,
        address=row.address,
    )


def _has_password(person_id: int) -> bool:
    return Person.select().where((Person.id == person_id) & Person.password_hash.is_null(False)).exists()


def _get(invitation_id: int) -> InvitationRow:
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


def _valid() -> timedelta:
    return timedelta(seconds=current().limits.invitation_valid)


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
_OPEN = Invitation.accepted_at.is_null() & Invitation.withdrawn_at.is_null()
_OVER = {
    InvitationState.ACCEPTED: "{name} has accepted the invitation already.",
    InvitationState.WITHDRAWN: "The invitation of {name} was withdrawn. Ask for access again.",
}
