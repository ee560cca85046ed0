"""Mail as engineers see it: the lists, a mail that came in, a mail that left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from portal.inbound.engineers.rows import BlockedRow, ReceivedRow
from portal.inbound.engineers.showing import Shown
from portal.notify.outbox import MailRow
from portal.notify.suspensions import Suspension
from portal.web.pages.base import Page
from portal.web.pages.desk import Queue
from portal.web.pages.tickets import Empty, Filter


@dataclass(frozen=True)
class Standing:
    """How something stands, as word, shape and colour: `glyph` and `tone` are those of the status of a ticket."""

    words: str
    glyph: str
    tone: str


@dataclass(frozen=True)
class MailLine:
    """One mail of a list; `about` is its other end, `why` what there is to know of how it stands."""

    href: str
    subject: str
    about: str
    standing: Standing
    why: str
    ticket: str
    ticket_href: str
    moment: datetime


@dataclass(frozen=True)
class MailroomPage(Page):
    """One list of mails, filtered as its address says, under whatever hinders mail at present."""

    template: ClassVar[str] = "mailroom/list.html"
    nav: ClassVar[str] = "mailroom"

    title: str
    order: str
    came: tuple[Queue, ...]
    leaves: tuple[Queue, ...]
    alerts: tuple[str, ...]
    suspended: tuple[Suspension, ...]
    blocked: tuple[BlockedRow, ...]
    path: str
    text: str
    filters: tuple[Filter, ...]
    kept: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    heads: tuple[str, str, str]
    lines: tuple[MailLine, ...]
    summary: str
    previous: str | None
    next: str | None
    empty: Empty | None


@dataclass(frozen=True)
class Fact:
    """One thing to know; it leads somewhere where it has an `href`."""

    label: str
    text: str
    href: str = ""


@dataclass(frozen=True)
class Choice:
    """Something an engineer may decide: the word that is posted, the button, and what it does."""

    to: str
    label: str
    does: str
    kind: str = "outlined"


@dataclass(frozen=True)
class CamePage(Page):
    """A mail that came in: what was made of it and why, what it says, and what can be done with it."""

    template: ClassVar[str] = "mailroom/came.html"
    nav: ClassVar[str] = "mailroom"

    row: ReceivedRow
    outcome: str
    why: str
    tone: str
    facts: tuple[Fact, ...]
    choices: tuple[Choice, ...]
    is_blocked: bool
    attach: Any
    answers: tuple[MailLine, ...]
    shown: Shown
    refusal: str

    @property
    def title(self) -> str:
        """The subject of the mail."""
        return self.row.subject or "Mail without a subject"

    @property
    def has_errors(self) -> bool:
        """Whether something was refused."""
        return bool(self.refusal)


@dataclass(frozen=True)
class LeftPage(Page):
    """A mail that left, or should; `text` is empty where it is its reader's own matter."""

    template: ClassVar[str] = "mailroom/left.html"
    nav: ClassVar[str] = "mailroom"

    mail: MailRow
    outcome: str
    why: str
    tone: str
    facts: tuple[Fact, ...]
    headers: str
    text: str
    may_leave_again: bool
    refusal: str

    @property
    def title(self) -> str:
        """The subject of the mail."""
        return self.mail.subject

    @property
    def has_errors(self) -> bool:
        """Whether something was refused."""
        return bool(self.refusal)
