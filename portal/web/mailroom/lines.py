"""Mails as lines of a list: rows in, words out."""

from __future__ import annotations

from flask import url_for

from portal.inbound.engineers.rows import ReceivedRow
from portal.notify.queries import OutgoingRow
from portal.tickets.rows import reference_of
from portal.vocabulary import OutboxState, ReceivedState
from portal.web import mail_words
from portal.web.pages.mailroom import MailLine, Standing

_RECEIVED = {
    ReceivedState.NEW: ("new", "blue"),
    ReceivedState.HELD: ("your-turn", "amber"),
    ReceivedState.DONE: ("resolved", "green"),
    ReceivedState.IGNORED: ("closed", "grey"),
}
_LEAVING = {
    OutboxState.QUEUED: ("in-progress", "teal"),
    OutboxState.SENT: ("resolved", "green"),
    OutboxState.DROPPED: ("cancelled", "grey"),
    OutboxState.DEAD: ("your-turn", "amber"),
}


def of_received(row: ReceivedRow) -> MailLine:
    """A mail that came in."""
    return MailLine(
        href=url_for("mailroom.received", mail_id=row.id),
        subject=row.subject or "Without a subject",
        about=mail_words.sender(row),
        standing=Standing(mail_words.of_received(row), *_RECEIVED[row.state]),
        why=mail_words.why(row),
        ticket=row.reference,
        ticket_href=_ticket(row.ticket_id),
        moment=row.received_at,
    )


def of_leaving(row: OutgoingRow) -> MailLine:
    """A mail that leaves, or left."""
    glyph, tone = ("your-turn", "amber") if mail_words.is_late(row) else _LEAVING[row.state]
    return MailLine(
        href=url_for("mailroom.left", mail_id=row.id),
        subject=row.subject,
        about=f"To {row.address}",
        standing=Standing(mail_words.state_of(row), glyph, tone),
        why=mail_words.why_not(row),
        ticket=reference_of(row.ticket_id) if row.ticket_id is not None else "",
        ticket_href=_ticket(row.ticket_id),
        moment=row.created_at,
    )


def _ticket(ticket_id: int | None) -> str:
    return "" if ticket_id is None else url_for("tickets.ticket", reference=reference_of(ticket_id))
