"""The desk: queues of tickets for the engineers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from markupsafe import Markup

from portal.tickets.rows import TicketRow
from portal.web.listing import Head
from portal.web.pages.base import Page
from portal.web.pages.tickets import Empty, Filter


@dataclass(frozen=True)
class Queue:
    """A list of tickets that somebody has to look at."""

    label: str
    icon: str
    href: str
    count: str
    current: bool


@dataclass(frozen=True)
class Due:
    """By when something is promised: `state` is late, soon, plain or stands."""

    state: str
    words: str | Markup


@dataclass(frozen=True)
class Line:
    """One ticket of a queue."""

    href: str
    subject: str
    about: str
    requester: str
    organisation: str
    status: str
    answered_late: bool
    priority: str | None
    due: Due
    engineer: str
    initials: str
    changed: datetime
    take: str


@dataclass(frozen=True)
class DeskPage(Page):
    """One queue, filtered and sorted as its address says."""

    template: ClassVar[str] = "desk/desk.html"
    nav: ClassVar[str] = "desk"

    title: str
    total: str
    order: str
    held_mails: str
    queues: tuple[Queue, ...]
    path: str
    text: str
    filters: tuple[Filter, ...]
    kept: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    priority_head: Head
    ticket_head: Head
    changed_head: Head
    lines: tuple[Line, ...]
    person_id: int
    summary: str
    previous: str | None
    next: str | None
    empty: Empty | None


@dataclass(frozen=True)
class ChangePage(Page):
    """A short form in which an engineer changes something about a ticket."""

    template: ClassVar[str] = "desk/change.html"
    nav: ClassVar[str] = "desk"

    row: TicketRow
    path: str
    action: str
    form: Any
    heading: str
    lead: str

    @property
    def title(self) -> str:
        """What is changed, of which ticket."""
        return f"{self.heading}: {self.row.reference}"

    @property
    def has_errors(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.form.errors)
