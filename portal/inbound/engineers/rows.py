"""What queries about mail that came in give away: frozen rows, never a table's model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.inbound.receiving import PARTIAL
from portal.tickets.rows import reference_of
from portal.vocabulary import ReceivedState, Trust, Verdict


@dataclass(frozen=True)
class ReceivedRow:
    """A mail that came in: what it says of itself, what was made of it, and why; `size` in bytes.

    `settled_by` names the engineer who decided, empty where the portal did.
    """

    id: int
    way: str
    size: int
    message_id: str
    sender: str
    sender_name: str
    subject: str
    received_at: datetime
    state: ReceivedState
    verdict: Verdict | None
    reason: str
    trust: Trust
    proof: str
    person_id: int | None
    person_name: str
    ticket_id: int | None
    entry_id: int | None
    draft_id: str | None
    tries: int
    error: str
    settled_at: datetime | None
    settled_by: str
    data: dict[str, Any]

    @property
    def hint(self) -> str:
        """The ticket that only the subject names, as SC-1042; empty where it names none."""
        return str(self.data.get("hint", ""))

    @property
    def is_partial(self) -> bool:
        """Whether only its headers were kept, so that nothing can be made of it; the reason says where it lies."""
        return bool(self.data.get(PARTIAL))

    @property
    def reference(self) -> str:
        """The ticket that it belongs to, as SC-1042; empty where there is none."""
        return "" if self.ticket_id is None else reference_of(self.ticket_id)


@dataclass(frozen=True)
class ReceivedSlice:
    """One page of a list, the newest first; `before` and `after` are the marks of its older and newer neighbours."""

    rows: tuple[ReceivedRow, ...]
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class MailboxRow:
    """A mailbox that is read, when that last went well, and what hinders it."""

    name: str
    read_at: datetime | None
    error: str


@dataclass(frozen=True)
class BlockedRow:
    """A sender whose mail is held unanswered, because an engineer said so."""

    address: str
    blocked_by: str
    created_at: datetime
