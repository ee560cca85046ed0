"""Names of files as people gave them, made harmless and left readable."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 120
_LONGEST_ENDING = 20
_PORTS = {f"{port}{number}" for port in ("COM", "LPT") for number in range(10)}
_RESERVED = {"CON", "PRN", "AUX", "NUL"} | _PORTS


def sanitised(name: str) -> str:
    """The last part of the path, without what cannot be seen and what systems reserve."""
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(sign for sign in unicodedata.normalize("NFC", last) if _is_visible(sign))
    plain = re.sub(r'[<>:"|?*]', "_", " ".join(visible.split())).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    if stem.split(".")[0].strip().upper() in _RESERVED:
        stem = f"_{stem}"
    ending = ending[:_LONGEST_ENDING]
    stem = stem[: _LONGEST - len(ending) - 1].rstrip(". ")
    return f"{stem}{dot}{ending}" if stem else ending or "file"


def _is_visible(sign: str) -> bool:
    """Not so: control characters, zero-width and direction marks, halves of characters, private use."""
    return sign in "\t\n" or unicodedata.category(sign)[0] != "C"
