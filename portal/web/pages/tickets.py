"""The list of tickets, and the small pages about who sees one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from markupsafe import Markup

from portal.tickets.rows import TicketRow
from portal.web.listing import Asked, Head
from portal.web.pages.base import Page


class Tab(NamedTuple):
    """A way to another list or part, with how much stands there where that is said."""

    label: str
    href: str
    current: bool
    number: str | None = None


class Option(NamedTuple):
    """One choice of a filter."""

    value: str
    label: str


class Filter(NamedTuple):
    """A select of the filter row."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str


@dataclass(frozen=True)
class Empty:
    """What a list says that has nothing to show, and where to go from there."""

    icon: str
    title: str
    text: str
    action: str | None = None
    href: str | None = None


class Share(NamedTuple):
    """Who can see a ticket: a toggle for who may use it, else words."""

    ticket: TicketRow
    path: str
    may_change: bool

    @property
    def href(self) -> str:
        """Where a change is asked for."""
        return f"{self.path}/{self.ticket.reference}/visibility"

    @property
    def organisation(self) -> str:
        """Whose people see it when it is shared."""
        return self.ticket.organisation_name or ""


class Row(NamedTuple):
    """One ticket of the list at `path`; equal rows are drawn once, which is when the properties are asked for."""

    ticket: TicketRow
    path: str
    changed: Markup
    names_requester: bool
    my_turn: bool
    may_share: bool

    @property
    def href(self) -> str:
        """The ticket's page."""
        return f"{self.path}/{self.ticket.reference}"

    @property
    def about(self) -> str:
        """The line below the subject."""
        about = f"{self.ticket.reference} · {self.ticket.issue_type_label}"
        return f"{about} · {self.ticket.requester_name}" if self.names_requester else about

    @property
    def share(self) -> Share:
        """The last column."""
        return Share(self.ticket, self.path, self.may_share)


@dataclass(frozen=True)
class HistoryPage(Page):
    """Tickets as customers look for them."""

    template: ClassVar[str] = "tickets/history.html"
    nav: ClassVar[str] = "tickets"

    title: str
    asked: Asked
    tabs: tuple[Tab, ...]
    chips: tuple[Tab, ...]
    filters: tuple[Filter, ...]
    kept: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    total: str
    order: str
    ticket_head: Head
    priority_head: Head
    changed_head: Head
    rows: tuple[Row, ...]
    summary: str
    previous: str | None
    next: str | None
    csv_href: str
    csv_note: str
    may_raise: bool
    empty: Empty | None


@dataclass(frozen=True)
class SharingPage(Page):
    """What a change of sight would mean for whom, before it is made."""

    template: ClassVar[str] = "tickets/sharing.html"
    nav: ClassVar[str] = "tickets"

    share: Share
    subject: str
    to: str
    sentence: str
    confirm: str
    keep: str
    back: str
    keep_href: str
    needs_reason: bool
    reason: str = ""
    error: str = ""

    @property
    def title(self) -> str:
        """What is asked."""
        return f"{self.confirm}: {self.share.ticket.reference}"

    @property
    def has_errors(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.error)


@dataclass(frozen=True)
class SharePart(Page):
    """The toggle of one row, put back into its list."""

    template: ClassVar[str] = "tickets/_share.html"
    nav: ClassVar[str] = "tickets"

    share: Share

    @property
    def title(self) -> str:
        """Which ticket it is."""
        return self.share.ticket.reference
