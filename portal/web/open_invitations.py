"""The open invitations of an organisation, as its page and that of its customer show them."""

from __future__ import annotations

from flask import url_for

from portal.accounts.invitation_rows import InvitationRow
from portal.policy import Actor, manages_invitations
from portal.web.pages.organisation import Invited


def invited(actor: Actor, organisation_id: int, waiting: tuple[InvitationRow, ...]) -> tuple[Invited, ...]:
    """Each with where it is sent again and withdrawn; none for who may not do that."""
    if not manages_invitations(actor, organisation_id):
        return ()
    return tuple(
        Invited(
            row,
            url_for("invitation.send_again", invitation_id=row.id),
            url_for("invitation.withdraw", invitation_id=row.id),
        )
        for row in waiting
    )
