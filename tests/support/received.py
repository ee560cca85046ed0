"""Mails that came in, as the database holds them after they were judged."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from portal.db.tables import RawMail, ReceivedMail
from portal.vocabulary import ReceivedState, Verdict

_NUMBERS = count(1)
MAIL = """From: Dave Miller <dave@initech.example>
To: support@support.example
Subject: Cannot log in
Message-ID: <one@initech.example>
In-Reply-To: <none@support.example>

Since this morning I cannot log in.

On Mon, 23 Nov 2026 at 10:46, Service Center <support@support.example> wrote:

> We have received your request.
"""


def hold(verdict: Verdict | None = Verdict.UNVERIFIED, raw: str | None = MAIL, **changes: Any) -> int:
    """A mail from dave that an engineer has to decide on, and its number; `raw` None where its bytes are gone."""
    facts: dict[str, Any] = {
        "fingerprint": f"{next(_NUMBERS):064}",
        "way": "lmtp",
        "size": len(raw or ""),
        "message_id": "<one@initech.example>",
        "sender": "dave@initech.example",
        "sender_name": "Dave Miller",
        "subject": "Cannot log in",
        "received_at": datetime(2026, 11, 23, 9, 46, tzinfo=UTC),
        "state": ReceivedState.HELD,
        "verdict": verdict,
        "reason": "Nothing proves that it is from initech.example.",
    }
    mail = ReceivedMail.create(**{**facts, **changes})
    if raw is not None:
        RawMail.insert(mail=mail.id, content=raw.replace("\n", "\r\n").encode()).execute()
    return int(mail.id)
