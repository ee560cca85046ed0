"""Pages of the demo: what left by mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.notify.outbox import MailRow
from portal.web.pages.base import Page


@dataclass(frozen=True)
class MailList(Page):
    """The mails that were made, newest first; `older` is the number to go on from, None on the last page."""

    template: ClassVar[str] = "demo/mail_list.html"
    nav: ClassVar[str] = "mail"
    mails: tuple[MailRow, ...]
    older: int | None

    @property
    def title(self) -> str:
        """The page's name."""
        return "Mail"


@dataclass(frozen=True)
class OneMail(Page):
    """One mail: its header lines, its text and its HTML."""

    template: ClassVar[str] = "demo/mail.html"
    nav: ClassVar[str] = "mail"
    mail: MailRow
    headers: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """The subject of the mail."""
        return self.mail.subject
