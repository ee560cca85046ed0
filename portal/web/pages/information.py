"""Pages of questions to a requester: putting them, answering them, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from portal.tickets.rows import TicketRow
from portal.web.pages.base import HasForm, Page
from portal.web.pages.files import StoredFile
from portal.web.pages.timeline_parts import Meanwhile


@dataclass(frozen=True)
class AskPage(HasForm, Page):
    """The form in which an engineer puts questions to the requester."""

    template: ClassVar[str] = "information/ask.html"
    nav: ClassVar[str] = "desk"

    row: TicketRow
    path: str
    action: str
    form: Any
    once: str
    may_add: bool
    newest: int
    meanwhile: tuple[Meanwhile, ...] = ()

    @property
    def title(self) -> str:
        """What is done, on which ticket."""
        return f"Ask for information: {self.row.reference}"


@dataclass(frozen=True)
class AnswerPage(HasForm, Page):
    """The questions, for who answers them; it names of the ticket what the mail named."""

    template: ClassVar[str] = "information/answer.html"
    nav: ClassVar[str] = "tickets"

    reference: str
    subject: str
    asked_by: str
    message: str
    form: Any
    # Where the form is; what is kept of it, and its files, go below.
    path: str
    files: Mapping[str, tuple[StoredFile, ...]]
    # That the form holds what was typed before.
    saved: str

    @property
    def title(self) -> str:
        """What is asked for, about which ticket."""
        return f"Answer the questions: {self.reference}"

    @property
    def uploads(self) -> Mapping[str, Mapping[str, Any]]:
        """For each field that takes files: where they go at once, and what is stored already."""
        return {key: {"url": f"{self.path}/files", "stored": stored} for key, stored in self.files.items()}


@dataclass(frozen=True)
class LinkedAnswerPage(AnswerPage):
    """The same behind the signed link of a mail."""

    template: ClassVar[str] = "information/linked.html"


@dataclass(frozen=True)
class SettledPage(Page):
    """Why nothing is asked any more; `back` is empty where who reads it may be logged in or not."""

    template: ClassVar[str] = "information/settled.html"

    reference: str
    subject: str
    title: str
    text: str
    back: str


@dataclass(frozen=True)
class AskedPage(Page):
    """What was asked, for engineers; `withdraw` is where it is taken back, empty where it no longer waits."""

    template: ClassVar[str] = "information/asked.html"
    nav: ClassVar[str] = "desk"

    reference: str
    title: str
    text: str
    message: str
    questions: tuple[str, ...]
    back: str
    withdraw: str
