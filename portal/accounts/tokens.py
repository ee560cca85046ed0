"""Random secrets of 256 bits: handed out once, kept as their digest only."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256

_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def fresh() -> str:
    """A new token of 43 characters that may stand in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps of a token; nobody gets the token back from it."""
    return sha256(token.encode()).hexdigest()


def is_whole(token: str) -> bool:
    """Whether this has the form of a token; what has not need not be looked up."""
    return _FORM.fullmatch(token) is not None
