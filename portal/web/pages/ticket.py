"""One ticket, and the parts of its page that change while it is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from portal.tickets.rows import Answer, FileRow, TicketRow
from portal.web.pages.base import Page
from portal.web.pages.intake import StoredFile
from portal.web.pages.tickets import Share
from portal.web.turns import Target, Turn


@dataclass(frozen=True)
class Shown:
    """One thing in the timeline; an event has an icon and a sentence in three parts, `strong` in the middle."""

    id: int
    is_event: bool
    name: str
    initials: str
    by_engineer: bool
    by_mail: bool
    is_note: bool
    # Moments take long to hash, and `when` says this one in words.
    at: datetime = field(hash=False)
    when: str
    body: str
    files: tuple[FileRow, ...]
    question: str
    aside: str
    icon: str
    lead: str
    strong: str
    rest: str
    said: str


@dataclass(frozen=True)
class Timeline:
    """Everything that happened; where it is long, `folded` is its middle."""

    first: tuple[Shown, ...]
    folded: tuple[Shown, ...]
    last: tuple[Shown, ...]


@dataclass(frozen=True)
class Seer:
    """Somebody who can see the ticket."""

    name: str
    initials: str
    detail: str


@dataclass(frozen=True)
class Seers:
    """Who can see the ticket: some by name and how many others; `preview` says what a change would mean."""

    sentence: str
    short: str
    people: tuple[Seer, ...]
    others: int
    share: Share
    to: str
    label: str
    preview: str


@dataclass(frozen=True)
class Follow:
    """The button that follows a ticket or mutes it: `to` is what pressing it asks for."""

    label: str
    icon: str
    to: str
    name: str


@dataclass(frozen=True)
class ReplyBox:
    """Where one writes: a message, or an internal note."""

    is_note: bool
    hint: str
    body: str
    error: str
    saved: str
    once: str
    asks: bool
    files: tuple[StoredFile, ...]
    files_problem: str


@dataclass(frozen=True)
class Can:
    """What the actor may do beside writing."""

    resolve: bool
    reopen: bool
    cancel: bool
    approve: bool
    note: bool
    assign: bool
    set_status: bool
    set_priority: bool


@dataclass(frozen=True)
class Resource:
    """A UUID that the answers name, and where the other tickets about it are."""

    label: str
    uuid: str
    href: str


@dataclass(frozen=True)
class TicketPage(Page):
    """One ticket with everything that this actor may read and do."""

    template: ClassVar[str] = "tickets/ticket.html"
    nav: ClassVar[str] = "tickets"

    row: TicketRow
    path: str
    list_path: str
    files_path: str
    actor_id: int
    is_engineer: bool
    is_mine: bool
    turn: Turn
    target: Target | None
    levels: str
    answers: tuple[Answer, ...]
    more_answers: tuple[Answer, ...]
    files: tuple[FileRow, ...]
    timeline: Timeline
    newest: int
    seers: Seers
    follow: Follow | None
    can: Can
    reply: ReplyBox | None
    closed: str
    unsent: str
    problem: str
    resources: tuple[Resource, ...]
    said: str = ""

    @property
    def title(self) -> str:
        """Reference and subject."""
        return f"{self.row.reference} {self.row.subject}"

    @property
    def has_errors(self) -> bool:
        """Whether something that was sent has to be mended."""
        return bool(self.problem)

    @property
    def about(self) -> str:
        """How many answers and files the customer gave."""
        answers, files = len(self.answers) + len(self.more_answers), len(self.files)
        counted = ((answers, "answer"), (files, "file"))
        return ", ".join(f"{count} {word if count == 1 else word + 's'}" for count, word in counted if count)


@dataclass(frozen=True)
class NewsPart(TicketPage):
    """What is new, for a page that is open: its timeline holds only that."""

    template: ClassVar[str] = "tickets/_news.html"


@dataclass(frozen=True)
class RepliedPart(TicketPage):
    """An empty reply box, and what is new: the answer to what was written."""

    template: ClassVar[str] = "tickets/_replied.html"


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
    optional: bool
    button: str
    danger: bool
    keep: str
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
