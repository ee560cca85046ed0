"""The files of a ticket that hold a secret: those that are text are looked into and kept without it."""

from __future__ import annotations

import io
from typing import NamedTuple

from portal.db.tables import Attachment
from portal.settings import current
from portal.tickets import storage
from portal.tickets.rows import FileRow, TicketRow
from portal.tickets.secrets import Secret

_MOST_LOOKED_AT = 25 * 1024 * 1024


class Looked(NamedTuple):
    """Files in which the secret stands, and files that are no text, or too long to look into."""

    holding: tuple[FileRow, ...]
    unread: tuple[FileRow, ...]


def text_of(content: bytes) -> str | None:
    """What a file says that is text; None for any other."""
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def look(row: TicketRow, secret: Secret) -> Looked:
    """In which of the ticket's files it stands, and in which nobody can say."""
    holding, unread = [], []
    for file, checksum in _files(row):
        text = _text(file, checksum)
        if text is None:
            unread.append(file)
        elif secret.stands_in(text):
            holding.append(file)
    return Looked(tuple(holding), tuple(unread))


def checksums_of(row: TicketRow, away: tuple[str, ...]) -> frozenset[str]:
    """By what these files of the ticket are known again wherever else they are kept."""
    return frozenset(checksum for file, checksum in _files(row) if file.id in away)


def take_out(row: TicketRow, secret: Secret, away: tuple[str, ...]) -> Looked:
    """Write the text files anew without the secret, and take those away that are named, in the caller's transaction.

    Returns what was rewritten and what was taken away; `forget` takes the old bytes from the disk afterwards.
    """
    found = look(row, secret)
    gone = tuple(file for file, _ in _files(row) if file.id in away)
    holding = tuple(file for file in found.holding if file.id not in away)
    for file in holding:
        _rewrite(file, secret)
    Attachment.delete().where(Attachment.id.in_([file.id for file in gone])).execute()
    return Looked(holding, gone)


def forget(done: Looked) -> None:
    """Take from the disk what `take_out` left without a row."""
    storage.discard(file.id for file in (*done.holding, *done.unread))


def _rewrite(file: FileRow, secret: Secret) -> None:
    old = Attachment.get(Attachment.id == file.id)
    text = _text(file, old.sha256) or ""
    stored = storage.write(io.BytesIO(secret.out_of(text).encode()), current().limits.file_bytes * 2)
    Attachment.insert(
        id=stored.id,
        owner=old.owner_id,
        draft=old.draft_id,
        ticket=old.ticket_id,
        entry=old.entry_id,
        field=old.field,
        name=old.name,
        size=stored.size,
        sha256=stored.sha256,
        created_at=old.created_at,
    ).execute()
    old.delete_instance()


def _files(row: TicketRow) -> list[tuple[FileRow, str]]:
    files = Attachment.select().where(Attachment.ticket == row.id).order_by(Attachment.created_at, Attachment.id)
    return [(FileRow(file.id, file.entry_id, file.field, file.name, file.size), file.sha256) for file in files]


def _text(file: FileRow, checksum: str) -> str | None:
    if file.size > _MOST_LOOKED_AT:
        return None
    stream = storage.open_checked(file.id, checksum)
    if stream is None:
        return None
    with stream:
        return text_of(stream.read())
