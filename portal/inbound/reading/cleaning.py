"""Texts as the database, the page and the trimmer can take them, at a cost that grows with their length only."""

from __future__ import annotations

import re
import unicodedata

# NUL is refused by PostgreSQL, halves of characters by UTF-8; no other control character is seen by anybody.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\r?\n|[\r\x0b\x0c\x85\u2028\u2029]")
# They turn the direction of what follows, and so what a name seems to say.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# No script needs as many marks on one letter; sorting them costs the square of their number.
_MARKS = 30


def clean_text(text: str) -> str:
    """The text in NFC with LF as its only line end, without what cannot be seen."""
    return composed(_UNSEEN.sub("", _LINE_ENDS.sub("\n", text)))


def one_line(text: str, most: int) -> str:
    """The same on a single line of at most `most` characters, without marks that turn its direction."""
    return " ".join(_TURNING.sub("", clean_text(text[: most * 4])).split())[:most]


def composed(text: str) -> str:
    """The text in NFC; of a run of more than thirty combining marks only the first ones are kept."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    kept: list[str] = []
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run <= _MARKS:
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))
