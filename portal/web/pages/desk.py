"""The desk: queues of tickets for the engineers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from markupsafe import Markup

from portal.tickets.rows import TicketRow
from portal.tickets.stale import Seen
from portal.web.listing import Head
from portal.web.pages.base import HasForm, Page
from portal.web.pages.tickets import Empty
from portal.web.pages.timeline_parts import Meanwhile


@dataclass(frozen=True)
class Queue:
    """A list of tickets that somebody has to look at; `alert` where its number is bad news."""

    label: str
    icon: str
    href: str
    count: str
    current: bool
    alert: bool = False


class FacetOption(NamedTuple):
    """One thing that can be chosen; its address takes it away again where it is."""

    label: str
    priority: str | None
    href: str
    number: str
    chosen: bool


class Facet(NamedTuple):
    """What a queue can be narrowed by, of one kind; `rest` is folded under the words of `more`."""

    label: str
    options: tuple[FacetOption, ...]
    rest: tuple[FacetOption, ...]
    more: str


class Due(NamedTuple):
    """By when something is promised: `state` is late, soon, plain or stands."""

    state: str
    words: str | Markup


class Line(NamedTuple):
    """One ticket of a queue; `present` says who else has it open, and whether they write."""

    href: str
    reference: str
    version: int
    subject: str
    about: str
    present: tuple[tuple[str, bool], ...]
    requester: str
    organisation: str
    status: str
    answered_late: bool
    priority: str | None
    due: Due
    engineer: str
    initials: str
    changed: Markup


class Chosen(NamedTuple):
    """What the bar over a queue posts beside the tickets: where it leads back to, and who takes them."""

    back: str
    engineer: int


@dataclass(frozen=True)
class DeskPage(Page):
    """One queue, filtered and sorted as its address says."""

    template: ClassVar[str] = "desk/desk.html"
    nav: ClassVar[str] = "desk"

    title: str
    total: str
    order: str
    queues: tuple[Queue, ...]
    views: tuple[Queue, ...]
    facets: tuple[Facet, ...]
    path: str
    text: str
    news: str
    kept: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    clear: str
    save: str
    heads: tuple[Head, ...]
    chosen: Chosen
    lines: tuple[Line, ...]
    summary: str
    previous: str | None
    next: str | None
    empty: Empty | None


@dataclass(frozen=True)
class NewsPart(Page):
    """That a queue is no longer as its page shows it, and where it is."""

    template: ClassVar[str] = "desk/_news.html"
    nav: ClassVar[str] = "desk"

    href: str


@dataclass(frozen=True)
class KeysPage(Page):
    """Which keys do what."""

    template: ClassVar[str] = "desk/keys.html"
    nav: ClassVar[str] = "desk"
    title: ClassVar[str] = "Keys"


@dataclass(frozen=True)
class ChangePage(HasForm, Page):
    """A short form in which an engineer changes something about a ticket."""

    template: ClassVar[str] = "desk/change.html"
    nav: ClassVar[str] = "desk"

    row: TicketRow
    path: str
    action: str
    form: Any
    heading: str
    lead: str
    seen: Seen | None = None
    meanwhile: tuple[Meanwhile, ...] = ()

    @property
    def title(self) -> str:
        """What is changed, of which ticket."""
        return f"{self.heading}: {self.row.reference}"
