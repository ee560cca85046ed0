"""A mail together with what its bytes prove, what machines have marked it with, and whether one of ours came back."""

from __future__ import annotations

from functools import cache

from portal.db.tables import ReceivedMail
from portal.inbound.judging.arriving import Arrival
from portal.inbound.mails import Mail
from portal.inbound.proving import trust
from portal.inbound.reading import automatic, bounces


def arrival_of(mail_id: int, raw: bytes, mail: Mail, accepted_by: str = "") -> Arrival:
    """The stored mail of this number with all that decides about it; what its bytes prove is asked once, if at all."""
    row = ReceivedMail.get_by_id(mail_id)
    made = automatic.judge(mail)
    return Arrival(
        mail_id=mail_id,
        fingerprint=row.fingerprint,
        mail=mail,
        recipients=tuple(dict.fromkeys((*row.recipients, *mail.recipients))),
        prove=cache(lambda: trust.prove(raw, mail)),
        own=automatic.why_ours(mail),
        marker=made.marker,
        is_automatic=made.is_strong,
        returned=bounces.read(mail),
        accepted_by=accepted_by,
    )
