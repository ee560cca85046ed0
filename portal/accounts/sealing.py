"""What the database keeps so that nobody reads it there: sealed by a key made of the installation's own secret."""

from __future__ import annotations

import base64
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.settings import current


def seal(text: str) -> str:
    """The text, sealed with the present key."""
    return _seals(_secrets()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """The text that was sealed with the present key or one of its fallbacks; None where the key is gone."""
    try:
        return _seals(_secrets()).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def keyed_digest(text: str, purpose: str) -> str:
    """What is kept of a short code: without the key nobody tries out what it might have been."""
    return hmac.new(_key(_secrets()[0], purpose), text.encode(), "sha256").hexdigest()


def _secrets() -> tuple[str, ...]:
    settings = current()
    return tuple(key.get_secret_value() for key in (settings.secret_key, *settings.secret_key_fallbacks))


@lru_cache(maxsize=8)
def _seals(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(secret, "sealed"))) for secret in secrets])


@lru_cache(maxsize=32)
def _key(secret: str, purpose: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"service center: {purpose}".encode())
    return derived.derive(secret.encode())
