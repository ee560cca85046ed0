"""The pages on which somebody is added to a ticket or taken off it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from portal.tickets.rows import TicketRow
from portal.web.pages.base import HasForm, Page


@dataclass(frozen=True)
class AddingPage(HasForm, Page):
    """Who is added, and what that means; without a form where there is nobody to add."""

    template: ClassVar[str] = "tickets/add_participant.html"
    nav: ClassVar[str] = "tickets"

    row: TicketRow
    path: str
    form: Any
    means: str
    nobody: str

    @property
    def title(self) -> str:
        """What is asked, of which ticket."""
        return f"Add somebody: {self.row.reference}"
