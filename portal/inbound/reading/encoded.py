"""Words that headers carry in disguise: RFC 2047, and RFC 2231 for parameters."""

from __future__ import annotations

import binascii
import re
from urllib.parse import unquote_to_bytes

from portal.inbound.reading.charsets import decode

# The payload is bounded: a header of beginnings without an end must not cost the square of its length.
_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?((?:[^?]|\?(?!=)){0,2000}+)\?=")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_LONGEST = 16 * 1024


def decode_words(value: str) -> str:
    """The value with its encoded words decoded; a character cut in two by neighbouring words is whole again."""
    if "=?" not in value:
        return value
    value = value[:_LONGEST]
    done: list[str] = []
    run: list[bytes] = []
    charset = ""
    place = 0
    for word in _WORD.finditer(value):
        between = value[place : word.start()]
        if run and (between.strip() or word[1].lower() != charset):
            done.append(decode(b"".join(run), charset)[0])
            run = []
        # White space between two encoded words only parts them.
        if between.strip() or place == 0:
            done.append(between)
        charset = word[1].lower()
        run.append(_bytes_of(word))
        place = word.end()
    if run:
        done.append(decode(b"".join(run), charset)[0])
    return "".join(done) + value[place:]


def from_base64(raw: bytes) -> bytes:
    """What these bytes stand for in base64, as far as they can be read, whatever stands between them."""
    try:
        return binascii.a2b_base64(raw, strict_mode=True)
    except (binascii.Error, ValueError):
        # One sum of base64 after another is padded in the middle: each is read on its own.
        return b"".join(_block(block) for block in raw.split(b"=") if block)


def from_percent(value: str) -> str:
    """The text of charset'language'with%20signs."""
    charset, tick, rest = value.partition("'")
    _, second, text = rest.partition("'")
    if not tick or not second:
        charset, text = "", value
    return decode(unquote_to_bytes(text), charset)[0]


def _block(block: bytes) -> bytes:
    signs = _NOT_BASE64.sub(b"", block)
    # A single sign that is left over holds less than a byte.
    signs = signs[: len(signs) - 1] if len(signs) % 4 == 1 else signs
    return binascii.a2b_base64(signs + b"=" * (-len(signs) % 4))


def _bytes_of(word: re.Match[str]) -> bytes:
    payload = word[3].encode("utf-8", "replace")
    if word[2] in "bB":
        return from_base64(payload)
    return binascii.a2b_qp(payload.replace(b" ", b"_"), header=True)
