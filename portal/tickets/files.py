"""Attachments: stored the moment they arrive, with a draft or for a reply; opened by who may see them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import IO, BinaryIO

from peewee import JOIN, Expression, fn

from portal.clock import now
from portal.db import is_postgresql, transaction
from portal.db.locks import locked
from portal.db.tables import Attachment, Draft, Entry, Person, Ticket
from portal.errors import NO_DRAFT, NO_TICKET, DomainError, NotAllowed, NotFound, Rejected, TooLarge
from portal.notify.texts import filesize
from portal.policy import Actor
from portal.settings import current
from portal.tickets import storage
from portal.tickets.filenames import sanitised
from portal.tickets.queries import readable_by
from portal.tickets.rows import REPLY, UNSENT, FileRow
from portal.tickets.visible import visible_to

_log = logging.getLogger(__name__)
_UNKNOWN = "There is no such file, or it is not yours to see."


@dataclass(frozen=True)
class OpenFile:
    """A file that may be sent to the actor who opened it; whoever asked for it closes the stream."""

    name: str
    size: int
    stream: BinaryIO


def store(
    actor: Actor,
    stream: IO[bytes],
    name: str,
    *,
    draft: str | None = None,
    ticket: int | None = None,
    field: str = "attachments",
) -> FileRow:
    """Keep the file with the actor's draft, or for their message (`REPLY`) or note (`NOTE`) on a ticket they see.

    Raises Rejected (empty, too many) or TooLarge (one file, all together), in words that name the file.
    """
    if ticket is not None and field not in UNSENT:
        field = REPLY
    called = sanitised(name)
    owner = _of_draft(actor, draft) if draft is not None else _of_reply(actor, ticket, field)
    _require_room(owner, called, 0, field)
    try:
        stored = storage.write(stream, current().limits.file_bytes)
    except TooLarge:
        limit = filesize(current().limits.file_bytes)
        raise TooLarge(f"“{called}” is larger than {limit}, the most for one file.", field) from None
    try:
        _require_content(stored, called, field)
        with transaction():
            _lock(actor, draft)
            _require_room(owner, called, stored.size, field)
            _insert(actor, stored, called, draft=draft, ticket=ticket, field=field)
    except DomainError:
        # After any other failure it may have a row all the same: who hears no answer does not know whether it was
        # committed. Files that have none are swept away one day.
        storage.discard([stored.id])
        raise
    return FileRow(id=stored.id, entry_id=None, field=field, name=called, size=stored.size)


def list_of_draft(actor: Actor, draft_id: str) -> tuple[FileRow, ...]:
    """The files stored with the actor's draft, in the order they came."""
    return _rows(_of_draft(actor, draft_id))


def list_of_reply(actor: Actor, ticket_id: int, field: str = REPLY) -> tuple[FileRow, ...]:
    """The files that wait for the actor's message (`REPLY`) or note (`NOTE`) on this ticket, in the order they came."""
    return _rows(_of_reply(actor, ticket_id, field))


def remove(actor: Actor, file_id: str) -> None:
    """Throw away a file of the actor's draft or unsent reply; NotAllowed once it was sent."""
    with transaction():
        file = Attachment.get_or_none((Attachment.id == file_id) & (Attachment.owner == actor.person_id))
        if file is None:
            raise NotFound(_UNKNOWN)
        if file.entry_id is not None or (file.ticket_id is not None and file.field not in UNSENT):
            raise NotAllowed("This file was sent with the ticket and stays there.")
        file.delete_instance()
    storage.discard([file_id])


def open_visible(actor: Actor, file_id: str) -> OpenFile:
    """The file, where the actor sees what it belongs to; else NotFound, as where there is none (S-02)."""
    file = (
        Attachment.select()
        .join(Ticket, JOIN.LEFT_OUTER)
        .switch(Attachment)
        .join(Entry, JOIN.LEFT_OUTER)
        .where((Attachment.id == file_id) & (_unsent_of(actor) | _sent_to(actor)))
        .first()
    )
    if file is None:
        raise NotFound(_UNKNOWN)
    stream = storage.open_checked(file.id, file.sha256)
    if stream is None:
        _log.error("file %s of the attachments is missing or damaged", file.id)
        raise NotFound("This file is damaged on our side, and we have noted it. Send it again if you have it.")
    return OpenFile(file.name, file.size, stream)


def _of_draft(actor: Actor, draft_id: str) -> Expression:
    if not Draft.select().where((Draft.id == draft_id) & (Draft.author == actor.person_id)).exists():
        raise NotFound(NO_DRAFT)
    return Attachment.draft == draft_id


def _of_reply(actor: Actor, ticket_id: int | None, field: str) -> Expression:
    if not Ticket.select().where((Ticket.id == ticket_id) & visible_to(actor)).exists():
        raise NotFound(NO_TICKET)
    waiting = (Attachment.field == field) & Attachment.entry.is_null()
    return (Attachment.ticket == ticket_id) & (Attachment.owner == actor.person_id) & waiting


def _unsent_of(actor: Actor) -> Expression:
    waiting = Attachment.draft.is_null(False) | Attachment.field.in_(UNSENT)
    return (Attachment.owner == actor.person_id) & Attachment.entry.is_null() & waiting


def _sent_to(actor: Actor) -> Expression:
    of_form = Attachment.entry.is_null() & Attachment.field.not_in(UNSENT)
    of_entry = Attachment.entry.is_null(False) & readable_by(actor)
    return Attachment.ticket.is_null(False) & visible_to(actor) & (of_form | of_entry)


def _require_content(stored: storage.Stored, name: str, field: str) -> None:
    if stored.size == 0:
        raise Rejected(f"“{name}” is empty. Choose a file that has something in it.", field)


def _require_room(owner: Expression, name: str, size: int, field: str) -> None:
    limits = current().limits
    query = Attachment.select(fn.COUNT(Attachment.id), fn.COALESCE(fn.SUM(Attachment.size), 0)).where(owner)
    number, total = query.tuples().first()
    if number >= limits.files:
        raise Rejected(f"“{name}” was not stored: {limits.files} files are the most. Remove one.", field)
    if int(total) + size > limits.ticket_bytes:
        most = filesize(limits.ticket_bytes)
        raise TooLarge(f"“{name}” was not stored: all files together would be larger than {most}.", field)


def _lock(actor: Actor, draft_id: str | None) -> None:
    """Two uploads at the same moment count each other; on SQLite the transaction alone sees to it.

    NotFound where the draft was sent or deleted while its file arrived.
    """
    if is_postgresql():
        locked(Person.select(Person.id).where(Person.id == actor.person_id)).first()
    if draft_id is not None and locked(Draft.select(Draft.id).where(Draft.id == draft_id)).first() is None:
        raise NotFound(NO_DRAFT)


def _insert(
    actor: Actor, stored: storage.Stored, name: str, *, draft: str | None, ticket: int | None, field: str
) -> None:
    Attachment.create(
        id=stored.id,
        owner=actor.person_id,
        draft=draft,
        ticket=ticket,
        field=field,
        name=name,
        size=stored.size,
        sha256=stored.sha256,
        created_at=now(),
    )


def _rows(owner: Expression) -> tuple[FileRow, ...]:
    files = Attachment.select().where(owner).order_by(Attachment.created_at, Attachment.id)
    return tuple(FileRow(file.id, file.entry_id, file.field, file.name, file.size) for file in files)
