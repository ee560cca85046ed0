"""Pages behind the signed links of mails: they ask, and say what happened; who opens them need not be logged in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.tickets.solutions import Standing
from portal.web.pages.base import Page
from portal.web.pages.opinions import Asks


@dataclass(frozen=True)
class ChoicePage(Page):
    """A choice about mail: before it is made, with the button that makes it; or after, with the one that takes it back.

    It names nothing but the ticket's reference: who holds the link may be anybody.
    """

    template: ClassVar[str] = "choices/choice.html"

    title: str
    text: str
    path: str = ""
    button: str = ""


@dataclass(frozen=True)
class ClosingPage(Page):
    """Whether the ticket is solved, or what became of it; `denies` where the link was that it is not."""

    template: ClassVar[str] = "choices/solution.html"

    reference: str
    subject: str
    standing: Standing
    title: str
    text: str
    denies: bool
    path: str
    other: str
    body: str = ""
    error: str = ""
    # How it went, once it is closed.
    asks: Asks | None = None

    @property
    def is_asked(self) -> bool:
        """Whether there is something to answer."""
        return self.standing is Standing.ASKED

    @property
    def has_errors(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.error)


@dataclass(frozen=True)
class DeadChoicePage(Page):
    """A link that we did not make, or that its person can no longer use: the page does not say which ticket it was."""

    template: ClassVar[str] = "choices/dead_link.html"
    title: ClassVar[str] = "This link does nothing"
