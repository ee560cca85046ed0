"""Invitations: a single-use link by which somebody who got access chooses a password, or accepts (S-12)."""

from __future__ import annotations

from datetime import timedelta

from portal import audit, clock
from portal.accounts import invitation_rows, letters, limits, tokens
from portal.accounts.invitation_rows import IS_OPEN, InvitationRow, InvitationState
from portal.audit import Act
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import Address, Invitation, Membership, Person
from portal.errors import Conflict, NotFound
from portal.notify.letters import MailEvent
from portal.notify.texts import moment
from portal.policy import Actor, manages_invitations
from portal.settings import current

NOT_THERE = "There is no such invitation."
# Pressed twice in a row, the second press sends nothing.
_PAUSE = timedelta(minutes=1)


def valid_for() -> timedelta:
    """How long a link works."""
    return timedelta(seconds=current().limits.invitation_valid)


def issue(
    actor: Actor | None, person_id: int, organisation_id: int, address: str, ticket_id: int | None, invited_by: str
) -> None:
    """Invite somebody who was made a member, in the caller's transaction; earlier links to the same place die."""
    now, token = clock.now(), tokens.fresh()
    same = (Invitation.person == person_id) & (Invitation.organisation == organisation_id)
    Invitation.update(token_hash=None, withdrawn_at=now).where(same & IS_OPEN).execute()
    number = Invitation.insert(
        token_hash=tokens.digest(token),
        person=person_id,
        organisation=organisation_id,
        address=address,
        ticket=ticket_id,
        created_at=now,
        sent_at=now,
        expires_at=now + valid_for(),
    ).execute()
    _send(actor, invitation_rows.one(int(number)), token, invited_by)


def send_again(actor: Actor, invitation_id: int) -> InvitationRow:
    """Send a new link, which works as long as the first did; the old one dies. NotFound, Conflict where it is over.

    TooMany where it was sent too often today: its reader may have nothing to do with us.
    """
    with transaction():
        # Pressed twice at the same moment, the second press sees when the first one sent it.
        locked(Invitation.select(Invitation.id).where(Invitation.id == invitation_id)).execute()
        row = _managed(actor, invitation_id)
        if not row.is_open:
            raise Conflict(_OVER[row.state].format(name=row.name))
        now, token = clock.now(), tokens.fresh()
        if now - row.sent_at < _PAUSE:
            return row
        limits.count(*limits.invitation_limit(row.address))
        _write_open(row, token_hash=tokens.digest(token), sent_at=now, expires_at=now + valid_for())
        _send(actor, row, token, actor.name)
        return invitation_rows.one(row.id)


def withdraw(actor: Actor, invitation_id: int) -> InvitationRow:
    """Let the link die; somebody who was never here is a member no longer. NotFound, Conflict once accepted.

    Repeating it changes nothing.
    """
    with transaction():
        row = _managed(actor, invitation_id)
        if row.state is InvitationState.WITHDRAWN:
            return row
        if row.state is InvitationState.ACCEPTED:
            raise Conflict(_OVER[row.state].format(name=row.name))
        _write_open(row, token_hash=None, withdrawn_at=clock.now())
        if not _was_ever_here(row.person_id):
            theirs = (Membership.person == row.person_id) & (Membership.organisation == row.organisation_id)
            Membership.delete().where(theirs).execute()
        _record(Act.INVITATION_WITHDRAWN, actor, row)
        return invitation_rows.one(row.id)


def _managed(actor: Actor, invitation_id: int) -> InvitationRow:
    row = invitation_rows.find(invitation_id)
    if row is None or not manages_invitations(actor, row.organisation_id):
        raise NotFound(NOT_THERE)
    return row


def _write_open(row: InvitationRow, **values: object) -> None:
    """Change it; Conflict where it was accepted or withdrawn at this very moment."""
    if not Invitation.update(**values).where((Invitation.id == row.id) & IS_OPEN).execute():
        raise Conflict(_OVER[invitation_rows.one(row.id).state].format(name=row.name))


def _send(actor: Actor | None, row: InvitationRow, token: str, invited_by: str) -> None:
    facts = {
        "path": f"/invitation/{token}",
        "organisation": row.organisation,
        "invited_by": invited_by,
        "until": moment(clock.now() + valid_for(), current().calendar.time_zone),
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


def _was_ever_here(person_id: int) -> bool:
    """Whether they can log in, or write to us: who could has left something, and leaves by an offboarding."""
    proven = (Address.person == person_id) & Address.verified_at.is_null(False)
    return _has_password(person_id) or Address.select().where(proven).exists()


_OVER = {
    InvitationState.ACCEPTED: "{name} has accepted the invitation already.",
    InvitationState.WITHDRAWN: "The invitation of {name} was withdrawn. Ask for access again.",
}
