"""The page that asks for words before a ticket is moved along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.tickets.rows import TicketRow
from portal.web.pages.base import Page


@dataclass(frozen=True)
class MovePage(Page):
    """A short page that asks for words before something is done to the ticket."""

    template: ClassVar[str] = "tickets/move.html"
    nav: ClassVar[str] = "tickets"

    row: TicketRow
    path: str
    action: str
    heading: str
    lead: str
    label: str
    button: str
    keep: str
    optional: bool = False
    danger: bool = True
    body: str = ""
    error: str = ""

    @property
    def title(self) -> str:
        """What is asked, of which ticket."""
        return f"{self.heading}: {self.row.reference}"

    @property
    def has_errors(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.error)
