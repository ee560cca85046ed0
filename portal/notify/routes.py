"""What the mail address in the settings means. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from portal.settings_urls import checked_mail, needs_starttls


@dataclass(frozen=True)
class FolderRoute:
    """Each mail becomes a file in this folder."""

    folder: Path

    @property
    def place(self) -> str:
        """Where mail goes, for the log."""
        return str(self.folder)


@dataclass(frozen=True)
class SmtpRoute:
    """Each mail goes to this server; `tls` from the first byte, `starttls` required after greeting."""

    host: str
    port: int
    username: str | None
    password: str | None
    tls: bool
    starttls: bool

    @property
    def place(self) -> str:
        """Where mail goes, for the log: never the password."""
        return f"{self.host}:{self.port}"


def parse(url: str, instance: Path) -> FolderRoute | SmtpRoute:
    """The route that a mail URL names; ValueError with the mend where it names none.

    `file://` is the folder `mail` in the instance folder, `file:///path` another one. `smtp://user:password@host:port`
    needs STARTTLS, but on this machine's own addresses or with `?tls=none`; `?tls=starttls` asks for it there too.
    `smtps://` speaks TLS from the start. Ports: 587 with a user, 25 without, 465 for smtps.
    """
    parts = urlsplit(checked_mail(url))
    if parts.scheme == "file":
        return FolderRoute(Path(unquote(parts.path)) if parts.path.strip("/") else instance / "mail")
    tls = parts.scheme == "smtps"
    username = unquote(parts.username) if parts.username else None
    return SmtpRoute(
        host=parts.hostname or "",
        port=parts.port or (465 if tls else 587 if username else 25),
        username=username,
        password=unquote(parts.password) if parts.password else None,
        tls=tls,
        starttls=not tls and needs_starttls(parts),
    )
