"""Pages of the demo: what left by mail, what came in, and writing one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from portal.inbound.engineers.rows import ReceivedRow
from portal.inbound.engineers.showing import Shown
from portal.notify.outbox import MailRow
from portal.web.pages.base import HasForm, Page


@dataclass(frozen=True)
class ListedMail:
    """A line of the list: a mail that `came`, or one that left."""

    came: bool
    href: str
    subject: str
    line: str
    state: str
    moment: datetime


@dataclass(frozen=True)
class MailList(Page):
    """What left and what came in, newest first; `older` is the address of the next page, None on the last one."""

    template: ClassVar[str] = "demo/mail_list.html"
    nav: ClassVar[str] = "mail"
    mails: tuple[ListedMail, ...]
    older: str | None

    @property
    def title(self) -> str:
        """The page's name."""
        return "Demo mail"


@dataclass(frozen=True)
class OneMail(HasForm, Page):
    """One mail: its header lines, its text and its HTML, and the form with which its `reader` answers."""

    template: ClassVar[str] = "demo/mail.html"
    nav: ClassVar[str] = "mail"
    mail: MailRow
    state: str
    headers: tuple[tuple[str, str], ...]
    reader: str
    form: Any

    @property
    def title(self) -> str:
        """The subject of the mail."""
        return self.mail.subject


@dataclass(frozen=True)
class WritePage(HasForm, Page):
    """The form for a new mail."""

    template: ClassVar[str] = "demo/write.html"
    nav: ClassVar[str] = "mail"
    form: Any
    recipient: str

    @property
    def title(self) -> str:
        """The page's name."""
        return "Write a mail"


@dataclass(frozen=True)
class ReceivedPage(Page):
    """A mail that came in, what became of it, and the mails that left because of it."""

    template: ClassVar[str] = "demo/received.html"
    nav: ClassVar[str] = "mail"
    row: ReceivedRow
    outcome: str
    why: str
    tone: str
    links: tuple[tuple[str, str], ...]
    caused: tuple[ListedMail, ...]
    shown: Shown

    @property
    def title(self) -> str:
        """The subject of the mail."""
        return self.row.subject or "A mail without a subject"
