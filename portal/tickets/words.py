"""What people write on a ticket, as it is kept: whole characters, no longer than a message may be."""

from __future__ import annotations

from portal.errors import Rejected
from portal.notify.texts import clean

MOST_CHARACTERS = 20_000


def words_of(text: str, field: str = "body") -> str:
    """The text without what no database and no mail takes; Rejected, naming the field, where it is too long."""
    words = clean(text).strip()
    if len(words) > MOST_CHARACTERS:
        raise Rejected(f"Shorten your message to {MOST_CHARACTERS} characters, or attach it as a file", field=field)
    return words


def reason_of(text: str, field: str = "reason") -> str:
    """Why somebody does something, in words; Rejected, naming the field, where there are none or too many."""
    return required(words_of(text, field), field)


def required(words: str, field: str) -> str:
    """These words; Rejected, naming the field, where there are none."""
    if not words:
        raise Rejected("Write why: the requester reads it", field=field)
    return words
