"""What time takes away: the bytes of mails that were dealt with long ago."""

from __future__ import annotations

from datetime import timedelta

from peewee import fn

from portal import clock
from portal.db import transaction
from portal.db.tables import RawMail, ReceivedMail
from portal.settings import current
from portal.vocabulary import ReceivedState

_MOST_AT_ONCE = 500
_DEALT_WITH = (ReceivedState.DONE, ReceivedState.IGNORED)


def sweep_mails() -> int:
    """Throw away the bytes of mails dealt with `inbound.keep_days` ago; what was made of them stays. Returns how many.

    The row stays for ever, so that the same mail is known again.
    """
    since = fn.COALESCE(ReceivedMail.settled_at, ReceivedMail.received_at)
    old = ReceivedMail.state.in_(_DEALT_WITH) & (since < clock.now() - timedelta(days=current().inbound.keep_days))
    gone = RawMail.select(RawMail.mail).join(ReceivedMail).where(old).limit(_MOST_AT_ONCE)
    with transaction():
        return int(RawMail.delete().where(RawMail.mail.in_(gone)).execute())
