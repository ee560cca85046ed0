"""What only the reader of a mail of ours is given, found in texts that others read as well."""

from __future__ import annotations

import re

from portal.notify.signatures import PATTERN, is_ours

_PURPOSES = ("choice", "solution", "information", "opinion", "reply")
_NAME = r"(?:(?:mute|follow|less)\.)?\d{1,10}(?:\.\d{1,10}){0,2}(?:\.i)?"
_SIGNED = re.compile(rf"(?<!\d)({_NAME})\.({PATTERN})(?![a-z0-9])", re.IGNORECASE)
# Programs that rewrite links write their slashes as numbers.
_OPENS_ACCOUNT = re.compile(r"((?:/|%2F)(?:password(?:/|%2F)new|invitation)(?:/|%2F))([\w~-]{20,})", re.IGNORECASE)
_HIDDEN = "\\1…"
# Quoted, a line may begin anew between any two words.
_SPACES = r"[\s>|]+"
_CODE = re.compile(_SPACES.join(("(code", "on", "the", "account", "page:")) + rf"{_SPACES})(\d{{3}}{_SPACES}\d{{3}})")


def without_keys(text: str) -> str:
    """The text, in which links and reply addresses of ours have lost what makes them work; all else stays."""
    return _SIGNED.sub(_masked, _OPENS_ACCOUNT.sub(_HIDDEN, _CODE.sub(_HIDDEN, text)))


def secrets_in(text: str) -> frozenset[str]:
    """What makes the links and the reply addresses of ours work that stand in this text."""
    signed = {found[2] for found in _SIGNED.finditer(text) if _is_key(found)}
    return frozenset(signed | {found[2] for found in _OPENS_ACCOUNT.finditer(text)})


def _masked(found: re.Match[str]) -> str:
    return f"{found[1]}.…" if _is_key(found) else found[0]


def _is_key(found: re.Match[str]) -> bool:
    name, signature = found[1].lower(), found[2].lower()
    return any(is_ours(purpose, name, signature) for purpose in _PURPOSES)
