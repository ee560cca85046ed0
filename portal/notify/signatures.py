"""What only we can have written: short texts, signed, so that nobody makes or changes one unnoticed."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from hashlib import sha256

from pydantic import SecretStr

from portal.settings import current

PATTERN = "[a-z2-7]{16}"  # 80 bits
_SIGNATURE = re.compile(PATTERN)
_NUMBER = re.compile(r"\d{1,10}")


def sign(purpose: str, text: str) -> str:
    """The signature of a text for one purpose, in small letters and digits; it proves nothing for another purpose."""
    return _signature(current().secret_key, purpose, text)


def is_ours(purpose: str, text: str, signature: str) -> bool:
    """Whether we signed this text for this purpose, now or with a key that was replaced since."""
    # Mails of long ago come back: a key that was replaced still proves them.
    keys = (current().secret_key, *current().secret_key_fallbacks)
    given = signature.encode("utf-8", "replace")
    return any(hmac.compare_digest(_signature(key, purpose, text).encode(), given) for key in keys)


def token_of(purpose: str, *numbers: int) -> str:
    """The last part of a signed link: these numbers and their signature."""
    name = ".".join(map(str, numbers))
    return f"{name}.{sign(purpose, name)}"


def numbers_of(purpose: str, token: str, count: int) -> tuple[int, ...] | None:
    """So many numbers out of a token if it is ours, whole and for this purpose; None otherwise."""
    name, _, signature = token.rpartition(".")
    numbers = name.split(".")
    sound = len(numbers) == count and all(map(_NUMBER.fullmatch, numbers)) and _SIGNATURE.fullmatch(signature)
    return tuple(map(int, numbers)) if sound and is_ours(purpose, name, signature) else None


def _signature(key: SecretStr, purpose: str, text: str) -> str:
    signed = f"portal.notify.{purpose}:{text}".encode()
    digest = hmac.new(key.get_secret_value().encode(), signed, sha256).digest()
    return b32encode(digest[:10]).decode().lower()
