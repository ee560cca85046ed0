"""Every way into an account, and how all of them end at once; in the caller's transaction."""

from __future__ import annotations

from typing import NamedTuple

from portal import clock
from portal.accounts import sessions
from portal.accounts.invitation_rows import IS_OPEN
from portal.db.tables import (
    Address,
    AddressCode,
    Authenticator,
    Challenge,
    Invitation,
    KeptPost,
    Passkey,
    PasswordReset,
    RecoveryCode,
    ResetRequest,
)

# What shows who somebody is, and goes with the account.
_CREDENTIALS = (Authenticator, RecoveryCode, Passkey, AddressCode)


class EndedWays(NamedTuple):
    """How many of each ended."""

    sessions: int
    links: int
    invitations: int


def end_ways_in(person_id: int, organisation_id: int | None = None) -> EndedWays:
    """Log somebody out everywhere, end the links they were mailed, and forget what was kept for their next log-in.

    Of their invitations only the one to this organisation ends where one is named.
    """
    KeptPost.delete().where(KeptPost.person == person_id).execute()
    return EndedWays(sessions.end_all(person_id), _end_links(person_id), _withdraw(person_id, organisation_id))


def forget_credentials(person_id: int) -> int:
    """Delete second factors, recovery codes and codes for addresses; returns how many there were."""
    return sum(int(table.delete().where(table.person == person_id).execute()) for table in _CREDENTIALS)


def _end_links(person_id: int) -> int:
    """The links by which they would choose a password or end a log-in half way, and links only asked for."""
    addresses = Address.select(Address.address).where(Address.person == person_id)
    ended = ResetRequest.delete().where(ResetRequest.address.in_(addresses)).execute()
    for table in (PasswordReset, Challenge):
        ended += table.delete().where(table.person == person_id).execute()
    return int(ended)


def _withdraw(person_id: int, organisation_id: int | None) -> int:
    open_ones = (Invitation.person == person_id) & IS_OPEN
    if organisation_id is not None:
        open_ones &= Invitation.organisation == organisation_id
    return int(Invitation.update(token_hash=None, withdrawn_at=clock.now()).where(open_ones).execute())
