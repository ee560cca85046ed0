"""Several tickets changed together: what is wanted of them, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from portal.web.pages.base import HasForm, Page


class ChosenTicket(NamedTuple):
    """A ticket of those that are changed together, with how often it was changed when the engineer saw it."""

    reference: str
    subject: str = ""
    version: int = 0

    @property
    def href(self) -> str:
        """The ticket's page."""
        return f"/servicedesk/tickets/{self.reference}"


class Outcome(NamedTuple):
    """What became of one of them, in words; `may_go_again` where only somebody else's change was in the way."""

    ticket: ChosenTicket
    done: bool
    words: str
    may_go_again: bool = False


@dataclass(frozen=True)
class ChosenPage(HasForm, Page):
    """What is wanted of several tickets, and why."""

    template: ClassVar[str] = "desk/chosen.html"
    nav: ClassVar[str] = "desk"

    heading: str
    button: str
    lead: str
    action: str
    back: str
    form: Any
    tickets: tuple[ChosenTicket, ...]

    @property
    def title(self) -> str:
        """What is changed, of how many."""
        return self.heading


@dataclass(frozen=True)
class ReportPage(Page):
    """What became of each of several tickets; `posted` is what goes once more for those that others had changed."""

    template: ClassVar[str] = "desk/report.html"
    nav: ClassVar[str] = "desk"

    heading: str
    action: str
    back: str
    done: tuple[Outcome, ...]
    left: tuple[Outcome, ...]
    again: tuple[ChosenTicket, ...]
    posted: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """How many were changed."""
        return f"{self.heading}: {len(self.done)} of {len(self.done) + len(self.left)} done"
