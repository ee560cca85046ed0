"""What a portal that people work with cannot do without. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def missing(secret_key: str, base_url: str) -> list[str]:
    """What is not set, or not well enough, each with its mend."""
    faults = []
    if len(secret_key.strip()) < 32:
        faults.append(
            "secret_key (PORTAL_SECRET_KEY): production needs one of at least 32 characters; "
            "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if not base_url:
        faults.append(
            "base_url (PORTAL_BASE_URL): production needs the address that people type, such as https://support.example"
        )
    elif not base_url.startswith("https://") and urlsplit(base_url).hostname not in _LOOPBACK:
        faults.append("base_url (PORTAL_BASE_URL): use https://, or passwords travel readable")
    return faults
