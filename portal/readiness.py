"""Whether this installation can do its work right now."""

from __future__ import annotations

from datetime import timedelta

import peewee

from portal import clock, db
from portal.db import connection, schema
from portal.db.tables import Mailbox, Outbox, ReceivedMail
from portal.settings import current
from portal.vocabulary import OutboxState, ReceivedState

_LATE = timedelta(minutes=5)
# A mailbox that nothing hinders is looked into at least so often, whatever `inbound.poll` says.
_UNREAD = timedelta(minutes=15)


def faults() -> list[str]:
    """What stands in the way, in words; empty where all is well (R-18)."""
    try:
        with connection():
            if not schema.is_current():
                return ["the database needs `portal db upgrade`"]
            return [fault for fault in (_about_leaving(), _about_coming(), _about_mailboxes()) if fault]
    except (*db.FAILURES, peewee.PeeweeException):
        return ["the database does not answer"]


def _about_leaving() -> str:
    """A mail that was put off because its server refused it is not late: its next try is due later."""
    waiting = (Outbox.state == OutboxState.QUEUED) & (Outbox.due_at < clock.now() - _LATE)
    return "mail is not leaving: is `portal worker` running?" if Outbox.select().where(waiting).exists() else ""


def _about_coming() -> str:
    """A mail that fails is held after its last try, within this time; one that is put off is not late."""
    now = clock.now()
    due = ReceivedMail.leased_until.is_null() | (ReceivedMail.leased_until <= now)
    waiting = (ReceivedMail.state == ReceivedState.NEW) & (ReceivedMail.received_at < now - _LATE) & due
    late = ReceivedMail.select().where(waiting).exists()
    return "mail that came in is not read: is `portal worker` running?" if late else ""


def _about_mailboxes() -> str:
    """Whether those that the settings name are read; this page is for everybody, so it names none and no reason."""
    inbound, now = current().inbound, clock.now()
    rows = list(Mailbox.select().where(Mailbox.name.in_(inbound.mailbox_names))) if inbound.mailboxes else []
    if any(row.error and (row.read_at is None or row.read_at < now - _LATE) for row in rows):
        return "a mailbox is not read: the page of mail and the log say why"
    late = now - max(_UNREAD, 3 * timedelta(seconds=inbound.poll))
    if any(row.read_at is not None and row.read_at < late for row in rows):
        return "a mailbox is not read: is `portal mailboxes` running?"
    return ""
