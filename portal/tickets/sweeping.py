"""What time takes away: drafts that nobody came back to, and files that nothing refers to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from portal.clock import now
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import Attachment, Draft
from portal.settings import current
from portal.tickets import drafts, storage

_UNTOUCHED_FOR = timedelta(days=1)
_MOST_AT_ONCE = 500


def sweep_drafts() -> int:
    """Remove drafts that nobody touched for `drafts_days`, empty ones after a day; returns how many."""
    moment = now()
    old = Draft.changed_at < moment - timedelta(days=current().drafts_days)
    files = Attachment.select(Attachment.draft).where(Attachment.draft.is_null(False))
    empty = (Draft.version == 0) & (Draft.changed_at < moment - _UNTOUCHED_FOR) & Draft.id.not_in(files)
    with transaction():
        gone = Draft.select(Draft.id).where(old | empty).limit(_MOST_AT_ONCE)
        return drafts.remove_all([draft.id for draft in locked(gone)])


def sweep_files() -> int:
    """Remove files that nothing refers to, older than drafts are kept; returns how many (R-09)."""
    age = timedelta(days=current().drafts_days)
    lost = Attachment.draft.is_null() & Attachment.ticket.is_null() & (Attachment.created_at < now() - age)
    with transaction():
        rows = Attachment.select(Attachment.id).where(lost).limit(_MOST_AT_ONCE)
        rowless = [file.id for file in rows]
        Attachment.delete().where(Attachment.id.in_(rowless)).execute()
    gone = {*rowless, *_unknown(storage.older_than(age.total_seconds()))}
    storage.discard(gone)
    storage.sweep_unfinished()
    return len(gone)


def _unknown(file_ids: list[str]) -> Iterator[str]:
    for start in range(0, len(file_ids), _MOST_AT_ONCE):
        part = file_ids[start : start + _MOST_AT_ONCE]
        known = {file.id for file in Attachment.select(Attachment.id).where(Attachment.id.in_(part))}
        yield from (file_id for file_id in part if file_id not in known)
