"""One message that is sent twice stands once: what a press of the button is known by, and what a second one leaves."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from random import getrandbits

from portal.db import handle
from portal.db.tables import Attachment, Entry
from portal.notify.texts import clean
from portal.policy import Actor
from portal.states import Move
from portal.tickets import storage
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind


def new_mark() -> str:
    """What tells a form that is shown now from all others; no secret, because it counts for one person and ticket."""
    return f"{getrandbits(128):032x}"


def key_of(actor: Actor, row: TicketRow, kind: EntryKind | Move, mark: str, words: str) -> str | None:
    """What an entry of these words is stored under; None where the form has no mark.

    The words belong to it: who heard no answer may add a sentence before they press the button again.
    """
    return f"{_form(actor, row, mark)}{_digest(f'{kind}:{words}')}" if mark else None


def made_already(actor: Actor, key: str | None, file_ids: Sequence[str]) -> int | None:
    """The entry that the same press of the button has made, or None; files that came with it once more are dropped."""
    found = key and Entry.select(Entry.id).where(Entry.once == key).tuples().first()
    if not found:
        return None
    _drop_copies(actor, found[0], file_ids)
    return int(found[0])


def unused(key: str | None) -> str | None:
    """The key, or None where an entry has it: a form from which somebody makes the same move a second time."""
    return None if key is None or Entry.select().where(Entry.once == key).exists() else key


def was_sent(actor: Actor, row: TicketRow, mark: str, text: str) -> bool:
    """Whether the form with this mark has sent words that begin like this text, which is then older than they are."""
    if not mark:
        return False
    of_form = (Entry.ticket == row.id) & Entry.once.startswith(_form(actor, row, mark))
    begun = clean(text).strip()
    return any(str(words).startswith(begun) for (words,) in Entry.select(Entry.body).where(of_form).tuples())


def _drop_copies(actor: Actor, entry_id: int, file_ids: Sequence[str]) -> None:
    its_own = Attachment.select(Attachment.name, Attachment.sha256).where(Attachment.entry == entry_id)
    there = set(its_own.tuples())
    waiting = Attachment.id.in_(file_ids) & (Attachment.owner == actor.person_id) & Attachment.entry.is_null()
    copies = [file.id for file in Attachment.select().where(waiting) if (file.name, file.sha256) in there]
    Attachment.delete().where(Attachment.id.in_(copies)).execute()
    handle.after_commit(lambda: storage.discard(copies))


def _form(actor: Actor, row: TicketRow, mark: str) -> str:
    """Nobody can use up another's mark, nor that of another ticket."""
    return f"{row.id}:{actor.person_id}:{_digest(mark)}:"


def _digest(text: str) -> str:
    # Of one person's own forms on one ticket: 64 bits are plenty, and all of it fits the column.
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
