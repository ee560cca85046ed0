"""The page on which engineers remove a secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from portal.tickets.rows import FileRow, TicketRow
from portal.web.pages.base import HasForm, Page


@dataclass(frozen=True)
class RedactingPage(HasForm, Page):
    """What has to go, and, once it was looked for, where it stands."""

    template: ClassVar[str] = "tickets/redact.html"
    nav: ClassVar[str] = "desk"

    row: TicketRow
    path: str
    form: Any
    looked: bool = False
    found: tuple[str, ...] = ()
    unread: tuple[FileRow, ...] = ()

    @property
    def title(self) -> str:
        """What is done, to which ticket."""
        return f"Remove a secret: {self.row.reference}"
