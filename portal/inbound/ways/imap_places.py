"""What the URL of a mailbox means. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from portal.settings_urls import mailbox_folder, mailbox_name, needs_starttls


@dataclass(frozen=True)
class Place:
    """A folder of somebody's mailbox; `tls` from the first byte, `starttls` required after the greeting."""

    name: str
    host: str
    port: int
    username: str
    password: str = field(repr=False)
    folder: str
    tls: bool
    starttls: bool


def parse(url: str) -> Place:
    """The place that a URL names, which `settings_urls.checked_mailbox` has accepted.

    `imap://` needs STARTTLS, but on this machine's own addresses or with `?tls=none`; `?tls=starttls` asks for it
    there too. `imaps://` speaks TLS from the start. Ports: 143, and 993 for imaps.
    """
    parts = urlsplit(url)
    tls = parts.scheme == "imaps"
    return Place(
        name=mailbox_name(url),
        host=parts.hostname or "",
        port=parts.port or (993 if tls else 143),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=mailbox_folder(url),
        tls=tls,
        starttls=not tls and needs_starttls(parts),
    )
