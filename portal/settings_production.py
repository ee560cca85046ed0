"""What a portal that people work with cannot do without."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SHORTEST_KEY = 32


def missing(secret_key: str, fallbacks: Iterable[str], base_url: str, file: Path) -> list[str]:
    """What is not set, or not well enough, each with its mend; `file` is where it would be read."""
    faults = []
    if len(secret_key.strip()) < _SHORTEST_KEY:
        faults.append(
            "secret_key (PORTAL_SECRET_KEY): production needs one of at least 32 characters; "
            "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    # Whoever guesses one of them signs cookies and links as well as with the key of today.
    if any(len(key.strip()) < _SHORTEST_KEY for key in fallbacks):
        faults.append(
            "secret_key_fallbacks (PORTAL_SECRET_KEY_FALLBACKS): a key of at least 32 characters each; "
            "leave out what never was one"
        )
    if not base_url:
        faults.append(
            "base_url (PORTAL_BASE_URL): production needs the address that people type, such as https://support.example"
        )
    elif not base_url.startswith("https://") and urlsplit(base_url).hostname not in _LOOPBACK:
        faults.append("base_url (PORTAL_BASE_URL): use https://, or passwords travel readable")
    if not (secret_key and base_url) and not file.exists():
        faults.append(f"{file} is not there: write it, or name its folder by PORTAL_INSTANCE")
    return faults
