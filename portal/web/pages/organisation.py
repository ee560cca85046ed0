"""The organisations of the person looking, and what is decided about their members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple

from markupsafe import Markup

from portal.accounts.invitation_rows import InvitationRow
from portal.accounts.reviews import Reviewed
from portal.tickets.access import Awaiting
from portal.tickets.rows import TicketRow
from portal.vocabulary import ReviewDecision
from portal.web.pages.base import Page


class Member(NamedTuple):
    """A person of the organisation: `leaving` is the request to take their access, `change` where the role is."""

    name: str
    address: str
    role: str
    state: str | Markup
    is_viewer: bool
    leaving: str
    change: str
    remove: str


class Going(NamedTuple):
    """A request for access that goes on: how it stands, in words."""

    reference: str
    subject: str
    icon: str
    state: str | Markup


class Invited(NamedTuple):
    """An invitation that waits, with where it is sent again and withdrawn; empty for who may not."""

    row: InvitationRow
    send: str
    withdraw: str


@dataclass(frozen=True)
class OrganisationCard:
    """One organisation of the actor: its people, and what goes on there."""

    id: int
    viewer: int
    name: str
    plan: str
    people: str
    members: tuple[Member, ...]
    invitations: tuple[Invited, ...]
    approvals: tuple[Awaiting, ...]
    approves: bool
    access: tuple[Going, ...]
    shared: tuple[TicketRow, ...]
    shared_href: str
    tickets_href: str
    review_href: str
    review: str
    second_factor_href: str
    second_factor: str


@dataclass(frozen=True)
class OrganisationPage(Page):
    """The organisations of the actor: who belongs to them, and how somebody joins or leaves."""

    template: ClassVar[str] = "organisation/organisation.html"
    nav: ClassVar[str] = "organisation"

    organisations: tuple[OrganisationCard, ...]
    onboarding_href: str
    offboarding_href: str
    may_raise: bool

    @property
    def title(self) -> str:
        """The name where it is one organisation."""
        return self.organisations[0].name if len(self.organisations) == 1 else "Organisations"


class Asked(NamedTuple):
    """One member in a review; `leaving` is the request that takes their access, `remove` where one is begun."""

    one: Reviewed
    leaving: str
    remove: str


@dataclass(frozen=True)
class ReviewPage(Page):
    """The members of an organisation, each to be confirmed or marked for removal."""

    template: ClassVar[str] = "organisation/review.html"
    nav: ClassVar[str] = "organisation"

    organisation: str
    started_at: datetime
    closed_at: datetime | None
    asked: tuple[Asked, ...]
    unanswered: int
    path: str
    back: str

    @property
    def title(self) -> str:
        """Whose members."""
        return f"Who still belongs to {self.organisation}?"

    @property
    def removed(self) -> tuple[Asked, ...]:
        """Those who are marked for removal."""
        return tuple(each for each in self.asked if each.one.decision is ReviewDecision.REMOVE)
