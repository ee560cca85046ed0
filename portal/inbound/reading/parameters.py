"""What Content-Type and Content-Disposition say: a word, and parameters in three generations of encodings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from portal.inbound.reading.charsets import decode
from portal.inbound.reading.cleaning import one_line
from portal.inbound.reading.encoded import decode_words, from_percent

_LONGEST = 8 * 1024
_MOST = 100
_PARAMETER = re.compile(r';\s*+([^\s=;"]{1,80})\s*+=\s*+("(?:[^"\\]|\\.){0,1500}+"|[^;]*+)')
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,80}/[a-z0-9][a-z0-9.+_-]{0,120}")
_ESCAPED = re.compile(r'\\(["\\])')
_PIECE = re.compile(r"([^*]+)\*(?:(\d{1,3})(\*)?)?")
_LONGEST_VALUE = 1000


def media_type(value: str) -> str:
    """The type in small letters; empty where none is named that could be one."""
    named = value[:_LONGEST].partition(";")[0].strip().lower()
    return named if _TYPE.fullmatch(named) else ""


def word(value: str) -> str:
    """What stands before the parameters, in small letters."""
    return value[:_LONGEST].partition(";")[0].strip().lower()


def parameters(value: str) -> dict[str, str]:
    """The parameters by their names in small letters, decoded, each on one line; the first of a name counts."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, text in _written(value):
        piece = _PIECE.fullmatch(name)
        if piece is None:
            plain.setdefault(name, decode_words(text))
        else:
            is_encoded = piece[2] is None or bool(piece[3])
            pieces.setdefault(piece[1], {}).setdefault(int(piece[2] or 0), (text, is_encoded))
    joined = {name: _joined(parts) for name, parts in pieces.items()}
    return {name: one_line(text, _LONGEST_VALUE) for name, text in {**plain, **joined}.items()}


def _written(value: str) -> Iterator[tuple[str, str]]:
    for count, found in enumerate(_PARAMETER.finditer(value[:_LONGEST])):
        if count == _MOST:
            return
        text = found[2].strip()
        if len(text) > 1 and text.startswith('"') and text.endswith('"'):
            text = _ESCAPED.sub(r"\1", text[1:-1])
        yield found[1].lower(), text.strip('"')


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """The whole of a value in pieces; a character may be cut in two by them."""
    ordered = [parts[number] for number in sorted(parts)]
    first, is_encoded = ordered[0]
    if len(ordered) == 1:
        return from_percent(first) if is_encoded else decode_words(first)
    charset, rest = "", first
    if is_encoded and first.count("'") >= 2:
        charset, _, rest = first.split("'", 2)
    every = [(rest, is_encoded), *ordered[1:]]
    raw = b"".join(unquote_to_bytes(text) if coded else text.encode("utf-8", "replace") for text, coded in every)
    return decode_words(decode(raw, charset)[0])
