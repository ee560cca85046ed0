"""Mails in the outbox, and a clock that tests turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from portal.notify import outbox
from portal.notify.outbox import MailRow, NewMail


class Hands:
    """The hands of the portal's clock."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 9, 46, tzinfo=UTC)

    def now(self) -> datetime:
        """What the clock shows."""
        return self.time

    def forward(self, **span: float) -> None:
        """Turn it on: forward(minutes=5)."""
        self.time += timedelta(**span)


def queue(number: int = 1, **changes: Any) -> int:
    """Put one mail to nobody in particular into the outbox, and return its number."""
    facts: dict[str, Any] = {
        "event": "message",
        "recipient_id": None,
        "address": "alice@acme.example",
        "ticket_id": None,
        "message_id": f"<t1042.{number}.1.message.abc@support.example>",
        "subject": "[SC-1042] Volume stuck",
        "text": "Hello Alice,\n",
        "html": "<p>Hello Alice,</p>",
        "headers": {"From": "Sam Holm via Service Center", "References": "<ticket-1042@support.example>"},
    }
    return outbox.enqueue(NewMail(**{**facts, **changes}))


def mail(mail_id: int) -> MailRow:
    """The mail of this number, which must be there."""
    found = outbox.get(mail_id)
    assert found is not None
    return found
