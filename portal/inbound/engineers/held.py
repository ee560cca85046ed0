"""What engineers do with a mail that waits for them; each of it may be repeated, and says who did it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from portal import audit, clock, db
from portal.accounts.addresses import normalise
from portal.audit import Act
from portal.db.locks import locked
from portal.db.tables import BlockedSender, RawMail, ReceivedMail
from portal.errors import DomainError, Rejected
from portal.inbound import handling
from portal.inbound.engineers import accepting, queries
from portal.inbound.engineers.rows import ReceivedRow
from portal.inbound.judging.people import is_of_staff
from portal.policy import Actor, require_engineer
from portal.vocabulary import ReceivedState, Verdict

log = logging.getLogger(__name__)

_REFUSAL = "Only engineers decide on mail that came in."
_OPEN = (ReceivedState.NEW, ReceivedState.HELD)


def accept(actor: Actor, mail_id: int) -> ReceivedRow:
    """Take the mail for its sender's, and let it do what it then may; Rejected, with what to do, where that is nothing.

    A mail that has done something already is left as it is, here and below.
    """
    return _unless_done(actor, mail_id, lambda raw: accepting.accept(actor, mail_id, raw))


def attach(actor: Actor, mail_id: int, reference: str) -> ReceivedRow:
    """Put the mail on a ticket: as its sender's message where they may write there, else quoted in a note of one's own.

    NotFound where there is no such ticket.
    """
    return _unless_done(actor, mail_id, lambda raw: accepting.attach(actor, mail_id, raw, reference))


def make_draft(actor: Actor, mail_id: int) -> ReceivedRow:
    """Make the mail a draft of its sender, who is told; Rejected where no paid plan covers them."""
    return _unless_done(actor, mail_id, lambda raw: accepting.make_draft(actor, mail_id, raw))


def replay(actor: Actor, mail_id: int) -> ReceivedRow:
    """Judge the mail anew, as everything stands now; Rejected where it fails again."""
    require_engineer(actor, _REFUSAL)
    try:
        row = queries.one(actor, mail_id)
        if row.state is ReceivedState.DONE:
            return row
        # In no transaction: name servers are asked, and on SQLite nobody else could write meanwhile.
        found = handling.read(mail_id, _bytes_of(row))
        with db.transaction():
            row = _waiting(actor, mail_id)
            if row.state is not ReceivedState.DONE:
                handling.finish(mail_id, found, settled_by=actor)
            return queries.one(actor, mail_id)
    except (DomainError, *db.FAILURES):
        raise
    except Exception as error:
        log.exception("mail %d: failed again", mail_id)
        raise Rejected(f"It failed again: {type(error).__name__}. Attach it to a ticket, or put it away.") from error


def put_away(actor: Actor, mail_id: int) -> ReceivedRow:
    """Decide that nothing is to be done."""
    with db.transaction():
        row = _waiting(actor, mail_id)
        if row.state in _OPEN:
            _ignore(actor, mail_id, Verdict.PUT_AWAY, f"{actor.name} put it away.")
        return queries.one(actor, mail_id)


def block(actor: Actor, mail_id: int) -> ReceivedRow:
    """Put the mail away, and hold every later one of its sender unanswered; Rejected where that would be one of us."""
    with db.transaction():
        row = _waiting(actor, mail_id)
        if not row.sender:
            raise Rejected("This mail names no sender who could be blocked. Put it away instead.")
        if is_of_staff(row.sender):
            raise Rejected("This is the address of one of us, which cannot be blocked. Put the mail away instead.")
        values = {"address": row.sender, "blocked_by": actor.person_id, "created_at": clock.now()}
        if BlockedSender.insert(values).on_conflict_ignore().as_rowcount().execute():
            audit.record(Act.SENDER_BLOCKED, actor, address=row.sender, before="", after="blocked")
        if row.state in _OPEN:
            _ignore(actor, mail_id, Verdict.BLOCKED, f"{actor.name} blocked the sender.")
        return queries.one(actor, mail_id)


def unblock(actor: Actor, address: str) -> None:
    """Take mail of this sender again; what was held meanwhile stays held."""
    require_engineer(actor, _REFUSAL)
    spelling = normalise(address)
    with db.transaction():
        if BlockedSender.delete().where(BlockedSender.address == spelling).execute():
            audit.record(Act.SENDER_BLOCKED, actor, address=spelling, before="blocked", after="")


def _unless_done(actor: Actor, mail_id: int, does: Callable[[bytes], None]) -> ReceivedRow:
    """The mail, after this was done with its bytes, unless it has done something already."""
    with db.transaction():
        row = _waiting(actor, mail_id)
        if row.state is not ReceivedState.DONE:
            does(_bytes_of(row))
            _record(actor, queries.one(actor, mail_id))
        return queries.one(actor, mail_id)


def _waiting(actor: Actor, mail_id: int) -> ReceivedRow:
    """The mail, which nobody else decides on until the transaction ends."""
    require_engineer(actor, _REFUSAL)
    locked(ReceivedMail.select(ReceivedMail.id).where(ReceivedMail.id == mail_id)).first()
    return queries.one(actor, mail_id)


def _bytes_of(row: ReceivedRow) -> bytes:
    if row.is_partial:
        raise Rejected(f"Only the headers of this mail are kept here, so nothing can be made of it. {row.reason}")
    found = RawMail.get_or_none(RawMail.mail == row.id)
    if found is None:
        raise Rejected("The bytes of this mail were thrown away after their time. Nothing can be made of it any more.")
    return bytes(found.content)


def _ignore(actor: Actor, mail_id: int, verdict: Verdict, reason: str) -> None:
    ReceivedMail.update(
        state=ReceivedState.IGNORED,
        verdict=verdict,
        reason=reason,
        settled_at=clock.now(),
        settled_by=actor.person_id,
        leased_until=None,
    ).where(ReceivedMail.id == mail_id).execute()
    _record(actor, queries.one(actor, mail_id))


def _record(actor: Actor, row: ReceivedRow) -> None:
    audit.record(Act.MAIL_DECIDED, actor, ticket_id=row.ticket_id, mail=row.id, sender=row.sender, after=row.verdict)
