"""What engineers do with a mail that waits for them; each of it may be repeated, and says who did it."""

from __future__ import annotations

from portal import clock
from portal.accounts.addresses import normalise
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import BlockedSender, ReceivedMail
from portal.errors import NotAllowed, NotFound, Rejected
from portal.inbound import queries
from portal.inbound.rows import ReceivedRow
from portal.policy import Actor
from portal.vocabulary import ReceivedState, Verdict


def put_away(actor: Actor, mail_id: int) -> ReceivedRow:
    """Decide that nothing is to be done; what was done by the mail already stays."""
    with transaction():
        row = _waiting(actor, mail_id)
        if row.state in (ReceivedState.NEW, ReceivedState.HELD):
            _settle(actor, mail_id, verdict=Verdict.PUT_AWAY, reason=f"{actor.name} put it away.")
        return queries.one(actor, mail_id)


def block(actor: Actor, mail_id: int) -> ReceivedRow:
    """Put the mail away, and hold every later one of its sender unanswered; Rejected for the address of one of us."""
    with transaction():
        row = _waiting(actor, mail_id)
        if not row.sender:
            raise Rejected("This mail names no sender who could be blocked: put it away instead.")
        BlockedSender.insert(
            address=row.sender, blocked_by=actor.person_id, created_at=clock.now()
        ).on_conflict_ignore().execute()
        if row.state in (ReceivedState.NEW, ReceivedState.HELD):
            _settle(actor, mail_id, verdict=Verdict.BLOCKED, reason=f"{actor.name} blocked the sender.")
        return queries.one(actor, mail_id)


def unblock(actor: Actor, address: str) -> None:
    """Take mail of this sender again; what was held meanwhile stays held."""
    _require_engineer(actor)
    BlockedSender.delete().where(BlockedSender.address == normalise(address)).execute()


def _waiting(actor: Actor, mail_id: int) -> ReceivedRow:
    """The mail, which nobody else decides on until the transaction ends."""
    _require_engineer(actor)
    locked(ReceivedMail.select(ReceivedMail.id).where(ReceivedMail.id == mail_id)).first()
    return queries.one(actor, mail_id)


def _require_engineer(actor: Actor) -> None:
    if not actor.is_engineer:
        raise NotAllowed("Only engineers decide on mail that came in.")


def _settle(actor: Actor, mail_id: int, *, verdict: Verdict, reason: str) -> None:
    ReceivedMail.update(
        state=ReceivedState.IGNORED,
        verdict=verdict,
        reason=reason,
        settled_at=clock.now(),
        settled_by=actor.person_id,
        leased_until=None,
    ).where(ReceivedMail.id == mail_id).execute()
