"""Pages about access given and taken by a button, about invitations, and the newcomer's first page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from markupsafe import Markup

from portal.accounts.accepting import Invited
from portal.fulfilment.plans import Item
from portal.tickets.rows import TicketRow
from portal.web.pages.base import Page


class TaskLine(NamedTuple):
    """Something done by hand; with a `href` it is still to be ticked off there."""

    label: str
    words: Markup
    proof: str
    href: str


class InvitationLine(NamedTuple):
    """What became of an invitation; `again` and `withdraw` are where that is done, empty where it cannot be."""

    words: Markup
    again: str
    withdraw: str


class Access(NamedTuple):
    """The panel on a ticket: what is done by a button, what by hand, and how the invitation stands.

    `day` is when what is planned is done by itself.
    """

    words: Markup
    label: str
    href: str
    tasks: tuple[TaskLine, ...]
    invitation: InvitationLine | None
    day: Markup = Markup("")


class Reported(NamedTuple):
    """One line of the report."""

    label: str
    words: str
    when: Markup


@dataclass(frozen=True)
class FulfilmentPage(Page):
    """What confirming would do, what waits for its day, or what was done."""

    template: ClassVar[str] = "fulfilment/fulfilment.html"
    nav: ClassVar[str] = "desk"

    row: TicketRow
    path: str
    heading: str
    lead: Markup
    items: tuple[Item, ...] = ()
    report: tuple[Reported, ...] = ()
    warnings: tuple[str, ...] = ()
    blockers: tuple[str, ...] = ()
    # Empty where it may not be confirmed.
    digest: str = ""
    danger: bool = False
    problem: str = ""
    cancels: bool = False

    @property
    def title(self) -> str:
        """What is done, for which ticket."""
        return f"{self.heading}: {self.row.reference}"

    @property
    def has_errors(self) -> bool:
        """Whether something has to be looked at again."""
        return bool(self.problem)


@dataclass(frozen=True)
class InvitationPage(Page):
    """Behind the link of an invitation: a first password, or only a button for who has one; `form` is None then."""

    template: ClassVar[str] = "fulfilment/invitation.html"

    invited: Invited
    form: Any
    action: str

    @property
    def title(self) -> str:
        """Who invites."""
        return f"{self.invited.organisation} invites you"

    @property
    def has_errors(self) -> bool:
        """Whether the form came back with something to mend."""
        return self.form is not None and bool(self.form.problems())


@dataclass(frozen=True)
class DeadInvitationPage(Page):
    """A link that was used, withdrawn, replaced, or is too old."""

    template: ClassVar[str] = "fulfilment/dead_invitation.html"
    title: ClassVar[str] = "This invitation does not work any more"


class Welcomed(NamedTuple):
    """One organisation of the newcomer: what they are there, what they see, and whom they ask."""

    name: str
    role: str
    sees: Markup
    administrators: str
    href: str


@dataclass(frozen=True)
class WelcomePage(Page):
    """What somebody who has just come can do here."""

    template: ClassVar[str] = "fulfilment/welcome.html"
    nav: ClassVar[str] = "home"

    first_name: str
    places: tuple[Welcomed, ...]
    may_raise: bool
    administers: bool

    @property
    def title(self) -> str:
        """A greeting by name."""
        return f"Welcome, {self.first_name}"
