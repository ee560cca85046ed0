"""Where a person may be sent: to pages of this portal only (S-26)."""

from __future__ import annotations

from urllib.parse import urlsplit

HOME = "/servicedesk"
_NOT_TO_RETURN_TO = ("/login", "/logout", "/password/", "/invitation/")
_LONGEST = 2000


def local(target: str) -> str:
    """The target where it is a path of this portal; else the home page."""
    return target if is_local(target) and not target.startswith(_NOT_TO_RETURN_TO) else HOME


def is_local(target: str) -> bool:
    """Whether a browser would stay here: it reads "//x" and "/\\x" as hosts, and leaves out tabs and line ends."""
    if not target.startswith("/") or target.startswith("//") or "\\" in target or len(target) > _LONGEST:
        return False
    if any(character.isspace() or not character.isprintable() for character in target):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def path_of(address: str, host: str) -> str:
    """The path and query of an address on this host; empty where it is elsewhere, or is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.netloc != host or parts.scheme not in {"http", "https"}:
        return ""
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if is_local(path) else ""
