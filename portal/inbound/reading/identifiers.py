"""Message-IDs as they stand in headers: folded, tabbed, without brackets, among junk."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal.inbound.reading.encoded import decode_words

_BRACKETED = re.compile(r"<([^<>]{1,1000})>")
_LONGEST = 500
MOST = 200


def identifiers(values: Iterable[str]) -> tuple[str, ...]:
    """The ids in brackets, each once, in their order; of more than two hundred the first and the last ones."""
    found: dict[str, None] = {}
    for value in values:
        text = decode_words(value)
        for candidate in _BRACKETED.findall(text) or [word.strip("<>,;\"'") for word in text.split()]:
            # Some mail programs fold a long id in its middle.
            whole = "".join(candidate.split())
            if "@" in whole and len(whole) <= _LONGEST:
                found.setdefault(f"<{whole}>")
    ids = tuple(found)
    return ids if len(ids) <= MOST else (ids[0], *ids[1 - MOST :])
