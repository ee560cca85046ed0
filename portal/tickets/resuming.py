"""A closed ticket goes on, because its requester answered its mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.policy import Action, Actor, require
from portal.states import Move
from portal.tickets import repeats
from portal.tickets.changing import change_status, changing, mail_of
from portal.tickets.events import tell
from portal.tickets.saying import NOTHING, attached, write_words
from portal.tickets.search import add_text
from portal.tickets.words import words_of
from portal.vocabulary import EntryKind


def resume(
    actor: Actor,
    reference: str,
    body: str,
    *,
    once: str,
    files: tuple[str, ...] = (),
    beside: Mapping[str, Any] = NOTHING,
) -> int:
    """Write a message on a closed ticket, which opens it again with the same engineer; returns the message's entry.

    Whether that is soon enough is for who asks to judge. The same `once` and words again change nothing.
    """
    with changing(actor, reference) as row:
        body = words_of(body)
        key = repeats.key_of(actor, row, EntryKind.MESSAGE, once, body)
        if (sent := repeats.made_already(actor, key, files)) is not None:
            return sent
        require(actor, row, Action.RESUME)
        entry = write_words(actor, row, EntryKind.MESSAGE, body, key=key, files=files, data=beside)
        change_status(actor, row, Move.RESUME)
        add_text(row.id, body)
        tell(mail_of(Move.RESUME), actor, row.id, entry, body=body, facts=attached(entry, files))
        return entry
