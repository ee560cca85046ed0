"""Which addresses the settings take: of the portal, of the database, of the mail server. Pure."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*|[0-9a-f:.]+:[0-9a-f:.]*")


def checked_origin(address: str) -> str:
    """The address without a closing slash; ValueError where it is more or less than scheme and host."""
    parts = urlsplit(address)
    if (
        parts.scheme not in {"http", "https"}
        or not _HOST.fullmatch(parts.hostname or "")
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
        or not _port_is_sound(parts)
    ):
        raise ValueError("write scheme and host only, such as https://support.example")
    return address.rstrip("/")


def checked_database(url: str) -> str:
    """The URL of a database; ValueError, with how one is written, where it is none."""
    parts = urlsplit(url)
    named = bool(parts.path.strip("/"))
    # A path from here on would be another file for whoever starts the portal in another folder.
    if parts.scheme == "sqlite" and url.startswith("sqlite:////") and named:
        return url
    if parts.scheme == "postgresql" and named and _port_is_sound(parts):
        return url
    raise ValueError(
        "write sqlite:////path/to/portal.db or postgresql://user:password@host/name "
        "(in a password %2F stands for /, %23 for #, %3F for ?, %25 for %)"
    )


def checked_mail(url: str) -> str:
    """The URL of where mail goes; ValueError, with how one is written, where it is none."""
    parts = urlsplit(url)
    if parts.scheme not in {"file", "smtp", "smtps"} or (parts.scheme != "file" and not parts.hostname):
        raise ValueError("write file://, smtp://user:password@host:587 or smtps://user:password@host:465")
    _check_way_to_server(parts, "")
    return url


def checked_mailbox(url: str) -> str:
    """The URL of a mailbox to read; ValueError, with how one is written, where it is none."""
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username or not parts.password:
        raise ValueError(
            "write imaps://user:password@host/INBOX (in a password %40 stands for @, %2F for /, %25 for %)"
        )
    _check_way_to_server(parts, " of a mailbox")
    return url


def needs_starttls(parts: SplitResult) -> bool:
    """Whether a mail server that does not speak TLS from the start has to offer it: all but those of this machine.

    `?tls=none` lets one go on in the clear, `?tls=starttls` asks for it on this machine, too.
    """
    return parts.query == "tls=starttls" or (not parts.query and parts.hostname not in _LOOPBACK)


def mailbox_name(url: str) -> str:
    """What a mailbox is called in the log and on pages: its URL without the password and what follows the folder."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{unquote(parts.username or '')}@{parts.hostname}{port}/{mailbox_folder(url)}"[:200]


def mailbox_folder(url: str) -> str:
    """The folder that the URL of a mailbox names; INBOX where it names none."""
    return unquote(urlsplit(url).path.strip("/")) or "INBOX"


def checked_listener(place: str) -> str:
    """host:port to listen on; ValueError, with how it is written, where it is none."""
    parts = urlsplit(f"//{place}")
    if not parts.hostname or parts.path or parts.query or "@" in place or not _port_is_sound(parts) or not parts.port:
        raise ValueError("write host:port, such as 127.0.0.1:8024")
    return place


def _check_way_to_server(parts: SplitResult, of_what: str) -> None:
    if parts.query and parts.query not in {"tls=none", "tls=starttls"}:
        raise ValueError(f"after the ?{of_what} only tls=none or tls=starttls may stand")
    if not _port_is_sound(parts):
        raise ValueError("a port is a number from 1 to 65535")


def _port_is_sound(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False
