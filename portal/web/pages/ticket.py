"""One ticket, and what of its page changes while it is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.web.pages.base import Page
from portal.web.pages.fulfilment import Access
from portal.web.pages.opinions import Asks
from portal.web.pages.ticket_parts import Facts, FormLink, Heading, Linked, Presence, ReplyBox, Resource, Seers, Told
from portal.web.pages.timeline_parts import Meanwhile, Shown, Timeline
from portal.web.turns import Turn


@dataclass(frozen=True)
class TicketPage(Page):
    """One ticket with everything that this actor may read and do, in parts that are drawn once for equal ones."""

    template: ClassVar[str] = "tickets/ticket.html"
    nav: ClassVar[str] = "tickets"

    title: str
    path: str
    files_path: str
    heading: Heading
    turn: Turn
    opinion: Asks | None
    form: FormLink | None
    told: Told
    timeline: Timeline
    newest: int
    facts: Facts
    seers: Seers
    resources: tuple[Resource, ...]
    linked: Linked | None
    access: Access | None
    reply: ReplyBox | None
    once: str
    closed: str
    mail_href: str
    note_href: str
    reopens: bool
    unsent: str
    problem: str
    # What others wrote while this was written, where that stopped it.
    meanwhile: tuple[Meanwhile, ...] = ()
    # Who else of the engineers is here; None for everybody whom that does not concern.
    present: Presence | None = None

    @property
    def has_errors(self) -> bool:
        """Whether something that was sent has to be mended."""
        return bool(self.problem)


@dataclass(frozen=True)
class OpenPagePart(TicketPage):
    """What changes on a page that is open; its timeline holds only what is new.

    `said` is read out, and `answered` is the question that stands there as open and is no longer.
    """

    said: str = ""
    answered: Shown | None = None


@dataclass(frozen=True)
class NewsPart(OpenPagePart):
    """What is new."""

    template: ClassVar[str] = "tickets/_news.html"


@dataclass(frozen=True)
class RepliedPart(OpenPagePart):
    """An empty reply box, and what is new: the answer to what was written."""

    template: ClassVar[str] = "tickets/_replied.html"


@dataclass(frozen=True)
class PresencePart(Page):
    """Who else is here."""

    template: ClassVar[str] = "tickets/_presence.html"
    nav: ClassVar[str] = "tickets"
    title: ClassVar[str] = "Who else is here"

    present: Presence
