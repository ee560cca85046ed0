"""Whether this installation can do its work right now."""

from __future__ import annotations

from datetime import timedelta

import peewee

from portal import clock, db
from portal.db import connection, schema
from portal.db.tables import Outbox
from portal.vocabulary import OutboxState

_LATE = timedelta(minutes=5)


def faults() -> list[str]:
    """What stands in the way, in words; empty where all is well (R-18)."""
    try:
        with connection():
            if not schema.is_current():
                return ["the database needs `portal db upgrade`"]
            return ["mail is not leaving: is `portal worker` running?"] if _mail_is_late() else []
    except (*db.FAILURES, peewee.PeeweeException):
        return ["the database does not answer"]


def _mail_is_late() -> bool:
    """A mail that was put off because its server refused it is not late: its next try is due later."""
    waiting = (Outbox.state == OutboxState.QUEUED) & (Outbox.due_at < clock.now() - _LATE)
    return bool(Outbox.select().where(waiting).exists())
