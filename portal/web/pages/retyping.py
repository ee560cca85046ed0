"""The page on which an engineer gives a ticket another issue type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from portal.tickets.rows import TicketRow
from portal.tickets.stale import Seen
from portal.web.pages.base import HasForm, Page
from portal.web.pages.timeline_parts import Meanwhile


@dataclass(frozen=True)
class Consequences:
    """What the change would mean: labels of the answers that stay, that go to the timeline, and that are asked."""

    kept: tuple[str, ...]
    earlier: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class IssueTypePage(HasForm, Page):
    """Which issue type it is, why, and what that would mean; `consequences` is None before one was chosen."""

    template: ClassVar[str] = "retyping/change.html"
    nav: ClassVar[str] = "desk"

    row: TicketRow
    path: str
    action: str
    form: Any
    consequences: Consequences | None
    seen: Seen
    meanwhile: tuple[Meanwhile, ...] = ()

    @property
    def title(self) -> str:
        """What is changed, of which ticket."""
        return f"Change issue type: {self.row.reference}"
