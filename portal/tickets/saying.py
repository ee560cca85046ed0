"""What somebody says on a ticket is put down: an entry with its words and its files."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from peewee import Expression

from portal.db.tables import Attachment, ReplyDraft
from portal.errors import Rejected
from portal.notify.texts import filesize, one_line
from portal.policy import Actor, Letter
from portal.tickets.events import record
from portal.tickets.rows import MAIL, NOTE, REPLY, TicketRow
from portal.vocabulary import EntryKind, Source

NOTHING: Mapping[str, Any] = MappingProxyType({})


def write_words(
    actor: Actor,
    row: TicketRow,
    kind: EntryKind,
    body: str,
    *,
    key: str | None,
    files: tuple[str, ...],
    data: Mapping[str, Any] = NOTHING,
    asks: bool = False,
) -> int:
    """Write a message or a note with the files that wait for it, and return its entry; Rejected where it is empty.

    A mail whose files were all refused is not empty: `data` names them.
    """
    if not body and not files and not data.get("refused"):
        raise Rejected("Write your message", field="body")
    more = {**data, **({"asks": True} if asks else {})}
    entry = record(actor, row.id, kind, body=body, once=key, **more)
    send_along(actor, row, kind, entry, files)
    return entry


def keep_automatic(letter: Letter, ticket_id: int, actor: Actor | None, body: str, data: Mapping[str, Any]) -> int:
    """Keep what a machine answered by mail, for engineers only, and return its entry: nothing else comes of it."""
    kept = {**data, "mail": letter.mail_id, "trust": letter.trust}
    return record(actor, ticket_id, EntryKind.AUTOMATIC, body=body, source=Source.EMAIL, **kept)


def send_along(actor: Actor, row: TicketRow, kind: EntryKind, entry: int, files: tuple[str, ...]) -> None:
    """The files belong to the entry now, and nothing of this kind waits half written in the portal any more."""
    # Only one's own files that wait for this ticket: a crafted identifier moves nothing.
    waiting = (Attachment.owner == actor.person_id) & (Attachment.ticket == row.id) & Attachment.entry.is_null()
    Attachment.update(entry=entry).where(
        Attachment.id.in_(files) & waiting & (Attachment.field == _field(actor, kind))
    ).execute()
    if actor.letter is None:
        # Whoever answers by mail has not sent what they have begun to write in the portal.
        ReplyDraft.delete().where(half_written(actor, row, kind)).execute()


def attached(entry: int, files: tuple[str, ...]) -> dict[str, str]:
    """The names and sizes of the files that went with the entry, as a fact of its mail; nothing where none did."""
    if not files:
        return {}
    found = Attachment.select(Attachment.name, Attachment.size).where(Attachment.entry == entry)
    named = [f"{one_line(name)} ({filesize(size)})" for name, size in found.order_by(Attachment.created_at).tuples()]
    return {"attachments": ", ".join(named)}


def _field(actor: Actor, kind: EntryKind) -> str:
    if actor.letter is not None:
        return MAIL
    return NOTE if kind is EntryKind.NOTE else REPLY


def half_written(actor: Actor, row: TicketRow, kind: EntryKind) -> Expression:
    """What the actor has begun to write on this ticket and not sent."""
    mine = (ReplyDraft.person == actor.person_id) & (ReplyDraft.ticket == row.id)
    return mine & (ReplyDraft.kind == kind)
